use std::io::Cursor;

use arrow::array::{AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use arrow::ipc::reader::StreamReader;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use reqwest::Response;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::server::{expect_json, problem};

const FIVE: &str =
    "SELECT code, name, lon FROM villages WHERE regency_code = '11.01' ORDER BY code LIMIT 5";

async fn send(server: &TestServer, accept: &str) -> Response {
    let response = server
        .post("/api/v1/sql", &json!({ "sql": FIVE }))
        .header("accept", accept)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200, "{accept}");
    response
}

/// A text column of all batches.
fn column(batches: &[RecordBatch], name: &str) -> Vec<String> {
    let texts = batches.iter().flat_map(|batch| {
        let column = cast(batch.column_by_name(name).unwrap(), &DataType::Utf8).unwrap();
        column.as_string::<i32>().iter().map(|text| text.unwrap().to_owned()).collect::<Vec<_>>()
    });
    texts.collect()
}

#[tokio::test]
async fn rows_come_as_json_with_columns_and_numbers_about_them() {
    let server = TestServer::start().await;
    let answer = server.sql(FIVE).await;
    insta::assert_json_snapshot!(answer, {
        ".elapsed_ms" => "[ms]", ".dataset_version" => "[version]",
        ".items[].lon" => insta::rounded_redaction(6),
    });
}

#[tokio::test]
async fn the_same_rows_come_in_every_format() {
    let server = TestServer::start().await;
    let json: Value = send(&server, "application/json").await.json().await.unwrap();
    let codes: Vec<&str> =
        json["items"].as_array().unwrap().iter().map(|row| row["code"].as_str().unwrap()).collect();
    assert_eq!(codes.len(), 5);

    let csv = send(&server, "text/csv").await;
    assert!(csv.headers()["content-type"].to_str().unwrap().starts_with("text/csv"));
    let csv = csv.text().await.unwrap();
    let first: Vec<&str> =
        csv.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(first, codes);

    let arrow = send(&server, "application/vnd.apache.arrow.stream").await.bytes().await.unwrap();
    let batches: Vec<_> =
        StreamReader::try_new(Cursor::new(arrow), None).unwrap().map(Result::unwrap).collect();
    assert_eq!(column(&batches, "code"), codes);

    let parquet = send(&server, "application/vnd.apache.parquet").await.bytes().await.unwrap();
    let rows = ParquetRecordBatchReaderBuilder::try_new(parquet).unwrap().build().unwrap();
    let batches: Vec<_> = rows.map(Result::unwrap).collect();
    assert_eq!(column(&batches, "code"), codes);
}

#[tokio::test]
async fn geojson_needs_a_geometry_and_then_holds_it() {
    let server = TestServer::start().await;
    let body = json!({"sql": "SELECT code, geometry FROM villages WHERE code = '11.01.01.2001'"});
    let request = server.post("/api/v1/sql?format=geojson", &body);
    let collection = expect_json(request).await;
    assert_eq!(collection["type"], "FeatureCollection");
    let feature = &collection["features"][0];
    assert_eq!(feature["properties"]["code"], "11.01.01.2001");
    assert!(["Polygon", "MultiPolygon"].contains(&feature["geometry"]["type"].as_str().unwrap()));
    let none =
        problem(server.post("/api/v1/sql?format=geojson", &json!({"sql": "SELECT 1 AS one"})))
            .await;
    assert_eq!((none.status, none.code.as_str()), (422, "no_geometry"));
}

#[tokio::test]
async fn a_chosen_format_is_a_download_and_an_unknown_one_an_error() {
    let server = TestServer::start().await;
    let csv = server.post("/api/v1/sql?format=csv", &json!({ "sql": FIVE })).send().await.unwrap();
    assert_eq!(csv.headers()["content-disposition"], "attachment; filename=\"query.csv\"");
    let xlsx =
        server.post("/api/v1/sql?format=xlsx", &json!({ "sql": FIVE })).send().await.unwrap();
    assert_eq!(xlsx.headers()["content-disposition"], "attachment; filename=\"query.xlsx\"");
    assert!(xlsx.bytes().await.unwrap().starts_with(b"PK"));
    let ods = problem(server.post("/api/v1/sql?format=ods", &json!({ "sql": FIVE }))).await;
    assert_eq!((ods.status, ods.code.as_str()), (406, "not_acceptable"));
    let png =
        problem(server.post("/api/v1/sql", &json!({ "sql": FIVE })).header("accept", "image/png"))
            .await;
    assert_eq!(png.code, "not_acceptable");
}

#[tokio::test]
async fn csv_runs_nothing_in_a_spreadsheet_and_has_a_byte_order_mark_by_choice() {
    let server = TestServer::start().await;
    let sql = "SELECT '=1+1' AS a, '-8.5' AS b, -8.5 AS c, '+62' AS d, '@x' AS e, arrow_cast(NULL, 'Utf8') AS f, '' AS \"=g\"";
    let get = async |query: &str| {
        let request = server.post(&format!("/api/v1/sql?{query}"), &json!({ "sql": sql }));
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200, "{query}");
        answer.bytes().await.unwrap().to_vec()
    };
    let plain = get("format=csv").await;
    let text = std::str::from_utf8(&plain).unwrap();
    assert_eq!(text, "a,b,c,d,e,f,'=g\r\n'=1+1,-8.5,-8.5,'+62,'@x,,\"\"\r\n");
    assert_eq!(get("format=csv&bom=false").await, plain);
    assert_eq!(get("format=csv&bom=true").await, [b"\xEF\xBB\xBF".as_slice(), &plain].concat());
    // Nothing is changed where there is no spreadsheet.
    let json = server.sql(sql).await;
    assert_eq!(json["items"][0]["a"], "=1+1");
    for (query, code) in [
        ("format=json&bom=true", "invalid_parameter"),
        ("bom=true", "invalid_parameter"),
        ("format=csv&bom=maybe", "invalid_parameter"),
    ] {
        let refused =
            problem(server.post(&format!("/api/v1/sql?{query}"), &json!({ "sql": sql }))).await;
        assert_eq!((refused.status, refused.code.as_str()), (400, code), "{query}");
    }
}

#[tokio::test]
async fn parameters_are_values_and_never_text() {
    let server = TestServer::start().await;
    let sql = "SELECT count(*) AS n FROM villages WHERE name = $1";
    let count = async |value: &str| {
        let body = json!({ "sql": sql, "params": [value] });
        expect_json(server.post("/api/v1/sql", &body)).await["items"][0]["n"].as_i64().unwrap()
    };
    assert_eq!(count("Soka'an").await, 8);
    assert_eq!(count("x' OR '1'='1").await, 0);
    let named = json!({"sql": "SELECT $level AS level", "params": {"level": "desa"}});
    assert_eq!(expect_json(server.post("/api/v1/sql", &named)).await["items"][0]["level"], "desa");
}

#[tokio::test]
async fn rows_beyond_the_limit_are_cut_off_and_said_to_be() {
    let server = TestServer::start().await;
    let body = json!({"sql": "SELECT code FROM villages", "limit": 7});
    let answer = expect_json(server.post("/api/v1/sql", &body)).await;
    assert_eq!(
        (answer["row_count"].as_u64(), answer["truncated"].as_bool()),
        (Some(7), Some(true))
    );
    let all = server.sql("SELECT code FROM villages").await;
    assert_eq!((all["row_count"].as_u64(), all["truncated"].as_bool()), (Some(40), Some(false)));
}

#[tokio::test]
async fn the_tables_that_draw_the_map_are_the_tables_that_sql_sees() {
    let server = TestServer::start().await;
    let rows = server.sql("SELECT idm, pmi_placed, designated FROM village_indicators WHERE code = '11.01.01.2001'").await;
    assert_eq!(rows["items"][0], json!({"idm": 0.025, "pmi_placed": 100, "designated": true}));
    let tables = server.json("/api/v1/tables").await;
    let names = crate::support::server::column(&tables, "name");
    for name in
        ["villages", "village_indicators", "designations", "coverage_by_regency", "system_queries"]
    {
        assert!(names.iter().any(|known| known == name), "{name}");
    }
    let functions = server.json("/api/v1/functions").await;
    assert!(
        crate::support::server::column(&functions, "name")
            .iter()
            .any(|name| name.eq_ignore_ascii_case("st_contains"))
    );
}

#[tokio::test]
async fn statements_are_counted_and_timed() {
    let server = TestServer::start().await;
    server.sql("SELECT 1 AS one").await;
    let text = server.get("/metrics").send().await.unwrap().text().await.unwrap();
    assert!(text.contains(r#"sql_statements_total{outcome="ok"}"#), "{text}");
    assert!(text.contains("sql_duration_seconds_count"), "{text}");
}

#[tokio::test]
async fn a_statement_in_an_address_answers_as_one_in_a_body() {
    let server = TestServer::start().await;
    let sql = "SELECT code, name FROM villages WHERE code > $1 ORDER BY code LIMIT 3";
    let body = json!({"sql": sql, "params": ["11.01.01.2001"]});
    let posted = server.post("/api/v1/sql?format=csv", &body).send().await.unwrap();
    let address = |pairs: &[(&str, &str)]| {
        let url = reqwest::Url::parse_with_params("http://x/api/v1/sql", pairs).unwrap();
        server.get(&format!("{}?{}", url.path(), url.query().unwrap()))
    };
    let params = r#"["11.01.01.2001"]"#;
    let got = address(&[("q", sql), ("params", params), ("format", "csv")]);
    assert_eq!(got.send().await.unwrap().text().await.unwrap(), posted.text().await.unwrap());
    let cut = expect_json(address(&[("q", "SELECT code FROM villages"), ("limit", "2")])).await;
    assert_eq!((&cut["row_count"], &cut["truncated"]), (&json!(2), &json!(true)));
    for (pairs, code) in [
        ([("q", "SELECT 1"), ("params", "[1")], "invalid_parameter"),
        ([("q", "SELECT 1"), ("sql", "SELECT 1")], "unknown_parameter"),
        ([("q", "DROP TABLE villages"), ("format", "json")], "statement_forbidden"),
    ] {
        assert_eq!(problem(address(&pairs)).await.code, code, "{pairs:?}");
    }
    // A page of another site cannot have its readers compute.
    let foreign = address(&[("q", "SELECT 1")]).header("sec-fetch-site", "cross-site");
    assert_eq!(problem(foreign).await.code, "origin_not_allowed");
}
