//! What a list holds once it is checked.

use serde::Serialize;

use super::finding::Finding;
use super::table::Row;
use crate::changes::Changes;
use crate::code::AreaCode;

/// The first year that a list may speak of: that of the first programme of the ministry for migrant workers that is recorded.
pub const FIRST_YEAR: i32 = 2000;

/// What a list is checked against beside the register.
pub struct Known<'a> {
    /// The year of today; a list speaks of no later one.
    pub this_year: i32,
    /// The residents of a village, or of the smallest area around it of which they are known, and the name of that area.
    pub residents: &'a dyn Fn(AreaCode) -> Option<(i64, String)>,
    /// What became of codes.
    pub changes: &'a Changes,
}

/// What a row that can be taken says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ListEntry))]
pub struct Entry {
    /// The village.
    #[serde(serialize_with = "code")]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub village_code: AreaCode,
    /// `cpmi`, `pmi` or `purna`.
    pub kind: &'static str,
    /// The year.
    pub year: i32,
    /// `female`, `male` or `unknown`; null where they are not told apart.
    pub sex: Option<&'static str>,
    /// A country by ISO 3166, `other` or `unknown`; null where they are not told apart.
    pub destination: Option<&'static str>,
    /// As `docs/lists.md` names them; null where they are not told apart.
    pub sector: Option<&'static str>,
    /// `yes`, `no` or `unknown`; null where they are not told apart.
    pub documented: Option<&'static str>,
    /// How many people.
    pub count: u32,
}

fn code<S: serde::Serializer>(code: &AreaCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(code)
}

/// How a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ListRowStatus))]
pub enum Status {
    /// It cannot be taken as it is.
    Error,
    /// It is taken, and there is something to know.
    Warning,
    /// It is taken.
    Ok,
    /// It is left out, as a row of totals.
    LeftOut,
}

/// A row, with what it says and what is to be said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// As it was written.
    pub row: Row,
    /// How it stands.
    pub status: Status,
    /// The village that it speaks of, with its name.
    pub village: Option<(AreaCode, String)>,
    /// What it says, where it can be taken.
    pub entry: Option<Entry>,
    /// What is to be said of it.
    pub findings: Vec<Finding>,
}

/// A list, checked.
#[derive(Debug, Default)]
pub struct List {
    /// Its rows in their order.
    pub rows: Vec<Checked>,
    /// Rows of villages that say nothing yet, as a template has them.
    pub blank: usize,
    /// Of how many rows code and name are of two villages, and how many have both.
    pub differing: (usize, usize),
}

impl List {
    /// What is taken, in order.
    pub fn entries(&self) -> Vec<&Entry> {
        let mut entries: Vec<&Entry> =
            self.rows.iter().filter_map(|row| row.entry.as_ref()).collect();
        entries.sort();
        entries
    }

    /// How many rows stand so.
    pub fn count(&self, status: Status) -> usize {
        self.rows.iter().filter(|row| row.status == status).count()
    }
}
