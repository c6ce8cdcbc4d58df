//! The column of geometries: their types, how many polygons, rings and vertices they have, and the vertices.

use super::stream::{self, kind};
use crate::tile::encode::drawing::{Drawing, Shape};
use crate::tile::encode::varint;

/// Types of geometries.
const POINT: u64 = 0;
const POLYGON: u64 = 2;
const MULTI_POLYGON: u64 = 5;

/// Writes the column.
pub(super) fn write(out: &mut Vec<u8>, drawing: &Drawing) {
    let (mut types, mut polygons, mut rings, mut lengths) = (vec![], vec![], vec![], vec![]);
    for shape in drawing.shapes() {
        let Shape::Polygons(parts) = shape else {
            types.push(POINT);
            continue;
        };
        types.push(if parts.len() == 1 { POLYGON } else { MULTI_POLYGON });
        if parts.len() != 1 {
            polygons.push(parts.len() as u64);
        }
        rings.extend(parts.iter().map(|polygon| polygon.len() as u64));
        lengths.extend(parts.iter().flatten().map(|ring| ring.len() as u64));
    }
    let counts = [(kind::GEOMETRIES, polygons), (kind::PARTS, rings), (kind::RINGS, lengths)];
    let counts = counts.into_iter().filter(|(_, counts)| !counts.is_empty());
    let counts: Vec<(u8, Vec<u64>)> = counts.collect();
    varint::put(out, counts.len() as u64 + 2);
    stream::numbers(out, kind::LENGTHS, &types);
    for (kind, counts) in counts {
        stream::numbers(out, kind, &counts);
    }
    stream::vertices(out, drawing.all_positions());
}
