use serde_json::Value as Json;

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
        assert!(!document["columns"].as_array().unwrap().is_empty(), "{}", question.name);
        for param in &question.params {
            assert!(
                question.sql.contains(&format!("${}", param.name)),
                "{} does not use {}",
                question.name,
                param.name
            );
        }
    }
}

#[tokio::test]
async fn named_questions_answer_as_known() {
    let ask = async |name: &str, params: Vec<(&str, &str)>| -> Json {
        let questions = named_queries().unwrap();
        let question = questions.iter().find(|question| question.name == name).unwrap();
        let answer = bytes(question.request(params).unwrap(), Format::Json)
            .await
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        serde_json::from_slice::<Json>(&answer).unwrap()["items"].clone()
    };
    assert_eq!(ask("coverage_by_regency", vec![]).await[0]["code"], "52.03");
    assert_eq!(ask("coverage_by_regency", vec![("province", "53")]).await[0]["code"], "53.01");
    let nearest = ask("nearest_designated", vec![("code", "52.03.01.2001")]).await;
    assert_eq!(nearest[0]["code"], "52.03.01.2002");
    // A tenth of a degree along 8.95° south is 10.996 km.
    assert_eq!(nearest[0]["distance_km"], 11.0);
    assert_eq!(ask("claims_versus_register", vec![]).await[0]["registered_villages"], 4);
    let far = ask("villages_far_from_ltsa", vec![("km", "500")]).await;
    assert_eq!(far.as_array().unwrap().len(), 9);
    let ranked = ask("recompute_ranking", vec![("n", "3")]).await;
    assert_eq!(ranked.as_array().unwrap().len(), 3);
    // (30 / 120 + (15 - 2) / 33) / 2
    let expected = f64::midpoint(30.0 / 120.0, 13.0 / 33.0);
    assert!((ranked[0]["score"].as_f64().unwrap() - expected).abs() < 1e-12);
    assert_eq!(
        ask(
            "villages_in_box",
            vec![("west", "116.01"), ("east", "116.02"), ("south", "-8.99"), ("north", "-8.98")]
        )
        .await
        .as_array()
        .unwrap()
        .len(),
        1
    );
    let missing = ask("missing_by_regency", vec![("province", "53")]).await;
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
}
