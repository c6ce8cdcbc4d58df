//! Cold vector tiles of the village layer: `cargo bench -p desmigratif-geodata --bench tiles`.
//!
//! Uses the real country where its files are at hand, otherwise a synthetic one of 83,600 villages.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a benchmark that cannot run should stop")]

mod country;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use geodata::dataset;
use geodata::tile::{LayerSpec, TileColumn, TileCoord, TileFeature, TileLayer};

const COLUMNS: u64 = 12;

fn layer(villages: &[country::Village]) -> TileLayer {
    let column = |number: u64| TileColumn {
        id: format!("indicator_{number}"),
        steps: villages
            .iter()
            .map(|village| (village.id.wrapping_mul(number * 2 + 7919) % 101) as u8)
            .collect(),
    };
    let feature = |village: &country::Village| TileFeature {
        id: village.id,
        name: Some(village.name.clone().into()),
        designated: village.id.is_multiple_of(200),
        point: village.point,
        polygon: village.polygon.clone(),
    };
    let spec = LayerSpec::named("villages").unwrap();
    TileLayer::new(spec, villages.iter().map(feature).collect(), (0..COLUMNS).map(column).collect())
        .unwrap()
}

fn tiles(c: &mut Criterion) {
    let villages = country::real().unwrap_or_else(|| country::synthetic(380, 220, 24, 0.02));
    let mut group = c.benchmark_group("villages");
    group.sample_size(10);
    group.bench_function("prepare", |b| {
        b.iter_with_setup(
            || layer(&villages),
            |layer| {
                layer.prepare();
                layer
            },
        );
    });
    let layer = layer(&villages);
    layer.prepare();
    eprintln!("prepared geometry: {} bytes", layer.prepared_bytes());
    // Central Java, where most villages are.
    for z in [4, 5, 6, 8, 10, 12, 14] {
        let coord = TileCoord::at(z, [110.4, -7.3]);
        let tile = layer.tile(coord).unwrap().unwrap();
        eprintln!(
            "zoom {z}: {} features, {} bytes of {}",
            tile.features,
            tile.mvt_gzip.len(),
            tile.raw_len
        );
        group.bench_with_input(BenchmarkId::new("tile", z), &coord, |b, coord| {
            b.iter(|| layer.tile(black_box(*coord)).unwrap());
        });
    }
    group.finish();
}

criterion_group!(benches, tiles);
criterion_main!(benches);
