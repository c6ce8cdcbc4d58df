use reqwest::Client;

use crate::support::TestServer;

#[tokio::test]
async fn what_a_client_has_is_answered_without_a_body() {
    let server = TestServer::start().await;
    for path in [
        "/api/v1/dataset",
        "/api/v1/areas?level=village",
        "/api/v1/indicators",
        "/tiles/villages.json",
    ] {
        let first = server.get(path).send().await.unwrap();
        assert_eq!(first.headers()["cache-control"], "no-cache", "{path}");
        let tag = first.headers()["etag"].clone();
        assert!(tag.to_str().unwrap().starts_with('"'), "a strong tag: {tag:?}");
        let again = server.get(path).header("if-none-match", &tag).send().await.unwrap();
        assert_eq!((again.status().as_u16(), &again.headers()["etag"]), (304, &tag), "{path}");
        assert!(again.bytes().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_tag_is_good_for_its_own_address_only() {
    let server = TestServer::start().await;
    let tag = server.get("/api/v1/areas/11").send().await.unwrap().headers()["etag"].clone();
    let other = server.get("/api/v1/areas/12").header("if-none-match", &tag).send().await.unwrap();
    assert_eq!(other.status(), 200);
    let absent = server.get("/api/v1/areas/99").header("if-none-match", &tag).send().await.unwrap();
    assert_eq!(absent.status(), 404);
}

#[tokio::test]
async fn large_answers_are_compressed_for_those_who_take_it() {
    let server = TestServer::start().await;
    let raw = Client::builder().gzip(false).build().unwrap();
    let url = format!("{}/api/v1/areas?level=village", server.base);
    let plain = raw.get(&url).send().await.unwrap();
    let zipped = raw.get(&url).header("accept-encoding", "gzip").send().await.unwrap();
    assert_eq!(zipped.headers()["content-encoding"], "gzip");
    let vary: Vec<&str> =
        zipped.headers().get_all("vary").iter().map(|v| v.to_str().unwrap()).collect();
    assert!(vary.join(",").to_lowercase().contains("accept-encoding"), "{vary:?}");
    assert_ne!(plain.headers()["etag"], zipped.headers()["etag"]);
    // Either tag revalidates.
    let tag = zipped.headers()["etag"].clone();
    let again = raw
        .get(&url)
        .header("accept-encoding", "gzip")
        .header("if-none-match", tag)
        .send()
        .await
        .unwrap();
    assert_eq!(again.status(), 304);
    assert!(zipped.bytes().await.unwrap().len() < plain.bytes().await.unwrap().len());
}
