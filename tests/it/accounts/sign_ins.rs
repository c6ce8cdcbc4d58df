//! Where somebody is signed in, seen and ended by themselves and by whoever manages accounts.

use serde_json::{Value, json};

use super::people::{Visitor, server, sign_in};
use crate::support::server::{expect_json, problem};

async fn listed(visitor: &Visitor<'_>) -> Vec<Value> {
    expect_json(visitor.get("/api/v1/sessions")).await["items"].as_array().unwrap().clone()
}

async fn status(visitor: &Visitor<'_>, method: &str, path: &str) -> u16 {
    visitor.request(method, path).send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn somebody_sees_their_own_sign_ins_and_ends_those_that_they_do_not_want() {
    let world = server().await;
    let (here, there, elsewhere) = (
        sign_in(&world, "reader").await,
        sign_in(&world, "reader").await,
        sign_in(&world, "reader").await,
    );
    let other = sign_in(&world, "analyst").await;
    let all = listed(&here).await;
    assert_eq!(all.len(), 3);
    assert_eq!(all.iter().filter(|one| one["current"] == true).count(), 1);
    let of_there = listed(&there).await;
    let own = of_there.iter().find(|one| one["current"] == true).unwrap()["id"].clone();
    let path = format!("/api/v1/sessions/{}", own.as_str().unwrap());
    // What a sign-in is called lets nobody in, and nobody else ends it.
    let by_name = world.get("/api/v1/sessions");
    let by_name = by_name.header("cookie", format!("desmigratif={}", own.as_str().unwrap()));
    assert_eq!(problem(by_name).await.code, "sign_in_required");
    assert_eq!(status(&other, "DELETE", &path).await, 404);
    assert_eq!(status(&here, "DELETE", &path).await, 204);
    assert_eq!(status(&here, "DELETE", &path).await, 404);
    assert_eq!(status(&there, "GET", "/api/v1/sessions").await, 401);
    assert_eq!(status(&here, "DELETE", "/api/v1/sessions").await, 204);
    assert_eq!(status(&elsewhere, "GET", "/api/v1/sessions").await, 401);
    assert_eq!(listed(&here).await.len(), 1);
    assert_eq!(listed(&other).await.len(), 1);

    let admin = sign_in(&world, "admin").await;
    let events = expect_json(admin.get("/api/v1/events?action=sign_ins_ended")).await;
    let events = events["items"].as_array().unwrap();
    assert_eq!(events.len(), 2);
    assert_eq!(events[0]["by"], "READER (reader)");
    assert_eq!(events[0]["body"]["sign_ins"], 1);
}

#[tokio::test]
async fn whoever_manages_accounts_ends_all_sign_ins_of_somebody_and_their_tokens_stay() {
    let world = server().await;
    let (admin, planner) = (sign_in(&world, "admin").await, sign_in(&world, "planner").await);
    let new = json!({"name": "R", "scopes": ["reading"], "days": 1});
    let token = expect_json(planner.post("/api/v1/tokens", &new)).await["secret"].clone();
    let people = expect_json(admin.get("/api/v1/people")).await;
    let of = people["items"].as_array().unwrap().iter().find(|one| one["login"] == "planner");
    let path = format!("/api/v1/people/{}/sessions", of.unwrap()["id"].as_str().unwrap());
    assert_eq!(problem(planner.request("DELETE", &path)).await.code, "forbidden");
    assert_eq!(status(&admin, "DELETE", &path).await, 204);
    assert_eq!(status(&planner, "GET", "/api/v1/sessions").await, 401);
    let by_token = |path: &str| {
        let bearer = format!("Bearer {}", token.as_str().unwrap());
        world.get(path).header("authorization", bearer)
    };
    expect_json(by_token("/api/v1/areas?level=province")).await;
    // A token is no sign-in, and does not see where its owner has any.
    assert_eq!(problem(by_token("/api/v1/sessions")).await.code, "sign_in_required");
    assert_eq!(listed(&sign_in(&world, "planner").await).await.len(), 1);
    let events = expect_json(admin.get("/api/v1/events?action=sign_ins_ended")).await;
    assert_eq!(events["items"][0]["by"], "ADMIN (admin)");
}
