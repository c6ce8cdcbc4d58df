use geo::{Area, Coord, Validation};
use proptest::prelude::*;

use super::*;

fn ring(points: &[(f64, f64)]) -> Vec<Coord<f64>> {
    points.iter().map(|&(x, y)| Coord { x, y }).collect()
}

/// A closed square with its lower left corner at `x`, `y`, clockwise on purpose.
fn square(x: f64, y: f64, side: f64) -> Vec<Coord<f64>> {
    ring(&[(x, y), (x, y + side), (x + side, y + side), (x + side, y), (x, y)])
}

fn repaired(raw: RawPolygons) -> (MultiPolygon<f64>, Repair) {
    let Repaired { geometry, repair } = super::repair(raw);
    let geometry = geometry.expect("an area is left");
    assert!(geometry.is_valid(), "{geometry:?}");
    (geometry, repair.expect("something was repaired"))
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-6 * b.abs().max(1e-3)
}

#[test]
fn both_halves_of_a_bow_tie_stay() {
    let (geometry, repair) =
        repaired(vec![vec![ring(&[(0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0), (0.0, 0.0)])]]);
    assert_eq!(repair.problems, [Problem::SelfIntersection]);
    assert!(close(geometry.unsigned_area(), 2.0), "{}", geometry.unsigned_area());
    assert_eq!(geometry.0.len(), 2);
}

#[test]
fn a_part_that_was_stored_as_a_hole_keeps_its_area() {
    let (geometry, repair) = repaired(vec![vec![square(0.0, 0.0, 1.0), square(3.0, 0.0, 1.0)]]);
    assert_eq!(repair.problems, [Problem::HoleOutsideShell]);
    assert!(close(geometry.unsigned_area(), 2.0));
    assert!(repair.after_km2 > repair.before_km2);
}

#[test]
fn a_part_in_another_part_is_merged_and_counted_once() {
    let (geometry, repair) = repaired(vec![
        vec![square(0.0, 0.0, 4.0)],
        vec![square(1.0, 1.0, 1.0)],
        vec![square(9.0, 9.0, 1.0)],
    ]);
    assert_eq!(repair.problems, [Problem::NestedShells]);
    assert!(close(geometry.unsigned_area(), 17.0));
    assert_eq!(geometry.0.len(), 2);
}

#[test]
fn overlapping_parts_become_their_union_whatever_their_winding() {
    let mut turned = square(1.0, 0.0, 2.0);
    turned.reverse();
    let (geometry, repair) = repaired(vec![vec![square(0.0, 0.0, 2.0)], vec![turned]]);
    assert_eq!(repair.problems, [Problem::PartsOverlap]);
    assert!(close(geometry.unsigned_area(), 6.0), "{}", geometry.unsigned_area());
}

#[test]
fn parts_that_share_a_border_are_merged() {
    let (geometry, repair) =
        repaired(vec![vec![square(0.0, 0.0, 1.0)], vec![square(1.0, 0.0, 1.0)]]);
    assert_eq!(repair.problems, [Problem::PartsOverlap]);
    assert!(close(geometry.unsigned_area(), 2.0));
}

#[test]
fn an_unclosed_ring_is_closed() {
    let mut open = square(0.0, 0.0, 1.0);
    open.pop();
    let (geometry, repair) = repaired(vec![vec![open]]);
    assert_eq!(repair.problems, [Problem::UnclosedRing]);
    assert!(close(geometry.unsigned_area(), 1.0));
}

#[test]
fn a_ring_of_two_corners_goes_and_the_rest_stays() {
    let (geometry, repair) = repaired(vec![
        vec![ring(&[(5.0, 5.0), (6.0, 6.0), (5.0, 5.0)])],
        vec![square(0.0, 0.0, 1.0)],
    ]);
    assert_eq!(repair.problems, [Problem::ShortRing]);
    assert!(close(geometry.unsigned_area(), 1.0));
}

#[test]
fn a_ring_that_touches_itself_is_split() {
    // Two triangles that meet in one corner, drawn as one ring.
    let (geometry, repair) = repaired(vec![vec![ring(&[
        (0.0, 0.0),
        (1.0, 1.0),
        (2.0, 0.0),
        (2.0, 2.0),
        (1.0, 1.0),
        (0.0, 2.0),
        (0.0, 0.0),
    ])]]);
    assert_eq!(repair.problems, [Problem::SelfIntersection]);
    assert!(close(geometry.unsigned_area(), 2.0));
}

#[test]
fn a_spike_is_cut_off() {
    let (geometry, repair) = repaired(vec![vec![ring(&[
        (0.0, 0.0),
        (2.0, 0.0),
        (2.0, 1.0),
        (2.0, 5.0),
        (2.0, 2.0),
        (0.0, 2.0),
        (0.0, 0.0),
    ])]]);
    assert_eq!(repair.problems, [Problem::SelfIntersection]);
    assert!(close(geometry.unsigned_area(), 4.0));
}

#[test]
fn holes_that_cut_an_area_in_two_make_two_parts() {
    // Two triangular holes that touch each other and the shell on opposite sides.
    let shell =
        ring(&[(0.0, 0.0), (2.0, 0.0), (4.0, 0.0), (4.0, 4.0), (2.0, 4.0), (0.0, 4.0), (0.0, 0.0)]);
    let lower = ring(&[(2.0, 0.0), (2.5, 1.0), (2.0, 2.0), (1.5, 1.0), (2.0, 0.0)]);
    let upper = ring(&[(2.0, 2.0), (2.5, 3.0), (2.0, 4.0), (1.5, 3.0), (2.0, 2.0)]);
    let (geometry, repair) = repaired(vec![vec![shell, lower, upper]]);
    assert_eq!(repair.problems, [Problem::DisconnectedInterior]);
    assert_eq!(geometry.0.len(), 2);
    assert!(close(geometry.unsigned_area(), 14.0));
}

#[test]
fn a_hole_that_touches_its_shell_once_is_valid() {
    let shell = ring(&[(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]);
    let hole = ring(&[(0.0, 2.0), (1.0, 1.0), (1.0, 3.0), (0.0, 2.0)]);
    assert_eq!(super::repair(vec![vec![shell, hole]]).repair, None);
}

#[test]
fn an_island_in_a_lake_is_valid() {
    let lake = vec![square(0.0, 0.0, 9.0), square(1.0, 1.0, 6.0)];
    let island = vec![square(2.0, 2.0, 1.0)];
    assert_eq!(super::repair(vec![lake, island]).repair, None);
}

#[test]
fn parts_that_touch_in_one_point_are_valid() {
    assert_eq!(
        super::repair(vec![vec![square(0.0, 0.0, 1.0)], vec![square(1.0, 1.0, 1.0)]]).repair,
        None
    );
}

#[test]
fn shells_come_out_counter_clockwise_and_holes_clockwise() {
    use geo::algorithm::winding_order::Winding;
    let geometry =
        super::repair(vec![vec![square(0.0, 0.0, 4.0), square(1.0, 1.0, 1.0)]]).geometry.unwrap();
    assert!(geometry.0[0].exterior().is_ccw());
    assert!(geometry.0[0].interiors()[0].is_cw());
}

#[test]
fn nothing_is_left_of_nothing() {
    assert_eq!(super::repair(Vec::new()), Repaired { geometry: None, repair: None });
    assert_eq!(super::repair(vec![vec![ring(&[(0.0, 0.0), (1.0, 1.0)])]]).geometry, None);
}

#[test]
fn the_point_on_surface_is_inside_even_in_a_ring_shaped_area() {
    let geometry =
        super::repair(vec![vec![square(0.0, 0.0, 9.0), square(1.0, 1.0, 7.0)]]).geometry.unwrap();
    let point = measure::point_on_surface(&geometry).unwrap();
    assert!(measure::covers(&geometry, point));
    assert!(!measure::covers(&geometry, Coord { x: 4.0, y: 4.0 }));
}

/// A star-shaped ring around a centre: valid whatever the radii.
fn star() -> impl Strategy<Value = Vec<Coord<f64>>> {
    (95.0..141.0f64, -11.0..6.0f64, proptest::collection::vec(0.2..1.0f64, 3..60)).prop_map(
        |(x, y, radii)| {
            let count = radii.len() as f64;
            let corner = |(i, r): (usize, &f64)| {
                let angle = i as f64 / count * std::f64::consts::TAU;
                Coord { x: x + r * angle.cos(), y: y + r * angle.sin() }
            };
            let mut ring: Vec<Coord<f64>> = radii.iter().enumerate().map(corner).collect();
            ring.push(ring[0]);
            ring
        },
    )
}

proptest! {
    #[test]
    fn valid_polygons_keep_their_vertices(ring in star()) {
        let Repaired { geometry, repair } = super::repair(vec![vec![ring.clone()]]);
        prop_assert_eq!(repair, None);
        let kept = geometry.unwrap();
        prop_assert_eq!(&kept.0[0].exterior().0, &ring);
    }

    #[test]
    fn whatever_is_drawn_comes_out_valid_and_a_repair_is_final(
        rings in proptest::collection::vec(proptest::collection::vec((0..8i32, 0..8i32), 3..9), 1..5),
    ) {
        let raw: RawPolygons = rings
            .iter()
            .map(|ring| vec![ring.iter().map(|&(x, y)| Coord { x: f64::from(x), y: f64::from(y) }).collect()])
            .collect();
        let first = super::repair(raw);
        if let Some(geometry) = first.geometry {
            prop_assert!(geometry.is_valid(), "{:?}", geometry.validation_errors());
            let again = super::repair(
                geometry.iter().map(|p| std::iter::once(p.exterior()).chain(p.interiors()).map(|r| r.0.clone()).collect()).collect(),
            );
            prop_assert_eq!(again.repair, None);
        }
    }

    #[test]
    fn the_point_on_surface_lies_inside(ring in star()) {
        let geometry = super::repair(vec![vec![ring]]).geometry.unwrap();
        prop_assert!(measure::covers(&geometry, measure::point_on_surface(&geometry).unwrap()));
    }
}
