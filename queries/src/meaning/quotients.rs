//! Numbers of double precision divided by zero are an error, as whole numbers are; the engine's own quotient is an infinity or no number.

use arrow::array::{Array, ArrayRef, AsArray, Datum};
use arrow::compute::kernels::numeric::{div, rem};
use arrow::datatypes::{ArrowPrimitiveType, DataType, Float32Type, Float64Type};
use arrow::error::ArrowError;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::Transformed;
use datafusion::common::{DFSchema, internal_err};
use datafusion::error::Result;
use datafusion::logical_expr::{
    BinaryExpr, ColumnarValue, Expr, ExprSchemable, LogicalPlan, Operator, ScalarFunctionArgs,
    ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use datafusion::optimizer::AnalyzerRule;
use datafusion::scalar::ScalarValue;

use super::walk::rewrite;

/// The rule.
#[derive(Debug)]
pub(super) struct Quotients;

impl AnalyzerRule for Quotients {
    fn analyze(&self, plan: LogicalPlan, _: &ConfigOptions) -> Result<LogicalPlan> {
        rewrite(plan, |expr, schema| match expr {
            Expr::BinaryExpr(binary) if may_fail(&binary, schema) => {
                let remainder = binary.op == Operator::Modulo;
                let signature = Signature::any(2, Volatility::Immutable);
                let quotient = ScalarUDF::from(Quotient { remainder, signature });
                Ok(Transformed::yes(quotient.call(vec![*binary.left, *binary.right])))
            }
            other => Ok(Transformed::no(other)),
        })
    }

    fn name(&self) -> &str {
        "quotients"
    }
}

/// Whether it is a quotient of two floating numbers of one type by what may be zero.
fn may_fail(BinaryExpr { left, op, right }: &BinaryExpr, schema: &DFSchema) -> bool {
    let known = match right.as_ref() {
        Expr::Literal(ScalarValue::Float64(value), _) => value.is_none_or(|value| value != 0.0),
        Expr::Literal(ScalarValue::Float32(value), _) => value.is_none_or(|value| value != 0.0),
        _ => false,
    };
    matches!(op, Operator::Divide | Operator::Modulo)
        && !known
        && match (left.get_type(schema), right.get_type(schema)) {
            (Ok(left), Ok(right)) => left.is_floating() && left == right,
            _ => false,
        }
}

/// `a / b` or `a % b`.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Quotient {
    remainder: bool,
    signature: Signature,
}

impl Quotient {
    fn written(&self, sides: &[String]) -> String {
        sides.join(if self.remainder { " % " } else { " / " })
    }
}

fn bracketed(text: String) -> String {
    if text.contains(' ') { format!("({text})") } else { text }
}

impl ScalarUDFImpl for Quotient {
    fn name(&self) -> &str {
        if self.remainder { "checked_remainder" } else { "checked_quotient" }
    }

    fn display_name(&self, sides: &[Expr]) -> Result<String> {
        let sides: Vec<_> = sides.iter().map(|side| bracketed(side.to_string())).collect();
        Ok(self.written(&sides))
    }

    fn schema_name(&self, sides: &[Expr]) -> Result<String> {
        let sides: Vec<_> =
            sides.iter().map(|side| bracketed(side.schema_name().to_string())).collect();
        Ok(self.written(&sides))
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        match types {
            [left, right] if left == right => Ok(left.clone()),
            _ => internal_err!("a quotient of different types"),
        }
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [left, right] = args.args.as_slice() else {
            return internal_err!("a quotient without its sides");
        };
        let apply = if self.remainder { rem } else { div };
        match (left, right) {
            (ColumnarValue::Scalar(left), ColumnarValue::Scalar(right)) => {
                let (left, right) = (left.to_array()?, right.to_array()?);
                checked(&left, &right)?;
                let found = apply(&left, &right)?;
                Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&found, 0)?))
            }
            (ColumnarValue::Array(left), ColumnarValue::Scalar(right)) => {
                let side = right.to_scalar()?;
                let (one, _) = side.get();
                if left.null_count() < left.len() {
                    zeros(one, None)?;
                }
                Ok(ColumnarValue::Array(apply(left, &side)?))
            }
            (ColumnarValue::Scalar(left), ColumnarValue::Array(right)) => {
                if !left.is_null() {
                    zeros(right, None)?;
                }
                Ok(ColumnarValue::Array(apply(&left.to_scalar()?, right)?))
            }
            (ColumnarValue::Array(left), ColumnarValue::Array(right)) => {
                checked(left, right)?;
                Ok(ColumnarValue::Array(apply(left, right)?))
            }
        }
    }
}

fn checked(left: &ArrayRef, right: &ArrayRef) -> Result<()> {
    zeros(right, Some(left))
}

/// An error where something is divided by zero; NULL is divided by anything.
fn zeros(divisors: &dyn Array, divided: Option<&ArrayRef>) -> Result<()> {
    fn any<T: ArrowPrimitiveType>(divisors: &dyn Array, divided: Option<&ArrayRef>) -> bool
    where
        T::Native: PartialEq + Default,
    {
        let divisors = divisors.as_primitive::<T>();
        let zero = T::Native::default();
        // Values under NULL may be anything: they are looked at again only where one is zero.
        divisors.values().contains(&zero)
            && divisors.iter().enumerate().any(|(row, divisor)| {
                divisor == Some(zero) && divided.is_none_or(|divided| divided.is_valid(row))
            })
    }
    let found = match divisors.data_type() {
        DataType::Float32 => any::<Float32Type>(divisors, divided),
        DataType::Float64 => any::<Float64Type>(divisors, divided),
        _ => false,
    };
    if found { Err(ArrowError::DivideByZero.into()) } else { Ok(()) }
}
