//! The spatial functions of SQL: PostGIS's names and meanings.
//!
//! Most simple accessors come from geodatafusion. Its predicates and measures are replaced by ours:
//! with a constant as first argument its predicates answer the reverse, a NULL constant makes them
//! panic, and its measures do not know EMPTY.

mod allowed;
mod borrowed;
mod build;
mod call;
mod catalogue;
mod dissolve;
mod measures;
mod overlay;
mod predicates;
mod simplify;
mod spec;
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
        context.register_udf(function.as_ref().clone());
    }
    context.register_udaf(AggregateUDF::from(dissolve::Dissolve::new()));
}

fn scalar_names(context: &SessionContext) -> HashSet<String> {
    context.state().scalar_functions().keys().cloned().collect()
}

/// Our own scalar functions.
fn scalar_functions() -> Vec<Arc<ScalarUDF>> {
    [predicates::SPECS, measures::SPECS, build::SPECS, overlay::SPECS, simplify::SPECS, text::SPECS]
        .into_iter()
        .flatten()
        .map(|spec| Arc::new(ScalarUDF::from(spec::SpatialFunction::new(spec))))
        .collect()
}
