//! An expression as another one with the same value, which the engine knows nothing about.

use std::sync::{Arc, LazyLock};

use arrow::datatypes::{DataType, FieldRef};
use datafusion::common::internal_err;
use datafusion::error::Result;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature,
    Volatility, lit,
};

static ITSELF: LazyLock<Arc<ScalarUDF>> = LazyLock::new(|| {
    Arc::new(ScalarUDF::from(Itself { signature: Signature::any(2, Volatility::Immutable) }))
});

/// The expression, which may be NULL; one of another number is not the same expression.
pub(super) fn itself(expr: Expr, number: u64) -> Expr {
    ITSELF.call(vec![expr, lit(number)])
}

/// Its first argument. Nobody can call it in a statement: it is registered nowhere.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Itself {
    signature: Signature,
}

impl ScalarUDFImpl for Itself {
    fn name(&self) -> &str {
        "itself"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        Ok(types.first().cloned().unwrap_or(DataType::Null))
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        let Some(field) = args.arg_fields.first() else { return internal_err!("nothing, itself") };
        Ok(Arc::new(field.as_ref().clone().with_nullable(true)))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        match args.args.into_iter().next() {
            Some(value) => Ok(value),
            None => internal_err!("nothing, itself"),
        }
    }
}
