//! What the files of the named questions say they answer over the demonstration dataset.

use std::path::{Path, PathBuf};

use geodata::demo::DemoInputs;
use geodata::testing::skipped;
use serde_json::Value;

use crate::support::TestServer;
use crate::support::binary::program;

/// The dataset as anybody makes it; `None` where the program was built without its inputs.
fn demonstration(dir: &Path) -> Option<PathBuf> {
    if DemoInputs::built_in().is_err() {
        skipped("the demonstration is not built in (run `npm ci` in web/ and build again)");
        return None;
    }
    let out = dir.join("data");
    let made = program().args(["demo", "--out"]).arg(&out).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    Some(out)
}

/// Whether two values are the same; numbers, to nine digits.
fn same(found: &Value, expected: &Value) -> bool {
    match (found.as_f64(), expected.as_f64()) {
        (Some(found), Some(expected)) => (found - expected).abs() <= 1e-9 * expected.abs(),
        _ => found == expected,
    }
}

#[tokio::test]
async fn every_question_answers_as_its_file_says() {
    let dir = tempfile::tempdir().unwrap();
    let Some(data) = demonstration(dir.path()) else { return };
    let server = TestServer::start_with(|config| config.data = data).await;
    let mut wrong = Vec::new();
    for question in queries::named_queries().unwrap() {
        assert!(!question.expected.is_empty(), "{} says nothing of its answer", question.name);
        for expected in &question.expected {
            let given = expected.given.iter().map(|(name, value)| format!("{name}={value}"));
            let asked = format!("{}?{}", question.name, given.collect::<Vec<_>>().join("&"));
            let answer = server.json(&format!("/api/v1/queries/{asked}")).await;
            let columns = answer["columns"].as_array().unwrap().iter();
            let columns: Vec<&str> =
                columns.map(|column| column["name"].as_str().unwrap()).collect();
            let rows = answer["items"].as_array().unwrap();
            if columns != question.columns {
                wrong.push(format!("{asked}: columns {columns:?}"));
            }
            if expected.rows != Some(rows.len()) {
                wrong.push(format!("{asked}: {} rows, not {:?}", rows.len(), expected.rows));
            }
            assert_eq!(
                rows.is_empty(),
                expected.first.is_empty(),
                "{asked} says nothing of its rows"
            );
            for (column, value) in &expected.first {
                let found = rows.first().map(|row| row[column].clone()).unwrap_or_default();
                if !same(&found, value) {
                    wrong.push(format!("{asked}: {column} is {found}, not {value}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
