//! Pages of other sites: those that are listed read, as anybody or by a token; all others nothing.

use desmigratif::access::Access;
use reqwest::{Method, RequestBuilder, Response};
use serde_json::json;

use crate::support::TestServer;
use crate::support::server::problem;

const SITE: &str = "https://peta.example.go.id";
const TILE: &str = "/tiles/regencies/7/103/66.mvt";

async fn server(sites: &[&str]) -> TestServer {
    let sites: Vec<String> = sites.iter().map(|site| (*site).to_owned()).collect();
    TestServer::start_with(|config| {
        (config.allowed_origins, config.access) = (sites.into(), Access::Public);
    })
    .await
}

fn allowed(answer: &Response) -> Option<String> {
    let value = answer.headers().get("access-control-allow-origin")?;
    Some(value.to_str().unwrap().to_owned())
}

fn asking(server: &TestServer, path: &str, method: &str, site: &str) -> RequestBuilder {
    let request = server.client.request(Method::OPTIONS, format!("{}{path}", server.base));
    request
        .header("origin", site)
        .header("access-control-request-method", method)
        .header("access-control-request-headers", "authorization, content-type")
}

#[tokio::test]
async fn without_a_list_no_page_of_another_site_reads() {
    let server = server(&[]).await;
    for path in [TILE, "/api/v1/areas"] {
        let answer = server.get(path).header("origin", SITE).send().await.unwrap();
        assert_eq!((answer.status().as_u16(), allowed(&answer)), (200, None), "{path}");
        assert_eq!(answer.headers()["cross-origin-resource-policy"], "same-origin", "{path}");
        let asked = asking(&server, path, "GET", SITE).send().await.unwrap();
        assert_eq!(allowed(&asked), None, "{path}");
        assert!(!asked.status().is_success(), "{path}");
    }
    let sql = server.post("/api/v1/sql", &json!({"sql": "SELECT 1"})).header("origin", SITE);
    assert_eq!(problem(sql).await.code, "origin_not_allowed");
}

#[tokio::test]
async fn pages_of_listed_sites_read_tiles_data_and_sql() {
    let server = server(&["https://other.example", SITE]).await;
    for path in [TILE, "/tiles/regencies.json", "/api/v1/areas", "/api/v1/sql?q=SELECT+1"] {
        let answer = server.get(path).header("origin", SITE).send().await.unwrap();
        assert_eq!(
            (answer.status().as_u16(), allowed(&answer).as_deref()),
            (200, Some(SITE)),
            "{path}"
        );
        assert_eq!(answer.headers()["cross-origin-resource-policy"], "cross-origin", "{path}");
        let vary = answer.headers().get_all("vary").iter();
        let vary: Vec<&str> = vary.map(|value| value.to_str().unwrap()).collect();
        assert!(vary.contains(&"origin"), "{path}: {vary:?}");
        assert!(!answer.headers().contains_key("access-control-allow-credentials"), "{path}");
        // Not only with the header: what is kept without it must not be given to a site.
        let plain = server.get(path).send().await.unwrap();
        assert!(plain.headers().get_all("vary").iter().any(|value| value == "origin"), "{path}");
        assert_eq!(allowed(&plain), None, "{path}");
    }
    let sql = server.post("/api/v1/sql", &json!({"sql": "SELECT 1"})).header("origin", SITE);
    let answer = sql.send().await.unwrap();
    assert_eq!((answer.status().as_u16(), allowed(&answer).as_deref()), (200, Some(SITE)));
    for (path, method) in [(TILE, "GET"), ("/api/v1/sql", "POST"), ("/api/v1/rankings", "POST")] {
        let asked = asking(&server, path, method, SITE).send().await.unwrap();
        assert_eq!(
            (asked.status().as_u16(), allowed(&asked).as_deref()),
            (204, Some(SITE)),
            "{path}"
        );
        assert_eq!(asked.headers()["access-control-max-age"], "600");
        let sent = asked.headers()["access-control-allow-headers"].to_str().unwrap();
        assert!(sent.contains("authorization"), "{sent}");
    }
}

#[tokio::test]
async fn other_sites_and_whatever_changes_something_are_refused() {
    let server = server(&[SITE]).await;
    let others = [
        "https://evil.example",
        "https://peta.example.go.id.evil.example",
        "null",
        "http://peta.example.go.id",
        "https://peta.example.go.id:8443",
    ];
    for other in others {
        let answer = server.get(TILE).header("origin", other).send().await.unwrap();
        assert_eq!(allowed(&answer), None, "{other}");
        let sql = server.post("/api/v1/sql", &json!({"sql": "SELECT 1"})).header("origin", other);
        assert_eq!(problem(sql).await.code, "origin_not_allowed", "{other}");
        assert_eq!(allowed(&asking(&server, TILE, "GET", other).send().await.unwrap()), None);
    }
    let changes = [
        ("/api/v1/scenarios", "POST"),
        ("/api/v1/session", "POST"),
        ("/api/v1/people", "POST"),
        ("/api/v1/tokens", "POST"),
        ("/api/v1/session", "DELETE"),
        ("/api/v1/events", "GET"),
    ];
    for (path, method) in changes {
        let asked = asking(&server, path, method, SITE).send().await.unwrap();
        assert_eq!(allowed(&asked), None, "{method} {path}");
        let request =
            server.client.request(method.parse().unwrap(), format!("{}{path}", server.base));
        let sent = request.header("origin", SITE).json(&json!({})).send().await.unwrap();
        assert_eq!(allowed(&sent), None, "{method} {path}");
        assert!(!sent.status().is_success(), "{method} {path}");
    }
    let with_cookie = server.get(TILE).header("origin", SITE).header("cookie", "desmigratif=x");
    assert_eq!(allowed(&with_cookie.send().await.unwrap()), None, "nobody's sign-in");
}
