//! The spatial functions of SQL: PostGIS's names and meanings.
//!
//! Each is one entry of a list ([`spec::Spec`]): name, arguments, result, what computes it, what is said of it. The
//! geometry is that of the crate `geo`.

mod access;
mod age;
mod allowed;
mod build;
mod call;
mod catalogue;
mod cells;
mod change;
mod cluster;
mod coalesce;
mod collect;
mod defined;
mod dissolve;
mod divide;
mod dump;
mod grids;
mod hash;
mod inner;
mod intervals;
mod json;
mod json_text;
mod lines;
mod measures;
mod missing;
mod order;
mod ordered;
mod overlay;
mod plain;
mod points;
mod predicates;
mod properties;
mod relations;
mod rows;
mod shapes;
mod simplify;
mod spec;
mod surroundings;
mod text;
mod unaccent;

use std::sync::Arc;

use datafusion::logical_expr::{AggregateUDF, ScalarUDF, WindowUDF};
use datafusion::prelude::SessionContext;

#[cfg(test)]
pub(crate) use allowed::HAZARDS;
pub(crate) use allowed::remove_hazards;
pub(crate) use catalogue::describe;
pub use catalogue::{FunctionEntry, FunctionKind};
pub(crate) use intervals::{DIVIDED, TIMES};
#[cfg(test)]
pub(crate) use missing::INSTEAD;
pub(crate) use missing::instead_of;
pub(crate) use overlay::UNION_OF_TWO;
pub(crate) use predicates::predicate;
pub(crate) use relations::RELATE_AS;
pub(crate) use rows::Row;
pub(crate) use spec::SpatialFunction;

/// Registers every spatial function.
pub(crate) fn register(context: &SessionContext) {
    for function in scalar_functions() {
        context.register_udf(function);
    }
    let state = context.state();
    if let Some(inner) = state.scalar_functions().get("coalesce") {
        context.register_udf(ScalarUDF::from(coalesce::Coalesce::new(Arc::clone(inner))));
    }
    order::settle(context);
    defined::settle(context);
    for wanted in [ordered::Wanted::Mode, ordered::Wanted::Percentile] {
        context.register_udaf(AggregateUDF::from(ordered::Ordered::new(wanted)));
    }
    context.register_udaf(AggregateUDF::from(dissolve::Dissolve::new()));
    context.register_udaf(AggregateUDF::from(collect::Gather::new(collect::Made::Collection)));
    context.register_udaf(AggregateUDF::from(collect::Gather::new(collect::Made::Extent)));
    for way in [cluster::Way::Dense, cluster::Way::Means] {
        context.register_udwf(WindowUDF::from(cluster::Cluster::new(way)));
    }
}

/// Every function of ours with a statement that calls it.
#[cfg(test)]
pub(crate) fn examples() -> impl Iterator<Item = (&'static str, &'static str)> {
    specs().map(|spec| (spec.name, spec.example))
}

/// Our own scalar functions.
fn scalar_functions() -> impl Iterator<Item = ScalarUDF> {
    specs().map(|spec| ScalarUDF::from(spec::SpatialFunction::new(spec)))
}

/// What the rows are that a function of this name makes of one; `None` where it gives a value.
pub(crate) fn gives_rows(name: &str) -> Option<Row> {
    match specs().find(|spec| spec.name.eq_ignore_ascii_case(name))?.returns {
        spec::Returns::Rows(row) => Some(row),
        _ => None,
    }
}

/// Whether a scalar function of this name gives geometries.
pub(crate) fn gives_geometry(name: &str) -> bool {
    let given = specs().find(|spec| spec.name.eq_ignore_ascii_case(name));
    given.is_some_and(|spec| spec.returns.is_geometry())
}

fn specs() -> impl Iterator<Item = &'static spec::Spec> {
    let modules = [
        access::SPECS,
        age::SPECS,
        build::SPECS,
        cells::SPECS,
        change::SPECS,
        divide::SPECS,
        dump::SPECS,
        grids::SPECS,
        hash::SPECS,
        intervals::SPECS,
        json::SPECS,
        lines::SPECS,
        measures::SPECS,
        overlay::SPECS,
        plain::SPECS,
        points::SPECS,
        predicates::SPECS,
        properties::SPECS,
        relations::SPECS,
        shapes::SPECS,
        simplify::SPECS,
        surroundings::SPECS,
        text::SPECS,
        unaccent::SPECS,
    ];
    modules.into_iter().flatten()
}
