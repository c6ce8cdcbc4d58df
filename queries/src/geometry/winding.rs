//! Where a point lies in a ring and in an area: `geo`'s winding number with its exact orientation
//! (Shewchuk 1997), edge by edge, so that edges may come from wherever they stand. The answers are those of
//! `geo`'s `coordinate_position`, of invalid areas too; edges that lie wholly beside the point are decided
//! by comparing coordinates.

use geo::Coord;
use geo::coordinate_position::CoordPos;
use geo::kernels::{Kernel, Orientation, RobustKernel};

/// A finite point, and how often the edges of a ring so far go around it.
pub(super) struct Winding {
    point: Coord<f64>,
    number: i32,
    on_edge: bool,
}

impl Winding {
    pub fn new(point: Coord<f64>) -> Self {
        Self { point, number: 0, on_edge: false }
    }

    /// The next edge of the ring.
    pub fn add(&mut self, start: Coord<f64>, end: Coord<f64>) {
        let point = self.point;
        let upward = start.y <= point.y;
        let meets = if upward { end.y >= point.y } else { end.y <= point.y };
        if !meets {
            return;
        }
        let (west, east) = if start.x < end.x { (start.x, end.x) } else { (end.x, start.x) };
        if point.x > east {
            return;
        }
        let side = if point.x < west {
            // Beside it: left of an upward edge, right of a downward one.
            match (start.y == end.y, upward) {
                (true, _) => return,
                (false, true) => Orientation::CounterClockwise,
                (false, false) => Orientation::Clockwise,
            }
        } else {
            RobustKernel::orient2d(start, end, point)
        };
        match side {
            Orientation::Collinear => self.on_edge |= west <= point.x && point.x <= east,
            // An upward edge is without its end, a downward one without its start.
            Orientation::CounterClockwise if upward && end.y != point.y => self.number += 1,
            Orientation::Clockwise if !upward => self.number -= 1,
            _ => {}
        }
    }

    pub fn position(&self) -> CoordPos {
        match (self.on_edge, self.number) {
            (true, _) => CoordPos::OnBoundary,
            (false, 0) => CoordPos::Outside,
            (false, _) => CoordPos::Inside,
        }
    }
}

/// Which ring of an area.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ring {
    /// The polygon of a multipolygon.
    pub part: u32,
    pub hole: bool,
}

/// The rings that a point has been compared with: part by part, the exterior first. A point where two
/// parts touch is on the boundary, unless it is inside one of them.
pub(super) struct Whole {
    found: CoordPos,
    part: Option<u32>,
    /// Where the point lies in the present part.
    state: CoordPos,
}

impl Default for Whole {
    fn default() -> Self {
        Self { found: CoordPos::Outside, part: None, state: CoordPos::Outside }
    }
}

impl Whole {
    pub fn add(&mut self, ring: Ring, position: CoordPos) {
        if self.part != Some(ring.part) {
            self.close();
            self.part = Some(ring.part);
            self.state = CoordPos::Outside;
        }
        if !ring.hole {
            self.state = position;
        } else if self.state == CoordPos::Inside {
            self.state = match position {
                CoordPos::Outside => CoordPos::Inside,
                CoordPos::OnBoundary => CoordPos::OnBoundary,
                CoordPos::Inside => CoordPos::Outside,
            };
        }
    }

    /// Whether the point is outside the present part.
    pub fn is_outside(&self) -> bool {
        self.state == CoordPos::Outside
    }

    fn close(&mut self) {
        match self.state {
            CoordPos::Inside => self.found = CoordPos::Inside,
            CoordPos::OnBoundary if self.found == CoordPos::Outside => {
                self.found = CoordPos::OnBoundary;
            }
            _ => {}
        }
    }

    pub fn finish(mut self) -> CoordPos {
        self.close();
        self.found
    }
}
