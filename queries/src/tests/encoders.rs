//! All formats hold the same rows.

use std::collections::HashMap;
use std::io::Cursor;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::Float64Type;
use arrow::ipc::reader::StreamReader;
use flatgeobuf::geozero::FeatureProperties;
use flatgeobuf::{FallibleStreamingIterator, FgbReader};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::{Value as Json, json};

use super::bytes;
use crate::{Code, Format, QueryRequest};

const SQL: &str =
    "SELECT code, name, lon, kind = 'desa' AS is_desa, geometry FROM villages ORDER BY code";

async fn encoded(sql: &str, format: Format) -> Vec<u8> {
    bytes(QueryRequest::new(sql), format).await.unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// Code, name and longitude of every row, from Arrow.
fn from_arrow(batches: &[RecordBatch]) -> Vec<Json> {
    let rows = batches.iter().flat_map(|batch| {
        let (codes, names, lon) = (
            batch.column(0).as_string::<i32>(),
            batch.column(1).as_string::<i32>(),
            batch.column(2).as_primitive::<Float64Type>(),
        );
        let has_shape: Vec<bool> =
            (0..batch.num_rows()).map(|row| batch.column(4).is_valid(row)).collect();
        (0..batch.num_rows())
            .map(|row| {
                json!([
                    codes.value(row),
                    names.value(row),
                    lon.is_valid(row).then(|| lon.value(row)),
                    has_shape[row]
                ])
            })
            .collect::<Vec<_>>()
    });
    rows.collect()
}

/// The properties of every feature as texts, and its geometry as WKT, as the format's own reader finds them.
fn from_flatgeobuf(bytes: &[u8]) -> Vec<(HashMap<String, String>, Option<String>)> {
    let mut file = Cursor::new(bytes);
    let mut features = FgbReader::open(&mut file).unwrap().select_all_seq().unwrap();
    let mut found = Vec::new();
    while let Some(feature) = features.next().unwrap() {
        let shape = feature.geometry_trait().unwrap().map(|geometry| {
            let mut text = String::new();
            wkt::to_wkt::write_geometry(&mut text, &geometry).unwrap();
            text
        });
        found.push((feature.properties().unwrap(), shape));
    }
    found
}

#[tokio::test]
async fn flatgeobuf_holds_every_kind_of_value_and_of_geometry() {
    for shape in [
        "POINT(1.5 -2)",
        "LINESTRING(0 0,1 1,2 0)",
        "POLYGON((0 0,4 0,4 4,0 4,0 0),(1 1,1 2,2 2,2 1,1 1))",
        "MULTIPOINT((0 0),(1 1))",
        "MULTILINESTRING((0 0,1 1),(5 5,6 6,7 5))",
        "MULTIPOLYGON(((0 0,4 0,4 4,0 0),(1 1,2 1,2 2,1 1)),((10 10,11 10,11 11,10 10)))",
        "GEOMETRYCOLLECTION(POINT(1 1),LINESTRING(0 0,1 1),POLYGON((0 0,1 0,1 1,0 0)))",
    ] {
        let sql = format!("SELECT 1 AS n, ST_GeomFromText('{shape}') AS geometry");
        let found = from_flatgeobuf(&encoded(&sql, Format::FlatGeobuf).await);
        assert_eq!(found.len(), 1, "{shape}");
        let text = found[0].1.clone().unwrap();
        assert_eq!(text.replace([' ', '"'], ""), shape.replace(' ', ""), "{shape}");
    }
    let sql = "SELECT 'a \u{e9}' AS t, true AS b, 9007199254740993 AS n, 0.1 AS x, CAST(7 AS SMALLINT) AS s,
            DATE '2024-02-29' AS d, make_array(1, 2) AS l, CAST(NULL AS BIGINT) AS missing, '' AS empty,
            CAST(1.25 AS DECIMAL(6, 2)) AS c, arrow_cast('w', 'Dictionary(Int32, Utf8)') AS w,
            ST_Point(1, 2) AS geometry, ST_Point(3, 4) AS other";
    let (row, shape) = from_flatgeobuf(&encoded(sql, Format::FlatGeobuf).await).remove(0);
    assert_eq!(shape.as_deref(), Some("POINT(1 2)"));
    for (name, expected) in [
        ("t", Some("a \u{e9}")),
        ("b", Some("true")),
        ("n", Some("9007199254740993")),
        ("x", Some("0.1")),
        ("s", Some("7")),
        ("d", Some("2024-02-29")),
        ("l", Some("[1,2]")),
        ("missing", None),
        ("empty", Some("")),
        ("c", Some("1.25")),
        ("w", Some("w")),
        ("other", Some("POINT (3 4)")),
    ] {
        assert_eq!(row.get(name).map(String::as_str), expected, "{name}");
    }
    let found = from_flatgeobuf(
        &encoded("SELECT 1 AS n, CASE WHEN value > 1 THEN ST_Point(1, 2) END AS g FROM generate_series(1, 1)", Format::FlatGeobuf)
            .await,
    );
    assert_eq!(found[0].1, None);
}

#[tokio::test]
async fn every_format_holds_the_same_rows() {
    let document: Json = serde_json::from_slice(&encoded(SQL, Format::Json).await).unwrap();
    let expected: Vec<Json> = document["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| json!([row["code"], row["name"], row["lon"], !row["geometry"].is_null()]))
        .collect();
    assert_eq!(expected.len(), geodata::testing::VILLAGES);
    assert_eq!(
        (&document["row_count"], &document["truncated"], &document["dataset_version"]),
        (&json!(41), &json!(false), &json!("v1"))
    );

    let collection: Json = serde_json::from_slice(&encoded(SQL, Format::GeoJson).await).unwrap();
    let features: Vec<Json> = collection["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| {
            json!([
                f["properties"]["code"],
                f["properties"]["name"],
                f["properties"]["lon"],
                !f["geometry"].is_null()
            ])
        })
        .collect();
    assert_eq!(features, expected);

    let features: Vec<Json> = from_flatgeobuf(&encoded(SQL, Format::FlatGeobuf).await)
        .into_iter()
        .map(|(properties, shape)| {
            let lon = properties.get("lon").map(|lon| lon.parse::<f64>().unwrap());
            json!([properties["code"], properties["name"], lon, shape.is_some()])
        })
        .collect();
    assert_eq!(features, expected);

    let stream = encoded(SQL, Format::Arrow).await;
    let batches: Vec<RecordBatch> = StreamReader::try_new(Cursor::new(stream), None)
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(batches[0].schema().field(4).extension_type_name(), Some("geoarrow.multipolygon"));
    assert_eq!(from_arrow(&batches), expected);

    let file = encoded(SQL, Format::Parquet).await;
    let reader = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(file)).unwrap();
    let geo = reader
        .metadata()
        .file_metadata()
        .key_value_metadata()
        .unwrap()
        .iter()
        .find(|entry| entry.key == "geo")
        .unwrap();
    assert_eq!(
        serde_json::from_str::<Json>(geo.value.as_ref().unwrap()).unwrap()["primary_column"],
        json!("geometry")
    );
    let batches: Vec<RecordBatch> = reader.build().unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(from_arrow(&batches), expected);

    let table = String::from_utf8(encoded(SQL, Format::Csv).await).unwrap();
    let lines: Vec<&str> = table.trim_end().split("\r\n").collect();
    assert_eq!(lines[0], "code,name,lon,is_desa,geometry");
    assert_eq!(lines.len(), 42);
    for (line, row) in lines[1..].iter().zip(&expected) {
        let lon = row[2].as_f64().map(|lon| lon.to_string()).unwrap_or_default();
        assert!(
            line.starts_with(&format!(
                "{},{},{lon},",
                row[0].as_str().unwrap(),
                row[1].as_str().unwrap()
            )),
            "{line}"
        );
        assert_eq!(line.contains("MULTIPOLYGON"), row[3] == json!(true), "{line}");
    }
}

#[tokio::test]
async fn an_empty_answer_is_whole_in_every_format() {
    let sql = "SELECT code, geometry FROM villages WHERE false";
    let document: Json = serde_json::from_slice(&encoded(sql, Format::Json).await).unwrap();
    assert_eq!(
        (&document["items"], &document["columns"][1]),
        (&json!([]), &json!({"name": "geometry", "type": "geometry"}))
    );
    let collection: Json = serde_json::from_slice(&encoded(sql, Format::GeoJson).await).unwrap();
    assert_eq!(collection["features"], json!([]));
    assert!(from_flatgeobuf(&encoded(sql, Format::FlatGeobuf).await).is_empty());
    assert_eq!(encoded(sql, Format::Csv).await, b"code,geometry\r\n");
    assert!(
        StreamReader::try_new(Cursor::new(encoded(sql, Format::Arrow).await), None)
            .unwrap()
            .next()
            .is_none()
    );
    let file = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(
        encoded(sql, Format::Parquet).await,
    ))
    .unwrap();
    assert_eq!(file.metadata().file_metadata().num_rows(), 0);
}

#[tokio::test]
async fn features_without_a_geometry_say_so() {
    for format in [Format::GeoJson, Format::FlatGeobuf] {
        let error =
            bytes(QueryRequest::new("SELECT code FROM villages"), format).await.unwrap_err();
        assert_eq!(error.code(), Code::NoGeometry);
    }
}

#[tokio::test]
async fn computed_geometries_of_every_kind_are_written_in_every_format() {
    let sql = "SELECT ST_Point(lon, lat) AS p, ST_MakeEnvelope(0, 0, 1, 1) AS e, ST_GeomFromText('LINESTRING(0 0,1 1)') AS g,
        ST_Intersection(geometry, ST_MakeEnvelope(116, -9, 117, -8.95)) AS i, [1, 2] AS l, now() AS t, NULL AS n,
        CAST(1.5 AS DECIMAL(10, 2)) AS d, X'00ff' AS b FROM villages WHERE code = '52.03.01.2001'";
    let table = String::from_utf8(encoded(sql, Format::Csv).await).unwrap();
    let (heading, line) = table.trim_end().split_once("\r\n").unwrap();
    assert_eq!(heading, "p,e,g,i,l,t,n,d,b");
    for text in [
        "POINT (116.05 -8.95)",
        "POLYGON ((1 0,1 1,0 1,0 0,1 0))",
        "LINESTRING (0 0,1 1)",
        "MULTIPOLYGON (((",
        "1.5",
        "00ff",
    ] {
        assert!(line.contains(text), "{text} in {line}");
    }
    let stream = encoded(sql, Format::Arrow).await;
    let mut batches = StreamReader::try_new(Cursor::new(stream), None).unwrap();
    assert_eq!(batches.next().unwrap().unwrap().num_rows(), 1);
    let file = bytes::Bytes::from(encoded(sql, Format::Parquet).await);
    let file = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    assert_eq!(file.metadata().file_metadata().num_rows(), 1);
    let collection: Json = serde_json::from_slice(&encoded(sql, Format::GeoJson).await).unwrap();
    assert_eq!(collection["features"][0]["geometry"]["type"], json!("Point"));
    let document: Json = serde_json::from_slice(&encoded(sql, Format::Json).await).unwrap();
    let row = &document["items"][0];
    assert_eq!(row["g"], json!({"type": "LineString", "coordinates": [[0, 0], [1, 1]]}));
    assert_eq!(
        (&row["l"], &row["n"], &row["d"], &row["b"]),
        (&json!([1, 2]), &json!(null), &json!(1.5), &json!("00ff"))
    );
}

#[tokio::test]
async fn a_workbook_types_its_cells_and_says_whether_it_is_whole() {
    use calamine::{Data, Reader, Xlsx};
    let sql = "SELECT '0017' AS code, '=1+1' AS text, 12.5 AS number, 9007199254740993 AS large, 42 AS whole, true AS flag, \
        DATE '2024-02-29' AS day, TIMESTAMP '2024-02-29 12:30:00' AS moment, NULL AS nothing, ST_Point(116, -8) AS geometry, \
        DATE '1850-01-01' AS early FROM villages ORDER BY 1 LIMIT 3";
    let request = QueryRequest { limit: Some(2), ..QueryRequest::new(sql) };
    let bytes = bytes(request, Format::Xlsx).await.unwrap();
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let rows = book.worksheet_range("rows").unwrap();
    assert_eq!(rows.get_size(), (3, 11));
    let row: Vec<Data> = rows.rows().nth(1).unwrap().to_vec();
    let text = |text: &str| Data::String(text.to_owned());
    assert_eq!(
        row[..6],
        [
            text("0017"),
            text("=1+1"),
            Data::Float(12.5),
            text("9007199254740993"),
            Data::Float(42.0),
            Data::Bool(true)
        ]
    );
    let moment = |cell: &Data| match cell {
        Data::DateTime(moment) => moment.to_ymd_hms_milli(),
        other => panic!("{other:?}"),
    };
    assert_eq!(moment(&row[6]), (2024, 2, 29, 0, 0, 0, 0));
    assert_eq!(moment(&row[7]), (2024, 2, 29, 12, 30, 0, 0));
    assert_eq!(row[8..], [Data::Empty, text("POINT (116 -8)"), text("1850-01-01")]);
    let about = book.worksheet_range("about").unwrap();
    assert_eq!(about.get_value((1, 1)), Some(&Data::Bool(true)));
    assert_eq!(about.get_value((2, 1)), Some(&text("v1")));

    let long = "SELECT t || t || t || t AS text FROM (SELECT rpad('x', 10000, 'y') AS t)";
    let error = super::bytes(QueryRequest::new(long), Format::Xlsx).await.unwrap_err();
    assert!(error.to_string().contains("a cell holds 32767 letters"), "{error}");
    let many = "SELECT value AS a, value AS b, value AS c, value AS d, value AS e, value AS f, value AS g, value AS h, value AS i, value AS j, value AS k FROM generate_series(1, 100000)";
    let request = QueryRequest { limit: Some(100_000), ..QueryRequest::new(many) };
    let error = super::bytes(request, Format::Xlsx).await.unwrap_err();
    assert!(error.to_string().contains("more than 1000000 cells"), "{error}");
}
