//! Straightens the zigzag of borders between triangles without changing what touches what.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::mesh::{self, Mesh, NONE};

/// A triangle may not become thinner than this (see [`quality`]), unless it was thinner before.
const THINNEST: f64 = 0.05;

/// Moves the corners that are not on the coast towards the middle of their neighbours along
/// borders, `rounds` times. No triangle is ever turned over, so the mesh stays a mesh.
pub fn smooth(mesh: &mut Mesh, labels: &[u32], rounds: usize) {
    let around = Around::new(mesh);
    let (piece, count) = mesh.pieces(|_, _| true);
    // The corners that move, by the piece of land that they lie in: what lies around them lies in it too.
    let mut inner: Vec<Vec<usize>> = vec![Vec::new(); count];
    for corner in (0..mesh.points.len()).filter(|corner| !around.coast[*corner]) {
        if let Some(triangle) = around.of(corner).first() {
            inner[piece[*triangle as usize] as usize].push(corner);
        }
    }
    let places = mesh.points.iter().map(|point| point.map(|c| AtomicU64::new(c.to_bits())));
    let moving = Moving { mesh, labels, around, places: places.collect() };
    inner.par_iter().for_each(|corners| moving.smooth(corners, rounds));
    let moved = moving.places.into_iter();
    mesh.points = moved.map(|place| place.map(|c| f64::from_bits(c.into_inner()))).collect();
}

/// A mesh whose corners move.
struct Moving<'a> {
    mesh: &'a Mesh,
    labels: &'a [u32],
    around: Around,
    /// Where the corners are: the bits of degrees. Pieces of land share corners of the coast, which stay, and no others.
    places: Vec<[AtomicU64; 2]>,
}

impl Moving<'_> {
    fn at(&self, corner: u32) -> [f64; 2] {
        let place = &self.places[corner as usize];
        [0, 1].map(|axis: usize| f64::from_bits(place[axis].load(Ordering::Relaxed)))
    }

    fn put(&self, corner: usize, point: [f64; 2]) {
        for (place, c) in self.places[corner].iter().zip(point) {
            place.store(c.to_bits(), Ordering::Relaxed);
        }
    }

    /// Moves the inner corners of a piece of land.
    fn smooth(&self, corners: &[usize], rounds: usize) {
        let mut beside: Vec<(u32, bool)> = Vec::new();
        let mut before: Vec<f64> = Vec::new();
        for _ in 0..rounds {
            for corner in corners {
                self.move_one(*corner, &mut beside, &mut before);
            }
        }
    }

    fn move_one(&self, corner: usize, beside: &mut Vec<(u32, bool)>, before: &mut Vec<f64>) {
        let (mesh, labels) = (self.mesh, self.labels);
        let triangles = self.around.of(corner);
        beside.clear();
        for triangle in triangles {
            let at = *triangle as usize;
            for side in (0..3).filter(|side| mesh.triangles[at][*side] == corner as u32) {
                let next = mesh.neighbours[at][side];
                let border = next == NONE || labels[next as usize] != labels[at];
                beside.push((mesh.triangles[at][(side + 1) % 3], border));
            }
        }
        let on_border = beside.iter().any(|(_, border)| *border);
        let (mut sum, mut count) = ([0.0, 0.0], 0.0);
        for (other, _) in beside.iter().filter(|(_, border)| *border == on_border) {
            let point = self.at(*other);
            sum = [sum[0] + point[0], sum[1] + point[1]];
            count += 1.0;
        }
        let here = self.at(corner as u32);
        before.clear();
        before.extend(triangles.iter().map(|triangle| self.quality(*triangle).min(THINNEST)));
        for step in [0.55, 0.25, 0.1] {
            let moved =
                [0, 1].map(|axis| mesh::snap(here[axis] + step * (sum[axis] / count - here[axis])));
            self.put(corner, moved);
            let kept = |(triangle, least): (&u32, &f64)| self.quality(*triangle) >= *least;
            if triangles.iter().zip(&*before).all(kept) {
                break;
            }
            self.put(corner, here);
        }
    }

    fn quality(&self, triangle: u32) -> f64 {
        quality(self.mesh.triangles[triangle as usize].map(|corner| self.at(corner)))
    }
}

/// Twice the area over the square of the longest side: near 0.87 for an equilateral triangle,
/// not positive for one that was turned over.
fn quality([a, b, c]: [[f64; 2]; 3]) -> f64 {
    mesh::twice_area(a, b, c) / longest(a, b, c)
}

/// The square of the longest side.
fn longest(a: [f64; 2], b: [f64; 2], c: [f64; 2]) -> f64 {
    let square = |p: [f64; 2], q: [f64; 2]| (p[0] - q[0]).powi(2) + (p[1] - q[1]).powi(2);
    square(a, b).max(square(b, c)).max(square(c, a))
}

/// The triangles around every corner.
struct Around {
    starts: Vec<u32>,
    triangles: Vec<u32>,
    coast: Vec<bool>,
}

impl Around {
    fn new(mesh: &Mesh) -> Self {
        let mut starts = vec![0u32; mesh.points.len() + 1];
        let mut coast = vec![false; mesh.points.len()];
        for (corners, sides) in mesh.triangles.iter().zip(&mesh.neighbours) {
            for side in 0..3 {
                starts[corners[side] as usize + 1] += 1;
                if sides[side] == NONE {
                    coast[corners[side] as usize] = true;
                    coast[corners[(side + 1) % 3] as usize] = true;
                }
            }
        }
        for corner in 0..mesh.points.len() {
            starts[corner + 1] += starts[corner];
        }
        let mut next = starts.clone();
        let mut triangles = vec![0u32; mesh.triangles.len() * 3];
        for (triangle, corners) in mesh.triangles.iter().enumerate() {
            for corner in corners {
                triangles[next[*corner as usize] as usize] = triangle as u32;
                next[*corner as usize] += 1;
            }
        }
        Self { starts, triangles, coast }
    }

    fn of(&self, corner: usize) -> &[u32] {
        &self.triangles[self.starts[corner] as usize..self.starts[corner + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::super::noise;
    use super::*;

    #[test]
    fn smoothing_turns_no_triangle_over_and_keeps_the_area() {
        let ring = vec![[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]];
        let inner: Vec<[f64; 2]> =
            (0..500).map(|k| [noise::unit(k), noise::unit(k + 999)]).collect();
        let mut mesh = mesh::triangulate(&[ring], &inner).unwrap();
        let labels: Vec<u32> =
            (0..mesh.triangles.len()).map(|t| u32::from(mesh.centre(t)[0] > 0.5)).collect();
        let before = mesh.points.clone();
        smooth(&mut mesh, &labels, 4);
        assert_ne!(before, mesh.points);
        let areas: Vec<f64> = (0..mesh.triangles.len())
            .map(|t| {
                let [a, b, c] = mesh.corners(t);
                mesh::twice_area(a, b, c)
            })
            .collect();
        assert!(areas.iter().all(|area| *area > 0.0));
        assert!((areas.iter().sum::<f64>() - 2.0).abs() < 1e-9);
    }
}
