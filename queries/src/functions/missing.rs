//! Functions of PostGIS and PostgreSQL that are asked for and not here, and what does their work.
//!
//! A statement that calls one is refused with the other way; `docs/sql.md` lists them.

/// The other way for a function, by its name in small letters.
pub(crate) fn instead_of(function: &str) -> Option<&'static str> {
    let name = function.to_lowercase();
    INSTEAD.iter().find(|(missing, _)| *missing == name).map(|(_, instead)| *instead)
}

/// One at a time, numbered beside the rows.
const PARTS: &str = "join numbers: ST_GeometryN(geom, n) ... JOIN generate_series(1, 10000) AS s(n) ON n <= ST_NumGeometries(geom)";
const VERTICES: &str = "join numbers: ST_GeometryN(ST_Points(geom), n) ... JOIN generate_series(1, 100000) AS s(n) ON n <= ST_NPoints(geom)";
const CELLS: &str = "cells of ST_Square(size, i, j) or ST_Hexagon(size, i, j) over generate_series(...) AS x(i), generate_series(...) AS y(j)";
const TEXT: &str = "ST_GeomFromText(text) reads every kind";
const BYTES: &str = "ST_GeomFromWKB(bytes) reads every kind";
const GEOGRAPHY: &str = "ST_GeomFromText(text); ST_Area(geom, true), ST_Length(geom, true), ST_Distance(a, b, true), ST_DWithin(a, b, metres) and ST_Buffer(geom, metres) are in metres";
const JSON: &str =
    "format=json gives every answer as JSON; struct, array_agg and ST_AsGeoJSON make nested values";
const HASH: &str = "hashes are not here; GROUP BY and count(DISTINCT x) tell values apart";
const FLAT: &str = "every geometry is flat here; leave the call out";

/// Name in small letters, and what to use.
pub(crate) const INSTEAD: &[(&str, &str)] = &[
    ("st_area2d", "ST_Area(geom)"),
    ("st_length2d", "ST_Length(geom)"),
    ("st_perimeter2d", "ST_Perimeter(geom)"),
    ("st_lengthspheroid", "ST_Length(geom, true)"),
    ("st_length2dspheroid", "ST_Length(geom, true)"),
    ("st_symmetricdifference", "ST_SymDifference(a, b)"),
    ("st_dump", PARTS),
    ("st_dumppoints", VERTICES),
    ("st_dumprings", "ST_ExteriorRing(geom) and ST_InteriorRingN(geom, n)"),
    (
        "st_dumpsegments",
        "ST_MakeLine(ST_PointN(line, n), ST_PointN(line, n + 1)) ... JOIN generate_series(1, 100000) AS s(n) ON n < ST_NPoints(line)",
    ),
    ("st_subdivide", "ST_Intersection(geom, ST_Square(size, i, j)) over the cells of a grid"),
    ("st_concavehull", "ST_ConvexHull(geom), or ST_Union of ST_Buffer(geom, metres) of the points"),
    (
        "st_clusterdbscan",
        "count by cells of ST_Square or ST_Hexagon, or ST_Union of ST_Buffer(geom, metres)",
    ),
    ("st_clusterwithin", "ST_Union of ST_Buffer(geom, metres), and ST_GeometryN of it"),
    ("st_clusterintersecting", "ST_Union(geom), and ST_GeometryN of it"),
    (
        "st_clusterkmeans",
        "count by cells of ST_Square or ST_Hexagon; sites are chosen by POST /api/v1/selections",
    ),
    ("st_asmvt", "the tiles of a table are at /tiles/{table}/{z}/{x}/{y}.mvt"),
    ("st_asmvtgeom", "the tiles of a table are at /tiles/{table}/{z}/{x}/{y}.mvt"),
    ("st_hexagongrid", CELLS),
    ("st_squaregrid", CELLS),
    ("st_geogfromtext", GEOGRAPHY),
    ("st_geographyfromtext", GEOGRAPHY),
    (
        "st_geogfromwkb",
        "ST_GeomFromWKB(bytes); functions with use_spheroid or metres measure on the ellipsoid",
    ),
    ("st_asewkt", "'SRID=4326;' || ST_AsText(geom)"),
    ("st_asewkb", "ST_AsBinary(geom); the system is always 4326"),
    ("st_ashexewkb", "upper(encode(ST_AsBinary(geom), 'hex'))"),
    ("st_astwkb", "ST_AsBinary(geom)"),
    ("st_asgml", "ST_AsGeoJSON(geom) or ST_AsText(geom)"),
    ("st_askml", "ST_AsGeoJSON(geom) or ST_AsText(geom)"),
    ("st_assvg", "ST_AsGeoJSON(geom) or ST_AsText(geom)"),
    ("st_asflatgeobuf", "format=geojson or format=parquet of the answer"),
    ("st_pointfromtext", TEXT),
    ("st_linefromtext", TEXT),
    ("st_polyfromtext", TEXT),
    ("st_polygonfromtext", TEXT),
    ("st_mpointfromtext", TEXT),
    ("st_mlinefromtext", TEXT),
    ("st_mpolyfromtext", TEXT),
    ("st_multipointfromtext", TEXT),
    ("st_multilinestringfromtext", TEXT),
    ("st_multipolygonfromtext", TEXT),
    ("st_geomcollfromtext", TEXT),
    ("st_pointfromwkb", BYTES),
    ("st_linefromwkb", BYTES),
    ("st_linestringfromwkb", BYTES),
    ("st_polyfromwkb", BYTES),
    ("st_polygonfromwkb", BYTES),
    ("st_mpointfromwkb", BYTES),
    ("st_mlinefromwkb", BYTES),
    ("st_mpolyfromwkb", BYTES),
    ("st_multipointfromwkb", BYTES),
    ("st_multilinefromwkb", BYTES),
    ("st_multipolyfromwkb", BYTES),
    ("st_geomcollfromwkb", BYTES),
    ("st_geomfromgeohash", "ST_PointFromGeoHash(text) gives the middle of the box"),
    ("st_box2dfromgeohash", "ST_PointFromGeoHash(text) gives the middle of the box"),
    ("st_force2d", FLAT),
    ("st_swapordinates", "ST_FlipCoordinates(geom)"),
    ("st_containsproperly", "ST_Relate(a, b, 'T**FF*FF*')"),
    ("st_orderingequals", "ST_AsText(a) = ST_AsText(b)"),
    ("st_unaryunion", "ST_Union(geom, geom)"),
    ("st_memunion", "ST_Union(geom)"),
    ("st_memcollect", "ST_Collect(geom)"),
    ("st_collectionhomogenize", "ST_CollectionExtract(geom)"),
    ("st_pointinsidecircle", "ST_DWithin(a, b, metres)"),
    ("st_forcerhr", "ST_ForcePolygonCW(geom)"),
    ("st_makebox2d", "ST_MakeEnvelope(xmin, ymin, xmax, ymax)"),
    ("st_estimatedextent", "ST_Extent(geom)"),
    ("st_findextent", "ST_Extent(geom)"),
    (
        "st_boundingdiagonal",
        "ST_MakeLine of ST_Point(ST_XMin(geom), ST_YMin(geom)) and ST_Point(ST_XMax(geom), ST_YMax(geom))",
    ),
    ("st_seteffectivearea", "ST_SimplifyVW(geom, square_degrees)"),
    ("st_clipbybox2d", "ST_Intersection(geom, ST_MakeEnvelope(xmin, ymin, xmax, ymax))"),
    ("st_reduceprecision", "ST_SnapToGrid(geom, size), and ST_MakeValid of it"),
    ("st_quantizecoordinates", "ST_SnapToGrid(geom, size)"),
    ("st_isvaliddetail", "ST_IsValidReason(geom)"),
    ("st_cleangeometry", "ST_MakeValid(geom)"),
    ("st_lineinterpolatepoints", "ST_LineInterpolatePoint(line, fraction) for each fraction"),
    (
        "st_iscollection",
        "ST_GeometryType(geom) LIKE 'ST_Multi%' OR ST_GeometryType(geom) = 'ST_GeometryCollection'",
    ),
    ("st_polygon", "ST_MakePolygon(line)"),
    ("st_buildarea", "ST_MakePolygon(line), and ST_Difference for holes"),
    ("st_affine", "ST_Translate(geom, dx, dy) and ST_Scale(geom, fx, fy)"),
    ("st_transscale", "ST_Scale(ST_Translate(geom, dx, dy), fx, fy)"),
    ("st_summary", "ST_GeometryType(geom), ST_NumGeometries(geom) and ST_NPoints(geom)"),
    ("st_memsize", "ST_NPoints(geom)"),
    ("md5", HASH),
    ("sha224", HASH),
    ("sha256", HASH),
    ("sha384", HASH),
    ("sha512", HASH),
    ("to_json", JSON),
    ("to_jsonb", JSON),
    ("row_to_json", JSON),
    ("json_agg", JSON),
    ("jsonb_agg", JSON),
    ("json_build_object", JSON),
    ("jsonb_build_object", JSON),
    ("json_object_agg", JSON),
    ("json_extract_path", JSON),
    ("json_extract_path_text", JSON),
    ("json_array_elements", JSON),
    ("repeat", "rpad('', length, text), to 10,000 letters"),
    ("format", "concat(a, b, ...) or a || b"),
    ("pg_typeof", "arrow_typeof(value)"),
    ("gen_random_uuid", "uuid()"),
    ("every", "bool_and(condition)"),
    ("div", "a / b of whole numbers"),
    ("crosstab", "one sum(x) FILTER (WHERE kind = 'a') for each column"),
    ("similarity", "levenshtein(a, b), the fewer the more alike"),
    ("regexp_matches", "regexp_match(text, pattern)"),
    ("regexp_split_to_table", "unnest(string_to_array(text, separator))"),
    ("string_to_table", "unnest(string_to_array(text, separator))"),
    ("to_number", "CAST(text AS DOUBLE), TRY_CAST where some are no numbers"),
    ("justify_days", "age(later, earlier) counts months and days"),
];
