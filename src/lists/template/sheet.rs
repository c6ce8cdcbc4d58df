//! The table as a workbook: the list, the choices of its cells, and how it is filled in.

use geodata::AreaCode;
use geodata::lists::{
    DESTINATIONS, DOCUMENTED, FIRST_YEAR, Field, KINDS, Register, SECTORS, SEXES, Word,
};
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime,
    Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

use super::heading;
use super::words::{COUNT, INSTRUCTIONS, Line, WORD, YEAR};
use crate::snapshot::Snapshot;

/// The last row in which cells say what belongs into them: room for copies of rows.
const LAST_ROW: u32 = 20_000;
/// The sheet with the choices.
const CHOICES: &str = "Pilihan";
/// The columns that have choices.
const CHOSEN: [(Field, &[Word]); 5] = [
    (Field::Kind, KINDS),
    (Field::Sex, SEXES),
    (Field::Destination, DESTINATIONS),
    (Field::Sector, SECTORS),
    (Field::Documented, DOCUMENTED),
];

/// The bytes of the file.
///
/// # Errors
/// When there are more villages than a sheet has rows.
pub fn xlsx(snapshot: &Snapshot, area: AreaCode) -> Result<Vec<u8>, XlsxError> {
    let register = Register::new(snapshot.dataset(), area);
    let mut workbook = Workbook::new();
    // Not of today: the same dataset is the same file.
    let made = ExcelDateTime::from_ymd(2026, 1, 1)?;
    let name = register.name(area);
    let properties = DocProperties::new()
        .set_title(format!("Daftar desa {area} {name}"))
        .set_subject(format!("Data {}", snapshot.version()))
        .set_creation_datetime(&made);
    workbook.set_properties(&properties);
    list(workbook.add_worksheet(), &register)?;
    choices(workbook.add_worksheet())?;
    instructions(workbook.add_worksheet(), &format!("{area} {name}"))?;
    workbook.save_to_buffer()
}

fn head() -> Format {
    Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_border(FormatBorder::Thin)
        .set_background_color("#E8EDF2")
}

fn list(sheet: &mut Worksheet, register: &Register<'_>) -> Result<(), XlsxError> {
    let text = Format::new().set_num_format("@");
    let whole = Format::new().set_num_format("0");
    let head = head();
    sheet.set_name("Daftar")?;
    for (column, field) in (0u16..).zip(Field::ALL) {
        sheet.write_string_with_format(0, column, heading(field), &head)?;
        let (width, format) = match field {
            Field::VillageCode => (16.0, &text),
            Field::Village | Field::District => (24.0, &text),
            Field::Year | Field::Count => (12.0, &whole),
            _ => (18.0, &text),
        };
        sheet.set_column_width(column, width)?.set_column_format(column, format)?;
    }
    let mut row = 0;
    for village in register.villages() {
        row += 1;
        sheet.write_string_with_format(row, 0, village.code.to_string(), &text)?;
        sheet.write_string_with_format(row, 1, &village.name, &text)?;
        sheet.write_string_with_format(row, 2, register.district(village.code), &text)?;
    }
    let last = LAST_ROW.max(row);
    for (column, field) in (0u16..).zip(Field::ALL) {
        if let Some(rule) = rule(field)? {
            sheet.add_data_validation(1, column, last, column, &rule)?;
        }
    }
    sheet.set_freeze_panes(1, 2)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    Ok(())
}

/// What belongs into the cells of a column.
fn rule(field: Field) -> Result<Option<DataValidation>, XlsxError> {
    let rule = DataValidation::new();
    let (rule, line) = match field {
        Field::VillageCode | Field::Village | Field::District => return Ok(None),
        Field::Year => {
            let (first, last) =
                (Formula::new(FIRST_YEAR.to_string()), Formula::new("YEAR(TODAY())"));
            (rule.allow_whole_number_formula(DataValidationRule::Between(first, last)), YEAR)
        }
        Field::Count => {
            (rule.allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0)), COUNT)
        }
        Field::Kind | Field::Sex | Field::Destination | Field::Sector | Field::Documented => {
            let Some(range) = range(field) else { return Ok(None) };
            (rule.allow_list_formula(Formula::new(range)), WORD)
        }
    };
    let [title, _] = field.titles();
    let rule = rule
        .ignore_blank(true)
        .set_error_style(DataValidationErrorStyle::Stop)
        .set_error_title(title)?
        .set_error_message(both(line))?;
    Ok(Some(rule))
}

fn both([id, en]: Line) -> String {
    format!("{id}; {en}.")
}

/// Where the choices of a column stand.
fn range(field: Field) -> Option<String> {
    let at = CHOSEN.iter().position(|(chosen, _)| *chosen == field)?;
    let (_, words) = CHOSEN.get(at)?;
    // Each has a column for Indonesian and one for English.
    let letter = char::from(b'A' + u8::try_from(2 * at).ok()?);
    Some(format!("{CHOICES}!${letter}$2:${letter}${}", words.len() + 1))
}

fn choices(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let head = head();
    let grey = Format::new().set_font_color("#5A6470");
    sheet.set_name(CHOICES)?;
    for (column, (field, words)) in (0u16..).step_by(2).zip(CHOSEN) {
        let [id, en] = field.titles();
        sheet.write_string_with_format(0, column, id, &head)?;
        sheet.write_string_with_format(0, column + 1, en, &head)?;
        sheet.set_column_width(column, 24.0)?.set_column_width(column + 1, 24.0)?;
        for (row, word) in (1u32..).zip(words) {
            sheet.write_string(row, column, word.id)?;
            sheet.write_string_with_format(row, column + 1, word.en, &grey)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn instructions(sheet: &mut Worksheet, area: &str) -> Result<(), XlsxError> {
    let (bold, wrapped) =
        (Format::new().set_bold(), Format::new().set_text_wrap().set_align(FormatAlign::Top));
    sheet.set_name("Petunjuk")?;
    sheet.set_column_width(0, 70.0)?.set_column_width(1, 70.0)?;
    sheet.write_string_with_format(0, 0, format!("Daftar desa: {area}"), &bold)?;
    sheet.write_string_with_format(0, 1, format!("Village list: {area}"), &bold)?;
    for (row, [id, en]) in (2u32..).zip(INSTRUCTIONS) {
        sheet.write_string_with_format(row, 0, id, &wrapped)?;
        sheet.write_string_with_format(row, 1, en, &wrapped)?;
    }
    Ok(())
}
