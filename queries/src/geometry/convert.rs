//! From any source of geometries to those of `geo`.

use geo::{Geometry, GeometryCollection, LineString, MultiPolygon, Polygon};
use geo_traits::to_geo::{
    ToGeoLine, ToGeoLineString, ToGeoMultiLineString, ToGeoPoint, ToGeoPolygon, ToGeoRect,
    ToGeoTriangle,
};
use geo_traits::{
    GeometryCollectionTrait, GeometryTrait, GeometryType, MultiPointTrait, MultiPolygonTrait,
    PolygonTrait,
};

/// The first two dimensions of any geometry. `POINT EMPTY`, which `geo` cannot hold, becomes an
/// empty collection.
pub(super) fn to_geo(geometry: &impl GeometryTrait<T = f64>) -> Geometry<f64> {
    let empty = || Geometry::GeometryCollection(GeometryCollection::empty());
    match geometry.as_type() {
        GeometryType::Point(g) => g.try_to_point().map_or_else(empty, Geometry::Point),
        GeometryType::LineString(g) => Geometry::LineString(g.to_line_string()),
        GeometryType::Polygon(g) => Geometry::Polygon(polygon(g)),
        GeometryType::MultiPoint(g) => {
            // An EMPTY among the points is none.
            Geometry::MultiPoint(g.points().filter_map(|point| point.try_to_point()).collect())
        }
        GeometryType::MultiLineString(g) => Geometry::MultiLineString(g.to_multi_line_string()),
        GeometryType::MultiPolygon(g) => {
            let mut parts: Vec<Polygon<f64>> = g.polygons().map(|part| polygon(&part)).collect();
            // An EMPTY among the parts is none; the overlay and columns cannot hold one.
            parts.retain(|part| !part.exterior().0.is_empty());
            Geometry::MultiPolygon(MultiPolygon::new(parts))
        }
        GeometryType::GeometryCollection(g) => Geometry::GeometryCollection(collection_to_geo(g)),
        GeometryType::Rect(g) => Geometry::Polygon(g.to_rect().to_polygon()),
        GeometryType::Line(g) => Geometry::Line(g.to_line()),
        GeometryType::Triangle(g) => Geometry::Polygon(g.to_triangle().to_polygon()),
    }
}

fn collection_to_geo(
    collection: &impl GeometryCollectionTrait<T = f64>,
) -> GeometryCollection<f64> {
    GeometryCollection::from(collection.geometries().map(|g| to_geo(&g)).collect::<Vec<_>>())
}

fn polygon(polygon: &impl PolygonTrait<T = f64>) -> Polygon<f64> {
    match polygon.exterior() {
        Some(_) => polygon.to_polygon(),
        None => Polygon::new(LineString::new(Vec::new()), Vec::new()),
    }
}
