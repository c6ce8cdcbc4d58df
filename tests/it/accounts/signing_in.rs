//! Sign-ins, tokens, invitations and second factors, and what is tried against them.

use desmigratif::access::Access;
use reqwest::RequestBuilder;
use serde_json::json;

use super::people::{PASSWORD, Visitor, code_of, make_people, server, sign_in};
use crate::support::TestServer;
use crate::support::server::{expect_json, problem};

#[tokio::test]
async fn a_cookie_of_before_an_end_a_token_of_another_kind_and_a_planted_cookie_are_worth_nothing()
{
    let server = server().await;
    let reader = sign_in(&server, "reader").await;
    expect_json(reader.get("/api/v1/areas?level=province")).await;
    assert_eq!(reader.request("DELETE", "/api/v1/session").send().await.unwrap().status(), 204);
    assert_eq!(problem(reader.get("/api/v1/areas?level=province")).await.code, "sign_in_required");

    let planted = "desmigratif=planted-by-somebody-else";
    let body = json!({"login": "reader", "password": PASSWORD});
    let answer =
        server.post("/api/v1/session", &body).header("cookie", planted).send().await.unwrap();
    assert!(!answer.headers()["set-cookie"].to_str().unwrap().contains("planted"));
    let as_planted = server.get("/api/v1/areas?level=province").header("cookie", planted);
    assert_eq!(problem(as_planted).await.code, "sign_in_required");

    let planner = sign_in(&server, "planner").await;
    let new = json!({"name": "QGIS", "scopes": ["reading"], "days": 30});
    let made = expect_json(planner.post("/api/v1/tokens", &new)).await;
    let bearer = format!("Bearer {}", made["secret"].as_str().unwrap());
    let by_token = |path: &str| server.get(path).header("authorization", &bearer);
    expect_json(by_token("/api/v1/areas?level=province")).await;
    assert_eq!(
        by_token("/tiles/provinces/5/25/16.mvt").send().await.unwrap().status().as_u16() / 100,
        2
    );
    let sql =
        server.post("/api/v1/sql", &json!({"sql": "SELECT 1"})).header("authorization", &bearer);
    assert_eq!(problem(sql).await.code, "forbidden");
    // A token makes no tokens.
    assert_eq!(problem(by_token("/api/v1/tokens")).await.code, "sign_in_required");
    let ended = planner
        .request("DELETE", &format!("/api/v1/tokens/{}", made["token"]["id"].as_str().unwrap()));
    assert_eq!(ended.send().await.unwrap().status(), 204);
    assert_eq!(problem(by_token("/api/v1/areas?level=province")).await.status, 401);
    let tile = by_token("/tiles/provinces/5/25/16.mvt").send().await.unwrap();
    assert_eq!(tile.status(), 401);
}

#[tokio::test]
async fn people_are_invited_changed_and_disabled_and_the_record_tells_of_it() {
    let server = server().await;
    let admin = sign_in(&server, "admin").await;
    let new = json!({"login": "siti", "name": "Siti\nadmin", "grants": []});
    assert_eq!(problem(admin.post("/api/v1/people", &new)).await.code, "text_invalid");
    let new =
        json!({"login": "siti", "name": "Siti", "grants": [{"role": "regency", "area": "11"}]});
    assert_eq!(problem(admin.post("/api/v1/people", &new)).await.code, "invalid_body");
    let new =
        json!({"login": "siti", "name": "Siti", "grants": [{"role": "regency", "area": "11.01"}]});
    let invited = expect_json(admin.post("/api/v1/people", &new)).await;
    assert_eq!(problem(admin.post("/api/v1/people", &new)).await.code, "login_taken");
    let secret = invited["page"].as_str().unwrap().split_once('=').unwrap().1.to_owned();
    let accept =
        server.post("/api/v1/session/invitation", &json!({"secret": secret, "password": PASSWORD}));
    assert_eq!(accept.send().await.unwrap().status(), 204);
    let siti = sign_in(&server, "siti").await;
    expect_json(siti.get("/api/v1/scenarios")).await;
    let address = format!("/api/v1/people/{}", invited["person"]["id"].as_str().unwrap());
    expect_json(admin.request("PUT", &address).json(&json!({"disabled": true}))).await;
    assert_eq!(
        problem(siti.get("/api/v1/scenarios")).await.code,
        "sign_in_required",
        "in mid-session"
    );

    let wrong = json!({"login": "admin", "password": "not this one at all"});
    assert_eq!(problem(server.post("/api/v1/session", &wrong)).await.code, "wrong_credentials");
    let events = expect_json(admin.get("/api/v1/events")).await;
    let actions: Vec<&str> =
        events["items"].as_array().unwrap().iter().filter_map(|e| e["action"].as_str()).collect();
    for action in [
        "person_added",
        "grants_changed",
        "invited",
        "password_set",
        "signed_in",
        "person_disabled",
        "sign_in_failed",
    ] {
        assert!(actions.contains(&action), "{action}: {actions:?}");
    }
    assert!(!events.to_string().contains(&secret));
    let by = expect_json(admin.get("/api/v1/events?action=person_disabled&by=ADMIN")).await;
    assert_eq!(by["items"].as_array().unwrap().len(), 1);
    assert_eq!(by["items"][0]["by"], "ADMIN (admin)");
    let planner = sign_in(&server, "planner").await;
    expect_json(planner.get("/api/v1/events")).await;
    assert_eq!(problem(planner.get("/api/v1/people")).await.code, "forbidden");
}

#[tokio::test]
async fn guessing_is_slowed_and_the_owner_still_gets_in() {
    let server = server().await;
    let wrong = json!({"login": "planner", "password": "wrong wrong wrong"});
    let mut codes = Vec::new();
    for _ in 0..7 {
        codes.push(problem(server.post("/api/v1/session", &wrong)).await.code);
    }
    assert_eq!(codes[..5], ["wrong_credentials"; 5]);
    assert!(codes[5..].iter().any(|code| code == "too_many_tries"), "{codes:?}");
    // Others are not kept waiting.
    sign_in(&server, "reader").await;
}

#[tokio::test]
async fn a_restart_gives_nobody_new_tries() {
    let state = tempfile::tempdir().unwrap();
    make_people(state.path());
    let serve = || {
        TestServer::start_with(|config| {
            config.state = state.path().to_owned();
            config.access = Access::Accounts;
        })
    };
    let wrong = json!({"login": "planner", "password": "wrong wrong wrong"});
    let server = serve().await;
    for _ in 0..5 {
        assert_eq!(problem(server.post("/api/v1/session", &wrong)).await.code, "wrong_credentials");
    }
    server.stop().await.unwrap();
    let server = serve().await;
    let mut codes = Vec::new();
    // The wait may be over by now; that after the next try is longer.
    for _ in 0..3 {
        codes.push(problem(server.post("/api/v1/session", &wrong)).await.code);
    }
    assert!(codes.iter().any(|code| code == "too_many_tries"), "{codes:?}");
}

#[tokio::test]
async fn the_first_administrator_is_made_on_the_page() {
    let server = TestServer::start_with(|config| config.access = Access::Accounts).await;
    assert_eq!(server.json("/api/v1/session").await["first"], true);
    let body = json!({"code": "guess", "login": "ana", "name": "Ana", "password": PASSWORD});
    let guessed = problem(server.post("/api/v1/session/first", &body)).await;
    assert_eq!((guessed.status, guessed.code.as_str()), (403, "invitation_invalid"));
    // A page of another site cannot have somebody sign in or out.
    let foreign = server.post("/api/v1/session", &json!({"login": "a", "password": "b"}));
    let foreign = problem(foreign.header("origin", "https://evil.example")).await;
    assert_eq!(foreign.code, "origin_not_allowed");
}

#[tokio::test]
async fn a_second_factor_is_asked_for_and_signing_needs_one() {
    let server = server().await;
    let without = json!({"login": "regency", "password": PASSWORD});
    let asked = problem(server.post("/api/v1/session", &without)).await;
    assert_eq!((asked.status, asked.code.as_str()), (401, "second_factor_required"));
    let code = code_of(&server.secrets["regency"], 0);
    let with = json!({"login": "regency", "password": PASSWORD, "code": code});
    expect_json(server.post("/api/v1/session", &with)).await;
    let again = problem(server.post("/api/v1/session", &with)).await;
    assert_eq!((again.status, again.code.as_str()), (401, "wrong_code"), "a code holds once");

    // An administrator ends it for somebody who has lost their phone; then they sign in, and do not sign.
    let admin = sign_in(&server, "admin").await;
    let people = expect_json(admin.get("/api/v1/people")).await;
    let approver =
        people["items"].as_array().unwrap().iter().find(|p| p["login"] == "approver").unwrap();
    let address = format!("/api/v1/people/{}/second", approver["id"].as_str().unwrap());
    assert_eq!(admin.request("DELETE", &address).send().await.unwrap().status(), 204);
    let body = json!({"login": "approver", "password": PASSWORD});
    let answer = server.post("/api/v1/session", &body).send().await.unwrap();
    let cookie =
        answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let approver = Visitor { server: &server, cookie };
    let sign = json!({"level": "ministry", "decision": "approved"});
    assert_eq!(
        problem(approver.post("/api/v1/scenarios/x/sign", &sign)).await.code,
        "second_factor_missing"
    );
    let begun = expect_json(approver.post("/api/v1/session/second", &json!({}))).await;
    assert!(
        begun["address"]
            .as_str()
            .unwrap()
            .starts_with("otpauth://totp/Desmigratif:approver?secret=")
    );
}

#[tokio::test]
async fn behind_a_trusted_proxy_the_cookie_is_for_tls_and_each_client_is_its_own() {
    let server = server().await;
    let body = json!({"login": "reader", "password": PASSWORD});
    let tls = |request: RequestBuilder| request.header("x-forwarded-proto", "https");
    let answer = tls(server.post("/api/v1/session", &body)).send().await.unwrap();
    let set = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(set.starts_with("__Host-desmigratif-") && set.ends_with("; Secure"), "{set}");
    // Twenty wrong tries from one address slow that address, and nobody else behind the same proxy.
    let wrong = |login: String| json!({"login": login, "password": "wrong wrong wrong"});
    let mut last = String::new();
    for n in 0..21 {
        let from = server
            .post("/api/v1/session", &wrong(format!("nobody{n}")))
            .header("x-forwarded-for", "203.0.113.7");
        last = problem(from).await.code;
    }
    assert_eq!(last, "too_many_tries");
    let other = server.post("/api/v1/session", &body).header("x-forwarded-for", "203.0.113.8");
    expect_json(other).await;
}
