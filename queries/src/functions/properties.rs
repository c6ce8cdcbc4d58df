//! What a geometry is: its kind, its extent, how many vertices it has, whether it is valid.

use arrow::array::ArrayRef;
use datafusion::error::Result;
use geo::{Geometry, LineString, Rect, Validation};

use super::call::Call;
use super::spec::{Argument, Kind, Returns, Spec};
use crate::geometry::Extent;

const GEOMETRY: Argument = Argument::new("geom", Kind::Geometry, "a geometry");

/// A side of the bounding box.
const fn side(
    name: &'static str,
    eval: fn(&Call<'_>) -> Result<ArrayRef>,
    en: &'static str,
    id: &'static str,
    example: &'static str,
) -> Spec {
    Spec { name, arguments: &[GEOMETRY], returns: Returns::Number, eval, en, id, example }
}

/// The names that PostGIS has for the count of vertices.
const fn vertices(name: &'static str, example: &'static str) -> Spec {
    Spec {
        name,
        arguments: &[GEOMETRY],
        returns: Returns::Integer,
        eval: count_vertices,
        en: "How many vertices it has; the first of a ring counts again as its last.",
        id: "Banyaknya titik sudut; titik pertama cincin dihitung lagi sebagai titik terakhir.",
        example,
    }
}

/// The two names that PostGIS has for the count of holes.
const fn holes(name: &'static str, example: &'static str) -> Spec {
    Spec {
        name,
        arguments: &[GEOMETRY],
        returns: Returns::Integer,
        eval: count_holes,
        en: "How many holes a polygon has; NULL for others, also for a multipolygon: take its parts with ST_GeometryN.",
        id: "Banyaknya lubang poligon; NULL untuk yang lain, juga multipoligon: ambil bagiannya dengan ST_GeometryN.",
        example,
    }
}

/// The functions of this module.
pub(crate) const SPECS: &[Spec] = &[
    Spec {
        name: "GeometryType",
        arguments: &[GEOMETRY],
        returns: Returns::Text,
        eval: |call| named(call, |kind| kind.to_uppercase()),
        en: "The kind of geometry, such as POINT or MULTIPOLYGON.",
        id: "Jenis geometri, misalnya POINT atau MULTIPOLYGON.",
        example: "SELECT DISTINCT GeometryType(geometry) FROM villages",
    },
    Spec {
        name: "ST_GeometryType",
        arguments: &[GEOMETRY],
        returns: Returns::Text,
        eval: |call| named(call, |kind| format!("ST_{kind}")),
        en: "The kind of geometry, such as ST_Point or ST_MultiPolygon.",
        id: "Jenis geometri, misalnya ST_Point atau ST_MultiPolygon.",
        example: "SELECT DISTINCT ST_GeometryType(geometry) FROM villages",
    },
    Spec {
        name: "ST_IsEmpty",
        arguments: &[GEOMETRY],
        returns: Returns::Boolean,
        eval: |call| {
            let column = call.column_of_shapes(0)?.column;
            Ok(call.each_boolean(|row| match column.extent(row) {
                Extent::Null => None,
                extent => Some(extent == Extent::Empty),
            }))
        },
        en: "Whether there is no point in it.",
        id: "Apakah tidak ada titik di dalamnya.",
        example: "SELECT ST_IsEmpty(ST_GeomFromText('POLYGON EMPTY'))",
    },
    Spec {
        name: "ST_IsClosed",
        arguments: &[GEOMETRY],
        returns: Returns::Boolean,
        eval: |call| {
            let shapes = call.shapes(0)?;
            Ok(call.each_boolean(|row| Some(is_closed(&shapes.get(row)?.geometry))))
        },
        en: "Whether each of its lines ends where it begins. True for points and areas, false for EMPTY lines and for collections.",
        id: "Apakah setiap garisnya berakhir di titik awalnya. Benar untuk titik dan luasan, salah untuk garis EMPTY dan kumpulan.",
        example: "SELECT ST_IsClosed(ST_GeomFromText('LINESTRING(0 0,1 0,1 1,0 0)'))",
    },
    Spec {
        name: "ST_IsValid",
        arguments: &[GEOMETRY],
        returns: Returns::Boolean,
        eval: |call| {
            let shapes = call.shapes(0)?;
            Ok(call.each_boolean(|row| Some(shapes.get(row)?.geometry.is_valid())))
        },
        en: "Whether it is valid: rings closed, not crossing themselves or one another, holes within.",
        id: "Apakah sah: cincin tertutup, tidak memotong diri atau cincin lain, lubang berada di dalam.",
        example: "SELECT count(*) FROM villages WHERE NOT ST_IsValid(geometry)",
    },
    Spec {
        name: "ST_IsValidReason",
        arguments: &[GEOMETRY],
        returns: Returns::Text,
        eval: |call| {
            let shapes = call.shapes(0)?;
            Ok(call.each_text(|row, text| {
                let Some(shape) = shapes.get(row) else { return false };
                match shape.geometry.check_validation() {
                    Ok(()) => text.push_str("Valid Geometry"),
                    Err(problem) => text.push_str(&problem.to_string()),
                }
                true
            }))
        },
        en: "Why it is not valid, or Valid Geometry.",
        id: "Alasan geometri tidak sah, atau Valid Geometry.",
        example: "SELECT ST_IsValidReason(ST_GeomFromText('POLYGON((0 0,2 2,2 0,0 2,0 0))'))",
    },
    vertices("ST_NPoints", "SELECT code, ST_NPoints(geometry) FROM regencies"),
    vertices("ST_NumPoints", "SELECT ST_NumPoints(ST_GeomFromText('LINESTRING(0 0,1 1)'))"),
    holes(
        "ST_NumInteriorRings",
        "SELECT code, ST_NumInteriorRings(ST_GeometryN(geometry, 1)) FROM regencies",
    ),
    holes("ST_NumInteriorRing", "SELECT ST_NumInteriorRing(ST_MakeEnvelope(0, 0, 1, 1))"),
    side(
        "ST_XMin",
        |call| bound(call, |bounds| bounds.min().x),
        "The west of its bounding box; NULL for EMPTY.",
        "Sisi barat kotak pembatasnya; NULL untuk EMPTY.",
        "SELECT ST_XMin(geometry) FROM provinces",
    ),
    side(
        "ST_YMin",
        |call| bound(call, |bounds| bounds.min().y),
        "The south of its bounding box; NULL for EMPTY.",
        "Sisi selatan kotak pembatasnya; NULL untuk EMPTY.",
        "SELECT ST_YMin(geometry) FROM provinces",
    ),
    side(
        "ST_XMax",
        |call| bound(call, |bounds| bounds.max().x),
        "The east of its bounding box; NULL for EMPTY.",
        "Sisi timur kotak pembatasnya; NULL untuk EMPTY.",
        "SELECT ST_XMax(geometry) FROM provinces",
    ),
    side(
        "ST_YMax",
        |call| bound(call, |bounds| bounds.max().y),
        "The north of its bounding box; NULL for EMPTY.",
        "Sisi utara kotak pembatasnya; NULL untuk EMPTY.",
        "SELECT ST_YMax(geometry) FROM provinces",
    ),
];

fn named(call: &Call<'_>, spelt: fn(&str) -> String) -> Result<ArrayRef> {
    let shapes = call.shapes(0)?;
    Ok(call.each_text(|row, text| {
        let Some(shape) = shapes.get(row) else { return false };
        text.push_str(&spelt(kind(&shape.geometry)));
        true
    }))
}

/// The kind of a geometry as OGC names it.
fn kind(geometry: &Geometry<f64>) -> &'static str {
    match geometry {
        Geometry::Point(_) => "Point",
        Geometry::Line(_) | Geometry::LineString(_) => "LineString",
        Geometry::Polygon(_) | Geometry::Rect(_) | Geometry::Triangle(_) => "Polygon",
        Geometry::MultiPoint(_) => "MultiPoint",
        Geometry::MultiLineString(_) => "MultiLineString",
        Geometry::MultiPolygon(_) => "MultiPolygon",
        Geometry::GeometryCollection(_) => "GeometryCollection",
    }
}

fn is_closed(geometry: &Geometry<f64>) -> bool {
    // `LineString::is_closed` is true of an empty line.
    let closed = |line: &LineString<f64>| line.0.len() > 1 && line.is_closed();
    match geometry {
        Geometry::Line(line) => line.start == line.end,
        Geometry::LineString(line) => closed(line),
        Geometry::MultiLineString(lines) => !lines.0.is_empty() && lines.iter().all(closed),
        Geometry::GeometryCollection(_) => false,
        _ => true,
    }
}

fn count_vertices(call: &Call<'_>) -> Result<ArrayRef> {
    let column = call.column_of_shapes(0)?.column;
    Ok(call.each_integer(|row| match column.extent(row) {
        Extent::Null => None,
        Extent::Empty => Some(0),
        Extent::Box(_) => i64::try_from(column.vertices(row)).ok(),
    }))
}

fn count_holes(call: &Call<'_>) -> Result<ArrayRef> {
    let shapes = call.shapes(0)?;
    Ok(call.each_integer(|row| match &shapes.get(row)?.geometry {
        Geometry::Polygon(polygon) => i64::try_from(polygon.interiors().len()).ok(),
        _ => None,
    }))
}

fn bound(call: &Call<'_>, of: fn(Rect<f64>) -> f64) -> Result<ArrayRef> {
    let column = call.column_of_shapes(0)?.column;
    Ok(call.each_number(|row| match column.extent(row) {
        Extent::Box(bounds) => Some(of(bounds)),
        Extent::Null | Extent::Empty => None,
    }))
}
