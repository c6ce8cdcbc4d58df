//! Pixels of a coarser grid, and which of them a segment passes.

use super::model::Vertex;
use super::plane::vector;

/// A pixel by its column and row; its centre is where they meet on the coarser grid.
pub(super) type Pixel = [i32; 2];

/// A coarser grid over positions of a finer one.
///
/// A pixel holds its western and northern border and not the other two, so that every position is in one pixel.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grid {
    /// A pixel is `1 << shift` finer units wide; at least 2.
    pub shift: u32,
    /// A pixel is `1 << bits` tile units of the zoom wide.
    pub bits: u32,
}

impl Grid {
    fn half(self) -> i32 {
        1 << (self.shift - 1)
    }

    /// The column or row of a coordinate.
    pub(super) fn index(self, coordinate: i32) -> i32 {
        (coordinate + self.half()) >> self.shift
    }

    /// The pixel of a position.
    pub(super) fn pixel(self, v: Vertex) -> Pixel {
        [self.index(v[0]), self.index(v[1])]
    }

    /// The centre of a pixel in tile units of the zoom.
    pub(super) fn centre(self, pixel: Pixel) -> Vertex {
        [pixel[0] << self.bits, pixel[1] << self.bits]
    }

    /// The first coordinate of a column or row.
    pub(super) fn begin(self, index: i32) -> i32 {
        (index << self.shift) - self.half()
    }

    /// The column or row of the quotient of two whole numbers, exactly; `below` is positive.
    pub(super) fn index_of(self, above: i128, below: i128) -> i32 {
        (above + i128::from(self.half()) * below).div_euclid(below << self.shift) as i32
    }

    /// Whether a segment has a point in the pixel, borders as above. Exact.
    pub(super) fn passes(self, a: Vertex, b: Vertex, pixel: Pixel) -> bool {
        let (low, size) = (pixel.map(|index| i64::from(self.begin(index))), 1i64 << self.shift);
        let along = vector(a, b);
        let start = a.map(i64::from);
        // The part of the segment, as fractions of it, where each coordinate is in the pixel: from `low` on, before `high`.
        let mut from = [Bound { above: 0, below: 1, open: false }; 3];
        let mut to = [Bound { above: 1, below: 1, open: false }; 3];
        let sides = low.into_iter().zip(along).zip(start);
        for (((low, along), start), (from, to)) in
            sides.zip(from.iter_mut().skip(1).zip(to.iter_mut().skip(1)))
        {
            let (near, far) = (low - start, low + size - start);
            if along > 0 {
                *from = Bound { above: near, below: along, open: false };
                *to = Bound { above: far, below: along, open: true };
            } else if along < 0 {
                *from = Bound { above: -far, below: -along, open: true };
                *to = Bound { above: -near, below: -along, open: false };
            } else if near > 0 || far <= 0 {
                return false;
            }
        }
        from.iter().all(|from| to.iter().all(|to| from.reaches(to)))
    }
}

/// A place along a segment, `above / below` of it; open where the place itself does not count.
#[derive(Debug, Clone, Copy)]
struct Bound {
    above: i64,
    below: i64,
    open: bool,
}

impl Bound {
    /// Whether something is left between this lower and that upper bound.
    fn reaches(&self, to: &Self) -> bool {
        let (from, to_here) = (self.above * to.below, to.above * self.below);
        from < to_here || from == to_here && !self.open && !to.open
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GRID: Grid = Grid { shift: 2, bits: 0 };

    #[test]
    fn a_pixel_holds_its_west_and_north_border_only() {
        assert_eq!([-3, -2, 1, 2].map(|at| GRID.index(at)), [-1, 0, 0, 1]);
        assert!(GRID.passes([-2, -9], [-2, 9], [0, 0]));
        assert!(!GRID.passes([2, -9], [2, 9], [0, 0]));
        assert!(GRID.passes([2, -9], [2, 9], [1, 0]));
        // Through the corners: the north-western one is the pixel's own, the others are not.
        assert!(GRID.passes([-3, -1], [-1, -3], [0, 0]));
        assert!(!GRID.passes([1, -3], [3, -1], [0, 0]));
        assert!(!GRID.passes([1, 3], [3, 1], [0, 0]));
    }

    #[test]
    fn quotients_fall_into_the_pixel_that_holds_them() {
        for above in -40..40 {
            for below in 1..7 {
                let exact = (f64::from(above) / f64::from(below) + 2.0) / 4.0;
                assert_eq!(GRID.index_of(above.into(), below.into()), exact.floor() as i32);
            }
        }
    }

    proptest! {
        #[test]
        fn a_segment_passes_the_pixels_of_its_points(a in [-30..30i32, -30..30], b in [-30..30i32, -30..30]) {
            // Points of the segment at fractions fine enough to meet every pixel that it passes.
            let steps = 60 * 60 * 4;
            let mut met = std::collections::BTreeSet::new();
            for step in 0..=steps {
                let at = [0, 1].map(|axis| i128::from(a[axis]) * steps + i128::from(b[axis] - a[axis]) * step);
                met.insert(at.map(|at| GRID.index_of(at, steps)));
            }
            // Denominators divide the extent on one axis: corners are met at multiples of these.
            for (n, d) in [b[0] - a[0], b[1] - a[1]].into_iter().filter(|d| *d != 0).flat_map(|d| (0..=d.abs()).map(move |n| (n, d.abs()))) {
                let at = [0, 1].map(|axis| i128::from(a[axis]) * i128::from(d) + i128::from(b[axis] - a[axis]) * i128::from(n));
                met.insert(at.map(|at| GRID.index_of(at, d.into())));
            }
            for x in -9..9 {
                for y in -9..9 {
                    prop_assert_eq!(GRID.passes(a, b, [x, y]), met.contains(&[x, y]), "{:?}", [x, y]);
                }
            }
        }
    }
}
