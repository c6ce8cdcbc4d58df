//! What one layer shows in one tile: the shapes of its features, in no format yet.

use crate::tile::ring::Position;

/// What a run of positions is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Point,
    Exterior,
    Hole,
}

/// Positions of one kind; they end here and begin where those of the run before end.
#[derive(Debug, Clone, Copy)]
struct Run {
    kind: Kind,
    end: usize,
}

/// A feature; its runs end here and begin where those of the feature before end.
#[derive(Debug, Clone, Copy)]
struct Drawn {
    row: usize,
    end: usize,
}

/// The features of a layer that show in a tile, with their shapes in tile units (x to the east, y to the
/// south). Rings are not closed, have an area, and are wound as MVT 2.1 asks: exteriors clockwise on the
/// screen, holes the other way.
#[derive(Debug, Default)]
pub(in crate::tile) struct Drawing {
    features: Vec<Drawn>,
    runs: Vec<Run>,
    positions: Vec<Position>,
}

/// The shape of a feature.
pub(super) enum Shape<'a> {
    Point(Position),
    /// Polygons, each an exterior ring and its holes.
    Polygons(Vec<Polygon<'a>>),
}

/// A polygon: its exterior ring, then its holes.
pub(super) type Polygon<'a> = Vec<&'a [Position]>;

impl Drawing {
    /// Draws a point of the feature that [`end`](Self::end) names next; it stands for the whole feature.
    pub(in crate::tile) fn point(&mut self, at: Position) {
        self.run(Kind::Point, &[at]);
    }

    /// Draws the exterior ring of a polygon of the feature that [`end`](Self::end) names next.
    pub(in crate::tile) fn exterior(&mut self, ring: &[Position]) {
        self.run(Kind::Exterior, ring);
    }

    /// Draws a hole in the polygon whose exterior ring was drawn last.
    pub(in crate::tile) fn hole(&mut self, ring: &[Position]) {
        self.run(Kind::Hole, ring);
    }

    fn run(&mut self, kind: Kind, positions: &[Position]) {
        self.positions.extend_from_slice(positions);
        self.runs.push(Run { kind, end: self.positions.len() });
    }

    /// Whether anything was drawn since the last [`end`](Self::end).
    pub(in crate::tile) fn is_begun(&self) -> bool {
        self.runs.len() > self.features.last().map_or(0, |feature| feature.end)
    }

    /// What was drawn since the last call is the feature of this row; a feature of which nothing was drawn
    /// is not in the tile.
    pub(in crate::tile) fn end(&mut self, row: usize) {
        if self.is_begun() {
            self.features.push(Drawn { row, end: self.runs.len() });
        }
    }

    /// How many features show.
    pub(in crate::tile) fn len(&self) -> usize {
        self.features.len()
    }

    /// Whether no feature shows.
    pub(in crate::tile) fn is_empty(&self) -> bool {
        self.features.is_empty()
    }

    /// The positions of all shapes, one after the other.
    pub(super) fn all_positions(&self) -> &[Position] {
        &self.positions
    }

    /// How many rings and points all shapes have, and how many positions these.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.runs.len(), self.positions.len())
    }

    /// The rows of the features, in their order.
    pub(in crate::tile) fn rows(&self) -> impl ExactSizeIterator<Item = usize> + '_ {
        self.features.iter().map(|feature| feature.row)
    }

    /// The shapes of the features, in their order.
    pub(super) fn shapes(&self) -> impl Iterator<Item = Shape<'_>> {
        let (mut run, mut position) = (0, 0);
        self.features.iter().map(move |feature| {
            let mut polygons: Vec<Polygon<'_>> = Vec::new();
            let mut point = None;
            for Run { kind, end } in self.runs.get(run..feature.end).unwrap_or_default() {
                let positions = self.positions.get(position..*end).unwrap_or_default();
                position = *end;
                match (kind, polygons.last_mut()) {
                    (Kind::Point, _) => point = positions.first().copied(),
                    (Kind::Hole, Some(polygon)) => polygon.push(positions),
                    (Kind::Exterior | Kind::Hole, _) => polygons.push(vec![positions]),
                }
            }
            run = feature.end;
            point.map_or(Shape::Polygons(polygons), Shape::Point)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_come_back_with_their_shapes() {
        let (square, hole) = ([[0, 0], [9, 0], [9, 9], [0, 9]], [[1, 1], [1, 2], [2, 2]]);
        let mut drawing = Drawing::default();
        drawing.end(3);
        drawing.exterior(&square);
        drawing.hole(&hole);
        drawing.exterior(&hole);
        drawing.end(5);
        assert!(!drawing.is_begun());
        drawing.point([4, 4]);
        drawing.end(8);
        assert_eq!(drawing.rows().collect::<Vec<_>>(), [5, 8], "row 3 does not show");
        let mut shapes = drawing.shapes();
        let Some(Shape::Polygons(polygons)) = shapes.next() else { panic!("not an area") };
        assert_eq!(polygons, [vec![&square[..], &hole], vec![&hole]]);
        assert!(matches!(shapes.next(), Some(Shape::Point([4, 4]))));
        assert!(shapes.next().is_none());
    }
}
