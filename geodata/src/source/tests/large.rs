//! Small files that stand for much more than they hold.

use std::fmt::Write as _;

use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::file::metadata::{ParquetMetaDataReader, ParquetMetaDataWriter};

use super::super::geoparquet::rows_at_once;
use super::workbook::{Part, parts, texts, workbook, zip};
use super::*;

const HEADING: &str = r#"<c r="A1" t="str"><v>code</v></c><c r="C1" t="str"><v>n</v></c>"#;

/// The rows of a workbook whose sheet holds this, or the error.
fn of_sheet(sheet: &str) -> Result<Vec<Row>, String> {
    of_parts(&parts(false, sheet))
}

fn of_parts(parts: &[Part]) -> Result<Vec<Row>, String> {
    let (_dir, path) = file("large.xlsx", zip(parts));
    let source = read(&path, &Options::default(), &["code", "n"], false);
    source.map(|source| source.rows).map_err(|error| error.to_string())
}

#[test]
fn a_cell_in_the_last_corner_takes_nothing_and_is_named() {
    let corner = r#"<row r="1048576"><c r="XFD1048576"><v>7</v></c></row>"#;
    let row = r#"<row r="2"><c r="A2" t="str"><v>11.01</v></c><c r="C2"><v>7</v></c></row>"#;
    let sheet = format!(
        r#"<dimension ref="A1:XFD1048576"/><sheetData><row r="1">{HEADING}</row>{row}{corner}</sheetData>"#
    );
    let message = of_sheet(&sheet).unwrap_err();
    for word in ["large.xlsx, line 1048576", "XFD1048576 of sheet `Data`", "(C)", "delete"] {
        assert!(message.contains(word), "{message} says {word}");
    }
    // What the sheet says of its size alone is nothing.
    let rows = of_sheet(&sheet.replace(corner, "")).unwrap();
    assert_eq!(rows[0].cells, [Cell::text("11.01"), Cell::Number(7.0)]);
    // A remark beside a row stands in no column that has a name.
    let remark = row.replace("</row>", r#"<c r="XFD2" t="str"><v>see below</v></c></row>"#);
    assert_eq!(of_sheet(&sheet.replace(corner, "").replace(row, &remark)).unwrap().len(), 1);
    // Beyond the corner is no cell.
    let beyond = of_sheet(&sheet.replace("XFD1048576\"><v>", "XFE1048576\"><v>")).unwrap_err();
    assert!(beyond.contains("XFE1048576 of sheet `Data` lies beyond"), "{beyond}");
}

#[test]
fn a_million_empty_rows_are_passed_over() {
    let mut sheet = format!(r#"<sheetData><row r="1">{HEADING}</row>"#);
    for row in 2..1_048_576 {
        let _ = write!(sheet, r#"<row r="{row}"><c r="A{row}" s="1"/></row>"#);
    }
    sheet.push_str(r#"<row r="1048576"><c r="A1048576" t="str"><v>11</v></c></row></sheetData>"#);
    let rows = of_sheet(&sheet).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((&rows[0].place, &rows[0].cells[0]), (&Place::Line(1_048_576), &Cell::text("11")));
}

#[test]
fn rows_that_come_too_late_and_texts_that_no_cell_holds_are_refused() {
    let late = format!(
        r#"<sheetData><row r="1">{HEADING}</row><row r="3"><c r="A3"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row></sheetData>"#
    );
    let message = of_sheet(&late).unwrap_err();
    assert!(message.contains("row 2 of sheet `Data` comes too late"), "{message}");
    let mut shared = parts(
        false,
        &format!(
            r#"<sheetData><row r="1">{HEADING}</row><row r="2"><c r="A2" t="s"><v>0</v></c></row></sheetData>"#
        ),
    );
    shared.push(texts("1", &["x".repeat(200_000).as_str()]));
    let message = of_parts(&shared).unwrap_err();
    assert!(message.contains("A2 of sheet `Data` holds more than 32,767 letters"), "{message}");
}

#[test]
fn parts_that_expand_to_too_much_are_refused_before_they_are_expanded() {
    let sheet = format!(r#"<sheetData><row r="1">{HEADING}</row></sheetData>"#);
    let with = |texts: Part| {
        let mut parts = parts(false, &sheet);
        parts.push(texts);
        of_parts(&parts).unwrap_err()
    };
    let blank = " ".repeat(300 << 20);
    let bomb = Part::deflated("xl/sharedStrings.xml", &blank);
    let message = with(bomb);
    for word in ["large.xlsx", "xl/sharedStrings.xml", "expands to 300 MiB", "128 MiB", "divide"] {
        assert!(message.contains(word), "{message} says {word}");
    }
    // One that hides what it is.
    let mut bomb = Part::deflated("xl/sharedStrings.xml", &blank);
    bomb.says = 1000;
    let message = with(bomb);
    assert!(message.contains("does not expand to the 1000 bytes that it says"), "{message}");
    let mut sheet_bomb = parts(false, &sheet);
    let mut bomb = Part::deflated("xl/worksheets/sheet2.xml", &blank);
    bomb.says = 1000;
    sheet_bomb.push(bomb);
    let message = of_parts(&sheet_bomb).unwrap_err();
    assert!(message.contains("sheet2.xml does not expand"), "{message}");
    // Room is made for as many texts as are announced.
    let message = with(texts("1000000000000", &["a"]));
    assert!(message.contains("announces more texts than it holds"), "{message}");
}

#[test]
fn a_broken_workbook_is_an_error_and_no_crash() {
    let turned =
        format!(r#"<dimension ref="B5:A1"/><sheetData><row r="1">{HEADING}</row></sheetData>"#);
    assert!(of_sheet(&turned).unwrap_err().contains("save it again"));
    let far = format!(
        r#"<sheetData><row r="1">{HEADING}</row><row r="2"><c r="ZZZZZZZZZZ99999999999"><v>1</v></c></row></sheetData>"#
    );
    assert!(of_sheet(&far).unwrap_err().contains("save it again"));
    let whole = workbook(false, &[HEADING, r#"<c r="A2"><v>1</v></c>"#]);
    for length in 0..whole.len() {
        let (_dir, path) = file("cut.xlsx", &whole[..length]);
        read(&path, &Options::default(), &["code"], false).unwrap_err();
    }
}

#[test]
fn packed_files_are_to_be_unpacked() {
    for name in ["districts.zip", "a.csv.gz"] {
        let (_dir, path) = file(name, "PK");
        let message = read(&path, &Options::default(), &["code"], false).unwrap_err().to_string();
        assert!(message.contains("unpack it"), "{message}");
    }
}

#[test]
fn a_parquet_file_that_says_to_be_enormous_is_refused() {
    let code: arrow::array::ArrayRef = Arc::new(StringArray::from(vec!["11.01"]));
    let batch = RecordBatch::try_from_iter([("code", code)]).unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let reader = bytes::Bytes::from(bytes.clone());
    let metadata = ParquetMetaDataReader::new().parse_and_finish(&reader).unwrap();
    let mut changed = metadata.into_builder();
    let groups = changed.take_row_groups().into_iter().map(|group| {
        let column = group.column(0).clone().into_builder();
        let column = column.set_total_uncompressed_size(1 << 40).build().unwrap();
        group.into_builder().set_column_metadata(vec![column]).build().unwrap()
    });
    let groups = groups.collect();
    let changed = changed.set_row_groups(groups).build();
    ParquetMetaDataWriter::new(&mut bytes, &changed).finish().unwrap();
    let message = fails("a.parquet", bytes, &Options::default(), &["code"], false);
    assert!(message.contains("expand to 1048576 MiB") && message.contains("4096 MiB"), "{message}");
}

/// A Parquet file with one column of texts, and the same with the lengths of its first page written over: `from` stands
/// for `to`, both as varints of the same length.
fn parquet_of(texts: Vec<String>, dictionary: bool) -> Vec<u8> {
    let code: arrow::array::ArrayRef = Arc::new(StringArray::from(texts));
    let batch = RecordBatch::try_from_iter([("code", code)]).unwrap();
    let mut bytes = Vec::new();
    let properties = parquet::file::properties::WriterProperties::builder()
        .set_dictionary_enabled(dictionary)
        .set_dictionary_page_size_limit(8 << 20)
        .set_compression(parquet::basic::Compression::SNAPPY)
        .build();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

#[test]
fn a_page_that_says_to_be_enormous_is_refused_before_room_is_made_for_it() {
    for dictionary in [false, true] {
        let texts = (0..4000).map(|n| format!("{n} {}", "a".repeat(10_000))).collect();
        let good = parquet_of(texts, dictionary);
        let read_all = |bytes: &[u8]| {
            let (_dir, path) = file("a.parquet", bytes);
            read(&path, &Options::default(), &["code"], false).map(|source| source.rows.len())
        };
        assert_eq!(read_all(&good).unwrap(), 4000);
        // The header of the first page, after the four letters at the start: 0x15 type, 0x15 expanded, 0x15 stored.
        assert_eq!((good[4], good[6]), (0x15, 0x15));
        let end = 7 + good[7..].iter().position(|byte| *byte < 128).unwrap() + 1;
        assert!(end - 7 >= 3, "the first page is a megabyte");
        let lie = |digits: &[u8]| [&good[..7], digits, &good[end..]].concat();
        let refused = |bytes: Vec<u8>| read_all(&bytes).unwrap_err().to_string();
        let enormous = refused(lie(&[0xfe, 0xff, 0xff, 0xff, 0x0f]));
        assert!(enormous.contains("a page expands to 2047 MiB; at most 256"), "{enormous}");
        assert!(refused(lie(&[0x01])).contains("negative"), "the sign is the lowest bit");
        assert!(refused(lie(&[0xff; 11])).contains("too many digits"));
    }
}

#[test]
fn a_long_text_that_every_row_names_is_read_in_few_rows_at_once() {
    // A text of four megabytes that 4,000 rows name would be 16 GiB at once, of a file of a few kilobytes.
    let at_once = |length: usize| {
        let (_dir, path) = file("a.parquet", parquet_of(vec!["a".repeat(length); 20], true));
        assert!(std::fs::metadata(&path).unwrap().len() < 1 << 20);
        assert_eq!(read(&path, &Options::default(), &["code"], false).unwrap().rows.len(), 20);
        let file = std::fs::File::open(&path).unwrap();
        let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).unwrap();
        rows_at_once(&path, &file, &metadata, &["code"]).unwrap()
    };
    assert_eq!((at_once(10), at_once(4 << 20)), (4096, 63));
}
