use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::TestServer;

#[tokio::test]
async fn the_description_is_what_the_web_clients_types_are_made_from() {
    let server = TestServer::start().await;
    let api = server.json("/api/v1/openapi.json").await;
    assert_eq!(api["openapi"], "3.1.0");
    insta::assert_json_snapshot!(api, {".info.version" => "[version]"});
}

#[tokio::test]
async fn every_reference_leads_somewhere_and_every_operation_has_a_name_and_may_fail() {
    let server = TestServer::start().await;
    let api = server.json("/api/v1/openapi.json").await;
    let mut references = BTreeSet::new();
    collect(&api, &mut references);
    assert!(!references.is_empty());
    for reference in references {
        assert!(api.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
    }
    let mut names = BTreeSet::new();
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name), "{method} {path}: {name} names two operations");
            let failure = &operation["responses"]["default"]["content"];
            assert!(failure["application/problem+json"].is_object(), "{method} {path}: {failure}");
            let summary = operation["summary"].as_str().unwrap_or_default();
            assert!(summary.len() > 5, "{method} {path}: {summary}");
        }
    }
}

fn collect(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                match (key.as_str(), value) {
                    ("$ref", Value::String(reference)) => drop(into.insert(reference.clone())),
                    (_, value) => collect(value, into),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, into)),
        _ => {}
    }
}

#[tokio::test]
async fn the_page_shows_every_operation_and_asks_no_other_origin() {
    let server = TestServer::start().await;
    let api = server.json("/api/v1/openapi.json").await;
    let page = server.get("/docs").send().await.unwrap().text().await.unwrap();
    for path in api["paths"].as_object().unwrap().keys() {
        assert!(page.contains(path.as_str()), "{path}");
    }
    for outside in ["src=", "<script", "<link", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
}
