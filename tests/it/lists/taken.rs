//! Lists that are taken: all or nothing, a receipt, and what SQL and profiles say of them.

use serde_json::{Value, json};

use super::{XLSX, preview, workbook};
use crate::support::TestServer;
use crate::support::server::{expect_json, problem};

const OESAO: &str = "11.01.01.2001";

fn list(women: &str, men: &str) -> Vec<u8> {
    workbook(&[
        &["Kode desa", "Nama desa", "Jenis", "Tahun", "Jenis kelamin", "Negara tujuan", "Jumlah"],
        &[OESAO, "Oesao", "PMI", "2025", "P", "Malaysia", women],
        &[OESAO, "Oesao", "PMI", "2025", "L", "Taiwan", men],
        &["11.01.01.2002", "Soka'an", "PMI purna", "2024", "", "", "30"],
    ])
}

async fn hash(server: &TestServer, body: Vec<u8>) -> String {
    let seen = expect_json(preview(server, "area=11.01", XLSX, body)).await;
    seen["hash"].as_str().unwrap_or_else(|| panic!("{seen}")).to_owned()
}

fn send(server: &TestServer, query: &str, body: Vec<u8>) -> reqwest::RequestBuilder {
    let address = format!("{}/api/v1/lists?area=11.01&{query}", server.base);
    server.client.post(address).header("content-type", XLSX).body(body)
}

async fn values(server: &TestServer) -> Vec<(String, String, i64, f64)> {
    let sql = "SELECT area_code, indicator, year, value FROM indicator_values \
               WHERE source LIKE 'Daftar %' ORDER BY 1, 2, 3";
    let rows = server.sql(sql).await;
    let of = |row: &Value| {
        let text = |key: &str| row[key].as_str().unwrap().to_owned();
        (
            text("area_code"),
            text("indicator"),
            row["year"].as_i64().unwrap(),
            row["value"].as_f64().unwrap(),
        )
    };
    rows["items"].as_array().unwrap().iter().map(of).collect()
}

#[tokio::test]
async fn a_list_that_was_seen_is_taken_and_taken_back_and_a_later_one_speaks_in_its_place() {
    let server = TestServer::start().await;
    assert!(values(&server).await.is_empty());
    let first = list("7", "5");
    let seen = hash(&server, first.clone()).await;
    let answer = send(&server, &format!("expect={seen}&by=Sari"), first).send().await.unwrap();
    assert_eq!(answer.status(), 201);
    let receipt: Value = answer.json().await.unwrap();
    assert_eq!(
        (&receipt["by"], &receipt["pending"], &receipt["values"]),
        (&json!("Sari"), &json!(false), &json!(4))
    );
    let told = &receipt["list"];
    assert_eq!(
        (&told["hash"], &told["rows"], &told["villages"]),
        (&json!(seen), &json!(3), &json!(2))
    );
    assert_eq!(
        told["details"][0],
        json!({"kind": "pmi", "year": 2025, "by": "destination", "of": "MY", "count": 7})
    );
    let oesao = |indicator: &str, value: f64| (OESAO.to_owned(), indicator.to_owned(), 2025, value);
    let expected = [
        oesao("pmi_reported", 12.0),
        oesao("pmi_reported_female", 7.0),
        oesao("pmi_reported_male", 5.0),
        ("11.01.01.2002".to_owned(), "pmi_returned_reported".to_owned(), 2024, 30.0),
    ];
    assert_eq!(values(&server).await, expected);
    let profile = server.json(&format!("/api/v1/areas/{OESAO}")).await;
    let known = profile["indicators"].as_array().unwrap().iter();
    let known = known
        .clone()
        .find(|one| one["id"] == "pmi_reported")
        .unwrap_or_else(|| panic!("{profile}"));
    assert_eq!((&known["value"], &known["status"]), (&json!(12.0), &json!("observed")));
    assert!(
        known["source"].as_str().unwrap().starts_with("Daftar Kabupaten Kupang (11.01), "),
        "{known}"
    );
    // The published figure of placements stands apart.
    let placed = server.json("/api/v1/coverage?level=regency&parent=11").await;
    assert_eq!(placed["items"][0]["need"], 100.0);

    let again = expect_json(preview(&server, "area=11.01", XLSX, list("8", "5"))).await;
    let pmi = again["sums"].as_array().unwrap().iter().find(|sum| sum["kind"] == "pmi").unwrap();
    assert_eq!(
        (&pmi["count"], &pmi["today"], &pmi["placed"]),
        (&json!(13), &json!(12.0), &Value::Null)
    );
    let second = list("8", "5");
    let seen = hash(&server, second.clone()).await;
    let later = expect_json(send(&server, &format!("expect={seen}&by=Sari"), second)).await;
    assert_eq!(values(&server).await[0].3, 13.0);
    assert_eq!(values(&server).await.len(), 4, "each village, kind and year once");

    let id = |receipt: &Value| receipt["id"].as_str().unwrap().to_owned();
    let kept = server.json(&format!("/api/v1/lists/{}", id(&receipt))).await;
    assert_eq!((&kept["list"], &kept["withdrawn"]), (told, &json!(0)));
    let withdraw = async |receipt: &Value| {
        let path = format!("/api/v1/registry/{}/withdraw", id(receipt));
        expect_json(server.post(&path, &json!({"reason": "keliru", "by": "Sari"}))).await
    };
    withdraw(&later).await;
    assert_eq!(values(&server).await, expected, "what it had replaced speaks again");
    withdraw(&receipt).await;
    assert!(values(&server).await.is_empty());
    let profile = server.json(&format!("/api/v1/areas/{OESAO}")).await;
    assert!(!profile.to_string().contains("pmi_reported"), "{profile}");
    assert_eq!(server.json(&format!("/api/v1/lists/{}", id(&later))).await["withdrawn"], 4);
}

#[tokio::test]
async fn a_list_that_was_not_seen_so_or_is_not_whole_leaves_nothing() {
    let server = TestServer::start().await;
    let seen = hash(&server, list("7", "5")).await;
    for (expect, body, status, code) in [
        (seen.as_str(), list("7", "6"), 412, "list_changed"),
        ("0123", list("7", "5"), 412, "list_changed"),
        (seen.as_str(), list("7", "-5"), 422, "list_unready"),
    ] {
        let refused = problem(send(&server, &format!("expect={expect}"), body)).await;
        assert_eq!((refused.status, refused.code.as_str()), (status, code), "{:?}", refused.body);
    }
    assert_eq!(problem(send(&server, "by=Sari", list("7", "5"))).await.code, "missing_parameter");
    assert!(values(&server).await.is_empty());
    let listed = server.json("/api/v1/registry?table=indicator_values").await;
    assert_eq!(listed["items"], json!([]));
    assert_eq!(server.problem("/api/v1/lists/none").await.code, "record_not_found");
}

#[tokio::test]
async fn how_the_columns_were_read_is_remembered_of_whoever_sent_the_list() {
    let server = TestServer::start().await;
    let text = "AREA;BERAPA\n11.01.01.2001;4\n";
    let reading =
        "mapping=%7B%22village_code%22:%22AREA%22,%22count%22:%22BERAPA%22%7D&kind=pmi&year=2025";
    assert_eq!(server.json("/api/v1/lists?area=11.01").await["last"], Value::Null);
    let seen =
        expect_json(preview(&server, &format!("area=11.01&{reading}"), "text/csv", text)).await;
    let address =
        format!("/api/v1/lists?area=11.01&{reading}&expect={}", seen["hash"].as_str().unwrap());
    let sent = server
        .client
        .post(format!("{}{address}", server.base))
        .header("content-type", "text/csv")
        .body(text);
    expect_json(sent).await;
    let last = server.json("/api/v1/lists?area=11.01").await["last"].clone();
    let expected = json!({
        "sheet": null, "mapping": {"village_code": "AREA", "count": "BERAPA"}, "kind": "pmi", "year": 2025
    });
    assert_eq!(last["list"]["reading"], expected);
    assert_eq!(server.json("/api/v1/lists?area=11.71").await["last"], Value::Null);
}

#[tokio::test]
async fn small_numbers_of_lists_are_withheld_from_everybody() {
    let server = TestServer::start().await;
    let small = list("2", "1");
    let seen = hash(&server, small.clone()).await;
    expect_json(send(&server, &format!("expect={seen}"), small)).await;
    let ask = |forwarded: bool| {
        let sql = json!({"sql": format!("SELECT value, status FROM indicator_values WHERE area_code = '{OESAO}' AND indicator = 'pmi_reported'")});
        let request = server.post("/api/v1/sql", &sql);
        if forwarded { request.header("x-forwarded-for", "203.0.113.7") } else { request }
    };
    assert_eq!(
        expect_json(ask(false)).await["items"][0],
        json!({"value": 3, "status": "observed"})
    );
    assert_eq!(
        expect_json(ask(true)).await["items"][0],
        json!({"value": null, "status": "suppressed"})
    );
}
