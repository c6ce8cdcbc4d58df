//! The frozen ranking and its hash.

use rusqlite::Connection;

use super::{FrozenCandidate, StateError};
use geodata::canonical::fingerprint;

/// BLAKE3 of all candidates in order of code.
pub(super) fn ranking_hash<'a>(candidates: impl Iterator<Item = &'a FrozenCandidate>) -> String {
    fingerprint(candidates.map(line))
}

/// Goes through the frozen ranking of a scenario in order of code; its hash.
pub(super) fn ranking(
    connection: &Connection,
    id: &str,
    mut each: impl FnMut(&FrozenCandidate),
) -> Result<String, StateError> {
    let sql = "SELECT code, rank, entry FROM frozen_candidates WHERE scenario = ?1 ORDER BY code";
    let mut query = connection.prepare_cached(sql)?;
    let rows = query.query_map([id], |row| {
        Ok(FrozenCandidate { code: row.get(0)?, rank: row.get(1)?, entry: row.get(2)? })
    })?;
    let mut failed = None;
    let lines = rows.map_while(|row| match row {
        Ok(candidate) => {
            each(&candidate);
            Some(line(&candidate))
        }
        Err(error) => {
            failed = Some(error);
            None
        }
    });
    let hash = fingerprint(lines);
    match failed {
        Some(error) => Err(error.into()),
        None => Ok(hash),
    }
}

fn line(candidate: &FrozenCandidate) -> String {
    let rank = candidate.rank.map_or(String::new(), |rank| rank.to_string());
    format!("{}\n{rank}\n{}\n", candidate.code, candidate.entry)
}
