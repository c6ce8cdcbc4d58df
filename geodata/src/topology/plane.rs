//! Exact predicates on integer positions. Coordinates stay below 2^30, so differences fit 31 bits and
//! products 62.

use std::cmp::Ordering;

use super::model::Vertex;

/// The vector from `a` to `b`.
pub(super) fn vector(a: Vertex, b: Vertex) -> [i64; 2] {
    [i64::from(b[0]) - i64::from(a[0]), i64::from(b[1]) - i64::from(a[1])]
}

/// Positive when `v` turns from `u` the way from x to y.
pub(super) fn cross(u: [i64; 2], v: [i64; 2]) -> i64 {
    u[0] * v[1] - u[1] * v[0]
}

/// Positive when `c` lies on the interior's side of `a` to `b`: that of an exterior ring with positive area.
pub(super) fn side(a: Vertex, b: Vertex, c: Vertex) -> i64 {
    cross(vector(a, b), vector(a, c))
}

/// Twice the area of a ring by the surveyor's formula.
pub(super) fn double_area(ring: &[Vertex]) -> i128 {
    let Some(&origin) = ring.first() else { return 0 };
    let parts = ring.windows(2).filter_map(|pair| match pair {
        [a, b] => Some(i128::from(side(origin, *a, *b))),
        _ => None,
    });
    parts.sum()
}

/// The directed edges of a ring.
pub(crate) fn edges(ring: &[Vertex]) -> impl Iterator<Item = (Vertex, Vertex)> + '_ {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

/// West, north, east, south of some positions.
pub(super) fn bounds(ring: &[Vertex]) -> [i32; 4] {
    let empty = [i32::MAX, i32::MAX, i32::MIN, i32::MIN];
    ring.iter().fold(empty, |[west, north, east, south], &[x, y]| {
        [west.min(x), north.min(y), east.max(x), south.max(y)]
    })
}

/// Which of two departing directions comes first when turning from the direction `back`, from where the walk
/// came, through the interior (from y to x).
pub(super) fn sector(back: [i64; 2], p: [i64; 2], q: [i64; 2]) -> Ordering {
    let quarter = |v: [i64; 2]| match cross(back, v).cmp(&0) {
        Ordering::Less => 0,
        Ordering::Equal if back[0] * v[0] + back[1] * v[1] < 0 => 1,
        Ordering::Greater => 2,
        Ordering::Equal => 3,
    };
    quarter(p).cmp(&quarter(q)).then_with(|| cross(p, q).cmp(&0))
}
