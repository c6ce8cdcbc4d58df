//! Moments with a zone: the engine has the same type for both, so that a text with a zone must be told apart here.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{CastKind, DataType, Expr, TimezoneInfo};

use super::call::call;
use super::distinct::taken;
use super::refuse::refuse;
use crate::error::QueryError;

/// What stands for `x::timestamptz`: `to_timestamp(x)`, which reads the zone. `None` when `expr` is anything else.
pub(super) fn spell_out(expr: &mut Expr) -> Option<ControlFlow<QueryError, Expr>> {
    match expr {
        Expr::Cast { kind, expr, data_type, .. } if has_zone(data_type) => Some(match kind {
            CastKind::TryCast | CastKind::SafeCast => refuse(
                "TRY_CAST to a moment with zone; TRY_CAST(x AS timestamp) leaves the zone unread",
            ),
            _ => ControlFlow::Continue(call("to_timestamp", vec![taken(expr)])),
        }),
        Expr::TypedString(text) if has_zone(&text.data_type) => {
            let value = Expr::Value(text.value.clone());
            Some(ControlFlow::Continue(call("to_timestamp", vec![value])))
        }
        _ => None,
    }
}

fn has_zone(kind: &DataType) -> bool {
    matches!(kind, DataType::Timestamp(_, TimezoneInfo::Tz | TimezoneInfo::WithTimeZone))
}
