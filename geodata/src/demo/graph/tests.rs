use super::*;
use proptest::prelude::*;

fn board() -> mesh::Mesh {
    let ring = |x: f64| vec![[x, 0.0], [x + 1.0, 0.0], [x + 1.0, 1.0], [x, 1.0], [x, 0.0]];
    let inner: Vec<[f64; 2]> =
        (0..600).map(|k| [2.2 * noise::unit(k), noise::unit(k + 7000)]).collect();
    mesh::triangulate(&[ring(0.0), ring(1.2)], &inner).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn every_region_of_a_partition_exists_and_every_triangle_has_one(seed: u64, weights in prop::collection::vec(0.2f64..3.0, 1..40)) {
        let mesh = board();
        let graph = Graph::new(&mesh.points, &mesh.triangles, 20.0, seed % 1000);
        let owner = graph.partition(&weights, seed);
        let areas = graph.areas(&owner, weights.len());
        prop_assert!(areas.iter().all(|area| *area > 0.0));
    }
}

/// The owners by a heap of all arrivals, none of which is left out.
fn plain(graph: &Graph, seeds: &[u32], speeds: &[f64]) -> Vec<u32> {
    let place = |node: &u32| graph.places.as_ref().map_or(*node, |places| places[*node as usize]);
    let mut owner = vec![NONE; graph.len()];
    let mut heap: std::collections::BinaryHeap<_> =
        (0..).zip(seeds).map(|(region, seed)| Reverse((0u64, place(seed), region))).collect();
    while let Some(Reverse((time, at, region))) = heap.pop() {
        if owner[at as usize] != NONE {
            continue;
        }
        owner[at as usize] = region;
        let span = graph.starts[at as usize] as usize..graph.starts[at as usize + 1] as usize;
        for (next, length) in &graph.links[span] {
            let arrival =
                f64::from_bits(time) + f64::from(*length) * (1.0 / speeds[region as usize]);
            heap.push(Reverse((arrival.to_bits(), *next, region)));
        }
    }
    (0..graph.len() as u32).map(|node| owner[place(&node) as usize]).collect()
}

#[test]
fn regions_are_those_of_a_plain_search_of_few_and_of_many_nodes() {
    let ring = vec![[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]];
    for (corners, many) in [(400, false), (MANY as u64, true)] {
        let inner: Vec<[f64; 2]> =
            (0..corners).map(|k| [noise::unit(k), noise::unit(k + 70_000)]).collect();
        let mesh = mesh::triangulate(std::slice::from_ref(&ring), &inner).unwrap();
        let graph = Graph::new(&mesh.points, &mesh.triangles, 20.0, 1);
        assert_eq!(graph.places.is_some(), many);
        let (seeds, speeds) = (graph.scatter(4, 3), [1.0, 2.0, 0.3, 1.1]);
        assert_eq!(graph.grow(&seeds, &speeds), plain(&graph, &seeds, &speeds));
    }
}

#[test]
fn fitting_brings_areas_much_nearer_to_their_targets() {
    let mesh = board();
    let graph = Graph::new(&mesh.points, &mesh.triangles, 20.0, 1);
    let seeds = graph.scatter(5, 3);
    let total: f64 = graph.area.iter().sum();
    let targets: Vec<f64> = [0.05, 0.1, 0.2, 0.3, 0.35].map(|share| share * total).to_vec();
    let owner = graph.fit(&seeds, &targets, &mut [1.0; 5], 40);
    let areas = graph.areas(&owner, 5);
    let miss: f64 = areas.iter().zip(&targets).map(|(area, target)| (area - target).abs()).sum();
    let before = graph.areas(&graph.grow(&seeds, &[1.0; 5]), 5);
    let start: f64 = before.iter().zip(&targets).map(|(area, target)| (area - target).abs()).sum();
    assert!(miss < 0.5 * start, "{areas:?} {targets:?} {before:?}");
}
