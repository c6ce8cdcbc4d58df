//! Coverage with each round and each pillar apart, for the areas where something of it is known.
//!
//! Of most rounds few villages are known by name. An area of which none is known has no row, which is not zero.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Coverage;
use super::pillars::PillarStates;
use crate::code::{AreaCode, Level};
use crate::values::When;

/// What one round, or a year of designations that name none, designated in an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundCoverage {
    /// The area.
    pub code: AreaCode,
    /// Its name.
    pub name: String,
    /// The programme.
    pub programme: Arc<str>,
    /// The round; `None` where designations name none.
    pub round: Option<Arc<str>>,
    /// The year of the designations; `None` where it is not known.
    pub year: Option<i32>,
    /// Villages that it designated. One that other rounds designated too is in each of them.
    pub designated: u64,
    /// Those among them whose first designation by any programme this is. They sum to the designated villages of the area.
    pub first_designated: u64,
    /// Designated villages by the end of the year, of all rounds and programmes, with those whose year is not known.
    pub designated_by_then: Option<u64>,
}

/// One pillar in the villages of an area that take part in its programme by the end of a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PillarCoverage {
    /// The area.
    pub code: AreaCode,
    /// Its name.
    pub name: String,
    /// The year; `None` where no designation and no record has one.
    pub year: Option<i32>,
    /// The programme.
    pub programme: Arc<str>,
    /// Its number there.
    pub pillar_no: i32,
    /// Villages that take part.
    pub designated: u64,
    /// How many of them are in each state, by their last record until then.
    pub states: PillarStates,
}

impl PillarCoverage {
    /// Villages of which no state is recorded. They may be in any.
    pub const fn unknown(&self) -> u64 {
        self.designated.saturating_sub(self.states.recorded())
    }
}

impl Coverage {
    /// What each round designated, by area of a level and year: those without a year first.
    pub fn by_round(&self, level: Level) -> Vec<RoundCoverage> {
        let mut rows = Vec::new();
        for area in self.listed(level) {
            for (of, (designated, first_designated)) in self.tall.rounds(area.code) {
                let by_then = |year| self.supply.designated(area.code, When::Year(year));
                rows.push(RoundCoverage {
                    code: area.code,
                    name: area.name.clone(),
                    programme: Arc::clone(&of.programme),
                    round: of.round.clone(),
                    year: of.year,
                    designated,
                    first_designated,
                    designated_by_then: of.year.map(by_then),
                });
            }
        }
        rows
    }

    /// The states of each pillar, by area of a level and year in which villages were designated, a round took place or
    /// something of a pillar was recorded.
    pub fn by_pillar(&self, level: Level) -> Vec<PillarCoverage> {
        let mut years: BTreeSet<i32> = self.states.years().collect();
        years.extend(&self.rounds);
        let mut years: Vec<Option<i32>> = years.into_iter().map(Some).collect();
        if years.is_empty() {
            years.push(None);
        }
        let mut rows = Vec::new();
        for area in self.listed(level) {
            for year in &years {
                let when = year.map_or(When::Latest, When::Year);
                for (programme, designated) in self.tall.taking_part(area.code, when) {
                    let states = self.states.each(area.code, programme, when);
                    let pillars = self.tall.pillars.iter().filter(|(of, _)| of == programme);
                    let pillars = pillars.map(|(_, pillar_no)| *pillar_no);
                    let pillars: BTreeSet<i32> = pillars.chain(states.keys().copied()).collect();
                    rows.extend(pillars.into_iter().map(|pillar_no| PillarCoverage {
                        code: area.code,
                        name: area.name.clone(),
                        year: *year,
                        programme: Arc::clone(programme),
                        pillar_no,
                        designated,
                        states: states.get(&pillar_no).copied().unwrap_or_default(),
                    }));
                }
            }
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::super::held::Tall;
    use super::super::pillars::States;
    use super::*;
    use crate::coverage::{Claimed, Listed, Near, Supply};
    use crate::dataset::{Designation, Pillar, PillarStatus};
    use crate::testing::rows;

    fn designation(
        village: &str,
        programme: &str,
        round: Option<&str>,
        year: Option<i32>,
    ) -> Designation {
        let id = format!("{village} {programme} {round:?} {year:?}");
        let (programme, round) = (programme.to_owned(), round.map(str::to_owned));
        Designation { programme, round, ..rows::designation(&id, village, year, "test") }
    }

    /// Two regencies; pillars 1 and 2 of one programme.
    fn country(designations: &[Designation], records: &[(&str, i32, &str, &str)]) -> Coverage {
        let listed =
            |text: &str| Listed { code: text.parse().unwrap(), name: text.to_owned(), villages: 9 };
        let pillar = |pillar_no| Pillar {
            programme: "a".to_owned(),
            pillar_no,
            name_id: String::new(),
            name_en: String::new(),
            source: String::new(),
        };
        let records = records.iter().map(|(village, pillar_no, as_of, state)| PillarStatus {
            village_code: (*village).to_owned(),
            programme: "a".to_owned(),
            pillar_no: *pillar_no,
            as_of: (*as_of).to_owned(),
            state: (*state).to_owned(),
            evidence: None,
        });
        let years: BTreeSet<i32> = designations.iter().filter_map(|of| of.year).collect();
        Coverage {
            areas: [vec![listed("11")], vec![listed("11.01"), listed("11.02")], Vec::new()],
            supply: Supply::new(designations, &[]).unwrap(),
            near: Near::default(),
            states: States::new(designations, records.collect()).unwrap(),
            tall: Tall::new(designations, vec![pillar(1), pillar(2)]).unwrap(),
            rounds: years.into_iter().collect(),
            claimed: Claimed::default(),
        }
    }

    #[test]
    fn a_village_is_in_each_of_its_rounds_and_first_in_one() {
        let designations = [
            designation("11.01.01.2001", "a", Some("2016"), Some(2016)),
            designation("11.01.01.2001", "a", Some("2018"), Some(2018)),
            // Said twice of one round.
            Designation {
                id: "again".into(),
                ..designation("11.01.01.2001", "a", Some("2018"), Some(2018))
            },
            designation("11.01.01.2002", "b", None, Some(2018)),
            designation("11.02.01.2001", "a", None, None),
            designation("11.02.01.2001", "a", Some("2018"), Some(2018)),
        ];
        let country = country(&designations, &[]);
        type Row = (String, String, Option<i32>, u64, u64, Option<u64>);
        let of = |level| -> Vec<Row> {
            let rows = country.by_round(level).into_iter();
            rows.map(|row| {
                let round = row.round.as_deref().unwrap_or("-");
                let round = format!("{} {round}", row.programme);
                (
                    row.name,
                    round,
                    row.year,
                    row.designated,
                    row.first_designated,
                    row.designated_by_then,
                )
            })
            .collect()
        };
        let row = |name: &str, round: &str, year, designated, first, then| {
            (name.to_owned(), round.to_owned(), year, designated, first, then)
        };
        let regencies = [
            row("11.01", "a 2016", Some(2016), 1, 1, Some(1)),
            row("11.01", "a 2018", Some(2018), 1, 0, Some(2)),
            row("11.01", "b -", Some(2018), 1, 1, Some(2)),
            row("11.02", "a -", None, 1, 1, None),
            row("11.02", "a 2018", Some(2018), 1, 0, Some(1)),
        ];
        assert_eq!(of(Level::Regency), regencies);
        let provinces = of(Level::Province);
        assert_eq!(provinces[0], row("11", "a -", None, 1, 1, None));
        assert_eq!(provinces[2], row("11", "a 2018", Some(2018), 2, 0, Some(3)));
        assert_eq!(provinces.iter().map(|row| row.4).sum::<u64>(), 3, "each village is first once");
        assert!(of(Level::District).is_empty() && of(Level::Village).is_empty());
    }

    #[test]
    fn every_state_is_apart_and_what_is_not_recorded_is_unknown() {
        let designations = [
            designation("11.01.01.2001", "a", None, Some(2016)),
            designation("11.01.01.2002", "a", None, Some(2018)),
            designation("11.01.01.2003", "a", None, None),
            designation("11.02.01.2001", "b", None, Some(2016)),
        ];
        let records = [
            ("11.01.01.2001", 1, "2017-05-01", "running"),
            ("11.01.01.2001", 1, "2019-01-01", "active"),
            ("11.01.01.2002", 1, "2019", "stalled"),
            ("11.01.01.2003", 1, "2019", "half built"),
            ("11.01.01.2003", 3, "2019", "not_started"),
            // Of a village that does not take part.
            ("11.01.01.2009", 1, "2010", "active"),
        ];
        let country = country(&designations, &records);
        let rows = country.by_pillar(Level::Regency);
        assert!(rows.iter().all(|row| row.name == "11.01"), "b has no pillars");
        let years: BTreeSet<Option<i32>> = rows.iter().map(|row| row.year).collect();
        assert_eq!(years, BTreeSet::from([2016, 2017, 2018, 2019].map(Some)));
        let of = |year, pillar_no| {
            let mut found =
                rows.iter().filter(|row| (row.year, row.pillar_no) == (Some(year), pillar_no));
            let row = found.next().unwrap();
            assert!(found.next().is_none());
            let PillarStates { active, running, stalled, not_started, other } = row.states;
            (row.designated, [active, running, stalled, not_started, other], row.unknown())
        };
        assert_eq!(of(2016, 1), (2, [0; 5], 2), "one has no year, and counts always");
        assert_eq!(of(2017, 1), (2, [0, 1, 0, 0, 0], 1));
        assert_eq!(of(2018, 1), (3, [0, 1, 0, 0, 0], 2));
        assert_eq!(of(2019, 1), (3, [1, 0, 1, 0, 1], 0));
        assert_eq!(of(2019, 2), (3, [0; 5], 3));
        assert_eq!(of(2019, 3), (3, [0, 0, 0, 1, 0], 2), "a pillar that only a record names");
        // As the other answers of this module count them.
        let pillars = country.states.of("11.01".parse().unwrap(), When::Latest).unwrap();
        let active: u64 =
            rows.iter().filter(|row| row.year == Some(2019)).map(|row| row.states.active).sum();
        assert_eq!(pillars.active(), active);
    }

    #[test]
    fn where_no_year_is_known_there_is_one_row_without_one() {
        let rows = country(&[designation("11.01.01.2001", "a", None, None)], &[]);
        let rows = rows.by_pillar(Level::Province);
        let found: Vec<_> = rows
            .iter()
            .map(|row| (row.year, row.pillar_no, row.designated, row.unknown()))
            .collect();
        assert_eq!(found, [(None, 1, 1, 1), (None, 2, 1, 1)]);
    }
}
