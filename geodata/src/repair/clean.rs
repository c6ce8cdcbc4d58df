//! Closes and orients rings and drops those that enclose nothing.

use geo::{Coord, LineString, MultiPolygon, Polygon, Winding};

use super::Problem;
use crate::source::RawPolygons;

/// Rings that are closed, oriented and of four points or more.
pub struct Cleaned {
    pub geometry: MultiPolygon<f64>,
    pub problems: Vec<Problem>,
}

pub fn clean(raw: RawPolygons) -> Cleaned {
    let mut problems = Vec::new();
    let mut note = |problem| {
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    };
    let mut polygons = Vec::with_capacity(raw.len());
    for rings in raw {
        let mut rings = rings.into_iter();
        let shell = rings.next().and_then(|ring| close(ring, &mut note));
        let holes: Vec<_> = rings.filter_map(|ring| close(ring, &mut note)).collect();
        match shell {
            Some(shell) => polygons.push(polygon(shell, holes)),
            // Holes without a shell are parts; there is nothing that they could be cut from.
            None => polygons.extend(holes.into_iter().map(|hole| {
                note(Problem::HoleOutsideShell);
                polygon(hole, Vec::new())
            })),
        }
    }
    Cleaned { geometry: MultiPolygon(polygons), problems }
}

fn polygon(shell: Vec<Coord<f64>>, holes: Vec<Vec<Coord<f64>>>) -> Polygon<f64> {
    let mut polygon = Polygon::new(LineString(shell), holes.into_iter().map(LineString).collect());
    orient(&mut polygon);
    polygon
}

/// Winds the shell counter-clockwise and holes clockwise, decided exactly.
pub fn orient(polygon: &mut Polygon<f64>) {
    polygon.exterior_mut(LineString::make_ccw_winding);
    polygon.interiors_mut(|holes| holes.iter_mut().for_each(LineString::make_cw_winding));
}

/// Removes repeated points and closes the ring; `None` if it has fewer than three corners.
fn close(mut ring: Vec<Coord<f64>>, note: &mut impl FnMut(Problem)) -> Option<Vec<Coord<f64>>> {
    ring.dedup();
    if let (Some(&first), Some(&last)) = (ring.first(), ring.last())
        && first != last
    {
        note(Problem::UnclosedRing);
        ring.push(first);
    }
    if ring.len() < 4 {
        note(Problem::ShortRing);
        return None;
    }
    Some(ring)
}
