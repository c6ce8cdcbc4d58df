//! Dates, moments and intervals, as PostgreSQL computes with them.
//!
//! The engine's sum of a date and an interval is a date and forgets hours; its seconds are whole; and it compares intervals by
//! their months, days and hours one after the other, by which 25 hours are less than a day.

use std::sync::{Arc, LazyLock};

use arrow::datatypes::{DataType, IntervalUnit, TimeUnit};
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::Transformed;
use datafusion::common::{DFSchema, not_impl_err};
use datafusion::error::Result;
use datafusion::logical_expr::expr::{Between, InList};
use datafusion::logical_expr::{
    BinaryExpr, Expr, ExprSchemable, LogicalPlan, Operator, ScalarUDF, cast, lit,
};
use datafusion::optimizer::AnalyzerRule;
use datafusion::scalar::ScalarValue;

use super::epoch::Epoch;
use super::walk::rewrite;

static EPOCH: LazyLock<Arc<ScalarUDF>> = LazyLock::new(|| Arc::new(ScalarUDF::from(Epoch::new())));

/// The rule.
#[derive(Debug)]
pub(super) struct Times;

impl AnalyzerRule for Times {
    fn analyze(&self, plan: LogicalPlan, _: &ConfigOptions) -> Result<LogicalPlan> {
        rewrite(plan, |expr, schema| match expr {
            Expr::BinaryExpr(binary)
                if binary.op == Operator::Plus || binary.op == Operator::Minus =>
            {
                sum(binary, schema)
            }
            Expr::BinaryExpr(BinaryExpr { ref left, op, ref right })
                if is_comparison(op)
                    && (is_interval(left, schema) || is_interval(right, schema)) =>
            {
                compared()
            }
            Expr::Between(Between { expr: ref of, .. })
            | Expr::InList(InList { expr: ref of, .. })
                if is_interval(of, schema) =>
            {
                compared()
            }
            Expr::ScalarFunction(call) if call.func.name() == "date_part" => {
                parted(Expr::ScalarFunction(call), schema)
            }
            other => Ok(Transformed::no(other)),
        })
    }

    fn name(&self) -> &str {
        "times"
    }
}

fn compared() -> Result<Transformed<Expr>> {
    not_impl_err!(
        "comparing intervals; compare extract(epoch FROM a) with a number of seconds, or moments with moments"
    )
}

fn is_comparison(op: Operator) -> bool {
    use Operator::{Eq, Gt, GtEq, IsDistinctFrom, IsNotDistinctFrom, Lt, LtEq, NotEq};
    matches!(op, Eq | NotEq | Lt | LtEq | Gt | GtEq | IsDistinctFrom | IsNotDistinctFrom)
}

fn is_interval(expr: &Expr, schema: &DFSchema) -> bool {
    expr.get_type(schema).is_ok_and(|kind| matches!(kind, DataType::Interval(_)))
}

fn is_date(expr: &Expr, schema: &DFSchema) -> bool {
    expr.get_type(schema).is_ok_and(|kind| matches!(kind, DataType::Date32 | DataType::Date64))
}

/// A date and an interval that has, or may have, hours is a moment.
fn sum(mut binary: BinaryExpr, schema: &DFSchema) -> Result<Transformed<Expr>> {
    let (left, right) = (&binary.left, &binary.right);
    let moment = |date: &Expr| cast(date.clone(), DataType::Timestamp(TimeUnit::Microsecond, None));
    let hours = |interval: &Expr| is_interval(interval, schema) && !is_of_days(interval);
    if is_date(left, schema) && hours(right) {
        binary.left = Box::new(moment(left));
    } else if is_date(right, schema) && hours(left) {
        binary.right = Box::new(moment(right));
    } else {
        return Ok(Transformed::no(Expr::BinaryExpr(binary)));
    }
    Ok(Transformed::yes(Expr::BinaryExpr(binary)))
}

/// Whether an interval is written that has whole days.
fn is_of_days(interval: &Expr) -> bool {
    match interval {
        Expr::Literal(ScalarValue::IntervalYearMonth(_), _) => true,
        Expr::Literal(ScalarValue::IntervalMonthDayNano(of), _) => {
            of.is_none_or(|of| of.nanoseconds == 0)
        }
        Expr::Literal(ScalarValue::IntervalDayTime(of), _) => {
            of.is_none_or(|of| of.milliseconds == 0)
        }
        _ => false,
    }
}

/// Seconds and thousandths with what is behind the point, from the millionths of the minute. The difference of two moments has
/// seconds only: it has no days that its hours could be counted within.
fn parted(call: Expr, schema: &DFSchema) -> Result<Transformed<Expr>> {
    let Expr::ScalarFunction(function) = &call else { return Ok(Transformed::no(call)) };
    let [Expr::Literal(part, _), of] = function.args.as_slice() else {
        return Ok(Transformed::no(call));
    };
    let part = part.try_as_str().flatten().map(str::to_lowercase).unwrap_or_default();
    let per = match part.as_str() {
        "second" | "seconds" | "sec" | "secs" | "s" => 1e6,
        "millisecond" | "milliseconds" | "ms" | "msec" => 1e3,
        _ => 1.0,
    };
    Ok(match of.get_type(schema)? {
        DataType::Interval(_) if part == "epoch" => Transformed::yes(
            EPOCH.call(vec![cast(of.clone(), DataType::Interval(IntervalUnit::MonthDayNano))]),
        ),
        DataType::Interval(_) if matches!(part.as_str(), "week" | "weeks") => {
            return not_impl_err!("{part} of an interval; extract(day FROM a) / 7 has its weeks");
        }
        DataType::Timestamp(..) if part == "epoch" => {
            let millionths = cast(of.clone(), DataType::Timestamp(TimeUnit::Microsecond, None));
            let millionths = cast(cast(millionths, DataType::Int64), DataType::Float64);
            Transformed::yes(millionths / lit(1e6))
        }
        DataType::Duration(_) if part == "epoch" => {
            let millionths = cast(of.clone(), DataType::Duration(TimeUnit::Microsecond));
            let millionths = cast(cast(millionths, DataType::Int64), DataType::Float64);
            Transformed::yes(millionths / lit(1e6))
        }
        DataType::Duration(_) => {
            return not_impl_err!(
                "{part} of the difference of two moments; extract(epoch FROM a - b) has its seconds"
            );
        }
        DataType::Timestamp(..)
        | DataType::Time32(_)
        | DataType::Time64(_)
        | DataType::Interval(_)
            if per > 1.0 =>
        {
            let millionths = function.func.call(vec![lit("microsecond"), of.clone()]);
            Transformed::yes(cast(millionths, DataType::Float64) / lit(per))
        }
        _ => Transformed::no(call),
    })
}
