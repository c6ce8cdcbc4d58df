//! What is recorded of the pillars of designated villages.
//!
//! A pillar of a village is in the state of its last record not after the year that is asked about. Where nothing is recorded its
//! state is unknown, which is not *inactive*: villages without a record are in no count, and an area with only such villages has none.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::supply::{counts, stated_year};
use crate::code::{AreaCode, CodeError};
use crate::dataset::{Designation, PillarStatus};
use crate::values::When;

/// The state that counts.
const ACTIVE: &str = "active";

/// Villages by the state of a pillar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PillarStates {
    /// Where it is active.
    pub active: u64,
    /// Where it is being set up.
    pub running: u64,
    /// Where it has come to a halt.
    pub stalled: u64,
    /// Where it has not begun.
    pub not_started: u64,
    /// Where a record has another word.
    pub other: u64,
}

impl PillarStates {
    /// One village, whose record has this word.
    fn one(state: &str) -> Self {
        let mut one = Self::default();
        let place = match state {
            ACTIVE => &mut one.active,
            "running" => &mut one.running,
            "stalled" => &mut one.stalled,
            "not_started" => &mut one.not_started,
            _ => &mut one.other,
        };
        *place = 1;
        one
    }

    fn add(&mut self, more: Self) {
        self.active += more.active;
        self.running += more.running;
        self.stalled += more.stalled;
        self.not_started += more.not_started;
        self.other += more.other;
    }

    /// Villages of which a state is recorded.
    pub const fn recorded(&self) -> u64 {
        self.active + self.running + self.stalled + self.not_started + self.other
    }
}

/// What is recorded of the pillars of the designated villages of an area.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pillars {
    /// Villages of which the state of some pillar is recorded, by how many of their pillars are active: those with none first.
    pub by_active: Vec<u64>,
    /// Each pillar of which something is recorded, in order of programme and number.
    pub each: Vec<PillarCount>,
}

/// One pillar in the designated villages of an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PillarCount {
    /// Its programme.
    pub programme: Arc<str>,
    /// Its number there.
    pub pillar_no: i32,
    /// Villages where it is active.
    pub active: u64,
    /// Villages where its state is recorded.
    pub recorded: u64,
}

impl Pillars {
    /// Villages of which the state of some pillar is recorded.
    pub fn recorded(&self) -> u64 {
        self.by_active.iter().sum()
    }

    /// Active pillars of all of these together.
    pub fn active(&self) -> u64 {
        (0..).zip(&self.by_active).map(|(active, villages): (u64, _)| active * villages).sum()
    }

    /// Of several areas together; none where nothing is recorded in any.
    pub fn sum<'a>(parts: impl IntoIterator<Item = &'a Self>) -> Option<Self> {
        parts.into_iter().fold(None, |sum: Option<Self>, part| {
            let mut sum = sum.unwrap_or_default();
            for (active, villages) in part.by_active.iter().enumerate() {
                sum.village(active, *villages);
            }
            for one in &part.each {
                sum.pillar(&one.programme, one.pillar_no, one.active, one.recorded);
            }
            Some(sum)
        })
    }

    fn village(&mut self, active: usize, villages: u64) {
        if self.by_active.len() <= active {
            self.by_active.resize(active + 1, 0);
        }
        if let Some(known) = self.by_active.get_mut(active) {
            *known += villages;
        }
    }

    fn pillar(&mut self, programme: &Arc<str>, pillar_no: i32, active: u64, recorded: u64) {
        let key = |one: &PillarCount| (Arc::clone(&one.programme), one.pillar_no);
        let found = self.each.binary_search_by_key(&(Arc::clone(programme), pillar_no), key);
        let place = found.unwrap_or_else(|place| {
            let programme = Arc::clone(programme);
            self.each.insert(place, PillarCount { programme, pillar_no, active: 0, recorded: 0 });
            place
        });
        if let Some(one) = self.each.get_mut(place) {
            one.active += active;
            one.recorded += recorded;
        }
    }
}

/// The records of all villages, in order of their codes.
#[derive(Debug, Default)]
pub(super) struct States(Vec<Recorded>);

/// What is recorded of one pillar of one village.
#[derive(Debug)]
struct Recorded {
    at: AreaCode,
    programme: Arc<str>,
    pillar_no: i32,
    /// The year from which the village takes part in the programme; without one, always.
    since: Option<i32>,
    /// Its state, by the year of the record; the last record last.
    states: Vec<(Option<i32>, PillarStates)>,
}

impl Recorded {
    /// The state of the pillar; none where nothing is recorded by then.
    fn state(&self, when: When) -> Option<PillarStates> {
        let by_then = |(year, _): &&(Option<i32>, PillarStates)| counts(*year, when);
        counts(self.since, when).then(|| self.states.iter().rfind(by_then)).flatten().map(|of| of.1)
    }
}

impl States {
    /// Of villages that take part in the programme: what is recorded of another is not of a designated village.
    pub(super) fn new(
        designations: &[Designation],
        records: Vec<PillarStatus>,
    ) -> Result<Self, CodeError> {
        let mut since: BTreeMap<(&str, &str), Option<i32>> = BTreeMap::new();
        for of in designations {
            since
                .entry((&of.village_code, &of.programme))
                .and_modify(|year| *year = (*year).min(of.year))
                .or_insert(of.year);
        }
        let mut records = records;
        // Of two records of one day the active one is believed, as the question `pillars_by_village` has it.
        let order = |of: &PillarStatus| (of.as_of.clone(), of.state == ACTIVE);
        records.sort_by_cached_key(order);
        let mut programmes: BTreeMap<String, Arc<str>> = BTreeMap::new();
        let mut found: BTreeMap<(AreaCode, Arc<str>, i32), Recorded> = BTreeMap::new();
        for record in records {
            let key = (record.village_code.as_str(), record.programme.as_str());
            let Some(since) = since.get(&key).copied() else { continue };
            let programme = programmes
                .entry(record.programme)
                .or_insert_with_key(|name| name.as_str().into())
                .clone();
            let (at, pillar_no) = (record.village_code.parse()?, record.pillar_no);
            found
                .entry((at, Arc::clone(&programme), pillar_no))
                .or_insert_with(|| Recorded { at, programme, pillar_no, since, states: Vec::new() })
                .states
                .push((stated_year(&record.as_of), PillarStates::one(&record.state)));
        }
        Ok(Self(found.into_values().collect()))
    }

    /// What is recorded of the designated villages of `area`; none where nothing is.
    pub(super) fn of(&self, area: AreaCode, when: When) -> Option<Pillars> {
        let mut found = Pillars::default();
        for village in self.within(area).chunk_by(|one, other| one.at == other.at) {
            let mut known = None;
            for one in village {
                let Some(PillarStates { active, .. }) = one.state(when) else { continue };
                found.pillar(&one.programme, one.pillar_no, active, 1);
                known = Some(known.unwrap_or(0) + usize::from(active > 0));
            }
            if let Some(active) = known {
                found.village(active, 1);
            }
        }
        (!found.by_active.is_empty()).then_some(found)
    }

    /// The states of each pillar of a programme in the designated villages of `area`, of which something is recorded.
    pub(super) fn each(
        &self,
        area: AreaCode,
        programme: &str,
        when: When,
    ) -> BTreeMap<i32, PillarStates> {
        let mut found: BTreeMap<i32, PillarStates> = BTreeMap::new();
        for one in self.within(area).iter().filter(|one| &*one.programme == programme) {
            if let Some(state) = one.state(when) {
                found.entry(one.pillar_no).or_default().add(state);
            }
        }
        found
    }

    /// The years of records.
    pub(super) fn years(&self) -> impl Iterator<Item = i32> + '_ {
        self.0.iter().flat_map(|of| of.states.iter().filter_map(|(year, _)| *year))
    }

    fn within(&self, area: AreaCode) -> &[Recorded] {
        self.0.get(area.range_in(&self.0, |of| of.at)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rows::designation;

    fn record(village: &str, pillar_no: i32, as_of: &str, state: &str) -> PillarStatus {
        PillarStatus {
            village_code: village.to_owned(),
            programme: "desmigratif".to_owned(),
            pillar_no,
            as_of: as_of.to_owned(),
            state: state.to_owned(),
            evidence: None,
        }
    }

    fn states() -> States {
        let villages = [("11.01.01.2001", Some(2017)), ("11.01.01.2002", Some(2019))];
        let villages =
            villages.into_iter().chain([("11.02.01.2001", None), ("11.03.01.2001", None)]);
        let designations: Vec<_> =
            villages.map(|(village, year)| designation(village, village, year, "test")).collect();
        let records = vec![
            record("11.01.01.2001", 1, "2018-05-01", "active"),
            record("11.01.01.2001", 1, "2020-03-01", "stalled"),
            record("11.01.01.2001", 1, "2020-12-31", "active"),
            record("11.01.01.2001", 2, "2018", "not_started"),
            record("11.01.01.2002", 1, "2018", "active"),
            record("11.02.01.2001", 4, "2021-01-01", "running"),
            record("11.09.01.2001", 1, "2021-01-01", "active"),
        ];
        States::new(&designations, records).unwrap()
    }

    fn counted(of: &Pillars) -> Vec<(i32, u64, u64)> {
        of.each.iter().map(|one| (one.pillar_no, one.active, one.recorded)).collect()
    }

    #[test]
    fn the_last_state_not_after_the_year_counts_where_the_village_takes_part_by_then() {
        let states = states();
        let regency: AreaCode = "11.01".parse().unwrap();
        let of = |year| states.of(regency, When::Year(year));
        assert_eq!(of(2017), None, "designated, and nothing recorded yet");
        let first = of(2018).unwrap();
        assert_eq!(
            (first.by_active.clone(), counted(&first)),
            (vec![0, 1], vec![(1, 1, 1), (2, 0, 1)])
        );
        let both = of(2019).unwrap();
        assert_eq!(
            (both.by_active.clone(), counted(&both)),
            (vec![0, 2], vec![(1, 2, 2), (2, 0, 1)])
        );
        let last = states.of(regency, When::Latest).unwrap();
        assert_eq!((of(2020), last.recorded(), last.active()), (Some(last.clone()), 2, 2));
    }

    #[test]
    fn unknown_is_not_zero_and_other_villages_are_not_designated() {
        let states = states();
        let of = |area: &str| states.of(area.parse().unwrap(), When::Latest);
        assert_eq!(of("11.03"), None);
        assert_eq!(of("11.09"), None);
        let none_active = of("11.02").unwrap();
        assert_eq!((none_active.recorded(), none_active.active()), (1, 0));
        let parts = ["11.01", "11.02", "11.03"].map(of);
        assert_eq!(of("11"), Pillars::sum(parts.iter().flatten()));
        assert_eq!(Pillars::sum([]), None);
    }
}
