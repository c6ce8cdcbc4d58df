//! The Mapbox Vector Tile 2.1 message of one layer, written directly as protocol buffers.

use std::collections::HashMap;

use super::format::EXTENT;

/// Protocol buffer wire types.
const VARINT: u32 = 0;
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
    pub(super) const VALUE_UINT: u32 = 5;
}

/// `GeomType` of points and of polygons.
#[derive(Clone, Copy)]
pub(super) enum GeometryType {
    Point = 1,
    Polygon = 3,
}

/// A property value.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Value<'a> {
    Text(&'a str),
    Number(u8),
}

/// Collects features of one layer. Keys and values are pooled in the order of their first use.
#[derive(Default)]
pub(super) struct LayerWriter<'a> {
    features: Vec<u8>,
    keys: Pool<&'a str>,
    values: Pool<Value<'a>>,
    tags: Vec<u32>,
    message: Vec<u8>,
    packed: Vec<u8>,
}

struct Pool<T> {
    numbers: HashMap<T, u32>,
    order: Vec<T>,
}

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self { numbers: HashMap::new(), order: Vec::new() }
    }
}

impl<T: Copy + Eq + std::hash::Hash> Pool<T> {
    fn number(&mut self, item: T) -> u32 {
        *self.numbers.entry(item).or_insert_with(|| {
            self.order.push(item);
            self.order.len() as u32 - 1
        })
    }
}

impl<'a> LayerWriter<'a> {
    /// Gives a key its number ahead of use, so that hot loops need not look it up.
    pub(super) fn key(&mut self, key: &'a str) -> u32 {
        self.keys.number(key)
    }

    /// Gives a value its number ahead of use.
    pub(super) fn value(&mut self, value: Value<'a>) -> u32 {
        self.values.number(value)
    }

    /// Adds a property, by numbers, to the feature that comes next.
    pub(super) fn tag(&mut self, key: u32, value: u32) {
        self.tags.extend([key, value]);
    }

    /// Ends a feature.
    pub(super) fn feature(&mut self, id: u64, geometry_type: GeometryType, geometry: &[u32]) {
        self.message.clear();
        varint_field(&mut self.message, field::FEATURE_ID, id);
        if !self.tags.is_empty() {
            packed_field(&mut self.message, &mut self.packed, field::FEATURE_TAGS, &self.tags);
        }
        varint_field(&mut self.message, field::FEATURE_TYPE, geometry_type as u64);
        packed_field(&mut self.message, &mut self.packed, field::FEATURE_GEOMETRY, geometry);
        bytes_field(&mut self.features, field::LAYER_FEATURES, &self.message);
        self.tags.clear();
    }

    /// The tile with this one layer.
    pub(super) fn finish(self, name: &str) -> Vec<u8> {
        let mut layer = Vec::with_capacity(self.features.len() + 1024);
        varint_field(&mut layer, field::LAYER_VERSION, 2);
        bytes_field(&mut layer, field::LAYER_NAME, name.as_bytes());
        layer.extend_from_slice(&self.features);
        for key in self.keys.order {
            bytes_field(&mut layer, field::LAYER_KEYS, key.as_bytes());
        }
        let mut message = Vec::new();
        for value in self.values.order {
            message.clear();
            match value {
                Value::Text(text) => {
                    bytes_field(&mut message, field::VALUE_STRING, text.as_bytes())
                }
                Value::Number(number) => {
                    varint_field(&mut message, field::VALUE_UINT, number.into())
                }
            }
            bytes_field(&mut layer, field::LAYER_VALUES, &message);
        }
        varint_field(&mut layer, field::LAYER_EXTENT, EXTENT.into());
        let mut tile = Vec::with_capacity(layer.len() + 8);
        bytes_field(&mut tile, field::TILE_LAYERS, &layer);
        tile
    }
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 & 0x7f | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn varint_field(out: &mut Vec<u8>, field: u32, value: u64) {
    varint(out, u64::from(field << 3 | VARINT));
    varint(out, value);
}

fn bytes_field(out: &mut Vec<u8>, field: u32, bytes: &[u8]) {
    varint(out, u64::from(field << 3 | LENGTH));
    varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

fn packed_field(out: &mut Vec<u8>, packed: &mut Vec<u8>, field: u32, values: &[u32]) {
    packed.clear();
    for value in values {
        varint(packed, u64::from(*value));
    }
    bytes_field(out, field, packed);
}
