//! Which of the two catalogues who sees, and that no cache, tag, token or saved scenario leads from one to the other.

use desmigratif::access::Access;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};

use super::country::{BESIDE, FEW, directories};
use crate::accounts::people::{INSIDER, Visitor, server_over, sign_in};
use crate::scenarios::path;
use crate::support::TestServer;
use crate::support::server::{column, expect_json, problem};

const COUNTS: &str = "SELECT area_code, value, status FROM indicator_values \
    WHERE indicator = 'pmi_placed' AND year = 2024 ORDER BY area_code";

fn statement() -> Value {
    json!({ "sql": COUNTS })
}

/// Areas of which the count is shown.
fn known(answer: &Value) -> Vec<String> {
    let items = answer["items"].as_array().unwrap().iter();
    let known = items.filter(|row| !row["value"].is_null());
    known.map(|row| row["area_code"].as_str().unwrap().to_owned()).collect()
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).map_or("", |value| value.to_str().unwrap())
}

async fn version(visitor: &Visitor<'_>) -> String {
    expect_json(visitor.get("/api/v1/dataset")).await["version"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn whoever_was_granted_small_numbers_sees_them_and_all_others_see_that_they_are_withheld() {
    let world = server_over(directories()[0]).await;
    let all = ["11", FEW, BESIDE, "12.01", "12.02"];
    for (login, sees) in [("analyst", false), ("planner", false), (INSIDER, true)] {
        let visitor = sign_in(&world, login).await;
        let rows = expect_json(visitor.post("/api/v1/sql", &statement())).await;
        let shown: Vec<&str> =
            all.into_iter().filter(|code| sees || ![FEW, BESIDE].contains(code)).collect();
        assert_eq!(known(&rows), shown, "{login}");
        let status = rows["items"].as_array().unwrap().iter();
        let status = status.filter(|row| row["status"] == "suppressed").count();
        assert_eq!(status, if sees { 0 } else { 2 }, "{login}");
    }
    let area = async |login: &str| {
        let visitor = sign_in(&world, login).await;
        expect_json(visitor.get(&format!("/api/v1/areas/{FEW}"))).await.to_string()
    };
    let (reader, trusted) = (area("reader").await, area("trusted").await);
    assert!(!reader.contains("\"value\":3.0") && trusted.contains("\"value\":3.0"), "{trusted}");
    let session = expect_json(sign_in(&world, "trusted").await.get("/api/v1/session")).await;
    assert!(session["may"].as_array().unwrap().contains(&json!("small_numbers")), "{session}");
}

#[tokio::test]
async fn tags_and_tile_addresses_of_one_reader_lead_another_to_nothing() {
    let world = server_over(directories()[0]).await;
    let (reader, trusted) = (sign_in(&world, "reader").await, sign_in(&world, "trusted").await);
    assert_ne!(version(&reader).await, version(&trusted).await);
    for path in
        ["/api/v1/coverage?level=regency", "/api/v1/indicators", "/tiles/regencies/7/103/66.mvt"]
    {
        let whole = trusted.get(path).send().await.unwrap();
        let (of_whole, headers) = (whole.headers()["etag"].clone(), whole.headers().clone());
        let whole = whole.bytes().await.unwrap();
        let same = trusted.get(path).header("if-none-match", &of_whole).send().await.unwrap();
        assert_eq!(same.status(), 304, "{path}");
        for visitor in [&reader, &trusted] {
            let other = visitor.get(path).send().await.unwrap();
            assert!(header(other.headers(), "cache-control").contains("private"), "{path}");
            let vary = other.headers().get_all("vary").iter();
            let vary: Vec<&str> = vary.map(|value| value.to_str().unwrap()).collect();
            assert!(vary.join(",").contains("cookie, authorization"), "{path}: {vary:?}");
        }
        // A browser in which somebody else signed in before asks again, and is not told that nothing changed.
        let asked = reader.get(path).header("if-none-match", &of_whole).send().await.unwrap();
        assert_eq!(asked.status(), 200, "{path}");
        assert_ne!(asked.headers()["etag"], of_whole, "{path}");
        assert_ne!(asked.bytes().await.unwrap(), whole, "{path}: {headers:?}");
    }
    let address = async |visitor: &Visitor<'_>| {
        let described = expect_json(visitor.get("/tiles/regencies.json")).await;
        let address = described["tiles"][0].as_str().unwrap().to_owned();
        let path = address.split_once("/tiles/").unwrap().1.to_owned();
        format!("/tiles/{}", path.replace("{z}/{x}/{y}", "7/103/66"))
    };
    let (own, whole) = (address(&reader).await, address(&trusted).await);
    assert_ne!(own, whole);
    for (visitor, path, kept) in [
        (&reader, &own, true),
        (&reader, &whole, false),
        (&trusted, &whole, true),
        (&trusted, &own, false),
    ] {
        let answer = visitor.get(path).send().await.unwrap();
        let control = header(answer.headers(), "cache-control").to_owned();
        assert_eq!(control.contains("immutable"), kept, "{path}: {control}");
        assert!(control.contains("private"), "{path}: {control}");
    }
}

#[tokio::test]
async fn a_token_sees_what_everybody_sees_and_so_does_who_lost_the_right() {
    let world = server_over(directories()[0]).await;
    let insider = sign_in(&world, INSIDER).await;
    let new = json!({"name": "program", "scopes": ["sql"], "days": 1});
    let made = expect_json(insider.post("/api/v1/tokens", &new)).await;
    let secret = made["secret"].as_str().unwrap();
    let by_token = world.post("/api/v1/sql", &statement()).bearer_auth(secret);
    assert_eq!(known(&expect_json(by_token).await), ["11", "12.01", "12.02"]);
    let mine = || insider.post("/api/v1/sql", &statement());
    assert_eq!(known(&expect_json(mine()).await).len(), 5);

    let root = sign_in(&world, "admin").await;
    let people = expect_json(root.get("/api/v1/people")).await;
    let at = column(&people, "login").iter().position(|login| login == INSIDER).unwrap();
    let id = people["items"][at]["id"].as_str().unwrap();
    let change = json!({"grants": [{"role": "planner"}]});
    expect_json(root.request("PUT", &format!("/api/v1/people/{id}")).json(&change)).await;
    assert_eq!(known(&expect_json(mine()).await), ["11", "12.01", "12.02"]);
}

/// A plan that ranks by the count.
fn plan() -> Value {
    json!({
        "criteria": [
            {"indicator": "pmi_placed", "weight": 1, "goalposts": [0, 400]},
            {"indicator": "idm", "weight": 1, "goalposts": [0, 1]},
        ],
        "missing": "worst",
        "constraints": {"count": 3},
    })
}

/// A scenario as it is frozen.
async fn freeze(post: impl AsyncFn(&str, &Value) -> Value) -> Value {
    let made = post("/api/v1/scenarios", &json!({"name": "Utama", "plan": plan()})).await;
    post(&path(&made, "/freeze"), &json!({"version": 1})).await
}

#[tokio::test]
async fn whoever_signed_in_plans_and_freezes_over_what_everybody_may_see() {
    let mut hashes = Vec::new();
    for dir in directories() {
        let world = server_over(dir).await;
        let (insider, analyst) = (sign_in(&world, INSIDER).await, sign_in(&world, "planner").await);
        let post = async |path: &str, body: &Value| expect_json(insider.post(path, body)).await;
        let frozen = freeze(post).await;
        assert_eq!(frozen["frozen"]["figures"], "for_everybody");
        assert_eq!(frozen["frozen"]["dataset_version"], version(&analyst).await);
        // Every score, part and rank interval of every village is in it.
        hashes.push(frozen["frozen"]["ranking_hash"].clone());
        for rest in ["", "/annex.csv", "/annex.xlsx", "/annex.pdf", "/annex.geojson"] {
            assert_eq!(analyst.get(&path(&frozen, rest)).send().await.unwrap().status(), 200);
        }
        let ranked = async |visitor: &Visitor<'_>| {
            expect_json(visitor.post("/api/v1/rankings", &plan())).await["items"].clone()
        };
        assert_eq!(ranked(&insider).await, ranked(&analyst).await);
    }
    assert_eq!(hashes[0], hashes[1], "a frozen list tells the countries apart");
}

#[tokio::test]
async fn what_was_frozen_over_small_numbers_is_for_those_who_see_them() {
    let local = TestServer::start_with(|config| config.data = directories()[0].to_owned()).await;
    let post = async |path: &str, body: &Value| expect_json(local.post(path, body)).await;
    let frozen = freeze(post).await;
    assert_eq!(frozen["frozen"]["figures"], "whole");
    for level in ["regency", "province", "ministry"] {
        let body = json!({"level": level, "decision": "approved", "by": "Pejabat"});
        expect_json(local.post(&path(&frozen, "/sign"), &body)).await;
    }
    let outside = |path: String| local.get(&path).header("X-Forwarded-For", "10.0.0.5");
    let list = expect_json(outside("/api/v1/scenarios".to_owned())).await;
    assert_eq!(column(&list, "id"), Vec::<String>::new());
    let id = frozen["id"].as_str().unwrap();
    for rest in [
        "",
        "/annex.csv",
        "/annex.xlsx",
        "/annex.pdf",
        "/annex.geojson",
        "/letters/11.01.01.2001.pdf",
    ] {
        let hidden = problem(outside(path(&frozen, rest))).await;
        assert_eq!((hidden.status, hidden.code.as_str()), (404, "scenario_not_found"), "{rest}");
        assert_eq!(local.get(&path(&frozen, rest)).send().await.unwrap().status(), 200, "{rest}");
    }
    let map = outside(format!("/maps/static.png?scenario={id}"));
    assert_eq!(problem(map).await.code, "scenario_not_found");
    let two = outside(format!("/api/v1/scenarios/compare?ids={id},x"));
    assert_eq!(problem(two).await.code, "scenario_not_found");
}

#[tokio::test]
async fn a_server_for_everybody_shows_nobody_more_and_may_be_kept_by_shared_caches() {
    let public = TestServer::start_with(|config| {
        (config.data, config.access) = (directories()[0].to_owned(), Access::Public);
    })
    .await;
    let rows = expect_json(public.post("/api/v1/sql", &statement())).await;
    assert_eq!(known(&rows), ["11", "12.01", "12.02"]);
    let described = public.json("/tiles/regencies.json").await;
    let address = described["tiles"][0].as_str().unwrap().replace("{z}/{x}/{y}", "7/103/66");
    let tile = public.client.get(address).send().await.unwrap();
    let control = header(tile.headers(), "cache-control").to_owned();
    assert!(control.contains("public") && control.contains("immutable"), "{control}");
}
