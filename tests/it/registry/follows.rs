use super::*;
use crate::support::server::{column, problem};

/// Everything that a designation changes, and what it is known by.
async fn seen(server: &TestServer) -> Value {
    let sql = async |sql: &str| server.sql(sql).await["items"].clone();
    let (z, x, y) = (8, 206, 133);
    let tile = server.get(&format!("/tiles/villages/{z}/{x}/{y}.mvt")).send().await.unwrap();
    let tile = tile.bytes().await.unwrap();
    let dataset = server.json("/api/v1/dataset").await;
    let coverage = server.get("/api/v1/coverage?level=regency").send().await.unwrap();
    let tag = coverage.headers()["etag"].to_str().unwrap().to_owned();
    json!({
        "village": sql(&format!("SELECT designated, designated_distance_km FROM village_indicators WHERE code = '{VILLAGE}'")).await,
        "neighbours": sql("SELECT code, designated_distance_km FROM village_indicators ORDER BY code").await,
        "designations": sql("SELECT * FROM designations ORDER BY id").await,
        "decrees": sql("SELECT * FROM designation_decrees").await,
        "counted": sql("SELECT code, designated, gap, rank FROM coverage_by_regency ORDER BY code").await,
        "coverage": coverage.json::<Value>().await.unwrap()["items"],
        "tag": tag,
        "area": server.json(&format!("/api/v1/areas/{VILLAGE}")).await,
        "tile": format!("{tile:?}"),
        "tiles": server.json("/tiles/villages.json").await,
        "version": dataset["version"],
        "revision": dataset["registry_revision"],
    })
}

#[tokio::test]
async fn a_designation_is_seen_by_sql_coverage_tiles_and_ranking_and_gone_when_it_is_withdrawn() {
    let (server, _dir) = local().await;
    let before = seen(&server).await;
    assert_eq!(
        (&before["village"][0]["designated"], &before["revision"]),
        (&json!(false), &json!(0))
    );
    let candidates = async || {
        let ranking = server.post("/api/v1/rankings", &crate::scenarios::plan(3));
        expect_json(ranking).await["candidates"].clone()
    };
    let competed = candidates().await.as_u64().unwrap();

    let id = record(&server, "designations", &designation(VILLAGE)).await;
    let after = seen(&server).await;
    let village = &after["village"][0];
    assert_eq!(village["designated"], true);
    assert_eq!(village["designated_distance_km"].as_f64(), Some(0.0));
    assert_eq!(after["decrees"][0]["decree"], "188.45/12/2019");
    let of_regency = |seen: &Value| seen["counted"][0]["designated"].as_i64().unwrap();
    assert_eq!(of_regency(&after), of_regency(&before) + 1);
    for part in [
        "neighbours",
        "designations",
        "coverage",
        "tag",
        "area",
        "tile",
        "tiles",
        "version",
        "revision",
    ] {
        assert_ne!(after[part], before[part], "{part}");
    }
    assert_eq!(candidates().await.as_u64().unwrap(), competed - 1);
    let listed = server.json(&format!("{ADDRESS}?area=11.01")).await;
    let line = &listed["items"][0];
    assert_eq!(
        (&line["id"], &line["status"], &line["may_change"]),
        (&json!(id), &json!("counts"), &json!(true))
    );
    assert_eq!(line["row"]["year"], 2019, "the round says so");
    assert_eq!(server.json(&format!("{ADDRESS}?area=12")).await["items"], json!([]));

    withdraw(&server, &id).await;
    assert_eq!(seen(&server).await, before);
    assert_eq!(candidates().await.as_u64().unwrap(), competed);
    assert_eq!(server.json(ADDRESS).await["items"], json!([]));
    let all = server.json(&format!("{ADDRESS}?withdrawn=true")).await;
    assert_eq!(column(&all, "status"), ["withdrawn"]);
    assert_eq!(all["items"][0]["withdrawn"]["reason"], "Salah desa");
    let again = server.post(&format!("{ADDRESS}/{id}/withdraw"), &json!({"reason": "Lagi"}));
    assert_eq!(problem(again).await.code, "record_refused");
}

#[tokio::test]
async fn rows_are_recorded_all_or_none_and_may_be_tried_first() {
    let (server, _dir) = local().await;
    let mut wrong = designation("11.01.02.2004");
    wrong["funding"] = json!("uang");
    wrong["village_code"] = json!("5203012003");
    let both = json!({"table": "designations", "rows": [designation(VILLAGE), wrong]});
    let refused = problem(server.post(ADDRESS, &both)).await;
    assert_eq!((refused.status, refused.code.as_str()), (422, "rows_refused"));
    let rows = refused.body["rows"].as_array().unwrap();
    let fields: Vec<(u64, &str)> = rows
        .iter()
        .map(|row| (row["row"].as_u64().unwrap(), row["field"].as_str().unwrap()))
        .collect();
    assert_eq!(fields, [(1, "village_code"), (1, "funding")]);
    let tried = expect_json(
        server
            .post(&format!("{ADDRESS}?dry_run=true"), &body("designations", &designation(VILLAGE))),
    )
    .await;
    assert_eq!(
        (&tried["batch"], &tried["items"][0]["row"]["id"]),
        (&Value::Null, &json!(format!("desmigratif-2019-{VILLAGE}")))
    );
    assert_eq!(server.json(ADDRESS).await["revision"], 0);
    let two = json!({"table": "designations", "rows": [designation(VILLAGE), designation("11.01.02.2004")]});
    let made = expect_json(server.post(ADDRESS, &two)).await;
    let first = made["items"][0]["id"].as_str().unwrap();
    // The same once more, and then in its place.
    let refused = problem(server.post(ADDRESS, &body("designations", &designation(VILLAGE)))).await;
    assert!(refused.body["detail"].as_str().unwrap().contains(first), "{:?}", refused.body);
    let mut active = designation(VILLAGE);
    active["status"] = json!("active");
    let in_place = json!({"table": "designations", "rows": [active], "replaces": [first]});
    expect_json(server.post(ADDRESS, &in_place)).await;
    let status = server
        .sql(&format!("SELECT status FROM designations WHERE village_code = '{VILLAGE}'"))
        .await;
    assert_eq!(column(&status, "status"), ["active"]);
    assert_eq!(column(&server.json(ADDRESS).await, "status"), ["counts", "counts", "replaced"]);
    // All that came together is withdrawn together.
    let batch = made["batch"].as_str().unwrap();
    withdraw(&server, batch).await;
    assert_eq!(column(&server.json(ADDRESS).await, "status"), ["counts"]);
    let page = server.json(&format!("{ADDRESS}?withdrawn=true&limit=2")).await;
    let cursor = page["next_cursor"].as_str().unwrap();
    let rest = server.json(&format!("{ADDRESS}?withdrawn=true&limit=2&cursor={cursor}")).await;
    assert_eq!(
        (column(&rest, "id"), rest["next_cursor"].is_null()),
        (vec![first.to_owned()], true)
    );
}

#[tokio::test]
async fn pillars_offices_desks_partners_and_officers_have_their_places() {
    let (server, _dir) = local().await;
    let pillar = json!({"village_code": VILLAGE, "programme": "desmigratif", "pillar_no": 2, "as_of": "2026-05-01", "state": "active", "evidence": "Berita acara"});
    let early = problem(server.post(ADDRESS, &body("pillar_status", &pillar))).await;
    assert!(
        early.body["detail"].as_str().unwrap().contains("designation first"),
        "{:?}",
        early.body
    );
    record(&server, "designations", &designation(VILLAGE)).await;
    record(&server, "pillar_status", &pillar).await;
    let progress = server.json("/api/v1/queries/pillars_by_village?area=11.01").await;
    let states = column(&progress, "state");
    assert_eq!(states.iter().filter(|state| *state == "active").count(), 1, "{progress}");

    let near = "SELECT ltsa_distance_km FROM village_indicators WHERE code = '12.02.02.2004'";
    let distance =
        async || server.sql(near).await["items"][0]["ltsa_distance_km"].as_f64().unwrap();
    let far = distance().await;
    let office = json!({"area_code": "12.02", "name": "LTSA Malang", "since": "2026", "status": "operating", "lon": 115.05, "lat": -5.95, "source": "Dinas"});
    let office = record(&server, "ltsa_offices", &office).await;
    assert!(distance().await < 10.0 && far > 300.0, "{far}");
    let coverage = server.json("/api/v1/coverage?level=regency").await;
    assert_eq!(column(&coverage, "ltsa").last().unwrap(), "1");
    let nearest = server.json("/api/v1/areas/12.02.02.2004").await.to_string();
    assert!(nearest.contains("LTSA Malang"), "{nearest}");
    record(&server, "office_desks", &json!({"office": "ltsa-12.02", "desk_type": "imigrasi", "from": "2026-02", "source": "Dinas"})).await;
    let desks = server.sql("SELECT office, desk_type, since FROM office_desks").await;
    assert_eq!(
        desks["items"][0],
        json!({"office": "ltsa-12.02", "desk_type": "imigrasi", "since": "2026-02"})
    );
    let partner = json!({"institution": "kementerian_kesehatan", "programme": "desmigratif", "area_code": "12.02", "role": "pemeriksaan", "year": 2026, "source": "MoU"});
    record(&server, "partnerships", &partner).await;
    assert_eq!(
        server.sql("SELECT count(*) AS n FROM partnerships WHERE area_code = '12.02'").await["items"]
            [0]["n"],
        1
    );
    record(&server, "officers", &json!({"village_code": VILLAGE, "programme": "desmigratif", "role": "petugas", "name": "Siti Rahma"})).await;
    assert_eq!(column(&server.sql("SELECT * FROM officers").await, "role"), ["petugas"]);

    // What names an office that is gone is listed as unfit, and the office's distances are those of before.
    withdraw(&server, &office).await;
    assert!((distance().await - far).abs() < 1e-9);
    let unfit = server.json(&format!("{ADDRESS}?table=office_desks")).await;
    assert_eq!(column(&unfit, "status"), ["unfit"]);
    assert!(unfit["items"][0]["problem"].as_str().unwrap().contains("no office"), "{unfit}");
    let report = server.json("/api/v1/dataset/report?check=registry_unfit").await;
    assert_eq!(report["total"], 1);
}

#[tokio::test]
async fn changes_that_come_together_are_all_served() {
    let (server, _dir) = local().await;
    let villages =
        ["11.01.02.2001", "11.01.02.2002", "11.01.02.2003", "11.01.02.2004", "12.02.01.2001"];
    let all = villages.map(|village| {
        let request = server.post(ADDRESS, &body("designations", &designation(village)));
        tokio::spawn(expect_json(request))
    });
    for made in all {
        assert_eq!(made.await.unwrap()["pending"], false);
    }
    let count = server
        .sql("SELECT count(*) AS n FROM designations WHERE year = 2019 AND round = '2019'")
        .await;
    assert_eq!(count["items"][0]["n"], villages.len());
}
