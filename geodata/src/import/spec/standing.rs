//! Whose figures come first, and which figures speak of a part of a year.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The standing of the rows whose source contains a text.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandingOf {
    /// The text.
    pub contains: String,
    /// One of the specification's `precedence`.
    pub standing: String,
}

/// Rows whose figures speak of a part of a year. They never stand for the year.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartOfYear {
    /// Only rows with these texts in these columns.
    #[serde(rename = "where")]
    pub filter: BTreeMap<String, String>,
    /// The first and the last month, 1 to 12; unless given, which months they were is not known.
    pub months: Option<[u8; 2]>,
}

impl PartOfYear {
    /// The months of `year`, as `2014-01/2014-09`.
    pub fn period(&self, year: i32) -> Option<String> {
        self.months.map(|[first, last]| format!("{year}-{first:02}/{year}-{last:02}"))
    }

    /// What is wrong with it, if anything is.
    pub(super) fn check(&self) -> Result<(), String> {
        if self.filter.is_empty() {
            return Err(
                "part_of_year needs `where`: not all rows are of a part of a year".to_owned()
            );
        }
        match self.months {
            Some([first, last]) if !(1 <= first && first <= last && last <= 12) => {
                Err(format!("months {first} to {last} are not months of one year"))
            }
            Some([1, 12]) => Err("months 1 to 12 are a whole year".to_owned()),
            _ => Ok(()),
        }
    }
}
