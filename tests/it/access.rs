//! Who may do what: on one's own machine, on a server for everybody, and through a proxy.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use desmigratif::access::{Access, Action, Extent, On, Principal, Role, may};
use desmigratif::http::access::RULES;
use serde_json::{Value, json};

use crate::scenarios::{create, frozen, path, plan};
use crate::support::TestServer;
use crate::support::server::{column, expect_json, problem};

/// What `docs/access.md` says between its marks, made from the code.
fn tables() -> String {
    let mark = |allowed: bool| if allowed { "yes" } else { "no" };
    let all = [Principal::Administrator, Principal::Public, Principal::Stranger];
    let mut text = String::from("| right | |");
    all.iter().for_each(|who| write!(text, " {} |", who.name()).unwrap());
    Role::ALL.iter().for_each(|role| write!(text, " `{}` |", role.name()).unwrap());
    writeln!(text, "\n|---|---{}|", "|---".repeat(all.len() + Role::ALL.len())).unwrap();
    for action in Action::ALL {
        write!(text, "| `{}` | {} |", action.name(), action.meaning()).unwrap();
        for who in &all {
            write!(text, " {} |", mark(may(who, action, On::Somewhere))).unwrap();
        }
        for role in Role::ALL {
            let extent = match role.extent(action) {
                Extent::Nowhere => "no",
                Extent::Within => "in the area",
                Extent::Everywhere => "yes",
            };
            write!(text, " {extent} |").unwrap();
        }
        text.push('\n');
    }
    text.push_str("\n| address | right |\n|---|---|\n");
    for (method, route, action) in RULES {
        writeln!(text, "| `{method} {route}` | `{}` |", action.name()).unwrap();
    }
    text
}

#[test]
fn the_page_about_access_is_made_from_the_decisions() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/access.md");
    let page = std::fs::read_to_string(&file).unwrap();
    let (before, rest) = page.split_once("<!-- begin -->\n").unwrap();
    let (found, after) = rest.split_once("<!-- end -->").unwrap();
    if found != tables() && std::env::var("INSTA_UPDATE").is_ok_and(|value| value == "always") {
        let text = format!("{before}<!-- begin -->\n{}<!-- end -->{after}", tables());
        std::fs::write(&file, text).unwrap();
        return;
    }
    assert_eq!(found, tables(), "`make bless` writes it anew");
}

#[tokio::test]
async fn every_address_has_a_rule() {
    let server = TestServer::start().await;
    let api = server.json("/api/v1/openapi.json").await;
    let mut described: BTreeSet<(String, String)> = BTreeSet::new();
    for (path, item) in api["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            described.insert((method.to_uppercase(), path.clone()));
        }
    }
    for own in ["/docs", "/api/v1/openapi.json"] {
        described.insert(("GET".to_owned(), own.to_owned()));
    }
    let rules: BTreeSet<_> =
        RULES.iter().map(|(verb, path, _)| ((*verb).to_owned(), (*path).to_owned())).collect();
    assert_eq!(described, rules);
}

#[tokio::test]
async fn whoever_sits_at_the_machine_is_its_administrator_and_a_proxy_does_not_sit_there() {
    let server = TestServer::start().await;
    let session = server.json("/api/v1/session").await;
    assert_eq!(
        (&session["access"], &session["principal"]),
        (&json!("local"), &json!("administrator"))
    );
    assert_eq!(session["may"].as_array().unwrap().len(), Action::ALL.len());
    for header in ["X-Forwarded-For", "Forwarded", "X-Real-IP"] {
        let session = expect_json(server.get("/api/v1/session").header(header, "10.0.0.5")).await;
        assert_eq!(session["principal"], "public", "{header}");
        let body = json!({"name": "Utama", "plan": plan(3)});
        let refused = problem(server.post("/api/v1/scenarios", &body).header(header, "10.0.0.5"));
        assert_eq!(refused.await.code, "forbidden", "{header}");
    }
}

#[tokio::test]
async fn everybody_looks_and_calculates_and_nobody_writes() {
    let public = TestServer::start_with(|config| config.access = Access::Public).await;
    let session = public.json("/api/v1/session").await;
    assert_eq!(session["may"], json!(["arrive", "look", "query", "calculate", "read_signed"]));
    assert_eq!(public.sql("SELECT count(*) AS n FROM villages").await["items"][0]["n"], 40);
    let ranking = expect_json(public.post("/api/v1/rankings", &plan(3))).await;
    assert!(ranking["candidates"].as_u64().unwrap() > 30);

    // Each address is asked with its own method: what is denied is denied before anything else is looked at.
    for (method, route, action) in RULES {
        let path = route.replace("{id}", "x").replace("{file}", "x").replace("{name}", "x");
        let url = format!("{}{path}", public.base);
        let answer = public.client.request(method.parse().unwrap(), url).send().await.unwrap();
        let code = answer.json::<Value>().await.unwrap_or_default()["code"].clone();
        let denied = code == "forbidden" && !route.starts_with("/api/v1/session/");
        assert_eq!(
            denied,
            !may(&Principal::Public, *action, On::Somewhere),
            "{method} {route}: {code}"
        );
    }
    let denied = public.problem("/metrics").await;
    assert_eq!((denied.status, denied.code.as_str()), (403, "forbidden"));
    let said = format!("{} {}", denied.body["detail"], denied.body["hint"]);
    assert!(said.contains("operate") && said.contains("operator"), "{said}");
}

#[tokio::test]
async fn what_others_asked_is_not_for_everybody() {
    let public = TestServer::start_with(|config| config.access = Access::Public).await;
    for sql in ["SELECT sql FROM system_queries", "SELECT 1 FROM public.\"system_queries\""] {
        let refused = problem(public.post("/api/v1/sql", &json!({ "sql": sql }))).await;
        assert_eq!(refused.code, "forbidden", "{sql}");
    }
    let address = "/api/v1/sql?q=SELECT%20*%20FROM%20SYSTEM_QUERIES";
    assert_eq!(public.problem(address).await.code, "forbidden");
}

#[tokio::test]
async fn of_what_the_ministry_has_not_signed_the_public_does_not_even_learn_that_it_exists() {
    let server = TestServer::start().await;
    let (draft, signed) = (create(&server, "Rancangan", plan(3)).await, frozen(&server).await);
    let as_public = |path: String| server.get(&path).header("X-Forwarded-For", "10.0.0.5");
    let list = |request| async { column(&expect_json(request).await, "id") };
    assert_eq!(list(as_public("/api/v1/scenarios".to_owned())).await, Vec::<String>::new());
    for scenario in [&draft, &signed] {
        for rest in ["", "/annex.csv", "/annex.pdf", "/letters/11.01.01.2002.pdf"] {
            let hidden = problem(as_public(path(scenario, rest))).await;
            assert_eq!(
                (hidden.status, hidden.code.as_str()),
                (404, "scenario_not_found"),
                "{rest}"
            );
        }
    }
    for level in ["regency", "province", "ministry"] {
        let body = json!({"level": level, "decision": "approved", "by": "Pejabat"});
        expect_json(server.post(&path(&signed, "/sign"), &body)).await;
    }
    let id = |scenario: &Value| scenario["id"].as_str().unwrap().to_owned();
    assert_eq!(list(as_public("/api/v1/scenarios".to_owned())).await, [id(&signed)]);
    for rest in ["", "/annex.csv", "/annex.pdf", "/letters/11.01.01.2002.pdf"] {
        let answer = as_public(path(&signed, rest)).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{rest}");
    }
    let read = expect_json(as_public(path(&signed, ""))).await;
    assert_eq!((&read["created_by"], &read["frozen"]["by"]), (&Value::Null, &Value::Null));
    assert_eq!(read["signatures"][0]["by"], "Pejabat");
    let both = format!("/api/v1/scenarios/compare?ids={},{}", id(&draft), id(&signed));
    assert_eq!(problem(as_public(both)).await.code, "scenario_not_found");
    assert_eq!(problem(as_public(path(&signed, "/history"))).await.code, "forbidden");
    assert_eq!(server.json("/api/v1/scenarios").await["items"].as_array().unwrap().len(), 2);
}
