//! What statements mean, where the engine would answer something else than PostgreSQL and say nothing.
//!
//! Each rule sees the logical plan after types are settled and before the optimizer: it puts expressions in place that
//! the engine computes rightly, or refuses the statement with a reason. The guard looks at texts, this at plans. One rule, that
//! of filters, stands between the engine's own for physical plans.

mod arithmetic;
mod calls;
mod decimals;
mod epoch;
mod geometries;
mod guarded;
mod itself;
mod lists;
mod null_equal;
mod offset;
mod patterns;
mod pushdown;
mod quotients;
mod refused;
mod single_row;
mod subqueries;
mod sum;
mod times;
mod walk;
mod whole;
mod written;
mod zeros;

use std::sync::Arc;

use datafusion::logical_expr::AggregateUDF;
use datafusion::optimizer::{Analyzer, AnalyzerRule};
use datafusion::prelude::SessionContext;

pub(crate) use pushdown::within_one_table;

/// The engine's rules between ours: types of geometry are settled before it compares types, the others after.
pub(crate) fn analyzer_rules() -> Vec<Arc<dyn AnalyzerRule + Send + Sync>> {
    let mut rules: Vec<Arc<dyn AnalyzerRule + Send + Sync>> = vec![
        Arc::new(calls::Calls),
        Arc::new(geometries::OneGeometry),
        Arc::new(refused::Refused),
        Arc::new(times::Times),
        Arc::new(decimals::Decimals),
    ];
    rules.extend(Analyzer::new().rules);
    rules.push(Arc::new(patterns::Patterns));
    rules.push(Arc::new(null_equal::NullEqual));
    rules.push(Arc::new(subqueries::Subqueries));
    rules.push(Arc::new(lists::Lists));
    rules.push(Arc::new(offset::Offset));
    rules.push(Arc::new(single_row::SingleRow));
    rules.push(Arc::new(whole::Whole));
    // Before what is divided by is another expression.
    rules.push(Arc::new(guarded::Guarded));
    rules.push(Arc::new(quotients::Quotients));
    rules.push(Arc::new(zeros::OneZero));
    rules.push(Arc::new(written::Written));
    rules.push(Arc::new(arithmetic::Checked));
    rules
}

/// Replaces functions of the engine by ours of the same name.
pub(crate) fn register(context: &SessionContext) {
    context.register_udaf(AggregateUDF::from(sum::CheckedSum::new()));
}
