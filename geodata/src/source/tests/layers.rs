//! What boundary files state about themselves: reference system, encoding, byte order, completeness.

use ::shapefile::dbase::{FieldValue, Record as Attributes, TableWriterBuilder};
use ::shapefile::{Point, Polygon as Shape, PolygonRing, Writer};

use super::*;

/// A Shapefile of one row with the name `Soka?an`, in which `?` becomes the byte 0xB4.
fn shapefile(dir: &Path, language: u8) -> PathBuf {
    let path = dir.join("a.shp");
    let table = TableWriterBuilder::new()
        .add_character_field("KODE".try_into().unwrap(), 13)
        .add_character_field("NAMA".try_into().unwrap(), 20)
        .add_float_field("NILAI".try_into().unwrap(), 19, 11);
    let mut attributes = Attributes::default();
    for (name, text) in [("KODE", "11.10"), ("NAMA", "Soka?an")] {
        attributes.insert(name.to_owned(), FieldValue::Character(Some(text.to_owned())));
    }
    attributes.insert("NILAI".to_owned(), FieldValue::Float(Some(0.0)));
    let ring =
        [(100.0, 0.0), (100.0, 1.0), (101.0, 1.0), (100.0, 0.0)].map(|(x, y)| Point::new(x, y));
    let shape = Shape::new(PolygonRing::Outer(ring.to_vec()));
    Writer::from_path(&path, table).unwrap().write_shape_and_record(&shape, &attributes).unwrap();
    change(&path, "dbf", |bytes| {
        bytes[29] = language;
        let at = bytes.windows(7).position(|w| w == b"Soka?an").unwrap();
        bytes[at + 4] = 0xb4;
        let length = bytes.len();
        let number = length - 20 + usize::from(bytes[length - 1] != 0x1a);
        bytes[number..number + 19].copy_from_slice(b"   1234567.12345678");
    });
    path
}

fn change(path: &Path, extension: &str, change: impl Fn(&mut Vec<u8>)) {
    let path = path.with_extension(extension);
    let mut bytes = std::fs::read(&path).unwrap();
    change(&mut bytes);
    std::fs::write(&path, bytes).unwrap();
}

fn name(path: &Path, options: &Options) -> Result<String, String> {
    let source = read(path, options, &["NAMA"], true).map_err(|e| e.to_string())?;
    Ok(source.records().next().unwrap().text(0))
}

#[test]
fn the_encoding_of_attributes_is_the_stated_one() {
    let dir = tempfile::tempdir().unwrap();
    let plain = Options::default();
    // Nothing is stated, and it is not UTF-8.
    let path = shapefile(dir.path(), 0x00);
    let message = name(&path, &plain).unwrap_err();
    assert!(message.contains("feature 1") && message.contains("states no encoding"), "{message}");
    // The language byte.
    let path = shapefile(dir.path(), 0x03);
    assert_eq!(name(&path, &plain).unwrap(), "Soka´an");
    // The same byte is another letter to DOS; so it is where 437 and 850 differ.
    for (language, cpg, ours) in [(0x01, "437", "Soka┤an"), (0x02, "OEM 850", "Soka┤an")] {
        let path = shapefile(dir.path(), language);
        assert_eq!(name(&path, &plain).unwrap(), ours, "language byte {language}");
        std::fs::write(path.with_extension("cpg"), cpg).unwrap();
        assert_eq!(name(&path, &plain).unwrap(), ours, "{cpg}");
        std::fs::remove_file(path.with_extension("cpg")).unwrap();
    }
    assert_eq!(
        crate::source::text::decode_single(b"\x9bx\xb5 Ren\x82", Encoding::Dos437),
        "¢x╡ René"
    );
    assert_eq!(
        crate::source::text::decode_single(b"\x9bx\xb5 Ren\x82", Encoding::Dos850),
        "øxÁ René"
    );
    let path = shapefile(dir.path(), 0x64);
    assert!(name(&path, &plain).unwrap_err().contains("language byte 0x64"));
    // The .cpg comes first, also in capital letters.
    std::fs::write(path.with_extension("CPG"), "ISO-8859-1\n").unwrap();
    assert_eq!(name(&path, &plain).unwrap(), "Soka´an");
    std::fs::write(path.with_extension("cpg"), "UTF-8").unwrap();
    assert!(name(&path, &plain).unwrap_err().contains("is not UTF-8, which the layer states"));
    std::fs::write(path.with_extension("cpg"), "Big5").unwrap();
    assert!(name(&path, &plain).unwrap_err().contains("`Big5` (.cpg)"));
    // The specification before both.
    let options = Options { encoding: Some(Encoding::Windows1252), ..Options::default() };
    assert_eq!(name(&path, &options).unwrap(), "Soka´an");
}

#[test]
fn numbers_of_a_dbf_keep_all_their_digits_and_asterisks_are_none() {
    let dir = tempfile::tempdir().unwrap();
    let path = shapefile(dir.path(), 0x03);
    let source = read(&path, &Options::default(), &["NILAI"], true).unwrap();
    assert_eq!(source.rows[0].cells, [Cell::Number(1_234_567.123_456_78)]);
    change(&path, "dbf", |bytes| {
        let at = bytes.windows(7).position(|w| w == b"1234567").unwrap();
        bytes[at - 3..at + 16].fill(b'*');
    });
    let source = read(&path, &Options::default(), &["NILAI"], true).unwrap();
    assert_eq!(source.rows[0].cells, [Cell::Empty]);
}

#[test]
fn rows_that_are_deleted_or_missing_in_the_table_are_not_skipped() {
    let dir = tempfile::tempdir().unwrap();
    let path = shapefile(dir.path(), 0x03);
    let first = |bytes: &[u8]| usize::from(bytes[8]) + 256 * usize::from(bytes[9]);
    change(&path, "dbf", |bytes| {
        let at = first(bytes);
        bytes[at] = b'*';
    });
    let message = read(&path, &Options::default(), &["KODE"], true).unwrap_err().to_string();
    assert!(message.contains("feature 1") && message.contains("deleted"), "{message}");
    change(&path, "dbf", |bytes| {
        let at = first(bytes);
        bytes[at] = b' ';
        bytes[4] = 0;
    });
    let message = read(&path, &Options::default(), &["KODE"], true).unwrap_err().to_string();
    assert!(message.contains("feature 1: the shape has no row of attributes"), "{message}");
    change(&path, "dbf", |bytes| bytes[4] = 2);
    let message = read(&path, &Options::default(), &["KODE"], true).unwrap_err().to_string();
    assert!(message.contains("ends after 1 of 2 rows"), "{message}");
}

#[test]
fn a_prj_is_read_by_its_datum_unit_and_meridian() {
    let path = Path::new("a.shp");
    let wgs84 = r#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;
    let wkt2 = r#"GEOGCRS["WGS 84",ENSEMBLE["World Geodetic System 1984 ensemble",MEMBER["x"],ELLIPSOID["WGS 84",6378137,298.257223563,LENGTHUNIT["metre",1]]],PRIMEM["Greenwich",0,ANGLEUNIT["degree",0.0174532925199433]],CS[ellipsoidal,2]]"#;
    for good in [
        wgs84.to_owned(),
        wkt2.to_owned(),
        wgs84.replace("D_WGS_1984", "D_DGN_1995"),
        wgs84.replace("D_WGS_1984", "Sistem Referensi Geospasial Indonesia 2013"),
    ] {
        assert!(crs::check_prj(path, &good).is_ok(), "{good}");
    }
    let batavia = r#"GEOGCS["Batavia",DATUM["Batavia",SPHEROID["Bessel 1841",6377397.155,299.1528128],TOWGS84[-377,681,-50,0,0,0,0]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]"#;
    for bad in [
        batavia.to_owned(),
        wgs84.replace("Greenwich\",0.0", "Jakarta\",106.807719444444"),
        wgs84.replace("Degree\",0.0174532925199433", "Grad\",0.0157079632679489"),
        wgs84.replace("D_WGS_1984", "D_WGS_1972"),
        String::new(),
    ] {
        assert!(crs::check_prj(path, &bad).is_err(), "{bad}");
    }
}

#[test]
fn a_reference_system_that_nobody_knows_is_not_taken_in_silence() {
    let dir = tempfile::tempdir().unwrap();
    let path = shapefile(dir.path(), 0x03);
    let stated = Options { crs: Some("OGC:CRS84".to_owned()), ..Options::default() };
    let metres = Options { crs: Some("EPSG:32748".to_owned()), ..Options::default() };
    assert!(!read(&path, &Options::default(), &["KODE"], true).unwrap().crs_stated);
    assert!(read(&path, &stated, &["KODE"], true).unwrap().crs_stated);
    assert!(read(&path, &metres, &["KODE"], true).is_err());
    std::fs::write(path.with_extension("PRJ"), r#"PROJCS["WGS 84 / UTM zone 48S"]"#).unwrap();
    assert!(read(&path, &stated, &["KODE"], true).is_err(), "what the file states stands");

    let path = dir.path().join("a.parquet");
    geoparquet(&path, Some(&GEO.replace(r#""encoding""#, r#""crs":null,"encoding""#)));
    let message = read(&path, &Options::default(), &["code"], true).unwrap_err().to_string();
    assert!(message.contains("`crs` is null") && message.contains("read.crs"), "{message}");
    assert_eq!(read(&path, &stated, &["code"], true).unwrap().rows.len(), 2);
    geoparquet(&path, Some(GEO));
    assert!(read(&path, &Options::default(), &["code"], true).unwrap().crs_stated);
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_text() {
    let options = Options::default();
    let (_dir, path) = file("a.geojson", format!("\u{feff}{}", collection(&[FEATURE])));
    assert_eq!(read(&path, &options, &["code"], true).unwrap().rows.len(), 1);
    let utf16: Vec<u8> = [0xfeff]
        .into_iter()
        .chain(collection(&[FEATURE]).encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    for name in ["a.geojson", "a.csv"] {
        let message = fails(name, &utf16, &options, &["code"], name == "a.geojson");
        assert!(message.contains("UTF-16") && message.contains("save it as UTF-8"), "{message}");
    }
}

#[test]
fn a_csv_as_an_indonesian_excel_writes_it_is_read_or_says_what_to_state() {
    let text =
        "\u{feff}sep=;\r\nkode;nama;nilai\r\n11;\"Aceh; Singkil\";1.234,5\r\n12;Medan;14,47\r\n";
    let (_dir, path) = file("a.csv", text);
    let comma = Options { decimal_comma: Some(true), ..Options::default() };
    let source = read(&path, &comma, &["kode", "nama", "nilai"], false).unwrap();
    let records: Vec<Record<'_>> = source.records().collect();
    assert_eq!(records[0].text(1), "Aceh; Singkil");
    assert_eq!(
        (records[0].number(2).unwrap(), records[1].number(2).unwrap()),
        (Some(1234.5), Some(14.47))
    );
    assert_eq!(source.rows[1].place, Place::Line(4), "as an editor counts");
    let source = read(&path, &Options::default(), &["nilai"], false).unwrap();
    let message = source.records().nth(1).unwrap().number(0).unwrap_err().to_string();
    assert!(
        message.contains("line 4")
            && message.contains("14.47 with a decimal comma")
            && message.contains("read.decimal_comma = true"),
        "{message}"
    );
    let message = fails("a.csv", text.replace("sep=;\r\n", ""), &comma, &["kode"], false);
    assert!(message.contains("read.delimiter = \";\""), "{message}");
    let other = Options { delimiter: Some(','), ..Options::default() };
    assert!(fails("a.csv", text, &other, &["kode"], false).contains("`;` separates cells"));
}

#[test]
fn lines_are_counted_as_an_editor_counts_them_whatever_ends_them() {
    for end in ["\n", "\r\n"] {
        let text = ["code,x", "11,1", "", "\"a", "b\",satu", "13,3,3"].join(end);
        let (_dir, path) = file("a.csv", &text);
        let message = read(&path, &Options::default(), &["code"], false).unwrap_err().to_string();
        assert!(message.contains("line 6: 3 cells"), "{message}");
        let (_dir, path) = file("a.csv", text.replace(",3,3", ",3"));
        let source = read(&path, &Options::default(), &["code"], false).unwrap();
        let places: Vec<&Place> = source.rows.iter().map(|row| &row.place).collect();
        assert_eq!(places, [&Place::Line(2), &Place::Line(4), &Place::Line(6)], "{end:?}");
    }
}

#[test]
fn text_that_is_utf_8_is_not_read_as_another_encoding() {
    let options = Options { encoding: Some(Encoding::Windows1252), ..Options::default() };
    let message = fails("a.csv", "name\nSoka´an\n", &options, &["name"], false);
    assert!(
        message.contains("the text is UTF-8") && message.contains("read.encoding"),
        "{message}"
    );
    let (_dir, path) = file("a.csv", "name\nSokaan\n");
    assert_eq!(read(&path, &options, &["name"], false).unwrap().rows.len(), 1);
}
