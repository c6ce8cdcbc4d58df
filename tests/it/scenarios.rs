//! Scenarios over HTTP: saved, changed, compared, frozen, signed, exported.

use desmigratif::scenarios::store::Store;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::progress::events;
use crate::support::TestServer;
use crate::support::server::{column, expect_json, problem};

/// A server with saved state of its own.
async fn server() -> (TestServer, TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let state = dir.path().to_owned();
    (TestServer::start_with(|config| config.state = state).await, dir)
}

/// The villages with the lowest `idm` first; the first two of them are 11.01.01.2002 and 2003.
pub fn plan(count: u32) -> Value {
    json!({
        "round": "2027",
        "criteria": [{"indicator": "idm", "weight": 1, "direction": "cost", "goalposts": [0, 1]}],
        "candidates": {"where": "NOT designated"},
        "constraints": {"count": count, "exclude": [{"id": "11.01.01.2003", "reason": "sengketa"}]},
    })
}

pub async fn create(server: &TestServer, name: &str, plan: Value) -> Value {
    let body = json!({"name": name, "plan": plan, "by": "Sari"});
    expect_json(server.post("/api/v1/scenarios", &body)).await
}

pub fn path(scenario: &Value, rest: &str) -> String {
    format!("/api/v1/scenarios/{}{rest}", scenario["id"].as_str().unwrap())
}

async fn post(server: &TestServer, scenario: &Value, rest: &str, body: Value) -> Value {
    expect_json(server.post(&path(scenario, rest), &body)).await
}

pub async fn frozen(server: &TestServer) -> Value {
    let made = create(server, "Utama", plan(3)).await;
    let body =
        json!({"version": 1, "by": "Budi", "decree": {"number": "12/2027", "date": "2027-01-05"}});
    post(server, &made, "/freeze", body).await
}

async fn bytes(server: &TestServer, path: &str) -> Vec<u8> {
    let response = server.get(path).send().await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    response.bytes().await.unwrap().to_vec()
}

#[tokio::test]
async fn a_scenario_is_saved_changed_by_version_copied_and_remembered() {
    let (server, _state) = server().await;
    let made = create(&server, " Utama ", plan(3)).await;
    assert_eq!(
        (&made["name"], &made["version"], &made["status"]),
        (&json!("Utama"), &json!(1), &json!("draft"))
    );
    let read = server.get(&path(&made, "")).send().await.unwrap();
    assert_eq!(read.headers()["etag"], "\"1\"");
    let put =
        |body: Value| server.client.put(format!("{}{}", server.base, path(&made, ""))).json(&body);
    let changed = expect_json(
        put(json!({"plan": plan(4), "by": "Budi", "note": "satu lagi"}))
            .header("if-match", "\"1\""),
    )
    .await;
    assert_eq!(
        (&changed["version"], &changed["plan"]["constraints"]["count"]),
        (&json!(2), &json!(4))
    );
    for stale in [
        put(json!({"name": "X"})).header("if-match", "\"1+gzip\""),
        put(json!({"name": "X", "version": 1})),
    ] {
        let stale = problem(stale).await;
        assert_eq!((stale.status, stale.code.as_str()), (412, "version_conflict"));
    }
    assert_eq!(problem(put(json!({"name": "X"}))).await.code, "version_required");
    // What the body and the header say is the same, or nobody knows what was meant.
    let both = |tag: &str| put(json!({"name": "X", "version": 2})).header("if-match", tag);
    for request in [both("\"1\""), both("\"3\""), both("\"2\"").header("if-match", "\"2\"")] {
        assert_eq!(problem(request).await.code, "invalid_parameter");
    }
    assert_eq!(server.json(&path(&made, "")).await["version"], 2, "nothing was changed");
    let copy = post(&server, &made, "/duplicate", json!({"name": "Salinan"})).await;
    assert_eq!((&copy["parent"], &copy["plan"]), (&made["id"], &changed["plan"]));
    let history = server.json(&path(&made, "/history")).await;
    assert_eq!(column(&history, "action"), ["created", "changed"]);
    assert_eq!(column(&history, "by"), ["Sari", "Budi"]);
    assert_eq!(history["items"][1]["body"]["note"], "satu lagi");
    assert_eq!(history["items"][1]["previous"], history["items"][0]["hash"]);
    assert_eq!(server.json("/api/v1/scenarios").await["total"], 2);
}

#[tokio::test]
async fn what_was_picked_so_far_is_kept_and_is_no_part_of_what_is_computed() {
    let (server, _state) = server().await;
    let mut picked = plan(3);
    picked["basket"] = json!(["11.01.01.2002", "11.01.01.2001"]);
    let made = create(&server, "Keranjang", picked.clone()).await;
    assert_eq!(server.json(&path(&made, "")).await["plan"]["basket"], picked["basket"]);
    let copy = post(&server, &made, "/duplicate", json!({"name": "Salinan"})).await;
    assert_eq!(copy["plan"]["basket"], picked["basket"]);
    let hash = async |plan: &Value| {
        expect_json(server.post("/api/v1/rankings", plan)).await["plan_hash"].clone()
    };
    assert_eq!(hash(&picked).await, hash(&plan(3)).await);
    // A list that nobody has seen is not frozen: the plan selects others than were picked.
    let freeze = server.post(&path(&made, "/freeze"), &json!({"version": 1}));
    let refused = problem(freeze).await;
    assert_eq!((refused.status, refused.code.as_str()), (422, "basket_differs"));
    assert!(refused.body["detail"].as_str().unwrap().contains("11.01.01.2001"), "{}", refused.body);
    let selected = expect_json(server.post("/api/v1/selections", &plan(3))).await;
    picked["basket"] = selected["selected"].clone();
    let seen = create(&server, "Sama", picked.clone()).await;
    let frozen = post(&server, &seen, "/freeze", json!({"version": 1})).await;
    assert_eq!(frozen["frozen"]["plan_hash"], selected["plan_hash"]);
    picked["basket"] = json!(["11.01.01.2002", "11.01.01.2002"]);
    let body = json!({"name": "Dua kali", "plan": picked});
    let twice = problem(server.post("/api/v1/scenarios", &body)).await;
    assert_eq!(twice.code, "invalid_plan");
    assert!(twice.body["detail"].as_str().unwrap().contains("basket[1]"), "{}", twice.body);
}

#[tokio::test]
async fn what_cannot_be_saved_is_refused_and_named() {
    let (server, _state) = server().await;
    let refused = async |body: Value| problem(server.post("/api/v1/scenarios", &body)).await.code;
    assert_eq!(refused(json!({"name": "", "plan": plan(1)})).await, "invalid_body");
    assert_eq!(refused(json!({"name": "A", "plan": {"criteria": []}})).await, "invalid_plan");
    assert_eq!(refused(json!({"name": "A", "plan": plan(1), "who": "B"})).await, "unknown_field");
    for (method, rest) in
        [("GET", ""), ("GET", "/history"), ("GET", "/annex.csv"), ("POST", "/duplicate")]
    {
        let url = format!("{}/api/v1/scenarios/nobody{rest}", server.base);
        let request = if method == "GET" {
            server.client.get(url)
        } else {
            server.client.post(url).json(&json!({"name": "A"}))
        };
        let missing = problem(request).await;
        assert_eq!((missing.status, missing.code.as_str()), (404, "scenario_not_found"), "{rest}");
    }
    let made = create(&server, "Terlalu banyak", plan(1_000)).await;
    let early = problem(server.get(&path(&made, "/annex.csv"))).await;
    assert_eq!((early.status, early.code.as_str()), (409, "scenario_not_frozen"));
    let freeze =
        async |body: Value| problem(server.post(&path(&made, "/freeze"), &body)).await.code;
    assert_eq!(freeze(json!({"version": 1})).await, "selection_infeasible");
    assert_eq!(freeze(json!({})).await, "version_required");
    assert_eq!(freeze(json!({"version": 7})).await, "version_conflict");
    assert_eq!(
        freeze(json!({"version": 1, "decree": {"date": "2027-02-30"}})).await,
        "invalid_body"
    );
    assert_eq!(server.json(&path(&made, "")).await["version"], 1, "nothing was changed");
}

#[tokio::test]
async fn a_frozen_scenario_has_one_annex_in_every_format_for_ever() {
    let dir = tempfile::tempdir().unwrap();
    let state = dir.path().to_owned();
    let server = TestServer::start_with(|config| config.state = state.clone()).await;
    let made = frozen(&server).await;
    assert_eq!((&made["status"], &made["version"]), (&json!("frozen"), &json!(2)));
    assert_eq!(made["frozen"]["dataset_version"], server.json("/api/v1/dataset").await["version"]);
    let chosen = expect_json(server.post("/api/v1/selections", &plan(3))).await;
    assert_eq!(made["frozen"]["plan_hash"], chosen["plan_hash"]);
    let mut codes: Vec<String> = chosen["selected"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c.as_str().unwrap().to_owned())
        .collect();
    codes.sort();
    let csv = String::from_utf8(bytes(&server, &path(&made, "/annex.csv")).await).unwrap();
    let listed: Vec<&str> =
        csv.lines().skip(1).map(|line| line.split(',').nth(1).unwrap()).collect();
    assert_eq!(listed, codes);
    let hash = made["frozen"]["hash"].as_str().unwrap();
    assert!(csv.lines().skip(1).all(|line| line.ends_with(hash) && line.contains(",peragaan,")));
    let geojson: Value =
        serde_json::from_slice(&bytes(&server, &path(&made, "/annex.geojson")).await).unwrap();
    let features = geojson["features"].as_array().unwrap();
    assert_eq!(
        features.iter().map(|f| f["properties"]["code"].as_str().unwrap()).collect::<Vec<_>>(),
        codes
    );

    let mut before = Vec::new();
    for format in FORMATS {
        before.push(bytes(&server, &path(&made, &format!("/annex.{format}"))).await);
    }
    server.stop().await.unwrap();
    let server = TestServer::start_with(|config| config.state = state).await;
    for (format, before) in FORMATS.iter().zip(before) {
        let path = path(&made, &format!("/annex.{format}"));
        assert!(bytes(&server, &path).await == before, "{format} changed");
        let first = server.get(&path).send().await.unwrap();
        let name = first.headers()["content-disposition"].to_str().unwrap();
        assert!(name.contains("peragaan") && name.contains(format), "{name}");
        let tag = first.headers()["etag"].clone();
        let again = server.get(&path).header("if-none-match", tag).send().await.unwrap();
        assert_eq!(again.status(), 304, "{format}");
    }
}

#[tokio::test]
async fn the_annex_has_a_byte_order_mark_by_choice_and_ignores_no_parameter() {
    let (server, _state) = server().await;
    let made = frozen(&server).await;
    let plain = bytes(&server, &path(&made, "/annex.csv")).await;
    let marked = bytes(&server, &path(&made, "/annex.csv?bom=true")).await;
    assert_eq!(marked, [b"\xEF\xBB\xBF".as_slice(), &plain].concat());
    let tag = async |file: &str| {
        server.get(&path(&made, file)).send().await.unwrap().headers()["etag"].clone()
    };
    assert_ne!(tag("/annex.csv").await, tag("/annex.csv?bom=true").await);
    for file in [
        "/annex.csv?mark=1",
        "/annex.xlsx?bom=true",
        "/annex.pdf?page=2",
        "/annex.geojson?bom=true",
        "/letters/11.01.01.2002.pdf?x=1",
    ] {
        assert_eq!(server.problem(&path(&made, file)).await.code, "unknown_parameter", "{file}");
    }
}

const FORMATS: [&str; 4] = ["csv", "xlsx", "pdf", "geojson"];

#[tokio::test]
async fn every_village_that_competed_has_a_letter_of_one_page() {
    let (server, _state) = server().await;
    let made = frozen(&server).await;
    // Chosen, excluded with a reason, without data, and last.
    for code in ["11.01.01.2002", "11.01.01.2003", "11.01.01.2005", "12.02.02.2005"] {
        let path = path(&made, &format!("/letters/{code}.pdf"));
        let letter = bytes(&server, &path).await;
        assert!(letter.starts_with(b"%PDF-1.7"), "{code}");
        let text = String::from_utf8_lossy(&letter);
        assert!(text.contains("/Count 1\n"), "{code}");
        assert_eq!(bytes(&server, &path).await, letter);
    }
    // Designated villages did not compete in this plan.
    for (file, code) in [("11.01.01.2001.pdf", "not_a_candidate"), ("11.x.pdf", "invalid_code")] {
        let path = path(&made, &format!("/letters/{file}"));
        assert_eq!(server.problem(&path).await.code, code);
    }
}

#[tokio::test]
async fn a_frozen_scenario_is_signed_in_order_and_never_changed() {
    let (server, state) = server().await;
    let made = frozen(&server).await;
    let put = server.client.put(format!("{}{}", server.base, path(&made, "")));
    let refused = problem(put.json(&json!({"name": "X", "version": 2}))).await;
    assert_eq!((refused.status, refused.code.as_str()), (409, "scenario_frozen"));
    let again = problem(server.post(&path(&made, "/freeze"), &json!({"version": 2}))).await;
    assert_eq!(again.code, "scenario_frozen");
    let sign = |level: &str| json!({"level": level, "decision": "approved", "by": "Pejabat"});
    let early = problem(server.post(&path(&made, "/sign"), &sign("ministry"))).await;
    assert_eq!((early.status, early.code.as_str()), (409, "signature_refused"));
    let nameless = json!({"level": "regency", "decision": "approved", "by": " "});
    assert_eq!(problem(server.post(&path(&made, "/sign"), &nameless)).await.code, "invalid_body");
    for level in ["regency", "province", "ministry"] {
        post(&server, &made, "/sign", sign(level)).await;
    }
    let signed = server.json(&path(&made, "")).await;
    assert_eq!(
        (&signed["status"], signed["signatures"].as_array().unwrap().len()),
        (&json!("signed"), 3)
    );
    assert_eq!(
        problem(server.post(&path(&made, "/sign"), &sign("regency"))).await.code,
        "signature_refused"
    );
    server.stop().await.unwrap();
    let place = tempfile::tempdir().unwrap();
    let found = Store::verify_dir(state.path(), None, &[place.path().to_owned()]).unwrap();
    assert_eq!((found.problems, found.events), (vec![], 5));
}

#[tokio::test]
async fn scenarios_are_compared_frozen_or_not() {
    let (server, _state) = server().await;
    let a = frozen(&server).await;
    let mut other = plan(3);
    other["criteria"][0]["direction"] = json!("benefit");
    let b = create(&server, "Kebalikan", other).await;
    let mut more = plan(4);
    more["constraints"]["pin"] = json!(["11.01.01.2004"]);
    let c = create(&server, "Satu lagi", more).await;
    let [a, b, c] = [a, b, c].map(|one| one["id"].as_str().unwrap().to_owned());
    let found = server.json(&format!("/api/v1/scenarios/compare?ids={a},{b},{c}")).await;
    let scenarios = found["scenarios"].as_array().unwrap();
    assert_eq!(scenarios[0]["only"], json!([]), "all of a is in c");
    assert_eq!(scenarios[1]["only"].as_array().unwrap().len(), 3);
    assert_eq!(scenarios[2]["only"].as_array().unwrap().len(), 1);
    assert_eq!(found["in_all"], json!([]));
    assert_eq!(found["items"].as_array().unwrap().len(), 7);
    assert_eq!(found["items"][0]["selected_in"], json!([a, c]));
    let pairs = found["pairs"].as_array().unwrap();
    assert_eq!(
        (&pairs[1]["both"], &pairs[1]["only_b"], &pairs[1]["average_rank_shift"]),
        (&json!(3), &json!(1), &json!(0.0))
    );
    assert!(pairs[0]["average_rank_shift"].as_f64().unwrap() > 5.0);
    assert!(pairs[0]["spearman"].as_f64().unwrap() < 0.0);
    for (ids, code) in [
        (a.clone(), "invalid_parameter"),
        (format!("{a},{a}"), "invalid_parameter"),
        (format!("{a},nobody"), "scenario_not_found"),
    ] {
        assert_eq!(
            server.problem(&format!("/api/v1/scenarios/compare?ids={ids}")).await.code,
            code
        );
    }
}

#[tokio::test]
async fn comparing_and_freezing_tell_how_far_they_are() {
    let (server, _state) = server().await;
    let (one, two) =
        (create(&server, "Satu", plan(3)).await, create(&server, "Dua", plan(4)).await);
    let id = |scenario: &Value| scenario["id"].as_str().unwrap().to_owned();
    let side_by_side = format!("/api/v1/scenarios/compare?ids={},{}", id(&one), id(&two));
    let mut told = events(server.get(&side_by_side)).await;
    assert_eq!(told.pop().unwrap(), ("answer".into(), server.json(&side_by_side).await));
    assert!(!told.is_empty() && told.iter().all(|(name, _)| name == "progress"), "{told:?}");

    let freeze = path(&one, "/freeze");
    let mut told = events(server.post(&freeze, &json!({"version": 1, "by": "Budi"}))).await;
    assert_eq!(told.pop().unwrap(), ("answer".into(), server.json(&path(&one, "")).await));
    assert!(!told.is_empty() && told.iter().all(|(name, _)| name == "progress"), "{told:?}");
    // What is refused before anything is computed is an ordinary problem.
    let again = server.post(&freeze, &json!({"version": 1})).header("accept", "text/event-stream");
    assert_eq!((problem(again).await.status), 409);
    // A plan that no set satisfies ends as an event.
    let mut narrow = plan(4);
    narrow["constraints"]["per_regency"] = json!({"max": 1});
    narrow["candidates"]["where"] = json!("regency_code = '11.01'");
    let three = create(&server, "Tiga", narrow).await;
    let refused = server.post(&path(&three, "/freeze"), &json!({"version": 1}));
    let (name, refused) = events(refused).await.pop().unwrap();
    assert_eq!((name.as_str(), &refused["code"]), ("problem", &json!("selection_infeasible")));
    assert_eq!(server.json(&path(&three, "")).await["status"], "draft");
}
