//! A row under the eye: what is wrong with it is noted, field by field.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::checked::Problem;
use super::gone::Gone;
use super::known::Known;
use crate::code::{AreaCode, Level};
use crate::source::Date;

/// Letters of a text of one line.
const LINE: usize = 200;
/// Letters of a reason, note, evidence or source.
const REMARK: usize = 1_000;
/// The years that a row may speak of.
const FIRST_YEAR: i32 = 1990;
const LAST_YEAR: i32 = 2100;

/// What is known, and what is wrong with the row number `at`.
pub(super) struct Look<'a> {
    pub(super) known: &'a Known<'a>,
    pub(super) at: usize,
    pub(super) problems: Vec<Problem>,
}

impl Look<'_> {
    pub(super) fn wrong(&mut self, field: &str, detail: impl Into<String>) {
        self.problems.push(Problem::new(self.at, field, detail));
    }

    /// Something that is wrong because of an area whose code is gone, where it is one.
    pub(super) fn wrong_area(&mut self, field: &str, detail: String, gone: Option<Gone>) {
        let mut problem = Problem::new(self.at, field, detail);
        if let Some(Gone { says, successors }) = gone {
            problem.detail = format!("{}; {says}", problem.detail);
            problem.successors = successors;
        }
        self.problems.push(problem);
    }

    pub(super) fn read<T: DeserializeOwned>(&mut self, row: &Value) -> Option<T> {
        match T::deserialize(row) {
            Ok(read) => Some(read),
            Err(error) => {
                let text = error.to_string();
                // serde names the field between grave accents.
                let field = text.split('`').nth(1).unwrap_or_default().to_owned();
                self.wrong(&field, text);
                None
            }
        }
    }

    pub(super) fn text(&mut self, field: &str, text: &str, most: usize) {
        if text.trim().is_empty() {
            self.wrong(field, "is blank; say it, or leave the field out where it may be");
        } else if text.chars().count() > most {
            self.wrong(field, format!("is longer than {most} letters"));
        } else if text.chars().any(char::is_control) {
            self.wrong(
                field,
                "holds a line break or another control character; write it in one line",
            );
        }
    }

    pub(super) fn texts(
        &mut self,
        lines: &[(&str, Option<&str>)],
        remarks: &[(&str, Option<&str>)],
    ) {
        for (field, text) in lines {
            text.iter().for_each(|text| self.text(field, text, LINE));
        }
        for (field, text) in remarks {
            text.iter().for_each(|text| self.text(field, text, REMARK));
        }
    }

    pub(super) fn one_of(&mut self, field: &str, text: &str, known: &[&str]) {
        if !known.contains(&text) {
            self.wrong(field, format!("`{text}` is not known; use one of {}", known.join(", ")));
        }
    }

    pub(super) fn area(&mut self, field: &str, text: &str, levels: &[Level]) -> Option<AreaCode> {
        let code: AreaCode = match text.parse() {
            Ok(code) => code,
            Err(error) => {
                self.wrong(field, format!("{error}"));
                return None;
            }
        };
        if !levels.contains(&code.level()) {
            let wanted: Vec<&str> = levels.iter().map(|level| level.as_str()).collect();
            self.wrong(
                field,
                format!("{code} is a {}; give the code of a {}", code.level(), wanted.join(" or ")),
            );
            return None;
        }
        if self.known.dataset.area(code).is_none() {
            let detail = format!("the register of this dataset has no {} {code}", code.level());
            self.wrong_area(field, detail, self.known.gone(code));
            return None;
        }
        Some(code)
    }

    pub(super) fn village(&mut self, text: &str) -> Option<AreaCode> {
        self.area("village_code", text, &[Level::Village])
    }

    pub(super) fn programme(&mut self, id: &str) {
        if !self.known.programmes.contains(id) {
            let known: Vec<&str> = self.known.programmes.iter().map(String::as_str).collect();
            self.wrong(
                "programme",
                format!("there is no programme `{id}`; use one of {}", known.join(", ")),
            );
        }
    }

    pub(super) fn year(&mut self, year: i32) {
        let today = self.known.today.as_deref().and_then(|day| day.get(..4)?.parse().ok());
        let last = today.unwrap_or(LAST_YEAR);
        if !(FIRST_YEAR..=last).contains(&year) {
            self.wrong("year", format!("{year} is not between {FIRST_YEAR} and {last}"));
        }
    }

    /// A year, a month or a day that is not in the future.
    pub(super) fn time(&mut self, field: &str, text: &str) {
        let whole = match text.len() {
            4 => format!("{text}-01-01"),
            7 => format!("{text}-01"),
            _ => text.to_owned(),
        };
        let is_day = whole.len() == 10 && Date::of_iso(&whole).is_some();
        if !is_day {
            self.wrong(field, format!("`{text}` is no day; write 2026-03-31, or 2026-03 or 2026 where the day is not known"));
        } else if self.known.today.as_deref().is_some_and(|today| whole.as_str() > today) {
            self.wrong(field, format!("`{text}` has not come yet"));
        }
    }

    pub(super) fn times(&mut self, from: Option<&str>, to: Option<&str>) {
        if let Some(from) = from {
            self.time("from", from);
        }
        if let Some(to) = to {
            self.time("to", to);
            if from.is_some_and(|from| from > to) {
                self.wrong("to", "is before `from`");
            }
        }
    }

    /// The year of a round of this programme.
    pub(super) fn round(&mut self, round: &str, programme: &str) -> Option<i32> {
        match self.known.rounds.get(round) {
            Some(known) if known.programme == programme => Some(known.year),
            Some(known) => {
                let of = known.programme.clone();
                self.wrong("round", format!("the round `{round}` is of the programme `{of}`"));
                None
            }
            None => {
                let known: Vec<&str> = self.known.rounds.keys().map(String::as_str).collect();
                self.wrong(
                    "round",
                    format!("there is no round `{round}`; use one of {}", known.join(", ")),
                );
                None
            }
        }
    }

    /// The id of a row: its own, which may be one of the base for the same area, or the usual one.
    pub(super) fn id(
        &mut self,
        given: Option<&str>,
        usual: String,
        base: Option<&String>,
        area: &str,
    ) -> String {
        let Some(given) = given else {
            if let Some(theirs) = base.filter(|_| self.known.today.is_some()) {
                self.wrong("id", format!("the dataset has a row `{usual}` (of {theirs}); give this id to speak in its place, or another one"));
            }
            return usual;
        };
        self.text("id", given, LINE);
        if let Some(theirs) = base.filter(|theirs| theirs.as_str() != area) {
            self.wrong("id", format!("the dataset has a row `{given}`, and it is of {theirs}"));
        }
        given.to_owned()
    }
}
