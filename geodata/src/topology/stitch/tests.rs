//! Polygons from directed edges.

use geo::{Coord, LineString, Validation};
use proptest::prelude::*;

use super::*;
use crate::topology::plane::edges as ring_edges;

fn directed(rings: &[&[Vertex]]) -> Vec<(Vertex, Vertex)> {
    rings.iter().flat_map(|ring| ring_edges(ring)).collect()
}

fn polygons(rings: &[&[Vertex]]) -> Vec<Polygon> {
    let stitched = stitch(directed(rings));
    assert_eq!(stitched.unlinked, 0);
    stitched.polygons
}

fn valid(polygon: &Polygon) -> bool {
    let line = |ring: &Ring| -> LineString<f64> {
        ring.iter().map(|v| Coord { x: f64::from(v[0]), y: f64::from(v[1]) }).collect()
    };
    let mut rings = polygon.iter().map(line);
    let exterior = rings.next().unwrap();
    geo::Polygon::new(exterior, rings.collect()).is_valid()
}

const SQUARE: [Vertex; 4] = [[0, 0], [8, 0], [8, 8], [0, 8]];

#[test]
fn a_ring_is_its_own_polygon() {
    assert_eq!(polygons(&[&SQUARE]), [[SQUARE.to_vec()]]);
    assert_eq!(stitch(Vec::new()), Stitched::default());
}

#[test]
fn parts_that_touch_in_a_vertex_come_out_apart() {
    let beside: [Vertex; 4] = [[8, 8], [12, 8], [12, 12], [8, 12]];
    assert_eq!(polygons(&[&SQUARE, &beside]), [[SQUARE.to_vec()], [beside.to_vec()]]);
}

#[test]
fn a_hole_belongs_to_the_exterior_that_it_touches_or_lies_in() {
    let apart: [Vertex; 4] = [[2, 2], [2, 4], [4, 4], [4, 2]];
    assert_eq!(polygons(&[&apart, &SQUARE]), [[SQUARE.to_vec(), apart.to_vec()]]);
    let touching: [Vertex; 3] = [[0, 0], [2, 4], [4, 2]];
    assert_eq!(polygons(&[&touching, &SQUARE]), [[SQUARE.to_vec(), touching.to_vec()]]);
}

#[test]
fn a_hole_that_touches_twice_cuts_the_interior_in_two() {
    let found = polygons(&[&SQUARE, &[[0, 0], [2, 6], [8, 8], [6, 2]]]);
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|polygon| polygon.len() == 1 && valid(polygon)));
}

#[test]
fn an_island_that_touches_its_lake_in_every_corner_stays_an_island() {
    let lake: [Vertex; 3] = [[1, 1], [2, 7], [7, 2]];
    let island: [Vertex; 6] = [[1, 1], [4, 2], [7, 2], [4, 4], [2, 7], [2, 4]];
    let found = polygons(&[&SQUARE, &lake, &island]);
    assert_eq!(found, [vec![SQUARE.to_vec(), lake.to_vec()], vec![island.to_vec()]]);
}

#[test]
fn an_edge_and_its_reverse_cancel() {
    let (left, right): ([Vertex; 4], [Vertex; 4]) =
        ([[0, 0], [4, 0], [4, 4], [0, 4]], [[4, 0], [8, 0], [8, 4], [4, 4]]);
    let both = [[0, 0], [4, 0], [8, 0], [8, 4], [4, 4], [0, 4]];
    assert_eq!(polygons(&[&left, &right]), [[both.to_vec()]]);
}

#[test]
fn what_closes_no_ring_is_counted() {
    let mut edges = directed(&[&SQUARE]);
    edges.push(([20, 20], [30, 30]));
    let stitched = stitch(edges.clone());
    assert_eq!((stitched.polygons.len(), stitched.unlinked > 0), (1, true));
    // A border walked twice is one border; a hole in nothing is nothing.
    let twice = stitch(directed(&[&SQUARE, &SQUARE]));
    assert_eq!((twice.polygons, twice.unlinked), (vec![vec![SQUARE.to_vec()]], 4));
    let hole: Vec<Vertex> = SQUARE.iter().rev().copied().collect();
    assert_eq!(stitch(directed(&[&hole])), Stitched { polygons: vec![], unlinked: 4 });
}

/// The cells of a chessboard that are connected by sides.
fn regions(cells: &[bool], width: usize) -> usize {
    let mut seen = vec![false; cells.len()];
    let mut count = 0;
    for start in 0..cells.len() {
        let mut stack = vec![start];
        let mut fresh = false;
        while let Some(at) = stack.pop() {
            if !cells[at] || std::mem::replace(&mut seen[at], true) {
                continue;
            }
            fresh = true;
            let (x, y) = (at % width, at / width);
            stack.extend((x > 0).then(|| at - 1));
            stack.extend((x + 1 < width).then(|| at + 1));
            stack.extend((y > 0).then(|| at - width));
            stack.extend((at + width < cells.len()).then(|| at + width));
        }
        count += usize::from(fresh);
    }
    count
}

proptest! {
    #[test]
    fn any_set_of_cells_becomes_valid_polygons(cells in proptest::collection::vec(any::<bool>(), 81), turn in 0..300usize) {
        let cell = |at: usize| -> [Vertex; 4] {
            let (x, y) = ((at % 9) as i32, (at / 9) as i32);
            [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1]]
        };
        let mut edges: Vec<_> = (0..81).filter(|at| cells[*at]).flat_map(|at| directed(&[&cell(at)])).collect();
        let stitched = stitch(edges.clone());
        prop_assert_eq!(stitched.unlinked, 0);
        prop_assert_eq!(stitched.polygons.len(), regions(&cells, 9));
        let area: i128 = stitched.polygons.iter().flatten().map(|ring| double_area(ring)).sum();
        prop_assert_eq!(area, 2 * cells.iter().filter(|cell| **cell).count() as i128);
        for polygon in &stitched.polygons {
            prop_assert!(valid(polygon), "{:?}", polygon);
            prop_assert!(double_area(&polygon[0]) > 0 && polygon[1..].iter().all(|hole| double_area(hole) < 0));
        }
        let length = edges.len().max(1);
        edges.rotate_left(turn % length);
        prop_assert_eq!(stitch(edges).polygons, stitched.polygons);
    }
}
