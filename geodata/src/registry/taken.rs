//! What a dataset takes of the entries that count, and what it cannot.

use std::collections::BTreeMap;

use serde_json::Value;

use super::check::check;
use super::checked::{Checked, Problem};
use super::entry::{Entry, Table, counting};
use super::follow::followed;
use super::known::Known;
use super::unfit::Unfit;
use crate::code::AreaCode;
use crate::dataset::Dataset;
use crate::error::GeodataError;

/// A row that counts, with its entry.
pub(super) type Counted<'a> = (&'a Entry, Checked);

/// What a dataset takes of the entries that count.
#[derive(Default)]
pub(super) struct Taken<'a> {
    /// The rows by table; of those that are about the same the last one.
    pub(super) rows: BTreeMap<Table, Vec<Counted<'a>>>,
    /// What it cannot count.
    pub(super) unfit: Vec<Unfit>,
}

/// The entries that `dataset` cannot count, proposals and what is said of them too.
///
/// # Errors
/// When a table of the dataset is not as `docs/dataset.md` says.
pub fn unfit_for(dataset: &Dataset, entries: &[Entry]) -> Result<Vec<Unfit>, GeodataError> {
    Ok(taken(&mut Known::new(dataset, None)?, entries).unfit)
}

/// Takes in the entries that count, table by table, as the dataset of `known` has their areas today.
pub(super) fn taken<'a>(known: &mut Known<'_>, entries: &'a [Entry]) -> Taken<'a> {
    let mut taken = Taken::default();
    let counting = counting(entries);
    for table in Table::ALL {
        if table == Table::ProposalNotes {
            learn_proposals(known, entries);
        }
        let mut rows: Vec<Counted<'a>> = Vec::new();
        for entry in counting.iter().copied().filter(|entry| entry.table == table) {
            match check(known, table, 0, &followed(known, &entry.row)) {
                Ok(checked) => {
                    known.learn(&checked);
                    rows.push((entry, checked));
                }
                Err(problems) => {
                    let say =
                        |problem: &Problem| format!("`{}`: {}", problem.field, problem.detail);
                    let detail: Vec<String> = problems.iter().map(say).collect();
                    taken.unfit.push(Unfit::new(entry, detail.join("; ")));
                }
            }
        }
        taken.rows.insert(table, last_of_each(rows, &mut taken.unfit));
    }
    taken
}

/// What is asked of a proposal is asked of it still when another one speaks in its place.
fn learn_proposals(known: &mut Known<'_>, entries: &[Entry]) {
    for entry in entries.iter().filter(|entry| entry.table == Table::Proposals) {
        match check(known, Table::Proposals, 0, &followed(known, &entry.row)) {
            Ok(checked) => known.learn_proposal(&entry.id, &checked),
            Err(_) => {
                let village = entry.row.get("village_code").and_then(Value::as_str);
                let village: Option<AreaCode> = village.and_then(|code| code.parse().ok());
                if let Some(village) = village {
                    known.lose_proposal(&entry.id, village);
                }
            }
        }
    }
}

/// Of rows that are about the same the last one; the others are listed. There are such where two codes came to one.
fn last_of_each<'a>(rows: Vec<Counted<'a>>, unfit: &mut Vec<Unfit>) -> Vec<Counted<'a>> {
    let mut last: BTreeMap<String, &'a Entry> = BTreeMap::new();
    let mut kept = Vec::with_capacity(rows.len());
    for (entry, checked) in rows.into_iter().rev() {
        let key = Some(&checked.key).filter(|key| !key.is_empty());
        if let Some(later) = key.and_then(|key| last.get(key)) {
            let detail = format!("`{}`, which came later, is about the same", later.id);
            unfit.push(Unfit::new(entry, detail));
            continue;
        }
        last.insert(checked.key.clone(), entry);
        kept.push((entry, checked));
    }
    kept.reverse();
    kept
}
