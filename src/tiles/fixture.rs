//! One area of each level and one point, for the tests of this module.

use std::sync::Arc;

use geodata::PerLevel;
use geodata::progress::Silent;
use geodata::pyramid::{self, Pyramid};
use geodata::tile::{LAYERS, TileFeature, TileLayer};
use geodata::topology::{Area, Country};

/// Where all of them are: longitude and latitude.
pub const PLACE: [f64; 2] = [110.0, -7.0];

/// All layers, their one feature of this name.
pub fn layers(name: Option<&str>) -> Vec<Arc<TileLayer>> {
    let feature = || TileFeature {
        id: 1,
        name: name.map(Into::into),
        designated: false,
        point: Some(PLACE),
        bounds: None,
        area: None,
    };
    let pyramid = pyramid();
    let layer = |spec| TileLayer::new(spec, &pyramid, vec![feature()], Vec::new()).unwrap();
    LAYERS.into_iter().map(layer).map(Arc::new).collect()
}

fn pyramid() -> Pyramid {
    let file = tempfile::NamedTempFile::new().unwrap();
    let country = Country { areas: PerLevel::of(|_| vec![Area::default()]) };
    let points = PerLevel::of(|_| vec![Some(PLACE)]);
    pyramid::write(file.path(), &country, &points, &Silent).unwrap();
    let bytes = std::fs::read(file.path()).unwrap();
    Pyramid::new(file.path(), bytes.into(), "make it again").unwrap()
}
