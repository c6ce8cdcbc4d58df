//! The sums of a list.

use std::collections::BTreeMap;

use serde::Serialize;

use super::model::Entry;
use crate::code::AreaCode;

/// The sums of a list by kind and year.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ListSum))]
pub struct Sum {
    /// `cpmi`, `pmi` or `purna`.
    pub kind: &'static str,
    /// The year.
    pub year: i32,
    /// Rows.
    pub rows: usize,
    /// Villages.
    pub villages: usize,
    /// People.
    pub count: u64,
    /// Women among them, as far as that is told.
    pub female: u64,
    /// Men among them, as far as that is told.
    pub male: u64,
    /// Those who went by the procedure, as far as that is told.
    pub documented: u64,
    /// Those who did not, as far as that is told.
    pub undocumented: u64,
}

/// The sums of what is taken, by kind and year.
pub fn sums(entries: &[&Entry]) -> Vec<Sum> {
    let mut sums: BTreeMap<(i32, &str), (Sum, Option<AreaCode>)> = BTreeMap::new();
    // In order of village: each counts once.
    for entry in entries {
        let of = sums.entry((entry.year, entry.kind));
        let (sum, last) = of.or_insert_with(|| {
            (Sum { kind: entry.kind, year: entry.year, ..Sum::default() }, None)
        });
        let count = u64::from(entry.count);
        sum.rows += 1;
        sum.villages += usize::from(last.replace(entry.village_code) != Some(entry.village_code));
        sum.count += count;
        match entry.sex {
            Some("female") => sum.female += count,
            Some("male") => sum.male += count,
            _ => {}
        }
        match entry.documented {
            Some("yes") => sum.documented += count,
            Some("no") => sum.undocumented += count,
            _ => {}
        }
    }
    sums.into_values().map(|(sum, _)| sum).collect()
}
