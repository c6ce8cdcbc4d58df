//! Days and years: in workbooks of both epochs, in Parquet, in text.

use arrow::array::{ArrayRef, Date32Array, TimestampSecondArray};

use super::workbook::workbook;
use super::*;

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
