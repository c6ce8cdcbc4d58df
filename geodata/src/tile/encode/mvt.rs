//! The Mapbox Vector Tile 2.1 message of one layer, written directly as protocol buffers.

use super::content::Layer;
use super::drawing::Shape;
use super::pool::{Pool, Value};
use super::varint::{put as varint, zigzag};
use crate::tile::format::EXTENT;
use crate::tile::ring::Position;

/// Protocol buffer wire types.
const VARINT: u32 = 0;
const FIXED64: u32 = 1;
const LENGTH: u32 = 2;

/// Field numbers of `vector_tile.proto`.
mod field {
    pub(super) const TILE_LAYERS: u32 = 3;
    pub(super) const LAYER_NAME: u32 = 1;
    pub(super) const LAYER_FEATURES: u32 = 2;
    pub(super) const LAYER_KEYS: u32 = 3;
    pub(super) const LAYER_VALUES: u32 = 4;
    pub(super) const LAYER_EXTENT: u32 = 5;
    pub(super) const LAYER_VERSION: u32 = 15;
    pub(super) const FEATURE_ID: u32 = 1;
    pub(super) const FEATURE_TAGS: u32 = 2;
    pub(super) const FEATURE_TYPE: u32 = 3;
    pub(super) const FEATURE_GEOMETRY: u32 = 4;
    pub(super) const VALUE_STRING: u32 = 1;
    pub(super) const VALUE_DOUBLE: u32 = 3;
    pub(super) const VALUE_UINT: u32 = 5;
    pub(super) const VALUE_SINT: u32 = 6;
    pub(super) const VALUE_BOOL: u32 = 7;
}

/// `GeomType` of points and of polygons.
const POINT: u64 = 1;
const POLYGON: u64 = 3;

/// Drawing commands; their count stands above the lowest three bits.
const MOVE_TO: u32 = 1 | 1 << 3;
const LINE_TO: u32 = 2;
const CLOSE_PATH: u32 = 7 | 1 << 3;

/// The tile with this one layer.
pub(super) fn encode(layer: &Layer<'_>) -> Vec<u8> {
    let mut values = Pool::default();
    let columns: Vec<Vec<Option<u32>>> =
        layer.columns.iter().map(|column| values.numbers(&column.values)).collect();

    let mut out =
        Vec::with_capacity(layer.drawing.all_positions().len() * 3 + layer.ids.len() * 32);
    varint_field(&mut out, field::LAYER_VERSION, 2);
    bytes_field(&mut out, field::LAYER_NAME, layer.name.as_bytes());
    let (mut message, mut tags, mut geometry) = (Vec::new(), Vec::new(), Vec::new());
    for (row, (id, shape)) in layer.ids.iter().zip(layer.drawing.shapes()).enumerate() {
        message.clear();
        varint_field(&mut message, field::FEATURE_ID, *id);
        tags.clear();
        for (key, column) in (0u32..).zip(&columns) {
            if let Some(value) = column.get(row).copied().flatten() {
                varint(&mut tags, key.into());
                varint(&mut tags, value.into());
            }
        }
        if !tags.is_empty() {
            bytes_field(&mut message, field::FEATURE_TAGS, &tags);
        }
        geometry.clear();
        varint_field(&mut message, field::FEATURE_TYPE, commands(&shape, &mut geometry));
        bytes_field(&mut message, field::FEATURE_GEOMETRY, &geometry);
        bytes_field(&mut out, field::LAYER_FEATURES, &message);
    }
    for column in &layer.columns {
        bytes_field(&mut out, field::LAYER_KEYS, column.name.as_bytes());
    }
    for value in values.order {
        message.clear();
        match value {
            Value::Text(text) => bytes_field(&mut message, field::VALUE_STRING, text.as_bytes()),
            Value::Number(number) => varint_field(&mut message, field::VALUE_UINT, number),
            Value::Negative(number) => {
                varint_field(&mut message, field::VALUE_SINT, zigzag(number));
            }
            Value::Double(number) => double_field(&mut message, field::VALUE_DOUBLE, number),
            Value::Boolean(value) => varint_field(&mut message, field::VALUE_BOOL, value.into()),
        }
        bytes_field(&mut out, field::LAYER_VALUES, &message);
    }
    varint_field(&mut out, field::LAYER_EXTENT, EXTENT.into());
    let mut tile = Vec::with_capacity(out.len() + 8);
    bytes_field(&mut tile, field::TILE_LAYERS, &out);
    tile
}

/// Appends the commands that draw a shape; answers its `GeomType`.
fn commands(shape: &Shape<'_>, out: &mut Vec<u8>) -> u64 {
    let mut cursor = [0, 0];
    match shape {
        Shape::Point(at) => {
            varint(out, MOVE_TO.into());
            step(*at, &mut cursor, out);
            POINT
        }
        Shape::Polygons(polygons) => {
            for ring in polygons.iter().flatten() {
                let Some((first, rest)) = ring.split_first() else { continue };
                varint(out, MOVE_TO.into());
                step(*first, &mut cursor, out);
                varint(out, (LINE_TO | (rest.len() as u32) << 3).into());
                for position in rest {
                    step(*position, &mut cursor, out);
                }
                varint(out, CLOSE_PATH.into());
            }
            POLYGON
        }
    }
}

/// Moves the cursor: two zigzag-encoded differences.
fn step(to: Position, cursor: &mut Position, out: &mut Vec<u8>) {
    for (to, from) in to.into_iter().zip(cursor.iter_mut()) {
        varint(out, zigzag(i64::from(to) - i64::from(*from)));
        *from = to;
    }
}

fn varint_field(out: &mut Vec<u8>, field: u32, value: u64) {
    varint(out, u64::from(field << 3 | VARINT));
    varint(out, value);
}

fn double_field(out: &mut Vec<u8>, field: u32, value: f64) {
    varint(out, u64::from(field << 3 | FIXED64));
    out.extend_from_slice(&value.to_le_bytes());
}

fn bytes_field(out: &mut Vec<u8>, field: u32, bytes: &[u8]) {
    varint(out, u64::from(field << 3 | LENGTH));
    varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}
