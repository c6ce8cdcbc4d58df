//! Neighbours keep their common border at every zoom.

use geo::{Coord, Polygon};
use proptest::prelude::*;

use super::*;
use crate::dataset::Shape;
use crate::tile::coord::Vertex;
use crate::tile::store::Store;

/// A border from the south to the north, west of one polygon and east of the other.
fn border() -> impl Strategy<Value = Vec<[f64; 2]>> {
    proptest::collection::vec((-0.05..0.05f64, 0.001..0.02f64), 2..120).prop_map(|steps| {
        let climb = |latitude: &mut f64, (swing, rise): (f64, f64)| {
            *latitude += rise;
            Some([110.0 + swing, *latitude])
        };
        steps.into_iter().scan(-8.0, climb).collect()
    })
}

fn polygon(ring: Vec<[f64; 2]>, turn: usize) -> Option<Shape> {
    let mut ring: Vec<Coord<f64>> = ring.into_iter().map(Coord::from).collect();
    let length = ring.len();
    ring.rotate_left(turn % length);
    country::shape(Polygon::new(ring.into(), vec![]).into())
}

/// The vertices of the only ring of a feature at zoom `z`, begun at `first` and, if `backward`, reversed.
fn from(store: &Store, row: usize, z: u8, first: Vertex, backward: bool) -> Vec<Vertex> {
    let mut ring: Vec<Vertex> = store.ring(row, z).collect();
    if backward {
        ring.reverse();
    }
    let at =
        ring.iter().position(|vertex| *vertex == first).expect("an end of a border always appears");
    ring.rotate_left(at);
    ring
}

proptest! {
    #[test]
    fn both_sides_simplify_a_border_to_the_same_vertices(border in border(), turns in (0..100usize, 0..100usize)) {
        let (south, north) = (border[0], border[border.len() - 1]);
        let mut west = border.clone();
        west.extend([[109.5, north[1]], [109.5, south[1]]]);
        let mut east: Vec<_> = border.iter().rev().copied().collect();
        east.extend([[110.5, south[1]], [110.5, north[1]]]);
        let sources = [(None, polygon(west, turns.0)), (None, polygon(east, turns.1))];
        let (south, north) = (coord::project(south), coord::project(north));
        for layer in LAYERS.iter().filter(|layer| !layer.points) {
            let store = Store::new(&sources, layer);
            for z in 0..=MAX_ZOOM {
                let until = |ring: Vec<Vertex>| {
                    let end = ring.iter().position(|vertex| *vertex == north).unwrap();
                    ring[..=end].to_vec()
                };
                let (left, right) = (until(from(&store, 0, z, south, false)), until(from(&store, 1, z, south, true)));
                prop_assert_eq!(left, right, "{} at zoom {}", layer.name, z);
            }
        }
    }

    #[test]
    fn an_island_and_the_hole_around_it_simplify_alike(
        corners in proptest::collection::vec(0.2..0.4f64, 3..80), turn in 0..80usize,
    ) {
        let count = corners.len();
        let island: Vec<[f64; 2]> = corners.iter().enumerate().map(|(i, radius)| {
            let angle = i as f64 / count as f64 * std::f64::consts::TAU;
            [110.0 + radius * angle.cos(), -7.0 + radius * angle.sin()]
        }).collect();
        let mut hole: Vec<Coord<f64>> = island.iter().rev().copied().map(Coord::from).collect();
        hole.rotate_left(turn % count);
        let around = geo::Rect::new((109.0, -8.0), (111.0, -6.0)).to_polygon().into_inner().0;
        let around = Polygon::new(around, vec![hole.into()]);
        let sources = [(None, polygon(island, 0)), (None, country::shape(around.into()))];
        let store = Store::new(&sources, &spec("villages"));
        for z in 0..=MAX_ZOOM {
            // Rings: the island, the outer square, the hole.
            let (mut island, mut hole): (Vec<_>, Vec<_>) = (store.ring(0, z).collect(), store.ring(2, z).collect());
            island.sort_unstable();
            hole.sort_unstable();
            prop_assert_eq!(island, hole);
        }
    }

    #[test]
    fn a_closer_zoom_keeps_what_a_farther_one_showed(border in border()) {
        let mut ring = border;
        ring.extend([[109.0, -5.0], [109.0, -8.0]]);
        let store = Store::new(&[(None, polygon(ring, 0))], &spec("districts"));
        for z in 0..MAX_ZOOM {
            let closer: Vec<_> = store.ring(0, z + 1).collect();
            prop_assert!(store.ring(0, z).all(|vertex| closer.contains(&vertex)));
        }
    }
}

#[test]
fn a_tile_inside_the_country_is_covered_without_gap_or_overlap() {
    let fine = country::synthetic(40, 40, 16, 0.05);
    let wide = country::synthetic(60, 60, 16, 0.2);
    let cases = [(&wide, [111.0, -4.5], 6..=8u8), (&fine, [106.0, -7.5], 9..=MAX_ZOOM)];
    for (villages, point, zooms) in cases {
        let layer = layer("villages", villages, Vec::new());
        for z in zooms {
            let found = decoded(&layer, TileCoord::at(z, point));
            let covered: i64 = found.values().flat_map(rings).map(double_area).sum();
            let side = i64::from(EXTENT) + 2 * i64::from(layer.spec().buffer(z));
            assert_eq!(covered, 2 * side * side, "zoom {z}, {} villages", found.len());
        }
    }
}
