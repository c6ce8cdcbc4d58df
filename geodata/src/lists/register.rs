//! The villages of an area, found by code and by name.

use std::collections::HashMap;

use strsim::osa_distance;

use super::finding::Candidate;
use crate::code::{AreaCode, Level};
use crate::dataset::{Area, Dataset};
use crate::names::normalise;

/// Villages that are shown where one may be meant.
const CANDIDATES: usize = 5;
/// Villages among which a similar name is looked for; in more of them it would be chance.
const SEARCHED: usize = 5000;

/// Words before the name of a village or district that say of what kind it is.
const KINDS: [&str; 12] = [
    "desa ",
    "kelurahan ",
    "kalurahan ",
    "kel ",
    "ds ",
    "nagari ",
    "gampong ",
    "pekon ",
    "kampung ",
    "kecamatan ",
    "kec ",
    "distrik ",
];

/// The villages of an area.
#[derive(Debug)]
pub struct Register<'a> {
    dataset: &'a Dataset,
    area: AreaCode,
    within: &'a [Area],
    by_name: HashMap<String, Vec<&'a Area>>,
}

impl<'a> Register<'a> {
    /// Of an area of a dataset.
    pub fn new(dataset: &'a Dataset, area: AreaCode) -> Self {
        let villages = dataset.areas(Level::Village);
        let within =
            villages.get(area.range_in(villages, |village| village.code)).unwrap_or_default();
        let mut by_name: HashMap<String, Vec<&Area>> = HashMap::new();
        for village in within {
            by_name.entry(key(&village.name)).or_default().push(village);
        }
        Self { dataset, area, within, by_name }
    }

    /// The area.
    pub const fn area(&self) -> AreaCode {
        self.area
    }

    /// Its villages in order of code.
    pub const fn villages(&self) -> &'a [Area] {
        self.within
    }

    /// The area of this code, of any level and wherever it lies.
    pub fn area_of(&self, code: AreaCode) -> Option<&'a Area> {
        self.find(code, code.level())
    }

    /// The village of this code, wherever it lies.
    pub fn village(&self, code: AreaCode) -> Option<&'a Area> {
        self.find(code, Level::Village)
    }

    /// The name of an area, or of the one above a village at a level.
    pub fn name(&self, code: AreaCode) -> &'a str {
        self.find(code, code.level()).map_or("", |area| area.name.as_str())
    }

    /// The name of the district that a village lies in.
    pub fn district(&self, village: AreaCode) -> &'a str {
        village.ancestor(Level::District).map_or("", |district| self.name(district))
    }

    /// The villages of the area that are called so; of those in a district of this name, where there are any.
    pub fn named(&self, name: &str, district: &str) -> Vec<&'a Area> {
        let all = self.by_name.get(&key(name)).cloned().unwrap_or_default();
        if district.is_empty() || all.len() < 2 {
            return all;
        }
        let wanted = key(district);
        let there: Vec<&Area> = all
            .iter()
            .copied()
            .filter(|village| key(self.district(village.code)) == wanted)
            .collect();
        if there.is_empty() { all } else { there }
    }

    /// The villages of the area whose names are nearly so, the nearest first.
    pub fn similar(&self, name: &str) -> Vec<&'a Area> {
        let wanted = key(name);
        if self.within.len() > SEARCHED || wanted.is_empty() {
            return Vec::new();
        }
        let allowed = slips(&wanted);
        let near = self.within.iter().filter_map(|village| {
            let distance = osa_distance(&wanted, &key(&village.name));
            (distance <= allowed).then_some((distance, village.code, village))
        });
        let mut near: Vec<_> = near.collect();
        near.sort_by_key(|(distance, code, _)| (*distance, *code));
        near.into_iter().map(|(.., village)| village).take(CANDIDATES).collect()
    }

    /// As they are shown.
    pub fn candidates(&self, villages: &[&Area]) -> Vec<Candidate> {
        let shown = villages.iter().take(CANDIDATES).map(|village| Candidate {
            code: village.code.to_string(),
            name: village.name.clone(),
            district: self.district(village.code).to_owned(),
        });
        shown.collect()
    }

    fn find(&self, code: AreaCode, level: Level) -> Option<&'a Area> {
        let areas = self.dataset.areas(level);
        areas.get(areas.binary_search_by_key(&code, |area| area.code).ok()?)
    }
}

/// What two ways to write one name have in common: no kind, no blanks.
pub fn key(name: &str) -> String {
    let name = normalise(name);
    let bare = KINDS.iter().find_map(|kind| name.strip_prefix(kind)).unwrap_or(&name);
    bare.chars().filter(|letter| *letter != ' ').collect()
}

/// Whether two keys are one name with a slip or two.
pub fn nearly(one: &str, other: &str) -> bool {
    osa_distance(one, other) <= slips(one)
}

/// How many letters of a name may be others.
fn slips(key: &str) -> usize {
    (key.chars().count() / 4).clamp(1, 3)
}
