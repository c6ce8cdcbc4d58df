//! What reads the texts of strangers, part by part, for fuzzing (`fuzz/`). Nothing here is part of an answer.

use std::thread;

use datafusion::sql::parser::Statement;

use crate::engine::QueryEngine;
use crate::error::{QueryError, from_planning};
use crate::executor::STACK_BYTES;
use crate::geometry::{read_geojson, read_text, read_wkb, write_geojson, write_wkt};
use crate::params::{Params, bind};
use crate::statement::planned;
use crate::{guard, tables};

/// The stack of a thread that answers requests, in bytes: what the asynchronous runtime gives it.
const SERVER_STACK_BYTES: usize = 2 * 1024 * 1024;

/// Does with a statement what the server does before a worker process has it, on a stack like that of its threads.
///
/// # Errors
/// What is wrong with the statement.
pub fn admit(engine: &QueryEngine, sql: &str, params: &Params) -> Result<(), QueryError> {
    on_a_stack_of(SERVER_STACK_BYTES, || {
        let _ = tables::is_read_by(sql);
        // Freed here as well, which recurses too.
        admitted(engine, sql, params).map(drop)
    })
}

/// Refuses what a plan may not ask: see [`QueryEngine::check_condition`]; on a stack like that of the server's threads.
///
/// # Errors
/// What is wrong with the statement.
pub fn check_condition(engine: &QueryEngine, sql: &str) -> Result<(), QueryError> {
    on_a_stack_of(SERVER_STACK_BYTES, || engine.check_condition(sql).map(|_| ()))
}

/// Plans a statement as a worker process does, up to the logical plan that our rules have seen, on a stack like that
/// of its threads. What comes after computes: a worker process is ended for what that takes.
///
/// # Errors
/// What is wrong with the statement.
pub fn plan(engine: &QueryEngine, sql: &str, params: &Params) -> Result<(), QueryError> {
    on_a_stack_of(STACK_BYTES, || {
        let statement = admitted(engine, sql, params)?;
        let lane = &engine.public;
        let state = &lane.state;
        let plan = lane.executor.block_on(planned(state, &statement)).and_then(|plan| {
            state.analyzer().execute_and_check(plan, state.config_options(), |_, _| {})
        });
        plan.map(drop).map_err(|error| from_planning(&error, &lane.known))
    })
}

fn admitted(engine: &QueryEngine, sql: &str, params: &Params) -> Result<Statement, QueryError> {
    let mut statement = guard::parse(sql, &engine.public.known)?;
    bind(&mut statement, params)?;
    Ok(statement)
}

fn on_a_stack_of<T: Send>(
    bytes: usize,
    work: impl FnOnce() -> Result<T, QueryError> + Send,
) -> Result<T, QueryError> {
    thread::scope(|scope| {
        let thread = thread::Builder::new()
            .stack_size(bytes)
            .spawn_scoped(scope, work)
            .map_err(QueryError::internal)?;
        thread.join().unwrap_or_else(|_| Err(QueryError::internal("it ended with a panic")))
    })
}

/// A geometry in WKT, EWKT, WKB in hexadecimal digits, or GeoJSON, as WKT.
///
/// # Errors
/// What is wrong with the text.
pub fn wkt_of_text(text: &str) -> Result<String, String> {
    let geometry = if text.trim_start().starts_with('{') { read_geojson } else { read_text };
    Ok(wkt_of(&geometry(text)?))
}

/// A geometry in WKB as WKT.
///
/// # Errors
/// What is wrong with the bytes.
pub fn wkt_of_wkb(bytes: &[u8]) -> Result<String, String> {
    Ok(wkt_of(&read_wkb(bytes)?))
}

fn wkt_of(geometry: &geo::Geometry<f64>) -> String {
    let mut text = String::new();
    // Writes it in the other form too: it must not fail on anything that was read.
    write_geojson(geometry, None, &mut text);
    text.clear();
    write_wkt(geometry, &mut text);
    text
}
