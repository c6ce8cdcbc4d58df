//! What is drawn of an area that is too small for the grid.

use geo::{Area, BoundingRect, Coord, MultiPolygon, Polygon as Published};
use rayon::prelude::*;

use super::model::{Country, Polygon, Vertex};
use super::number::Numbers;
use super::parts::parts;
use super::scale::Scale;
use crate::Level;
use crate::mercator::{WORLD_BITS, project};

/// A position inside of each area, on the fine grid, found when it is first asked for.
#[derive(Debug)]
pub(super) struct Anchors<'a> {
    country: &'a Country<'a>,
    numbers: &'a Numbers,
    known: Vec<Option<Option<Vertex>>>,
    /// For each level the rows of the level below that are part of each row.
    parts: Vec<Vec<Vec<usize>>>,
}

impl<'a> Anchors<'a> {
    pub(super) fn new(country: &'a Country<'a>, numbers: &'a Numbers) -> Self {
        let parts = Level::ALL.map(|level| parts(country, level)).into();
        Self { country, numbers, known: vec![None; numbers.total()], parts }
    }

    /// The smallest triangles of the grid for these rows of a level; empty for those nothing is known of.
    pub(super) fn stand_ins(
        &mut self,
        level: Level,
        rows: &[usize],
        scale: &Scale,
    ) -> Vec<Vec<Polygon>> {
        let fresh: Vec<usize> = rows
            .iter()
            .copied()
            .filter(|row| self.known.get(self.numbers.of(level, *row) as usize) == Some(&None))
            .collect();
        let found: Vec<Option<Vertex>> =
            fresh.par_iter().map(|row| self.find(level, *row)).collect();
        for (row, anchor) in fresh.into_iter().zip(found) {
            let place = self.known.get_mut(self.numbers.of(level, row) as usize);
            place.into_iter().for_each(|known| *known = Some(anchor));
        }
        let known =
            |row: &usize| *self.known.get(self.numbers.of(level, *row) as usize)?.as_ref()?;
        rows.iter()
            .map(|row| {
                known(row).map(|at| vec![triangle(at, scale.z, scale.bits)]).unwrap_or_default()
            })
            .collect()
    }

    /// A position inside of an area, or of the largest of its parts that has polygons.
    fn find(&self, level: Level, row: usize) -> Option<Vertex> {
        self.largest(level, row).map(|(_, at)| at)
    }

    fn largest(&self, level: Level, row: usize) -> Option<(f64, Vertex)> {
        let own = self.country.areas.get(level).get(row)?.polygons;
        if let Some((polygons, at)) = own.and_then(|own| Some((own, within(own)?))) {
            return Some((polygons.unsigned_area(), project([at.x, at.y])));
        }
        let below = level.below()?;
        let parts = self.parts.get(level as usize)?.get(row)?;
        let found = parts.iter().filter_map(|part| self.largest(below, *part));
        found.max_by(|p, q| p.0.total_cmp(&q.0).then_with(|| q.1.cmp(&p.1)))
    }
}

/// The middle of the widest stretch of the largest polygon at half its height, inside wherever it has a height. (The
/// interior point of `geo` weighs every stretch against the whole polygon, at ten times the cost of all else at a zoom of
/// stand-ins.)
fn within(polygons: &MultiPolygon<f64>) -> Option<Coord<f64>> {
    let largest =
        |p: &&Published<f64>, q: &&Published<f64>| p.unsigned_area().total_cmp(&q.unsigned_area());
    let polygon = polygons.iter().max_by(largest)?;
    let y = polygon.bounding_rect()?.center().y;
    let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    let crossing =
        rings.flat_map(|ring| ring.lines()).filter(|line| (line.start.y > y) != (line.end.y > y));
    let mut crossings: Vec<f64> =
        crossing.map(|line| line.start.x + (y - line.start.y) / line.dy() * line.dx()).collect();
    crossings.sort_unstable_by(f64::total_cmp);
    let stretches =
        crossings.chunks_exact(2).filter_map(|pair| Some((*pair.first()?, *pair.last()?)));
    let widest = stretches.max_by(|p, q| (p.1 - p.0).total_cmp(&(q.1 - q.0)));
    let middle = widest.map(|(west, east)| Coord { x: f64::midpoint(west, east), y });
    middle.or_else(|| polygon.exterior().coords().next().copied())
}

/// The triangle of the grid that begins at the grid's position before `at`.
fn triangle(at: Vertex, z: u8, bits: u32) -> Polygon {
    let shift = WORLD_BITS - TILE_BITS - u32::from(z);
    let size = 1 << bits;
    let last = (1i32 << (TILE_BITS + u32::from(z))) - size;
    let [x, y] = at.map(|at| ((at >> shift) >> bits << bits).min(last));
    vec![vec![[x, y], [x + size, y], [x, y + size]]]
}

/// A tile has 2^12 units at every zoom.
const TILE_BITS: u32 = 12;

#[cfg(test)]
mod tests {
    use geo::LineString;

    use super::*;
    use crate::topology::plane::double_area;

    #[test]
    fn a_position_is_found_inside_and_not_in_a_hole() {
        let square = |at: f64, size: f64| -> LineString<f64> {
            [[at, at], [at + size, at], [at + size, at + size], [at, at + size], [at, at]]
                .into_iter()
                .map(Coord::from)
                .collect()
        };
        let ring = Published::new(square(0.0, 9.0), vec![square(2.0, 5.0)]);
        let found =
            within(&MultiPolygon(vec![Published::new(square(20.0, 1.0), vec![]), ring])).unwrap();
        assert_eq!((found.x, found.y), (8.0, 4.5));
        let flat: LineString<f64> =
            [[3.0, 4.0], [5.0, 4.0], [3.0, 4.0]].into_iter().map(Coord::from).collect();
        assert_eq!(within(&Published::new(flat, vec![]).into()), Some(Coord { x: 3.0, y: 4.0 }));
        assert_eq!(within(&MultiPolygon(vec![])), None);
    }

    #[test]
    fn a_stand_in_is_wound_right_and_lies_in_the_world() {
        for (at, z) in [([5, 9], 12), ([(1 << 30) - 1, 0], 12), ([1 << 29, 1 << 29], 0)] {
            let polygon = triangle(at, z, 3);
            assert_eq!(double_area(&polygon[0]), 64);
            assert!(
                polygon[0].iter().flatten().all(|at| (0..=4096 << z).contains(at) && at % 8 == 0)
            );
        }
    }
}
