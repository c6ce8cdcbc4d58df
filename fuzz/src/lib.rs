//! What the targets of fuzzing have in common. See `fuzz/README.md`.

#![allow(clippy::expect_used, clippy::panic, reason = "a target says what it found by a panic")]

mod composing;

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use geodata::values::Values;
use queries::{Code, Limits, Params, QueryEngine, QueryError, testing};

pub use composing::compose;

/// The longest that the server itself may take for a text before a worker process has it. A quiet machine takes
/// milliseconds; a loaded one has other things to do in between.
const LONGEST: Duration = Duration::from_secs(5);

/// The tiny country of the tests.
static ENGINE: LazyLock<QueryEngine> = LazyLock::new(|| {
    let dir = tempfile::tempdir().expect("a directory");
    let dataset = geodata::testing::dataset(dir.path()).expect("the tiny country");
    let values = Values::new(&dataset).expect("its values");
    QueryEngine::new(&dataset, &values, Limits::default()).expect("an engine")
});

/// A statement of a stranger: admitted and planned, or refused with a reason, and in time.
///
/// # Panics
/// When it is neither.
pub fn statement(sql: &str, params: &Params) {
    let engine = &*ENGINE;
    let start = Instant::now();
    let admitted = testing::admit(engine, sql, params);
    in_time(start, "the guard");
    refused_with_a_reason(&admitted);
    if admitted.is_ok() {
        refused_with_a_reason(&testing::plan(engine, sql, params));
    }
}

/// A condition of a plan: asked, or refused with a reason, and in time.
///
/// # Panics
/// When it is neither.
pub fn condition(text: &str) {
    // As `src/planning/source.rs` asks it.
    let sql = format!("SELECT code FROM village_indicators WHERE (\n{text}\n)");
    let engine = &*ENGINE;
    let start = Instant::now();
    let checked = testing::check_condition(engine, &sql);
    in_time(start, "the guard of plans");
    refused_with_a_reason(&checked);
    if checked.is_ok() {
        refused_with_a_reason(&testing::plan(engine, &sql, &Params::None));
    }
}

/// A geometry that was read and is written must be read as the same.
///
/// # Panics
/// When it is not.
pub fn geometry(read: Result<String, String>) {
    match read {
        Err(problem) => assert!(!problem.is_empty(), "refused without a reason"),
        Ok(written) => match testing::wkt_of_text(&written) {
            Ok(again) => assert_eq!(again, written, "it is read back as another"),
            Err(problem) => panic!("{written} is not read back: {problem}"),
        },
    }
}

fn in_time(start: Instant, who: &str) {
    let took = start.elapsed();
    assert!(took < LONGEST, "{who} took {took:?}");
}

fn refused_with_a_reason(outcome: &Result<(), QueryError>) {
    if let Err(error) = outcome {
        assert!(error.code() != Code::Internal, "an internal error: {error:?}");
    }
}
