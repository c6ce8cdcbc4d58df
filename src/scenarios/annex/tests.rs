//! The formats agree with one another, byte for byte with themselves, and read back.

use std::io::Cursor;

use calamine::{Data, Reader};
use serde_json::Value;

use super::*;

/// A frozen selection of `n` villages.
pub fn frozen(n: usize) -> Frozen {
    let row = |i: usize| FrozenRow {
        village: FrozenVillage {
            code: format!(
                "{}.{:02}.{:02}.{}",
                35 + i / 90,
                1 + i % 90 / 30,
                1 + i % 30 / 10,
                2001 + i % 10
            ),
            name: if i == 1 { "Soka'an \"Baru\", Désa".into() } else { format!("Desa Nomor {i}") },
            kind: if i == 2 { "kelurahan".into() } else { "desa".into() },
            district: format!("Kecamatan {}", i / 10),
            regency: "Kabupaten Malang".into(),
            province: "Jawa Timur".into(),
            lon: (i != 3).then_some(112.5 + i as f64 * 0.01),
            lat: (i != 3).then_some(-8.1),
            rank: Some(i as u32 + 1),
            rank_best: Some(i as u32 + 1),
            rank_worst: Some(i as u32 + 5),
            score: Some(0.9 - i as f64 * 0.001),
            weight_present: Some(1.0),
            values: vec![Some(12.5), (i != 4).then_some(0.25)],
            parts: vec![Some(0.5), (i != 4).then_some(0.4)],
        },
        cost: Some(200_000_000.0),
        funding: Some("APBN".into()),
        pinned: (i == 0).then(|| "kantong PMI".into()),
    };
    let criterion = |id: &str, weight| FrozenCriterion {
        indicator: id.into(),
        name: format!("Nama {id}"),
        unit: "%".into(),
        decimals: 1,
        weight,
        direction: "benefit".into(),
        goalposts: Some([0.0, 120.0]),
    };
    let west = [[112.0, -8.5], [113.0, -8.5], [113.0, -7.5], [112.0, -7.5], [112.0, -8.5]];
    Frozen {
        format: 1,
        scenario: "0198".into(),
        name: "Putaran 2027 – utama".into(),
        version: 3,
        frozen_at: "2026-11-21T08:00:00Z".into(),
        frozen_by: Some("Sari".into()),
        decree: Decree {
            number: Some("12/2027".into()),
            date: Some("2027-01-05".into()),
            ..Default::default()
        },
        dataset: DatasetFacts {
            version: "0123456789abcdef".into(),
            demonstration: true,
            title: "Data peragaan".into(),
            vintage: "2025".into(),
            sources: vec!["idn-area-data (ODbL)".into()],
            standings: vec!["hasil model".into()],
        },
        round: Some("2027".into()),
        method: "wsm".into(),
        plan: Value::Null,
        plan_hash: "aabbccdd".into(),
        criteria: vec![criterion("pmi", 0.6), criterion("idm", 0.4)],
        candidates: 75_000,
        result: FrozenResult {
            status: "optimal".into(),
            objective: Some(1.7),
            gap: Some(0.0),
            cost: 4e8,
            last_score: Some(0.8),
        },
        rows: (0..n).map(row).collect(),
        excluded: vec![Excluded {
            code: "35.07.01.2009".into(),
            name: None,
            reason: Some("sengketa batas".into()),
        }],
        map: FrozenMap {
            bbox: [112.0, -8.5, 113.0, -7.5],
            outlines: vec![west.to_vec()],
            labels: [("Jawa Timur".to_owned(), [112.5, -8.0])].into(),
            picture: None,
        },
    }
}

/// What exports of these tests carry.
pub fn seal() -> Seal {
    Seal { hash: HASH.to_owned(), chain: format!("7 {HASH}") }
}

pub const HASH: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

fn of_csv(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(bytes).unwrap();
    // The only field with quotes is known; the rest is split by commas.
    let text = text.replace("\"Soka'an \"\"Baru\"\", Désa\"", "SPECIAL");
    let line = |line: &str| line.split(',').map(str::to_owned).collect();
    text.lines().map(line).collect()
}

#[test]
fn csv_xlsx_and_geojson_have_the_same_columns_rows_order_and_codes() {
    let frozen = frozen(25);
    let csv = of_csv(csv(&frozen, &seal()).as_bytes());
    let features: Value = serde_json::from_slice(&geojson(&frozen, &seal()).unwrap()).unwrap();
    let features = features["features"].as_array().unwrap().clone();
    let bytes = xlsx(&frozen, &seal()).unwrap();
    let mut book = calamine::Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range("Lampiran").unwrap();
    let rows: Vec<_> = sheet.rows().collect();
    let top = rows.iter().position(|row| row[0] == Data::String("No.".into())).unwrap();
    assert_eq!((csv.len() - 1, features.len(), rows.len() - top - 1), (25, 25, 25));
    for (i, row) in frozen.rows.iter().enumerate() {
        let code = row.village.code.as_str();
        let cells = rows[top + 1 + i];
        assert_eq!(csv[i + 1][1], code);
        assert_eq!(features[i]["properties"]["code"], code);
        assert_eq!(features[i]["id"], code);
        assert_eq!(cells[1], Data::String(code.to_owned()), "codes are texts");
        assert_eq!(csv[0].len(), cells.len());
        for (at, key) in csv[0].iter().enumerate() {
            let said = &features[i]["properties"][key];
            let field = csv[i + 1][at].as_str();
            match said {
                Value::Null => assert!(field.is_empty() && cells[at] == Data::Empty, "{key}"),
                Value::Number(number) => {
                    let number = number.as_f64().unwrap();
                    assert_eq!(field.parse::<f64>().unwrap(), number, "{key}");
                    assert_eq!(cells[at], Data::Float(number), "{key}");
                }
                other => {
                    let text = other.as_str().unwrap();
                    assert!(field == text || field == "SPECIAL", "{key}: {field} {text}");
                    assert_eq!(cells[at], Data::String(text.to_owned()), "{key}");
                }
            }
        }
    }
    assert!(features[3]["geometry"].is_null(), "no point is no point, not 0, 0");
}

#[test]
fn every_format_gives_the_same_bytes_again() {
    let frozen = frozen(40);
    // A read document must print as the one that was written.
    let again: Frozen = serde_json::from_str(&serde_json::to_string(&frozen).unwrap()).unwrap();
    assert_eq!(again, frozen);
    assert_eq!(csv(&frozen, &seal()), csv(&again, &seal()));
    assert_eq!(geojson(&frozen, &seal()).unwrap(), geojson(&again, &seal()).unwrap());
    assert_eq!(xlsx(&frozen, &seal()).unwrap(), xlsx(&again, &seal()).unwrap());
}

#[test]
fn demonstration_data_says_so_in_every_format() {
    let mut frozen = frozen(2);
    let said = |frozen: &Frozen| {
        let csv = csv(frozen, &seal());
        let geojson = String::from_utf8(geojson(frozen, &seal()).unwrap()).unwrap();
        let mut book = calamine::Xlsx::new(Cursor::new(xlsx(frozen, &seal()).unwrap())).unwrap();
        let sheets = ["Lampiran", "Cara"].map(|name| {
            let sheet = book.worksheet_range(name).unwrap();
            sheet.cells().any(|(_, _, cell)| cell.to_string().contains("DATA PERAGAAN"))
        });
        let rows = csv.lines().filter(|line| line.contains(",peragaan,")).count();
        (rows, geojson.matches("DATA PERAGAAN").count(), sheets)
    };
    assert_eq!(said(&frozen), (2, 1, [true, true]));
    frozen.dataset.demonstration = false;
    assert_eq!(said(&frozen), (0, 0, [false, false]));
}

#[test]
fn no_cell_of_a_table_runs_and_numbers_stay_numbers() {
    let mut frozen = frozen(3);
    let row = &mut frozen.rows[0];
    row.pinned = Some("=1+1".into());
    row.funding = Some("+62".into());
    row.village.name = "@SUM(A1)".into();
    row.village.score = Some(-8.5);
    frozen.name = "=HYPERLINK(\"http://x\",\"klik\")".into();
    let rows = of_csv(csv(&frozen, &seal()).as_bytes());
    let cell = |key: &str| rows[1][rows[0].iter().position(|name| name == key).unwrap()].as_str();
    assert_eq!(cell("pinned"), "'=1+1");
    assert_eq!(cell("funding"), "'+62");
    assert_eq!(cell("name"), "'@SUM(A1)");
    assert_eq!(cell("score"), "-8.5");
    assert_eq!(cell("code"), "35.01.01.2001");

    let mut book = calamine::Xlsx::new(Cursor::new(xlsx(&frozen, &seal()).unwrap())).unwrap();
    for name in ["Lampiran", "Cara"] {
        let formulas = book.worksheet_formula(name).unwrap();
        assert!(formulas.used_cells().all(|(.., text)| text.is_empty()), "{name}");
        let sheet = book.worksheet_range(name).unwrap();
        assert!(
            sheet.cells().any(|(.., cell)| cell.to_string().starts_with('=')),
            "as it was typed"
        );
    }
}

#[test]
fn a_text_that_no_cell_holds_is_cut_said_and_whole_elsewhere() {
    let mut frozen = frozen(2);
    let long = "😀".repeat(20_000);
    frozen.rows[0].pinned = Some(long.clone());
    frozen.rows[1].pinned = Some("vertikal\u{b}dan \u{14}, _x0041_".into());
    let mut book = calamine::Xlsx::new(Cursor::new(xlsx(&frozen, &seal()).unwrap())).unwrap();
    let sheet = book.worksheet_range("Lampiran").unwrap();
    let cut = sheet.cells().map(|(.., cell)| cell.to_string()).find(|text| text.starts_with('😀'));
    let cut = cut.unwrap();
    assert!(cut.encode_utf16().count() <= 32_767 && cut.ends_with("… [dipotong]"));
    assert!(cut.encode_utf16().count() > 32_760, "as much as there is room for");
    let sheet = book.worksheet_range("Cara").unwrap();
    assert!(
        sheet.cells().any(|(.., cell)| cell
            .to_string()
            .starts_with("1 teks lebih panjang dari 32.767 huruf"))
    );
    assert!(csv(&frozen, &seal()).contains(&long));
}

pub fn entry(frozen: &Frozen, chosen: bool) -> FrozenEntry {
    FrozenEntry {
        village: frozen.rows[1].village.clone(),
        chosen,
        because: if chosen { vec![] } else { vec!["per_regency".into(), "spacing".into()] },
        reason: None,
        needed: if chosen { vec![] } else { vec![Some(30.0), None] },
    }
}

/// How many pages a document has.
fn pages(pdf: &[u8]) -> usize {
    pdf.windows(12).filter(|part| part.starts_with(b"/Type /Page\n")).count()
}

#[test]
fn the_printed_annex_and_letters_are_the_same_bytes_again_and_have_all_their_pages() {
    let frozen = frozen(120);
    let annex = pdf(&frozen, &seal()).unwrap();
    assert_eq!(annex, pdf(&frozen, &seal()).unwrap());
    assert!(annex.starts_with(b"%PDF-1.7") && annex.ends_with(b"%%EOF"));
    // 13.5 points a row: 120 rows and a signature need four pages, the map one.
    assert_eq!(pages(&annex), 5);
    assert!(annex.len() < 150_000, "{} bytes: only the glyphs that are used", annex.len());
    for chosen in [true, false] {
        let letter = letter(&frozen, &seal(), &entry(&frozen, chosen)).unwrap();
        assert_eq!(pages(&letter), 1);
    }
}
