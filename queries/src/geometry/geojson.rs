//! Reads a GeoJSON geometry (RFC 7946), strictly.

use ::geojson::{GeoJson, GeometryValue, Position};
use geo::Geometry;

use super::rules;

/// A geometry, or that of a feature, in longitude and latitude. Heights are left out.
///
/// # Errors
/// What is wrong with the text, for people.
pub(crate) fn read_geojson(text: &str) -> Result<Geometry<f64>, String> {
    let json: GeoJson = text.parse().map_err(|error: ::geojson::Error| error.to_string())?;
    let geometry = match json {
        GeoJson::Geometry(geometry) => geometry,
        GeoJson::Feature(feature) => feature.geometry.ok_or("the feature has no geometry")?,
        GeoJson::FeatureCollection(_) => {
            return Err("a collection of features is not one geometry".to_owned());
        }
    };
    check(&geometry.value)?;
    let read = Geometry::try_from(&geometry).map_err(|error| error.to_string())?;
    Ok(without_empty_parts(read))
}

/// Parts that have no position are no parts, as in well-known text.
fn without_empty_parts(geometry: Geometry<f64>) -> Geometry<f64> {
    match geometry {
        Geometry::MultiLineString(mut lines) => {
            lines.0.retain(|line| !line.0.is_empty());
            Geometry::MultiLineString(lines)
        }
        Geometry::MultiPolygon(mut parts) => {
            parts.0.retain(|part| {
                let mut rings = std::iter::once(part.exterior()).chain(part.interiors());
                rings.any(|ring| !ring.0.is_empty())
            });
            Geometry::MultiPolygon(parts)
        }
        Geometry::GeometryCollection(mut all) => {
            all.0 = all.0.into_iter().map(without_empty_parts).collect();
            Geometry::GeometryCollection(all)
        }
        other => other,
    }
}

fn check(value: &GeometryValue) -> Result<(), String> {
    use GeometryValue as G;
    match value {
        G::Point { coordinates } => position(coordinates),
        G::MultiPoint { coordinates } => coordinates.iter().try_for_each(position),
        G::LineString { coordinates } => line(coordinates),
        G::MultiLineString { coordinates } => coordinates.iter().try_for_each(|one| line(one)),
        G::Polygon { coordinates } => coordinates.iter().try_for_each(|one| ring(one)),
        G::MultiPolygon { coordinates } => {
            coordinates.iter().flatten().try_for_each(|one| ring(one))
        }
        G::GeometryCollection { geometries } => {
            geometries.iter().try_for_each(|geometry| check(&geometry.value))
        }
    }
}

fn line(positions: &[Position]) -> Result<(), String> {
    positions.iter().try_for_each(position)?;
    rules::line(positions)
}

fn ring(positions: &[Position]) -> Result<(), String> {
    positions.iter().try_for_each(position)?;
    rules::ring(positions)
}

/// The library takes the first two numbers without looking whether they are there.
fn position(position: &Position) -> Result<(), String> {
    match position.as_slice() {
        [x, y, ..] if x.is_finite() && y.is_finite() => Ok(()),
        [_, _, ..] => Err("a coordinate is not a finite number".to_owned()),
        _ => Err("a position has fewer than two numbers".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn geometries_and_features_are_read() {
        for text in [
            r#"{"type":"Point","coordinates":[115,-8,12]}"#,
            r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}"#,
            r#"{"type":"Polygon","coordinates":[]}"#,
            r#"{"type":"Feature","properties":null,"geometry":{"type":"Point","coordinates":[115,-8]}}"#,
        ] {
            assert!(read_geojson(text).is_ok(), "{text}: {:?}", read_geojson(text));
        }
    }

    #[test]
    fn empty_parts_are_no_parts() {
        let parts = r#"{"type":"MultiPolygon","coordinates":[[[]],[[[0,0],[1,0],[1,1],[0,0]]]]}"#;
        let lines = r#"{"type":"MultiLineString","coordinates":[[],[[0,0],[1,1]]]}"#;
        assert!(matches!(read_geojson(parts), Ok(Geometry::MultiPolygon(of)) if of.0.len() == 1));
        assert!(
            matches!(read_geojson(lines), Ok(Geometry::MultiLineString(of)) if of.0.len() == 1)
        );
    }

    #[test]
    fn what_would_be_mended_in_silence_is_refused() {
        for (text, problem) in [
            (
                r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}"#,
                "does not end where it begins",
            ),
            (r#"{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[0,0]]]]}"#, "fewer than four"),
            (r#"{"type":"LineString","coordinates":[[0,0]]}"#, "one point"),
            (
                r#"{"type":"GeometryCollection","geometries":[{"type":"LineString","coordinates":[[0,0]]}]}"#,
                "one point",
            ),
            (r#"{"type":"Feature","properties":null,"geometry":null}"#, "no geometry"),
            (r#"{"type":"FeatureCollection","features":[]}"#, "not one geometry"),
        ] {
            let found = read_geojson(text).unwrap_err();
            assert!(found.contains(problem), "{text}: {found}");
        }
        for coordinates in ["[115]", "[]"] {
            for (kind, brackets) in
                [("Point", 0), ("MultiPoint", 1), ("LineString", 1), ("Polygon", 2)]
            {
                let (open, close) = ("[".repeat(brackets), "]".repeat(brackets));
                let list = if brackets == 0 { String::new() } else { format!("{coordinates},") };
                let text = format!(
                    r#"{{"type":"{kind}","coordinates":{open}{list}{coordinates}{close}}}"#
                );
                assert!(read_geojson(&text).is_err(), "{text}");
            }
        }
        assert!(read_geojson(r#"{"type":"Point","coordinates":[115,-8]} x"#).is_err());
    }
}
