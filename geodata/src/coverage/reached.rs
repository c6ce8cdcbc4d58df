//! How much of an area's need lies near a designated village.
//!
//! Need is known by regency, seldom by village. It is spread over the villages of the area for which it is known: by residents
//! where each of them has a figure, else in equal parts, and the answer says which. A village is near where its point lies at most
//! [`REACH_M`] from that of a designated one, in whichever area that is (the radius of Church and ReVelle's maximal covering, as plans
//! use it). A village without a point is near nobody.

use std::collections::BTreeMap;

use super::supply::{Supply, counts};
use crate::GeodataError;
use crate::code::{AreaCode, Level};
use crate::dataset::Dataset;
use crate::index::PointIndex;
use crate::values::{Values, When};

/// How far a designated village reaches, in metres along the geodesic.
pub const REACH_M: f64 = 20_000.0;

/// The indicator by which need is spread.
const RESIDENTS: &str = "population";

/// By what need was spread over villages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spread {
    /// By their residents.
    Population,
    /// In equal parts; at least in some of the areas.
    Villages,
}

impl Spread {
    /// The name in answers and tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Population => "population",
            Self::Villages => "villages",
        }
    }
}

/// What of an area's need is near a designated village.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reached {
    /// The part of need, in its unit.
    pub need: f64,
    /// Of all need that could be spread, in its unit.
    pub of: f64,
    /// How it was spread.
    pub spread: Spread,
}

impl Reached {
    /// The part in percent; none where nobody needs anything.
    pub fn percent(&self) -> Option<f64> {
        (self.of > 0.0).then(|| 100.0 * self.need / self.of)
    }

    fn and(self, other: Self) -> Self {
        Self {
            need: self.need + other.need,
            of: self.of + other.of,
            spread: self.spread.max(other.spread),
        }
    }

    /// Of several areas together.
    pub fn sum(parts: impl IntoIterator<Item = Self>) -> Option<Self> {
        parts.into_iter().reduce(Self::and)
    }
}

/// The villages of the country with what of need each has.
#[derive(Debug, Default)]
pub(super) struct Near {
    /// All villages in order of code.
    villages: Vec<AreaCode>,
    /// Residents of the villages before a row, and how many of these have a figure; one more than villages.
    before: Vec<(f64, usize)>,
    /// Rows of villages near a designated one with the year from which they are; without one, always.
    near: Vec<(usize, Option<i32>)>,
}

impl Near {
    pub(super) fn new(
        dataset: &Dataset,
        values: &Values,
        supply: &Supply,
    ) -> Result<Self, GeodataError> {
        let areas = dataset.areas(Level::Village);
        let villages: Vec<AreaCode> = areas.iter().map(|area| area.code).collect();
        let since: BTreeMap<AreaCode, Option<i32>> = supply.villages().collect();
        let place = |row: usize| areas.get(row)?.point.map(|point| [point.x, point.y]);
        let rows = areas.iter().enumerate();
        let designated = rows.filter_map(|(row, area)| {
            since.contains_key(&area.code).then(|| Some((row, place(row)?)))?
        });
        let designated = PointIndex::with_ids(designated.collect());
        let first = |row: usize| {
            let found = designated.within_radius(place(row)?, REACH_M);
            // No year sorts before every year, as it counts before every year.
            found.iter().filter_map(|hit| since.get(&areas.get(hit.row)?.code).copied()).min()
        };
        let near = (0..areas.len()).filter_map(|row| Some((row, first(row)?))).collect();
        let mut before = vec![(0.0, 0)];
        let (mut residents, mut known) = (0.0, 0);
        for village in &villages {
            let stated = values.resolve(*village, RESIDENTS, When::Latest);
            if let Some(of) = stated.filter(|of| of.stated_for == *village) {
                (residents, known) = (residents + of.value, known + 1);
            }
            before.push((residents, known));
        }
        Ok(Self { villages, before, near })
    }

    /// What of `need` of `area` is near; none where the area has no village.
    pub(super) fn of(&self, area: AreaCode, need: f64, when: When) -> Option<Reached> {
        let rows = area.range_in(&self.villages, |code| *code);
        let (first, last) = (self.before.get(rows.start)?, self.before.get(rows.end)?);
        let residents = last.0 - first.0;
        let spread = match last.1 - first.1 == rows.len() && residents > 0.0 {
            true => Spread::Population,
            false => Spread::Villages,
        };
        let weight = |row: usize| match spread {
            Spread::Population => Some(self.before.get(row + 1)?.0 - self.before.get(row)?.0),
            Spread::Villages => Some(1.0),
        };
        let all = match spread {
            Spread::Population => residents,
            Spread::Villages => rows.len() as f64,
        };
        if all <= 0.0 {
            return None;
        }
        let begin = self.near.partition_point(|(row, _)| *row < rows.start);
        let within = self.near.get(begin..)?.iter().take_while(|(row, _)| *row < rows.end);
        let near =
            within.filter(|(_, since)| counts(*since, when)).filter_map(|(row, _)| weight(*row));
        // The sum of nothing is -0.
        let near = near.fold(0.0, |sum, weight| sum + weight);
        Some(Reached { need: need * near / all, of: need, spread })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Coverage, NEED, Need, own_value};
    use super::*;
    use crate::dataset::Contents;
    use crate::distance::metres;
    use crate::testing::{self, rows};

    fn of(contents: &Contents) -> (Dataset, Values, Coverage) {
        let dir = tempfile::tempdir().unwrap();
        let dataset = testing::written(contents, &dir.path().join("near")).unwrap();
        let values = Values::new(&dataset).unwrap();
        let coverage = Coverage::new(&dataset, &values).unwrap();
        (dataset, values, coverage)
    }

    /// The need of a regency near a designated village, counted pair by pair.
    fn recounted(
        dataset: &Dataset,
        area: AreaCode,
        need: f64,
        when: When,
        residents: impl Fn(AreaCode) -> f64,
    ) -> f64 {
        let villages = dataset.areas(Level::Village);
        let designated: Vec<[f64; 2]> = dataset
            .designations()
            .unwrap()
            .iter()
            .filter(|of| when.year().is_none_or(|year| of.year.is_none_or(|since| since <= year)))
            .filter_map(|of| {
                villages.iter().find(|area| area.code.to_string() == of.village_code)?.point
            })
            .map(|point| [point.x, point.y])
            .collect();
        let (mut near, mut all) = (0.0, 0.0);
        for village in villages.iter().filter(|village| village.code.is_within(area)) {
            all += residents(village.code);
            let reached = village.point.is_some_and(|point| {
                designated.iter().any(|other| metres([point.x, point.y], *other) <= REACH_M)
            });
            near += if reached { residents(village.code) } else { 0.0 };
        }
        need * near / all
    }

    #[test]
    fn need_is_near_where_a_designated_village_is_in_whichever_area() {
        let mut contents = testing::contents().unwrap();
        contents.values.retain(|value| &*value.indicator != RESIDENTS);
        let mut peopled = contents.clone();
        let residents = |code: AreaCode| f64::from(code.to_string().bytes().last().unwrap());
        peopled.values.extend(contents.villages.iter().map(|village| {
            rows::value(village.code, RESIDENTS, 2024, Some(residents(village.code)), "test")
        }));
        for indicator in peopled.indicators.iter_mut().filter(|indicator| indicator.id == RESIDENTS)
        {
            indicator.level = Level::Village.to_string();
        }
        let mut counted = 0;
        for (contents, spread) in [(&contents, Spread::Villages), (&peopled, Spread::Population)] {
            let (dataset, values, coverage) = of(contents);
            let weight = |code| if spread == Spread::Population { residents(code) } else { 1.0 };
            for when in [When::Latest, When::Year(2016), When::Year(2024)] {
                let regencies = coverage.areas(&values, Level::Regency, when);
                for area in &regencies {
                    let need = own_value(&values, area.code, NEED, when).map(Need::from);
                    assert_eq!(area.reached.is_some(), need.is_some());
                    let (Some(reached), Some(need)) = (area.reached, need) else { continue };
                    assert_eq!((reached.spread, reached.of), (spread, need.value));
                    let expected = recounted(&dataset, area.code, need.value, when, weight);
                    assert!((reached.need - expected).abs() < 1e-9, "{} {expected}", area.code);
                    counted += usize::from(expected > 0.0 && expected < need.value);
                }
                for province in coverage.areas(&values, Level::Province, when) {
                    let parts = regencies.iter().filter(|of| of.lies_in(province.code));
                    assert_eq!(province.reached, Reached::sum(parts.filter_map(|of| of.reached)));
                }
            }
        }
        assert!(counted >= 2, "some need is near and some is not");
    }

    #[test]
    fn percent_are_of_what_could_be_spread() {
        let part = |need, of, spread| Reached { need, of, spread };
        let sum =
            Reached::sum([part(1.0, 4.0, Spread::Population), part(3.0, 4.0, Spread::Villages)]);
        assert_eq!(sum, Some(part(4.0, 8.0, Spread::Villages)));
        assert_eq!(sum.unwrap().percent(), Some(50.0));
        assert_eq!(part(0.0, 0.0, Spread::Villages).percent(), None);
        assert_eq!(Reached::sum([]), None);
    }
}
