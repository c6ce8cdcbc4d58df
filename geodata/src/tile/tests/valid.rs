//! Whether polygons are valid, in integers: a check that shares no code with what makes them.

use crate::topology::{Polygon, Vertex};

/// A segment with the number of its ring and its place in it, the lesser end first.
#[derive(Clone, Copy)]
struct Segment {
    a: Vertex,
    b: Vertex,
    ring: usize,
    /// The place of its first vertex, and of its last.
    ends: [usize; 2],
}

/// What is wrong with a polygon, in words.
pub(super) fn defect(polygon: &Polygon) -> Option<String> {
    for (number, ring) in polygon.iter().enumerate() {
        if ring.len() < 3 {
            return Some(format!("ring {number} has {} vertices", ring.len()));
        }
        let area = double_area(ring);
        if (area > 0) != (number == 0) || area == 0 {
            return Some(format!("ring {number} has the area {area} / 2"));
        }
        let mut vertices = ring.clone();
        vertices.sort_unstable();
        if let Some(pair) = vertices.windows(2).find(|pair| pair[0] == pair[1]) {
            return Some(format!("ring {number} is twice at {:?}", pair[0]));
        }
    }
    meeting(polygon).or_else(|| misplaced(polygon))
}

/// Twice the area by the surveyor's formula, positive for exteriors by MVT 2.1.
pub(super) fn double_area(ring: &[Vertex]) -> i64 {
    (0..ring.len()).map(|at| cross([0, 0], ring[at], ring[(at + 1) % ring.len()])).sum()
}

/// The polygon's own area, twice.
pub(super) fn double_area_of(polygon: &Polygon) -> i64 {
    polygon.iter().map(|ring| double_area(ring)).sum()
}

fn cross(o: Vertex, a: Vertex, b: Vertex) -> i64 {
    let [ax, ay] = [i64::from(a[0]) - i64::from(o[0]), i64::from(a[1]) - i64::from(o[1])];
    let [bx, by] = [i64::from(b[0]) - i64::from(o[0]), i64::from(b[1]) - i64::from(o[1])];
    ax * by - ay * bx
}

/// Two segments that meet where they must not: those of one ring anywhere but in the vertex between them, those of
/// two rings anywhere but in one position.
fn meeting(polygon: &Polygon) -> Option<String> {
    let mut segments: Vec<Segment> = Vec::new();
    for (number, ring) in polygon.iter().enumerate() {
        for at in 0..ring.len() {
            let next = (at + 1) % ring.len();
            let (a, b) = (ring[at].min(ring[next]), ring[at].max(ring[next]));
            segments.push(Segment { a, b, ring: number, ends: [at, next] });
        }
    }
    segments.sort_unstable_by_key(|segment| segment.a);
    // From the west to the east: those that have begun and not ended.
    let mut open: Vec<Segment> = Vec::new();
    for s in segments {
        open.retain(|t| t.b[0] >= s.a[0]);
        for t in &open {
            let neighbours = s.ring == t.ring && (s.ends[0] == t.ends[1] || s.ends[1] == t.ends[0]);
            let apart =
                s.a[1].max(s.b[1]) < t.a[1].min(t.b[1]) || s.a[1].min(s.b[1]) > t.a[1].max(t.b[1]);
            if apart {
                continue;
            }
            let sides = [
                cross(s.a, s.b, t.a),
                cross(s.a, s.b, t.b),
                cross(t.a, t.b, s.a),
                cross(t.a, t.b, s.b),
            ];
            let [p, q, r, u] = sides.map(i64::signum);
            if p * q > 0 || r * u > 0 {
                continue;
            }
            let line = p == 0 && q == 0;
            let overlap = line && s.a.max(t.a) < s.b.min(t.b);
            if line && s.a.max(t.a) > s.b.min(t.b) {
                continue;
            }
            let wrong = match (neighbours, s.ring == t.ring) {
                (true, _) => overlap,
                (false, true) => true,
                (false, false) => overlap || p * q < 0 && r * u < 0,
            };
            if wrong {
                return Some(format!(
                    "{:?}-{:?} of ring {} meets {:?}-{:?} of ring {}",
                    s.a, s.b, s.ring, t.a, t.b, t.ring
                ));
            }
        }
        open.push(s);
    }
    None
}

/// Whether a position in halves, which is on no segment, is within a ring.
fn holds(ring: &[Vertex], [x, y]: [i64; 2]) -> bool {
    let mut within = false;
    for at in 0..ring.len() {
        let [p, q] = [ring[at], ring[(at + 1) % ring.len()]]
            .map(|v| [2 * i64::from(v[0]), 2 * i64::from(v[1])]);
        if (p[1] > y) != (q[1] > y) {
            let side = (q[0] - p[0]) * (y - p[1]) - (q[1] - p[1]) * (x - p[0]);
            within ^= (side > 0) == (q[1] > p[1]);
        }
    }
    within
}

/// A hole that is not within its exterior.
fn misplaced(polygon: &Polygon) -> Option<String> {
    let exterior = &polygon[0];
    let outside = |hole: &&Vec<Vertex>| {
        // The middle of a segment: rings do not cross, and a hole shares no segment with the exterior.
        let (a, b) = (hole[0], hole[1]);
        !holds(exterior, [i64::from(a[0]) + i64::from(b[0]), i64::from(a[1]) + i64::from(b[1])])
    };
    let hole = polygon[1..].iter().find(outside)?;
    Some(format!("the hole at {:?} is outside", hole[0]))
}

/// Whether the polygons have area within the window: a segment passes through it, or all of it is within them.
pub(super) fn touch(polygons: &[Polygon], [west, north, east, south]: [i32; 4]) -> bool {
    let corners = [[west, north], [east, north], [east, south], [west, south]];
    let passes = |a: Vertex, b: Vertex| {
        let beside = a[0].max(b[0]) <= west
            || a[0].min(b[0]) >= east
            || a[1].max(b[1]) <= north
            || a[1].min(b[1]) >= south;
        let sides = corners.map(|corner| cross(a, b, corner).signum());
        !beside && sides.contains(&1) && sides.contains(&-1)
    };
    let middle = [i64::from(west) + i64::from(east), i64::from(north) + i64::from(south)];
    polygons.iter().any(|polygon| {
        let segments = polygon.iter().flat_map(|ring| {
            (0..ring.len()).map(move |at| (ring[at], ring[(at + 1) % ring.len()]))
        });
        segments.clone().any(|(a, b)| passes(a, b))
            || polygon.iter().filter(|ring| holds(ring, middle)).count() % 2 == 1
    })
}

#[test]
fn what_is_wrong_with_a_polygon_is_found() {
    let square = |low: i32, high: i32| vec![[low, low], [high, low], [high, high], [low, high]];
    let hole = |low: i32, high: i32| square(low, high).into_iter().rev().collect::<Vec<_>>();
    let found = |polygon: Polygon| defect(&polygon).unwrap_or_default();
    assert_eq!(found(vec![square(0, 9), hole(1, 3), hole(3, 5)]), "");
    assert_eq!(
        found(vec![square(0, 9), hole(0, 3).into_iter().map(|[x, y]| [x + 2, y + 2]).collect()]),
        ""
    );
    assert!(found(vec![hole(0, 9)]).contains("area -162"));
    assert!(
        found(vec![square(0, 9), hole(2, 5), hole(3, 6)]).contains("meets"),
        "holes that overlap"
    );
    assert!(found(vec![square(0, 9), hole(20, 25)]).contains("outside"));
    assert!(
        found(vec![vec![[0, 0], [8, 0], [8, 8], [4, 0], [0, 8]]]).contains("meets"),
        "a vertex on a segment"
    );
    assert!(
        found(vec![vec![[0, 0], [4, 0], [4, 4], [8, 4], [8, 8], [4, 8], [4, 4], [0, 4]]])
            .contains("twice")
    );
    assert!(found(vec![vec![[0, 0], [9, 0], [4, 0], [4, 4]]]).contains("meets"), "a spike");
}
