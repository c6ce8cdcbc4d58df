use serde_json::{Value as Json, json};

use super::bytes;
use crate::{Code, Format, named_queries};

#[tokio::test]
async fn every_named_question_runs_with_its_defaults() {
    let questions = named_queries().unwrap();
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/sql")).unwrap();
    let names = files.map(|entry| entry.unwrap().path());
    let names = names.filter(|path| path.extension().is_some_and(|kind| kind == "sql"));
    assert_eq!(questions.len(), names.count());
    for question in questions {
        let request = question.request([]).unwrap();
        let answer = bytes(request, Format::Json)
            .await
            .unwrap_or_else(|error| panic!("{}: {error}", question.name));
        let document: Json = serde_json::from_slice(&answer).unwrap();
        let columns = document["columns"].as_array().unwrap().iter();
        let columns: Vec<&str> = columns.map(|column| column["name"].as_str().unwrap()).collect();
        assert!(!columns.is_empty(), "{}", question.name);
        assert_eq!(columns, question.columns, "{}", question.name);
    }
}

/// The rows of a question.
async fn ask(name: &str, params: &[(&str, &str)]) -> Vec<Json> {
    let questions = named_queries().unwrap();
    let question = questions.iter().find(|question| question.name == name).unwrap();
    let answer = bytes(question.request(params.iter().copied()).unwrap(), Format::Json)
        .await
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut document: Json = serde_json::from_slice(&answer).unwrap();
    match document["items"].take() {
        Json::Array(items) => items,
        other => panic!("{name}: {other}"),
    }
}

/// What each row has in some columns.
fn columns<const N: usize>(rows: &[Json], names: [&str; N]) -> Vec<[Json; N]> {
    rows.iter().map(|row| names.map(|name| row[name].clone())).collect()
}

#[tokio::test]
async fn named_questions_answer_as_known() {
    assert_eq!(ask("coverage_by_regency", &[]).await[0]["code"], "52.03");
    assert_eq!(ask("coverage_by_regency", &[("province", "53")]).await[0]["code"], "53.01");
    let nearest = ask("nearest_designated", &[("code", "52.03.01.2001")]).await;
    assert_eq!(nearest[0]["code"], "52.03.01.2002");
    // A tenth of a degree along 8.95° south is 10.996 km.
    assert_eq!(nearest[0]["distance_km"], 11.0);
    assert_eq!(ask("claims_versus_register", &[]).await[0]["registered"], 4);
    let far = ask("villages_far_from_ltsa", &[("km", "500")]).await;
    assert_eq!(far.len(), 9);
    let ranked = ask("recompute_ranking", &[("n", "3")]).await;
    assert_eq!(ranked.len(), 3);
    // (30 / 120 + (15 - 2) / 33) / 2
    let expected = f64::midpoint(30.0 / 120.0, 13.0 / 33.0);
    assert!((ranked[0]["score"].as_f64().unwrap() - expected).abs() < 1e-12);
    assert_eq!(
        ask(
            "villages_in_box",
            &[("west", "116.01"), ("east", "116.02"), ("south", "-8.99"), ("north", "-8.98")]
        )
        .await
        .len(),
        1
    );
    let missing = ask("missing_by_regency", &[("province", "53")]).await;
    assert_eq!(
        (&missing[0]["villages"], &missing[0]["without_boundary"], &missing[0]["without_need"]),
        (&10.into(), &1.into(), &10.into())
    );
}

#[tokio::test]
async fn unknown_and_mistyped_parameters_are_named() {
    let questions = named_queries().unwrap();
    let question =
        questions.iter().find(|question| question.name == "coverage_by_regency").unwrap();
    for (name, text) in [("provinse", "52"), ("n", "many")] {
        let error = question.request([(name, text)]).unwrap_err();
        assert_eq!(error.code(), Code::ParameterInvalid);
        assert!(error.to_string().contains(name), "{error}");
    }
    let question = questions.iter().find(|question| question.name == "gap_by_area").unwrap();
    let error = question.request([("level", "village")]).unwrap_err();
    assert_eq!(error.code(), Code::ParameterInvalid);
    assert!(error.to_string().contains("province, regency"), "{error}");
}

#[tokio::test]
async fn coverage_and_shares_are_as_reckoned_by_hand() {
    // 3000 and 1000 migrants with two and one designated villages; nobody knows of 53.01.
    let gaps = ask("gap_by_area", &[("level", "regency")]).await;
    assert_eq!(
        columns(&gaps, ["code", "rank", "expected", "gap"]),
        [
            [json!("52.03"), json!(1), json!(2.25), json!(0.25)],
            [json!("52.71"), json!(2), json!(0.75), json!(-0.25)],
            [json!("53.01"), Json::Null, Json::Null, Json::Null],
        ]
    );
    let rates = ask("coverage_per_1000", &[("code", "52.03")]).await;
    assert_eq!(
        columns(
            &rates,
            ["level", "designated_in_rate", "per_1000", "rank_in_nation", "need_status"]
        ),
        [
            [json!("regency"), json!(2), json!(0.6667), json!(2), json!("observed")],
            [json!("province"), json!(3), json!(0.75), json!(1), json!("observed")],
            [json!("nation"), json!(3), json!(0.75), Json::Null, json!("partial")],
        ]
    );
    // Quotas 7.5 and 2.5: the remainders are equal, and the larger need comes first.
    let seats = ask("seats_by_need", &[("level", "regency"), ("seats", "10")]).await;
    assert_eq!(
        columns(&seats, ["code", "quota", "seats_hamilton", "seats_sainte_lague"]),
        [
            [json!("52.03"), json!(7.5), json!(8), json!(8)],
            [json!("52.71"), json!(2.5), json!(2), json!(2)],
        ]
    );
    // 1 − (0.75 · 2/3 + 0.25 · 5/3) in 2024; of 2023 one regency has a figure.
    let years = ask("gini_by_year", &[]).await;
    assert_eq!(
        columns(&years, ["year", "regencies", "designated", "gini", "hoover"]),
        [
            [json!(2024), json!(2), json!(3), json!(0.083333), json!(0.083333)],
            [json!(2023), json!(1), json!(2), json!(0), json!(0)],
        ]
    );
    let curve = ask("lorenz_points", &[]).await;
    assert_eq!(
        columns(&curve, ["code", "cumulative_need_share", "cumulative_designated_share"]),
        [[json!("52.03"), json!(0.75), json!(0.666667)], [json!("52.71"), json!(1), json!(1)],]
    );
    let missing = ask("missing_by_year", &[]).await;
    assert_eq!(
        columns(&missing, ["year", "code", "missing"])[..3],
        [
            [json!(2024), json!("53.01"), json!(1)],
            [json!(2024), json!("52.03"), json!(0)],
            [json!(2024), json!("52.71"), json!(0)],
        ]
    );
}

#[tokio::test]
async fn what_is_not_known_is_no_value() {
    let pillars = ask("pillars_by_village", &[]).await;
    assert_eq!(pillars.len(), 8, "four villages of the programme with two pillars each");
    assert_eq!((&pillars[0]["state"], &pillars[1]["state"]), (&json!("running"), &Json::Null));
    let before = ask("pillars_by_village", &[("until", "2018-12-31")]).await;
    assert!(before.iter().all(|row| row["state"].is_null()), "{before:?}");
    let states = ask("pillar_progress", &[]).await;
    assert_eq!(
        columns(&states, ["pillar_no", "state", "villages"]),
        [
            [json!(1), json!("running"), json!(1)],
            [json!(1), Json::Null, json!(3)],
            [json!(2), Json::Null, json!(4)],
        ]
    );
    // Open since some day of 2015.
    for (date, state) in [
        ("2014-12-31", json!("not yet")),
        ("2015-06-30", Json::Null),
        ("2016-01-01", json!("operating")),
    ] {
        let offices = ask("offices_at_date", &[("date", date), ("area", "52.03")]).await;
        assert_eq!(columns(&offices, ["id", "status_at_date"]), [[json!("o1"), state]], "{date}");
    }
    let bare = ask("villages_without_boundary", &[]).await;
    assert_eq!(columns(&bare, ["code", "has_point"]), [[json!("53.01.02.2002"), json!(false)]]);
}

#[tokio::test]
async fn places_are_found_where_they_are() {
    // The village in the hole of another.
    let areas = ask("areas_at_point", &[("lon", "116.05"), ("lat", "-8.75")]).await;
    assert_eq!(
        columns(&areas, ["code", "agrees"]),
        ["52", "52.03", "52.03.02", "52.03.02.2011"].map(|code| [json!(code), json!(true)])
    );
    let around = ask("neighbours_of_village", &[("code", "52.03.02.2011")]).await;
    assert_eq!(columns(&around, ["code"]), [[json!("52.03.02.2001")]]);
    let named = ask("villages_by_name", &[("name", "DESA-2001")]).await;
    assert_eq!(
        columns(&named, ["code"]),
        ["52.03.01.2001", "52.03.02.2001", "53.01.01.2001"].map(|code| [json!(code)])
    );
    assert_eq!(ask("points_in_other_regency", &[("province", "52")]).await, Vec::<Json>::new());
}
