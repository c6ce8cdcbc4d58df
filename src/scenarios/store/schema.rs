//! The tables, and how older ones become today's. The format is SQLite's `user_version`.

use std::collections::BTreeMap;
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};

use super::StateError;

/// One step a format, in order; a step that has been released is never changed.
const STEPS: [&str; 4] = [
    include_str!("schema/1.sql"),
    include_str!("schema/2.sql"),
    include_str!("schema/3.sql"),
    include_str!("schema/4.sql"),
];

/// How long somebody else's write is waited for.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// Makes the connection safe: what was answered as saved is on the disk. The database never has more than `bytes`.
pub fn configure(connection: &Connection, bytes: u64) -> Result<(), StateError> {
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    let page: u32 = connection.query_row("PRAGMA page_size", [], |row| row.get(0))?;
    // It answers the bound that holds: never less than there is already.
    let pages =
        i64::try_from(bytes / u64::from(page.max(1))).unwrap_or(i64::MAX).clamp(1, 4_294_967_294);
    connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?;
    Ok(())
}

/// Brings the tables to today's format, all steps or none. Writes nothing where they have it.
pub fn migrate(connection: &mut Connection) -> Result<(), StateError> {
    if format(connection)? == known() {
        return Ok(());
    }
    // A table that others name is made anew by dropping it; that everything still belongs to something is seen at the end.
    connection.pragma_update(None, "foreign_keys", false)?;
    let migrated = steps(connection);
    connection.pragma_update(None, "foreign_keys", true)?;
    migrated
}

fn steps(connection: &mut Connection) -> Result<(), StateError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = format(&transaction)?;
    if found > known() {
        return Err(StateError::Newer { found, known: known() });
    }
    for step in STEPS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        transaction.execute_batch(step)?;
    }
    let lost = transaction.prepare("PRAGMA foreign_key_check")?.query([])?.next()?.is_some();
    if lost {
        return Err(StateError::Altered("rows belong to nothing".to_owned()));
    }
    transaction.pragma_update(None, "user_version", known())?;
    transaction.commit()?;
    Ok(())
}

/// Whether nothing was made in the database yet.
pub fn is_new(connection: &Connection) -> Result<bool, StateError> {
    Ok(format(connection)? == 0)
}

const fn known() -> i64 {
    STEPS.len() as i64
}

fn format(connection: &Connection) -> Result<i64, StateError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// What of the tables, indexes and triggers is not as this program makes it; the table `beside` may be there too.
///
/// # Errors
/// [`StateError::Newer`], and when the database cannot be read.
pub fn differences(
    connection: &Connection,
    beside: Option<&str>,
) -> Result<Vec<String>, StateError> {
    let found = format(connection)?;
    if found > known() {
        return Err(StateError::Newer { found, known: known() });
    }
    let fresh = Connection::open_in_memory()?;
    STEPS.iter().try_for_each(|step| fresh.execute_batch(step))?;
    let (ours, mut theirs) = (parts(&fresh)?, parts(connection)?);
    let mut problems = Vec::new();
    for ((kind, name), sql) in &ours {
        match theirs.remove(&(kind.clone(), name.clone())) {
            None => problems.push(format!("the {kind} {name} is missing")),
            Some(text) if text != *sql => {
                problems.push(format!("the {kind} {name} is not as this program makes it"));
            }
            Some(_) => {}
        }
    }
    let more = theirs.into_keys().filter(|(_, name)| Some(name.as_str()) != beside);
    problems.extend(more.map(|(kind, name)| format!("the {kind} {name} is not this program's")));
    Ok(problems)
}

type Parts = BTreeMap<(String, String), Option<String>>;

fn parts(connection: &Connection) -> Result<Parts, StateError> {
    let sql =
        "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    let mut query = connection.prepare(sql)?;
    let rows = query.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
