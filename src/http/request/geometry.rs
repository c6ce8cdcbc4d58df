//! Reads the polygon of a GeoJSON body (RFC 7946).

use geo::{Coord, LineString, MultiPolygon, Polygon};
use serde_json::Value;

use crate::http::problem::{ApiError, ApiResult, Code};

/// A Polygon or MultiPolygon, alone or as the geometry of a Feature.
///
/// # Errors
/// `invalid_geometry`, which says where in the coordinates the mistake is.
pub fn polygon(body: &Value) -> ApiResult<MultiPolygon<f64>> {
    let kind = body["type"].as_str().unwrap_or_default();
    match kind {
        "Feature" => polygon(&body["geometry"]),
        "Polygon" => Ok(MultiPolygon(vec![one(&body["coordinates"], "coordinates")?])),
        "MultiPolygon" => {
            let parts = array(&body["coordinates"], "coordinates")?;
            let parts =
                parts.iter().enumerate().map(|(at, part)| one(part, &format!("coordinates[{at}]")));
            Ok(MultiPolygon(parts.collect::<ApiResult<_>>()?))
        }
        other => Err(wrong(
            "type",
            &format!("is `{other}`; a Polygon, a MultiPolygon or a Feature with one is read"),
        )),
    }
}

fn one(value: &Value, path: &str) -> ApiResult<Polygon<f64>> {
    let rings = array(value, path)?;
    let rings = rings.iter().enumerate().map(|(at, ring)| line(ring, &format!("{path}[{at}]")));
    let mut rings = rings.collect::<ApiResult<Vec<_>>>()?.into_iter();
    let Some(exterior) = rings.next() else { return Err(wrong(path, "has no ring")) };
    Ok(Polygon::new(exterior, rings.collect()))
}

fn line(value: &Value, path: &str) -> ApiResult<LineString<f64>> {
    let positions = array(value, path)?;
    if positions.len() < 4 {
        return Err(wrong(path, "has fewer than four positions"));
    }
    if positions.first() != positions.last() {
        return Err(wrong(path, "is not closed: its last position must equal its first"));
    }
    let positions = positions.iter().enumerate().map(|(at, position)| {
        let number = |index: usize| position.get(index).and_then(Value::as_f64);
        match (number(0), number(1)) {
            (Some(x), Some(y)) if x.abs() <= 180.0 && y.abs() <= 90.0 => Ok(Coord { x, y }),
            _ => {
                Err(wrong(&format!("{path}[{at}]"), "is not a longitude and a latitude in degrees"))
            }
        }
    });
    Ok(LineString(positions.collect::<ApiResult<_>>()?))
}

fn array<'a>(value: &'a Value, path: &str) -> ApiResult<&'a Vec<Value>> {
    value.as_array().ok_or_else(|| wrong(path, "is not an array"))
}

fn wrong(path: &str, problem: &str) -> ApiError {
    ApiError::new(Code::InvalidGeometry, format!("GeoJSON `{path}` {problem}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn polygons_are_read_alone_and_in_features() {
        let ring = json!([[0, 0], [1, 0], [1, 1], [0, 0]]);
        let alone = json!({"type": "Polygon", "coordinates": [ring]});
        let feature = json!({"type": "Feature", "properties": {}, "geometry": alone});
        assert_eq!(polygon(&alone).unwrap(), polygon(&feature).unwrap());
        let many = json!({"type": "MultiPolygon", "coordinates": [[ring], [ring]]});
        assert_eq!(polygon(&many).unwrap().0.len(), 2);
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        let cases = [
            (json!({"type": "Point", "coordinates": [0, 0]}), "Point"),
            (json!({"type": "Polygon", "coordinates": []}), "no ring"),
            (
                json!({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}),
                "not closed",
            ),
            (
                json!({"type": "Polygon", "coordinates": [[[0, 0], [200, 0], [1, 1], [0, 0]]]}),
                "coordinates[0][1]",
            ),
            (json!([]), "type"),
        ];
        for (body, expected) in cases {
            let error = polygon(&body).unwrap_err();
            assert_eq!(error.code(), Code::InvalidGeometry);
            assert!(format!("{error:?}").contains(expected), "{error:?}");
        }
    }
}
