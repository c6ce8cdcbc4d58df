//! Where the corners of the mesh lie: fine where villages are small, coarse where they are large.

use rayon::prelude::*;

use super::mesh::{KM_PER_DEGREE, Mesh, NONE, twice_area};
use super::noise;
use crate::facts::RegencyFact;

/// Corners for the first, coarse mesh: `spacing` kilometres apart in the triangles of `land`
/// and denser around the points of small regencies, so that the smallest kota has room for its
/// own shape.
pub fn coarse(land: &Mesh, facts: &[RegencyFact], spacing: f64, seed: u64) -> Vec<[f64; 2]> {
    let mut points = fine(land, &vec![0; land.triangles.len()], &[spacing], seed);
    for (number, fact) in facts.iter().enumerate() {
        let side = fact.area_km2.sqrt();
        let step = side / 7.0;
        if step >= spacing {
            continue;
        }
        let (label, reach) = ([fact.label_lon, fact.label_lat], side * 1.1 / KM_PER_DEGREE);
        let corner = |sign: f64| [label[0] + sign * reach, label[1] + sign * reach];
        lattice(corner(-1.0), corner(1.0), step, seed ^ (number as u64 + 1) << 32, |point| {
            if (point[0] - label[0]).hypot(point[1] - label[1]) < reach {
                points.push(point);
            }
        });
    }
    points
}

/// Corners for the final mesh: `spacing[r]` kilometres apart in the triangles of regency `r`.
pub fn fine(mesh: &Mesh, regency: &[u32], spacing: &[f64], seed: u64) -> Vec<[f64; 2]> {
    let corners = |(triangle, regency): (usize, &u32)| {
        inside(mesh, triangle, spacing[*regency as usize], seed ^ (u64::from(*regency) + 1) << 32)
    };
    regency.par_iter().enumerate().flat_map_iter(corners).collect()
}

/// Those of one triangle.
fn inside(mesh: &Mesh, triangle: usize, step: f64, seed: u64) -> Vec<[f64; 2]> {
    let mut points = Vec::new();
    let corners = mesh.corners(triangle);
    let low = [0, 1].map(|axis| corners.iter().map(|c| c[axis]).fold(f64::MAX, f64::min));
    let high = [0, 1].map(|axis| corners.iter().map(|c| c[axis]).fold(f64::MIN, f64::max));
    // Not so near the shore that only slivers fit between.
    let margin = |side: usize| {
        if mesh.neighbours[triangle][side] == NONE { 0.3 * step / KM_PER_DEGREE } else { 0.0 }
    };
    lattice(low, high, step, seed, |point| {
        let within = (0..3).all(|side| {
            let (a, b) = (corners[side], corners[(side + 1) % 3]);
            twice_area(a, b, point) >= margin(side) * (b[0] - a[0]).hypot(b[1] - a[1])
        });
        if within {
            points.push(point);
        }
    });
    points
}

/// A hexagonal lattice with every point moved a little. The same lattice whatever the window,
/// which is `low` to `high` in degrees (and somewhat more).
fn lattice(low: [f64; 2], high: [f64; 2], spacing: f64, seed: u64, mut add: impl FnMut([f64; 2])) {
    let [dx, dy] = [spacing / KM_PER_DEGREE, spacing * 0.75f64.sqrt() / KM_PER_DEGREE];
    let mut row = (low[1] / dy).floor() as i64 - 1;
    while row as f64 * dy <= high[1] + dy {
        let shift = if row % 2 == 0 { 0.0 } else { 0.5 };
        let mut column = (low[0] / dx - shift).floor() as i64 - 1;
        while (column as f64 + shift) * dx <= high[0] + dx {
            let key =
                noise::hash(seed ^ noise::hash((row as u64) << 32 ^ (column as u64 & 0xffff_ffff)));
            let jitter = [0.56 * (noise::unit(key) - 0.5), 0.56 * (noise::unit(key ^ 1) - 0.5)];
            add([(column as f64 + shift + jitter[0]) * dx, (row as f64 + jitter[1]) * dy]);
            column += 1;
        }
        row += 1;
    }
}

/// Kilometres between corners such that a regency of `area` km2 gets about `corners` of them.
pub fn spacing(area: f64, corners: f64) -> f64 {
    (area / corners / 0.75f64.sqrt()).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lattice_does_not_depend_on_the_window() {
        let window = |low, high| {
            let mut points = Vec::new();
            lattice(low, high, 5.0, 9, |p: [f64; 2]| points.push(p.map(f64::to_bits)));
            points
        };
        let (all, part) =
            (window([100.0, -2.0], [102.0, 0.0]), window([100.9, -1.1], [101.1, -0.9]));
        assert!(!part.is_empty() && part.iter().all(|point| all.contains(point)));
    }

    #[test]
    fn spacing_gives_about_the_number_of_corners_asked_for() {
        let step = spacing(KM_PER_DEGREE * KM_PER_DEGREE, 1000.0);
        let mut count = 0;
        lattice([100.0, 0.0], [101.0, 1.0], step, 1, |p| {
            count += usize::from((100.0..101.0).contains(&p[0]) && (0.0..1.0).contains(&p[1]))
        });
        assert!((900..1100).contains(&count), "{count}");
    }
}
