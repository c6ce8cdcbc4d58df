use std::collections::BTreeSet;

use reqwest::header::{CACHE_CONTROL, VARY};
use reqwest::{Client, Response};

use crate::support::TestServer;

/// What caches keep of an answer, and by what they tell answers apart.
fn caching(response: &Response) -> [BTreeSet<String>; 2] {
    [CACHE_CONTROL, VARY].map(|name| {
        let lines = response.headers().get_all(name).iter().map(|value| value.to_str().unwrap());
        lines.flat_map(|line| line.split(',')).map(|word| word.trim().to_lowercase()).collect()
    })
}

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
        assert_eq!(caching(&again), caching(&first), "{path}");
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

#[tokio::test]
async fn a_304_keeps_the_caching_of_its_200() {
    let server = TestServer::start().await;
    let tilejson = server.json("/tiles/villages.json").await;
    let (_, query) = tilejson["tiles"][0].as_str().unwrap().split_once('?').unwrap();
    let tile = "/tiles/regencies/6/51/33.mvt";
    let immutable = "public, max-age=31536000, immutable";
    for (path, control) in [
        (format!("{tile}?{query}"), immutable),
        (tile.to_owned(), "no-cache"),
        ("/api/v1/areas?level=village".to_owned(), "no-cache"),
        ("/api/v1/queries/villages_far_from_ltsa".to_owned(), "no-cache"),
        ("/styles/plan.json".to_owned(), "no-cache"),
        ("/".to_owned(), "no-cache"),
    ] {
        let first = server.get(&path).send().await.unwrap();
        assert_eq!(first.status(), 200, "{path}");
        // A binary that was built without the application has a page without a tag.
        let Some(tag) = first.headers().get("etag").cloned() else {
            assert_eq!(path, "/");
            continue;
        };
        assert_eq!(first.headers()[CACHE_CONTROL], control, "{path}");
        let again = server.get(&path).header("if-none-match", &tag).send().await.unwrap();
        assert_eq!((again.status().as_u16(), &again.headers()["etag"]), (304, &tag), "{path}");
        assert_eq!(caching(&again), caching(&first), "{path}");
    }
}
