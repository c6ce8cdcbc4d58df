//! Which hole belongs to which shell. A Shapefile lists the rings of an area in any order and tells
//! shells from holes by their winding only.

use std::cmp::Ordering;

use geo::coordinate_position::{CoordPos, CoordinatePosition as _};
use geo::{Area as _, BoundingRect as _, Coord, Intersects as _, LineString, Polygon, Rect};

use super::super::row::RawPolygons;

/// Vertices of a ring that are asked whether they lie in another. Rings do not cross, so that one
/// would do; some may lie on a common border, or beside it by rounding.
const ASKED: usize = 64;

/// A ring with what finding its place needs.
struct Ring {
    outline: Polygon<f64>,
    bounds: Option<Rect<f64>>,
    /// In square degrees; only compared.
    size: f64,
}

impl Ring {
    fn new(coords: Vec<Coord<f64>>) -> Self {
        let outline = Polygon::new(LineString(coords), vec![]);
        Self { bounds: outline.bounding_rect(), size: outline.unsigned_area(), outline }
    }

    /// Whether `other`, which is not larger, lies in this ring.
    fn holds(&self, other: &Self) -> bool {
        let (Some(mine), Some(theirs)) = (self.bounds, other.bounds) else { return false };
        if other.size > self.size || !mine.intersects(&theirs) {
            return false;
        }
        let coords = &other.outline.exterior().0;
        let step = coords.len().div_ceil(ASKED).max(1);
        let (mut inside, mut outside) = (0, 0);
        for c in coords.iter().step_by(step) {
            match self.outline.coordinate_position(c) {
                CoordPos::Inside => inside += 1,
                CoordPos::Outside => outside += 1,
                CoordPos::OnBoundary => {}
            }
        }
        if inside == 0 && outside == 0 {
            // All asked lie on the border: what is between them decides.
            let middle = coords.windows(2).filter_map(|pair| match pair {
                [a, b] => Some((*a + *b) / 2.0),
                _ => None,
            });
            return middle
                .map(|c| self.outline.coordinate_position(&c))
                .find(|place| *place != CoordPos::OnBoundary)
                .is_none_or(|place| place == CoordPos::Inside);
        }
        inside > outside
    }
}

/// Polygons from rings, each with whether its winding makes it a shell, in any order: a hole belongs to
/// the smallest shell around it. Rings that are wound as holes and lie in no shell are nested among
/// themselves, the outermost as shells: their writer wound everything the other way.
pub fn assemble(rings: Vec<(bool, Vec<Coord<f64>>)>) -> RawPolygons {
    let (shells, holes): (Vec<_>, Vec<_>) = rings.into_iter().partition(|(outer, _)| *outer);
    let shells: Vec<Ring> = shells.into_iter().map(|(_, ring)| Ring::new(ring)).collect();
    let mut polygons: Vec<Vec<Ring>> = Vec::new();
    let mut stray = Vec::new();
    let mut housed: Vec<Vec<Ring>> = shells.iter().map(|_| Vec::new()).collect();
    for (_, ring) in holes {
        let hole = Ring::new(ring);
        match smallest(shells.iter().enumerate(), &hole).and_then(|at| housed.get_mut(at)) {
            Some(home) => home.push(hole),
            None => stray.push(hole),
        }
    }
    for (shell, mut holes) in shells.into_iter().zip(housed) {
        holes.insert(0, shell);
        polygons.push(holes);
    }
    nest(stray, &mut polygons);
    let coords = |ring: Ring| ring.outline.into_inner().0.0;
    polygons.into_iter().map(|rings| rings.into_iter().map(coords).collect()).collect()
}

/// Nests rings by what lies in what, the largest first: shell, hole, shell and so on.
fn nest(mut rings: Vec<Ring>, polygons: &mut Vec<Vec<Ring>>) {
    rings.sort_by(|a, b| b.size.total_cmp(&a.size));
    // The ring that was placed, by the numbers of its polygon and of itself in it.
    let mut placed: Vec<(usize, usize)> = Vec::new();
    for ring in rings {
        let around = placed
            .iter()
            .filter_map(|&(polygon, at)| Some(((polygon, at), polygons.get(polygon)?.get(at)?)));
        let home = smallest(around, &ring);
        match home.and_then(|(polygon, at)| (at == 0).then(|| polygons.get_mut(polygon)).flatten())
        {
            Some(rings) => {
                placed.push((home.map_or(0, |(polygon, _)| polygon), rings.len()));
                rings.push(ring);
            }
            None => {
                placed.push((polygons.len(), 0));
                polygons.push(vec![ring]);
            }
        }
    }
}

/// The key of the smallest ring around `ring`.
fn smallest<'a, K>(around: impl Iterator<Item = (K, &'a Ring)>, ring: &Ring) -> Option<K> {
    around
        .filter(|(_, outer)| outer.holds(ring))
        .min_by(|(_, a), (_, b)| a.size.partial_cmp(&b.size).unwrap_or(Ordering::Equal))
        .map(|(key, _)| key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair;

    /// A square around the middle of 0..10, clockwise as Shapefiles wind shells, or the other way.
    fn square(from: f64, to: f64, shell: bool) -> (bool, Vec<Coord<f64>>) {
        let mut ring: Vec<Coord<f64>> =
            [(from, from), (from, to), (to, to), (to, from), (from, from)]
                .map(|(x, y)| Coord { x, y })
                .to_vec();
        if !shell {
            ring.reverse();
        }
        (shell, ring)
    }

    fn area(polygons: RawPolygons) -> (f64, bool) {
        let repaired = repair::repair(polygons);
        (repaired.geometry.unwrap().unsigned_area(), repaired.repair.is_some())
    }

    /// All orders of `items`.
    fn orders<T: Clone>(items: &[T]) -> Vec<Vec<T>> {
        if items.is_empty() {
            return vec![vec![]];
        }
        (0..items.len())
            .flat_map(|i| {
                let mut rest = items.to_vec();
                let first = rest.remove(i);
                orders(&rest).into_iter().map(move |mut order| {
                    order.insert(0, first.clone());
                    order
                })
            })
            .collect()
    }

    #[test]
    fn a_pond_on_an_island_in_a_lake_is_the_same_in_every_order_of_rings() {
        // 100 cells of land, 36 of lake, 16 of island, 4 of pond: 76.
        let rings = [
            square(0.0, 10.0, true),
            square(2.0, 8.0, false),
            square(3.0, 7.0, true),
            square(4.0, 6.0, false),
        ];
        let all = orders(&rings);
        assert_eq!(all.len(), 24);
        for order in all {
            assert_eq!(area(assemble(order)), (76.0, false), "valid as it comes");
        }
    }

    #[test]
    fn a_file_that_is_wound_the_other_way_keeps_its_lakes() {
        let rings = [square(0.0, 10.0, true), square(2.0, 8.0, true), square(3.0, 7.0, true)];
        for order in orders(&rings.map(|(_, ring)| (false, ring))) {
            assert_eq!(area(assemble(order)), (80.0, false));
        }
    }

    #[test]
    fn a_lake_that_touches_the_shore_belongs_to_the_land_around_it() {
        let mut lake: Vec<Coord<f64>> =
            [(0.0, 5.0), (5.0, 0.0), (10.0, 5.0), (5.0, 10.0), (0.0, 5.0)]
                .map(|(x, y)| Coord { x, y })
                .to_vec();
        lake.reverse();
        let polygons =
            assemble(vec![(false, lake), square(20.0, 31.0, true), square(0.0, 10.0, true)]);
        assert_eq!(polygons.iter().map(Vec::len).collect::<Vec<_>>(), [1, 2]);
    }
}
