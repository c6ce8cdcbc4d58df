//! The rows of `indicator_values` as a table, refused where they contradict each other.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{
    Array as _, ArrayRef, AsArray as _, Float64Array, Int32Array, RecordBatch, StringArray,
    StringBuilder,
};
use arrow::datatypes::{Float64Type, Int32Type, Schema};

use super::model::{IndicatorValue, ValueStatus};
use super::schema;
use crate::code::AreaCode;
use crate::error::GeodataError;

const TABLE: &str = "indicator_values";
const ADVICE: &str = "correct the sources, or say in the specification which of them counts";

/// Sorted by indicator, area and year, so that it compresses and reads well, then by status and source,
/// so that the same rows give the same bytes in whatever order they come.
pub(crate) fn to_batch(values: &[IndicatorValue]) -> Result<RecordBatch, GeodataError> {
    let sorted = sorted(values);
    check(&sorted)?;
    let text = |value: &dyn Fn(&IndicatorValue) -> String| -> ArrayRef {
        let mut builder = StringBuilder::new();
        sorted.iter().for_each(|v| builder.append_value(value(v)));
        Arc::new(builder.finish())
    };
    let bound = |of: fn([f64; 2]) -> f64| -> ArrayRef {
        Arc::new(Float64Array::from_iter(sorted.iter().map(|v| v.qualifier.bounds.map(of))))
    };
    let columns = vec![
        text(&|v| v.area.to_string()),
        text(&|v| v.indicator.to_string()),
        Arc::new(Int32Array::from_iter_values(sorted.iter().map(|v| v.year))),
        Arc::new(Float64Array::from_iter(sorted.iter().map(|v| v.value.filter(|x| x.is_finite())))),
        text(&|v| v.status.as_str().to_owned()),
        text(&|v| v.source.to_string()),
        Arc::new(Int32Array::from_iter(sorted.iter().map(|v| v.qualifier.source_rank))),
        Arc::new(StringArray::from_iter(sorted.iter().map(|v| v.qualifier.period.as_deref()))),
        bound(|[lower, _]| lower),
        bound(|[_, upper]| upper),
    ];
    Ok(RecordBatch::try_new(Arc::new(Schema::new(schema::fields(TABLE))), columns)?)
}

fn sorted(values: &[IndicatorValue]) -> Vec<&IndicatorValue> {
    let mut sorted: Vec<&IndicatorValue> = values.iter().collect();
    sorted.sort_by(|a, b| {
        (&a.indicator, a.area, a.year, a.status, &a.source).cmp(&(
            &b.indicator,
            b.area,
            b.year,
            b.status,
            &b.source,
        ))
    });
    sorted
}

/// A row where it stands in the table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IndicatorRow<'a> {
    /// Its place in the table.
    pub number: usize,
    pub area: AreaCode,
    pub indicator: &'a str,
    pub year: i32,
    /// None where it states none, whatever stands there.
    pub value: Option<f64>,
    pub status: ValueStatus,
    /// The months that it speaks of, where that is no calendar year.
    pub period: Option<&'a str>,
}

/// The rows of a table about indicators that are `wanted`; none where it is another.
pub(crate) fn rows(
    table: &RecordBatch,
    wanted: impl Fn(&str) -> bool,
) -> Option<Vec<IndicatorRow<'_>>> {
    let text = |name: &str| table.column_by_name(name)?.as_string_opt::<i32>();
    let (area, indicator, status) = (text("area_code")?, text("indicator")?, text("status")?);
    let year = table.column_by_name("year")?.as_primitive_opt::<Int32Type>()?;
    let value = table.column_by_name("value")?.as_primitive_opt::<Float64Type>()?;
    let period = text("period")?;
    let row = |number: usize| {
        let status = ValueStatus::of_text(status.value(number))?;
        let stated = value.is_valid(number).then(|| value.value(number));
        Some(IndicatorRow {
            number,
            area: area.value(number).parse().ok()?,
            indicator: indicator.value(number),
            year: year.value(number),
            value: stated.filter(|value| value.is_finite() && status.has_value()),
            status,
            period: period.is_valid(number).then(|| period.value(number)),
        })
    };
    (0..table.num_rows()).filter(|number| wanted(indicator.value(*number))).map(row).collect()
}

/// Refuses values that contradict each other, as writing them would.
///
/// # Errors
///
/// Two values of one status and source differ for the same area, indicator and year, or a value that is
/// not known has a number.
pub fn check_values(values: &[IndicatorValue]) -> Result<(), GeodataError> {
    check(&sorted(values))
}

/// Refuses a value of a status that says that there is none, and two values of one source and status
/// for the same area, indicator and year.
fn check(sorted: &[&IndicatorValue]) -> Result<(), GeodataError> {
    let about = |v: &IndicatorValue| format!("{} of {} in {}", v.indicator, v.area, v.year);
    let refused = |problem: String| Err(GeodataError::dataset(Path::new(TABLE), problem, ADVICE));
    if let Some(v) = sorted.iter().find(|v| v.value.is_some() && !v.status.has_value()) {
        return refused(format!("{} is {} and has a value", about(v), v.status.as_str()));
    }
    let within = |[lower, upper]: [f64; 2], value: f64| lower <= value && value <= upper;
    let outside = |v: &&&IndicatorValue| match (v.qualifier.bounds, v.value) {
        (Some(bounds), Some(value)) => !within(bounds, value),
        (bounds, _) => bounds.is_some(),
    };
    if let Some(v) = sorted.iter().find(outside) {
        return refused(format!("{} does not lie within its bounds", about(v)));
    }
    let same = |a: &IndicatorValue, b: &IndicatorValue| {
        (&a.indicator, a.area, a.year, a.status, &a.source)
            == (&b.indicator, b.area, b.year, b.status, &b.source)
    };
    for pair in sorted.windows(2) {
        if let [a, b] = pair
            && same(a, b)
            && let (Some(first), Some(second)) = (a.value, b.value)
            && first != second
        {
            return refused(format!(
                "{} is {first} and {second}, both from `{}`",
                about(a),
                a.source
            ));
        }
    }
    Ok(())
}
