use super::*;
use crate::support::server::{column, problem};

async fn post(visitor: &Visitor<'_>, table: &str, row: &Value) -> (u16, String) {
    let answer = visitor.post(ADDRESS, &body(table, row)).send().await.unwrap();
    let status = answer.status().as_u16();
    (status, answer.json::<Value>().await.unwrap()["code"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn everybody_records_at_home_and_nowhere_else() {
    let (world, _dir) = world().await;
    let villages = ["11.01.02.2003", "12.02.01.2001"];
    for (login, may) in [
        ("reader", [false, false]),
        ("analyst", [false, false]),
        ("trusted", [false, false]),
        ("elsewhere", [false, false]),
        ("approver", [false, false]),
        ("admin", [false, false]),
        ("regency", [true, false]),
        ("province", [true, false]),
        ("planner", [true, true]),
    ] {
        let visitor = sign_in(&world, login).await;
        for (at, (village, may)) in villages.iter().zip(may).enumerate() {
            let mut row = designation(village);
            row["id"] = json!(format!("{login}-{at}"));
            let (status, code) = post(&visitor, "designations", &row).await;
            assert_eq!(status, if may { 201 } else { 403 }, "{login} {village} {code}");
        }
    }
    let (home, elsewhere) = (sign_in(&world, "regency").await, sign_in(&world, "elsewhere").await);
    let mine = expect_json(home.get(&format!("{ADDRESS}?area=11.01"))).await;
    assert_eq!(column(&mine, "by")[0], "PLANNER (planner)");
    let id = column(&mine, "id").pop().unwrap();
    let take_back = |visitor: &Visitor<'_>, body: Value| {
        visitor.post(&format!("{ADDRESS}/{id}/withdraw"), &body)
    };
    let other = problem(take_back(&elsewhere, json!({"reason": "Bukan"}))).await;
    assert_eq!((other.status, other.code.as_str()), (403, "outside_own_area"));
    let typed = problem(take_back(&home, json!({"reason": "Salah", "by": "Presiden"}))).await;
    assert_eq!(typed.code, "invalid_body");
    assert_eq!(problem(take_back(&home, json!({"reason": " "}))).await.code, "invalid_body");
    expect_json(take_back(&home, json!({"reason": "Salah"}))).await;
    // A matter of the whole country is the ministry's.
    let partner = json!({"institution": "kementerian_kesehatan", "role": "mitra", "source": "MoU"});
    assert_eq!(post(&home, "partnerships", &partner).await.1, "outside_own_area");
    assert_eq!(post(&sign_in(&world, "planner").await, "partnerships", &partner).await.0, 201);
}

#[tokio::test]
async fn names_of_officers_are_for_those_who_record_there() {
    let (world, _dir) = world().await;
    let home = sign_in(&world, "regency").await;
    assert_eq!(post(&home, "designations", &designation(VILLAGE)).await.0, 201);
    let officer = json!({"village_code": VILLAGE, "programme": "desmigratif", "role": "petugas", "name": "Siti Rahma", "from": "2026-01-05"});
    assert_eq!(post(&home, "officers", &officer).await.0, 201);
    for (login, sees) in [
        ("regency", true),
        ("province", true),
        ("planner", true),
        ("elsewhere", false),
        ("analyst", false),
        ("trusted", false),
    ] {
        let visitor = sign_in(&world, login).await;
        let listed = expect_json(visitor.get(&format!("{ADDRESS}?table=officers"))).await;
        assert_eq!(listed["items"].as_array().unwrap().len(), 1, "{login}");
        assert_eq!(listed.to_string().contains("Siti Rahma"), sees, "{login}: {listed}");
        assert_eq!(listed.to_string().contains("REGENCY (regency)"), sees, "{login}: {listed}");
        let other = expect_json(visitor.get(&format!("/api/v1/areas/{VILLAGE}"))).await;
        assert!(!other.to_string().contains("Siti"), "{login}");
    }
    let events =
        expect_json(sign_in(&world, "admin").await.get("/api/v1/events?action=registry_recorded"))
            .await;
    assert_eq!(events["items"][0]["body"]["entries"], 1);
    assert!(!events.to_string().contains("Siti"), "{events}");
    let analyst = sign_in(&world, "analyst").await;
    let rows =
        expect_json(analyst.post("/api/v1/sql", &json!({"sql": "SELECT * FROM officers"}))).await;
    assert!(rows.to_string().contains("petugas") && !rows.to_string().contains("Siti"), "{rows}");
}

#[tokio::test]
async fn a_correction_counts_when_somebody_of_the_province_or_the_ministry_approves_it() {
    let (world, _dir) = world().await;
    let value = async || {
        let sql = "SELECT value, status, source FROM indicator_values WHERE area_code = '11.01' AND indicator = 'poverty_pct' ORDER BY source_rank NULLS LAST";
        let analyst = sign_in(&world, "analyst").await;
        let rows = expect_json(analyst.post("/api/v1/sql", &json!({"sql": sql}))).await;
        let wide = json!({"sql": format!("SELECT poverty_pct FROM village_indicators WHERE code = '{VILLAGE}'")});
        let wide = expect_json(analyst.post("/api/v1/sql", &wide)).await;
        (wide["items"][0]["poverty_pct"].clone(), rows["items"].clone())
    };
    let before = value().await;
    assert_eq!(before.0, json!(5));
    let home = sign_in(&world, "regency").await;
    let row = json!({"area_code": "11.01", "indicator": "poverty_pct", "year": 2024, "value": 7.5, "reason": "Angka tahun lalu", "source": "BPS"});
    let made = expect_json(home.post(ADDRESS, &body("corrections", &row))).await;
    let id = made["items"][0]["id"].as_str().unwrap();
    assert_eq!(value().await, before, "it waits");
    let line = async |visitor: &Visitor<'_>| {
        let listed = expect_json(visitor.get(&format!("{ADDRESS}?table=corrections"))).await;
        listed["items"][0].clone()
    };
    // Codes of second factors hold once: everybody signs in once.
    let (elsewhere, province) =
        (sign_in(&world, "elsewhere").await, sign_in(&world, "province").await);
    let waiting = line(&home).await;
    assert_eq!((&waiting["status"], &waiting["may_approve"]), (&json!("waiting"), &json!(false)));
    let stranger = line(&elsewhere).await;
    assert!(stranger["row"]["value"].is_null() && stranger["row"]["year"] == 2024, "{stranger}");
    assert_eq!(line(&province).await["may_approve"], true);
    let path = format!("{ADDRESS}/{id}/approve");
    for visitor in [&home, &elsewhere] {
        let refused = problem(visitor.post(&path, &json!({}))).await;
        assert_eq!(refused.code, "outside_own_area");
    }
    for login in ["reader", "approver", "admin"] {
        assert_eq!(
            problem(sign_in(&world, login).await.post(&path, &json!({}))).await.code,
            "forbidden",
            "{login}"
        );
    }
    expect_json(province.post(&path, &json!({"comment": "Sesuai BPS"}))).await;
    let (wide, rows) = value().await;
    assert_eq!(wide, json!(7.5));
    assert_eq!((&rows[0]["value"], &rows[0]["status"]), (&json!(7.5), &json!("observed")));
    assert!(rows[0]["source"].as_str().unwrap().contains("Angka tahun lalu"), "{rows}");
    assert_eq!(rows[1]["value"], json!(5), "what was published stays beside it");
    // Who proposes does not approve, whoever they are.
    let planner = sign_in(&world, "planner").await;
    let row = json!({"area_code": "12.01", "indicator": "poverty_pct", "year": 2024, "value": 9.0, "reason": "Salah", "source": "BPS"});
    let own = expect_json(planner.post(ADDRESS, &body("corrections", &row))).await;
    let path = format!("{ADDRESS}/{}/approve", own["items"][0]["id"].as_str().unwrap());
    assert_eq!(problem(planner.post(&path, &json!({}))).await.code, "record_refused");
    expect_json(home.post(&format!("{ADDRESS}/{id}/withdraw"), &json!({"reason": "Keliru"}))).await;
    assert_eq!(value().await, before);
}

#[tokio::test]
async fn small_numbers_that_are_reported_are_withheld_from_everybody() {
    let (world, _dir) = world().await;
    let home = sign_in(&world, "regency").await;
    let report = |village: &str, value: i32| json!({"area_code": village, "indicator": "pmi_reported", "year": 2026, "value": value, "source": "Daftar desa"});
    let rows = json!({"table": "indicator_values", "rows": [report("11.01.02.2001", 3), report("11.01.02.2002", 40), report("11.01.02.2003", 60)]});
    expect_json(home.post(ADDRESS, &rows)).await;
    let sql = "SELECT area_code, value, status FROM indicator_values WHERE indicator = 'pmi_reported' ORDER BY area_code";
    let seen = async |login: &str| {
        let visitor = sign_in(&world, login).await;
        expect_json(visitor.post("/api/v1/sql", &json!({"sql": sql}))).await["items"].clone()
    };
    let analyst = seen("analyst").await;
    assert_eq!(
        (&analyst[0]["value"], &analyst[0]["status"]),
        (&Value::Null, &json!("suppressed")),
        "{analyst}"
    );
    assert_eq!(seen(crate::accounts::people::INSIDER).await[0]["value"], 3);
    let indicators = expect_json(sign_in(&world, "reader").await.get("/api/v1/indicators")).await;
    assert!(indicators.to_string().contains("pmi_reported"));
    let listed = expect_json(
        sign_in(&world, "analyst").await.get(&format!("{ADDRESS}?table=indicator_values")),
    )
    .await;
    assert!(column(&listed, "row").iter().all(|row| !row.contains("\"value\"")), "{listed}");
    let versions = async |login: &str| {
        expect_json(sign_in(&world, login).await.get("/api/v1/dataset")).await["version"].clone()
    };
    assert_ne!(versions("analyst").await, versions("trusted").await);
}

#[tokio::test]
async fn where_everybody_reads_nobody_records() {
    let dir = directory();
    let data = dir.path().join("country");
    let public = TestServer::start_with(|config| {
        config.data = data;
        config.access = Access::Public;
    })
    .await;
    let refused = problem(public.post(ADDRESS, &body("designations", &designation(VILLAGE)))).await;
    assert_eq!(refused.code, "forbidden");
    assert_eq!(public.json(ADDRESS).await["items"], json!([]));
}
