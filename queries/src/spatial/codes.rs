//! What `in_area(code, area)` asks of codes: those of an area stand together where codes are in order.

use std::ops::Range;
use std::str::FromStr as _;
use std::sync::Arc;

use arrow::array::{Array as _, StringArray};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::utils::collect_columns;
use geodata::AreaCode;

use super::condition::call;
use super::region::value;

/// The column of codes of which a filter asks whether they lie in an area, and the area, which is the same for all rows.
pub(crate) fn within_area(
    filter: &Arc<dyn PhysicalExpr>,
) -> Option<(&Column, &Arc<dyn PhysicalExpr>)> {
    let ("in_area", [code, area]) = call(filter)? else { return None };
    let column = code.downcast_ref::<Column>()?;
    collect_columns(area).is_empty().then_some((column, area))
}

/// Every code in an area is at least the first of these texts and less than the second. `None` when the area is not known (yet), NULL or
/// no code: of that the filter itself says what is wrong.
pub(crate) fn bounds(area: &Arc<dyn PhysicalExpr>) -> Option<(String, String)> {
    let area = value(area)?.try_as_str().flatten()?.to_owned();
    AreaCode::from_str(&area).ok()?;
    // A slash comes after the dot that parts of a code are joined with.
    let end = format!("{area}/");
    Some((area, end))
}

/// Whether codes are in order, and all there.
pub(super) fn in_order(codes: &StringArray) -> bool {
    codes.null_count() == 0 && (1..codes.len()).all(|row| codes.value(row - 1) <= codes.value(row))
}

/// The rows between two bounds, of codes in order.
pub(super) fn rows(codes: &StringArray, (low, high): &(String, String)) -> Range<usize> {
    let first = |least: &str| {
        let (mut from, mut to) = (0, codes.len());
        while from < to {
            let middle = from + (to - from) / 2;
            if codes.value(middle) < least {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        from
    };
    first(low)..first(high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_of_an_area_stand_between_its_bounds() {
        let all = ["51.99", "52", "52.03", "52.03.01", "52.030", "53", "53.01"];
        let codes = StringArray::from(all.to_vec());
        assert!(in_order(&codes));
        assert!(!in_order(&StringArray::from(vec!["53", "52"])));
        assert!(!in_order(&StringArray::from(vec![Some("52"), None])));
        for (area, expected) in
            [("52", 1..5), ("52.03", 2..4), ("53.01", 6..7), ("54", 7..7), ("11", 0..0)]
        {
            let found = rows(&codes, &(area.to_owned(), format!("{area}/")));
            assert_eq!(found, expected, "{area}");
        }
    }
}
