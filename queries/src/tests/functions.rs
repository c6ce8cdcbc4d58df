//! Every spatial function is called here: with a value, with NULL and with EMPTY.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::{ENGINE, bytes, value};
use crate::functions::{HAZARDS, examples};
use crate::{Code, Format, FunctionKind, QueryRequest};

/// Function, call, answer. `G` in a call stands for a geometry.
const CALLS: &[(&str, &str, &str)] = &[
    ("st_area", "ST_Area(ST_GeomFromText('POLYGON((0 0,2 0,2 2,0 2,0 0))'))", "4"),
    ("st_asbinary", "ST_AsText(ST_GeomFromWKB(ST_AsBinary(ST_Point(1, 2))))", "\"POINT(1 2)\""),
    (
        "st_asgeojson",
        "ST_AsGeoJSON(ST_Point(1, 2))",
        r#""{\"type\":\"Point\",\"coordinates\":[1,2]}""#,
    ),
    ("st_astext", "ST_AsText(ST_Point(1, 2))", "\"POINT(1 2)\""),
    ("st_centroid", "ST_AsText(ST_Centroid(ST_MakeEnvelope(0, 0, 2, 2)))", "\"POINT(1 1)\""),
    (
        "st_convexhull",
        "ST_Area(ST_ConvexHull(ST_GeomFromText('MULTIPOINT((0 0),(2 0),(2 2),(0 2),(1 1))')))",
        "4",
    ),
    ("st_coorddim", "ST_CoordDim(ST_Point(1, 2))", "2"),
    ("st_buffer", "round(ST_Area(ST_Buffer(ST_Point(115, -8), 1000), true) / 1e4)", "314"),
    (
        "st_voronoipolygons",
        "ST_NumGeometries(ST_VoronoiPolygons(ST_GeomFromText('MULTIPOINT((0 0),(2 0),(2 2),(0 2),(1 1))')))",
        "5",
    ),
    (
        "st_delaunaytriangles",
        "ST_Area(ST_DelaunayTriangles(ST_GeomFromText('MULTIPOINT((0 0),(2 0),(2 2),(0 2),(1 1))')))",
        "4",
    ),
    (
        "st_hausdorffdistance",
        "ST_HausdorffDistance(ST_MakeEnvelope(0, 0, 1, 1), ST_MakeEnvelope(0, 0, 2, 1))",
        "1",
    ),
    ("st_distance", "ST_Distance(ST_Point(0, 0), ST_Point(3, 4))", "5"),
    ("st_distancesphere", "round(ST_DistanceSphere(ST_Point(0, 0), ST_Point(180, 0)))", "20015114"),
    (
        "st_distancespheroid",
        "round(ST_DistanceSpheroid(ST_Point(115, 0), ST_Point(116, 0)))",
        "111319",
    ),
    ("st_dwithin", "ST_DWithin(ST_Point(1, 1), ST_Point(1, 1), 1)", "true"),
    (
        "st_difference",
        "ST_Area(ST_Difference(ST_MakeEnvelope(0, 0, 2, 2), ST_MakeEnvelope(1, 0, 2, 2)))",
        "2",
    ),
    (
        "st_endpoint",
        "ST_AsText(ST_EndPoint(ST_GeomFromText('LINESTRING(0 0,3 4)')))",
        "\"POINT(3 4)\"",
    ),
    ("st_envelope", "ST_Area(ST_Envelope(ST_GeomFromText('LINESTRING(0 0,3 4)')))", "12"),
    ("st_geohash", "ST_GeoHash(ST_Point(-126, 48))", "\"c0w3hf1s70w3\""),
    ("st_geometrytype", "ST_GeometryType(ST_Point(1, 2))", "\"ST_Point\""),
    ("geometrytype", "GeometryType(ST_Point(1, 2))", "\"POINT\""),
    (
        "st_geomfromgeojson",
        "ST_X(ST_PointOnSurface(ST_GeomFromGeoJSON('{\"type\":\"Point\",\"coordinates\":[1,2]}')))",
        "1",
    ),
    ("st_geomfromtext", "ST_Area(ST_GeomFromText('POLYGON((0 0,1 0,1 1,0 1,0 0))'))", "1"),
    ("st_geomfromwkb", "ST_AsText(ST_GeomFromWKB(ST_AsBinary(ST_Point(1, 2))))", "\"POINT(1 2)\""),
    (
        "st_intersection",
        "ST_Area(ST_Intersection(ST_MakeEnvelope(0, 0, 2, 2), ST_MakeEnvelope(1, 0, 2, 2)))",
        "2",
    ),
    ("st_isclosed", "ST_IsClosed(ST_GeomFromText('LINESTRING(0 0,1 0,1 1,0 0)'))", "true"),
    ("st_isempty", "ST_IsEmpty(ST_GeomFromText('POLYGON EMPTY'))", "true"),
    ("st_isvalid", "ST_IsValid(ST_GeomFromText('POLYGON((0 0,2 2,2 0,0 2,0 0))'))", "false"),
    (
        "st_isvalidreason",
        "ST_IsValidReason(ST_GeomFromText('POLYGON((0 0,2 2,2 0,0 2,0 0))')) IS NOT NULL",
        "true",
    ),
    ("st_length", "ST_Length(ST_GeomFromText('LINESTRING(0 0,3 4)'))", "5"),
    ("st_makeenvelope", "ST_Area(ST_MakeEnvelope(0, 0, 2, 3))", "6"),
    ("st_makepoint", "ST_AsText(ST_MakePoint(1, 2))", "\"POINT(1 2)\""),
    ("st_ndims", "ST_NDims(ST_Point(1, 2))", "2"),
    ("st_npoints", "ST_NPoints(ST_GeomFromText('LINESTRING(0 0,1 0,1 1)'))", "3"),
    (
        "st_numinteriorrings",
        "ST_NumInteriorRings(ST_GeomFromText('POLYGON((0 0,9 0,9 9,0 9,0 0),(1 1,2 1,2 2,1 2,1 1))'))",
        "1",
    ),
    ("st_orientedenvelope", "ST_Area(ST_OrientedEnvelope(ST_MakeEnvelope(0, 0, 2, 2)))", "4"),
    ("st_perimeter", "ST_Perimeter(ST_MakeEnvelope(0, 0, 2, 2))", "8"),
    ("st_point", "ST_X(ST_Point(1, 2))", "1"),
    ("st_pointfromgeohash", "ST_GeoHash(ST_PointFromGeoHash('c0w3hf1s70w3'))", "\"c0w3hf1s70w3\""),
    (
        "st_pointonsurface",
        "ST_Intersects(ST_PointOnSurface(ST_MakeEnvelope(0, 0, 2, 2)), ST_MakeEnvelope(0, 0, 2, 2))",
        "true",
    ),
    (
        "st_simplify",
        "ST_NPoints(ST_Simplify(ST_GeomFromText('LINESTRING(0 0,1 0.01,2 0)'), 0.1))",
        "2",
    ),
    (
        "st_simplifypreservetopology",
        "ST_NPoints(ST_SimplifyPreserveTopology(ST_GeomFromText('LINESTRING(0 0,1 0.01,2 0)'), 0.1))",
        "2",
    ),
    (
        "st_simplifyvw",
        "ST_NPoints(ST_SimplifyVW(ST_GeomFromText('LINESTRING(0 0,1 0.01,2 0)'), 0.1))",
        "2",
    ),
    (
        "st_startpoint",
        "ST_AsText(ST_StartPoint(ST_GeomFromText('LINESTRING(0 0,3 4)')))",
        "\"POINT(0 0)\"",
    ),
    ("st_x", "ST_X(ST_Point(1, 2))", "1"),
    ("st_xmax", "ST_XMax(ST_MakeEnvelope(0, 1, 2, 3))", "2"),
    ("st_xmin", "ST_XMin(ST_MakeEnvelope(0, 1, 2, 3))", "0"),
    ("st_y", "ST_Y(ST_Point(1, 2))", "2"),
    ("st_ymax", "ST_YMax(ST_MakeEnvelope(0, 1, 2, 3))", "3"),
    ("st_ymin", "ST_YMin(ST_MakeEnvelope(0, 1, 2, 3))", "1"),
    (
        "st_union",
        "(SELECT round(ST_Area(ST_Union(geometry)), 9) FROM districts WHERE code = '52.71.01')",
        "0.1",
    ),
    ("st_geometryfromtext", "ST_X(ST_PointOnSurface(ST_GeometryFromText('POINT(1 2)')))", "1"),
    ("st_wkttosql", "ST_X(ST_PointOnSurface(ST_WKTToSQL('POINT(1 2)')))", "1"),
    ("st_wkbtosql", "ST_AsText(ST_WKBToSQL(ST_AsBinary(ST_Point(1, 2))))", "\"POINT(1 2)\""),
    ("st_azimuth", "round(degrees(ST_Azimuth(ST_Point(0, 0), ST_Point(1, 0))))", "90"),
    (
        "st_boundary",
        "ST_AsText(ST_Boundary(ST_GeomFromText('LINESTRING(0 0,1 0,1 1)')))",
        "\"MULTIPOINT((0 0),(1 1))\"",
    ),
    (
        "st_closestpoint",
        "ST_AsText(ST_ClosestPoint(ST_MakeEnvelope(0, 0, 1, 1), ST_Point(2, 0.5)))",
        "\"POINT(1 0.5)\"",
    ),
    (
        "st_collect",
        "(SELECT ST_AsText(ST_Collect(ST_Point(x, 2))) FROM (VALUES (1)) t(x))",
        "\"MULTIPOINT((1 2))\"",
    ),
    ("st_dimension", "ST_Dimension(ST_MakeEnvelope(0, 0, 1, 1))", "2"),
    ("st_expand", "ST_Area(ST_Expand(ST_Point(1, 1), 1, 2))", "8"),
    (
        "st_extent",
        "(SELECT ST_Area(ST_Extent(ST_Point(x, 2 * x))) FROM (VALUES (1), (3), (NULL)) t(x))",
        "8",
    ),
    ("st_exteriorring", "ST_NPoints(ST_ExteriorRing(ST_MakeEnvelope(0, 0, 1, 1)))", "5"),
    ("st_flipcoordinates", "ST_AsText(ST_FlipCoordinates(ST_Point(1, 2)))", "\"POINT(2 1)\""),
    (
        "st_geometryn",
        "ST_AsText(ST_GeometryN(ST_GeomFromText('MULTIPOINT((1 2),(3 4))'), 2))",
        "\"POINT(3 4)\"",
    ),
    (
        "st_geomfromewkb",
        "ST_AsText(ST_GeomFromEWKB(decode('0101000020e6100000000000000000f03f0000000000000040', 'hex')))",
        "\"POINT(1 2)\"",
    ),
    ("st_geomfromewkt", "ST_AsText(ST_GeomFromEWKT('SRID=4326;POINT(1 2)'))", "\"POINT(1 2)\""),
    (
        "st_interiorringn",
        "ST_NPoints(ST_InteriorRingN(ST_GeomFromText('POLYGON((0 0,9 0,9 9,0 9,0 0),(1 1,2 1,2 2,1 1))'), 1))",
        "4",
    ),
    (
        "st_lineinterpolatepoint",
        "ST_AsText(ST_LineInterpolatePoint(ST_GeomFromText('LINESTRING(0 0,2 0,2 2)'), 0.75))",
        "\"POINT(2 1)\"",
    ),
    (
        "st_linelocatepoint",
        "ST_LineLocatePoint(ST_GeomFromText('LINESTRING(0 0,2 0,2 2)'), ST_Point(3, 1))",
        "0.75",
    ),
    (
        "st_makeline",
        "ST_AsText(ST_MakeLine(ST_Point(1, 2), ST_Point(3, 4)))",
        "\"LINESTRING(1 2,3 4)\"",
    ),
    (
        "st_makepolygon",
        "ST_Area(ST_MakePolygon(ST_GeomFromText('LINESTRING(0 0,1 0,1 1,0 1,0 0)')))",
        "1",
    ),
    (
        "st_makevalid",
        "ST_Area(ST_MakeValid(ST_GeomFromText('POLYGON((0 0,2 2,2 0,0 2,0 0))')))",
        "2",
    ),
    ("st_numgeometries", "ST_NumGeometries(ST_GeomFromText('MULTIPOINT((1 2),(3 4))'))", "2"),
    (
        "st_pointn",
        "ST_AsText(ST_PointN(ST_GeomFromText('LINESTRING(1 2,3 4,5 6)'), -2))",
        "\"POINT(3 4)\"",
    ),
    // One degree on the equator of WGS 84 is 111,319.490793 m.
    ("st_project", "round(ST_X(ST_Project(ST_Point(0, 0), 111319.490793, radians(90))), 6)", "1"),
    ("st_relate", "ST_Relate(ST_MakeEnvelope(0, 0, 1, 1), ST_Point(1, 1))", "\"FF20F1FF2\""),
    ("st_relatematch", "ST_RelateMatch('FF20F1FF2', 'FF*0*****')", "true"),
    ("st_segmentize", "ST_NPoints(ST_Segmentize(ST_GeomFromText('LINESTRING(0 0,4 0)'), 1))", "5"),
    ("st_setsrid", "ST_SRID(ST_SetSRID(ST_Point(1, 2), 4326))", "4326"),
    (
        "st_shortestline",
        "ST_AsText(ST_ShortestLine(ST_MakeEnvelope(0, 0, 1, 1), ST_Point(3, 1)))",
        "\"LINESTRING(1 1,3 1)\"",
    ),
    ("st_snaptogrid", "ST_AsText(ST_SnapToGrid(ST_Point(1.4, 1.6), 1))", "\"POINT(1 2)\""),
    ("st_srid", "ST_SRID(ST_Point(1, 2))", "4326"),
    (
        "st_symdifference",
        "ST_Area(ST_SymDifference(ST_MakeEnvelope(0, 0, 2, 2), ST_MakeEnvelope(1, 0, 3, 2)))",
        "4",
    ),
    ("st_tileenvelope", "ST_XMax(ST_TileEnvelope(1, 0, 0))", "0"),
    (
        "st_unionoftwo",
        "ST_Area(ST_Union(ST_MakeEnvelope(0, 0, 2, 2), ST_MakeEnvelope(1, 0, 3, 2)))",
        "6",
    ),
    ("st_numinteriorring", "ST_NumInteriorRing(ST_MakeEnvelope(0, 0, 1, 1))", "0"),
    (
        "st_collectionextract",
        "ST_NumGeometries(ST_CollectionExtract(ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 2),LINESTRING(0 0,1 1))'), 1))",
        "1",
    ),
    (
        "st_forcepolygonccw",
        "ST_AsText(ST_ForcePolygonCCW(ST_GeomFromText('POLYGON((0 0,0 1,1 1,0 0))')))",
        "\"POLYGON((0 0,1 1,0 1,0 0))\"",
    ),
    (
        "st_forcepolygoncw",
        "ST_AsText(ST_ForcePolygonCW(ST_GeomFromText('POLYGON((0 0,1 1,0 1,0 0))')))",
        "\"POLYGON((0 0,0 1,1 1,0 0))\"",
    ),
    ("st_hexagon", "round(ST_Area(ST_Hexagon(2, -1, 3)), 6)", "10.392305"),
    ("st_multi", "ST_AsText(ST_Multi(ST_Point(1, 2)))", "\"MULTIPOINT((1 2))\""),
    ("st_points", "ST_NumGeometries(ST_Points(ST_MakeEnvelope(0, 0, 1, 1)))", "5"),
    ("st_relateas", "ST_Relate(ST_MakeEnvelope(0, 0, 1, 1), ST_Point(1, 1), 'FF*0*****')", "true"),
    (
        "st_removerepeatedpoints",
        "ST_NPoints(ST_RemoveRepeatedPoints(ST_GeomFromText('LINESTRING(0 0,0 0,1 1)')))",
        "2",
    ),
    (
        "st_reverse",
        "ST_AsText(ST_Reverse(ST_GeomFromText('LINESTRING(0 0,1 1,2 0)')))",
        "\"LINESTRING(2 0,1 1,0 0)\"",
    ),
    ("st_scale", "ST_AsText(ST_Scale(ST_Point(1, 2), 2, 3))", "\"POINT(2 6)\""),
    ("st_square", "ST_XMin(ST_Square(2, -1, 3, ST_Point(10, 20)))", "8"),
    ("st_transform", "ST_AsText(ST_Transform(ST_Point(1, 2), 4326))", "\"POINT(1 2)\""),
    ("st_translate", "ST_AsText(ST_Translate(ST_Point(1, 2), 1, -1))", "\"POINT(2 1)\""),
    ("st_numpoints", "ST_NumPoints(ST_GeomFromText('LINESTRING(0 0,1 0,1 1)'))", "3"),
];

/// Functions that stand in `spatial.rs`.
const PREDICATES: &[&str] = &[
    "st_contains",
    "st_within",
    "st_covers",
    "st_coveredby",
    "st_intersects",
    "st_disjoint",
    "st_equals",
    "st_touches",
    "st_crosses",
    "st_overlaps",
];

#[tokio::test]
async fn every_spatial_function_is_called_in_a_test() {
    let offered: BTreeSet<String> =
        ENGINE.functions().iter().filter(|f| f.spatial).map(|f| f.name.to_lowercase()).collect();
    let tested: BTreeSet<String> = CALLS
        .iter()
        .map(|call| call.0.to_owned())
        .chain(PREDICATES.iter().map(|p| (*p).to_owned()))
        .collect();
    let missing: Vec<_> = offered.difference(&tested).collect();
    assert!(missing.is_empty(), "without a test: {missing:?}");
    let gone: Vec<_> = tested.difference(&offered).filter(|name| *name != "geometrytype").collect();
    assert!(gone.is_empty(), "not offered any more: {gone:?}");
}

#[tokio::test]
async fn every_spatial_function_answers_as_known() {
    for (name, call, expected) in CALLS {
        let found = value(&format!("SELECT {call}")).await;
        assert_eq!(found, serde_json::from_str::<Json>(expected).unwrap(), "{name}");
    }
}

#[tokio::test]
async fn every_example_is_answered() {
    for (name, example) in examples() {
        let answer = bytes(QueryRequest::new(example), Format::Json).await;
        assert!(answer.is_ok(), "{name}: {example}: {}", answer.unwrap_err());
    }
}

#[tokio::test]
async fn no_spatial_function_panics_on_null_or_empty() {
    let shapes = [
        "NULL",
        "ST_GeomFromText(NULL)",
        "ST_GeomFromText('POINT EMPTY')",
        "ST_GeomFromText('POLYGON EMPTY')",
        "ST_GeomFromText('GEOMETRYCOLLECTION EMPTY')",
        "geometry",
    ];
    let mut broken = Vec::new();
    for function in ENGINE.functions().iter().filter(|f| f.spatial) {
        for shape in shapes {
            for arguments in [
                shape.to_owned(),
                format!("{shape}, {shape}"),
                format!("{shape}, 1.0"),
                format!("{shape}, NULL"),
                format!("{shape}, {shape}, 1.0"),
            ] {
                let sql = format!(
                    "SELECT {}({arguments}) FROM villages WHERE geometry IS NULL",
                    function.name
                );
                if let Err(error) = bytes(QueryRequest::new(&sql), Format::Json).await
                    && error.code() == Code::Internal
                {
                    broken.push(format!("{sql}: {error}"));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[tokio::test]
async fn every_spatial_function_is_documented() {
    for function in ENGINE.functions().iter().filter(|f| f.spatial) {
        assert!(!function.description_en.is_empty(), "{}", function.name);
    }
    let contains = ENGINE.functions().iter().find(|f| f.name == "ST_Contains").unwrap();
    assert_eq!(contains.signature, "ST_Contains(a geometry, b geometry) -> boolean");
    assert_eq!(contains.kind, FunctionKind::Scalar);
    assert_ne!(contains.description_id, contains.description_en);
}

#[tokio::test]
async fn functions_that_make_values_of_any_size_are_gone() {
    for call in ["repeat('x', 2000000000)", "array_repeat(1, 1000000000)", "range(1, 10000000000)"]
    {
        let error = super::error(&format!("SELECT {call}")).await;
        let refused = [Code::UnknownFunction, Code::SqlUnsupported].contains(&error.code());
        assert!(refused, "{call}: {error}");
    }
    let error = super::error("SELECT lpad('x', 2000000000)").await;
    assert_eq!(error.code(), Code::SqlEvaluation, "{error}");
    for name in HAZARDS {
        let offered = ENGINE.functions().iter().find(|function| function.name == *name);
        assert_eq!(offered, None);
    }
    assert_eq!(value("SELECT count(*) FROM generate_series(1, 10)").await, json!(10));
}
