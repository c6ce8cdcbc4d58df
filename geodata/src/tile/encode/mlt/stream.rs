//! Streams, of which columns are made: a header of a few bytes and the values.
//!
//! Numbers are written in the shortest of four ways: as they are, as differences, as runs, as runs of
//! differences. What remains alike is left to the compression of the whole tile.

use crate::tile::encode::varint::{self, zigzag};
use crate::tile::ring::Position;

/// What a stream holds: its kind in the upper four bits, what kind of that in the lower.
pub(super) mod kind {
    /// Which features have a value.
    pub(in super::super) const PRESENT: u8 = 0x00;
    pub(in super::super) const DATA: u8 = 0x10;
    pub(in super::super) const VERTICES: u8 = 0x13;
    /// Lengths of texts; also the geometry's types.
    pub(in super::super) const LENGTHS: u8 = 0x30;
    /// Polygons of each feature that has several.
    pub(in super::super) const GEOMETRIES: u8 = 0x31;
    /// Rings of each polygon.
    pub(in super::super) const PARTS: u8 = 0x32;
    /// Vertices of each ring.
    pub(in super::super) const RINGS: u8 = 0x33;
}

/// How values are written: the first step in the upper three bits, the second in the next three, the
/// physical one in the lowest two.
const BYTES: u8 = 0;
const VARINTS: u8 = 2;
const DELTA: u8 = 1 << 5;
const COMPONENTWISE_DELTA: u8 = 2 << 5;
const RUNS: u8 = 3 << 5;
const DELTA_RUNS: u8 = DELTA | 3 << 2;

/// Writes numbers in the shortest way.
pub(super) fn numbers(out: &mut Vec<u8>, kind: u8, values: &[u64]) {
    let deltas = differences(values);
    let (runs, delta_runs) = (runs_of(values), runs_of(&deltas));
    let size_of_runs = |runs: &[(u64, u64)]| -> usize {
        runs.iter().map(|(length, value)| varint::len(*length) + varint::len(*value)).sum()
    };
    let size = |values: &[u64]| -> usize { values.iter().map(|value| varint::len(*value)).sum() };
    // Of equals the first, which is the simpler one.
    let ways = [
        (size(values), 0),
        (size(&deltas), DELTA),
        (size_of_runs(&runs), RUNS),
        (size_of_runs(&delta_runs), DELTA_RUNS),
    ];
    match ways.into_iter().min_by_key(|(size, _)| *size) {
        Some((_, DELTA)) => plain(out, kind, DELTA, &deltas),
        Some((_, RUNS)) => run_lengths(out, kind, RUNS, &runs, values.len()),
        Some((_, DELTA_RUNS)) => run_lengths(out, kind, DELTA_RUNS, &delta_runs, values.len()),
        _ => plain(out, kind, 0, values),
    }
}

/// Writes ids as differences. Decoders take runs of them for sequences of another type.
pub(super) fn ids(out: &mut Vec<u8>, values: &[u64]) {
    plain(out, kind::DATA, DELTA, &differences(values));
}

/// Writes positions, the two coordinates apart, as differences from the position before.
pub(super) fn vertices(out: &mut Vec<u8>, positions: &[Position]) {
    let mut before = [0, 0];
    let deltas = positions.iter().flat_map(|[x, y]| {
        let step = [i64::from(*x) - before[0], i64::from(*y) - before[1]];
        before = [i64::from(*x), i64::from(*y)];
        step.map(zigzag)
    });
    let deltas: Vec<u64> = deltas.collect();
    plain(out, kind::VERTICES, COMPONENTWISE_DELTA, &deltas);
}

/// Writes bytes as they are, those of `count` texts.
pub(super) fn bytes(out: &mut Vec<u8>, count: usize, payload: &[u8]) {
    header(out, kind::DATA, BYTES, count, payload.len());
    out.extend_from_slice(payload);
}

/// Writes which features have a value.
pub(super) fn presence(out: &mut Vec<u8>, present: impl ExactSizeIterator<Item = bool>) {
    bits(out, kind::PRESENT, present);
}

/// Writes a bit each, the lowest first, in runs of bytes.
pub(super) fn bits(out: &mut Vec<u8>, kind: u8, set: impl ExactSizeIterator<Item = bool>) {
    let count = set.len();
    let mut bits = vec![0u8; count.div_ceil(8)];
    for (at, _) in set.enumerate().filter(|(_, set)| *set) {
        if let Some(byte) = bits.get_mut(at / 8) {
            *byte |= 1 << (at % 8);
        }
    }
    let payload = byte_runs(&bits);
    header(out, kind, RUNS | BYTES, count, payload.len());
    out.extend_from_slice(&payload);
}

fn header(out: &mut Vec<u8>, kind: u8, encoding: u8, count: usize, bytes: usize) {
    out.extend([kind, encoding]);
    varint::put(out, count as u64);
    varint::put(out, bytes as u64);
}

fn plain(out: &mut Vec<u8>, kind: u8, encoding: u8, values: &[u64]) {
    let size = values.iter().map(|value| varint::len(*value)).sum();
    header(out, kind, encoding | VARINTS, values.len(), size);
    values.iter().for_each(|value| varint::put(out, *value));
}

/// The lengths of all runs, then their values.
fn run_lengths(out: &mut Vec<u8>, kind: u8, encoding: u8, runs: &[(u64, u64)], count: usize) {
    let both = || runs.iter().map(|run| run.0).chain(runs.iter().map(|run| run.1));
    let size = both().map(varint::len).sum();
    header(out, kind, encoding | VARINTS, runs.len() * 2, size);
    varint::put(out, runs.len() as u64);
    varint::put(out, count as u64);
    both().for_each(|value| varint::put(out, value));
}

/// Each number less the one before it; the first as it is.
fn differences(values: &[u64]) -> Vec<u64> {
    let mut before = 0;
    let delta =
        |value: &u64| zigzag(value.wrapping_sub(std::mem::replace(&mut before, *value)) as i64);
    values.iter().map(delta).collect()
}

/// Length and value of each run of equal numbers.
fn runs_of(values: &[u64]) -> Vec<(u64, u64)> {
    let runs = values.chunk_by(|a, b| a == b);
    runs.filter_map(|run| Some((run.len() as u64, *run.first()?))).collect()
}

/// Runs of bytes as ORC has them: a byte up to 127 repeats the next one three times more than it says, one from
/// 128 on is followed by 256 less it bytes as they are.
fn byte_runs(bytes: &[u8]) -> Vec<u8> {
    const LEAST: usize = 3;
    const LONGEST: usize = 130;
    const LITERAL: usize = 128;
    let mut out = Vec::new();
    let mut literal: Vec<u8> = Vec::new();
    let flush = |literal: &mut Vec<u8>, out: &mut Vec<u8>| {
        for part in literal.chunks(LITERAL) {
            out.push((256 - part.len()) as u8);
            out.extend_from_slice(part);
        }
        literal.clear();
    };
    for run in bytes.chunk_by(|a, b| a == b) {
        for part in run.chunks(LONGEST) {
            match part {
                [byte, ..] if part.len() >= LEAST => {
                    flush(&mut literal, &mut out);
                    out.extend([(part.len() - LEAST) as u8, *byte]);
                }
                _ => literal.extend_from_slice(part),
            }
        }
    }
    flush(&mut literal, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(values: &[u64]) -> Vec<u8> {
        let mut out = Vec::new();
        numbers(&mut out, kind::DATA, values);
        out
    }

    #[test]
    fn numbers_take_the_shortest_of_the_four_ways() {
        assert_eq!(written(&[7, 1, 9]), [0x10, 0x02, 3, 3, 7, 1, 9]);
        assert_eq!(written(&[1000, 1001, 1003]), [0x10, 0x22, 3, 4, 0xd0, 0x0f, 2, 4]);
        assert_eq!(written(&[5; 9]), [0x10, 0x62, 2, 2, 1, 9, 9, 5]);
        // One step up each time: nine differences of one, zigzag 2.
        assert_eq!(written(&[1, 2, 3, 4, 5, 6, 7, 8, 9]), [0x10, 0x2e, 2, 2, 1, 9, 9, 2]);
        assert_eq!(written(&[]), [0x10, 0x02, 0, 0]);
    }

    #[test]
    fn vertices_are_differences_of_each_coordinate() {
        let mut out = Vec::new();
        vertices(&mut out, &[[3, -1], [5, -1]]);
        assert_eq!(out, [0x13, 0x42, 4, 4, 6, 1, 4, 0]);
    }

    #[test]
    fn bytes_are_runs_or_stand_as_they_are() {
        assert_eq!(byte_runs(&[1, 2, 2, 9, 9, 9, 9]), [253, 1, 2, 2, 1, 9]);
        assert_eq!(byte_runs(&[0; 131]), [127, 0, 255, 0]);
        let mut out = Vec::new();
        presence(&mut out, [true, false, true].into_iter());
        assert_eq!(out, [0x00, 0x60, 3, 2, 255, 0b101]);
    }
}
