//! What is written is read, and what is damaged is refused.

use std::path::Path;
use std::sync::LazyLock;

use bytes::Bytes;
use geo::{MultiPolygon, Rect};
use proptest::prelude::*;

use super::layout::{HEADER_BYTES, SECTIONS};
use super::*;
use crate::code::Level;
use crate::per_level::PerLevel;
use crate::progress::Silent;
use crate::topology::{self, Area, Country, FINEST, Polygon, Zoom};

fn rectangle(west: f64, south: f64, east: f64, north: f64) -> MultiPolygon<f64> {
    Rect::new((west, south), (east, north)).to_polygon().into()
}

/// Two neighbours, an island far off, and an area without polygons.
fn polygons() -> Vec<Option<MultiPolygon<f64>>> {
    vec![
        Some(rectangle(116.0, -9.0, 116.4, -8.6)),
        Some(rectangle(116.4, -9.0, 116.7, -8.6)),
        Some(rectangle(123.0, -10.4, 123.01, -10.39)),
        None,
    ]
}

fn country(polygons: &[Option<MultiPolygon<f64>>]) -> Country<'_> {
    let areas = |level: Level| match level {
        Level::Village => polygons
            .iter()
            .map(|polygons| Area { polygons: polygons.as_ref(), parent: Some(0) })
            .collect(),
        Level::Province => vec![Area::default()],
        _ => vec![Area { polygons: None, parent: Some(0) }],
    };
    Country { areas: PerLevel::of(areas) }
}

fn points() -> Points {
    let points = |level| match level {
        Level::Village => vec![None, None, None, Some([120.0, -9.0])],
        _ => Vec::new(),
    };
    PerLevel::of(points)
}

/// The file of the little country, and its zooms as they were built.
static WRITTEN: LazyLock<(Vec<u8>, Vec<Zoom>)> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("pyramid.bin");
    let polygons = polygons();
    let country = country(&polygons);
    write(&path, &country, &points(), &Silent).unwrap();
    let mut zooms = Vec::new();
    topology::build(&country, &Silent, &mut |zoom| {
        zooms.push(zoom);
        Ok(())
    })
    .unwrap();
    (std::fs::read(&path).unwrap(), zooms)
});

fn open(file: &[u8]) -> Result<Pyramid, crate::GeodataError> {
    Pyramid::new(Path::new("pyramid.bin"), Bytes::copy_from_slice(file), "make it again")
}

fn polygons_of(pyramid: &Pyramid, z: u8, level: Level, row: u32) -> Result<Vec<Polygon>, Damaged> {
    let Some(geometry) = pyramid.geometry(z, level, row)? else { return Ok(Vec::new()) };
    let polygon = |part: Result<Part<'_>, Damaged>| {
        let (mut vertices, mut ends) = (Vec::new(), Vec::new());
        part?.decode(&mut vertices, &mut ends)?;
        let begins = std::iter::once(0).chain(ends.iter().copied());
        Ok(begins.zip(&ends).map(|(begin, end)| vertices[begin..*end].to_vec()).collect())
    };
    geometry.map(polygon).collect()
}

/// Looks at everything; an error is an answer too.
fn walk(pyramid: &Pyramid) {
    for z in 0..=FINEST {
        for level in Level::ALL {
            for tile in pyramid.tiles(z, level) {
                let _ = pyramid.rows(z, level, tile).count();
            }
            for row in 0..pyramid.areas(level) as u32 + 1 {
                let _ = polygons_of(pyramid, z, level, row);
            }
        }
    }
}

#[test]
fn what_is_written_is_read() {
    let (file, zooms) = &*WRITTEN;
    let pyramid = open(file).unwrap();
    assert_eq!(zooms.len(), usize::from(FINEST) + 1);
    for zoom in zooms {
        for level in Level::ALL {
            let areas = zoom.levels.get(level);
            assert_eq!(pyramid.areas(level), areas.len());
            for (row, polygons) in (0..).zip(areas) {
                let found = polygons_of(&pyramid, zoom.z, level, row).unwrap();
                if (level, row) == (Level::Village, 3) {
                    assert!(polygons.is_empty() && found.len() == 1, "the square at its point");
                } else {
                    assert_eq!(&found, polygons, "{level} {row} at zoom {}", zoom.z);
                }
                // In every tile that is found it is listed, and in no other.
                for tile in pyramid.tiles(zoom.z, level) {
                    let listed = pyramid.rows(zoom.z, level, tile).any(|other| other == row);
                    assert_eq!(listed, show::tiles(zoom.z, &found).contains(&tile));
                }
            }
        }
    }
    for z in 0..=FINEST {
        let below = |tile: &[u32; 2]| {
            (z..=FINEST).any(|closer| {
                let tiles = pyramid.tiles(closer, Level::Village);
                tiles.map(|other| other.map(|c| c >> (closer - z))).any(|other| other == *tile)
            })
        };
        for [x, y] in pyramid.tiles(z, Level::Village).collect::<Vec<_>>() {
            for tile in [[x, y], [x + 1, y], [x, y.saturating_sub(1)], [x.saturating_sub(1), y]] {
                assert_eq!(pyramid.reaches(z, Level::Village, tile), below(&tile), "{z} {tile:?}");
            }
        }
    }
    let tile = pyramid.tiles(FINEST, Level::Village).next().unwrap();
    assert!(pyramid.rows(FINEST, Level::Village, tile).next().is_some());
    assert_eq!(pyramid.rows(FINEST, Level::Village, [0, 0]).count(), 0);
    assert_eq!(pyramid.rows(FINEST + 1, Level::Village, tile).count(), 0);
    assert!(pyramid.geometry(0, Level::Village, 4).unwrap().is_none());
}

#[test]
fn a_country_without_areas_is_a_file_without_tiles() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("pyramid.bin");
    write(&path, &Country::default(), &Points::default(), &Silent).unwrap();
    let pyramid = open(&std::fs::read(&path).unwrap()).unwrap();
    assert_eq!((pyramid.areas(Level::Village), pyramid.tiles(5, Level::Village).count()), (0, 0));
}

#[test]
fn another_file_and_another_version_are_refused_by_name() {
    let (file, _) = &*WRITTEN;
    let refused = |file: &[u8]| open(file).unwrap_err().to_string();
    assert!(refused(b"PAR1").contains("pyramid.bin: is no pyramid of tiles; make it again"));
    assert!(refused(&[]).contains("no pyramid"));
    let mut newer = file.clone();
    newer[8] = 2;
    assert!(refused(&newer).contains("has version 2"), "{}", refused(&newer));
    for end in [8, 20, HEADER_BYTES - 1] {
        assert!(refused(&file[..end]).contains("ends within its header"));
    }
    for end in [HEADER_BYTES, file.len() / 2, file.len() - 1] {
        assert!(refused(&file[..end]).contains("is damaged in its section"));
    }
}

/// Every line of the directory that says anything, and every table of every section.
#[test]
fn damage_at_any_place_is_an_error_and_never_a_panic() {
    let (file, _) = &*WRITTEN;
    let head = HEADER_BYTES - SECTIONS * 32;
    let mut refused = 0;
    for at in (head..file.len()).step_by(4) {
        for value in [0, 1, 0x7fff_ffff, u32::MAX] {
            let mut damaged = file.clone();
            let Some(place) = damaged.get_mut(at..at + 4) else { continue };
            place.copy_from_slice(&u32::to_le_bytes(value));
            match open(&damaged) {
                Ok(pyramid) => walk(&pyramid),
                Err(error) => {
                    assert!(error.to_string().contains("damaged"), "{error}");
                    refused += 1;
                }
            }
        }
    }
    assert!(refused > 500, "{refused}");
}

proptest! {
    #[test]
    fn any_bytes_behind_the_magic_are_no_panic(at in 0..6000usize, noise in proptest::collection::vec(any::<u8>(), 1..60)) {
        let mut file = WRITTEN.0.clone();
        let at = (at % file.len()).max(24);
        for (byte, noise) in file.iter_mut().skip(at).zip(noise) {
            *byte ^= noise;
        }
        if let Ok(pyramid) = open(&file) {
            walk(&pyramid);
        }
    }

    #[test]
    fn polygons_come_back(rings in proptest::collection::vec(proptest::collection::vec([0..4096i32, 0..4096i32], 3..9), 1..4)) {
        let polygons = [rings.clone(), rings];
        let mut bytes = Vec::new();
        geometry::encode(&polygons, &mut bytes);
        let parts: Vec<Part<'_>> = Geometry::new(&bytes, 4096).unwrap().map(Result::unwrap).collect();
        for (part, polygon) in parts.iter().zip(&polygons) {
            let (mut vertices, mut ends) = (Vec::new(), Vec::new());
            part.decode(&mut vertices, &mut ends).unwrap();
            prop_assert_eq!(&vertices, &polygon.concat());
            prop_assert_eq!(part.bounds(), geometry::bounds(polygon));
            prop_assert_eq!(ends.len(), polygon.len());
        }
        prop_assert_eq!(parts.len(), 2);
        // Cut short anywhere, it is an error.
        for end in 0..bytes.len() {
            let read: Result<Vec<_>, _> = Geometry::new(&bytes[..end], 4096).and_then(Iterator::collect);
            prop_assert!(read.is_err());
        }
    }
}
