//! Rings in tile units: snapped, cleaned, measured, wound.

/// A position in tile units, x to the east and y to the south, relative to the tile's corner.
pub(super) type Position = [i32; 2];

/// Appends `next` to a ring that is being built, without repeating a position and without
/// running back over the segment before it.
pub(super) fn push(ring: &mut Vec<Position>, next: Position) {
    while let Some(&last) = ring.last() {
        if last == next {
            return;
        }
        let spike = ring.len() > 1
            && ring.get(ring.len() - 2).is_some_and(|before| returns(*before, last, next));
        if !spike {
            break;
        }
        ring.pop();
    }
    ring.push(next);
}

/// Cleans the seam of a ring whose last position leads to its first; drops it if nothing is left.
pub(super) fn close(ring: &mut Vec<Position>) {
    loop {
        let (Some(&first), Some(&last)) = (ring.first(), ring.last()) else { return };
        if ring.len() < 3 {
            ring.clear();
            return;
        }
        let (second, before) = match (ring.get(1), ring.get(ring.len() - 2)) {
            (Some(second), Some(before)) => (*second, *before),
            _ => return,
        };
        if first == last || returns(before, last, first) {
            ring.pop();
        } else if returns(last, first, second) {
            ring.remove(0);
        } else {
            return;
        }
    }
}

/// Whether the path a, b, c turns back on itself at b.
fn returns(a: Position, b: Position, c: Position) -> bool {
    let [ux, uy] = difference(b, a);
    let [vx, vy] = difference(c, b);
    ux * vy == uy * vx && ux * vx + uy * vy < 0
}

fn difference(a: Position, b: Position) -> [i64; 2] {
    [i64::from(a[0]) - i64::from(b[0]), i64::from(a[1]) - i64::from(b[1])]
}

/// Twice the area by the surveyor's formula; positive for an exterior ring as MVT 2.1 winds it
/// (clockwise on the screen).
pub(super) fn double_area(ring: &[Position]) -> i64 {
    let Some(&origin) = ring.first() else { return 0 };
    let corners = ring.windows(2).filter_map(|pair| match pair {
        [a, b] => Some((difference(*a, origin), difference(*b, origin))),
        _ => None,
    });
    corners.map(|([ax, ay], [bx, by])| ax * by - bx * ay).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(positions: &[Position]) -> Vec<Position> {
        let mut ring = Vec::new();
        for position in positions {
            push(&mut ring, *position);
        }
        close(&mut ring);
        ring
    }

    #[test]
    fn spikes_and_repeated_positions_go() {
        let square = [[0, 0], [4, 0], [4, 4], [0, 4]];
        assert_eq!(cleaned(&[[0, 0], [0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]), square);
        assert_eq!(cleaned(&[[0, 0], [4, 0], [9, 0], [4, 0], [4, 4], [0, 4]]), square);
        assert_eq!(cleaned(&[[0, 0], [9, 0], [4, 0], [4, 4], [0, 4]]), square);
        // The spike stands at the seam.
        assert_eq!(
            cleaned(&[[-5, 0], [4, 0], [4, 4], [0, 4], [0, 0]]),
            [[4, 0], [4, 4], [0, 4], [0, 0]]
        );
    }

    #[test]
    fn a_ring_without_area_vanishes() {
        assert!(cleaned(&[[0, 0], [4, 0], [9, 0]]).is_empty());
        assert!(cleaned(&[[0, 0], [4, 3]]).is_empty());
        assert!(cleaned(&[[1, 1]]).is_empty());
    }

    #[test]
    fn exterior_rings_have_positive_area() {
        assert_eq!(double_area(&[[0, 0], [4, 0], [4, 4], [0, 4]]), 32);
        assert_eq!(double_area(&[[0, 4], [4, 4], [4, 0], [0, 0]]), -32);
    }
}
