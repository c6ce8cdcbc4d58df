//! Tables of one's own: what joins, what is listed, and what is refused.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{Date32Type, Float64Type, Int64Type};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::*;
use crate::dataset::FORMAT_WITH_TABLES;
use crate::tables::{Located, curve};

const POINTS: &str = r#"
[[tables]]
name = "migrants"
file = "migrants.csv"
source = "office"
title_id = "Pekerja migran"
title_en = "Migrant workers"
description_en = "One row a person who was placed"
key = "id"
geometry = { lon = "lng", lat = "lat" }
columns = [
    { name = "id", type = "text", id = "Nomor", en = "Number" },
    { name = "village_code", from = "desa", type = "area", id = "Desa asal", en = "Village of origin" },
    { name = "age", type = "integer", unit = "years", id = "Umur", en = "Age" },
    { name = "fee", type = "number", unit = "Rp", id = "Biaya", en = "Fee" },
    { name = "placed", type = "date", id = "Tanggal penempatan", en = "Day of placement" },
    { name = "returned", type = "boolean", id = "Sudah pulang", en = "Has returned" },
]
"#;

const ROWS: &str = "id,desa,age,fee,placed,returned,lng,lat\r
a1,52.03.01.2001,31,1500.5,2023-04-01,ya,116.05,-8.45\r
a2,52.03.01.2002,x,,2023-13-01,tidak,116.15,-8.45\r
\r
a1,99.99.99.9999,2.5,NA,2024-02-29,mungkin,116.01,-8.41\r
,52.03.01.2001,40,7,2024-01-01,,200,-8.45\r
a3,52030,41,1e999,,true,,\r
\"a\n4\",52.03.01.2001,42,0,2020-01-01,false,116.02,\r
a5,,43,1.234,2020-01-01,0,abc,-8.4\r
";

fn spec(tables: &str) -> String {
    format!("{SPEC}{tables}")
}

fn details(report: &ImportReport, check: &str) -> Vec<String> {
    let lines = report.lines.iter().filter(|line| line.check == check && line.source == "migrants");
    lines.map(|line| line.detail.clone()).collect()
}

fn stored(office: &Office, name: &str) -> Vec<RecordBatch> {
    let file = std::fs::File::open(office.out().join(name)).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
    reader.map(Result::unwrap).collect()
}

#[test]
fn a_file_that_is_missing_is_told_once_and_before_anything_is_read() {
    let office = Office::new();
    office.put("provinces.csv", "not what the specification says");
    let error = office.import_with(&spec(POINTS), false).unwrap_err();
    let causes = std::iter::successors(Some(&error as &dyn std::error::Error), |e| e.source());
    let told = causes.map(ToString::to_string).collect::<Vec<_>>().join(": ");
    assert!(told.contains("migrants.csv: No such file"), "{told}");
    assert_eq!(told.matches("migrants.csv").count(), 1, "{told}");
    assert_eq!(told.matches("No such file").count(), 1, "{told}");
}

#[test]
fn every_row_stays_and_every_defect_is_counted_and_listed_with_its_line() {
    let office = Office::new();
    office.put("migrants.csv", ROWS);
    let report = office.import_with(&spec(POINTS), false).unwrap();
    let counts = [
        ("table_value_unreadable", 7),
        ("table_code_unknown", 1),
        ("table_place_outside", 1),
        ("table_place_unreadable", 2),
        ("table_row_without_place", 1),
        ("table_key_repeated", 1),
        ("table_key_missing", 1),
    ];
    for (check, count) in counts {
        assert_eq!(report.count(check), count, "{check} in\n{report}");
    }
    assert_eq!(
        details(&report, "table_key_repeated"),
        ["line 5: `a1` is the key of line 2 already"]
    );
    assert_eq!(
        details(&report, "table_place_outside"),
        ["line 6: 200 -8.45 is not within 94 -12 142 7"]
    );
    assert_eq!(
        details(&report, "table_code_unknown"),
        ["line 5: 99.99.99.9999 is not in the register"]
    );
    let values = details(&report, "table_value_unreadable");
    for (line, words) in [
        ("line 3: column `age`", "x"),
        ("line 3: column `placed`", "2023-13-01"),
        ("line 5: column `age`", "2.5"),
        ("line 5: column `returned`", "mungkin"),
        ("line 7: column `desa`", "52030"),
        ("line 7: column `fee`", "1e999"),
        ("line 10: column `fee`", "1.234"),
    ] {
        assert!(
            values.iter().any(|v| v.starts_with(line) && v.contains(words)),
            "{line}: {values:#?}"
        );
    }
    let places = details(&report, "table_place_unreadable");
    assert!(places[0].starts_with("line 8: one of longitude and latitude"), "{places:?}");
    assert!(places[1].starts_with("line 10: column `lng`"), "{places:?}");

    let dataset = Dataset::open(&office.out()).unwrap();
    assert_eq!(dataset.manifest.format, FORMAT_WITH_TABLES);
    let (table, _) = &dataset.own_tables()[0];
    assert_eq!((table.rows, table.located_rows, table.located), (7, 3, Located::Points));
    assert_eq!(table.bounds, Some([116.01, -8.45, 116.15, -8.41]));
    let nulls: Vec<u64> = table.columns.iter().map(|column| column.nulls).collect();
    assert_eq!(nulls, [1, 3, 2, 4, 2, 2]);
    let rows = &stored(&office, "migrants.parquet")[0];
    let ages = rows.column(2).as_primitive::<Int64Type>();
    let (lon, lat) = (
        rows.column(6).as_primitive::<Float64Type>(),
        rows.column(7).as_primitive::<Float64Type>(),
    );
    let cells: Vec<u64> = (0..3).map(|row| curve::cell([lon.value(row), lat.value(row)])).collect();
    assert!(cells.is_sorted(), "{cells:?}");
    assert!(
        (3..7).all(|row| lon.is_null(row) && lat.is_null(row)),
        "rows without a place are last"
    );
    let first = (0..3).find(|row| lon.value(*row) == 116.05).unwrap();
    assert_eq!(ages.value(first), 31);
    assert_eq!(rows.column(4).as_primitive::<Date32Type>().value(first), 19_448);
    assert_eq!(rows.column(1).as_string::<i32>().value(first), "52.03.01.2001");
}

#[test]
fn of_a_million_defects_the_first_are_listed_and_all_are_counted() {
    let office = Office::new();
    let rows: String = (0..2500).map(|n| format!("{n},,old,1,,,116.05,-8.45\n")).collect();
    office.put("migrants.csv", &format!("id,desa,age,fee,placed,returned,lng,lat\n{rows}"));
    let report = office.import_with(&spec(POINTS), false).unwrap();
    assert_eq!(report.count("table_value_unreadable"), 2500);
    let details = details(&report, "table_value_unreadable");
    assert_eq!(details.len(), 1001);
    assert_eq!(details[1000], "1500 more, which are counted and not listed");
    let manifest = Dataset::open(&office.out()).unwrap().manifest;
    let counted = manifest.report.iter().find(|line| line.check == "table_value_unreadable");
    assert_eq!(counted.unwrap().count, 2500);
    let strict = office.import_with(&spec(POINTS), true).unwrap_err().to_string();
    assert!(strict.contains("2500 × Values of tables"), "{strict}");
}

#[test]
fn the_same_rows_give_the_same_bytes_and_a_changed_byte_is_found() {
    let office = Office::new();
    office.put("migrants.csv", ROWS);
    office.import_with(&spec(POINTS), false).unwrap();
    let path = office.out().join("migrants.parquet");
    let mut first = std::fs::read(&path).unwrap();
    office.import_with(&spec(POINTS), false).unwrap();
    assert_eq!(first, std::fs::read(&path).unwrap());
    let left: Vec<_> =
        std::fs::read_dir(office.out()).unwrap().flatten().map(|e| e.file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().starts_with('.')), "{left:?}");

    let middle = first.len() / 2;
    first[middle] ^= 1;
    std::fs::write(&path, &first).unwrap();
    let message = Dataset::open(&office.out()).unwrap_err().to_string();
    assert!(message.contains("migrants.parquet") && message.contains("was changed"), "{message}");
    std::fs::remove_file(&path).unwrap();
    assert!(Dataset::open(&office.out()).is_err());
}

#[test]
fn geometry_is_read_of_wkt_wkb_and_geojson_alike() {
    let wkb = "01010000000000000000005d40000000000000e03f";
    let csv = format!(
        "n,wkt,wkb\n1,POINT(116 0.5),{wkb}\n2,POINT EMPTY,\n3,POINT(1 2) x,zz\n4,\"LINESTRING(116 0.5,117 1)\",01\n"
    );
    let feature = |n: u32, geometry: &str| {
        format!(r#"{{"type":"Feature","properties":{{"n":{n}}},"geometry":{geometry}}}"#)
    };
    let geojson = layer(&[
        feature(1, r#"{"type":"Point","coordinates":[116,0.5]}"#),
        feature(2, "null"),
        feature(3, r#"{"type":"Point","coordinates":["a"]}"#),
        feature(4, r#"{"type":"LineString","coordinates":[[116,0.5],[117,1]]}"#),
    ]);
    for (file, geometry, unplaced, unreadable) in [
        ("p.csv", "{ wkt = \"wkt\" }", 1, 2),
        ("p.csv", "{ wkb = \"wkb\" }", 1, 2),
        ("p.geojson", "{ file = true }", 1, 2),
        ("p.csv", "{ wkt = \"wkt\", kind = \"shapes\" }", 1, 1),
        ("p.geojson", "{ file = true, kind = \"shapes\" }", 1, 1),
    ] {
        let office = Office::new();
        office.put("p.csv", &csv);
        office.put("p.geojson", &geojson);
        let table = format!(
            "[[tables]]\nname = \"places\"\nfile = \"{file}\"\nsource = \"office\"\ntitle_id = \"T\"\ntitle_en = \"P\"\ngeometry = {geometry}\ncolumns = [{{ name = \"n\", type = \"integer\", id = \"n\", en = \"n\" }}]\n"
        );
        let report =
            office.import_with(&spec(&table), false).unwrap_or_else(|e| panic!("{geometry}: {e}"));
        assert_eq!(
            report.count("table_row_without_place"),
            unplaced,
            "{file} {geometry}\n{report}"
        );
        assert_eq!(
            report.count("table_place_unreadable"),
            unreadable,
            "{file} {geometry}\n{report}"
        );
        let dataset = Dataset::open(&office.out()).unwrap();
        let (table, _) = &dataset.own_tables()[0];
        let end = if geometry.contains("shapes") { [117.0, 1.0] } else { [116.0, 0.5] };
        assert_eq!(table.bounds, Some([116.0, 0.5, end[0], end[1]]), "{file} {geometry}");
    }
}

#[test]
fn what_a_specification_gets_wrong_is_named() {
    let office = Office::new();
    office.put("migrants.csv", ROWS);
    office.put("migrants.xlsx", "");
    for (from, to, words) in [
        ("name = \"migrants\"", "name = \"villages\"", "a table of this name already"),
        ("name = \"migrants\"", "name = \"Migrants\"", "`Migrants` is no name"),
        ("name = \"migrants\"", "name = \"system_queries\"", "already"),
        ("name = \"age\"", "name = \"lon\"", "the column `lon` needs another name"),
        ("name = \"age\"", "name = \"fee\"", "the column `fee` occurs twice"),
        ("key = \"id\"", "key = \"no\"", "the key `no` is none of its columns"),
        ("lat = \"lat\" }", "wkt = \"w\" }", "lon and lat together"),
        ("{ lon = \"lng\", lat = \"lat\" }", "{ kind = \"points\" }", "geometry is one of"),
        ("type = \"integer\"", "type = \"int\"", "unknown variant `int`"),
        (
            "source = \"office\"\ntitle_id = \"Pekerja",
            "source = \"other\"\ntitle_id = \"Pekerja",
            "no [[source]] with the key `other`",
        ),
        ("from = \"desa\"", "from = \"village\"", "column `village`: the column is missing"),
        (
            "file = \"migrants.csv\"",
            "file = \"migrants.xlsx\"",
            "CSV, Parquet, GeoParquet and GeoJSON",
        ),
    ] {
        assert!(POINTS.contains(from), "{from}");
        let message = office
            .import_with(&spec(&POINTS.replacen(from, to, 1)), false)
            .unwrap_err()
            .to_string();
        assert!(message.contains(words), "{to}: {message}");
        assert!(!office.out().exists());
    }
    office.put("migrants.csv", "id,desa,age,fee,placed,returned,lng,lat\n1,2,3\n");
    let message = office.import_with(&spec(POINTS), false).unwrap_err().to_string();
    assert!(message.contains("line 2: 3 cells where the heading has 8"), "{message}");
}
