//! Codes over time: what became of a code when areas were split, merged, renamed or given other numbers.
//!
//! A change holds from its day on, and days order them: what a code of one edition became is found by following the changes
//! after that edition. So a number that was given to another area later is no circle: `96.04` may follow `92.09` and be
//! followed itself by nothing, while the `96.04` of another edition was something else.

mod edge;
mod facts;
mod made_of;
#[cfg(test)]
mod tests;
mod today;

use std::collections::BTreeMap;

pub use edge::{ChangeError, Kind, is_day};
pub use facts::{aliases, facts};
pub use made_of::Former;
pub use today::{Successor, Today};

use self::edge::{Day, Edge};
use crate::code::{AreaCode, Level};
use crate::dataset::AreaChange;

/// The changes of codes, checked.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    rows: Vec<AreaChange>,
    edges: BTreeMap<AreaCode, Vec<Edge>>,
    /// The codes from which changes lead to a code, each once.
    into: BTreeMap<AreaCode, Vec<AreaCode>>,
}

/// What came of a code.
#[derive(Debug, Clone, PartialEq)]
pub struct Heir<'a> {
    /// Its code today.
    pub code: AreaCode,
    /// The share of the residents that it has of the code that was followed; `None` where a change on the way states none.
    pub share: Option<f64>,
    /// Whether it is the very same area under another code: every change on the way is a `recode`.
    pub same_area: bool,
    /// The last change on the way.
    pub last: &'a AreaChange,
}

/// The code of a part of an area that was given another code, if the part kept its own digits.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept<'a> {
    /// The code of the part.
    pub code: AreaCode,
    /// What came of the area around it.
    pub around: Heir<'a>,
}

impl Changes {
    /// Checks changes against one another.
    ///
    /// # Errors
    /// A row is not as `docs/dataset.md` says, or the rows contradict one another; the error names the row.
    pub fn new(rows: Vec<AreaChange>) -> Result<Self, ChangeError> {
        let edges = edge::checked(&rows)?;
        let into = edge::inverted(&edges);
        let changes = Self { rows, edges, into };
        for (from, edges) in &changes.edges {
            if changes.walk(*from, None).is_none() {
                let row = edges.first().map_or(0, |edge| edge.row);
                return Err(ChangeError::circle(row, *from));
            }
        }
        Ok(changes)
    }

    /// What came of `code`, as the edition of the day `since` (`2022-06-30`) had it; without a day, of the first edition
    /// that a change tells of. Nothing where no change is known. One heir has all of its residents, several share them.
    pub fn follow(&self, code: AreaCode, since: Option<&str>) -> Vec<Heir<'_>> {
        // A day that is none would follow what it should not.
        let day = match since.map(Day::of) {
            Some(None) => return Vec::new(),
            Some(day) => day,
            None => None,
        };
        self.walk(code, day).unwrap_or_default()
    }

    /// Where a part of a larger area is if that was given another code as a whole and the part kept its digits. Parts are
    /// given other digits as often as not: the code is a question to the register, and no answer without the name.
    pub fn kept(&self, code: AreaCode, since: Option<&str>) -> Option<Kept<'_>> {
        above(code).find_map(|area| {
            let [around] = <[Heir<'_>; 1]>::try_from(self.follow(area, since)).ok()?;
            let code = code.moved(area, around.code)?;
            (around.code != area).then_some(Kept { code, around })
        })
    }

    /// Where to look for what had the code of an area that is gone: what came of it, or else of the nearest area around it
    /// that is gone too, with that area's code.
    pub fn successors(
        &self,
        code: AreaCode,
        exists: impl Fn(AreaCode) -> bool,
    ) -> Option<(AreaCode, Vec<Heir<'_>>)> {
        std::iter::once(code).chain(above(code)).take_while(|area| !exists(*area)).find_map(
            |area| {
                let mut heirs = self.follow(area, None);
                heirs.retain(|heir| exists(heir.code));
                (!heirs.is_empty()).then_some((area, heirs))
            },
        )
    }

    /// The heirs of a code after a day; `None` when the way leads in a circle.
    fn walk(&self, code: AreaCode, since: Option<Day>) -> Option<Vec<Heir<'_>>> {
        let mut found: BTreeMap<AreaCode, Heir<'_>> = BTreeMap::new();
        let (share, same_area) = (Some(1.0), true);
        let mut open =
            vec![Step { code, since, share, same_area, last: None, undated: Vec::new() }];
        while let Some(step) = open.pop() {
            let next = self.after(step.code, step.since);
            if next.is_empty() {
                if let Some(last) = step.last {
                    let Step { code, share, same_area, .. } = step;
                    let heir = Heir { code, share, same_area, last };
                    let join = |known: &mut Heir<'_>| {
                        known.share = known.share.zip(share).map(|(one, other)| one + other);
                        // It was split on the way.
                        known.same_area = false;
                    };
                    found.entry(code).and_modify(join).or_insert(heir);
                }
                continue;
            }
            if step.undated.contains(&step.code) {
                return None;
            }
            for edge in next {
                let mut undated = step.undated.clone();
                // Days go forward, so that only changes without one can lead back.
                if edge.day.is_none() {
                    undated.push(step.code);
                }
                let share = step.share.zip(edge.share).map(|(before, part)| before * part);
                let same_area = step.same_area && edge.kind == Kind::Recode;
                let since = edge.day.or(step.since);
                let last = self.rows.get(edge.row).or(step.last);
                open.push(Step { code: edge.to, since, share, same_area, last, undated });
            }
        }
        Some(found.into_values().collect())
    }

    /// The changes of a code that come next after a day: those of the first day after it, or those without a day.
    fn after(&self, code: AreaCode, since: Option<Day>) -> Vec<&Edge> {
        // Another name leads nowhere.
        let edges = || {
            let all = self.edges.get(&code).into_iter().flatten();
            all.filter(|edge| edge.kind != Kind::Rename)
        };
        let first = edges().filter_map(|edge| edge.day).filter(|day| Some(*day) > since).min();
        edges().filter(|edge| edge.day == first).collect()
    }

    /// The changes as rows.
    pub fn rows(&self) -> &[AreaChange] {
        &self.rows
    }

    /// The changes as rows, to be written.
    pub fn into_rows(self) -> Vec<AreaChange> {
        self.rows
    }
}

/// A code on the way, with what is known of it by then.
struct Step<'a> {
    code: AreaCode,
    since: Option<Day>,
    share: Option<f64>,
    same_area: bool,
    last: Option<&'a AreaChange>,
    /// Codes that changes without a day led away from.
    undated: Vec<AreaCode>,
}

/// The areas around one, the nearest first.
fn above(code: AreaCode) -> impl Iterator<Item = AreaCode> {
    let levels = Level::ALL.into_iter().rev().filter(move |level| *level < code.level());
    levels.filter_map(move |level| code.ancestor(level))
}
