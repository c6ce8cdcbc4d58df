//! The tables, and how older ones become today's. The format is SQLite's `user_version`.

use rusqlite::{Connection, TransactionBehavior};

use super::StateError;

/// One step a format, in order; a step that has been released is never changed.
const STEPS: [&str; 1] = [include_str!("schema/1.sql")];

/// Makes the connection safe: what was answered as saved is on the disk.
pub fn configure(connection: &Connection) -> Result<(), StateError> {
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(())
}

/// Brings the tables to today's format, all steps or none.
pub fn migrate(connection: &mut Connection) -> Result<(), StateError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let known = STEPS.len() as i64;
    if found > known {
        return Err(StateError::Newer { found, known });
    }
    for step in STEPS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", known)?;
    transaction.commit()?;
    Ok(())
}
