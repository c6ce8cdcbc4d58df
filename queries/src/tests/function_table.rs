//! The table of functions in `docs/sql.md`, made from what is registered.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{ENGINE, error};
use crate::Code;
use crate::functions::INSTEAD;

/// Every function of PostGIS 3.3, as `pg_proc` has it.
const POSTGIS: &str = include_str!("postgis_functions.txt");

/// Functions of ours that PostGIS does not have, or has under another name.
const OURS: &[(&str, &str)] = &[
    ("geometry_overlaps", "the operator `&&`"),
    ("st_unionoftwo", "`ST_Union(a, b)`"),
    ("st_relateas", "`ST_Relate(a, b, pattern)`"),
];

/// In what a function differs from PostGIS's of the same name.
const DIFFERS: &[(&str, &str)] = &[
    ("st_area", "with `use_spheroid` it takes geometry; PostGIS takes geography then"),
    ("st_asbinary", "no byte order to choose"),
    ("st_asgeojson", "no rows, no `options`"),
    ("st_astext", "as many digits as tell the number, no `maxdecimaldigits`"),
    ("st_azimuth", "`use_spheroid` in place of geography"),
    ("st_boundary", "collections are refused"),
    (
        "st_buffer",
        "metres on the ellipsoid, always a multipolygon, no `quad_segs` or styles; PostGIS: degrees for geometry",
    ),
    ("st_centroid", "NULL for EMPTY; PostGIS: POINT EMPTY"),
    ("st_closestpoint", "no geography"),
    ("st_clusterdbscan", "numbers from west to east; NULL for EMPTY"),
    ("st_clusterkmeans", "no `max_radius`; numbers from west to east; two dimensions, no weights"),
    ("st_collect", "the aggregate alone, not of two geometries or an array"),
    (
        "st_collectionextract",
        "EMPTY parts are left out; of a multi-geometry of another kind comes a single EMPTY",
    ),
    (
        "st_concavehull",
        "GEOS's `ConcaveHull` by the ratio of lengths, which PostGIS takes from GEOS 3.11 on; `allow_holes` is refused",
    ),
    ("st_coorddim", "always 2"),
    ("st_delaunaytriangles", "no `tolerance`, no `flags`"),
    (
        "st_difference",
        "areas, lines and points; no `gridSize`; lines from lines and collections are refused",
    ),
    ("st_distance", "with `use_spheroid` metres between geometries; PostGIS takes geography then"),
    ("st_distancesphere", "a radius of 6,371,008.8 m (PostGIS 3.3: the same), areas and lines too"),
    ("st_distancespheroid", "WGS 84 alone, areas and lines too"),
    ("st_dump", "EMPTY parts are left out"),
    ("st_dumprings", "also of a multipolygon of one polygon"),
    ("st_dwithin", "metres on the ellipsoid; PostGIS: degrees for geometry"),
    ("st_envelope", "NULL for EMPTY; PostGIS: EMPTY"),
    ("st_expand", "no units but degrees"),
    ("st_extent", "a geometry; PostGIS: box2d"),
    ("st_forcepolygonccw", "lines stay; PostGIS turns them round"),
    ("st_geohash", "points alone, always twelve letters"),
    ("st_geometrytype", "POINT EMPTY is held as an empty collection"),
    ("st_geomfromewkb", "system 4326 alone; heights are left out"),
    ("st_geomfromewkt", "system 4326 alone; heights are left out"),
    ("st_geomfromgeojson", "system 4326 alone; heights are left out"),
    (
        "st_geomfromtext",
        "system 4326 alone, which is also what no system means; heights are left out; hexadecimal WKB is read too",
    ),
    (
        "st_geomfromwkb",
        "system 4326 alone, which is also what no system means; heights are left out",
    ),
    ("st_geometryfromtext", "as ST_GeomFromText"),
    ("st_hausdorffdistance", "no `densifyFrac`"),
    ("st_hexagon", "degrees"),
    ("st_hexagongrid", "degrees; every cell that meets the bounding box; at most 1,000,000"),
    (
        "st_intersection",
        "the part of the highest dimension: areas that only touch give nothing; two lines and collections are refused",
    ),
    ("st_isclosed", "false for collections"),
    ("st_isvalid", "no flags; a closed line with no area is checked as `geo` does"),
    ("st_isvalidreason", "other words"),
    ("st_length", "with `use_spheroid` it takes geometry; PostGIS takes geography then"),
    ("st_makeenvelope", "system 4326 alone"),
    ("st_makeline", "of two geometries, not the aggregate or an array"),
    ("st_makepoint", "two coordinates"),
    ("st_makepolygon", "no holes: ST_Difference cuts them"),
    ("st_makevalid", "areas alone; no method to choose"),
    ("st_ndims", "always 2"),
    ("st_npoints", "ST_NumPoints counts the same"),
    ("st_numpoints", "of every geometry; PostGIS: of lines, NULL for others"),
    ("st_orientedenvelope", "EMPTY for EMPTY"),
    ("st_perimeter", "with `use_spheroid` it takes geometry; PostGIS takes geography then"),
    ("st_point", "system 4326 alone"),
    ("st_pointfromgeohash", "no precision to choose"),
    ("st_pointonsurface", "another point of the inside; NULL for EMPTY"),
    ("st_project", "metres on the ellipsoid, as PostGIS for geography"),
    ("st_relate", "no boundary rule to choose"),
    ("st_removerepeatedpoints", "no `tolerance`"),
    ("st_scale", "two factors, no origin"),
    ("st_segmentize", "degrees, as PostGIS for geometry; at most 1,000,000 vertices"),
    ("st_setsrid", "4326 alone; another is an error"),
    ("st_simplify", "no `preserveCollapsed`: nothing collapses"),
    (
        "st_simplifypreservetopology",
        "where the tolerance would break a polygon a smaller one is taken for that polygon",
    ),
    ("st_simplifyvw", "square degrees, as in PostGIS"),
    ("st_snaptogrid", "one size, no origin"),
    ("st_squaregrid", "degrees; every cell that meets the bounding box; at most 1,000,000"),
    ("st_srid", "always 4326"),
    (
        "st_startpoint",
        "of single lines, NULL for others; PostGIS: the first vertex of every geometry",
    ),
    (
        "st_subdivide",
        "no `gridSize`; cut in the middle of the box, not at a vertex near it; single parts",
    ),
    ("st_symdifference", "areas alone; no `gridSize`"),
    ("st_tileenvelope", "in 4326; PostGIS: in 3857; no bounds or margin"),
    (
        "st_transform",
        "to 4326 alone: coordinates have no other system here, functions measure metres on the ellipsoid",
    ),
    ("st_translate", "two offsets"),
    ("st_union", "the aggregate of areas, and of two areas or points; lines are refused"),
    (
        "st_voronoipolygons",
        "no `tolerance`, no `extend_to`: the box of the points with half its size around",
    ),
    ("st_xmax", "NULL for EMPTY, as in PostGIS"),
];

fn registered() -> BTreeMap<String, (String, String)> {
    let spatial = ENGINE.functions().iter().filter(|function| function.spatial);
    let entry = |function: &crate::FunctionEntry| {
        (
            function.name.to_lowercase(),
            (function.signature.clone(), function.description_en.clone()),
        )
    };
    let of_geometry = |function: &&crate::FunctionEntry| {
        ["geometrytype", "geometry_overlaps"].contains(&function.name.to_lowercase().as_str())
    };
    spatial.chain(ENGINE.functions().iter().filter(of_geometry)).map(entry).collect()
}

fn postgis() -> BTreeSet<&'static str> {
    POSTGIS.lines().filter(|name| !name.is_empty()).collect()
}

/// What stands between the marks of `docs/sql.md`.
fn tables() -> String {
    let (ours, theirs) = (registered(), postgis());
    let mut text = String::from(
        "| function | what it gives, and in which unit | differs from PostGIS |\n|---|---|---|\n",
    );
    for (name, (signature, about)) in &ours {
        let differs = DIFFERS.iter().chain(OURS).find(|(known, _)| known == name);
        let differs = differs.map_or("", |(_, differs)| *differs);
        let about = about.replace('|', "\\|");
        writeln!(text, "| `{signature}` | {about} | {differs} |").unwrap();
    }
    text.push_str("\n| not here | instead |\n|---|---|\n");
    for (name, instead) in INSTEAD {
        writeln!(text, "| `{name}` | {} |", instead.replace('|', "\\|")).unwrap();
    }
    let lacks =
        |name: &&&str| !ours.contains_key(**name) && !INSTEAD.iter().any(|(n, _)| n == *name);
    let rest: Vec<String> = theirs.iter().filter(lacks).map(|name| format!("`{name}`")).collect();
    writeln!(text, "\nWithout another way here: {}.", rest.join(", ")).unwrap();
    text
}

#[test]
fn the_table_of_functions_is_made_from_those_that_there_are() {
    let file = super::package().join("../docs/sql.md");
    let page = std::fs::read_to_string(&file).unwrap();
    let (before, rest) = page.split_once("<!-- functions -->\n").unwrap();
    let (found, after) = rest.split_once("<!-- end of functions -->").unwrap();
    if found != tables() && std::env::var("INSTA_UPDATE").is_ok_and(|value| value == "always") {
        let text =
            format!("{before}<!-- functions -->\n{}<!-- end of functions -->{after}", tables());
        std::fs::write(&file, text).unwrap();
        return;
    }
    assert_eq!(found, tables(), "`make bless` writes it anew");
}

#[test]
fn what_is_said_of_functions_is_said_of_such_as_there_are() {
    let (ours, theirs) = (registered(), postgis());
    for (name, _) in DIFFERS {
        assert!(ours.contains_key(*name) && theirs.contains(name), "{name}");
    }
    for (name, _) in OURS {
        assert!(ours.contains_key(*name) && !theirs.contains(name), "{name}");
    }
    for name in ours.keys() {
        let known = theirs.contains(name.as_str()) || OURS.iter().any(|(ours, _)| ours == name);
        assert!(known, "PostGIS has no {name}");
    }
    for (name, _) in INSTEAD {
        assert!(!ours.contains_key(*name), "{name} is here");
        assert!(!name.starts_with("st_") || theirs.contains(name), "PostGIS has no {name}");
    }
}

#[tokio::test]
async fn a_function_that_is_not_here_is_refused_with_another_way() {
    for (name, instead) in INSTEAD {
        let refusal = error(&format!("SELECT {name}('a')")).await;
        assert_eq!(refusal.code(), Code::SqlUnsupported, "{name}: {refusal}");
        assert!(refusal.to_string().contains(instead), "{name}: {refusal}");
    }
}
