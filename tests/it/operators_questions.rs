//! A directory of named questions beside those that are built in.

use std::path::Path;
use std::time::Duration;

use desmigratif::Config;
use desmigratif::server::Application;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::binary::{Binary, program};
use crate::support::country;
use crate::support::server::column;

/// A question with one parameter, whose SQL begins in line 7.
fn file(sql: &str) -> String {
    format!(
        "-- title_id: Desa satu kecamatan\n-- title_en: Villages of a district\n\
         -- description_id: Semua desanya.\n-- description_en: All of them.\n\
         -- param: district text 11.01.01 — code of a district\n-- param_id: district — kode kecamatan\n{sql}\n"
    )
}

const SQL: &str = "SELECT code FROM villages WHERE district_code = $district ORDER BY code";

fn write(dir: &Path, name: &str, text: &str) {
    std::fs::write(dir.join(name), text).unwrap();
}

#[tokio::test]
async fn they_are_listed_and_answered_like_the_others() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "of_district.sql", &file(SQL));
    write(dir.path(), "README.md", "Pertanyaan dinas.");
    write(dir.path(), ".of_district.sql", "what an editor left");
    let own = dir.path().to_owned();
    let server = TestServer::start_with(|config| config.questions = Some(own)).await;
    let names = column(&server.json("/api/v1/queries").await, "name");
    assert!(names.is_sorted(), "{names:?}");
    assert!(
        names.contains(&"of_district".to_owned()) && names.contains(&"villages_in_box".to_owned())
    );
    let answer = server.json("/api/v1/queries/of_district?district=12.01.02").await;
    assert_eq!(column(&answer, "code").len(), 5);
    let wrong = server.problem("/api/v1/queries/of_district?regency=12.01").await;
    assert_eq!(wrong.code, "unknown_parameter");
}

/// Why the server does not start with this file.
async fn refused(name: &str, text: &str) -> String {
    let (dir, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write(dir.path(), name, text);
    let config = Config {
        data: country::directory().to_owned(),
        state: state.path().to_owned(),
        questions: Some(dir.path().to_owned()),
        listen: "127.0.0.1:0".parse().unwrap(),
        ..Config::default()
    };
    match Application::bind(config).await {
        Ok(_) => panic!("{name} was taken"),
        Err(error) => format!("{error:#}"),
    }
}

#[tokio::test]
async fn a_file_that_is_no_question_is_named_with_its_line() {
    for (name, text, words) in [
        ("coverage_by_regency.sql", file(SQL), "built in"),
        ("Of-District.sql", file(SQL), "small letters"),
        ("q.sql", file("SELECT code FROM villages"), "line 7: the SQL does not use $district"),
        ("q.sql", file("SELECT $district\nWHERE ) 2"), "line 8: "),
        ("q.sql", file("DELETE FROM villages WHERE code = $district"), "DELETE"),
        ("q.sql", format!("-- judul: Desa\n{}", file(SQL)), "line 1: `judul`"),
    ] {
        let why = refused(name, &text).await;
        assert!(why.contains(name) && why.contains(words), "{name}: {why}");
    }
}

#[tokio::test]
async fn they_are_read_again_with_the_dataset() {
    let (dir, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write(dir.path(), "q.sql", &file(SQL));
    let mut serve = program();
    serve.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(country::directory());
    serve.arg("--state").arg(state.path()).env("DESMIGRATIF_QUESTIONS", dir.path());
    let served = Binary::start(serve);
    let address = format!("{}/api/v1/queries/q", served.base);
    let first = reqwest::get(&address).await.unwrap();
    let tag = first.headers()["etag"].clone();
    assert_eq!(column(&first.json::<Value>().await.unwrap(), "code").len(), 5);

    let one = SQL.replace("ORDER BY code", "ORDER BY code LIMIT 1");
    write(dir.path(), "q.sql", &file(&one));
    served.reload();
    until(&served, "dataset read again").await;
    let again = reqwest::Client::new().get(&address).header("if-none-match", &tag).send().await;
    let again = again.unwrap();
    assert_eq!(again.status(), 200, "what a client has is of the former question");
    let answer: Value = again.json().await.unwrap();
    assert_eq!(answer["items"], json!([{"code": "11.01.01.2001"}]));

    write(dir.path(), "q.sql", "SELECT 1");
    served.reload();
    until(&served, "the old dataset stays").await;
    assert!(served.log().contains("q.sql, line 1"), "{}", served.log());
    let kept: Value = reqwest::get(&address).await.unwrap().json().await.unwrap();
    assert_eq!(kept["items"], answer["items"]);
}

/// Waits until the log has these words.
async fn until(served: &Binary, words: &str) {
    for _ in 0..200 {
        if served.log().contains(words) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{words} is not in {}", served.log());
}
