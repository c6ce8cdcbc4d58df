//! The annex as GeoJSON (RFC 7946): one feature a village at its point, the same values as the CSV.

use serde_json::{Map, Value, json};

use super::frozen::{Decree, Frozen, Seal};
use super::table::{Cell, notice, table};

/// The bytes of the file.
///
/// # Errors
/// None for documents that were read from JSON.
pub fn geojson(frozen: &Frozen, seal: &Seal) -> Result<Vec<u8>, serde_json::Error> {
    let table = table(frozen, seal);
    let features = frozen.rows.iter().zip(table.rows).map(|(row, cells)| {
        let properties = table.columns.iter().zip(cells);
        let properties: Map<String, Value> =
            properties.map(|(column, cell)| (column.key.clone(), value(cell))).collect();
        let point = row.village.lon.zip(row.village.lat);
        json!({
            "type": "Feature",
            "id": row.village.code,
            "geometry": point.map(|(lon, lat)| json!({"type": "Point", "coordinates": [lon, lat]})),
            "properties": properties,
        })
    });
    let features: Vec<Value> = features.collect();
    let Decree { number, date, .. } = &frozen.decree;
    serde_json::to_vec(&json!({
        "type": "FeatureCollection",
        "name": frozen.name,
        "decree_number": number,
        "decree_date": date,
        "notice": notice(frozen),
        "frozen_at": frozen.frozen_at,
        "annex_hash": seal.hash,
        "chain_head": seal.chain,
        "sources": frozen.dataset.sources,
        "features": features,
    }))
}

fn value(cell: Cell) -> Value {
    match cell {
        Cell::Text(text) => Value::String(text),
        Cell::Number(value) if value.fract() == 0.0 && value.abs() < 1e15 => json!(value as i64),
        Cell::Number(value) => json!(value),
        Cell::Empty => Value::Null,
    }
}
