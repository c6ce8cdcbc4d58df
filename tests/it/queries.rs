use crate::support::TestServer;
use crate::support::server::column;

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
        let answer = server.json(&format!("/api/v1/queries/{name}")).await;
        assert!(answer["columns"].as_array().is_some_and(|columns| !columns.is_empty()), "{name}");
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
