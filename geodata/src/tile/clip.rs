//! Cutting rings at the edges of a tile (Sutherland and Hodgman, one edge after the other).
//!
//! A crossing is computed from the lesser end of the segment to the greater, so that the two
//! owners of a border cut it at the same position.

use super::ring::{Position, close, push};

/// Which coordinate an edge fixes.
#[derive(Clone, Copy)]
enum Axis {
    X,
    Y,
}

/// Cuts `ring` to the square from `low` to `high` in both coordinates; `spare` is scratch space.
pub(super) fn clip(ring: &mut Vec<Position>, spare: &mut Vec<Position>, low: i32, high: i32) {
    for axis in [Axis::X, Axis::Y] {
        for (limit, keep_above) in [(low, true), (high, false)] {
            half(ring, spare, axis, limit, keep_above);
            std::mem::swap(ring, spare);
        }
    }
}

/// Keeps the half of the plane on one side of `limit`.
fn half(ring: &[Position], out: &mut Vec<Position>, axis: Axis, limit: i32, keep_above: bool) {
    out.clear();
    let inside = |p: Position| {
        let value = along(p, axis);
        if keep_above { value >= limit } else { value <= limit }
    };
    let Some(&last) = ring.last() else { return };
    let mut from = last;
    for &to in ring {
        if inside(from) != inside(to) {
            push(out, crossing(from, to, axis, limit));
        }
        if inside(to) {
            push(out, to);
        }
        from = to;
    }
    close(out);
}

fn along([x, y]: Position, axis: Axis) -> i32 {
    match axis {
        Axis::X => x,
        Axis::Y => y,
    }
}

/// Where a segment meets the line at `limit`, rounded to the nearest position.
fn crossing(from: Position, to: Position, axis: Axis, limit: i32) -> Position {
    let (a, b) = (from.min(to), from.max(to));
    let (main_a, main_b, cross_a, cross_b) = match axis {
        Axis::X => (a[0], b[0], a[1], b[1]),
        Axis::Y => (a[1], b[1], a[0], b[0]),
    };
    let part = (f64::from(limit) - f64::from(main_a)) / (f64::from(main_b) - f64::from(main_a));
    let cross =
        (f64::from(cross_a) + part * (f64::from(cross_b) - f64::from(cross_a))).round() as i32;
    match axis {
        Axis::X => [limit, cross],
        Axis::Y => [cross, limit],
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::ring::double_area;
    use super::*;

    fn clipped(mut ring: Vec<Position>, low: i32, high: i32) -> Vec<Position> {
        clip(&mut ring, &mut Vec::new(), low, high);
        ring
    }

    #[test]
    fn a_square_over_the_corner_keeps_its_quarter() {
        let quarter = clipped(vec![[-5, -5], [5, -5], [5, 5], [-5, 5]], 0, 10);
        assert_eq!(double_area(&quarter), 50);
        assert!(clipped(vec![[20, 20], [30, 20], [30, 30]], 0, 10).is_empty());
    }

    proptest! {
        #[test]
        fn nothing_reaches_beyond_the_edges(ring in proptest::collection::vec([-5000..9000i32, -5000..9000i32], 3..30)) {
            for [x, y] in clipped(ring, -64, 4160) {
                prop_assert!((-64..=4160).contains(&x) && (-64..=4160).contains(&y));
            }
        }

        #[test]
        fn a_ring_in_the_square_stays_as_it_is(ring in proptest::collection::vec([0..4096i32, 0..4096i32], 3..30)) {
            let mut clean = Vec::new();
            for position in ring {
                push(&mut clean, position);
            }
            close(&mut clean);
            let area = double_area(&clean);
            prop_assert_eq!(double_area(&clipped(clean, -64, 4160)), area);
        }

        #[test]
        fn a_segment_is_cut_at_the_same_position_from_both_sides(
            a in [-5000..0i32, -5000..9000i32], b in [1..9000i32, -5000..9000i32],
        ) {
            prop_assert_eq!(crossing(a, b, Axis::X, 0), crossing(b, a, Axis::X, 0));
        }
    }
}
