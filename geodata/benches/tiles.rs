//! Cold vector tiles of the village layer: `cargo bench -p desmigratif-geodata --bench tiles`.
//!
//! Uses the real country where its files are at hand, otherwise a synthetic one of 83,600 villages.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a benchmark that cannot run should stop")]

mod country;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use geodata::progress::Silent;
use geodata::pyramid::Pyramid;
use geodata::tile::{Encoding, LayerSpec, TileColumn, TileCoord, TileFeature, TileLayer, gzip};
use geodata::{Level, PerLevel, pyramid, topology};

const COLUMNS: u64 = 12;

fn layer(villages: &[country::Village], pyramid: &Pyramid) -> TileLayer {
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
        bounds: None,
        area: None,
    };
    let spec = LayerSpec::named("villages").unwrap();
    let features = villages.iter().map(feature).collect();
    TileLayer::new(spec, pyramid, features, (0..COLUMNS).map(column).collect()).unwrap()
}

fn tiles(c: &mut Criterion) {
    let villages = country::real().unwrap_or_else(|| country::synthetic(380, 220, 24, 0.02));
    let mut group = c.benchmark_group("villages");
    group.sample_size(10);
    let started = std::time::Instant::now();
    let pyramid = country::pyramid(&villages, Level::Village);
    eprintln!("pyramid of villages: {:.1?}", started.elapsed());
    let layer = layer(&villages, &pyramid);
    // Central Java, where most villages are.
    for z in [4, 5, 6, 8, 10, 12, 14] {
        let coord = TileCoord::at(z, [110.4, -7.3]);
        for encoding in Encoding::ALL {
            let name = encoding.extension();
            let tile = layer.tile(coord, encoding.into()).unwrap().unwrap();
            let (sent, raw) = (gzip(&tile.bytes).unwrap().len(), tile.bytes.len());
            eprintln!("zoom {z}, {name}: {} features, {sent} bytes of {raw}", tile.features);
            group.bench_with_input(BenchmarkId::new(name, z), &coord, |b, coord| {
                b.iter(|| layer.tile(black_box(*coord), encoding.into()).unwrap());
            });
        }
    }
    group.finish();
}

criterion_group!(benches, tiles);
criterion_main!(benches);
