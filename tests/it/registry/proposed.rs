use super::*;
use crate::support::server::{column, problem};

const PROPOSALS: &str = "/api/v1/proposals";

fn proposal(village: &str) -> Value {
    json!({"village_code": village, "programme": "desmigratif", "reason": "Banyak PMI, belum ada layanan", "source": "Surat Bupati"})
}

fn note(proposal: &str, kind: &str, text: &str) -> Value {
    json!({"proposal": proposal, "kind": kind, "text": text})
}

async fn check(server: &TestServer, villages: &[&str]) -> Value {
    let body = json!({"village_codes": villages});
    expect_json(server.post(&format!("{PROPOSALS}/check"), &body)).await
}

#[tokio::test]
async fn a_proposal_stands_where_the_ranking_has_it_and_says_what_would_lift_it() {
    let (server, _dir) = local().await;
    let mut plan = server.json("/api/v1/plan/default").await;
    let ranking = expect_json(server.post("/api/v1/rankings", &plan)).await;
    let last = ranking["items"].as_array().unwrap().last().unwrap()["id"].as_str().unwrap();
    let first = ranking["items"][0]["id"].as_str().unwrap();
    // A scenario whose number leaves the last one out.
    plan["constraints"] = json!({"count": 1});
    let saved = json!({"name": "Satu desa", "plan": plan});
    let saved = expect_json(server.post("/api/v1/scenarios", &saved)).await;
    let scenario = saved["id"].as_str().unwrap();
    let id = record(&server, "proposals", &proposal(last)).await;
    let listed = server.json(&format!("{PROPOSALS}?scenario={scenario}")).await;
    assert_eq!(column(&listed, "village_code"), [last]);
    let one = &listed["items"][0];
    assert_eq!((&one["record"]["id"], &one["record"]["may_change"]), (&json!(id), &json!(true)));
    assert_eq!((&one["eligibility"], &one["inside"]), (&json!("met"), &json!(false)), "{one}");
    assert!(one["conditions"].as_array().unwrap().iter().all(|of| of["met"] == true), "{one}");
    let mut question = plan.clone();
    question["id"] = json!(last);
    let explained = expect_json(server.post("/api/v1/rankings/explain", &question)).await;
    for field in ["item", "values"] {
        assert_eq!(one[field], explained[field], "{field}");
    }
    assert_eq!(listed["cut_off"], explained["cut_off"]);
    assert_eq!(listed["plan_hash"], ranking_hash(&server, &plan).await);
    let (score, cut_off) = (one["item"]["score"].as_f64(), listed["cut_off"].as_f64());
    let distance = one["distance"].as_f64().unwrap();
    assert!((score.unwrap() - cut_off.unwrap() - distance).abs() < 1e-12 && distance < 0.0);
    // A draft has no selection; a frozen one says who was chosen.
    assert!(one["selection"].is_null() && listed["scenario"]["status"] == "draft", "{one}");
    record(&server, "proposals", &proposal(first)).await;
    let freeze = format!("/api/v1/scenarios/{scenario}/freeze");
    expect_json(server.post(&freeze, &json!({"version": 1}))).await;
    let frozen = server.json(&format!("{PROPOSALS}?scenario={scenario}")).await;
    assert_eq!(column(&frozen, "village_code"), [first, last]);
    let chosen: Vec<&Value> =
        frozen["items"].as_array().unwrap().iter().map(|one| &one["selection"]["chosen"]).collect();
    assert_eq!(chosen, [&json!(true), &json!(false)]);
    assert_eq!(
        frozen["items"][1]["selection"]["score"].as_f64().map(|x| (x * 1e9).round()),
        score.map(|x| (x * 1e9).round())
    );
    // Page by page, and by round.
    let page = server.json(&format!("{PROPOSALS}?limit=1")).await;
    assert_eq!(
        (&page["total"], column(&page, "village_code")),
        (&json!(2), vec![first.to_owned()])
    );
    let cursor = page["next_cursor"].as_str().unwrap();
    let page = server.json(&format!("{PROPOSALS}?limit=1&cursor={cursor}")).await;
    assert_eq!(column(&page, "village_code"), [last]);
    assert!(page["next_cursor"].is_null());
    assert_eq!(server.json(&format!("{PROPOSALS}?round=2019")).await["items"], json!([]));
    withdraw(&server, &id).await;
    assert_eq!(column(&server.json(PROPOSALS).await, "village_code"), [first]);
}

async fn ranking_hash(server: &TestServer, plan: &Value) -> Value {
    expect_json(server.post("/api/v1/rankings", plan)).await["plan_hash"].clone()
}

#[tokio::test]
async fn before_anything_is_recorded_it_is_said_which_condition_fails_and_what_is_missing() {
    let (server, _dir) = local().await;
    let designated = server.sql("SELECT village_code FROM designations ORDER BY 1 LIMIT 1").await;
    let designated = designated["items"][0]["village_code"].as_str().unwrap();
    let unknown = "SELECT code FROM village_indicators WHERE pmi_per_1000 IS NULL AND kind <> 'kelurahan' AND NOT designated ORDER BY 1 LIMIT 1";
    let unknown = server.sql(unknown).await;
    let unknown = unknown["items"][0]["code"].as_str();
    let asked: Vec<&str> = [designated, VILLAGE].into_iter().chain(unknown).collect();
    let found = check(&server, &asked).await;
    assert_eq!(column(&found, "village_code"), asked, "in the order in which they were asked for");
    let one = &found["items"][0];
    assert_eq!(one["eligibility"], "not_met");
    assert_eq!(one["takes_part_in"], json!(["desmigratif"]));
    assert!(one["record"].is_null() && one["item"].is_null() && one["distance"].is_null());
    let conditions = one["conditions"].as_array().unwrap();
    let fails: Vec<&Value> = conditions.iter().filter(|of| of["met"] == false).collect();
    assert!(fails.iter().any(|of| of["condition"] == "NOT designated"), "{one}");
    assert!(
        !one["values"].as_array().unwrap().is_empty(),
        "what is known of it is said all the same"
    );
    if unknown.is_some() {
        let one = &found["items"][2];
        assert_eq!(one["eligibility"], "unknown", "{one}");
        assert!(one["missing"].as_array().unwrap().contains(&json!("pmi_per_1000")), "{one}");
        let open = |of: &&Value| of["met"].is_null();
        assert!(one["conditions"].as_array().unwrap().iter().filter(open).count() == 1, "{one}");
    }
    let ask = |body: Value| server.post(&format!("{PROPOSALS}/check"), &body);
    assert_eq!(problem(ask(json!({"village_codes": []}))).await.code, "invalid_body");
    assert_eq!(problem(ask(json!({"village_codes": ["11.01"]}))).await.code, "invalid_body");
    assert_eq!(
        problem(ask(json!({"village_codes": ["99.01.01.2001"]}))).await.code,
        "area_not_found"
    );
    let nowhere = json!({"village_codes": [VILLAGE], "scenario": "x"});
    assert_eq!(problem(ask(nowhere)).await.code, "scenario_not_found");
}

#[tokio::test]
async fn the_ministry_asks_and_the_regency_answers() {
    let (world, _dir) = world().await;
    let home = sign_in(&world, "regency").await;
    let (elsewhere, planner) =
        (sign_in(&world, "elsewhere").await, sign_in(&world, "planner").await);
    let send =
        |visitor: &Visitor<'_>, table: &str, row: &Value| visitor.post(ADDRESS, &body(table, row));
    let refused = problem(send(&elsewhere, "proposals", &proposal(VILLAGE))).await;
    assert_eq!((refused.status, refused.code.as_str()), (403, "outside_own_area"));
    let made = expect_json(send(&home, "proposals", &proposal(VILLAGE))).await;
    let id = made["items"][0]["id"].as_str().unwrap();
    expect_json(send(&planner, "proposal_notes", &note(id, "question", "Berapa PMI perempuan?")))
        .await;
    let answer = note(id, "answer", "=HYPERLINK(1) <b>Sekitar 60%</b>");
    expect_json(send(&home, "proposal_notes", &answer)).await;
    for (visitor, row, code) in [
        (&elsewhere, note(id, "answer", "Bukan desa kami"), "outside_own_area"),
        (&home, note("nothing.0", "answer", "Apa?"), "rows_refused"),
        (&home, note(id, "shout", "Apa?"), "rows_refused"),
        (&home, note(id, "answer", "dua\nbaris"), "rows_refused"),
        (&home, note(id, "answer", " "), "rows_refused"),
    ] {
        assert_eq!(problem(send(visitor, "proposal_notes", &row)).await.code, code, "{row}");
    }
    let reader = sign_in(&world, "reader").await;
    let versions = async |visitor: &Visitor<'_>| {
        expect_json(visitor.get("/api/v1/dataset")).await["version"].clone()
    };
    let everybody = versions(&reader).await;
    for (visitor, notes, knows) in
        [(&home, 2, true), (&planner, 2, true), (&elsewhere, 2, false), (&reader, 0, false)]
    {
        let seen = expect_json(visitor.get(PROPOSALS)).await;
        let one = &seen["items"][0];
        let thread = one["thread"].as_array().unwrap();
        assert_eq!(thread.len(), notes, "{one}");
        assert_eq!(!one["record"]["by"].is_null(), knows, "{one}");
        let kinds: Vec<&Value> = thread.iter().map(|line| &line["row"]["kind"]).collect();
        assert!(kinds.is_empty() || kinds == ["question", "answer"], "{one}");
        // Whoever asks: plans are made over what everybody may see.
        assert_eq!(seen["dataset_version"], everybody);
        let listed = expect_json(visitor.get(&format!("{ADDRESS}?table=proposal_notes"))).await;
        assert_eq!(listed.to_string().contains("Sekitar"), notes > 0, "{listed}");
    }
    let csv = home.get(&format!("{ADDRESS}/export.csv?table=proposal_notes")).send().await.unwrap();
    assert!(csv.text().await.unwrap().contains("'=HYPERLINK"), "it would run as a formula");
    // A proposal that is written anew keeps what was asked; one that is withdrawn is gone, and is asked nothing more.
    let mut again = body("proposals", &proposal(VILLAGE));
    again["rows"][0]["reason"] = json!("Banyak PMI perempuan");
    again["replaces"] = json!([id]);
    let again = expect_json(home.post(ADDRESS, &again)).await;
    let seen = expect_json(planner.get(&format!("{PROPOSALS}?area=11.01"))).await;
    assert_eq!(column(&seen, "village_code"), [VILLAGE]);
    assert_eq!(seen["items"][0]["record"]["row"]["reason"], "Banyak PMI perempuan");
    assert_eq!(seen["items"][0]["thread"].as_array().unwrap().len(), 2, "{seen}");
    let new = again["items"][0]["id"].as_str().unwrap();
    expect_json(
        home.post(&format!("{ADDRESS}/{new}/withdraw"), &json!({"reason": "Ditarik bupati"})),
    )
    .await;
    expect_json(
        home.post(&format!("{ADDRESS}/{id}/withdraw"), &json!({"reason": "Ditarik bupati"})),
    )
    .await;
    assert_eq!(expect_json(planner.get(PROPOSALS)).await["items"], json!([]));
    let late = problem(send(&planner, "proposal_notes", &note(id, "question", "Mengapa?"))).await;
    assert_eq!(late.code, "rows_refused");
}
