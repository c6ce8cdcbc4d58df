//! What is wrong in a table: all of it counted, the first of each kind listed.

use super::super::findings::{Check, Findings};
use crate::source::Record;

/// Lines of each check and table in the report.
const LISTED: usize = 1000;

/// The defects of one table.
#[derive(Debug)]
pub(super) struct Defects {
    table: String,
    /// By check, in the order in which they were first met.
    found: Vec<Found>,
}

#[derive(Debug)]
struct Found {
    check: Check,
    listed: Vec<String>,
    count: usize,
}

impl Defects {
    pub(super) fn new(table: &str) -> Self {
        Self { table: table.to_owned(), found: Vec::new() }
    }

    /// Adds what `check` found in a row; `detail` is asked for while there are lines left.
    pub(super) fn add(
        &mut self,
        check: Check,
        record: &Record<'_>,
        detail: impl FnOnce() -> String,
    ) {
        let place = || record.row().place.in_words();
        self.add_at(check, || format!("{}: {}", place(), detail()));
    }

    /// Adds what `check` found; `detail` says where.
    pub(super) fn add_at(&mut self, check: Check, detail: impl FnOnce() -> String) {
        let known =
            self.found.iter().position(|found| found.check.title.check == check.title.check);
        let at = known.unwrap_or_else(|| {
            self.found.push(Found { check, listed: Vec::new(), count: 0 });
            self.found.len() - 1
        });
        let Some(found) = self.found.get_mut(at) else { return };
        found.count += 1;
        if found.listed.len() < LISTED {
            found.listed.push(detail());
        }
    }

    /// Tells the report.
    pub(super) fn tell(self, findings: &mut Findings) {
        for Found { check, listed, count } in self.found {
            let more = count - listed.len();
            for detail in listed {
                findings.note(check, &self.table, None, detail);
            }
            if more > 0 {
                findings.unlisted(check, &self.table, more);
            }
        }
    }
}
