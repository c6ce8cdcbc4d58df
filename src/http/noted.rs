//! What people who signed in did that changes nothing, noted in the chain of events before it is done: which statement
//! they asked, what they took away. Where that cannot be written it is not done either; only on a full disk it waits for
//! room, so that people can go on reading.
//!
//! What programs ask by the token of somebody is theirs. Where nobody signs in nobody is noted: that log would name no one, and anybody could fill it.

use std::sync::Arc;

use geodata::canonical::fingerprint;
use serde_json::{Value, json};

use crate::app::AppState;
use crate::http::access::Reader;
use crate::http::answer::written::compute;
use crate::http::problem::ApiResult;
use crate::scenarios::store::StateError;

/// Letters of a statement that are noted; the hash is of all of it.
const LETTERS: usize = 2000;

/// Notes which statement somebody asks, or which named question, and in which format.
///
/// # Errors
/// When that cannot be written.
pub async fn asked(
    app: &AppState,
    reader: &Reader,
    sql: &str,
    question: Option<&str>,
    format: &str,
) -> ApiResult<()> {
    if reader.0.person().is_none() {
        return Ok(());
    }
    let text: String = sql.chars().take(LETTERS).collect();
    let body = json!({
        "sql": text,
        "hash": fingerprint([sql]),
        "question": question,
        "format": format,
        "dataset": reader.catalogue().version(),
    });
    note(app, reader, "sql_asked", body).await
}

/// Persons and tables that are remembered at most; beyond that some are noted once more.
const REMEMBERED: usize = 10_000;

/// Notes that somebody looks at the tiles of a table of one's own, as the statement that reads its rows: once for each version
/// of the dataset while the server runs, because a map asks for dozens of tiles at once.
///
/// # Errors
/// When that cannot be written.
pub async fn tiles(app: &AppState, reader: &Reader, table: &str) -> ApiResult<()> {
    let Some(person) = reader.0.person() else { return Ok(()) };
    let view = (person.id.clone(), format!("{} {table}", reader.catalogue().version()));
    // Whoever asks for the second tile meanwhile waits until the first is noted.
    let mut views = app.table_views().lock().await;
    if views.contains(&view) {
        return Ok(());
    }
    asked(app, reader, &format!("SELECT * FROM \"{table}\""), None, "tiles").await?;
    if views.len() >= REMEMBERED {
        views.clear();
    }
    views.insert(view);
    Ok(())
}

/// Notes which file of which scenario somebody takes away; `hash` is that of what was frozen.
///
/// # Errors
/// When that cannot be written.
pub async fn exported(
    app: &AppState,
    reader: &Reader,
    scenario: &str,
    file: &str,
    hash: &str,
) -> ApiResult<()> {
    note(app, reader, "exported", json!({"scenario": scenario, "file": file, "hash": hash})).await
}

async fn note(
    app: &AppState,
    reader: &Reader,
    action: &'static str,
    mut body: Value,
) -> ApiResult<()> {
    let Some(person) = reader.0.person() else { return Ok(()) };
    let by = person.signature();
    body["person"] = json!(person.id);
    let store = Arc::clone(app.store());
    let work = move |_: &_| -> Result<(), StateError> { store.note(&by, action, &body) };
    compute(&app.pools().scenarios, work).await
}
