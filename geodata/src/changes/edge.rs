//! Single changes, and whether they can stand beside one another.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::code::AreaCode;
use crate::dataset::AreaChange;
use crate::source::{Date, YEARS};

/// How far the stated shares of a split may be from the whole: they are written with a few digits.
const ROUNDING: f64 = 0.001;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The same area has another code.
    Recode,
    /// The same code has another name.
    Rename,
    /// A part of the area, or what is left of it, has this code.
    Split,
    /// The area is a part of another one.
    Merge,
}

impl Kind {
    /// The kind that the column `area_changes.kind` writes so.
    pub fn of_text(text: &str) -> Option<Self> {
        [Self::Recode, Self::Rename, Self::Split, Self::Merge]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }

    /// The value of the column `area_changes.kind`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Recode => "recode",
            Self::Rename => "rename",
            Self::Split => "split",
            Self::Merge => "merge",
        }
    }
}

/// A change that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}; {advice}")]
pub struct ChangeError {
    /// Where it stands among the rows, from 0.
    pub row: usize,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub advice: &'static str,
}

impl ChangeError {
    pub(super) fn circle(row: usize, from: AreaCode) -> Self {
        Self {
            row,
            problem: format!("the changes of {from} lead in a circle"),
            advice: "give them the days on which they took place",
        }
    }
}

/// A day, in the order of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Day(i32);

impl Day {
    /// The day that a text writes as `2022-07-25`.
    pub(super) fn of(text: &str) -> Option<Self> {
        let date = Date::of_iso(text).filter(|_| text.len() == 10)?;
        YEARS.contains(&date.year).then(|| Self(date.since_1970()))
    }
}

/// Whether a text is a day on which a code can have changed, as `2022-07-25`.
pub fn is_day(text: &str) -> bool {
    Day::of(text).is_some()
}

/// One change, from the code under which it is kept.
#[derive(Debug, Clone)]
pub(super) struct Edge {
    pub(super) to: AreaCode,
    pub(super) kind: Kind,
    pub(super) day: Option<Day>,
    /// All of the residents unless it is a split.
    pub(super) share: Option<f64>,
    /// Where it stands among the rows.
    pub(super) row: usize,
}

/// The changes by the code that they lead away from.
pub(super) fn checked(rows: &[AreaChange]) -> Result<BTreeMap<AreaCode, Vec<Edge>>, ChangeError> {
    let mut edges: BTreeMap<AreaCode, Vec<Edge>> = BTreeMap::new();
    for (row, change) in rows.iter().enumerate() {
        let (from, edge) = one(row, change)?;
        edges.entry(from).or_default().push(edge);
    }
    for (from, edges) in &edges {
        let days: BTreeSet<Option<Day>> = edges.iter().map(|edge| edge.day).collect();
        for day in days {
            let same: Vec<&Edge> = edges.iter().filter(|edge| edge.day == day).collect();
            together(*from, &same)?;
        }
    }
    Ok(edges)
}

fn one(row: usize, change: &AreaChange) -> Result<(AreaCode, Edge), ChangeError> {
    let wrong = |problem: String, advice| ChangeError { row, problem, advice };
    let code = |text: &str| {
        text.parse::<AreaCode>()
            .map_err(|error| wrong(error.to_string(), "write both codes as text with their dots"))
    };
    let (from, to) = (code(&change.from_code)?, code(&change.to_code)?);
    if from.level() != to.level() {
        let problem = format!("{from} is the code of a {}, {to} of a {}", from.level(), to.level());
        return Err(wrong(problem, "a change leads to an area of the same level"));
    }
    let kind = Kind::of_text(&change.kind).ok_or_else(|| {
        wrong(
            format!("`{}` is no kind of change", change.kind),
            "write recode, rename, split or merge",
        )
    })?;
    // What an area was merged into, and what is left of one that was split, may keep its code.
    if (from == to) != (kind == Kind::Rename) && !matches!(kind, Kind::Split | Kind::Merge) {
        let problem = format!("a {} leads from {from} to {to}", kind.as_str());
        return Err(wrong(problem, "a rename keeps the code, a recode gives another one"));
    }
    let day = match change.date.as_deref() {
        None => None,
        Some(text) => Some(Day::of(text).ok_or_else(|| {
            wrong(
                format!("`{text}` is no day on which codes of this country changed"),
                "write it as 2022-07-25, or leave it out where nobody knows it",
            )
        })?),
    };
    if let Some(share) = change.share
        && !(share > 0.0 && share <= 1.0)
    {
        let problem = format!("{share} is no share of the residents");
        return Err(wrong(problem, "write it as a number above 0 and up to 1"));
    }
    let share = if kind == Kind::Split { change.share } else { Some(1.0) };
    Ok((from, Edge { to, kind, day, share, row }))
}

/// The changes of one code on one day.
fn together(from: AreaCode, edges: &[&Edge]) -> Result<(), ChangeError> {
    let row = edges.last().map_or(0, |edge| edge.row);
    let wrong = |problem: String, advice| Err(ChangeError { row, problem, advice });
    let splits = edges.iter().filter(|edge| edge.kind == Kind::Split).count();
    if edges.len() > 1 && splits < edges.len() {
        let problem = format!("{from} has {} changes on one day", edges.len());
        return wrong(problem, "only the parts of a split begin on the same day");
    }
    if splits == 1 {
        let problem = format!("the split of {from} has one part");
        return wrong(problem, "list every part, what is left of the area too");
    }
    let parts: HashSet<AreaCode> = edges.iter().map(|edge| edge.to).collect();
    if parts.len() < edges.len() {
        return wrong(format!("the split of {from} lists a part twice"), "remove one of the rows");
    }
    let sum: Option<f64> = edges.iter().map(|edge| edge.share).sum();
    if let Some(sum) = sum
        && (sum - 1.0).abs() > ROUNDING
    {
        let problem = format!("the shares of {from} sum to {sum}");
        return wrong(problem, "the parts of a split have all of the residents: the sum is 1");
    }
    Ok(())
}

/// The codes from which changes lead to each code.
pub(super) fn inverted(edges: &BTreeMap<AreaCode, Vec<Edge>>) -> BTreeMap<AreaCode, Vec<AreaCode>> {
    let mut into: BTreeMap<AreaCode, Vec<AreaCode>> = BTreeMap::new();
    for (from, edges) in edges {
        for edge in edges.iter().filter(|edge| edge.kind != Kind::Rename && edge.to != *from) {
            let known = into.entry(edge.to).or_default();
            if known.last() != Some(from) {
                known.push(*from);
            }
        }
    }
    into
}
