//! Area queries over 83,762 synthetic villages: `cargo bench -p desmigratif-geodata --bench index`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a benchmark that cannot run should stop")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use geo::{MultiPolygon, Polygon};
use geodata::index::{AreaIndex, IndexedArea, PointIndex};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const VILLAGES: usize = 83_762;

/// A polygon of 60 vertices around a centre.
fn around([lon, lat]: [f64; 2], radius: f64) -> MultiPolygon<f64> {
    let corner = |i: i32| {
        let angle = f64::from(i) * std::f64::consts::TAU / 60.0;
        (lon + radius * angle.cos(), lat + radius * angle.sin())
    };
    Polygon::new((0..60).map(corner).collect(), vec![]).into()
}

fn points() -> Vec<[f64; 2]> {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    (0..VILLAGES).map(|_| [rng.random_range(95.0..141.0), rng.random_range(-11.0..6.0)]).collect()
}

fn index(points: &[[f64; 2]]) -> AreaIndex {
    let area = |(i, point): (usize, &[f64; 2])| IndexedArea {
        code: format!(
            "{}.{:02}.{:02}.2{:03}",
            11 + i / 8000,
            i / 400 % 20 + 1,
            i / 100 % 4 + 1,
            i % 100
        )
        .parse()
        .unwrap(),
        point: Some(*point),
    };
    AreaIndex::new(&points.iter().enumerate().map(area).collect::<Vec<_>>()).unwrap()
}

fn queries(c: &mut Criterion) {
    let points = points();
    let index = index(&points);
    let centre = [112.0, -7.5];
    let regency = around(centre, 0.6);
    let mut group = c.benchmark_group("index");
    group.bench_function("bbox of a regency", |b| {
        b.iter(|| index.in_bbox(black_box([111.4, -8.1, 112.6, -6.9])).unwrap());
    });
    group.bench_function("polygon of a regency", |b| {
        b.iter(|| index.in_polygon(black_box(&regency)).unwrap())
    });
    group.bench_function("within 25 km", |b| {
        b.iter(|| index.within_radius(black_box(centre), 25_000.0).unwrap());
    });
    group
        .bench_function("10 nearest", |b| b.iter(|| index.nearest(black_box(centre), 10).unwrap()));
    group.sample_size(10);
    let targets: Vec<_> = points.iter().copied().step_by(VILLAGES / 500).collect();
    let targets = PointIndex::new(&targets);
    group.bench_function("nearest of 500 for every village", |b| {
        let nearest = |point: &[f64; 2]| targets.nearest(black_box(*point), 1).pop();
        b.iter(|| points.iter().filter_map(nearest).count());
    });
    group.finish();
}

criterion_group!(benches, queries);
criterion_main!(benches);
