//! What lies within a distance of a geometry, in metres.

use geo::buffer::{BufferStyle, LineJoin};
use geo::{
    Bearing, BoundingRect, Buffer, Coord, Destination, Distance, Geodesic, Geometry, LineString,
    MapCoords, MultiPolygon, Point, Polygon,
};

/// Corners of the circle around a point, as many as PostGIS's default (8 a quarter) twice.
const CORNERS: u32 = 64;
/// A plane around a middle shows lengths across its rays too long, at most by the square of the distance over six times
/// that of the earth's radius: at this distance by 0.1 %.
const FURTHEST_M: f64 = 500_000.0;

/// The area within so many metres of a geometry on the WGS 84 ellipsoid; less than nothing makes areas smaller.
/// Right to 0.1 %. Circles and corners have 64 vertices.
///
/// The geometry is drawn on a plane around its middle that keeps distances and directions from there (azimuthal
/// equidistant, by geodesics).
///
/// # Errors
/// What reaches further from its middle than that allows, or over the antimeridian.
pub(crate) fn buffer(geometry: &Geometry<f64>, metres: f64) -> Result<MultiPolygon<f64>, String> {
    if !metres.is_finite() || metres.abs() > FURTHEST_M {
        return Err(format!("a distance must be at most {FURTHEST_M} m"));
    }
    let Some(bounds) = geometry.bounding_rect() else { return Ok(MultiPolygon::new(Vec::new())) };
    let on_earth = |c: Coord<f64>| c.x.abs() <= 180.0 && c.y.abs() <= 90.0;
    if !on_earth(bounds.min()) || !on_earth(bounds.max()) {
        return Err("coordinates are longitudes and latitudes".to_owned());
    }
    if let Geometry::Point(point) = geometry {
        return circle(*point, metres);
    }
    let middle = Point::from(bounds.center());
    let corners = bounds.to_polygon();
    let reach = corners.exterior().points().map(|corner| Geodesic.distance(middle, corner));
    let reach = reach.fold(0.0, f64::max) + metres.max(0.0);
    if reach.is_nan() || reach > FURTHEST_M {
        return Err(format!(
            "what reaches further than {} km from its middle cannot be drawn around exactly; take its parts",
            FURTHEST_M / 1000.0
        ));
    }
    let flat = geometry.map_coords(|coord| {
        let point = Point::from(coord);
        let (far, azimuth) = (Geodesic.distance(middle, point), Geodesic.bearing(middle, point));
        let (sin, cos) = azimuth.to_radians().sin_cos();
        if far == 0.0 { Coord { x: 0.0, y: 0.0 } } else { Coord { x: far * sin, y: far * cos } }
    });
    let angle = 2.0 * std::f64::consts::PI / f64::from(CORNERS);
    let style = BufferStyle::new(metres).line_join(LineJoin::Round(angle));
    let around = flat.buffer_with_style(style).map_coords(|coord| {
        let azimuth = coord.x.atan2(coord.y).to_degrees();
        Geodesic.destination(middle, azimuth, coord.x.hypot(coord.y)).0
    });
    one_side(around)
}

fn circle(middle: Point<f64>, metres: f64) -> Result<MultiPolygon<f64>, String> {
    if metres <= 0.0 {
        return Ok(MultiPolygon::new(Vec::new()));
    }
    let step = 360.0 / f64::from(CORNERS);
    // Against the clock, as outer rings wind.
    let corner = |i: u32| Geodesic.destination(middle, -step * f64::from(i), metres).0;
    let ring = LineString::new((0..CORNERS).map(corner).collect());
    one_side(MultiPolygon::new(vec![Polygon::new(ring, Vec::new())]))
}

/// Refuses what comes in again on the other side of the map.
fn one_side(area: MultiPolygon<f64>) -> Result<MultiPolygon<f64>, String> {
    let wide = area.bounding_rect().is_some_and(|bounds| bounds.width() > 180.0);
    if wide {
        return Err("the area reaches over the antimeridian or a pole".to_owned());
    }
    Ok(area)
}

#[cfg(test)]
mod tests {
    use geo::{GeodesicArea, polygon};

    use super::*;

    fn area(of: &MultiPolygon<f64>) -> f64 {
        of.geodesic_area_signed()
    }

    #[test]
    fn a_circle_is_one_on_the_ellipsoid() {
        for (lon, lat) in [(115.0, -8.0), (0.0, 80.0), (141.0, 0.0)] {
            let circle = buffer(&Point::new(lon, lat).into(), 25_000.0).unwrap();
            let n = f64::from(CORNERS);
            let expected = 0.5 * n * (2.0 * std::f64::consts::PI / n).sin() * 25_000.0f64.powi(2);
            assert!((area(&circle) / expected - 1.0).abs() < 1e-4, "{} {expected}", area(&circle));
            for corner in circle.iter().flat_map(|part| part.exterior().points()) {
                let far = Geodesic.distance(Point::new(lon, lat), corner);
                assert!((far - 25_000.0).abs() < 1e-3, "{far}");
            }
        }
    }

    #[test]
    fn an_area_grows_by_its_edge_and_a_circle_and_shrinks() {
        let square: Geometry<f64> =
            polygon![(x: 115.0, y: -8.0), (x: 115.1, y: -8.0), (x: 115.1, y: -7.9), (x: 115.0, y: -7.9)].into();
        let Geometry::Polygon(own) = &square else { panic!() };
        let (own_area, edge) = (own.geodesic_area_unsigned(), own.geodesic_perimeter());
        let grown = area(&buffer(&square, 1000.0).unwrap());
        let expected = own_area + edge * 1000.0 + std::f64::consts::PI * 1e6;
        assert!((grown / expected - 1.0).abs() < 1e-3, "{grown} {expected}");
        let shrunk = area(&buffer(&square, -1000.0).unwrap());
        let expected = own_area - edge * 1000.0 + 4e6;
        assert!((shrunk / expected - 1.0).abs() < 1e-3, "{shrunk} {expected}");
        assert!(buffer(&square, -50_000.0).unwrap().0.is_empty());
        let none = Geometry::MultiPolygon(MultiPolygon::new(Vec::new()));
        assert!(buffer(&none, 5.0).unwrap().0.is_empty());
    }

    #[test]
    fn what_cannot_be_right_is_refused() {
        let far = polygon![(x: 95.0, y: -8.0), (x: 141.0, y: -8.0), (x: 141.0, y: 5.0)].into();
        assert!(buffer(&far, 10.0).unwrap_err().contains("parts"));
        assert!(
            buffer(&Point::new(179.99, 0.0).into(), 5000.0).unwrap_err().contains("antimeridian")
        );
        assert!(buffer(&Point::new(0.0, 90.0).into(), 5000.0).is_err());
        assert!(buffer(&Point::new(0.0, 0.0).into(), f64::NAN).is_err());
        assert!(buffer(&Point::new(500.0, 0.0).into(), 1.0).is_err());
    }
}
