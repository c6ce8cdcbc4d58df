mod dates;
mod large;
mod layers;
mod workbook;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{BinaryArray, Float64Array, RecordBatch, StringArray};
use geo::{Coord, LineString, MultiPolygon, Polygon};
use parquet::arrow::ArrowWriter;
use parquet::file::metadata::KeyValue;

use super::*;
use crate::error::Place;

/// A directory with one file in it.
fn file(name: &str, bytes: impl AsRef<[u8]>) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (dir, path)
}

fn fails(
    name: &str,
    bytes: impl AsRef<[u8]>,
    options: &Options,
    columns: &[&str],
    geometry: bool,
) -> String {
    let (_dir, path) = file(name, bytes);
    let message = read(&path, options, columns, geometry).unwrap_err().to_string();
    assert!(message.contains(name), "{message} names the file");
    message
}

fn square() -> Vec<Coord<f64>> {
    [(116.0, -8.0), (117.0, -8.0), (117.0, -7.0), (116.0, -8.0)]
        .map(|(x, y)| Coord { x, y })
        .to_vec()
}

const FEATURE: &str = r#"{"type":"Feature","properties":{"code":"11.10","n":3},"geometry":{"type":"Polygon","coordinates":[[[116,-8],[117,-8,5],[117,-7],[116,-8]]]}}"#;

fn collection(features: &[&str]) -> String {
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(",\n"))
}

#[test]
fn csv_codes_stay_text_and_blanks_are_empty() {
    let (_dir, path) =
        file("a.csv", "\u{feff}code, name,x\n11.10,\"Aceh, Singkil\",1.50\n11.01,,...\n");
    let source = read(&path, &Options::default(), &["code", "x", "name"], false).unwrap();
    let records: Vec<Record<'_>> = source.records().collect();
    assert_eq!(records[0].code(0).unwrap().unwrap().to_string(), "11.10");
    assert_eq!(records[0].number(1).unwrap(), Some(1.5));
    assert_eq!(records[0].text(2), "Aceh, Singkil");
    assert_eq!(*records[1].cell(2), Cell::Empty);
    assert_eq!(records[1].number(1).unwrap(), None, "three dots mean not available");
    assert_eq!(source.rows[1].place, Place::Line(3));
}

#[test]
fn csv_reads_semicolons_decimal_commas_and_windows_1252() {
    let (_dir, path) = file("a.csv", b"kode;nama;nilai\n11;Soka\xb4an \x80;1.234,5\n");
    let options = Options {
        delimiter: Some(';'),
        decimal_comma: Some(true),
        encoding: Some(Encoding::Windows1252),
        ..Options::default()
    };
    let source = read(&path, &options, &["nama", "nilai"], false).unwrap();
    let record = source.records().next().unwrap();
    assert_eq!(record.text(0), "Soka´an €");
    assert_eq!(record.number(1).unwrap(), Some(1234.5));
}

#[test]
fn a_missing_column_is_named_with_those_that_are_there() {
    let message =
        fails("a.csv", "code,nama\n11,Aceh\n", &Options::default(), &["code", "name"], false);
    assert!(
        message.contains("column `name`: the column is missing; the file has code, nama"),
        "{message}"
    );
}

#[test]
fn a_wrong_delimiter_is_recognised() {
    let message = fails("a.csv", "code;name\n11;Aceh\n", &Options::default(), &["code"], false);
    assert!(message.contains("read.delimiter = \";\""), "{message}");
}

#[test]
fn a_column_that_occurs_twice_is_refused() {
    let message = fails("a.csv", "code,code\n11,12\n", &Options::default(), &["code"], false);
    assert!(message.contains("occurs twice"), "{message}");
}

#[test]
fn a_cut_off_csv_line_is_named() {
    let message = fails("a.csv", "code,name\n11,Aceh\n12\n", &Options::default(), &["code"], false);
    assert!(message.contains("line 3: 1 cells where the heading has 2"), "{message}");
}

#[test]
fn text_that_is_not_utf_8_is_named_with_its_line() {
    let message =
        fails("a.csv", b"code,name\n11,Soka\xb4an\n", &Options::default(), &["name"], false);
    assert!(message.contains("line 2") && message.contains("windows-1252"), "{message}");
}

#[test]
fn an_empty_file_and_a_file_without_rows_are_refused() {
    let options = Options::default();
    assert!(fails("a.csv", "", &options, &["code"], false).contains("the file is empty"));
    assert!(fails("a.csv", "code\n", &options, &["code"], false).contains("there are no rows"));
    assert!(fails("a.geojson", "", &options, &["code"], true).contains("the file is empty"));
    assert!(
        fails("a.geojson", collection(&[]), &options, &["code"], true)
            .contains("there are no rows")
    );
}

#[test]
fn an_unknown_extension_and_a_missing_file_are_named() {
    assert!(fails("a.dwg", "x", &Options::default(), &[], true).contains("names no format"));
    let missing = read(Path::new("no/such.csv"), &Options::default(), &[], false).unwrap_err();
    assert!(missing.to_string().starts_with("no/such.csv: "), "{missing}");
}

#[test]
fn a_text_in_a_number_column_is_an_error_with_its_line() {
    let (_dir, path) = file("a.csv", "code,x\n11,1\n12,satu\n");
    let source = read(&path, &Options::default(), &["code", "x"], false).unwrap();
    let message = source.records().nth(1).unwrap().number(1).unwrap_err().to_string();
    assert!(message.contains("line 3: column `x`: `satu` is not a number"), "{message}");
}

#[test]
fn geojson_gives_attributes_and_two_dimensional_polygons() {
    let null = r#"{"type":"Feature","properties":{"code":"12","n":null},"geometry":null}"#;
    let many = r#"{"type":"Feature","properties":{"code":"13","n":1.5},"geometry":{"type":"MultiPolygon","coordinates":[[[[1,1],[2,1],[2,2],[1,1]],[]],[[[3,3],[4,3],[4,4],[3,3]]]]}}"#;
    let (_dir, path) = file("a.geojson", collection(&[FEATURE, null, many]));
    let source = read(&path, &Options::default(), &["code", "n"], true).unwrap();
    assert_eq!(source.rows[0].geometry, Some(vec![vec![square()]]));
    assert_eq!(source.rows[0].cells, [Cell::Text("11.10".into()), Cell::Number(3.0)]);
    assert_eq!(source.rows[1].geometry, None);
    assert_eq!(source.rows[1].cells[1], Cell::Empty);
    assert_eq!(source.rows[2].geometry.as_ref().map(Vec::len), Some(2));
    assert_eq!(source.rows[2].place, Place::Feature(3));
}

#[test]
fn a_truncated_geojson_says_where_it_ends() {
    let whole = collection(&[FEATURE, FEATURE]);
    let message =
        fails("a.geojson", &whole[..whole.len() - 60], &Options::default(), &["code"], true);
    assert!(
        message.contains("line 2: the file ends in the middle")
            && message.contains("fetch it again"),
        "{message}"
    );
}

#[test]
fn a_geojson_attribute_that_is_missing_is_named_with_its_feature() {
    let other = FEATURE.replace("code", "kode");
    let message =
        fails("a.geojson", collection(&[FEATURE, &other]), &Options::default(), &["code"], true);
    assert!(message.contains("column `code`") && message.contains("feature 2"), "{message}");
}

#[test]
fn a_code_that_is_a_number_is_refused() {
    let (_dir, path) = file("a.geojson", collection(&[&FEATURE.replace("\"11.10\"", "11.1")]));
    let source = read(&path, &Options::default(), &["code"], true).unwrap();
    let message = source.records().next().unwrap().code(0).unwrap_err().to_string();
    assert!(
        message.contains("feature 1: column `code`: the code is stored as the number 11.1"),
        "{message}"
    );
    let (_dir, path) = file("a.csv", "code\n11.1\n");
    let source = read(&path, &Options::default(), &["code"], false).unwrap();
    let message = source.records().next().unwrap().code(0).unwrap_err().to_string();
    assert!(
        message.contains("line 2") && message.contains("`11.1` is not a Kemendagri code"),
        "{message}"
    );
}

#[test]
fn points_and_misshapen_coordinates_are_refused() {
    let point = FEATURE.replace("Polygon", "Point");
    assert!(
        fails("a.geojson", collection(&[&point]), &Options::default(), &["code"], true)
            .contains("feature 1: the geometry is a Point")
    );
    let flat = FEATURE.replace("[[[", "[[").replace("]]]", "]]");
    assert!(
        fails("a.geojson", collection(&[&flat]), &Options::default(), &["code"], true)
            .contains("not those of a Polygon")
    );
}

#[test]
fn a_stated_projection_is_refused_in_every_format() {
    let crs =
        r#""crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::23830"}},"features""#;
    let message = fails(
        "a.geojson",
        collection(&[FEATURE]).replace("\"features\"", crs),
        &Options::default(),
        &["code"],
        true,
    );
    assert!(message.contains("EPSG::23830") && message.contains("ogr2ogr"), "{message}");
    let path = Path::new("a.parquet");
    let utm = serde_json::json!({"name": "WGS 84 / UTM zone 48S", "id": {"authority": "EPSG", "code": 32748}});
    assert!(crs::check_projjson(path, Some(&utm)).is_err());
    let crs84 = serde_json::json!({"id": {"authority": "OGC", "code": "CRS84"}});
    assert!(crs::check_projjson(path, Some(&crs84)).is_ok());
    assert!(crs::check_projjson(path, None).is_ok());
    assert!(crs::check_prj(path, "PROJCS[\"DGN95 / UTM zone 48S\"]").is_err());
    assert!(crs::check_prj(path, "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\"]]").is_ok());
}

#[test]
fn coordinates_tell_when_they_are_swapped_projected_or_elsewhere() {
    let check = |from: &str, to: &str| {
        let (_dir, path) = file("a.geojson", collection(&[FEATURE, &FEATURE.replace(from, to)]));
        let source = read(&path, &Options::default(), &["code"], true).unwrap();
        crs::check_coordinates(&source, [94.0, -12.0, 142.0, 7.0]).map_err(|e| e.to_string())
    };
    assert!(check("x", "y").is_ok());
    assert!(
        check("[116,-8]", "[-8,116]")
            .unwrap_err()
            .contains("feature 2: -8 116 has latitude and longitude swapped")
    );
    assert!(
        check("[116,-8]", "[612000,9115000]").unwrap_err().contains("another reference system")
    );
    assert!(check("[116,-8]", "[16,48]").unwrap_err().contains("lies outside"));
}

/// A GeoParquet file with two villages, the second without geometry.
fn geoparquet(path: &Path, metadata: Option<&str>) {
    let shape = MultiPolygon(vec![Polygon::new(LineString(square()), vec![])]);
    let mut bytes = Vec::new();
    wkb::writer::write_multi_polygon(&mut bytes, &shape, &wkb::writer::WriteOptions::default())
        .unwrap();
    let batch = RecordBatch::try_from_iter([
        ("code", Arc::new(StringArray::from(vec!["11", "12"])) as _),
        ("lat", Arc::new(Float64Array::from(vec![Some(-7.5), None])) as _),
        ("geometry", Arc::new(BinaryArray::from_opt_vec(vec![Some(&bytes), None])) as _),
    ])
    .unwrap();
    let mut writer =
        ArrowWriter::try_new(std::fs::File::create(path).unwrap(), batch.schema(), None).unwrap();
    if let Some(text) = metadata {
        writer.append_key_value_metadata(KeyValue::new("geo".to_owned(), text.to_owned()));
    }
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

const GEO: &str = r#"{"version":"1.1.0","primary_column":"geometry","columns":{"geometry":{"encoding":"WKB","geometry_types":[]}}}"#;

#[test]
fn geoparquet_gives_attributes_and_polygons() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.parquet");
    geoparquet(&path, Some(GEO));
    let source = read(&path, &Options::default(), &["lat", "code"], true).unwrap();
    assert_eq!(source.rows[0].geometry, Some(vec![vec![square()]]));
    assert_eq!(source.rows[0].cells, [Cell::Number(-7.5), Cell::Text("11".into())]);
    assert_eq!(source.rows[1].geometry, None);
    assert_eq!(source.rows[1].cells[0], Cell::Empty);
    assert!(
        read(&path, &Options::default(), &["kode"], true)
            .unwrap_err()
            .to_string()
            .contains("column `kode`")
    );
}

#[test]
fn parquet_without_geometry_metadata_or_cut_off_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.parquet");
    geoparquet(&path, None);
    let message = read(&path, &Options::default(), &["code"], true).unwrap_err().to_string();
    assert!(message.contains("read.geometry_column"), "{message}");
    let options = Options { geometry_column: Some("geometry".to_owned()), ..Options::default() };
    assert_eq!(read(&path, &options, &["code"], true).unwrap().rows.len(), 2);
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let message = read(&path, &options, &["code"], true).unwrap_err().to_string();
    assert!(message.contains("cut off"), "{message}");
}

#[test]
fn a_shapefile_keeps_holes_with_their_shell() {
    use ::shapefile::dbase::{FieldValue, Record as Attributes, TableWriterBuilder};
    use ::shapefile::{Point, Polygon as Shape, PolygonRing, Writer};
    let ring = |x: f64, size: f64| {
        vec![
            Point::new(x, 0.0),
            Point::new(x, size),
            Point::new(x + size, size),
            Point::new(x + size, 0.0),
            Point::new(x, 0.0),
        ]
    };
    let hole = [(101.0, 1.0), (102.0, 1.0), (102.0, 2.0), (101.0, 2.0), (101.0, 1.0)]
        .map(|(x, y)| Point::new(x, y))
        .to_vec();
    let shape = Shape::with_rings(vec![
        PolygonRing::Outer(ring(110.0, 3.0)),
        PolygonRing::Outer(ring(100.0, 5.0)),
        PolygonRing::Inner(hole),
    ]);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.shp");
    let table = TableWriterBuilder::new()
        .add_character_field("KODE".try_into().unwrap(), 13)
        .add_numeric_field("NILAI".try_into().unwrap(), 10, 2);
    let mut attributes = Attributes::default();
    attributes.insert("KODE".to_owned(), FieldValue::Character(Some("11.10".to_owned())));
    attributes.insert("NILAI".to_owned(), FieldValue::Numeric(Some(2.5)));
    Writer::from_path(&path, table).unwrap().write_shape_and_record(&shape, &attributes).unwrap();

    let source = read(&path, &Options::default(), &["KODE", "NILAI"], true).unwrap();
    assert_eq!(source.rows[0].cells, [Cell::Text("11.10".into()), Cell::Number(2.5)]);
    let polygons = source.rows[0].geometry.as_ref().unwrap();
    assert_eq!(polygons.iter().map(Vec::len).collect::<Vec<_>>(), [1, 2]);
    assert!(
        read(&path, &Options::default(), &["NAMA"], true)
            .unwrap_err()
            .to_string()
            .contains("has KODE, NILAI")
    );
    std::fs::write(path.with_extension("prj"), "PROJCS[\"WGS 84 / UTM zone 48S\"]").unwrap();
    assert!(
        read(&path, &Options::default(), &["KODE"], true)
            .unwrap_err()
            .to_string()
            .contains("UTM zone 48S")
    );
}

#[test]
fn a_spreadsheet_keeps_the_type_that_a_cell_was_entered_with() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/codes.xlsx");
    let source = read(&path, &Options::default(), &["kode", "nilai"], false).unwrap();
    let records: Vec<Record<'_>> = source.records().collect();
    assert_eq!(records[0].code(0).unwrap().unwrap().to_string(), "11.10");
    assert_eq!(records[0].number(1).unwrap(), Some(20.36));
    let message = records[1].code(0).unwrap_err().to_string();
    assert!(
        message.contains("line 5: column `kode`: the code is stored as the number 11.1"),
        "{message}"
    );
    let sheet = Options { sheet: Some("Lain".to_owned()), ..Options::default() };
    assert!(
        read(&path, &sheet, &["kode"], false)
            .unwrap_err()
            .to_string()
            .contains("the workbook has Data")
    );
}
