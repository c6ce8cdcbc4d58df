//! The spatial functions of SQL: PostGIS's names and meanings.
//!
//! Most simple accessors come from geodatafusion. Its predicates and measures are replaced by ours:
//! with a constant as first argument its predicates answer the reverse, a NULL constant makes them
//! panic, and its measures do not know EMPTY.

mod allowed;
mod build;
mod call;
mod catalogue;
mod dissolve;
mod measures;
mod overlay;
mod predicates;
mod simplify;
mod spec;

use std::sync::Arc;

use datafusion::logical_expr::{AggregateUDF, ScalarUDF};
use datafusion::prelude::SessionContext;

pub(crate) use allowed::remove_hazards;
pub(crate) use catalogue::describe;
pub use catalogue::{FunctionEntry, FunctionKind};

/// Registers every spatial function, ours last so that they replace namesakes.
pub(crate) fn register(context: &SessionContext) {
    geodatafusion::register(context);
    allowed::remove_replaced(context);
    for function in scalar_functions() {
        context.register_udf(function.as_ref().clone());
    }
    context.register_udaf(AggregateUDF::from(dissolve::Dissolve::new()));
}

/// Our own scalar functions.
fn scalar_functions() -> Vec<Arc<ScalarUDF>> {
    [predicates::SPECS, measures::SPECS, build::SPECS, overlay::SPECS, simplify::SPECS]
        .into_iter()
        .flatten()
        .map(|spec| Arc::new(ScalarUDF::from(spec::SpatialFunction::new(spec))))
        .collect()
}
