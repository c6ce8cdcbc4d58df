//! Every query against brute force.

use geo::{BoundingRect, Coord, Distance, Geodesic, Point, Polygon, polygon};
use proptest::prelude::*;

use super::polygon::{join, side_of};
use super::*;

/// Village codes in an order that is not the order of the rows.
fn code(i: usize) -> AreaCode {
    let i = (i * 7919) % 9000;
    format!("{}.{:02}.{:02}.2{:03}", 11 + i % 3, 1 + i / 3 % 5, 1 + i / 15 % 4, i % 1000)
        .parse()
        .unwrap()
}

fn square(west: f64, south: f64, side: f64) -> MultiPolygon<f64> {
    let (east, north) = (west + side, south + side);
    polygon![(x: west, y: south), (x: east, y: south), (x: east, y: north), (x: west, y: north)]
        .into()
}

/// A square with a square hole in its middle third.
fn frame(west: f64, south: f64, side: f64) -> MultiPolygon<f64> {
    let third = side / 3.0;
    let outer = square(west, south, side).0.remove(0).into_inner().0;
    let hole = square(west + third, south + third, third).0.remove(0).into_inner().0;
    Polygon::new(outer, vec![hole]).into()
}

/// Coordinates on a coarse grid, so that points fall on edges, on corners and on each other.
fn coordinate() -> impl Strategy<Value = f64> {
    (0..=24i32).prop_map(|step| f64::from(step) * 0.25)
}

fn place() -> impl Strategy<Value = [f64; 2]> {
    (coordinate(), coordinate()).prop_map(|(x, y)| [110.0 + x, -8.0 + y])
}

fn areas() -> impl Strategy<Value = Vec<IndexedArea>> {
    proptest::collection::vec(proptest::option::weighted(0.9, place()), 0..60).prop_map(|points| {
        let area = |(i, point)| IndexedArea { code: code(i), point };
        points.into_iter().enumerate().map(area).collect()
    })
}

fn rows_where(areas: &[IndexedArea], keep: impl Fn(&IndexedArea) -> bool) -> Vec<usize> {
    areas.iter().enumerate().filter(|(_, area)| keep(area)).map(|(row, _)| row).collect()
}

/// All distances, sorted as the index promises: by distance, then by code.
fn by_distance(areas: &[IndexedArea], centre: [f64; 2]) -> Vec<Neighbour> {
    let mut all: Vec<_> = areas
        .iter()
        .enumerate()
        .filter_map(|(row, area)| {
            let distance_m = Geodesic.distance(Point::from(centre), Point::from(area.point?));
            Some((distance_m, area.code, row))
        })
        .collect();
    all.sort_by(|a, b| a.partial_cmp(b).unwrap());
    all.into_iter().map(|(distance_m, _, row)| Neighbour { row, distance_m }).collect()
}

/// Whether a point lies in a frame or a square or on their edges, by comparing coordinates.
fn holds(polygon: &MultiPolygon<f64>, [x, y]: [f64; 2]) -> bool {
    let part = &polygon.0[0];
    let bounds = |ring: &geo::LineString<f64>| ring.bounding_rect().unwrap();
    let outer = bounds(part.exterior());
    let in_outer =
        x >= outer.min().x && x <= outer.max().x && y >= outer.min().y && y <= outer.max().y;
    let in_hole = part.interiors().first().map(bounds).is_some_and(|hole| {
        x > hole.min().x && x < hole.max().x && y > hole.min().y && y < hole.max().y
    });
    in_outer && !in_hole
}

proptest! {
    #[test]
    fn a_box_finds_what_brute_force_finds(areas in areas(), a in place(), b in place()) {
        let bbox = [a[0].min(b[0]), a[1].min(b[1]), a[0].max(b[0]), a[1].max(b[1])];
        let expected = rows_where(&areas, |area| area.point.is_some_and(|[x, y]| {
            x >= bbox[0] && x <= bbox[2] && y >= bbox[1] && y <= bbox[3]
        }));
        prop_assert_eq!(AreaIndex::new(&areas).unwrap().in_bbox(bbox).unwrap(), expected);
    }

    #[test]
    fn a_polygon_with_a_hole_finds_points_inside_and_on_its_edges(
        areas in areas(), corner in place(), side in 1..5u8, hole in any::<bool>(),
    ) {
        let side = f64::from(side) * 0.75;
        let query = if hole { frame(corner[0], corner[1], side) } else { square(corner[0], corner[1], side) };
        let expected = rows_where(&areas, |area| area.point.is_some_and(|point| holds(&query, point)));
        prop_assert_eq!(AreaIndex::new(&areas).unwrap().in_polygon(&query).unwrap(), expected);
    }

    #[test]
    fn a_prepared_polygon_agrees_with_a_plain_one(
        corners in proptest::collection::vec(place(), 3..40), points in proptest::collection::vec(place(), 1..40),
    ) {
        // Any closed line will do: crossings are counted even-odd.
        let ring: Vec<Coord<f64>> = corners.into_iter().map(Coord::from).collect();
        let polygon = MultiPolygon::from(Polygon::new(ring.into(), vec![]));
        let prepared = PreparedPolygon::new(&polygon);
        for point in points {
            let side = join(prepared.parts().iter().map(|part| part.side(point)));
            prop_assert_eq!(side, side_of(&polygon, point));
        }
    }

    #[test]
    fn a_radius_finds_what_brute_force_finds(areas in areas(), centre in place(), radius_km in 0..700u32) {
        let radius_m = f64::from(radius_km) * 1000.0;
        let mut expected = by_distance(&areas, centre);
        expected.retain(|hit| hit.distance_m <= radius_m);
        prop_assert_eq!(AreaIndex::new(&areas).unwrap().within_radius(centre, radius_m).unwrap(), expected);
    }

    #[test]
    fn the_nearest_are_exact_with_ties_by_code(areas in areas(), centre in place(), k in 0..80usize) {
        let mut expected = by_distance(&areas, centre);
        expected.truncate(k);
        prop_assert_eq!(AreaIndex::new(&areas).unwrap().nearest(centre, k).unwrap(), expected);
    }

    #[test]
    fn a_code_finds_itself_and_everything_below(areas in areas(), pick in 0..60usize) {
        let village = code(pick);
        let codes: Vec<_> = areas.iter().map(|area| area.code).collect();
        let index = AreaIndex::new(&areas).unwrap();
        for level in crate::code::Level::ALL {
            let prefix = village.ancestor(level).unwrap();
            let mut found: Vec<_> = index.within_code(prefix).collect();
            prop_assert!(found.windows(2).all(|w| codes[w[0]] <= codes[w[1]]));
            found.sort_unstable();
            let expected: Vec<_> = (0..codes.len()).filter(|row| codes[*row].is_within(prefix)).collect();
            prop_assert_eq!(found, expected);
        }
        if let Some(row) = index.row(village) {
            prop_assert_eq!(codes[row], village);
        }
    }
}

#[test]
fn an_empty_index_finds_nothing() {
    let index = AreaIndex::new(&[]).unwrap();
    assert!(index.is_empty());
    assert!(index.nearest([110.0, -7.0], 3).unwrap().is_empty());
    assert!(index.within_radius([110.0, -7.0], 1e7).unwrap().is_empty());
    assert!(index.in_bbox([-180.0, -90.0, 180.0, 90.0]).unwrap().is_empty());
    assert!(index.in_polygon(&MultiPolygon::new(vec![])).unwrap().is_empty());
    assert_eq!(index.within_code(code(1)).len(), 0);
}

#[test]
fn wrong_questions_are_refused_with_the_reason() {
    let index = AreaIndex::new(&[]).unwrap();
    assert!(matches!(index.in_bbox([10.0, 0.0, 5.0, 1.0]), Err(IndexError::Bbox { .. })));
    assert!(matches!(index.nearest([-7.0, 110.0], 1), Err(IndexError::Position { .. })));
    assert!(matches!(index.nearest([f64::NAN, 0.0], 1), Err(IndexError::Position { .. })));
    for radius_m in [-1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(
            index.within_radius([110.0, 0.0], radius_m),
            Err(IndexError::Radius { .. })
        ));
    }
    let lost = IndexedArea { code: code(1), point: Some([200.0, 0.0]) };
    let error = AreaIndex::new(&[lost]).unwrap_err().to_string();
    assert!(error.contains(&code(1).to_string()) && error.contains("200"), "{error}");
}

#[test]
fn the_index_is_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<AreaIndex>();
}

/// A country of `side` times `side` areas between 0 and 10 degrees.
fn grid(side: usize) -> AreaIndex {
    let at = |n: usize| 10.0 * (n as f64 + 0.5) / side as f64;
    let area = |n: usize| {
        let code =
            format!("{}.{:02}.{:02}.2{:03}", 11 + n / 10_000, 1 + n / 1000 % 10, 1, n % 1000);
        IndexedArea { code: code.parse().unwrap(), point: Some([at(n % side), at(n / side)]) }
    };
    AreaIndex::new(&(0..side * side).map(area).collect::<Vec<_>>()).unwrap()
}

/// A ring that goes up and down between two latitudes so many times.
fn zigzag(times: usize, [south, north]: [f64; 2]) -> Polygon<f64> {
    let up = |n: usize| Coord {
        x: 12.0 * n as f64 / times as f64,
        y: if n.is_multiple_of(2) { south } else { north },
    };
    let ring: Vec<Coord<f64>> = (0..times).map(up).chain([Coord { x: 0.0, y: south }]).collect();
    Polygon::new(ring.into(), vec![])
}

#[test]
fn a_polygon_that_would_take_minutes_is_refused_and_one_like_an_island_is_not() {
    let index = grid(150);
    let refused = |parts: Vec<Polygon<f64>>| {
        matches!(index.in_polygon(&MultiPolygon(parts)), Err(IndexError::Polygon { .. }))
    };
    let large = |n: usize| square(-1.0, -1.0 - n as f64 * 1e-6, 12.0).0.remove(0);
    // Up and down the whole country, in a low band of a tall polygon, in every part, and parts over one another that hold
    // nothing new.
    assert!(refused(vec![zigzag(350_000, [-1.0, 11.0])]));
    let mut tall = zigzag(300_000, [4.0, 6.0]).into_inner();
    tall.0.0.splice(1..1, [Coord { x: 0.0, y: 89.0 }, Coord { x: 0.0, y: -89.0 }]);
    assert!(refused(vec![Polygon::new(tall.0, vec![])]));
    assert!(refused((0..100).map(|_| zigzag(3500, [-1.0, 11.0])).collect()));
    assert!(refused((0..60_000).map(large).collect()));
    // A coast of 100,000 corners around all of them, and 20,000 islets.
    let coast = |n: usize| {
        let turn = n as f64 / 100_000.0 * std::f64::consts::TAU;
        let radius = 8.0 + 0.2 * (f64::from((n as u32).wrapping_mul(2_654_435_761)) / 4e9);
        Coord { x: 5.0 + radius * turn.cos(), y: 5.0 + radius * turn.sin() }
    };
    let ring: Vec<Coord<f64>> = (0..100_000).chain([0]).map(coast).collect();
    let islets = (0..20_000).map(|n| square(20.0 + n as f64 * 0.001, 0.0, 0.0005).0.remove(0));
    let country = std::iter::once(Polygon::new(ring.into(), vec![])).chain(islets);
    assert_eq!(index.in_polygon(&country.collect()).unwrap().len(), index.len());
}

#[test]
fn nobody_waits_and_no_more_is_compared() {
    let asked = std::cell::Cell::new(0);
    let wanted = || {
        asked.set(asked.get() + 1);
        asked.get() < 10
    };
    let polygon = MultiPolygon::from(zigzag(1000, [-1.0, 11.0]));
    assert!(grid(100).in_polygon_while(&polygon, wanted).unwrap().is_empty());
    assert_eq!(asked.get(), 10);
}
