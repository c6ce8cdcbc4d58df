//! What each role may do, and where.

use std::sync::Arc;

use desmigratif::access::{Action, Grant, On, Person, Principal, Role, Scope, may};
use desmigratif::http::access::RULES;
use serde_json::{Value, json};

use super::people::{PEOPLE, server, sign_in};
use crate::scenarios::{path, plan};
use crate::support::server::{expect_json, problem};

#[tokio::test]
async fn a_stranger_sees_the_page_and_nothing_else() {
    let server = server().await;
    for (method, route, action) in RULES {
        let path = route.replace("{id}", "x").replace("{file}", "x").replace("{name}", "x");
        let path = path.replace("{layers}/{z}/{x}/{y}", "provinces/5/25/16.mvt");
        let url = format!("{}{path}", server.base);
        let answer = server.client.request(method.parse().unwrap(), url).send().await.unwrap();
        let refused = answer.status() == 401;
        // Whoever has not signed in has neither password nor second factor to change.
        let own = route.starts_with("/api/v1/session/");
        if !own {
            assert_eq!(refused, *action != Action::Arrive, "{method} {route}: {}", answer.status());
        }
    }
    let session = server.json("/api/v1/session").await;
    assert_eq!((&session["principal"], &session["first"]), (&json!("stranger"), &json!(false)));
    assert_eq!(server.get("/healthz").send().await.unwrap().status(), 200);
    assert_eq!(server.problem("/api/v1/areas").await.code, "sign_in_required");
}

/// Somebody signed in, as the server must take them.
fn principal(login: &str, role: Role, area: Option<&str>) -> Principal {
    let grants = vec![Grant::checked(role, area.map(|code| code.parse().unwrap()), None).unwrap()];
    let [id, login, name] = [(); 3].map(|()| login.to_owned());
    let scope = Scope::SignIn { fresh: true };
    Principal::Person(Arc::new(Person { id, login, name, grants, second: true, scope }))
}

#[tokio::test]
async fn every_role_gets_through_where_the_table_says_so() {
    let server = server().await;
    for (login, role, area) in PEOPLE {
        let visitor = sign_in(&server, login).await;
        let principal = principal(login, role, area);
        for (method, route, action) in RULES {
            if route.starts_with("/api/v1/session") || route.starts_with("/api/v1/tokens") {
                continue;
            }
            let path = route.replace("{id}", "x").replace("{file}", "x").replace("{name}", "x");
            let path = path.replace("{layers}/{z}/{x}/{y}", "provinces/5/25/16.mvt");
            let answer = visitor.request(method, &path).send().await.unwrap();
            let status = answer.status().as_u16();
            let code = answer.json::<Value>().await.unwrap_or_default()["code"].clone();
            let denied = code == "forbidden";
            let allowed = may(&principal, *action, On::Somewhere);
            assert_eq!(denied, !allowed, "{login}: {method} {route}: {status} {code}");
            assert_ne!(status, 401, "{login}: {method} {route}");
        }
    }
}

/// A plan that lies in `area`, or anywhere.
fn plan_in(area: Option<&str>) -> Value {
    let mut plan = plan(2);
    if let Some(code) = area {
        plan["candidates"]["where"] = json!(format!("code LIKE '{code}.%'"));
    }
    plan["constraints"] = json!({"count": 1});
    plan
}

#[tokio::test]
async fn every_role_plans_and_signs_where_the_table_says_so_and_nowhere_else() {
    let server = server().await;
    let planner = sign_in(&server, "planner").await;
    let list = json!({"name": "Daftar", "plan": plan_in(None)});
    let list = expect_json(planner.post("/api/v1/scenarios", &list)).await;
    let list = expect_json(planner.post(&path(&list, "/freeze"), &json!({"version": 1}))).await;
    let mut visitors = Vec::new();
    for (login, role, area) in PEOPLE {
        visitors.push((login, principal(login, role, area), sign_in(&server, login).await));
    }
    for area in [None, Some("11"), Some("11.01"), Some("11.71"), Some("12")] {
        for (login, principal, visitor) in &visitors {
            let on = area.map_or(On::Country, |code| On::Area(code.parse().unwrap()));
            let body = json!({"name": format!("{login} {area:?}"), "plan": plan_in(area)});
            let answer = visitor.post("/api/v1/scenarios", &body).send().await.unwrap();
            let (status, answer) =
                (answer.status().as_u16(), answer.json::<Value>().await.unwrap());
            let expected = if may(principal, Action::Plan, on) { 201 } else { 403 };
            assert_eq!(status, expected, "{login} plans in {area:?}: {answer}");
        }
    }
    // Regencies come before their province, and that before the ministry.
    let signed_by = list["frozen"]["regencies"][0].as_str().unwrap();
    let offices = [
        ("regency", Role::Regency, Some("11.01")),
        ("regency", Role::Regency, Some("11.02")),
        ("regency", Role::Regency, Some("11.71")),
        ("regency", Role::Regency, None),
        ("province", Role::Province, Some("11")),
        ("province", Role::Province, Some("12")),
        ("province", Role::Province, None),
        ("ministry", Role::Approver, None),
    ];
    for (level, role, area) in offices {
        let code = area.map(|code| code.parse().unwrap());
        for (login, principal, visitor) in &visitors {
            let body = json!({"level": level, "area": area, "decision": "approved"});
            let answer = visitor.post(&path(&list, "/sign"), &body).send().await.unwrap();
            let (status, answer) =
                (answer.status().as_u16(), answer.json::<Value>().await.unwrap());
            let who = format!("{login} signs as {level} {area:?}: {status} {answer}");
            if !may(principal, Action::Sign, On::Office(role, code.as_ref())) {
                assert_eq!((status, &answer["code"]), (403, &json!("forbidden")), "{who}");
            } else if level == "regency" && area != Some(signed_by) {
                // Their own area, which has no village in this list.
                assert_ne!(answer["code"], "forbidden", "{who}");
            } else {
                assert_eq!(status, 200, "{who}");
            }
        }
    }
}

#[tokio::test]
async fn a_regency_plans_and_signs_at_home_and_is_named_by_its_sign_in() {
    let server = server().await;
    let (home, elsewhere) =
        (sign_in(&server, "regency").await, sign_in(&server, "elsewhere").await);
    let mut own = plan(2);
    own["candidates"]["where"] = json!("NOT designated AND code LIKE '11.01.%'");
    own["constraints"] = json!({"count": 2});
    let whole =
        problem(home.post("/api/v1/scenarios", &json!({"name": "Negeri", "plan": plan(2)}))).await;
    assert_eq!((whole.status, whole.code.as_str()), (403, "outside_own_area"), "{:?}", whole.body);
    let typed = json!({"name": "A", "plan": own, "by": "Presiden"});
    assert_eq!(problem(home.post("/api/v1/scenarios", &typed)).await.code, "invalid_body");
    let made =
        expect_json(home.post("/api/v1/scenarios", &json!({"name": "Kabupaten", "plan": own})))
            .await;
    assert_eq!(made["created_by"], "REGENCY (regency)");
    let planner = sign_in(&server, "planner").await;
    let read = expect_json(planner.get(&path(&made, ""))).await;
    assert_eq!(read["created_by"], "REGENCY (regency)");

    // Somebody else's draft is read, and not changed, copied or frozen.
    let theirs = expect_json(elsewhere.get(&path(&made, ""))).await;
    assert_eq!(theirs["created_by"], Value::Null, "names are for those who may audit");
    let change = elsewhere
        .request("PUT", &path(&made, ""))
        .json(&json!({"name": "Milik kami", "version": 1}));
    assert_eq!(problem(change).await.code, "outside_own_area");
    let copy = elsewhere.post(&path(&made, "/duplicate"), &json!({"name": "Salinan"}));
    assert_eq!(problem(copy).await.code, "outside_own_area");
    let freeze = elsewhere.post(&path(&made, "/freeze"), &json!({"version": 1}));
    assert_eq!(problem(freeze).await.code, "outside_own_area");

    expect_json(home.post(&path(&made, "/freeze"), &json!({"version": 1}))).await;
    let sign = |level: &str, area: Option<&str>| json!({"level": level, "area": area, "decision": "approved"});
    for (visitor, body) in [
        (&elsewhere, sign("regency", Some("11.01"))),
        (&home, sign("regency", Some("11.02"))),
        (&home, sign("regency", None)),
        (&home, sign("ministry", None)),
        (&planner, sign("ministry", None)),
        (&sign_in(&server, "admin").await, sign("ministry", None)),
    ] {
        assert_eq!(
            problem(visitor.post(&path(&made, "/sign"), &body)).await.code,
            "forbidden",
            "{body}"
        );
    }
    let (province, approver) =
        (sign_in(&server, "province").await, sign_in(&server, "approver").await);
    for (login, visitor, body) in [
        ("regency", &home, sign("regency", Some("11.01"))),
        ("province", &province, sign("province", Some("11"))),
        ("approver", &approver, sign("ministry", None)),
    ] {
        let signed = expect_json(visitor.post(&path(&made, "/sign"), &body)).await;
        let by = &signed["signatures"].as_array().unwrap().last().unwrap()["by"];
        assert_eq!(*by, format!("{} ({login})", login.to_uppercase()));
    }
}

#[tokio::test]
async fn nothing_for_one_reader_is_kept_by_a_cache_for_others() {
    let server = server().await;
    let reader = sign_in(&server, "reader").await;
    let version = expect_json(reader.get("/tiles/provinces.json")).await;
    let tile = version["tiles"][0].as_str().unwrap().replace("{z}/{x}/{y}", "5/25/16");
    let tile = tile.split_once("/tiles/").map(|(_, rest)| format!("/tiles/{rest}")).unwrap();
    for path in ["/api/v1/areas?level=province", "/tiles/provinces.json", &tile] {
        let answer = reader.get(path).send().await.unwrap();
        let control = answer.headers()["cache-control"].to_str().unwrap().to_owned();
        assert!(control.contains("private") && !control.contains("public"), "{path}: {control}");
        let tag = answer.headers().get("etag").cloned();
        if let Some(tag) = tag {
            let again = server.get(path).header("if-none-match", tag).send().await.unwrap();
            assert_eq!(again.status(), 401, "{path}: what a stranger knows the tag of");
        }
    }
}
