//! Cutting is exact: what is within is all there, valid, in parts, and alike on both sides.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::valid::{defect, double_area_of};
use crate::tile::cut::{Window, cut};
use crate::topology::{Polygon, Vertex, stitch};

/// The unit squares of a raster as polygons whose vertices are `scale` apart.
fn polygons(squares: &BTreeSet<[i32; 2]>, scale: i32) -> Vec<Polygon> {
    let mut edges = Vec::new();
    for [x, y] in squares {
        let corners = [[*x, *y], [x + 1, *y], [x + 1, y + 1], [*x, y + 1]];
        for at in 0..4 {
            let [a, b] = [corners[at], corners[(at + 1) % 4]].map(|[x, y]| [x * scale, y * scale]);
            edges.push((a, b));
        }
    }
    stitch(edges).polygons
}

pub(super) fn cut_one(polygon: &Polygon, window: Window) -> Vec<Polygon> {
    let vertices = polygon.concat();
    let ends: Vec<usize> = polygon
        .iter()
        .scan(0, |end, ring| {
            *end += ring.len();
            Some(*end)
        })
        .collect();
    cut(&vertices, &ends, window)
}

fn squares() -> impl Strategy<Value = BTreeSet<[i32; 2]>> {
    proptest::collection::btree_set([0..14i32, 0..14i32], 1..130)
}

/// A window within or across the raster, with the least and the greatest coordinates apart.
fn window() -> impl Strategy<Value = Window> {
    ([-2..15i32, -2..15i32], [1..15i32, 1..15i32])
        .prop_map(|([west, north], [width, height])| [west, north, west + width, north + height])
}

proptest! {
    #[test]
    fn the_area_within_is_that_of_the_squares_within(squares in squares(), window in window()) {
        let [west, north, east, south] = window;
        let within = squares.iter().filter(|[x, y]| *x >= west && *x < east && *y >= north && *y < south).count();
        let mut area = 0;
        for polygon in polygons(&squares, 1) {
            for part in cut_one(&polygon, window) {
                prop_assert_eq!(defect(&part), None);
                let inside = |[x, y]: &Vertex| (west..=east).contains(x) && (north..=south).contains(y);
                prop_assert!(part.iter().flatten().all(inside));
                area += double_area_of(&part);
            }
        }
        prop_assert_eq!(area, 2 * within as i64);
    }

    /// Parts are apart: as many as the squares within have connected groups. A bridge along the edge would join them.
    #[test]
    fn there_is_no_bridge_between_parts(squares in squares(), window in window()) {
        let [west, north, east, south] = window;
        let parts: usize = polygons(&squares, 1).iter().map(|polygon| cut_one(polygon, window).len()).sum();
        let mut left: BTreeSet<[i32; 2]> = squares.iter().copied()
            .filter(|[x, y]| *x >= west && *x < east && *y >= north && *y < south).collect();
        let mut groups = 0;
        while let Some(first) = left.pop_first() {
            groups += 1;
            let mut reached = vec![first];
            while let Some([x, y]) = reached.pop() {
                let beside = [[x + 1, y], [x - 1, y], [x, y + 1], [x, y - 1]];
                reached.extend(beside.into_iter().filter(|square| left.remove(square)));
            }
        }
        prop_assert_eq!(parts, groups);
    }

    /// Two areas that share their border, and together cover everything: what one loses at the edge the other loses too.
    #[test]
    fn both_sides_of_a_border_are_cut_alike(squares in squares(), window in window()) {
        let all: BTreeSet<[i32; 2]> = (0..14).flat_map(|x| (0..14).map(move |y| [x, y])).collect();
        let others: BTreeSet<[i32; 2]> = all.difference(&squares).copied().collect();
        let mut steps: BTreeMap<(Vertex, Vertex), i32> = BTreeMap::new();
        for side in [squares, others] {
            for part in polygons(&side, 1).iter().flat_map(|polygon| cut_one(polygon, window)) {
                for ring in part {
                    for at in 0..ring.len() {
                        unit_steps(ring[at], ring[(at + 1) % ring.len()], &mut steps);
                    }
                }
            }
        }
        // What stays where all steps there and back are taken away is the outline of the window within the raster.
        let [west, north, east, south] = window;
        let outline = |(a, b): &(Vertex, Vertex)| {
            let on = |axis: usize, low: i32, high: i32| a[axis] == b[axis] && (a[axis] == low.max(0) || a[axis] == high.min(14));
            on(0, west, east) || on(1, north, south)
        };
        prop_assert!(steps.iter().filter(|(_, times)| **times != 0).all(|(step, _)| outline(step)));
    }

    /// Cut into tiles with their buffers between them, the area is whole again.
    #[test]
    fn the_pieces_of_all_windows_are_the_whole(squares in squares(), columns in 1..9i32, rows in 1..9i32) {
        for polygon in polygons(&squares, 7) {
            let mut area = 0;
            for x in 0..14 / columns + 1 {
                for y in 0..14 / rows + 1 {
                    let window = [x * columns * 7, y * rows * 7, (x + 1) * columns * 7, (y + 1) * rows * 7];
                    area += cut_one(&polygon, window).iter().map(double_area_of).sum::<i64>();
                }
            }
            prop_assert_eq!(area, double_area_of(&polygon));
        }
    }
}

/// The steps of one unit along an axis from `a` to `b`; the ways there and back take each other away.
fn unit_steps(a: Vertex, b: Vertex, steps: &mut BTreeMap<(Vertex, Vertex), i32>) {
    let way = [(b[0] - a[0]).signum(), (b[1] - a[1]).signum()];
    let mut at = a;
    while at != b {
        let next = [at[0] + way[0], at[1] + way[1]];
        let (step, times) = if at < next { ((at, next), 1) } else { ((next, at), -1) };
        *steps.entry(step).or_default() += times;
        at = next;
    }
}

#[test]
fn slanting_borders_keep_their_vertices_at_the_edge() {
    // A triangle over the corner of the window, with vertices where its long side meets the edge.
    let triangle = vec![vec![[-8, -8], [16, -8], [8, 0], [0, 8], [-8, 16]]];
    let parts = cut_one(&triangle, [0, 0, 20, 20]);
    assert_eq!(parts, [[[[0, 0], [8, 0], [0, 8]]]]);
    assert!(cut_one(&triangle, [20, 20, 30, 30]).is_empty());
    assert_eq!(cut_one(&triangle, [-20, -20, 30, 30]).len(), 1);
}

#[test]
fn a_window_within_an_area_is_covered_and_one_in_its_hole_is_empty() {
    let frame = vec![
        vec![[0, 0], [100, 0], [100, 100], [0, 100]],
        vec![[40, 40], [40, 60], [60, 60], [60, 40]],
    ];
    assert_eq!(cut_one(&frame, [10, 10, 20, 20]), [[[[10, 10], [20, 10], [20, 20], [10, 20]]]]);
    assert!(cut_one(&frame, [45, 45, 55, 55]).is_empty());
    let around = cut_one(&frame, [30, 30, 70, 70]);
    assert_eq!((around.len(), around[0].len()), (1, 2), "the hole stays a hole");
}
