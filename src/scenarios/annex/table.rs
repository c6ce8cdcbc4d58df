//! The rows of an annex, once for all formats: same rows, same order, same codes.

use geodata::Level;
use geodata::dataset::Standing;

use super::frozen::{Frozen, FrozenRow, Seal};
use super::sources;

/// One value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// A text. Codes are texts.
    Text(String),
    /// A number.
    Number(f64),
    /// Nothing.
    Empty,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name for programs.
    pub key: String,
    /// Its name for people, in Indonesian.
    pub title: String,
}

/// The whole annex as a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
}

/// The columns before the criteria.
const FIRST: [(&str, &str); 20] = [
    ("no", "No."),
    ("code", "Kode Kemendagri"),
    ("name", "Nama desa/kelurahan"),
    ("kind", "Jenis"),
    ("district_code", "Kode kecamatan"),
    ("district_name", "Kecamatan"),
    ("regency_code", "Kode kabupaten/kota"),
    ("regency_name", "Kabupaten/kota"),
    ("province_code", "Kode provinsi"),
    ("province_name", "Provinsi"),
    ("lon", "Bujur"),
    ("lat", "Lintang"),
    ("rank", "Peringkat"),
    ("rank_best", "Peringkat terbaik"),
    ("rank_worst", "Peringkat terburuk"),
    ("score", "Skor"),
    ("weight_present", "Bobot yang berdata"),
    ("funding", "Sumber dana"),
    ("cost", "Biaya (Rp)"),
    ("pinned", "Alasan dipastikan"),
];

/// The columns behind the criteria: what the rows rest on, in every single row.
const LAST: [(&str, &str); 5] = [
    ("data", "Jenis data"),
    ("dataset_version", "Versi data"),
    ("plan_hash", "Sidik rencana"),
    ("chain_head", "Kepala rantai catatan"),
    ("annex_hash", "Sidik lampiran"),
];

/// The annex as a table.
pub fn table(frozen: &Frozen, seal: &Seal) -> Table {
    let column =
        |(key, title): &(&str, &str)| Column { key: (*key).to_owned(), title: (*title).to_owned() };
    let values = frozen.criteria.iter().map(|criterion| Column {
        key: criterion.indicator.clone(),
        title: format!("{} ({})", criterion.name, criterion.unit),
    });
    let parts = frozen.criteria.iter().map(|criterion| Column {
        key: format!("{}_part", criterion.indicator),
        title: format!("Sumbangan skor: {}", criterion.name),
    });
    let columns = FIRST.iter().map(column).chain(values).chain(parts);
    let columns: Vec<Column> = columns.chain(LAST.iter().map(column)).collect();
    let rows = frozen.rows.iter().zip(1..);
    let rows = rows.map(|(row, no)| cells(frozen, seal, row, no)).collect();
    Table { columns, rows }
}

fn cells(frozen: &Frozen, seal: &Seal, row: &FrozenRow, no: u32) -> Vec<Cell> {
    let village = &row.village;
    let text = |text: &str| Cell::Text(text.to_owned());
    let number = |value: &Option<f64>| value.map_or(Cell::Empty, Cell::Number);
    let rank = |value: &Option<u32>| value.map_or(Cell::Empty, |rank| Cell::Number(rank.into()));
    let optional = |value: &Option<String>| value.as_deref().map_or(Cell::Empty, text);
    let mut cells = vec![
        Cell::Number(no.into()),
        text(&village.code),
        text(&village.name),
        text(&village.kind),
        text(&village.ancestor(Level::District)),
        text(&village.district),
        text(&village.ancestor(Level::Regency)),
        text(&village.regency),
        text(&village.ancestor(Level::Province)),
        text(&village.province),
        number(&village.lon),
        number(&village.lat),
        rank(&village.rank),
        rank(&village.rank_best),
        rank(&village.rank_worst),
        number(&village.score),
        number(&village.weight_present),
        optional(&row.funding),
        number(&row.cost),
        optional(&row.pinned),
    ];
    let criteria = 0..frozen.criteria.len();
    cells.extend(criteria.clone().map(|j| number(village.values.get(j).unwrap_or(&None))));
    cells.extend(criteria.map(|j| number(village.parts.get(j).unwrap_or(&None))));
    cells.push(text(data(frozen)));
    cells.extend([&frozen.dataset.version, &frozen.plan_hash].map(|value| text(value)));
    cells.extend([&seal.chain, &seal.hash].map(|value| text(value)));
    cells
}

/// What kind of data the annex rests on. Only what offices publish themselves is official.
pub fn data(frozen: &Frozen) -> &'static str {
    let official = sources::standing(Standing::Official);
    match frozen.dataset.standings.as_slice() {
        _ if frozen.dataset.demonstration => "peragaan",
        [only] if only == official => "resmi",
        [] => "tidak dinyatakan",
        _ => "tidak seluruhnya resmi",
    }
}

/// The same as a sentence that names who stands behind the data.
pub fn data_in_words(frozen: &Frozen) -> String {
    let standings = frozen.dataset.standings.join(", ");
    match (notice(frozen), data(frozen)) {
        (Some(notice), _) => notice.to_owned(),
        (None, "resmi") => "Data resmi".to_owned(),
        _ if standings.is_empty() => "Kedudukan sumber data tidak dinyatakan".to_owned(),
        _ => format!("Tidak seluruhnya data resmi: {standings}"),
    }
}

/// What has to stand on every page and sheet that rests on demonstration data.
pub fn notice(frozen: &Frozen) -> Option<&'static str> {
    let text =
        "DATA PERAGAAN – bukan data resmi: batas wilayah skematis, nilai indikator hasil model";
    frozen.dataset.demonstration.then_some(text)
}
