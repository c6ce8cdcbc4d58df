use std::collections::BTreeMap;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
    UInt64Array,
};
use mvt_reader::Reader;
use mvt_reader::feature::Value;
use tempfile::TempDir;

use super::*;
use crate::tables::clusters::ClusterWriter;
use crate::tables::{ColumnType, Located, OwnColumn, TableWriter};
use crate::tile::{MAX_MLT_BYTES, MAX_TILE_BYTES, gzip};

/// A table whose rows have a text that is so long.
struct Made {
    tiles: TableTiles,
    rows: usize,
    _dir: TempDir,
}

fn table() -> OwnTable {
    let column = |(name, kind): (&str, ColumnType)| OwnColumn {
        name: name.to_owned(),
        kind,
        unit: String::new(),
        id: String::new(),
        en: String::new(),
        nulls: 0,
    };
    let columns = [
        ("count", ColumnType::Integer),
        ("long", ColumnType::Integer),
        ("fee", ColumnType::Number),
        ("back", ColumnType::Boolean),
        ("placed", ColumnType::Date),
        ("label", ColumnType::Text),
    ];
    OwnTable {
        name: "points".to_owned(),
        located: Located::Points,
        columns: columns.map(column).to_vec(),
        ..OwnTable::default()
    }
}

fn text(row: usize, length: usize) -> String {
    let mut state = row as u64 + 1;
    let mut letter = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'a' + (state >> 33) as u8 % 26)
    };
    (0..length).map(|_| letter()).collect()
}

/// Rows in a square of `width` degrees, each with a text of `length` letters.
fn made(rows: usize, width: f64, length: usize) -> Made {
    let mut places: Vec<[f64; 2]> = (0..rows)
        .map(|n| {
            let part = |by: f64| (n as f64 * by).fract() * width;
            [110.005 + part(0.618_033_988_75), -7.51 - part(0.754_877_666_25)]
        })
        .collect();
    places.sort_by_key(|at| curve::cell(*at));
    let (dir, mut table) = (tempfile::tempdir().unwrap(), table());
    table.located_rows = rows as u64;
    let numbers = || 0..rows;
    let absent = |n: usize| n.is_multiple_of(10);
    let keys = places.iter().map(|at| curve::cell(*at)).collect::<Vec<_>>();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("cell", Arc::new(UInt64Array::from(keys))),
        ("count", Arc::new(numbers().map(|n| Some(n as i64 - 5)).collect::<Int64Array>())),
        ("long", Arc::new(numbers().map(|n| Some((1 << 60) + n as i64)).collect::<Int64Array>())),
        (
            "fee",
            Arc::new(
                numbers().map(|n| (!absent(n)).then_some(n as f64 / 7.0)).collect::<Float64Array>(),
            ),
        ),
        ("back", Arc::new(numbers().map(|n| Some(n % 2 == 0)).collect::<BooleanArray>())),
        ("placed", Arc::new(numbers().map(|_| Some(19_448)).collect::<Date32Array>())),
        ("label", Arc::new(numbers().map(|n| Some(text(n, length))).collect::<StringArray>())),
        (LON, Arc::new(places.iter().map(|at| Some(at[0])).collect::<Float64Array>())),
        (LAT, Arc::new(places.iter().map(|at| Some(at[1])).collect::<Float64Array>())),
    ];
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, values)| (name, values, name != "cell")),
    )
    .unwrap();
    let mut writer = TableWriter::create(&table, dir.path()).unwrap();
    let path = dir.path().join(table.clusters_file().unwrap());
    let mut clusters = ClusterWriter::create(path.clone()).unwrap();
    for from in (0..rows).step_by(8192) {
        let part = batch.slice(from, 8192.min(rows - from));
        writer.write(&part).unwrap();
        clusters.write(&part).unwrap();
    }
    writer.finish().unwrap();
    clusters.finish().unwrap();
    let bytes = std::fs::read(&path).unwrap().into();
    let clusters = Clusters::new(&path, bytes, rows as u64, "").unwrap();
    let file = Arc::new(File::open(dir.path().join(table.file())).unwrap());
    let tiles = TableTiles::open(&table, file, clusters).unwrap();
    Made { tiles, rows, _dir: dir }
}

type Features = BTreeMap<u64, BTreeMap<String, Value>>;

fn features(bytes: Vec<u8>) -> Features {
    let reader = Reader::new(bytes).unwrap();
    let of_layer = reader.get_features_as::<i32>(0).unwrap();
    of_layer
        .into_iter()
        .map(|feature| {
            let geo::Geometry::MultiPoint(points) = &feature.geometry else { panic!() };
            let inside = |c: i32| (0..4096).contains(&c);
            assert!(points.iter().all(|at| inside(at.x()) && inside(at.y())));
            (feature.id.unwrap(), feature.properties.unwrap().into_iter().collect())
        })
        .collect()
}

fn count(feature: &BTreeMap<String, Value>) -> u64 {
    match feature[COUNT] {
        Value::UInt(count) => count,
        ref other => panic!("{other:?}"),
    }
}

const ALL: TableOptions = TableOptions { encoding: Encoding::Mvt, columns: None };

impl Made {
    fn tile(&self, tile: TileCoord, options: TableOptions) -> Option<EncodedTile> {
        let made = self.tiles.tile(tile, options, &|| false).unwrap();
        if let Some(made) = &made {
            let bound = match options.encoding {
                Encoding::Mvt => MAX_TILE_BYTES,
                Encoding::Mlt => MAX_MLT_BYTES,
            };
            let sent = gzip(&made.bytes).unwrap().len();
            assert!(sent <= bound, "{tile:?}: {sent}");
        }
        made
    }

    /// All features of a zoom, whose counts come to all rows.
    fn zoom(&self, z: u8, width: f64) -> Vec<Features> {
        let bounds = [110.0, -7.51 - width, 110.01 + width, -7.505];
        let tiles = TileCoord::within(z, bounds).filter_map(|tile| {
            let mlt = self.tile(tile, TableOptions { encoding: Encoding::Mlt, ..ALL });
            let mvt = self.tile(tile, ALL);
            assert_eq!(mvt.as_ref().map(|t| t.features), mlt.map(|t| t.features), "{tile:?}");
            Some(features(mvt?.bytes))
        });
        let tiles: Vec<Features> = tiles.collect();
        let counted: u64 = tiles.iter().flat_map(BTreeMap::values).map(count).sum();
        assert_eq!(counted, self.rows as u64, "zoom {z}");
        tiles
    }
}

#[test]
fn every_row_is_in_one_tile_of_every_zoom_and_carries_its_columns() {
    let made = made(30_000, 0.2, 5);
    let mut single = 0;
    for z in 0..=MAX_ZOOM {
        for (id, feature) in made.zoom(z, 0.2).into_iter().flatten() {
            let row = usize::try_from(id).unwrap() - 1;
            if feature.len() == 1 {
                assert!(z < 13);
                continue;
            }
            single += 1;
            assert_eq!(count(&feature), 1);
            let whole = row as i64 - 5;
            let expected = u64::try_from(whole).map_or(Value::SInt(whole), Value::UInt);
            assert_eq!(feature["count_"], expected);
            let digits = ((1i64 << 60) + row as i64).to_string();
            assert_eq!(feature["long"], Value::String(digits));
            let fee = (!row.is_multiple_of(10)).then_some(Value::Double(row as f64 / 7.0));
            assert_eq!(feature.get("fee"), fee.as_ref());
            assert_eq!(feature["back"], Value::Bool(row % 2 == 0));
            assert_eq!(feature["placed"], Value::String("2023-04-01".to_owned()));
            assert_eq!(feature["label"], Value::String(text(row, 5)));
        }
    }
    assert!(single >= 2 * 30_000, "{single}");
    let kinds: Vec<_> = made.tiles.columns().iter().map(|column| column.kind).collect();
    let text = PropertyKind::Text;
    let number = PropertyKind::Number;
    let boolean = PropertyKind::Boolean;
    assert_eq!(kinds, [PropertyKind::Whole, text, number, boolean, text, text]);
}

#[test]
fn what_is_too_large_with_its_columns_is_drawn_in_cells_or_at_the_last_zoom_without_them() {
    let width = 0.009;
    let made = made(8000, width, 300);
    for z in [0, 9, 13] {
        let tiles = made.zoom(z, width);
        let all = || tiles.iter().flat_map(BTreeMap::values);
        assert!(all().all(|feature| feature.len() == 1), "zoom {z}");
        assert!(all().count() <= 1024 && all().any(|feature| count(feature) > 1), "zoom {z}");
    }
    let last = made.zoom(MAX_ZOOM, width);
    assert_eq!(last.iter().map(BTreeMap::len).sum::<usize>(), 8000);
    // Whoever asks for fewer columns has them.
    let mut few = Columns::NONE;
    assert!(few.add(2));
    let tile = TileCoord::at(9, [110.006, -7.511]);
    let options = TableOptions { columns: Some(few), ..ALL };
    let few = features(made.tile(tile, options).unwrap().bytes);
    assert_eq!(few.len(), 8000);
    assert_eq!(few[&2].keys().collect::<Vec<_>>(), ["count", "fee"]);
}

#[test]
fn the_most_points_of_the_last_zoom_are_drawn_one_by_one() {
    let made = made(65_536, 0.009, 1);
    let last = made.zoom(MAX_ZOOM, 0.009);
    let features: usize = last.iter().map(BTreeMap::len).sum();
    println!("{features} features in {} tiles of the last zoom", last.len());
    assert_eq!(features, 65_536);
    let before: usize = made.zoom(10, 0.009).iter().map(BTreeMap::len).sum();
    assert!(before <= 1024);
}

#[test]
fn nobody_reads_for_who_has_gone() {
    let made = made(10_000, 0.2, 5);
    let tile = TileCoord::at(12, [110.1, -7.6]);
    assert_eq!(made.tiles.tile(tile, ALL, &|| true), Err(TileError::Stopped));
    assert_eq!(made.tile(TileCoord::at(12, [100.0, 0.0]), ALL), None);
}
