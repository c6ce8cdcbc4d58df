//! What coverage says of pillars and rounds, and the page to print.

use std::process::Command;

use geodata::dataset::{Contents, PillarStatus};
use serde_json::{Value, json};

use crate::coverage::{serve, uneven};
use crate::support::server::column;
use crate::support::{TestServer, coverage as oracle};

/// The uneven country with states of pillars: of some villages several, of one a later and an earlier one, and of one that takes
/// part in nothing.
fn with_pillars() -> Contents {
    let mut contents = uneven();
    let records = [
        ("11.01.01.2001", 1, "2021-05-01", "running"),
        ("11.01.01.2001", 1, "2022-05-01", "active"),
        ("11.01.01.2001", 2, "2022-05-01", "active"),
        ("11.01.02.2002", 1, "2023-09-30", "stalled"),
        ("12.02.02.2002", 3, "2024", "active"),
        ("12.01.01.2009", 1, "2024-01-01", "active"),
    ];
    let programme = contents.programme.designations[0].programme.clone();
    contents.programme.pillar_status = records
        .into_iter()
        .map(|(village, pillar_no, as_of, state)| PillarStatus {
            village_code: village.into(),
            programme: programme.clone(),
            pillar_no,
            as_of: as_of.into(),
            state: state.into(),
            evidence: None,
        })
        .collect();
    contents
}

/// What SQL of its own counts of a level up to a year: villages with a record, and active pillars.
fn recounted(length: usize, year: i32) -> String {
    format!(
        "WITH last AS (
             SELECT p.village_code, p.pillar_no, p.state,
                    row_number() OVER (PARTITION BY p.village_code, p.pillar_no ORDER BY p.as_of DESC) AS nth
             FROM pillar_status p
             WHERE CAST(substr(p.as_of, 1, 4) AS INT) <= {year}
               AND p.village_code IN (SELECT village_code FROM designations WHERE year IS NULL OR year <= {year})
         )
         SELECT substr(village_code, 1, {length}) AS code, count(DISTINCT village_code) AS villages,
                count(*) FILTER (WHERE state = 'active') AS active
         FROM last WHERE nth = 1 GROUP BY 1 ORDER BY 1"
    )
}

fn rows(answer: &Value) -> &Vec<Value> {
    answer["items"].as_array().unwrap()
}

#[tokio::test]
async fn active_pillars_are_what_sql_counts_of_every_level_and_year_and_unknown_is_not_zero() {
    let (server, _dir) = serve(&with_pillars()).await;
    let mut seen = Vec::new();
    for (level, length) in oracle::LEVELS {
        for year in 2020..=2025 {
            let answer = server.json(&format!("/api/v1/coverage?level={level}&year={year}")).await;
            let counted = server.sql(&recounted(length, year)).await;
            for row in rows(&answer) {
                let own = rows(&counted).iter().find(|own| own["code"] == row["code"]);
                let expected = own.map_or((json!(0), Value::Null), |own| {
                    (own["villages"].clone(), own["active"].clone())
                });
                let found = (row["villages_with_pillars"].clone(), row["active_pillars"].clone());
                assert_eq!(found, expected, "{level} {year} {}", row["code"]);
                assert_eq!(row["pillars"].is_null(), own.is_none());
                seen.push(found.1);
            }
            let active = rows(&answer).iter().filter_map(|row| row["active_pillars"].as_u64());
            let active: Vec<u64> = active.collect();
            let sum = (!active.is_empty()).then(|| active.iter().sum::<u64>());
            assert_eq!(answer["total"]["active_pillars"].as_u64(), sum, "{level} {year}");
        }
    }
    for expected in [Value::Null, json!(0), json!(2)] {
        assert!(seen.contains(&expected), "{expected} occurs");
    }
}

#[tokio::test]
async fn each_pillar_is_counted_and_villages_stand_by_how_many_are_active() {
    let (server, _dir) = serve(&with_pillars()).await;
    let answer = server.json("/api/v1/coverage/compare?codes=11.01,11.71,12.02").await;
    let [first, unknown, last] = [0_usize, 1, 2].map(|at| &answer["items"][at]);
    assert_eq!(first["pillars"]["villages_by_active"], json!([1, 0, 1]));
    let each = first["pillars"]["each"].as_array().unwrap();
    let each: Vec<_> =
        each.iter().map(|of| json!([of["pillar_no"], of["active"], of["recorded"]])).collect();
    assert_eq!(each, [json!([1, 1, 2]), json!([2, 1, 1])]);
    assert_eq!((&unknown["designated"], &unknown["pillars"]), (&json!(1), &Value::Null));
    assert_eq!((&last["designated"], &last["villages_with_pillars"]), (&json!(2), &json!(1)));
}

#[tokio::test]
async fn a_series_over_rounds_is_what_each_year_answers_against_the_need_of_now() {
    let (server, _dir) = serve(&uneven()).await;
    for (level, _) in oracle::LEVELS {
        let now = server.json(&format!("/api/v1/coverage?level={level}")).await;
        let rounds = now["rounds"].as_array().unwrap();
        assert!(rounds.len() >= 4, "{rounds:?}");
        let need: f64 = rows(&now).iter().filter_map(|row| row["need"].as_f64()).sum();
        for (at, year) in rounds.iter().enumerate() {
            let then = server.json(&format!("/api/v1/coverage?level={level}&year={year}")).await;
            assert_eq!(then["rounds"].as_array().unwrap().len(), at + 1);
            assert_eq!(then["total"]["designated"], now["total"]["designated_over"][at]);
            let known =
                rows(&now).iter().zip(rows(&then)).filter(|(row, _)| !row["need"].is_null());
            let shared: f64 = known.filter_map(|(_, then)| then["designated"].as_f64()).sum();
            for (row, then) in rows(&now).iter().zip(rows(&then)) {
                let place = format!("{level} {year} {}", row["code"]);
                assert_eq!(row["over"]["designated"][at], then["designated"], "{place}");
                let Some(own) = row["need"].as_f64().filter(|_| need > 0.0) else {
                    assert!(row["over"]["gap"].is_null(), "{place}");
                    continue;
                };
                let gap = shared * own / need - then["designated"].as_f64().unwrap();
                let found = row["over"]["gap"][at].as_f64().unwrap();
                assert!((found - gap).abs() < 1e-9, "{place}: {found}, not {gap}");
                assert!(row["over"]["reached_pct"][at].is_number(), "{place}");
            }
        }
        for row in rows(&now).iter().filter(|row| !row["gap"].is_null()) {
            let last = rounds.len() - 1;
            assert_eq!(row["over"]["designated"][last], row["designated"]);
            let (last, now) = (row["over"]["gap"][last].as_f64(), row["gap"].as_f64());
            assert!((last.unwrap() - now.unwrap()).abs() < 1e-9);
        }
    }
}

/// The text of a document as it is selected, and how many pages it has.
fn printed(pdf: &[u8]) -> (String, usize) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("page.pdf");
    std::fs::write(&file, pdf).unwrap();
    let read =
        Command::new("pdftotext").args(["-layout", "-enc", "UTF-8"]).arg(&file).arg("-").output();
    let read = read.expect("pdftotext of poppler-utils reads documents; scripts/setup installs it");
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    let text = String::from_utf8(read.stdout).unwrap();
    let pages = text.matches('\u{c}').count();
    (text, pages)
}

#[tokio::test]
async fn areas_stand_side_by_side_on_one_page_in_either_language() {
    let (server, _dir) = serve(&with_pillars()).await;
    let paper = async |query: &str| {
        let answer =
            server.get(&format!("/api/v1/coverage/compare.pdf?{query}")).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{query}");
        assert_eq!(answer.headers()["content-type"], "application/pdf");
        printed(&answer.bytes().await.unwrap())
    };
    let compared = server.json("/api/v1/coverage/compare?codes=11.01,12.02,11").await;
    let (text, pages) = paper("codes=11.01,12.02,11").await;
    assert_eq!(pages, 1);
    for name in column(&compared, "name") {
        assert!(text.contains(name.split(' ').next().unwrap()), "{name}: {text}");
    }
    for expected in [
        "Perbandingan cakupan",
        "Pilar aktif",
        "tidak diketahui",
        "11.01",
        "Tidak diketahui bukan nol",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    let six = "codes=11,12,11.01,11.71,12.01,12.02&year=2024&lang=en";
    let (text, pages) = paper(six).await;
    assert_eq!(pages, 1);
    assert!(text.contains("Active pillars") && text.contains("year 2024"), "{text}");
    assert_eq!(paper(six).await.0, text, "asked twice, the same");
}

#[tokio::test]
async fn a_page_has_room_for_six_areas_of_known_coverage_in_a_known_language() {
    let server = TestServer::start().await;
    for query in [
        "codes=11,12,11.01,11.71,12.01,12.02,11.01.01",
        "codes=11.01.01.2001",
        "codes=11,12&lang=fr",
        "codes=11,12&need=poverty_pct",
    ] {
        let problem = server.problem(&format!("/api/v1/coverage/compare.pdf?{query}")).await;
        assert_eq!(problem.code, "invalid_parameter", "{query}");
    }
}
