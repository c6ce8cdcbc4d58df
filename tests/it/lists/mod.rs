//! Lists of migrant workers from villages, over HTTP.

mod taken;

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use reqwest::RequestBuilder;
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::server::{expect_json, problem};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const HEADING: &str = "Kode desa,Nama desa,Jenis,Tahun,Jenis kelamin,Jumlah\n";

fn preview(
    server: &TestServer,
    query: &str,
    kind: &str,
    body: impl Into<reqwest::Body>,
) -> RequestBuilder {
    let address = format!("{}/api/v1/lists/preview?{query}", server.base);
    server.client.post(address).header("content-type", kind).body(body)
}

/// A workbook of these rows; what is a number there is one here.
fn workbook(rows: &[&[&str]]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, cells) in (0u32..).zip(rows) {
        for (column, text) in (0u16..).zip(*cells) {
            match text.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).unwrap(),
                Err(_) => sheet.write_string(row, column, *text).unwrap(),
            };
        }
    }
    workbook.save_to_buffer().unwrap()
}

fn findings(row: &Value) -> Vec<&str> {
    row["findings"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_table_to_fill_in_comes_back_as_it_went_out() {
    let server = TestServer::start().await;
    let get = async |path: &str| {
        let answer = server.get(path).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        let named = answer.headers()["content-disposition"].to_str().unwrap().to_owned();
        (named, answer.headers().contains_key("etag"), answer.bytes().await.unwrap())
    };
    let (named, tagged, bytes) = get("/api/v1/lists/template.xlsx?area=11.01").await;
    assert_eq!((named.as_str(), tagged), ("attachment; filename=\"daftar-desa-11.01.xlsx\"", true));
    assert_eq!(bytes, get("/api/v1/lists/template.xlsx?area=11.01").await.2, "no clock in it");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    assert_eq!(book.sheet_names(), ["Daftar", "Pilihan", "Petunjuk"]);
    let list = book.worksheet_range("Daftar").unwrap();
    assert_eq!(list.height(), 11, "ten villages below their heading");
    assert_eq!(list.get((0, 0)), Some(&Data::String("Kode desa (village code)".to_owned())));
    assert_eq!(list.get((1, 0)), Some(&Data::String("11.01.01.2001".to_owned())));
    let instructions = book.worksheet_range("Petunjuk").unwrap();
    let said =
        |text: &str| instructions.used_cells().any(|(.., cell)| cell.to_string().contains(text));
    assert!(said("Jangan tulis nama orang") && said("Do not write names of persons"));
    let (_, _, csv) = get("/api/v1/lists/template.csv?area=11.01&bom=true").await;
    assert!(csv.starts_with("\u{feff}Kode desa (village code),".as_bytes()));
    for (kind, bytes) in [(XLSX, bytes), ("text/csv", csv)] {
        let read = expect_json(preview(&server, "area=11.01", kind, bytes)).await;
        assert_eq!(read["counts"]["blank"], 10, "{kind}: {read}");
        assert_eq!((&read["counts"]["rows"], &read["hash"]), (&json!(0), &Value::Null));
        assert_eq!(read["missing"], json!([]));
    }
    for (path, code) in [
        ("/api/v1/lists/template.xlsx", "missing_parameter"),
        ("/api/v1/lists/template.xlsx?area=11.01.01.2001", "invalid_parameter"),
        ("/api/v1/lists/template.csv?area=99", "area_not_found"),
    ] {
        assert_eq!(server.problem(path).await.code, code, "{path}");
    }
}

#[tokio::test]
async fn cells_of_the_table_say_what_belongs_into_them() {
    let server = TestServer::start().await;
    let answer = server.get("/api/v1/lists/template.xlsx?area=11.01").send().await.unwrap();
    let sheet = part(&answer.bytes().await.unwrap(), "xl/worksheets/sheet1.xml");
    for rule in [
        r#"type="whole" operator="greaterThanOrEqual""#,
        "<formula1>2000</formula1><formula2>YEAR(TODAY())</formula2>",
        "<formula1>Pilihan!$A$2:$A$4</formula1>",
        "<formula1>Pilihan!$C$2:$C$4</formula1>",
        r#"<pane xSplit="2" ySplit="1""#,
    ] {
        assert!(sheet.contains(rule), "{rule}");
    }
    assert!(!sheet.contains("<f>"), "no cell computes");
}

/// A part of a workbook, expanded.
fn part(file: &[u8], name: &str) -> String {
    let number = |at: usize, length: usize| {
        file[at..at + length].iter().rev().fold(0usize, |sum, byte| sum << 8 | usize::from(*byte))
    };
    let mut at = number(file.len() - 22 + 16, 4);
    while file[at..].starts_with(b"PK\x01\x02") {
        let (compressed, expanded) = (number(at + 20, 4), number(at + 24, 4));
        let lengths = (number(at + 28, 2), number(at + 30, 2), number(at + 32, 2));
        if &file[at + 46..at + 46 + lengths.0] == name.as_bytes() {
            let begin = number(at + 42, 4);
            let data = begin + 30 + number(begin + 26, 2) + number(begin + 28, 2);
            let mut content = vec![0; expanded];
            let packed = &file[data..data + compressed];
            libdeflater::Decompressor::new().deflate_decompress(packed, &mut content).unwrap();
            return String::from_utf8(content).unwrap();
        }
        at += 46 + lengths.0 + lengths.1 + lengths.2;
    }
    panic!("no part {name}");
}

#[tokio::test]
async fn a_workbook_with_three_bad_rows_tells_them_first_and_corrected_rows_are_the_same_list() {
    let server = TestServer::start().await;
    let good = workbook(&[
        &["DAFTAR PMI KABUPATEN KUPANG"],
        &["Kode desa", "Nama desa", "Jenis", "Tahun", "Jenis kelamin", "Jumlah"],
        &["11.01.01.2001", "Oesao", "PMI", "2025", "P", "7"],
        &["11.01.01.2001", "Oesao", "PMI", "2025", "L", "5"],
        &["11.01.01.2002", "Sokaan", "purna", "2024", "", "3"],
        &["11.01.02.2003", "Sumberagung", "CPMI", "2025", "", "0"],
        &["", "Jumlah", "", "", "", "15"],
    ]);
    let whole = expect_json(preview(&server, "area=11.01", XLSX, good)).await;
    assert_eq!(whole["heading_row"], 2);
    let counts = &whole["counts"];
    assert_eq!(
        (&counts["ok"], &counts["errors"], &counts["left_out"]),
        (&json!(4), &json!(0), &json!(1))
    );
    assert_eq!((&counts["villages"], &counts["villages_with_rows"]), (&json!(10), &json!(3)));
    let sums: Vec<(&str, i64, i64)> = whole["sums"]
        .as_array()
        .unwrap()
        .iter()
        .map(|sum| {
            let number = |key: &str| sum[key].as_i64().unwrap();
            (sum["indicator"].as_str().unwrap(), number("year"), number("count"))
        })
        .collect();
    let expected = [
        ("cpmi_reported", 2025, 0),
        ("pmi_reported", 2025, 12),
        ("pmi_returned_reported", 2024, 3),
    ];
    assert_eq!(sums, expected);
    assert_eq!(
        (&whole["sums"][1]["female"], &whole["sums"][1]["today"]),
        (&json!(7), &Value::Null)
    );

    let bad = workbook(&[
        &["Kode desa", "Nama desa", "Jenis", "Tahun", "Jenis kelamin", "Jumlah"],
        &["11.01.01.2001", "Oesao", "PMI", "2025", "P", "7"],
        &["11.01.01.2001", "Oesao", "PMI", "2025", "L", "-5"],
        &["1101012002", "Entah", "purna", "2024", "", "3"],
        &["11.01.02.2003", "Sumberagung", "CPMI", "2035", "", "0"],
    ]);
    let read = expect_json(preview(&server, "area=11.01", XLSX, bad)).await;
    assert_eq!((&read["counts"]["errors"], &read["hash"]), (&json!(3), &Value::Null));
    let rows = read["rows"].as_array().unwrap();
    let told: Vec<(i64, Vec<&str>)> =
        rows.iter().map(|row| (row["row"].as_i64().unwrap(), findings(row))).collect();
    let expected = [
        (3, vec!["count_negative"]),
        (4, vec!["code_of_which_office"]),
        (5, vec!["year_out_of_range"]),
        (2, vec![]),
    ];
    assert_eq!(told, expected);

    let mut rows: Vec<Value> = rows
        .iter()
        .map(|row| {
            let mut sent = row["cells"].clone();
            sent["row"] = row["row"].clone();
            sent
        })
        .collect();
    for (row, field, text) in [
        (0, "count", "5"),
        (1, "village_code", "11.01.01.2002"),
        (1, "village", "Soka'an"),
        (2, "year", "2025"),
    ] {
        rows[row][field] = json!(text);
    }
    let corrected = server.post("/api/v1/lists/preview?area=11.01", &json!({ "rows": rows }));
    let corrected = expect_json(corrected).await;
    assert_eq!(corrected["counts"]["errors"], 0, "{corrected}");
    assert!(whole["hash"].is_string());
    assert_eq!(corrected["hash"], whole["hash"], "the same list, however it was written");
    let elsewhere = server.post("/api/v1/lists/preview?area=11", &json!({ "rows": rows }));
    assert_ne!(expect_json(elsewhere).await["hash"], whole["hash"], "of another area");
}

#[tokio::test]
async fn a_list_that_speaks_of_persons_is_refused_and_nothing_of_them_is_repeated() {
    let server = TestServer::start().await;
    let nik = "3507111203900001";
    for (text, named) in [
        (format!("Kode desa,NIK,Jenis,Tahun,Jumlah\n11.01.01.2001,{nik},PMI,2025,1\n"), "`NIK`"),
        (
            format!("Kode desa,Ket,Jenis,Tahun,Jumlah\n11.01.01.2001,{nik},PMI,2025,1\n"),
            "column B (row 2)",
        ),
        (
            "Kode desa,Nama PMI,Jenis,Tahun,Jumlah\n11.01.01.2001,Siti Aminah,PMI,2025,1\n"
                .to_owned(),
            "`Nama PMI`",
        ),
    ] {
        let refused = problem(preview(&server, "area=11.01", "text/csv", text)).await;
        assert_eq!((refused.status, refused.code.as_str()), (422, "personal_data"));
        let told = refused.body.to_string();
        assert!(told.contains(named), "{told}");
        assert!(!told.contains(nik) && !told.contains("Siti"), "{told}");
    }
    let row =
        json!({"rows": [{"row": 2, "village": nik, "kind": "PMI", "year": "2025", "count": "1"}]});
    let refused = problem(server.post("/api/v1/lists/preview?area=11.01", &row)).await;
    assert_eq!(refused.code, "personal_data");
    assert!(!refused.body.to_string().contains(nik));
}

#[tokio::test]
async fn the_sender_may_say_what_a_table_does_not() {
    let server = TestServer::start().await;
    let text = "AREA;BERAPA\n11.01.01.2001;4\n11.01.01.2002;\n";
    let read = expect_json(preview(&server, "area=11.01", "text/csv", text)).await;
    assert_eq!(
        (&read["heading_row"], &read["columns"][1]["heading"]),
        (&json!(1), &json!("BERAPA"))
    );
    let bare = expect_json(preview(&server, "area=11.01", "text/csv", "catatan\n")).await;
    assert_eq!(
        (&bare["heading_row"], &bare["notes"][0]["code"]),
        (&Value::Null, &json!("no_heading"))
    );
    assert_eq!(read["missing"], json!(["village_code", "kind", "year", "count"]));
    let mapping = "%7B%22village_code%22:%22AREA%22,%22count%22:%22berapa%22%7D";
    let query = format!("area=11.01&mapping={mapping}");
    let read = expect_json(preview(&server, &query, "text/csv", text)).await;
    assert_eq!(read["missing"], json!(["kind", "year"]));
    let query = format!("area=11.01&mapping={mapping}&kind=pmi&year=2025");
    let read = expect_json(preview(&server, &query, "text/csv", text)).await;
    assert_eq!((&read["counts"]["ok"], &read["counts"]["blank"]), (&json!(1), &json!(1)), "{read}");
    for (query, named) in [
        ("area=11.01&mapping=%7B%22nik%22:%22A%22%7D", "nik"),
        ("area=11.01&mapping=7", "mapping"),
        ("area=11.01&mapping=%7B%22count%22:%22Z%22%7D", "Z"),
    ] {
        let refused = problem(preview(&server, query, "text/csv", text)).await;
        assert_eq!(refused.code, "invalid_parameter", "{query}");
        assert!(refused.body["detail"].as_str().unwrap().contains(named), "{:?}", refused.body);
    }
}

#[tokio::test]
async fn what_is_no_table_is_refused_and_says_what_to_do() {
    let server = TestServer::start().await;
    for (kind, body, code, advice) in [
        ("text/csv", &b""[..], "invalid_list", "template"),
        (XLSX, b"PK\x03\x04 cut off", "invalid_list", "save it again"),
        (
            "application/vnd.ms-excel",
            b"\xd0\xcf\x11\xe0\xa1\xb1",
            "unsupported_media_type",
            ".xlsx",
        ),
        ("application/pdf", b"%PDF", "unsupported_media_type", ""),
        ("text/csv", b"\xff\xfek\0", "invalid_list", "UTF-8"),
    ] {
        let refused = problem(preview(&server, "area=11.01", kind, body.to_vec())).await;
        assert_eq!(refused.code, code, "{kind}: {:?}", refused.body);
        assert!(refused.body.to_string().contains(advice), "{:?}", refused.body);
    }
    let rows = "11.01.01.2001,Oesao,PMI,2025,,1\n".repeat(20_050);
    let long = format!("{HEADING}{rows}");
    let refused = problem(preview(&server, "area=11.01", "text/csv", long)).await;
    assert_eq!(refused.code, "invalid_list");
    assert!(refused.body["detail"].as_str().unwrap().contains("20050 rows"), "{:?}", refused.body);
    let bare = preview(&server, "area=11.01&format=x", "text/csv", HEADING);
    assert_eq!(problem(bare).await.code, "unknown_parameter");
}

#[tokio::test]
async fn a_formula_in_a_list_runs_nowhere_and_is_read_as_what_it_shows() {
    let server = TestServer::start().await;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, title) in (0u16..).zip(["Kode desa", "Nama desa", "Jenis", "Tahun", "Jumlah"]) {
        sheet.write_string(0, column, title).unwrap();
    }
    sheet.write_string(1, 0, "11.01.01.2001").unwrap();
    sheet.write_string(1, 1, "=HYPERLINK(\"http://example.id\")").unwrap();
    sheet.write_string(1, 2, "PMI").unwrap();
    sheet.write_number(1, 3, 2025).unwrap();
    let formula = rust_xlsxwriter::Formula::new("=3+4").set_result("7");
    sheet.write_formula(1, 4, formula).unwrap();
    let read = preview(&server, "area=11.01", XLSX, book.save_to_buffer().unwrap());
    let read = expect_json(read).await;
    assert_eq!(read["rows"][0]["cells"]["count"], "7");
    assert_eq!(findings(&read["rows"][0]), ["code_and_name_differ"]);
}
