//! The spatial functions of SQL: PostGIS's names and meanings.
//!
//! Most simple accessors come from geodatafusion. Its predicates and measures are replaced by ours:
//! with a constant as first argument its predicates answer the reverse, a NULL constant makes them
//! panic, and its measures do not know EMPTY.

mod access;
mod allowed;
mod borrowed;
mod build;
mod call;
mod catalogue;
mod coalesce;
mod collect;
mod dissolve;
mod lines;
mod measures;
mod order;
mod overlay;
mod plain;
mod predicates;
mod shapes;
mod simplify;
mod spec;
mod surroundings;
mod text;

use std::collections::HashSet;
use std::sync::Arc;

use datafusion::logical_expr::{AggregateUDF, ScalarUDF};
use datafusion::prelude::SessionContext;

#[cfg(test)]
pub(crate) use allowed::HAZARDS;
pub(crate) use allowed::remove_hazards;
pub(crate) use catalogue::describe;
pub use catalogue::{FunctionEntry, FunctionKind};
pub(crate) use overlay::UNION_OF_TWO;
pub(crate) use predicates::predicate;
pub(crate) use spec::SpatialFunction;

/// Registers every spatial function, ours last so that they replace namesakes.
pub(crate) fn register(context: &SessionContext) {
    let before = scalar_names(context);
    geodatafusion::register(context);
    allowed::remove_replaced(context);
    let state = context.state();
    let theirs = scalar_names(context).into_iter().filter(|name| !before.contains(name));
    let theirs = theirs.filter_map(|name| state.scalar_functions().get(&name).cloned());
    for function in borrowed::strict(theirs.collect()) {
        context.register_udf(function);
    }
    for function in scalar_functions() {
        context.register_udf(function);
    }
    if let Some(inner) = state.scalar_functions().get("coalesce") {
        context.register_udf(ScalarUDF::from(coalesce::Coalesce::new(Arc::clone(inner))));
    }
    order::settle(context);
    context.register_udaf(AggregateUDF::from(dissolve::Dissolve::new()));
    context.register_udaf(AggregateUDF::from(collect::Gather::new(collect::Made::Collection)));
    context.register_udaf(AggregateUDF::from(collect::Gather::new(collect::Made::Extent)));
}

fn scalar_names(context: &SessionContext) -> HashSet<String> {
    context.state().scalar_functions().keys().cloned().collect()
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

fn specs() -> impl Iterator<Item = &'static spec::Spec> {
    let modules = [
        access::SPECS,
        build::SPECS,
        lines::SPECS,
        measures::SPECS,
        overlay::SPECS,
        plain::SPECS,
        predicates::SPECS,
        shapes::SPECS,
        simplify::SPECS,
        surroundings::SPECS,
        text::SPECS,
    ];
    modules.into_iter().flatten()
}
