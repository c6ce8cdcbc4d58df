//! How areas are covered by the programme: need, designated villages, and the gap between them.
//!
//! *Need* is the number of migrants placed ([`NEED`]), or another count of people that is asked for. The designated villages that lie in areas of
//! known need are shared out among these areas in proportion to it: an area's share is what is
//! *expected* of it, and its *gap* is expected minus designated. So the gaps of a level sum to zero.
//! Designated villages where need is not known are in no share; [`CoverageTotal`] counts them apart.
//!
//! Need is published by regency (`indicators.level`): a province has what is published for itself, and where
//! nothing is, the sum of its regencies, which is partial where some have no figure. A district has none,
//! because its regency's count is not its own. What is known of a part of a year only is no need, because
//! it would stand beside years. Figures that were published too and disagree stand [beside](Beside) the one that counts.
//!
//! In a year, need is that of the year, and the designations and offices up to it count; with the mean of
//! three years, up to the last of them where that is asked for. One whose
//! year is not known counts always: it is there, and no year can be said to be before it. What is recorded of
//! [pillars](Pillars) counts up to that year too, and the [rounds](OverRounds) up to it are a series.
//!
//! Both packages above need this: the SQL engine fills `coverage_by_province`, `_regency`, `_district`, `coverage_rounds` and
//! `coverage_pillars` from it, and the server its answers on coverage and equity.

mod beside;
mod held;
mod need;
mod pillars;
mod reached;
mod rounds;
mod share;
mod supply;
mod tall;
#[cfg(test)]
mod tests;
mod total;

use crate::GeodataError;
use crate::code::{AreaCode, Level};
use crate::dataset::{Area, Dataset, ValueStatus};
use crate::values::{Values, When};

use beside::Claimed;
use held::Tall;
use pillars::States;
use reached::Near;
use share::ranks;
use supply::Supply;

pub use beside::Beside;
pub use need::{NEED, Need, PEOPLE, own_value};
pub use pillars::{PillarCount, PillarStates, Pillars};
pub use reached::{REACH_M, Reached, Spread};
pub use rounds::OverRounds;
pub use share::{expected, gaps};
pub use tall::{PillarCoverage, RoundCoverage};
pub use total::CoverageTotal;

/// The levels that coverage is counted at.
pub const LEVELS: [Level; 3] = [Level::Province, Level::Regency, Level::District];

/// How an area is covered.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaCoverage {
    /// The area.
    pub code: AreaCode,
    /// Its name.
    pub name: String,
    /// Villages of the area.
    pub villages: u64,
    /// Designated ones among them.
    pub designated: u64,
    /// What is known of its need; `None` when no figure is, which is not zero.
    pub need: Option<Need>,
    /// Designated villages per 1,000 migrants placed.
    pub per_1000: Option<f64>,
    /// Its share of the designated villages of all areas of known need, in proportion to need.
    pub expected: Option<f64>,
    /// Expected minus designated.
    pub gap: Option<f64>,
    /// What of its need lies near a designated village.
    pub reached: Option<Reached>,
    /// 1 has the largest gap of the country; equal gaps share a rank.
    pub rank: Option<u64>,
    /// Operating one-stop service offices in the area.
    pub ltsa: u64,
    /// What is recorded of the pillars of its designated villages; `None` where nothing is, which is not zero.
    pub pillars: Option<Pillars>,
    /// How it was after each round.
    pub over: OverRounds,
    /// Who states its need; of several parts the commonest.
    pub need_source: Option<String>,
    /// Figures of its need that were published too, and do not count.
    pub beside: Vec<Beside>,
}

impl AreaCoverage {
    /// Whether the area lies below `area` in the hierarchy.
    pub fn lies_in(&self, area: AreaCode) -> bool {
        self.code != area && self.code.is_within(area)
    }

    /// How the need is known, `missing` where it is not.
    pub fn status(&self) -> &'static str {
        self.need.map_or("missing", |need| need.status)
    }
}

/// A country, ready to be asked for the coverage of any level and year.
#[derive(Debug)]
pub struct Coverage {
    /// Of each of [`LEVELS`].
    areas: [Vec<Listed>; 3],
    supply: Supply,
    near: Near,
    states: States,
    tall: Tall,
    /// Years of rounds, in order.
    rounds: Vec<i32>,
    claimed: Claimed,
}

#[derive(Debug)]
struct Listed {
    code: AreaCode,
    name: String,
    villages: u64,
}

impl Coverage {
    /// Takes areas, designations, offices and claims from a dataset, and residents from its values.
    ///
    /// # Errors
    /// When a row is not as `docs/dataset.md` says.
    pub fn new(dataset: &Dataset, values: &Values) -> Result<Self, GeodataError> {
        let designations = dataset.designations()?;
        let supply = Supply::new(&designations, &dataset.ltsa_offices()?)?;
        let states = States::new(&designations, dataset.rows("pillar_status")?)?;
        let tall = Tall::new(&designations, dataset.rows("pillars")?)?;
        let rounds = rounds::years(dataset, &designations)?;
        let claimed = Claimed::new(&dataset.rows("claims")?);
        let near = Near::new(dataset, values, &supply)?;
        let areas = LEVELS.map(|level| listed(dataset, level));
        Ok(Self { areas, supply, near, states, tall, rounds, claimed })
    }

    /// The years of rounds that an answer about `when` looks at, in order: those in which villages were designated or a
    /// round took place.
    pub fn rounds(&self, when: When) -> &[i32] {
        rounds::up_to(&self.rounds, when)
    }

    /// How many villages of an area (a village is one of itself) are designated.
    pub fn designated(&self, area: AreaCode, when: When) -> u64 {
        self.supply.designated(area, when)
    }

    /// The coverage of every area of a level, in order of code; of no area for villages. `values` are
    /// those of the same dataset.
    pub fn areas(&self, values: &Values, level: Level, when: When) -> Vec<AreaCoverage> {
        self.areas_of(values, NEED, level, when)
    }

    /// As [`areas`](Self::areas), where need is what `indicator`, a count of people, says.
    pub fn areas_of(
        &self,
        values: &Values,
        indicator: &str,
        level: Level,
        when: When,
    ) -> Vec<AreaCoverage> {
        let whole = |area| {
            own_value(values, area, indicator, when).filter(|of| of.status != ValueStatus::Partial)
        };
        let mut areas = self.areas_with(level, when, |area| whole(area).map(Need::from));
        for area in &mut areas {
            area.need_source = whole(area.code).map(|of| of.source.to_owned());
            area.beside =
                self.claimed.beside(values, indicator, area.code, area.need.as_ref(), when);
        }
        areas
    }

    fn listed(&self, level: Level) -> &[Listed] {
        let place = LEVELS.iter().position(|at| *at == level);
        place.and_then(|at| self.areas.get(at)).map_or(&[][..], Vec::as_slice)
    }

    fn areas_with(
        &self,
        level: Level,
        when: When,
        need_of: impl Fn(AreaCode) -> Option<Need>,
    ) -> Vec<AreaCoverage> {
        let listed = self.listed(level);
        let parts = self.parts(level, &need_of);
        let covered = |area: &Listed| {
            let designated = self.supply.designated(area.code, when);
            let need = need_of(area.code);
            AreaCoverage {
                code: area.code,
                name: area.name.clone(),
                villages: area.villages,
                designated,
                need,
                per_1000: need.and_then(|need| per_1000(designated, need.value)),
                expected: None,
                gap: None,
                reached: self.reached(area.code, need, when, &parts),
                rank: None,
                ltsa: self.supply.offices(area.code, when),
                pillars: self.states.of(area.code, when),
                over: OverRounds::default(),
                need_source: None,
                beside: Vec::new(),
            }
        };
        let mut areas: Vec<AreaCoverage> = listed.iter().map(covered).collect();
        share_out(&mut areas);
        self.go_back(&mut areas, when, &parts);
        areas
    }

    /// The regencies of known need, whose parts near a designated village are those of their provinces; at other levels none.
    fn parts(
        &self,
        level: Level,
        need_of: impl Fn(AreaCode) -> Option<Need>,
    ) -> Vec<(AreaCode, f64)> {
        let [_, regencies, _] = &self.areas;
        let known = regencies.iter().filter(|_| level == Level::Province);
        known.filter_map(|part| Some((part.code, need_of(part.code)?.value))).collect()
    }

    /// What of the need of an area is near: of a province what is near in its regencies, as far as theirs is known.
    fn reached(
        &self,
        area: AreaCode,
        need: Option<Need>,
        when: When,
        parts: &[(AreaCode, f64)],
    ) -> Option<Reached> {
        let within = parts.get(area.range_in(parts, |(part, _)| *part)).unwrap_or_default();
        let near = within.iter().filter_map(|(part, need)| self.near.of(*part, *need, when));
        Reached::sum(near).or_else(|| self.near.of(area, need?.value, when))
    }

    /// Fills in how the areas of a level were after each round, against the need that they have now.
    fn go_back(&self, areas: &mut [AreaCoverage], when: When, parts: &[(AreaCode, f64)]) {
        let need: Vec<f64> = areas.iter().filter_map(|area| Some(area.need?.value)).collect();
        for year in self.rounds(when) {
            let then = When::Year(*year);
            for area in &mut *areas {
                area.over.designated.push(self.supply.designated(area.code, then));
                let reached =
                    area.reached.and_then(|_| self.reached(area.code, area.need, then, parts));
                area.over.reached_pct.extend(reached.and_then(|of| of.percent()));
            }
            let known = areas.iter_mut().filter(|area| area.need.is_some());
            let known: Vec<&mut OverRounds> = known.map(|area| &mut area.over).collect();
            let designated = known.iter().map(|of| of.designated.last().copied().unwrap_or(0));
            let gaps = rounds::gaps_then(&need, designated).unwrap_or_default();
            for (of, gap) in known.into_iter().zip(gaps) {
                of.gap.push(gap);
            }
        }
    }
}

/// Fills in what hangs on all areas together.
fn share_out(areas: &mut [AreaCoverage]) {
    let known = areas.iter().filter_map(|area| Some((area.need?.value, area.designated as f64)));
    let (need, designated): (Vec<f64>, Vec<f64>) = known.unzip();
    let shares = expected(&need, designated.iter().sum()).zip(gaps(&need, &designated));
    let Some((expected, gaps)) = shares else { return };
    let ranks = ranks(&gaps);
    let found = expected.into_iter().zip(gaps).zip(ranks);
    let known = areas.iter_mut().filter(|area| area.need.is_some());
    for (area, ((expected, gap), rank)) in known.zip(found) {
        (area.expected, area.gap, area.rank) = (Some(expected), Some(gap), Some(rank));
    }
}

/// Designated villages per 1,000 of `need`; `None` where nobody needs anything.
fn per_1000(designated: u64, need: f64) -> Option<f64> {
    (need > 0.0).then(|| 1000.0 * designated as f64 / need)
}

/// The areas of a level with the number of their villages.
fn listed(dataset: &Dataset, level: Level) -> Vec<Listed> {
    let villages = dataset.areas(Level::Village);
    let area = |area: &Area| Listed {
        code: area.code,
        name: area.name.clone(),
        villages: area.code.range_in(villages, |village| village.code).len() as u64,
    };
    dataset.areas(level).iter().map(area).collect()
}
