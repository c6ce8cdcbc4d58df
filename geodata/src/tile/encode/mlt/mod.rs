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
    /// Whole numbers of 32 bits without sign.
    pub(super) const NUMBER: u8 = 18;
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
