use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Float64Array, RecordBatch, UInt64Array};
use bytes::Bytes;

use super::*;
use crate::mercator::project;
use crate::tables::{LAT, LON, curve};

/// Many points in one tile of the last zoom, fewer around it, some far away; along the curve.
fn points() -> Vec<(u64, [f64; 2])> {
    let mut state = 7u64;
    let mut random = move || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let mut points = Vec::new();
    for (count, width) in [(70_000, 0.01), (20_000, 1.0), (3000, 40.0)] {
        for _ in 0..count {
            let at = [110.003 + random() * width, -7.503 - random() * width];
            points.push((curve::cell(at), at));
        }
    }
    points.sort_by_key(|(key, _)| *key);
    points
}

/// The file of these points, and of rows without a place behind them.
fn written(points: &[(u64, [f64; 2])]) -> Bytes {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("points.clusters");
    let mut writer = ClusterWriter::create(path.clone()).unwrap();
    let mut rows: Vec<(u64, Option<[f64; 2]>)> =
        points.iter().map(|(key, at)| (*key, Some(*at))).collect();
    rows.extend([(curve::NOWHERE, None); 5]);
    for part in rows.chunks(999) {
        let keys: UInt64Array = part.iter().map(|(key, _)| Some(*key)).collect();
        let lon: Float64Array = part.iter().map(|(_, at)| at.map(|at| at[0])).collect();
        let lat: Float64Array = part.iter().map(|(_, at)| at.map(|at| at[1])).collect();
        let columns = [
            ("cell", Arc::new(keys) as arrow::array::ArrayRef),
            (LON, Arc::new(lon)),
            (LAT, Arc::new(lat)),
        ];
        writer.write(&RecordBatch::try_from_iter(columns).unwrap()).unwrap();
    }
    writer.finish().unwrap();
    std::fs::read(path).unwrap().into()
}

fn read(bytes: &Bytes, rows: usize) -> Result<Clusters, String> {
    let path = std::path::Path::new("points.clusters");
    Clusters::new(path, bytes.clone(), rows as u64, "import it again").map_err(|e| e.to_string())
}

/// The rows of each tile of a zoom.
fn tiles(points: &[(u64, [f64; 2])], z: u8) -> BTreeMap<u64, Range<u64>> {
    let mut tiles: BTreeMap<u64, Range<u64>> = BTreeMap::new();
    for ((key, _), row) in points.iter().zip(0..) {
        let [x, y] = [0, 1].map(|axis| {
            let at = project(points[row as usize].1)[axis] as u32;
            if z == 0 { 0 } else { at >> (WORLD_BITS - u32::from(z)) }
        });
        let place = curve::along(u32::from(z), x, y);
        assert!(run(z, place).contains(key));
        tiles.entry(place).or_insert(row..row).end = row + 1;
    }
    tiles
}

/// The cells of rows by plain arithmetic.
fn expected(points: &[(u64, [f64; 2])], z: u8, rows: Range<u64>) -> Vec<Cell> {
    let mut cells: BTreeMap<[i64; 2], Vec<(u64, [i64; 2])>> = BTreeMap::new();
    for row in rows {
        let at = project(points[row as usize].1).map(i64::from);
        let side = 1 << (WORLD_BITS - u32::from(z) - GRID_BITS);
        cells.entry(at.map(|at| at / side)).or_default().push((row, at));
    }
    let width = 1i64 << (WORLD_BITS - u32::from(z));
    let mut cells: Vec<Cell> = cells
        .into_values()
        .map(|rows| {
            let mean = |axis: usize| {
                let sum: i64 = rows.iter().map(|(_, at)| at[axis]).sum();
                (sum / rows.len() as i64 % width * 4096 / width) as u16
            };
            let first = rows.iter().map(|(row, _)| *row).min().unwrap();
            Cell { first, count: rows.len() as u64, at: [mean(0), mean(1)] }
        })
        .collect();
    cells.sort_by_key(|cell| cell.first);
    cells
}

#[test]
fn every_crowded_tile_of_every_zoom_has_the_cells_that_arithmetic_finds() {
    let points = points();
    let clusters = read(&written(&points), points.len()).unwrap();
    let mut at_last = 0;
    for z in 0..=LAST_ZOOM {
        let tiles = tiles(&points, z);
        let mut counted = 0;
        for (place, rows) in tiles {
            let count = rows.end - rows.start;
            let found = clusters.tile_cells(z, place).map(Iterator::collect::<Vec<_>>);
            assert_eq!(found.is_some(), count > most_single(z), "{z} {place}: {count} rows");
            if let Some(found) = found {
                assert_eq!(found, expected(&points, z, rows), "{z} {place}");
                assert!(found.len() <= 1024);
                counted += found.iter().map(|cell| cell.count).sum::<u64>();
                at_last += usize::from(z == LAST_ZOOM);
            } else {
                let places: Vec<[u32; 2]> = rows
                    .clone()
                    .map(|row| project(points[row as usize].1).map(|at| at as u32))
                    .collect();
                let cells = gather(z, rows.start, &places);
                assert_eq!(cells, expected(&points, z, rows.clone()));
                let near = clusters.rows_near(run(z, place));
                assert!(near.start <= rows.start && rows.end <= near.end, "{near:?} {rows:?}");
                assert!(near.end - near.start <= count + 2 * STEP, "{near:?} {rows:?}");
                counted += count;
            }
        }
        assert_eq!(counted, points.len() as u64, "zoom {z}");
    }
    assert_eq!(at_last, 1);
    // Where nothing is, little is looked at.
    let far = curve::along(14, 3, 3);
    let near = clusters.rows_near(run(14, far));
    assert!(near.end - near.start <= STEP, "{near:?}");
    assert!(clusters.tile_cells(14, far).is_none());
}

#[test]
fn a_table_without_places_has_an_empty_file() {
    let clusters = read(&written(&[]), 0).unwrap();
    assert_eq!(clusters.rows_near(0..u64::MAX), 0..0);
    assert!(clusters.tile_cells(0, 0).is_none());
}

#[test]
fn a_file_that_was_cut_or_changed_is_refused_with_what_to_do() {
    let points = points();
    let (bytes, rows) = (written(&points), points.len());
    assert!(read(&bytes, rows).is_ok());
    let refused = |bytes: Vec<u8>, rows: usize| read(&bytes.into(), rows).unwrap_err();
    for length in [0, 7, 8, 39, 40, bytes.len() / 2, bytes.len() - 1] {
        let error = refused(bytes[..length].to_vec(), rows);
        assert!(error.contains("points.clusters") && error.contains("import it again"), "{error}");
    }
    assert!(refused(bytes.to_vec(), rows + 1).contains("of 93000 rows"));
    // A byte of the magic, of each number of the header, and of the tiles.
    for at in [0, 8, 15, 16, 23, 24, 32, bytes.len() - 1, bytes.len() - 9, bytes.len() - 17] {
        let mut changed = bytes.to_vec();
        changed[at] ^= 0xc1;
        refused(changed, rows);
    }
    let mut samples = bytes.to_vec();
    let first = HEADER + CELL * number_at(&bytes, 2) + SAMPLE - 1;
    samples[first] = 0xff;
    assert!(refused(samples, rows).contains("not sorted"));
}

fn number_at(bytes: &[u8], at: usize) -> usize {
    u64::from_le_bytes(bytes[8 * at..8 * at + 8].try_into().unwrap()) as usize
}
