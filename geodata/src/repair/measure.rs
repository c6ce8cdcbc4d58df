//! Areas on the ellipsoid and a point inside a polygon.

use geo::{Coord, GeodesicArea, MultiPolygon, Polygon};

use super::locate::{Side, side};

/// The geodesic area on WGS 84 in square kilometres (Karney 2013), shells counter-clockwise.
pub fn area_km2(geometry: &MultiPolygon<f64>) -> f64 {
    geometry.geodesic_area_signed().abs() / 1e6
}

/// The area of shells less holes as they are drawn, whether valid or not, in square kilometres.
pub(super) fn drawn_km2(geometry: &MultiPolygon<f64>) -> f64 {
    let ring = |ring: &geo::LineString<f64>| {
        Polygon::new(ring.clone(), Vec::new()).geodesic_area_signed().abs()
    };
    // A hole larger than its shell leaves nothing of it, and takes nothing from other parts.
    let polygon = |p: &Polygon<f64>| {
        (ring(p.exterior()) - p.interiors().iter().map(ring).sum::<f64>()).max(0.0)
    };
    geometry.iter().map(polygon).sum::<f64>() / 1e6
}

/// A point inside the polygons: the middle of the widest stretch on a line through the middle of
/// the parts. The method of PostGIS' `ST_PointOnSurface` (GEOS `InteriorPointArea`), so that the
/// same polygon has the same point here and there.
pub fn point_on_surface(geometry: &MultiPolygon<f64>) -> Option<Coord<f64>> {
    let mut best: Option<(f64, Coord<f64>)> = None;
    for polygon in geometry {
        if let Some((width, point)) = widest_stretch(polygon)
            && best.is_none_or(|(widest, _)| width > widest)
        {
            best = Some((width, point));
        }
    }
    best.map(|(_, point)| point)
}

fn widest_stretch(polygon: &Polygon<f64>) -> Option<(f64, Coord<f64>)> {
    let y = scan_line(polygon)?;
    let rings = || std::iter::once(polygon.exterior()).chain(polygon.interiors());
    let mut crossings: Vec<f64> = rings()
        .flat_map(|ring| ring.0.windows(2))
        .filter_map(|pair| match pair {
            &[a, b] => crossing(a, b, y),
            _ => None,
        })
        .collect();
    crossings.sort_unstable_by(f64::total_cmp);
    let mut best: Option<(f64, Coord<f64>)> = None;
    for pair in crossings.chunks_exact(2) {
        let &[west, east] = pair else { continue };
        let width = east - west;
        if width > best.map_or(0.0, |(widest, _)| widest) {
            best = Some((width, Coord { x: (west + east) / 2.0, y }));
        }
    }
    best
}

/// A latitude near the middle that runs through no vertex: halfway between the vertices next to
/// the middle.
fn scan_line(polygon: &Polygon<f64>) -> Option<f64> {
    let shell = &polygon.exterior().0;
    let first = shell.first()?;
    let (mut low, mut high) =
        shell.iter().fold((first.y, first.y), |(low, high), c| (low.min(c.y), high.max(c.y)));
    let centre = (low + high) / 2.0;
    for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
        for c in &ring.0 {
            if c.y <= centre {
                low = low.max(c.y);
            } else {
                high = high.min(c.y);
            }
        }
    }
    Some((low + high) / 2.0)
}

/// Where the segment crosses latitude `y`; an end on it counts for the segment that goes up.
fn crossing(a: Coord<f64>, b: Coord<f64>, y: f64) -> Option<f64> {
    let off = (a.y > y && b.y > y) || (a.y < y && b.y < y);
    let uncounted = a.y == b.y || (a.y == y && b.y < y) || (b.y == y && a.y < y);
    if off || uncounted {
        return None;
    }
    if a.x == b.x {
        return Some(a.x);
    }
    let slope = (b.y - a.y) / (b.x - a.x);
    Some(a.x + (y - a.y) / slope)
}

/// Whether the point (longitude, latitude) lies in the polygons or on their border.
pub fn covers(geometry: &MultiPolygon<f64>, point: Coord<f64>) -> bool {
    geometry.iter().any(|polygon| {
        side(point, &polygon.exterior().0) != Side::Outside
            && polygon.interiors().iter().all(|hole| side(point, &hole.0) != Side::Inside)
    })
}
