//! What the sums of a list become: values of villages, one for each indicator and year.

use std::collections::BTreeMap;

use geodata::AreaCode;
use geodata::lists::Entry;
use serde::Serialize;
use utoipa::ToSchema;

use super::kinds::reported;

/// A question about an entry.
type Is = fn(&Entry) -> bool;
/// Parts of those who are placed, each an indicator of its own; who is one of them, and whether a row tells them apart.
const PARTS: [(&str, Is, Is); 4] = [
    ("pmi_reported_female", |entry| entry.sex == Some("female"), |entry| entry.sex.is_some()),
    ("pmi_reported_male", |entry| entry.sex == Some("male"), |entry| entry.sex.is_some()),
    (
        "pmi_reported_documented",
        |entry| entry.documented == Some("yes"),
        |entry| entry.documented.is_some(),
    ),
    (
        "pmi_reported_undocumented",
        |entry| entry.documented == Some("no"),
        |entry| entry.documented.is_some(),
    ),
];

/// A value of a village, as the registry keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportedValue {
    /// The village.
    pub area_code: String,
    /// What is counted.
    pub indicator: &'static str,
    /// The year.
    pub year: i32,
    /// How many people.
    pub value: u64,
    /// The list.
    pub source: String,
}

/// The values of a list that is called `source`.
pub fn values(entries: &[Entry], source: &str) -> Vec<ReportedValue> {
    let mut groups: BTreeMap<(AreaCode, i32, &str), Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        groups.entry((entry.village_code, entry.year, entry.kind)).or_default().push(entry);
    }
    let mut values = Vec::new();
    for ((village, year, kind), group) in groups {
        let mut push = |indicator, of: &dyn Fn(&Entry) -> bool| {
            let counted = group.iter().filter(|entry| of(entry));
            values.push(ReportedValue {
                area_code: village.to_string(),
                indicator,
                year,
                value: counted.map(|entry| u64::from(entry.count)).sum(),
                source: source.to_owned(),
            });
        };
        push(reported(kind), &|_| true);
        for (indicator, is_one, is_told) in PARTS {
            if kind == "pmi" && group.iter().any(|entry| is_told(entry)) {
                push(indicator, &is_one);
            }
        }
    }
    values
}

/// How many people of a kind went where, or work as what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ListDetail)]
pub struct Detail {
    /// `cpmi`, `pmi` or `purna`.
    pub kind: &'static str,
    /// The year.
    pub year: i32,
    /// `destination` or `sector`.
    pub by: &'static str,
    /// The destination or the sector.
    pub of: &'static str,
    /// How many people.
    pub count: u64,
}

/// Destinations and sectors of a list as a whole: in single villages they would be of few people each.
pub fn details(entries: &[Entry]) -> Vec<Detail> {
    let mut counts: BTreeMap<(i32, &str, &str, &str), u64> = BTreeMap::new();
    for entry in entries {
        for (by, of) in [("destination", entry.destination), ("sector", entry.sector)] {
            if let Some(of) = of {
                *counts.entry((entry.year, entry.kind, by, of)).or_default() +=
                    u64::from(entry.count);
            }
        }
    }
    counts
        .into_iter()
        .map(|((year, kind, by, of), count)| Detail { kind, year, by, of, count })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(village: &str, kind: &'static str, sex: Option<&'static str>, count: u32) -> Entry {
        let (destination, sector, documented) = (Some("MY"), None, None);
        Entry {
            village_code: village.parse().unwrap(),
            kind,
            year: 2025,
            sex,
            destination,
            sector,
            documented,
            count,
        }
    }

    #[test]
    fn a_list_becomes_sums_of_villages_and_parts_where_they_are_told_apart() {
        let entries = [
            entry("11.01.01.2001", "pmi", Some("female"), 7),
            entry("11.01.01.2001", "pmi", Some("male"), 5),
            entry("11.01.01.2002", "pmi", None, 4),
            entry("11.01.01.2001", "purna", Some("female"), 2),
        ];
        let values = values(&entries, "Daftar");
        let of: Vec<(&str, &str, u64)> = values
            .iter()
            .map(|value| (value.area_code.as_str(), value.indicator, value.value))
            .collect();
        let expected = [
            ("11.01.01.2001", "pmi_reported", 12),
            ("11.01.01.2001", "pmi_reported_female", 7),
            ("11.01.01.2001", "pmi_reported_male", 5),
            ("11.01.01.2001", "pmi_returned_reported", 2),
            ("11.01.01.2002", "pmi_reported", 4),
        ];
        assert_eq!(of, expected);
        let details = details(&entries);
        let pmi = details.iter().find(|detail| detail.kind == "pmi").unwrap();
        assert_eq!((pmi.by, pmi.of, pmi.count), ("destination", "MY", 16));
    }
}
