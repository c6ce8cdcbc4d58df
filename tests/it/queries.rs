use crate::support::TestServer;
use crate::support::server::{column, expect_json};

#[tokio::test]
async fn every_named_question_answers_with_its_defaults() {
    let server = TestServer::start().await;
    let list = server.json("/api/v1/queries").await;
    let names = column(&list, "name");
    assert!(names.len() >= 5, "{names:?}");
    for (name, question) in names.iter().zip(list["items"].as_array().unwrap()) {
        assert!(
            !question["title_id"].as_str().unwrap().is_empty()
                && !question["sql"].as_str().unwrap().is_empty()
        );
        // The same rows as its SQL gives to whoever types it.
        let answer = server.json(&format!("/api/v1/queries/{name}")).await;
        let mut params = serde_json::Map::new();
        for param in question["params"].as_array().unwrap() {
            params.insert(param["name"].as_str().unwrap().to_owned(), param["default"].clone());
        }
        let body = serde_json::json!({"sql": question["sql"], "params": params});
        let typed = expect_json(server.post("/api/v1/sql", &body)).await;
        assert_eq!(answer["columns"], typed["columns"], "{name}");
        assert_eq!(answer["items"], typed["items"], "{name}");
    }
}

#[tokio::test]
async fn a_question_takes_only_its_own_parameters() {
    let server = TestServer::start().await;
    let unknown = server.problem("/api/v1/queries/coverage_by_regency?colour=red").await;
    assert_eq!((unknown.status, unknown.code.as_str()), (400, "unknown_parameter"));
    assert!(unknown.body["detail"].as_str().unwrap().contains("colour"));
    assert_eq!(server.problem("/api/v1/queries/nothing").await.code, "query_not_found");
}

#[tokio::test]
async fn a_question_comes_in_every_format_and_is_revalidated() {
    let server = TestServer::start().await;
    let csv = server.get("/api/v1/queries/coverage_by_regency?format=csv").send().await.unwrap();
    assert!(csv.headers()["content-type"].to_str().unwrap().starts_with("text/csv"));
    let tag = csv.headers()["etag"].clone();
    let again = server
        .get("/api/v1/queries/coverage_by_regency?format=csv")
        .header("if-none-match", tag)
        .send()
        .await;
    assert_eq!(again.unwrap().status(), 304);
}

#[tokio::test]
async fn a_question_has_a_byte_order_mark_by_choice() {
    let server = TestServer::start().await;
    let path = "/api/v1/queries/coverage_by_regency?format=csv";
    let get = async |path: &str| {
        let answer = server.get(path).send().await.unwrap();
        (answer.headers()["etag"].clone(), answer.bytes().await.unwrap())
    };
    let (plain_tag, plain) = get(path).await;
    let (marked_tag, marked) = get(&format!("{path}&bom=true")).await;
    assert_eq!(marked, [b"\xEF\xBB\xBF".as_slice(), &plain].concat());
    assert_ne!(plain_tag, marked_tag);
    for bad in [
        "/api/v1/queries/coverage_by_regency?bom=true",
        "/api/v1/queries/coverage_by_regency?format=csv&bom=1",
    ] {
        assert_eq!(server.problem(bad).await.code, "invalid_parameter", "{bad}");
    }
}
