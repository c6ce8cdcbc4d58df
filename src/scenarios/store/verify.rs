//! Checking that saved state is whole: the chain, the tables, and that everything stored follows from the chain.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::chain::Follower;
use super::frozen::ranking;
use super::registry::told as told_of_registry;
use super::told::{Events, differences, stored_event, told};
use super::{FILE, HEAD_FILE, Scenario, StateError, Store, copy, head, people, schema};
use geodata::canonical::fingerprint;

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Events in the chain.
    pub events: i64,
    /// Scenarios.
    pub scenarios: usize,
    /// Frozen selections.
    pub frozen: usize,
    /// Signatures.
    pub signatures: usize,
    /// People with an account.
    pub people: usize,
    /// Rows that people have added to the dataset, withdrawn ones among them.
    pub registry: usize,
    /// Hash of the last event. Kept elsewhere, it also proves later that nothing was cut off.
    pub head: String,
    /// What is wrong; empty when all is well.
    pub problems: Vec<String>,
}

/// Heads that were noted in a file, by place.
pub(super) type Noted = (PathBuf, BTreeMap<i64, String>);

impl Store {
    /// Checks the state in `dir`, and compares it with the heads noted beside it and, where it is given, in `head`. It is
    /// read and copied to one of `places`, directories for what is temporary; not a byte of it is changed.
    ///
    /// # Errors
    /// When there is no state, it cannot be copied, or the database cannot be read at all.
    pub fn verify_dir(
        dir: &Path,
        head: Option<&Path>,
        places: &[PathBuf],
    ) -> Result<Verification, StateError> {
        let file = dir.join(FILE);
        let failed = |source| StateError::Directory { path: file.clone(), source };
        // Read first: what is noted later may not be in the copy.
        let noted = noted_of(dir, head)?;
        let copy = copy::copy(dir, FILE, places).map_err(failed)?;
        let mut connection = Connection::open(copy.file(FILE))?;
        verify(&mut connection, None, &noted)
    }

    /// The same for a store that is open.
    ///
    /// # Errors
    /// When the database cannot be read at all.
    pub fn verify(&self) -> Result<Verification, StateError> {
        self.read(|connection| found(connection, None, &[]))
    }
}

/// The heads that are noted beside the state in `dir`, where there are any, and those in `head`, which must be there.
pub(super) fn noted_of(dir: &Path, head: Option<&Path>) -> Result<Vec<Noted>, StateError> {
    let beside = dir.join(HEAD_FILE);
    let files = beside.exists().then_some(beside).into_iter().chain(head.map(Path::to_owned));
    files.map(|path| head::noted(&path).map(|noted| (path, noted))).collect()
}

/// Follows the whole chain and compares everything stored with what the events say.
pub(super) fn verify(
    connection: &mut Connection,
    beside: Option<&str>,
    noted: &[Noted],
) -> Result<Verification, StateError> {
    // One view of everything, whatever another process writes meanwhile.
    found(&*connection.transaction()?, beside, noted)
}

fn found(
    connection: &Connection,
    beside: Option<&str>,
    noted: &[Noted],
) -> Result<Verification, StateError> {
    let mut found = Verification {
        events: 0,
        scenarios: 0,
        frozen: 0,
        signatures: 0,
        people: 0,
        registry: 0,
        head: String::new(),
        problems: damage(connection)?,
    };
    found.problems.extend(schema::differences(connection, beside)?);
    if !has_tables(connection)? {
        // Each that is missing was named.
        found
            .problems
            .push("tables are missing: nothing can be compared with the history".to_owned());
        for (path, noted) in noted.iter().filter(|(_, noted)| !noted.is_empty()) {
            let (name, lost) = (path.display(), noted.len());
            found.problems.push(format!("{lost} events that {name} has noted are lost"));
        }
        return Ok(found);
    }
    let mut follower = Follower::default();
    let mut query = connection.prepare("SELECT * FROM events ORDER BY seq")?;
    for event in query.query_map([], stored_event)? {
        found.problems.extend(follower.follow(&event?));
    }
    (found.events, found.head) = follower.head();
    for (path, noted) in noted {
        found.problems.extend(head::problems(path, noted, connection)?);
    }
    for id in ids(connection)? {
        match told(connection, &id, Events::All) {
            Ok(Some((scenario, _))) => {
                found.scenarios += 1;
                found.frozen += usize::from(scenario.frozen.is_some());
                found.signatures += scenario.signatures.len();
                found.problems.extend(differences(connection, &scenario)?);
                found.problems.extend(frozen(connection, &scenario)?);
            }
            Ok(None) => found.problems.push(format!("scenario {id}: it has no history")),
            Err(StateError::Altered(problem)) => found.problems.push(problem),
            Err(error) => return Err(error),
        }
    }
    let people = people::told(connection)?;
    found.people = people.len();
    found.problems.extend(people::differences(connection, &people)?);
    match told_of_registry::told(connection) {
        Ok(told) => {
            found.registry = told.entries.len();
            found.problems.extend(told_of_registry::differences(connection, &told.entries)?);
        }
        Err(StateError::Altered(problem)) => found.problems.push(problem),
        Err(error) => return Err(error),
    }
    Ok(found)
}

/// What SQLite itself finds wrong with the file.
fn damage(connection: &Connection) -> Result<Vec<String>, StateError> {
    let mut lines = Vec::new();
    for pragma in ["PRAGMA integrity_check", "PRAGMA foreign_key_check"] {
        let mut query = connection.prepare(pragma)?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let table: String = row.get(0)?;
            lines.push(match pragma {
                "PRAGMA integrity_check" => table,
                _ => format!("a row of {table} belongs to nothing"),
            });
        }
    }
    lines.retain(|line| line != "ok");
    Ok(lines)
}

const TABLES: [&str; 9] = [
    "scenarios",
    "events",
    "frozen",
    "frozen_candidates",
    "signatures",
    "people",
    "grants",
    "subjects",
    "registry",
];

fn has_tables(connection: &Connection) -> Result<bool, StateError> {
    for table in TABLES {
        if !connection.table_exists(None, table)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Every scenario that anything stored belongs to.
fn ids(connection: &Connection) -> Result<Vec<String>, StateError> {
    let sql = "SELECT id FROM scenarios UNION SELECT scenario FROM events WHERE scenario IS NOT NULL UNION SELECT scenario FROM frozen \
               UNION SELECT scenario FROM frozen_candidates UNION SELECT scenario FROM signatures";
    let mut query = connection.prepare(sql)?;
    Ok(query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// What of a frozen selection does not fit the hashes in its event.
fn frozen(connection: &Connection, scenario: &Scenario) -> Result<Vec<String>, StateError> {
    let Some(summary) = &scenario.frozen else { return Ok(Vec::new()) };
    let id = &scenario.id;
    let mut problems = Vec::new();
    let mut query = connection.prepare_cached("SELECT document FROM frozen WHERE scenario = ?1")?;
    let documents = query.query_map([id], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
    if !documents.iter().any(|document| fingerprint([document]) == summary.hash) {
        problems.push(format!("scenario {id}: the frozen selection was changed"));
    }
    if ranking(connection, id, |_| {})? != summary.ranking_hash {
        problems.push(format!("scenario {id}: the frozen ranking was changed"));
    }
    Ok(problems)
}
