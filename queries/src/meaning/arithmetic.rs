//! Sums, differences and products of whole numbers that do not fit are errors, as in PostgreSQL. The engine's own go on
//! at the other end of the numbers.

use std::sync::Arc;

use arrow::array::{ArrayRef, Datum, Scalar};
use arrow::compute::kernels::numeric::{add, mul, sub};
use arrow::datatypes::DataType;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::Transformed;
use datafusion::common::{DFSchema, exec_err, plan_err};
use datafusion::error::Result;
use datafusion::logical_expr::{
    BinaryExpr, ColumnarValue, Expr, ExprSchemable, LogicalPlan, Operator, ScalarFunctionArgs,
    ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use datafusion::optimizer::AnalyzerRule;
use datafusion::scalar::ScalarValue;

use super::walk::rewrite;

/// The rule that puts [`Chain`] in place of the engine's operators between whole numbers.
#[derive(Debug)]
pub(super) struct Checked;

impl AnalyzerRule for Checked {
    fn analyze(&self, plan: LogicalPlan, _: &ConfigOptions) -> Result<LogicalPlan> {
        rewrite(plan, |expr, schema| match expr {
            Expr::BinaryExpr(binary) if is_whole(&binary, schema) => {
                Ok(Transformed::yes(checked(binary)))
            }
            // The engine takes `x & (-x)` for zero: it has one sign for both, minus and bitwise not (apache/datafusion #24665).
            Expr::Negative(ref inner)
                if inner.get_type(schema).is_ok_and(|kind| kind.is_integer()) =>
            {
                let zero = ScalarValue::new_zero(&inner.get_type(schema)?)?;
                let (left, right) = (Box::new(Expr::Literal(zero, None)), inner.clone());
                let op = Operator::Minus;
                Ok(Transformed::yes(checked(BinaryExpr { left, op, right })))
            }
            other => Ok(Transformed::no(other)),
        })
    }

    fn name(&self) -> &str {
        "checked_arithmetic"
    }
}

/// Whether an operator can overflow in silence: one of three between whole numbers.
fn is_whole(BinaryExpr { left, op, right }: &BinaryExpr, schema: &DFSchema) -> bool {
    let whole = |side: &Expr| {
        operators(side).is_some() || side.get_type(schema).is_ok_and(|kind| kind.is_integer())
    };
    matches!(op, Operator::Plus | Operator::Minus | Operator::Multiply)
        && whole(left)
        && whole(right)
}

/// The operators of a chain, if the expression is one.
fn operators(expr: &Expr) -> Option<&[Operator]> {
    let Expr::ScalarFunction(call) = expr else { return None };
    Some(&call.func.inner().downcast_ref::<Chain>()?.operators)
}

/// The operation as a chain: that on its left with one operand more, where there is one. What is written one after the
/// other must not become deep, or the engine names and types each level again for each that it stands in.
fn checked(BinaryExpr { left, op, right }: BinaryExpr) -> Expr {
    let mut operators = operators(&left).map(<[Operator]>::to_vec).unwrap_or_default();
    let mut operands = match *left {
        Expr::ScalarFunction(call) if !operators.is_empty() => call.args,
        other => vec![other],
    };
    operators.push(op);
    operands.push(*right);
    ScalarUDF::from(Chain::new(operators)).call(operands)
}

/// `a + b - c ...`, from left to right.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Chain {
    operators: Vec<Operator>,
    signature: Signature,
}

/// An operand as the kernels take it.
enum Side {
    One(Scalar<ArrayRef>),
    Many(ArrayRef),
}

impl Side {
    fn new(value: &ColumnarValue) -> Result<Self> {
        Ok(match value {
            ColumnarValue::Scalar(value) => Self::One(value.to_scalar()?),
            ColumnarValue::Array(array) => Self::Many(Arc::clone(array)),
        })
    }

    fn datum(&self) -> &dyn Datum {
        match self {
            Self::One(value) => value,
            Self::Many(array) => array,
        }
    }
}

impl Chain {
    fn new(operators: Vec<Operator>) -> Self {
        let signature = Signature::any(operators.len() + 1, Volatility::Immutable);
        Self { operators, signature }
    }

    fn written(&self, operands: &[Expr], one: fn(&Expr) -> String) -> String {
        let bracketed = |operand: &Expr| match operators(operand) {
            Some(_) => format!("({})", one(operand)),
            None => one(operand),
        };
        let mut text = operands.first().map(bracketed).unwrap_or_default();
        let mut before = Operator::Multiply;
        for (operator, operand) in self.operators.iter().zip(operands.iter().skip(1)) {
            if *operator == Operator::Multiply && before != Operator::Multiply {
                text = format!("({text})");
            }
            text.push_str(&format!(" {operator} {}", bracketed(operand)));
            before = *operator;
        }
        text
    }
}

impl ScalarUDFImpl for Chain {
    fn name(&self) -> &str {
        "checked_arithmetic"
    }

    fn display_name(&self, operands: &[Expr]) -> Result<String> {
        Ok(self.written(operands, ToString::to_string))
    }

    fn schema_name(&self, operands: &[Expr]) -> Result<String> {
        Ok(self.written(operands, |operand| operand.schema_name().to_string()))
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        match types.split_first() {
            Some((first, rest)) if rest.iter().all(|other| other == first) => Ok(first.clone()),
            _ => plan_err!("whole numbers of different types are computed with"),
        }
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let Some((first, rest)) = args.args.split_first() else {
            return exec_err!("an operation without operands");
        };
        let mut sum = first.clone();
        for (operator, operand) in self.operators.iter().zip(rest) {
            let (left, right) = (Side::new(&sum)?, Side::new(operand)?);
            let found = match operator {
                Operator::Plus => add(left.datum(), right.datum()),
                Operator::Minus => sub(left.datum(), right.datum()),
                _ => mul(left.datum(), right.datum()),
            }?;
            sum = match (left, right) {
                (Side::One(_), Side::One(_)) => {
                    ColumnarValue::Scalar(ScalarValue::try_from_array(&found, 0)?)
                }
                _ => ColumnarValue::Array(found),
            };
        }
        Ok(sum)
    }
}
