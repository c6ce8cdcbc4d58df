//! Areas around geometries: within a distance, and nearer to one point than to the others.

use arrow::array::ArrayRef;
use datafusion::error::Result;
use geo::{
    Coord, CoordsIter, Geometry, GeometryCollection, Line, MultiPoint, Point, Polygon,
    TriangulateDelaunayUnconstrained, Voronoi,
};
use rstar::RTree;

use super::call::Call;
use super::spec::{Argument, Kind, Returns, Spec};
use crate::geometry::{buffer, loose_points, segments};

/// The most points that are divided among each other.
const MOST_POINTS: usize = 100_000;

const POINTS: Argument =
    Argument::new("points", Kind::Geometry, "points, or the vertices of a geometry");

/// The functions of this module. NULL in gives NULL out.
pub(crate) const SPECS: &[Spec] = &[
    Spec {
        name: "ST_Buffer",
        arguments: &[
            Argument::new("geom", Kind::Geometry, "a geometry"),
            Argument::new("metres", Kind::Number, "how far around; negative makes areas smaller"),
        ],
        returns: Returns::Geometry,
        eval: |call| {
            let metres = call.numbers(1)?;
            call.map_geometry(|geometry, row| match metres(row) {
                Some(metres) => match buffer(geometry, metres) {
                    Ok(area) => Ok(Some(Geometry::MultiPolygon(area))),
                    Err(problem) => call.fail(problem),
                },
                None => Ok(None),
            })
        },
        en: "The area within so many metres on the WGS 84 ellipsoid, right to 0.1 % (PostGIS's meaning for geography). Refused beyond 500 km from the geometry's middle.",
        id: "Luasan dalam jarak sekian meter pada elipsoid WGS 84, tepat sampai 0,1 % (arti PostGIS untuk geography). Ditolak bila lebih dari 500 km dari tengah geometri.",
        example: "SELECT ST_Area(ST_Buffer(ST_Point(116.3, -8.6), 20000), true) / 1e6 AS km2",
    },
    Spec {
        name: "ST_VoronoiPolygons",
        arguments: &[POINTS],
        returns: Returns::Geometry,
        eval: |call| divided(call, cells),
        en: "For each point the area that is nearer to it than to the others, in degrees, within the box of all points with half its size around. The points must not lie on one line.",
        id: "Untuk setiap titik, luasan yang lebih dekat kepadanya daripada kepada titik lain, dalam derajat, di dalam kotak semua titik ditambah setengah ukurannya. Titik tidak boleh segaris.",
        example: "SELECT ST_VoronoiPolygons(ST_Collect(ST_Point(lon, lat))) FROM villages WHERE lon IS NOT NULL",
    },
    Spec {
        name: "ST_DelaunayTriangles",
        arguments: &[POINTS],
        returns: Returns::Geometry,
        eval: |call| divided(call, triangles),
        en: "The triangles between neighbouring points whose circles hold no other point, in degrees.",
        id: "Segitiga di antara titik bertetangga yang lingkarannya tidak memuat titik lain, dalam derajat.",
        example: "SELECT ST_DelaunayTriangles(ST_Collect(ST_Point(lon, lat))) FROM villages WHERE lon IS NOT NULL",
    },
    Spec {
        name: "ST_HausdorffDistance",
        arguments: &[
            Argument::new("a", Kind::Geometry, "the first geometry"),
            Argument::new("b", Kind::Geometry, "the second geometry"),
        ],
        returns: Returns::Number,
        eval: |call| {
            let (a, b) = (call.shapes(0)?, call.shapes(1)?);
            Ok(call.each_number(|row| {
                let (a, b) = (a.get(row)?, b.get(row)?);
                let none = a.is_empty() || b.is_empty();
                (!none).then(|| hausdorff(&a.geometry, &b.geometry))
            }))
        },
        en: "How far a vertex of one geometry is at most from the points, lines and boundaries of the other, in degrees; NULL when one is EMPTY.",
        id: "Jarak terjauh titik sudut suatu geometri dari titik, garis dan batas geometri lain, dalam derajat; NULL bila salah satunya EMPTY.",
        example: "SELECT ST_HausdorffDistance(ST_MakeEnvelope(0, 0, 1, 1), ST_MakeEnvelope(0, 0, 2, 1))",
    },
];

/// The greater of the two ways, as PostGIS and GEOS measure it without densifying.
fn hausdorff(a: &Geometry<f64>, b: &Geometry<f64>) -> f64 {
    farthest(a, &edges(b)).max(farthest(b, &edges(a)))
}

/// Everything that a vertex can be near to; a point is an edge without length.
fn edges(geometry: &Geometry<f64>) -> RTree<Line<f64>> {
    let points = loose_points(geometry).into_iter().map(|at| Line::new(at, at));
    RTree::bulk_load(segments(geometry).into_iter().chain(points).collect())
}

fn farthest(from: &Geometry<f64>, to: &RTree<Line<f64>>) -> f64 {
    let nearest = |at: Coord<f64>| {
        let nearest = to.nearest_neighbor_iter_with_distance_2(&Point::from(at)).next();
        nearest.map_or(0.0, |(_, squared)| squared.sqrt())
    };
    from.coords_iter().map(nearest).fold(0.0, f64::max)
}

/// Areas for points, or what is wrong with them.
type Divided = Result<Vec<Polygon<f64>>, String>;

fn divided(call: &Call<'_>, divide: fn(&MultiPoint<f64>) -> Divided) -> Result<ArrayRef> {
    call.map_geometry(|geometry, _| {
        let mut coords: Vec<Coord<f64>> = geometry.coords_iter().collect();
        if coords.len() > MOST_POINTS {
            return call.fail(format!("at most {MOST_POINTS} points are divided"));
        }
        if coords.iter().any(|c| !c.x.is_finite() || !c.y.is_finite()) {
            return call.fail("coordinates must be finite");
        }
        coords.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
        coords.dedup();
        let points = MultiPoint::from(coords);
        let parts = match divide(&points) {
            Ok(parts) => parts,
            Err(problem) => return call.fail(problem),
        };
        let parts = parts.into_iter().map(Geometry::Polygon).collect();
        Ok(Some(Geometry::GeometryCollection(GeometryCollection::new_from(parts))))
    })
}

fn cells(points: &MultiPoint<f64>) -> Divided {
    points.voronoi_cells().map_err(|error| error.to_string())
}

fn triangles(points: &MultiPoint<f64>) -> Divided {
    if points.0.len() < 3 {
        return Ok(Vec::new());
    }
    let found = points.unconstrained_triangulation().map_err(|error| error.to_string())?;
    Ok(found.into_iter().map(|triangle| triangle.to_polygon()).collect())
}
