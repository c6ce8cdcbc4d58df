//! `ST_Contains` and its relatives.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanBuilder};
use datafusion::error::Result;

use super::call::Call;
use super::spec::{Argument, Kind, Returns, Spec};
use crate::geometry::{Predicate, compare};

const TWO: &[Argument] = &[
    Argument { name: "a", kind: Kind::Geometry, optional: false, about: "the first geometry" },
    Argument { name: "b", kind: Kind::Geometry, optional: false, about: "the second geometry" },
];

macro_rules! predicate {
    ($name:literal, $predicate:ident, $en:literal, $id:literal) => {
        Spec {
            name: $name,
            arguments: TWO,
            returns: Returns::Boolean,
            eval: |call| evaluate(call, Predicate::$predicate),
            en: $en,
            id: $id,
            example: concat!(
                "SELECT v.code FROM villages v, regencies r WHERE r.code = '52.03' AND ",
                $name,
                "(r.geometry, ST_Point(v.lon, v.lat))"
            ),
        }
    };
}

/// The functions of this module. NULL in gives NULL out.
pub(crate) const SPECS: &[Spec] = &[
    predicate!(
        "ST_Contains",
        Contains,
        "True when no point of b lies outside a and their interiors meet; a point on a's boundary is not contained.",
        "Benar bila tidak ada titik b di luar a dan bagian dalamnya bertemu; titik pada batas a tidak termasuk."
    ),
    predicate!(
        "ST_Within",
        Within,
        "True when a lies in b: ST_Contains with the arguments exchanged.",
        "Benar bila a berada di dalam b: ST_Contains dengan urutan terbalik."
    ),
    predicate!(
        "ST_Covers",
        Covers,
        "True when no point of b lies outside a; the boundary counts.",
        "Benar bila tidak ada titik b di luar a; batas ikut terhitung."
    ),
    predicate!(
        "ST_CoveredBy",
        CoveredBy,
        "True when no point of a lies outside b; the boundary counts.",
        "Benar bila tidak ada titik a di luar b; batas ikut terhitung."
    ),
    predicate!(
        "ST_Intersects",
        Intersects,
        "True when a and b have a point in common.",
        "Benar bila a dan b memiliki titik yang sama."
    ),
    predicate!(
        "ST_Disjoint",
        Disjoint,
        "True when a and b have no point in common.",
        "Benar bila a dan b tidak memiliki titik yang sama."
    ),
    predicate!(
        "ST_Equals",
        Equals,
        "True when a and b cover the same points, whatever the order of their vertices.",
        "Benar bila a dan b mencakup titik-titik yang sama, apa pun urutan titiknya."
    ),
    predicate!(
        "ST_Touches",
        Touches,
        "True when a and b meet only at their boundaries.",
        "Benar bila a dan b hanya bertemu pada batasnya."
    ),
    predicate!(
        "ST_Crosses",
        Crosses,
        "True when a and b have some but not all interior points in common and the crossing has a lower dimension.",
        "Benar bila a dan b berbagi sebagian titik dalam dan perpotongannya berdimensi lebih rendah."
    ),
    predicate!(
        "ST_Overlaps",
        Overlaps,
        "True when a and b have the same dimension and share some but not all points.",
        "Benar bila a dan b berdimensi sama dan berbagi sebagian titik."
    ),
];

/// The relation that a function of this module asks for.
pub(crate) fn predicate(function: &str) -> Option<Predicate> {
    Some(match function {
        "ST_Contains" => Predicate::Contains,
        "ST_Within" => Predicate::Within,
        "ST_Covers" => Predicate::Covers,
        "ST_CoveredBy" => Predicate::CoveredBy,
        "ST_Intersects" => Predicate::Intersects,
        "ST_Disjoint" => Predicate::Disjoint,
        "ST_Equals" => Predicate::Equals,
        "ST_Touches" => Predicate::Touches,
        "ST_Crosses" => Predicate::Crosses,
        "ST_Overlaps" => Predicate::Overlaps,
        _ => return None,
    })
}

fn evaluate(call: &Call<'_>, predicate: Predicate) -> Result<ArrayRef> {
    let (a, b) = (call.column_of_shapes(0)?, call.column_of_shapes(1)?);
    let mut rows = BooleanBuilder::with_capacity(call.rows());
    compare(predicate, &a, &b, call.rows(), |answer| rows.append_option(answer))
        .map_err(|error| call.not_a_geometry(&error))?;
    Ok(Arc::new(rows.finish()))
}
