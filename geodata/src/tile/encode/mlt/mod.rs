//! The MapLibre Tile block of one layer (tag 1 of the specification), written directly from columns.
//!
//! Of the format's encodings these are used: differences, runs, variable-length numbers, and texts as they are.
//! What it has beyond them (dictionaries of vertices, FSST, FastPFOR) makes a tile smaller before compression and
//! hardly after it, and every tile is sent compressed.

mod geometry;
mod stream;

use super::content::{Layer, Property, Values};
use super::varint;
use crate::tile::format::EXTENT;
use crate::tile::quantise::Quantisation;
use crate::tile::whole::WholeColumn;
use stream::kind;

/// The block's tag: a table of features.
const TABLE: u8 = 1;

/// Types of columns; one more where a feature may have no value.
mod column {
    pub(super) const ID: u8 = 0;
    pub(super) const LONG_ID: u8 = 2;
    pub(super) const GEOMETRY: u8 = 4;
    /// True or false.
    pub(super) const BOOLEAN: u8 = 10;
    /// Whole numbers of 32 bits without sign.
    pub(super) const NUMBER: u8 = 18;
    /// Numbers of 64 bits with a point.
    pub(super) const DOUBLE: u8 = 26;
    pub(super) const TEXT: u8 = 28;
    pub(super) const OPTIONAL: u8 = 1;
}

/// The tile with this one layer.
pub(super) fn encode(layer: &Layer<'_>) -> Vec<u8> {
    let mut head = Vec::new();
    text(&mut head, layer.name);
    varint::put(&mut head, EXTENT.into());
    varint::put(&mut head, layer.columns.len() as u64 + 2);

    let mut data = Vec::with_capacity(layer.drawing.all_positions().len() * 3);
    // Differences of the short type have 32 bits with a sign.
    let long = layer.ids.iter().any(|id| *id > i32::MAX as u64);
    head.push(if long { column::LONG_ID } else { column::ID });
    stream::ids(&mut data, &layer.ids);
    head.push(column::GEOMETRY);
    geometry::write(&mut data, layer.drawing);
    for Property { name, values } in &layer.columns {
        head.push(match values {
            Values::Numbers(values) => numbers(&mut data, values, Quantisation::MISSING),
            Values::Wholes(values) => numbers(&mut data, values, WholeColumn::MISSING),
            Values::Integers(values) => integers(&mut data, values),
            Values::Doubles(values) => doubles(&mut data, values),
            Values::Booleans(values) => booleans(&mut data, values),
            Values::Texts(values) => texts(&mut data, values),
        });
        text(&mut head, name);
    }

    let length = head.len() + data.len() + size_of_val(&TABLE);
    let mut block = Vec::with_capacity(length + 8);
    varint::put(&mut block, length as u64);
    block.push(TABLE);
    block.extend(head);
    block.extend(data);
    block
}

/// Writes a column of numbers; answers its type.
fn numbers<N: Copy + PartialEq + Into<u64>>(data: &mut Vec<u8>, values: &[N], missing: N) -> u8 {
    let there: Vec<u64> = values.iter().filter(|v| **v != missing).map(|v| (*v).into()).collect();
    let optional = there.len() < values.len();
    if optional {
        stream::presence(data, values.iter().map(|value| *value != missing));
    }
    stream::numbers(data, kind::DATA, &there);
    column::NUMBER + if optional { column::OPTIONAL } else { 0 }
}

/// Writes a column of whole numbers of either sign, where one is negative or long as doubles: decoders give numbers of 64
/// bits as another type, and differences of the short type have 32 bits with a sign. Answers its type.
fn integers(data: &mut Vec<u8>, values: &[Option<i64>]) -> u8 {
    let short = |value: &i64| i32::try_from(*value).is_ok_and(|value| value >= 0);
    if !values.iter().flatten().all(short) {
        let exact: Vec<Option<f64>> = values.iter().map(|value| value.map(|v| v as f64)).collect();
        return doubles(data, &exact);
    }
    let optional = if_missing(data, values);
    let there: Vec<u64> = values.iter().flatten().map(|value| value.unsigned_abs()).collect();
    stream::numbers(data, kind::DATA, &there);
    column::NUMBER + optional
}

/// Writes a column of numbers as they are; answers its type.
fn doubles(data: &mut Vec<u8>, values: &[Option<f64>]) -> u8 {
    let optional = if_missing(data, values);
    let there: Vec<u8> = values.iter().flatten().flat_map(|value| value.to_le_bytes()).collect();
    stream::bytes(data, there.len() / size_of::<f64>(), &there);
    column::DOUBLE + optional
}

/// Writes a column of bits; answers its type.
fn booleans(data: &mut Vec<u8>, values: &[Option<bool>]) -> u8 {
    let optional = if_missing(data, values);
    let there: Vec<bool> = values.iter().flatten().copied().collect();
    stream::bits(data, kind::DATA, there.into_iter());
    column::BOOLEAN + optional
}

/// Where a feature has no value, writes which have one; answers what that adds to the type.
fn if_missing<V>(data: &mut Vec<u8>, values: &[Option<V>]) -> u8 {
    if values.iter().all(Option::is_some) {
        return 0;
    }
    stream::presence(data, values.iter().map(Option::is_some));
    column::OPTIONAL
}

/// Writes a column of texts; answers its type.
fn texts(data: &mut Vec<u8>, values: &[Option<&str>]) -> u8 {
    let there: Vec<&str> = values.iter().flatten().copied().collect();
    let optional = there.len() < values.len();
    varint::put(data, if optional { 3 } else { 2 });
    if optional {
        stream::presence(data, values.iter().map(Option::is_some));
    }
    let lengths: Vec<u64> = there.iter().map(|text| text.len() as u64).collect();
    stream::numbers(data, kind::LENGTHS, &lengths);
    stream::bytes(data, there.len(), there.concat().as_bytes());
    column::TEXT + if optional { column::OPTIONAL } else { 0 }
}

fn text(out: &mut Vec<u8>, text: &str) {
    varint::put(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}
