//! A triangulated country: the topology that every border is made of.
//!
//! Land is cut into small triangles once. A village, district, regency or province is a set of
//! triangles, and a border is a chain of edges between them. Nesting is therefore exact and
//! neighbours share every vertex, without any clipping.

use std::collections::HashMap;

use spade::{ConstrainedDelaunayTriangulation, Point2, Triangulation};

/// No triangle: the sea.
pub const NONE: u32 = u32::MAX;

/// Kilometres in a degree of latitude, on the sphere of equal area (radius 6,371.007 km).
pub const KM_PER_DEGREE: f64 = 111.195_1;

/// Rounds a coordinate to the grid of 1e-7 degrees (a centimetre), so that equal places are equal numbers.
pub fn snap(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}

/// Kilometres east and north of 0, 0: good enough for distances within one regency.
pub fn km([lon, lat]: [f64; 2]) -> [f64; 2] {
    // Indonesia lies within 11 degrees of the equator; the mean latitude is used throughout.
    [lon * KM_PER_DEGREE * 0.9986, lat * KM_PER_DEGREE]
}

/// Twice the signed area of a triangle, positive when counter-clockwise. On the 1e-7 grid the
/// products are exact enough that the sign is right for every triangle of more than 1e-12 degrees.
pub fn twice_area(a: [f64; 2], b: [f64; 2], c: [f64; 2]) -> f64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])
}

/// The area of a triangle in square kilometres.
pub fn area_km2(a: [f64; 2], b: [f64; 2], c: [f64; 2]) -> f64 {
    let lat = (a[1] + b[1] + c[1]) / 3.0;
    twice_area(a, b, c) / 2.0 * KM_PER_DEGREE * KM_PER_DEGREE * lat.to_radians().cos()
}

/// Triangles that share vertices and edges.
#[derive(Debug, Default)]
pub struct Mesh {
    /// Longitude, latitude in degrees, on the 1e-7 grid.
    pub points: Vec<[f64; 2]>,
    /// Corners, counter-clockwise.
    pub triangles: Vec<[u32; 3]>,
    /// The triangle beyond the edge from corner `i` to corner `i + 1`, or [`NONE`].
    pub neighbours: Vec<[u32; 3]>,
}

impl Mesh {
    /// Finds the neighbours of triangles that share points.
    pub fn from_triangles(points: Vec<[f64; 2]>, triangles: Vec<[u32; 3]>) -> Self {
        let neighbours = neighbours(&triangles);
        Self { points, triangles, neighbours }
    }

    /// The corners of a triangle.
    pub fn corners(&self, triangle: usize) -> [[f64; 2]; 3] {
        self.triangles[triangle].map(|corner| self.points[corner as usize])
    }

    /// The centre of gravity of a triangle.
    pub fn centre(&self, triangle: usize) -> [f64; 2] {
        let [a, b, c] = self.corners(triangle);
        [(a[0] + b[0] + c[0]) / 3.0, (a[1] + b[1] + c[1]) / 3.0]
    }

    /// The area of a triangle in square kilometres.
    pub fn area(&self, triangle: usize) -> f64 {
        let [a, b, c] = self.corners(triangle);
        area_km2(a, b, c)
    }

    /// Numbers the connected pieces of triangles; `joined` says which neighbours hang together.
    pub fn pieces(&self, joined: impl Fn(usize, usize) -> bool) -> (Vec<u32>, usize) {
        let mut piece = vec![NONE; self.triangles.len()];
        let (mut count, mut queue) = (0u32, Vec::new());
        for start in 0..self.triangles.len() {
            if piece[start] != NONE {
                continue;
            }
            piece[start] = count;
            queue.push(start);
            while let Some(at) = queue.pop() {
                for next in self.neighbours[at] {
                    if next != NONE && piece[next as usize] == NONE && joined(at, next as usize) {
                        piece[next as usize] = count;
                        queue.push(next as usize);
                    }
                }
            }
            count += 1;
        }
        (piece, count as usize)
    }
}

/// The triangle beyond each edge. An edge that is used once, or more than twice, has none.
pub fn neighbours(triangles: &[[u32; 3]]) -> Vec<[u32; 3]> {
    let edge = |corners: &[u32; 3], side: usize| {
        let (a, b) = (corners[side], corners[(side + 1) % 3]);
        (a.min(b), a.max(b))
    };
    // The edges of each lower corner together: a few, which are sorted sooner than all.
    let corners = triangles.iter().flatten().max().map_or(0, |most| *most as usize + 1);
    let mut starts = vec![0u32; corners + 1];
    for triangle in triangles {
        (0..3).for_each(|side| starts[edge(triangle, side).0 as usize + 1] += 1);
    }
    for corner in 0..corners {
        starts[corner + 1] += starts[corner];
    }
    let mut next = starts.clone();
    let mut edges = vec![(0u32, 0u32, 0u8); triangles.len() * 3];
    for (number, triangle) in triangles.iter().enumerate() {
        for side in 0..3 {
            let (a, b) = edge(triangle, side);
            edges[next[a as usize] as usize] = (b, number as u32, side as u8);
            next[a as usize] += 1;
        }
    }
    let mut neighbours = vec![[NONE; 3]; triangles.len()];
    for span in starts.windows(2) {
        let own = &mut edges[span[0] as usize..span[1] as usize];
        own.sort_unstable();
        for pair in own.windows(2) {
            let (one, two) = (pair[0], pair[1]);
            if one.0 == two.0 {
                neighbours[one.1 as usize][usize::from(one.2)] = two.1;
                neighbours[two.1 as usize][usize::from(two.2)] = one.1;
            }
        }
    }
    neighbours
}

/// Triangulates the land inside `rings` (closed, even-odd) with the coast as edges and `inner`
/// as further corners. Points beyond the coast are allowed and do no harm.
///
/// # Errors
/// The number of coast segments that cross each other, when there are any.
pub fn triangulate(rings: &[Vec<[f64; 2]>], inner: &[[f64; 2]]) -> Result<Mesh, String> {
    let mut index: HashMap<[u64; 2], usize> = HashMap::with_capacity(inner.len() + 20_000);
    let mut points: Vec<[f64; 2]> = Vec::with_capacity(inner.len() + 20_000);
    let mut place = |point: [f64; 2]| {
        *index.entry(point.map(f64::to_bits)).or_insert_with(|| {
            points.push(point);
            points.len() - 1
        })
    };
    let mut edges: Vec<[usize; 2]> = Vec::new();
    for ring in rings {
        let corners: Vec<usize> = ring.iter().map(|point| place(*point)).collect();
        edges.extend(
            corners.windows(2).filter(|pair| pair[0] != pair[1]).map(|pair| [pair[0], pair[1]]),
        );
    }
    for point in inner {
        place(point.map(snap));
    }
    let vertices = points.iter().map(|p| Point2::new(p[0], p[1])).collect();
    let mut crossing = 0usize;
    let cdt =
        ConstrainedDelaunayTriangulation::<Point2<f64>>::try_bulk_load_cdt(vertices, edges, |_| {
            crossing += 1
        })
        .map_err(|error| error.to_string())?;
    if crossing > 0 {
        return Err(format!("{crossing} coast segments cross each other"));
    }
    let points: Vec<[f64; 2]> = cdt.vertices().map(|v| [v.position().x, v.position().y]).collect();
    let mut triangles = Vec::with_capacity(cdt.num_inner_faces());
    let mut coast = Vec::with_capacity(cdt.num_inner_faces());
    for face in cdt.inner_faces() {
        let edges = face.adjacent_edges();
        triangles.push(edges.map(|edge| edge.from().fix().index() as u32));
        coast.push(edges.map(|edge| edge.as_undirected().is_constraint_edge()));
    }
    let all = Mesh::from_triangles(points, triangles);
    Ok(keep_land(&all, &coast, rings))
}

/// Keeps the triangles on land: whole pieces between coast edges are inside or outside together,
/// so one test per piece decides, made in its largest triangle.
fn keep_land(all: &Mesh, coast: &[[bool; 3]], rings: &[Vec<[f64; 2]>]) -> Mesh {
    let open = |a: usize, b: usize| {
        let side = all.neighbours[a].iter().position(|next| *next == b as u32);
        side.is_some_and(|side| !coast[a][side])
    };
    let (piece, count) = all.pieces(open);
    let mut largest = vec![(0.0, 0usize); count];
    for (triangle, piece) in piece.iter().enumerate() {
        let area = all.area(triangle);
        if area > largest[*piece as usize].0 {
            largest[*piece as usize] = (area, triangle);
        }
    }
    let land: Vec<bool> =
        largest.iter().map(|(_, triangle)| inside(rings, all.centre(*triangle))).collect();
    let kept: Vec<[u32; 3]> = all
        .triangles
        .iter()
        .zip(&piece)
        .filter(|(_, piece)| land[**piece as usize])
        .map(|(t, _)| *t)
        .collect();
    compact(&all.points, kept)
}

/// A mesh of `triangles` with the points that they use and no others.
pub fn compact(points: &[[f64; 2]], mut triangles: Vec<[u32; 3]>) -> Mesh {
    let mut renamed = vec![NONE; points.len()];
    let mut used = Vec::new();
    for corner in triangles.iter_mut().flatten() {
        let old = *corner as usize;
        if renamed[old] == NONE {
            renamed[old] = used.len() as u32;
            used.push(points[old]);
        }
        *corner = renamed[old];
    }
    Mesh::from_triangles(used, triangles)
}

/// Whether a point lies inside rings by the even-odd rule.
pub fn inside(rings: &[Vec<[f64; 2]>], [x, y]: [f64; 2]) -> bool {
    let mut inside = false;
    for pair in rings.iter().flat_map(|ring| ring.windows(2)) {
        let ([xa, ya], [xb, yb]) = (pair[0], pair[1]);
        if (ya > y) != (yb > y) && x < xa + (y - ya) / (yb - ya) * (xb - xa) {
            inside = !inside;
        }
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f64, y: f64, side: f64) -> Vec<[f64; 2]> {
        vec![[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
    }

    #[test]
    fn land_without_its_lake_is_triangulated_exactly() {
        let rings = [square(0.0, 0.0, 1.0), square(0.25, 0.25, 0.5), square(2.0, 0.0, 1.0)];
        let inner: Vec<[f64; 2]> = (0..400)
            .map(|k| [3.1 * super::super::noise::unit(k), super::super::noise::unit(k + 1000)])
            .collect();
        let mesh = triangulate(&rings, &inner).unwrap();
        let twice: f64 = (0..mesh.triangles.len())
            .map(|t| {
                let [a, b, c] = mesh.corners(t);
                twice_area(a, b, c)
            })
            .sum();
        assert!((twice / 2.0 - 1.75).abs() < 1e-9, "{twice}");
        assert_eq!(mesh.pieces(|_, _| true).1, 2);
        for (t, sides) in mesh.neighbours.iter().enumerate() {
            for next in sides.iter().filter(|next| **next != NONE) {
                assert!(mesh.neighbours[*next as usize].contains(&(t as u32)));
            }
        }
    }

    #[test]
    fn a_coast_that_crosses_itself_is_refused() {
        let bow = vec![[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]];
        assert!(triangulate(&[bow], &[]).is_err());
    }
}
