//! Where rows are: points or geometries, checked against the bounds of the specification.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BinaryBuilder, Float64Builder, StructArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Field, Fields};
use geo::{BoundingRect as _, Coord, CoordsIter as _, Geometry, Rect};
use geo_traits::to_geo::ToGeoGeometry as _;
use wkb::writer::WriteOptions;

use super::super::findings::{TABLE_OUTSIDE, TABLE_PLACE, TABLE_UNPLACED};
use super::super::spec::Own;
use super::columns::in_words;
use super::defects::Defects;
use crate::source::crs::Bounds;
use crate::source::{Cell, Drawing, Drawn, Record, wkb_shape};
use crate::tables::{Located, curve};

/// From which columns of a record a place is read; numbers of columns.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reads {
    /// From none: the rows have none, or the file draws it.
    Nothing,
    /// Longitude and latitude.
    Degrees(usize, usize),
    Wkt(usize),
    /// In hexadecimal digits.
    Wkb(usize),
}

impl Reads {
    /// What is read of a row, and what the file draws; names of columns that are needed for it go to the end of `names`.
    pub(super) fn of<'a>(
        own: &'a Own,
        path: &Path,
        names: &mut Vec<String>,
    ) -> (Self, Drawing<'a>) {
        let mut named = |name: &str| {
            names.push(name.to_owned());
            names.len() - 1
        };
        let Some(geometry) = &own.geometry else { return (Self::Nothing, Drawing::Nothing) };
        let binary = path.extension().is_some_and(|e| e.to_string_lossy().ends_with("parquet"));
        match (&geometry.lon, &geometry.lat, &geometry.wkt, &geometry.wkb) {
            (Some(lon), Some(lat), ..) => (Self::Degrees(named(lon), named(lat)), Drawing::Nothing),
            (_, _, Some(wkt), _) => (Self::Wkt(named(wkt)), Drawing::Nothing),
            (_, _, _, Some(wkb)) if binary => (Self::Nothing, Drawing::Column(wkb)),
            (_, _, _, Some(wkb)) => (Self::Wkb(named(wkb)), Drawing::Nothing),
            _ => (Self::Nothing, Drawing::OfFile),
        }
    }
}

/// The places of rows that are being read.
pub(super) struct Places {
    located: Located,
    within: Bounds,
    lon: Float64Builder,
    lat: Float64Builder,
    shapes: BinaryBuilder,
    sides: [Vec<f64>; 4],
    count: u64,
    reached: Option<Rect<f64>>,
}

/// Why a row has no place.
enum Without {
    Unplaced,
    Unreadable(String),
    Outside(String),
}

impl Places {
    pub(super) fn new(located: Located, within: Bounds) -> Self {
        Self {
            located,
            within,
            lon: Float64Builder::new(),
            lat: Float64Builder::new(),
            shapes: BinaryBuilder::new(),
            sides: Default::default(),
            count: 0,
            reached: None,
        }
    }

    /// Takes the place of a row, and gives its place along the curve.
    pub(super) fn take(
        &mut self,
        record: &Record<'_>,
        reads: &Reads,
        drawn: Drawn,
        defects: &mut Defects,
    ) -> u64 {
        if self.located == Located::Nowhere {
            return curve::NOWHERE;
        }
        let found = self.found(record, reads, drawn).and_then(|shape| self.checked(shape));
        match found {
            Ok((shape, bounds)) => self.place(&shape, bounds),
            Err(without) => {
                match without {
                    Without::Unplaced => {
                        defects.add(TABLE_UNPLACED, record, || "no place".to_owned());
                    }
                    Without::Unreadable(problem) => defects.add_at(TABLE_PLACE, || problem),
                    Without::Outside(problem) => defects.add(TABLE_OUTSIDE, record, || problem),
                }
                self.nowhere();
                curve::NOWHERE
            }
        }
    }

    fn found(
        &self,
        record: &Record<'_>,
        reads: &Reads,
        drawn: Drawn,
    ) -> Result<Geometry<f64>, Without> {
        let at = |problem: String| {
            Without::Unreadable(format!("{}: {problem}", record.row().place.in_words()))
        };
        let number = |column: usize| {
            record.number(column).map_err(|error| Without::Unreadable(in_words(&error)))
        };
        match *reads {
            Reads::Degrees(lon, lat) => match (number(lon)?, number(lat)?) {
                (Some(x), Some(y)) => Ok(Geometry::Point(Coord { x, y }.into())),
                (None, None) => Err(Without::Unplaced),
                _ => Err(at("one of longitude and latitude is missing".to_owned())),
            },
            Reads::Wkt(column) => match record.cell(column) {
                Cell::Empty => Err(Without::Unplaced),
                Cell::Text(text) => read_wkt(text).map_err(at)?.ok_or(Without::Unplaced),
                _ => Err(at("the WKT is no text".to_owned())),
            },
            Reads::Wkb(column) => match record.cell(column) {
                Cell::Empty => Err(Without::Unplaced),
                Cell::Text(text) => {
                    let bytes = from_hex(text)
                        .ok_or_else(|| at("the WKB is not in hexadecimal digits".to_owned()))?;
                    shape(wkb_shape(&bytes), at)
                }
                _ => Err(at("the WKB is no text".to_owned())),
            },
            Reads::Nothing => shape(drawn, at),
        }
    }

    fn checked(&self, shape: Geometry<f64>) -> Result<(Geometry<f64>, Rect<f64>), Without> {
        // POINT EMPTY and its like are no place.
        let Some(bounds) = shape.bounding_rect() else { return Err(Without::Unplaced) };
        let [west, south, east, north] = self.within;
        let inside = |c: Coord<f64>| (west..=east).contains(&c.x) && (south..=north).contains(&c.y);
        if let Some(out) = shape.coords_iter().find(|c| !inside(*c)) {
            return Err(Without::Outside(format!(
                "{} {} is not within {west} {south} {east} {north}",
                out.x, out.y
            )));
        }
        match (self.located, &shape) {
            (Located::Points, Geometry::Point(_)) | (Located::Shapes, _) => Ok((shape, bounds)),
            _ => Err(Without::Unreadable(
                "a geometry is no point; geometry.kind = \"shapes\" takes any".to_owned(),
            )),
        }
    }

    fn place(&mut self, shape: &Geometry<f64>, bounds: Rect<f64>) -> u64 {
        let (low, high) = (bounds.min(), bounds.max());
        if self.located == Located::Points {
            self.lon.append_value(low.x);
            self.lat.append_value(low.y);
        } else {
            let mut bytes = Vec::new();
            // Writing into memory does not fail.
            if wkb::writer::write_geometry(&mut bytes, shape, &WriteOptions::default()).is_err() {
                self.nowhere();
                return curve::NOWHERE;
            }
            self.shapes.append_value(bytes);
            for (side, value) in self.sides.iter_mut().zip([low.x, low.y, high.x, high.y]) {
                side.push(value);
            }
        }
        self.count += 1;
        self.reached = Some(match self.reached {
            None => bounds,
            Some(reached) => Rect::new(
                Coord { x: reached.min().x.min(low.x), y: reached.min().y.min(low.y) },
                Coord { x: reached.max().x.max(high.x), y: reached.max().y.max(high.y) },
            ),
        });
        let centre = bounds.center();
        curve::cell([centre.x, centre.y])
    }

    fn nowhere(&mut self) {
        if self.located == Located::Points {
            self.lon.append_null();
            self.lat.append_null();
        } else {
            self.shapes.append_null();
            self.sides.iter_mut().for_each(|side| side.push(0.0));
        }
    }

    /// The columns of the rows that were taken.
    pub(super) fn finish(&mut self) -> Vec<ArrayRef> {
        match self.located {
            Located::Nowhere => Vec::new(),
            Located::Points => vec![Arc::new(self.lon.finish()), Arc::new(self.lat.finish())],
            Located::Shapes => {
                let shapes = self.shapes.finish();
                let sides: Vec<ArrayRef> = self
                    .sides
                    .iter_mut()
                    .map(|side| {
                        Arc::new(arrow::array::Float64Array::from(std::mem::take(side))) as ArrayRef
                    })
                    .collect();
                let fields: Fields = ["xmin", "ymin", "xmax", "ymax"]
                    .map(|name| Field::new(name, DataType::Float64, false))
                    .to_vec()
                    .into();
                let nulls: Option<NullBuffer> = shapes.nulls().cloned();
                // As many of each, by the code above.
                let boxes = StructArray::new(fields, sides, nulls);
                vec![Arc::new(shapes), Arc::new(boxes)]
            }
        }
    }

    /// How many rows have a place, and how far they reach.
    pub(super) fn summary(&self) -> (u64, Option<[f64; 4]>) {
        let sides = |r: Rect<f64>| [r.min().x, r.min().y, r.max().x, r.max().y];
        (self.count, self.reached.map(sides))
    }
}

fn shape(drawn: Drawn, at: impl Fn(String) -> Without) -> Result<Geometry<f64>, Without> {
    match drawn {
        Drawn::Nothing => Err(Without::Unplaced),
        Drawn::Shape(shape) => Ok(shape),
        Drawn::Broken(problem) => Err(at(problem)),
    }
}

/// `None` is an EMPTY point.
fn read_wkt(text: &str) -> Result<Option<Geometry<f64>>, String> {
    // The reader of the library stops behind the geometry, whatever follows.
    if !behind(text).trim().is_empty() {
        return Err("there is more than one geometry in the WKT".to_owned());
    }
    let wkt: wkt::Wkt<f64> =
        text.parse().map_err(|error: &'static str| format!("the WKT cannot be read: {error}"))?;
    Ok(wkt.try_to_geometry())
}

/// What follows the bracket that closes the first one.
fn behind(text: &str) -> &str {
    let mut depth = 0i64;
    for (at, letter) in text.char_indices() {
        depth += match letter {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        if letter == ')' && depth <= 0 {
            return text.get(at + 1..).unwrap_or_default();
        }
    }
    ""
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let byte = |pair: &[u8; 2]| u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok();
    rest.is_empty().then(|| pairs.iter().map(byte).collect()).flatten()
}
