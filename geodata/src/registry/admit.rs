//! Whether rows can be recorded beside what is recorded already.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::check::check;
use super::checked::{Checked, Problem};
use super::entry::{Entry, Table, counting};
use super::follow::followed;
use super::known::Known;
use super::rows::{OfficerRow, Row};
use crate::dataset::Dataset;
use crate::error::GeodataError;

/// Officers (`petugas`) that a village has at a time.
const OFFICERS: usize = 2;

/// The rows of `table`, checked against `base` and what is recorded over it; `replaces` names for each row the entry in whose place
/// it speaks. All of them, or everything that is wrong.
///
/// # Errors
/// When a table of the base is not as `docs/dataset.md` says.
pub fn admit(
    base: &Dataset,
    entries: &[Entry],
    table: Table,
    rows: &[Value],
    replaces: &[Option<String>],
    today: &str,
) -> Result<Result<Vec<Checked>, Vec<Problem>>, GeodataError> {
    // What was recorded may speak of any day.
    let mut known = Known::new(base, None)?;
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    let mut officers = Vec::new();
    let standing = standing(entries);
    // A question names a proposal; nothing else does.
    let named = if table == Table::ProposalNotes { Table::Proposals } else { Table::LtsaOffices };
    for of in [Table::Designations, named, table] {
        for entry in standing.iter().filter(|entry| entry.table == of) {
            let row = followed(&known, &entry.row);
            let Ok(found) = check(&known, of, 0, &row) else { continue };
            known.learn(&found);
            known.learn_proposal(&entry.id, &found);
            if of == table && !found.key.is_empty() {
                taken.insert(found.key.clone(), &entry.id);
            }
            if let Row::Officer(row) = found.row {
                officers.push((entry.id.as_str(), row));
            }
        }
    }
    known.today = Some(today.to_owned());
    let (mut checked, mut problems) = (Vec::new(), Vec::new());
    let mut own: BTreeMap<String, usize> = BTreeMap::new();
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for (at, row) in rows.iter().enumerate() {
        let replaced = replaces.get(at).and_then(Option::as_deref);
        if let Some(id) = replaced {
            let stands = standing.iter().any(|entry| entry.id == id && entry.table == table);
            if !stands {
                problems.push(wrong(
                    at,
                    "replaces",
                    format!("`{id}` is no record of {} that stands", table.name()),
                ));
            } else if !used.insert(id) {
                problems.push(wrong(at, "replaces", format!("another row replaces `{id}` too")));
            }
        }
        match check(&known, table, at, row) {
            Err(more) => problems.extend(more),
            Ok(found) => {
                let beside = taken.get(&found.key).filter(|id| Some(**id) != replaced);
                if let Some(id) = beside {
                    problems.push(wrong(at, "", format!("this is recorded already as `{id}`; name it in `replaces`, or withdraw it first")));
                }
                if !found.key.is_empty()
                    && let Some(first) = own.insert(found.key.clone(), at)
                {
                    problems.push(wrong(at, "", format!("row {first} is about the same")));
                }
                checked.push(found);
            }
        }
    }
    officers.retain(|(id, _)| !used.contains(id));
    problems.extend(too_many_officers(&officers, &checked));
    Ok(if problems.is_empty() { Ok(checked) } else { Err(problems) })
}

/// Entries that nobody took back and none that counts has replaced; those that wait for approval among them.
fn standing(entries: &[Entry]) -> Vec<&Entry> {
    let ended: BTreeSet<&str> =
        counting(entries).iter().filter_map(|entry| entry.replaces.as_deref()).collect();
    let stands = |entry: &&Entry| !entry.withdrawn && !ended.contains(entry.id.as_str());
    entries.iter().filter(stands).collect()
}

fn wrong(row: usize, field: &str, detail: String) -> Problem {
    Problem::new(row, field, detail)
}

/// The rows that would give a village more officers at a time than it has.
fn too_many_officers(recorded: &[(&str, OfficerRow)], checked: &[Checked]) -> Vec<Problem> {
    let new: Vec<&OfficerRow> = checked
        .iter()
        .filter_map(|checked| match &checked.row {
            Row::Officer(row) => Some(row),
            _ => None,
        })
        .collect();
    let all = || recorded.iter().map(|(_, row)| row).chain(new.iter().copied());
    let mut problems = Vec::new();
    for (at, row) in new.iter().enumerate().filter(|(_, row)| row.role == "petugas") {
        let beside = all().filter(|other| {
            other.role == row.role
                && (&other.village_code, &other.programme) == (&row.village_code, &row.programme)
                && meet(other, row)
        });
        // The row itself is among them.
        let count = beside.count();
        if count > OFFICERS {
            let detail = format!(
                "{} would have {count} officers at a time, and a village has {OFFICERS}; end one of them with `to`",
                row.village_code
            );
            problems.push(wrong(at, "village_code", detail));
        }
    }
    problems
}

/// Whether two were in office at the same time.
fn meet(one: &OfficerRow, other: &OfficerRow) -> bool {
    let before = |to: &Option<String>, from: &Option<String>| matches!((to, from), (Some(to), Some(from)) if to < from);
    !before(&one.to, &other.from) && !before(&other.to, &one.from)
}
