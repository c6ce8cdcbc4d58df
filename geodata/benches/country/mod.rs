//! The villages to measure with: the real country where its files are at hand, otherwise a
//! synthetic one of the same size. Shared by the benches and by tests, which know `PerLevel`, `topology` and `pyramid`.

#![allow(dead_code, reason = "each of those who share it uses a part of it")]

use std::io::Write as _;
use std::path::PathBuf;

use arrow::array::{Array, AsArray};
use geo::{InteriorPoint, MultiPolygon, Polygon};
use geo_traits::to_geo::ToGeoGeometry;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use rayon::prelude::*;

use super::pyramid::{self, Pyramid};
use super::topology::{Area, Country};
use super::{Level, PerLevel, Silent};

/// A village: the digits of its code, its name, an interior point and its polygon.
pub struct Village {
    pub id: u64,
    pub name: String,
    pub point: Option<[f64; 2]>,
    pub polygon: Option<MultiPolygon<f64>>,
}

/// The folder of real test input: `geodata` in `$DESMIGRATIF_SHARED`, or in `shared` beside the repository.
fn folder() -> PathBuf {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared"));
    std::env::var_os("DESMIGRATIF_SHARED").map_or_else(beside, PathBuf::from).join("geodata")
}

/// The real villages; `None`, with a line that says so, when they are not at hand.
pub fn real() -> Option<Vec<Village>> {
    let path = folder().join("villages.parquet");
    let Ok(file) = std::fs::File::open(&path) else {
        // Past the harness, which keeps the output of a test that passes.
        let _ = writeln!(
            std::io::stderr(),
            "skipped: {} is not at hand; put it there or set DESMIGRATIF_SHARED",
            path.display()
        );
        return None;
    };
    eprintln!("reading {}", path.display());
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
    let mut villages = Vec::new();
    for batch in reader {
        let batch = batch.unwrap();
        let text = |name: &str| {
            let column = arrow::compute::cast(
                batch.column_by_name(name).unwrap(),
                &arrow::datatypes::DataType::Utf8,
            );
            column.unwrap().as_string::<i32>().clone()
        };
        let (codes, names) = (text("code"), text("name"));
        let column = batch.column_by_name("geometry").unwrap();
        let geometry = arrow::compute::cast(column, &arrow::datatypes::DataType::Binary).unwrap();
        let geometry = geometry.as_binary::<i32>();
        let village = |row: usize| {
            let polygon = (!geometry.is_null(row)).then(|| multipolygon(geometry.value(row)));
            let point = polygon.as_ref().and_then(|polygon| polygon.interior_point());
            let point = point.map(|p| [p.x(), p.y()]);
            let id = codes.value(row).replace('.', "").parse().unwrap();
            let name = names.value(row).to_owned();
            Village { id, name, point, polygon }
        };
        villages.par_extend((0..batch.num_rows()).into_par_iter().map(village));
    }
    Some(villages)
}

fn multipolygon(wkb: &[u8]) -> MultiPolygon<f64> {
    match wkb::reader::read_wkb(wkb).unwrap().to_geometry() {
        geo::Geometry::Polygon(polygon) => polygon.into(),
        geo::Geometry::MultiPolygon(polygons) => polygons,
        other => panic!("a village is {other:?}"),
    }
}

/// A country of `columns` × `rows` villages that share wavy borders of `detail` vertices a side;
/// the same on every machine.
pub fn synthetic(columns: u32, rows: u32, detail: u32, cell: f64) -> Vec<Village> {
    let corner = |i: u32, j: u32| {
        let wave = f64::from(i * 7 + j * 13).sin() * 0.2;
        [105.0 + cell * (f64::from(i) + wave), -8.5 + cell * (f64::from(j) - wave)]
    };
    // The border from a to b bulges by an amount that depends on its ends alone, and so little that borders meet at
    // corners only.
    let border = |a: [f64; 2], b: [f64; 2]| -> Vec<[f64; 2]> {
        let (low, high) = if a < b { (a, b) } else { (b, a) };
        let bulge = ((low[0] * 37.0 + low[1] * 91.0).sin() * 0.04) * cell;
        let at = |step: u32| {
            let t = f64::from(step) / f64::from(detail);
            let swing = (t * std::f64::consts::PI * 3.0).sin() * bulge;
            let (dx, dy) = (high[0] - low[0], high[1] - low[1]);
            [low[0] + dx * t - dy / cell * swing, low[1] + dy * t + dx / cell * swing]
        };
        let mut line: Vec<_> = (1..detail).map(at).collect();
        if a >= b {
            line.reverse();
        }
        line.insert(0, a);
        line
    };
    let village = |number: u32| {
        let (i, j) = (number % columns, number / columns);
        let corners = [corner(i, j), corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1)];
        let ring: Vec<[f64; 2]> =
            (0..4).flat_map(|k| border(corners[k], corners[(k + 1) % 4])).collect();
        let polygon = MultiPolygon::from(Polygon::new(
            ring.into_iter().map(geo::Coord::from).collect(),
            vec![],
        ));
        let point = polygon.interior_point().map(|p| [p.x(), p.y()]);
        let id = 3_200_000_000
            + u64::from(number / 4000) * 100_000_000
            + u64::from(number % 4000 / 20) * 10_000
            + 2001
            + u64::from(number % 20);
        Village { id, name: format!("Desa {number}"), point, polygon: Some(polygon) }
    };
    (0..columns * rows).into_par_iter().map(village).collect()
}

/// The pyramid of villages, and of districts, regencies and provinces as their codes say; the rows of each level stand in
/// the order of their codes, those of the villages as they are given.
pub fn whole(villages: &[Village]) -> Pyramid {
    let codes: Vec<u64> = villages.iter().map(|village| village.id).collect();
    // From the village upwards: how many digits of a code name the parent.
    let above = |codes: &[u64], divisor: u64| {
        let mut parents: Vec<u64> = codes.iter().map(|code| code / divisor).collect();
        parents.sort_unstable();
        parents.dedup();
        parents
    };
    let districts = above(&codes, 10_000);
    let regencies = above(&districts, 100);
    let provinces = above(&regencies, 100);
    let nested = |codes: &[u64], divisor: u64, parents: &[u64]| -> Vec<Area<'static>> {
        let parent = |code: &u64| parents.binary_search(&(code / divisor)).ok();
        codes.iter().map(|code| Area { polygons: None, parent: parent(code) }).collect()
    };
    let areas = PerLevel::of(|level| match level {
        Level::Province => vec![Area::default(); provinces.len()],
        Level::Regency => nested(&regencies, 100, &provinces),
        Level::District => nested(&districts, 100, &regencies),
        Level::Village => {
            let rows = villages.iter().zip(nested(&codes, 10_000, &districts));
            rows.map(|(village, area)| Area { polygons: village.polygon.as_ref(), ..area })
                .collect()
        }
    });
    written(&Country { areas }, Level::Village, villages)
}

/// The pyramid of areas of one level that are part of nothing.
pub fn pyramid(villages: &[Village], level: Level) -> Pyramid {
    let areas = PerLevel::of(|other| match other == level {
        true => {
            let polygons = villages.iter().map(|village| village.polygon.as_ref());
            polygons.map(|polygons| Area { polygons, parent: None }).collect()
        }
        false => Vec::new(),
    });
    written(&Country { areas }, level, villages)
}

fn written(country: &Country<'_>, level: Level, villages: &[Village]) -> Pyramid {
    let points = PerLevel::of(|other| match other == level {
        true => villages.iter().map(|village| village.point).collect(),
        false => Vec::new(),
    });
    let file = tempfile::NamedTempFile::new().unwrap();
    pyramid::write(file.path(), country, &points, &Silent).unwrap();
    let bytes = std::fs::read(file.path()).unwrap();
    Pyramid::new(file.path(), bytes.into(), "make it again").unwrap()
}
