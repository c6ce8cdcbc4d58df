//! What an area of today was made of: the way back along the changes.

use std::collections::BTreeSet;

use super::Changes;
use super::edge::{Day, Edge, Kind};
use crate::code::AreaCode;

/// An area of another edition of which all or a part came to an area of today.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Former {
    /// Its code in that edition.
    pub code: AreaCode,
    /// The share of its residents that came; `None` where a change on the way states none.
    pub share: Option<f64>,
}

impl Changes {
    /// The areas of the edition of the day `since` that `code` was made of, in order of code: itself alone where nothing
    /// changed, one other where only its number did, several where areas were merged. `had` says that the edition is known
    /// to have the code itself, as a file does that has a row of it.
    ///
    /// Whether an area that others were merged into was there before is told by the changes: it was where it has a row of its
    /// own among them (`from` and `to` are one), where only one other area came to it (what merges into nothing is a recode),
    /// or where it changed before; otherwise it was made that day.
    pub fn made_of(&self, code: AreaCode, since: Option<&str>, had: bool) -> Vec<Former> {
        let since = match since.map(Day::of) {
            Some(None) => return Vec::new(),
            Some(day) => day,
            None => None,
        };
        let mut open = vec![code];
        let mut seen = BTreeSet::from([code]);
        while let Some(one) = open.pop() {
            open.extend(
                self.into.get(&one).into_iter().flatten().filter(|from| seen.insert(**from)),
            );
        }
        let came = |from: AreaCode| {
            if !self.existed(from, since, had && from == code) {
                return None;
            }
            let heirs = self.walk(from, since)?;
            if heirs.is_empty() {
                return (from == code).then_some(Former { code, share: Some(1.0) });
            }
            let heir = heirs.iter().find(|heir| heir.code == code)?;
            Some(Former { code: from, share: heir.share })
        };
        seen.into_iter().filter_map(came).collect()
    }

    /// Whether the edition of a day had an area of this code.
    fn existed(&self, code: AreaCode, since: Option<Day>, had: bool) -> bool {
        let others = self.into.get(&code).into_iter().flatten();
        let edges = others.filter_map(|from| self.edges.get(from)).flatten();
        let (before, after): (Vec<&Edge>, Vec<&Edge>) = edges
            .filter(|edge| edge.to == code && edge.kind != Kind::Rename)
            .partition(|edge| edge.day.is_some_and(|day| Some(day) <= since));
        // Those without a day come last, as they are followed.
        let Some(first) = after.iter().map(|edge| edge.day).min_by_key(|day| (day.is_none(), *day))
        else {
            return true;
        };
        let until = |day: Option<Day>| match (day, first) {
            (Some(day), Some(first)) => Some(day) > since && day <= first,
            (Some(day), None) => Some(day) > since,
            (None, first) => first.is_none(),
        };
        let mut own = self.edges.get(&code).into_iter().flatten();
        if !before.is_empty() || own.any(|edge| edge.kind != Kind::Rename && until(edge.day)) {
            return true;
        }
        let mut arrived = after.iter().filter(|edge| edge.day == first).map(|edge| edge.kind);
        match (arrived.next(), arrived.next()) {
            (Some(Kind::Recode), _) | (_, Some(Kind::Recode)) => false,
            (Some(Kind::Merge), None) => true,
            _ => had,
        }
    }
}
