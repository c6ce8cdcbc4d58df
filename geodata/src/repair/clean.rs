//! Closes and orients rings and drops those that enclose nothing.

use geo::{Coord, LineString, MultiPolygon, Polygon};

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

fn polygon(mut shell: Vec<Coord<f64>>, mut holes: Vec<Vec<Coord<f64>>>) -> Polygon<f64> {
    wind(&mut shell, true);
    for hole in &mut holes {
        wind(hole, false);
    }
    Polygon::new(LineString(shell), holes.into_iter().map(LineString).collect())
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

fn wind(ring: &mut [Coord<f64>], counter_clockwise: bool) {
    if (twice_signed_area(ring) > 0.0) != counter_clockwise {
        ring.reverse();
    }
}

/// Twice the planar area, positive when counter-clockwise. Taken about the first point, because
/// a village at 140° would lose the digits that tell its winding.
fn twice_signed_area(ring: &[Coord<f64>]) -> f64 {
    let Some(&origin) = ring.first() else { return 0.0 };
    ring.windows(2)
        .map(|pair| match pair {
            [a, b] => (a.x - origin.x) * (b.y - origin.y) - (b.x - origin.x) * (a.y - origin.y),
            _ => 0.0,
        })
        .sum()
}
