//! What holds at every zoom of any country.

mod country;

use std::collections::{BTreeMap, BTreeSet};

use geo::{Coord, LineString, Validation};
use proptest::prelude::*;

use self::country::{Made, recipe};
use super::edge::Edge;
use super::graph::Graph;
use super::number::Numbers;
use super::passed::PassedByArea;
use super::plane::{double_area, side, vector};
use super::winding::left_of;
use super::*;
use crate::progress::Silent;

fn graphs(made: &Made, mut each: impl FnMut(&Graph, &Numbers)) -> Findings {
    let country = made.country();
    let numbers = Numbers::new(&country);
    each_zoom(&country, &numbers, &Silent, &mut |graph, _| {
        each(graph, &numbers);
        Ok(())
    })
    .unwrap()
}

fn zooms(made: &Made) -> (Vec<Zoom>, Findings) {
    let mut zooms = Vec::new();
    let findings = build(&made.country(), &Silent, &mut |zoom| {
        zooms.push(zoom);
        Ok(())
    });
    (zooms, findings.unwrap())
}

/// Whether two edges have a point in common that is not a vertex of both.
fn meet_badly(p: &Edge, q: &Edge) -> bool {
    let on = |v: Vertex, of: &Edge| {
        let [u, w] = [vector(v, of.a), vector(v, of.b)];
        side(of.a, of.b, v) == 0 && u[0] * w[0] + u[1] * w[1] < 0
    };
    let apart =
        |p: &Edge, q: &Edge| side(p.a, p.b, q.a).signum() * side(p.a, p.b, q.b).signum() < 0;
    (p.a, p.b) == (q.a, q.b)
        || on(p.a, q)
        || on(p.b, q)
        || on(q.a, p)
        || on(q.b, p)
        || apart(p, q) && apart(q, p)
}

fn boxes_touch(p: &Edge, q: &Edge) -> bool {
    let y = |e: &Edge| (e.a[1].min(e.b[1]), e.a[1].max(e.b[1]));
    p.a[0] <= q.b[0] && q.a[0] <= p.b[0] && y(p).0 <= y(q).1 && y(q).0 <= y(p).1
}

/// The border of what these rings cover.
fn covered(directed: impl Iterator<Item = (Vertex, Vertex)>) -> BTreeSet<(Vertex, Vertex)> {
    let mut weights: BTreeMap<(Vertex, Vertex), i32> = BTreeMap::new();
    for (a, b) in directed {
        *weights.entry((a.min(b), a.max(b))).or_default() += if a < b { 1 } else { -1 };
    }
    let weighted: Vec<_> =
        weights.into_iter().filter(|(_, w)| *w != 0).map(|((a, b), w)| (a, b, w)).collect();
    let sides = left_of(&weighted).into_iter().zip(&weighted);
    sides
        .filter(|(left, (.., weight))| (*left > 0) != (left - weight > 0))
        .map(|(left, (a, b, _))| if left > 0 { (*a, *b) } else { (*b, *a) })
        .collect()
}

/// Whether an area or a part of it has polygons.
fn known(made: &Made, level: Level, row: usize) -> bool {
    let parts = level.below().is_some_and(|below| {
        let mut parents = made.parents.get(below).iter().enumerate();
        parents.any(|(part, parent)| *parent == Some(row) && known(made, below, part))
    });
    parts || made.polygons.get(level)[row].is_some()
}

fn geometry(polygon: &Polygon) -> geo::Polygon<f64> {
    let line = |ring: &Ring| -> LineString<f64> {
        ring.iter().map(|v| Coord { x: f64::from(v[0]), y: f64::from(v[1]) }).collect()
    };
    let mut rings = polygon.iter().map(line);
    let exterior = rings.next().unwrap();
    geo::Polygon::new(exterior, rings.collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn borders_meet_in_vertices_and_are_cut_where_tiles_are(recipe in recipe()) {
        let mut wrong = Vec::new();
        graphs(&recipe.make(), |graph, _| {
            let (edges, lines) = (&graph.edges, &graph.scale.lines);
            for (at, p) in edges.iter().enumerate() {
                wrong.extend(edges[at + 1..].iter().filter(|q| boxes_touch(p, q) && meet_badly(p, q)).map(|q| (graph.scale.z, *p, *q)));
                for axis in [0, 1] {
                    let (low, high) = (p.a[axis].min(p.b[axis]), p.a[axis].max(p.b[axis]));
                    lines.between(low, high, 0, |_| wrong.push((graph.scale.z, *p, *p)));
                }
                let grid = 1 << graph.scale.bits;
                assert!(p.a.iter().chain(&p.b).all(|at| at % grid == 0));
            }
        });
        prop_assert!(wrong.is_empty(), "{:?}", wrong.first());
    }

    #[test]
    fn a_larger_area_is_what_its_parts_cover(recipe in recipe()) {
        let made = recipe.make();
        graphs(&made, |graph, numbers| {
            let passed = PassedByArea::new(&graph.edges, &graph.users, numbers.total());
            let border = |level: Level, row: usize| {
                passed.of(numbers.of(level, row)).iter().filter_map(|p| p.directed(&graph.edges))
            };
            for level in Level::ALL {
                let Some(below) = level.below() else { continue };
                if below == Level::Village && !graph.scale.outlines_of_villages {
                    continue;
                }
                for row in 0..made.parents.get(level).len() {
                    let parts = made.parents.get(below).iter().enumerate().filter(|(_, parent)| **parent == Some(row));
                    let parts: Vec<usize> = parts.map(|(part, _)| part).collect();
                    if parts.is_empty() {
                        continue;
                    }
                    let union = covered(parts.iter().flat_map(|part| border(below, *part)));
                    let own: BTreeSet<_> = border(level, row).collect();
                    assert_eq!(own, union, "{level} {row} at zoom {}", graph.scale.z);
                }
            }
        });
    }

    #[test]
    fn every_polygon_is_valid_and_nobody_vanishes(recipe in recipe()) {
        let made = recipe.make();
        let (zooms, findings) = zooms(&made);
        prop_assert_eq!(findings.unlinked, 0);
        prop_assert_eq!(zooms.iter().map(|zoom| zoom.z).collect::<Vec<_>>(), (0..=FINEST).rev().collect::<Vec<_>>());
        for zoom in &zooms {
            for level in Level::ALL {
                for (row, area) in zoom.levels.get(level).iter().enumerate() {
                    prop_assert_eq!(!area.is_empty(), known(&made, level, row), "{} {} at zoom {}", level, row, zoom.z);
                    for polygon in area {
                        prop_assert!(geometry(polygon).is_valid(), "{} {} at {}: {:?}", level, row, zoom.z, polygon);
                        prop_assert!(double_area(&polygon[0]) > 0 && polygon[1..].iter().all(|hole| double_area(hole) < 0));
                    }
                }
            }
        }
    }

    #[test]
    fn order_and_direction_of_the_input_do_not_matter(recipe in recipe(), turn in 0..50usize) {
        let made = recipe.make();
        let mut other = made.clone();
        let villages = other.polygons.get_mut(Level::Village);
        let count = villages.len();
        villages.reverse();
        other.parents.get_mut(Level::Village).reverse();
        for polygon in villages.iter_mut().flatten().flatten() {
            polygon.exterior_mut(|ring| {
                ring.0.pop();
                let length = ring.0.len();
                ring.0.rotate_left(turn % length);
                ring.0.reverse();
                ring.close();
            });
        }
        let ((first, _), (mut second, _)) = (zooms(&made), zooms(&other));
        for zoom in &mut second {
            zoom.levels.get_mut(Level::Village).reverse();
            prop_assert_eq!(zoom.levels.get(Level::Village).len(), count);
        }
        prop_assert_eq!(first, second);
    }
}

#[test]
fn a_sliver_between_neighbours_becomes_one_border() {
    let polygon = |ring: &[[f64; 2]]| {
        let line: LineString<f64> = ring.iter().copied().map(Coord::from).collect();
        Some(geo::Polygon::new(line, vec![]).into())
    };
    let mut made = Made::default();
    // The common border of the second is a few centimetres off, and has a vertex less.
    *made.polygons.get_mut(Level::Village) = vec![
        polygon(&[[110.0, -7.0], [110.1, -7.0], [110.1, -7.05], [110.1, -7.1], [110.0, -7.1]]),
        polygon(&[[110.100_000_3, -7.0], [110.2, -7.0], [110.2, -7.1], [110.100_000_2, -7.1]]),
    ];
    *made.parents.get_mut(Level::Village) = vec![Some(0); 2];
    *made.polygons.get_mut(Level::District) = vec![None];
    *made.parents.get_mut(Level::District) = vec![None];
    let (zooms, _) = zooms(&made);
    for zoom in zooms.iter().filter(|zoom| zoom.z > 6) {
        let district = zoom.levels.get(Level::District);
        assert_eq!(district[0].iter().map(Vec::len).collect::<Vec<_>>(), [1], "zoom {}", zoom.z);
        let area =
            |area: &[Polygon]| area.iter().flatten().map(|ring| double_area(ring)).sum::<i128>();
        let villages = zoom.levels.get(Level::Village);
        assert_eq!(area(&villages[0]) + area(&villages[1]), area(&district[0]));
    }
}

#[test]
fn a_gap_and_an_overlap_between_neighbours_are_closed() {
    let polygon = |ring: &[[f64; 2]]| {
        let line: LineString<f64> = ring.iter().copied().map(Coord::from).collect();
        Some(geo::Polygon::new(line, vec![]).into())
    };
    let mut made = Made::default();
    // The common border swings by 5 m to one side, then to the other; the other village's is straight.
    *made.polygons.get_mut(Level::Village) = vec![
        polygon(&[
            [110.0, -7.0],
            [110.1, -7.0],
            [110.1, -7.02],
            [110.100_05, -7.04],
            [110.1, -7.06],
            [110.099_95, -7.08],
            [110.1, -7.1],
            [110.0, -7.1],
        ]),
        polygon(&[[110.1, -7.0], [110.2, -7.0], [110.2, -7.1], [110.1, -7.1]]),
    ];
    *made.parents.get_mut(Level::Village) = vec![Some(0); 2];
    *made.polygons.get_mut(Level::District) = vec![None];
    *made.parents.get_mut(Level::District) = vec![None];
    let (zooms, findings) = zooms(&made);
    assert_eq!(
        (findings.slivers[12], findings.overlapping_parts.get(Level::District)),
        (2, &vec![0])
    );
    let finest = &zooms[0].levels;
    let area = |area: &[Polygon]| area.iter().flatten().map(|ring| double_area(ring)).sum::<i128>();
    let villages: i128 = finest.get(Level::Village).iter().map(|village| area(village)).sum();
    let district = &finest.get(Level::District)[0];
    assert_eq!((district.len(), district[0].len(), area(district)), (1, 1, villages));
}

#[test]
fn whoever_watches_can_end_it() {
    struct Impatient;
    impl Progress for Impatient {
        fn stage(&self, _: &str, _: Option<u64>) {}
        fn advance(&self, _: u64) {}
        fn interrupted(&self) -> bool {
            true
        }
    }
    let ended = build(&Country::default(), &Impatient, &mut |_| Ok(()));
    assert!(matches!(ended, Err(GeodataError::Interrupted)));
}
