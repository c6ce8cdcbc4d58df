//! Slanted lines over areas without a value, as the page draws them: they go on over the borders of areas and tiles.

use crate::rings::Rings;

/// Lines from the lower left to the upper right.
#[derive(Debug, Clone, Copy)]
pub struct Hatch {
    /// From one line to the next along the picture's edges, in units of the square.
    pub step: f64,
    /// Their width in units of the square.
    pub width: f64,
}

/// One corner of a piece of line in units of the square.
pub type Corner = [f64; 2];

impl Hatch {
    /// The pieces of lines within rings, whose positions `place` brings into the square.
    pub fn pieces(
        &self,
        rings: &Rings,
        place: impl Fn([i32; 2]) -> Corner,
        mut piece: impl FnMut([Corner; 4]),
    ) {
        // Along a line x + y stays and x - y grows.
        let turn = |[x, y]: Corner| [x + y, x - y];
        let mut crossings: Vec<(i64, f64, i32)> = Vec::new();
        for ring in rings.iter() {
            let closing = ring.last().zip(ring.first());
            for (from, to) in ring.iter().zip(ring.iter().skip(1)).chain(closing) {
                let ([from, from_along], [to, to_along]) = (turn(place(*from)), turn(place(*to)));
                let lines = |at: f64| (at / self.step).ceil() as i64;
                let (first, end) = (lines(from.min(to)), lines(from.max(to)));
                for line in first..end {
                    let part = (line as f64 * self.step - from) / (to - from);
                    let along = from_along + part * (to_along - from_along);
                    crossings.push((line, along, if to > from { 1 } else { -1 }));
                }
            }
        }
        crossings.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let half = self.width / std::f64::consts::SQRT_2;
        let mut inside = 0;
        for pair in crossings.windows(2) {
            let [(line, from, turns), (next, to, _)] = pair else { continue };
            inside += turns;
            if line != next {
                inside = 0;
            } else if inside != 0 {
                let middle = *line as f64 * self.step;
                let corner =
                    |across: f64, along: f64| [(across + along) / 2.0, (across - along) / 2.0];
                let (low, high) = (middle - half, middle + half);
                piece([
                    corner(low, *from),
                    corner(high, *from),
                    corner(high, *to),
                    corner(low, *to),
                ]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rings::tests::polygon;

    #[test]
    fn lines_are_within_the_area_and_not_in_its_hole() {
        let outer = [[0, 0], [100, 0], [100, 100], [0, 100]];
        let hole = [[20, 20], [20, 80], [80, 80], [80, 20]];
        let mut rings = Rings::default();
        rings.read(&polygon(&[&outer, &hole]), 1).unwrap();
        let hatch = Hatch { step: 10.0, width: 1.0 };
        let (mut area, mut pieces) = (0.0, 0);
        let place = |at: [i32; 2]| at.map(f64::from);
        hatch.pieces(&rings, place, |corners| {
            let [a, b, _, d] = corners;
            let side = |to: Corner| (to[0] - a[0]).hypot(to[1] - a[1]);
            assert!((side(b) - 1.0).abs() < 1e-9, "as wide as was asked for");
            area += side(b) * side(d);
            pieces += 1;
            let middle = [0, 1].map(|axis| corners.iter().map(|at| at[axis]).sum::<f64>() / 4.0);
            let within = |low: f64, high: f64| middle.iter().all(|at| (low..high).contains(at));
            assert!(within(-0.01, 100.01) && !within(20.01, 79.99), "{middle:?}");
        });
        // Of a square of 100 without one of 60, a line of width 1 for each 7.07 across.
        assert!(pieces > 20);
        assert!((area / (6400.0 / (10.0 / std::f64::consts::SQRT_2)) - 1.0).abs() < 0.05, "{area}");
    }
}
