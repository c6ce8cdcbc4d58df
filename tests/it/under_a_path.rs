//! A server that a proxy shows under a path of a host that has other things too: whatever names an address names it so.

use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use serde_json::json;

use crate::accounts::people;
use crate::support::TestServer;
use crate::support::server::{expect_json, problem};

const PREFIX: &str = "/desmigratif";

/// As a proxy asks that takes the path off the address: for a browser that sees `https://desa.example/desmigratif/...`.
fn proxied(request: RequestBuilder) -> RequestBuilder {
    request
        .header("x-forwarded-prefix", PREFIX)
        .header("x-forwarded-proto", "https")
        .header("x-forwarded-host", "desa.example")
        .header("x-forwarded-for", "203.0.113.7")
}

async fn known() -> TestServer {
    TestServer::start_with(|config| config.allowed_hosts = vec!["desa.example".to_owned()]).await
}

/// A server that trusts another proxy than the one that asks.
async fn elsewhere() -> TestServer {
    TestServer::start_with(|config| {
        config.allowed_hosts = vec!["desa.example".to_owned()];
        config.trusted_proxies = ["192.0.2.1/32".parse().unwrap()].into();
    })
    .await
}

#[tokio::test]
async fn tiles_styles_and_the_description_are_named_as_the_browser_reaches_them() {
    let server = known().await;
    let whole = format!("https://desa.example{PREFIX}");
    let tilejson = expect_json(proxied(server.get("/tiles/villages.json"))).await;
    let tiles = tilejson["tiles"][0].as_str().unwrap();
    assert!(tiles.starts_with(&format!("{whole}/tiles/villages/{{z}}/")), "{tiles}");
    let style = expect_json(proxied(server.get("/styles/plan.json"))).await;
    for (layer, source) in style["sources"].as_object().unwrap() {
        assert_eq!(source["url"], format!("{whole}/tiles/{layer}.json"));
    }
    let api = expect_json(proxied(server.get("/api/v1/openapi.json"))).await;
    assert_eq!(api["servers"], json!([{"url": PREFIX}]));
    let mut same = api.clone();
    same.as_object_mut().unwrap().remove("servers");
    assert_eq!(same, server.json("/api/v1/openapi.json").await, "nothing else of it differs");
    let docs = proxied(server.get("/docs")).send().await.unwrap().text().await.unwrap();
    assert!(docs.contains("<a href=api/v1/openapi.json>"), "from /docs, wherever that is");
    for path in ["/api/v1/areas/99", "/tiles/nowhere/0/0/0.mvt", "/api/v1/nothing"] {
        let problem = problem(proxied(server.get(path))).await;
        assert_eq!(problem.body["type"], format!("{PREFIX}/docs#{}", problem.code), "{path}");
    }
}

#[tokio::test]
async fn the_page_finds_its_files_and_its_scripts_are_those_of_the_policy() {
    let server = known().await;
    let plain = server.get("/cakupan").send().await.unwrap().text().await.unwrap();
    assert!(plain.contains("data-base=\"\""), "web/build is there: {plain}");
    let answer = proxied(server.get("/cakupan")).send().await.unwrap();
    let policy = answer.headers()["content-security-policy"].clone();
    let tag = answer.headers()["etag"].clone();
    let page = answer.text().await.unwrap();
    assert!(page.contains(&format!("data-base=\"{PREFIX}\"")), "{page}");
    let (_, links) = page.split_once("rel=\"icon\"").unwrap();
    assert!(links.matches(&format!("href=\"{PREFIX}/_app/")).count() > 3, "{page}");
    assert!(!page.contains("href=\"/_app") && !page.contains("href=\"/favicon"), "{page}");
    let scripts = |page: &str| -> Vec<String> {
        let parts = page.split("<script>").skip(1);
        parts.map(|part| part.split("</script>").next().unwrap().to_owned()).collect()
    };
    assert_eq!(scripts(&page), scripts(&plain));
    let own = server.get("/cakupan").send().await.unwrap();
    assert_eq!(own.headers()["content-security-policy"], policy);
    // A cache before several paths keeps a page for each.
    assert_ne!(own.headers()["etag"], tag);
    let again = proxied(server.get("/cakupan")).header("if-none-match", &tag).send().await.unwrap();
    assert_eq!(again.status(), 304);
    let other = server.get("/cakupan").header("if-none-match", &tag).send().await.unwrap();
    assert_eq!(other.status(), 200);
    for path in ["/tiles/villages.json", "/styles/plan.json"] {
        let tag = proxied(server.get(path)).send().await.unwrap().headers()["etag"].clone();
        let other = server.get(path).header("if-none-match", &tag).send().await.unwrap();
        assert_eq!(other.status(), 200, "{path}");
    }
}

#[tokio::test]
async fn a_scenario_is_where_its_answer_says_and_the_cookie_is_for_the_path() {
    let world = people::server().await;
    let body = json!({"login": "reader", "password": people::PASSWORD});
    let plain = world.post("/api/v1/session", &body).header("x-forwarded-prefix", PREFIX);
    let set = plain.send().await.unwrap().headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(set.contains(&format!("; Path={PREFIX};")), "{set}");
    // The name that browsers take over TLS only is for the whole host.
    let tls = proxied(world.post("/api/v1/session", &body)).send().await.unwrap();
    let tls = tls.headers()["set-cookie"].to_str().unwrap();
    assert!(tls.starts_with("__Host-") && tls.contains("; Path=/;"), "{tls}");

    let planner = people::sign_in(&world, "planner").await;
    // Signed in at the root nobody is under the path, and the other way round.
    let under_path = |request: RequestBuilder| request.header("x-forwarded-prefix", PREFIX);
    let body = json!({"login": "planner", "password": people::PASSWORD});
    let set = under_path(world.post("/api/v1/session", &body)).send().await.unwrap();
    let cookie = set.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap();
    let placed = people::Visitor { server: &world, cookie: cookie.to_owned() };
    assert_eq!(problem(placed.get("/api/v1/scenarios")).await.code, "sign_in_required");
    let plan = expect_json(planner.get("/api/v1/plan/default")).await;
    let new = json!({"name": "Putaran 2027", "plan": plan});
    let at = async |request: RequestBuilder| {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 201);
        answer.headers()["location"].to_str().unwrap().to_owned()
    };
    let under = at(under_path(placed.post("/api/v1/scenarios", &new))).await;
    let path = under.strip_prefix(PREFIX).unwrap();
    assert!(path.starts_with("/api/v1/scenarios/"), "{under}");
    assert_eq!(expect_json(planner.get(path)).await["name"], "Putaran 2027");
    assert!(at(planner.post("/api/v1/scenarios", &new)).await.starts_with("/api/"));
}

#[tokio::test]
async fn what_a_proxy_says_that_is_not_trusted_is_nothing() {
    let server = elsewhere().await;
    let said = |path: &str| {
        let forwarded = "for=203.0.113.7;host=desa.example;proto=https";
        proxied(server.get(path)).header("forwarded", forwarded)
    };
    let tilejson = expect_json(said("/tiles/villages.json")).await;
    let tiles = tilejson["tiles"][0].as_str().unwrap();
    assert!(tiles.starts_with(&format!("{}/tiles/", server.base)), "{tiles}");
    let api = expect_json(said("/api/v1/openapi.json")).await;
    assert!(api.get("servers").is_none());
    let page = said("/sql").send().await.unwrap().text().await.unwrap();
    assert!(page.contains("data-base=\"\"") && !page.contains(PREFIX), "{page}");
    for path in ["/api/v1/areas/99", "/tiles/nowhere/0/0/0.mvt"] {
        let problem = problem(said(path)).await;
        assert_eq!(problem.body["type"], format!("/docs#{}", problem.code), "{path}");
    }
    // That it was handed on is believed of anybody: who says so is not the administrator at this machine.
    let body = json!({"name": "x", "plan": server.json("/api/v1/plan/default").await});
    let denied = server.post("/api/v1/scenarios", &body).header("x-forwarded-prefix", PREFIX);
    assert_eq!(problem(denied).await.code, "forbidden");
}

#[tokio::test]
async fn forwarded_says_it_too_and_a_host_that_is_not_ours_is_not_taken_over() {
    let server = known().await;
    let tiles = async |name: &'static str, value: &'static str| {
        let answer = expect_json(server.get("/tiles/villages.json").header(name, value)).await;
        let tiles = answer["tiles"][0].as_str().unwrap().to_owned();
        tiles.split("/tiles/").next().unwrap().to_owned()
    };
    let forwarded = "for=203.0.113.7;host=desa.example;proto=https";
    assert_eq!(tiles("forwarded", forwarded).await, "https://desa.example");
    assert_eq!(tiles("x-forwarded-host", "desa.example:8443").await, "http://desa.example:8443");
    assert_eq!(tiles("x-forwarded-host", "evil.example").await, server.base);
}

#[tokio::test]
async fn a_prefix_that_is_none_is_refused_and_said_so() {
    let server = known().await;
    let client = Client::builder().redirect(Policy::none()).build().unwrap();
    for unfit in
        ["/", "desmigratif", "/desmigratif/", "//evil.example", "/a/../b", "/a b", "/\"><b>"]
    {
        for path in ["/", "/api/v1/areas", "/tiles/villages.json"] {
            let request = client.get(format!("{}{path}", server.base));
            let problem = problem(request.header("x-forwarded-prefix", unfit)).await;
            assert_eq!(
                (problem.status, problem.code.as_str()),
                (400, "invalid_parameter"),
                "{unfit}"
            );
            let detail = problem.body["detail"].as_str().unwrap();
            assert!(detail.contains("`X-Forwarded-Prefix`"), "{unfit}: {detail}");
            assert!(problem.body["hint"].as_str().unwrap().contains("/desmigratif"), "{unfit}");
        }
    }
}
