//! A subquery's value as one that may be missing.
//!
//! The engine takes the value of a subquery for one that is never NULL where the column is not, although there may be no
//! row, and then fails on the NULL that it made itself.

use std::sync::{Arc, LazyLock};

use arrow::datatypes::{DataType, FieldRef};
use datafusion::error::Result;
use datafusion::logical_expr::{
    ColumnarValue, Expr, LogicalPlan, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF,
    ScalarUDFImpl, Signature, Subquery, Volatility,
};

use super::existence::has_one_row;

static MAYBE: LazyLock<Arc<ScalarUDF>> = LazyLock::new(|| {
    Arc::new(ScalarUDF::from(Maybe { signature: Signature::any(1, Volatility::Immutable) }))
});

/// The value of a subquery; `None` when the engine knows that it may be NULL.
pub(super) fn maybe(subquery: &Subquery) -> Option<Expr> {
    let plan = subquery.subquery.as_ref();
    let never_null = plan.schema().fields().iter().all(|field| !field.is_nullable());
    let certain = has_one_row(unnamed(plan)) || !plan.all_out_ref_exprs().is_empty();
    (never_null && !certain).then(|| MAYBE.call(vec![Expr::ScalarSubquery(subquery.clone())]))
}

/// The plan below the names that it is given.
pub(super) fn unnamed(plan: &LogicalPlan) -> &LogicalPlan {
    match plan {
        LogicalPlan::Projection(projection) => unnamed(&projection.input),
        LogicalPlan::SubqueryAlias(alias) => unnamed(&alias.input),
        other => other,
    }
}

/// Its argument.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Maybe {
    signature: Signature,
}

impl ScalarUDFImpl for Maybe {
    fn name(&self) -> &str {
        "value_of_subquery"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        Ok(types.first().cloned().unwrap_or(DataType::Null))
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        let Some(field) = args.arg_fields.first() else {
            return datafusion::common::internal_err!("a value of nothing");
        };
        Ok(Arc::new(field.as_ref().clone().with_nullable(true)))
    }

    fn invoke_with_args(&self, mut args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        match args.args.pop() {
            Some(value) => Ok(value),
            None => datafusion::common::internal_err!("a value of nothing"),
        }
    }
}
