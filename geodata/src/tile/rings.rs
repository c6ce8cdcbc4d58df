//! Rings as runs of one list of vertices.

use std::ops::Range;

/// The places of the vertices of ring number `ring`, which ends where `ring_ends` says and begins
/// where the ring before it ends.
pub(super) fn ring_range(ring_ends: &[usize], ring: usize) -> Range<usize> {
    let end_of = |ring: usize| ring_ends.get(ring).copied().unwrap_or_default();
    let start = ring.checked_sub(1).map_or(0, end_of);
    start..end_of(ring).max(start)
}
