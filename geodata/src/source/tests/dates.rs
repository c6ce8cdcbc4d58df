//! Days and years: in workbooks of both epochs, in Parquet, in text.

use arrow::array::{ArrayRef, Date32Array, TimestampSecondArray};

use super::*;

/// A workbook with one sheet of these rows, in which a cell of style 1 is a date. Written here because
/// no library that writes workbooks is among the dependencies: a ZIP of stored parts.
fn workbook(epoch_1904: bool, rows: &[&str]) -> Vec<u8> {
    let date1904 = if epoch_1904 { r#"<workbookPr date1904="1"/>"# } else { "" };
    let sheet: String =
        rows.iter().zip(1..).map(|(cells, n)| format!(r#"<row r="{n}">{cells}</row>"#)).collect();
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    stored_zip(&[
        (
            "_rels/.rels",
            format!(
                r#"<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns="{main}" xmlns:r="{office}">{date1904}<sheets><sheet name="Data" sheetId="1" r:id="r1"/></sheets></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                r#"<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{office}/styles" Target="styles.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/styles.xml",
            format!(
                r#"<styleSheet xmlns="{main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="[$-421]d mmmm yyyy"/><numFmt numFmtId="165" formatCode="[h]:mm:ss"/></numFmts><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="10"/></cellXfs></styleSheet>"#
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!(r#"<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>"#),
        ),
    ])
}

/// A ZIP file whose parts are stored as they are.
fn stored_zip(parts: &[(&str, String)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    let short = |n: usize| u16::try_from(n).unwrap().to_le_bytes();
    let long = |n: usize| u32::try_from(n).unwrap().to_le_bytes();
    for (name, text) in parts {
        let offset = out.len();
        let mut about = Vec::new();
        about.extend([20, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        about.extend(crc32(text.as_bytes()).to_le_bytes());
        about.extend(long(text.len()));
        about.extend(long(text.len()));
        about.extend(short(name.len()));
        about.extend([0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend(&about);
        out.extend(name.as_bytes());
        out.extend(text.as_bytes());
        directory.extend(b"PK\x01\x02");
        directory.extend([20, 0]);
        directory.extend(&about);
        directory.extend([0; 10]);
        directory.extend(long(offset));
        directory.extend(name.as_bytes());
    }
    let at = out.len();
    out.extend(&directory);
    out.extend(b"PK\x05\x06");
    out.extend([0; 4]);
    out.extend(short(parts.len()));
    out.extend(short(parts.len()));
    out.extend(long(directory.len()));
    out.extend(long(at));
    out.extend([0, 0]);
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |mut crc: u32| {
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
        crc
    };
    !bytes.iter().fold(u32::MAX, |crc, byte| crc >> 8 ^ step((crc ^ u32::from(*byte)) & 0xff))
}

fn heading() -> &'static str {
    r#"<c r="A1" t="str"><v>year</v></c><c r="B1" t="str"><v>since</v></c>"#
}

fn sheet(epoch_1904: bool, rows: &[&str]) -> (tempfile::TempDir, Source) {
    let mut all = vec![heading()];
    all.extend(rows);
    let (dir, path) = file("a.xlsx", workbook(epoch_1904, &all));
    let source = read(&path, &Options::default(), &["year", "since"], false).unwrap();
    (dir, source)
}

#[test]
fn a_date_cell_is_a_date_in_workbooks_of_both_epochs() {
    for (epoch_1904, year, since) in [(false, 43_237, 42_430), (true, 43_237 - 1462, 42_430 - 1462)]
    {
        let row = format!(r#"<c r="A2" s="1"><v>{year}</v></c><c r="B2" s="1"><v>{since}</v></c>"#);
        let (_dir, source) = sheet(epoch_1904, &[&row]);
        assert_eq!(
            source.rows[0].cells,
            [Cell::Date(Date::day(2018, 5, 17)), Cell::Date(Date::day(2016, 3, 1))]
        );
        let record = source.records().next().unwrap();
        assert_eq!(record.year(0).unwrap(), Some(2018));
        assert_eq!(record.time(1).unwrap().as_deref(), Some("2016-03-01"));
        let message = record.number(0).unwrap_err().to_string();
        assert!(
            message.contains("line 2: column `year`: the date 2018-05-17 is not a number"),
            "{message}"
        );
    }
}

#[test]
fn a_date_that_lost_its_format_is_no_year() {
    let row = r#"<c r="A2"><v>43237</v></c><c r="B2"><v>42430</v></c>"#;
    let (_dir, source) = sheet(false, &[row]);
    let record = source.records().next().unwrap();
    let year = record.year(0).unwrap_err().to_string();
    assert!(
        year.contains("43237 is not a year from 1945 to 2100") && year.contains("2018-05-17"),
        "{year}"
    );
    let since = record.time(1).unwrap_err().to_string();
    assert!(since.contains("column `since`") && since.contains("2016-03-01"), "{since}");
}

#[test]
fn durations_and_times_of_day_are_neither_numbers_nor_dates() {
    let row = r#"<c r="A2" s="2"><v>1.5625</v></c><c r="B2" s="1"><v>0.5</v></c>"#;
    let (_dir, source) = sheet(false, &[row]);
    assert_eq!(source.rows[0].cells, [Cell::text("37:30:00"), Cell::text("12:00:00")]);
    let record = source.records().next().unwrap();
    assert!(record.number(0).is_err() && record.year(1).is_err());
}

#[test]
fn a_number_that_is_shown_as_a_date_which_no_calendar_has_is_refused() {
    let row = r#"<c r="A2" s="1"><v>-5</v></c>"#;
    let (_dir, path) = file("a.xlsx", workbook(false, &[heading(), row]));
    let message = read(&path, &Options::default(), &["year"], false).unwrap_err().to_string();
    assert!(message.contains("line 2") && message.contains("no calendar"), "{message}");
}

#[test]
fn dates_of_parquet_are_dates() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.parquet");
    // 17,668 days and 16,861 days after 1970.
    let day: ArrayRef = Arc::new(Date32Array::from(vec![Some(17_668), None]));
    let moment: ArrayRef = Arc::new(TimestampSecondArray::from(vec![
        Some(16_861 * 86_400),
        Some(16_861 * 86_400 + 61),
    ]));
    let batch = RecordBatch::try_from_iter([("day", day), ("moment", moment)]).unwrap();
    let mut writer =
        ArrowWriter::try_new(std::fs::File::create(&path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let source = read(&path, &Options::default(), &["day", "moment"], false).unwrap();
    assert_eq!(
        source.rows[0].cells,
        [Cell::Date(Date::day(2018, 5, 17)), Cell::Date(Date::day(2016, 3, 1))]
    );
    assert_eq!(source.rows[1].cells[0], Cell::Empty);
    assert_eq!(source.records().nth(1).unwrap().text(1), "2016-03-01 00:01:01");
}

#[test]
fn years_of_text_are_years_or_days_and_nothing_else() {
    let (_dir, path) =
        file("a.csv", "year\n2018\n2018-05-17\n18\n12018\n17/05/2018\n2018.5\n43237\n-\n");
    let source = read(&path, &Options::default(), &["year"], false).unwrap();
    let years: Vec<Option<Option<i32>>> =
        source.records().map(|record| record.year(0).ok()).collect();
    let (year, none) = (Some(Some(2018)), None);
    assert_eq!(years, [year, year, none, none, none, none, none, Some(None)]);
    let times: Vec<Option<String>> =
        source.records().map(|record| record.time(0).ok().flatten()).collect();
    assert_eq!(times[1].as_deref(), Some("2018-05-17"));
    assert_eq!(times[4].as_deref(), Some("17/05/2018"), "words are kept as they are");
    assert_eq!(times[6], None);
}

#[test]
fn a_percentage_is_not_taken_for_its_hundredth() {
    let row = r#"<c r="A2" s="3"><v>0.25</v></c><c r="B2"><v>14.47</v></c>"#;
    let (_dir, source) = sheet(false, &[row]);
    let record = source.records().next().unwrap();
    let message = record.number(0).unwrap_err().to_string();
    assert!(
        message.contains("line 2: column `year`: the cell holds 0.25 and shows 25%"),
        "{message}"
    );
    assert_eq!(record.number(1).unwrap(), Some(14.47));
}

#[test]
fn a_name_that_a_spreadsheet_made_a_day_or_number_of_is_refused() {
    let row = r#"<c r="A2" s="1"><v>45778</v></c><c r="B2"><v>5</v></c>"#;
    let (_dir, source) = sheet(false, &[row]);
    let record = source.records().next().unwrap();
    let message = record.name(0).unwrap_err().to_string();
    assert!(message.contains("the name is stored as the date 2025-05-01"), "{message}");
    assert!(record.name(1).is_err());
}
