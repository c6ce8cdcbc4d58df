//! Functions of the engine that a public endpoint must not offer.

use datafusion::prelude::SessionContext;

/// Functions that make values of any size from a small query, outside the memory pool: one row of
/// `repeat('x', 2000000000)` is two gigabytes. Tables from `generate_series` and `range` stay, they
/// are streamed.
pub(crate) const HAZARDS: &[&str] = &[
    "repeat",
    "array_repeat",
    "list_repeat",
    "array_resize",
    "list_resize",
    "range",
    "gen_series",
    "generate_series",
];

/// Functions of geodatafusion that are not offered: ours stand in their place, or they are about a
/// third dimension, a measure or a box type, none of which the tables have.
const REPLACED: &[&str] = &[
    "st_area",
    "st_distance",
    "st_geomfromtext",
    "st_length",
    "st_simplify",
    "st_simplifypreservetopology",
    "st_simplifyvw",
    "st_m",
    "st_z",
    "st_zmin",
    "st_zmax",
    "st_makepointm",
    "st_pointm",
    "st_pointz",
    "st_pointzm",
    "box2d",
    "box3d",
    "st_makebox2d",
    "st_3dmakebox",
    "st_box2dfromgeohash",
    "st_dump",
    "st_coorddim",
    "st_ndims",
    "st_startpoint",
    "st_endpoint",
    "st_geomfromwkb",
    "st_wkbtosql",
    "st_expand",
    "st_concavehull",
];

/// Takes the functions of geodatafusion that are not offered out of the session; ours, some of the same
/// name, are registered afterwards.
pub(crate) fn remove_replaced(context: &SessionContext) {
    for name in REPLACED {
        context.deregister_udf(name);
    }
    context.deregister_udaf("st_extent");
}

/// Takes the functions that make values of any size out of the session.
pub(crate) fn remove_hazards(context: &SessionContext) {
    for name in HAZARDS {
        context.deregister_udf(name);
    }
}
