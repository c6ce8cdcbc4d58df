//! The least and the greatest value of columns, and how many are missing.

use arrow::array::{Array, ArrayRef, AsArray as _};
use arrow::compute::{max, max_string, min, min_string};
use arrow::datatypes::{
    ArrowPrimitiveType, DataType, Date32Type, Float64Type, Int32Type, Int64Type, TimeUnit,
    TimestampSecondType,
};
use arrow::temporal_conversions::{as_date, as_datetime};

/// What the values of a column lie between, in words.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Range {
    pub min: Option<String>,
    pub max: Option<String>,
}

/// The range of all values of `arrays`, which are of one type; nothing for types without a plain order.
pub(crate) fn range(arrays: &[ArrayRef]) -> Range {
    range_between(arrays, arrays)
}

/// The range from the least of `lows` to the greatest of `highs`.
pub(crate) fn range_between(lows: &[ArrayRef], highs: &[ArrayRef]) -> Range {
    let kind = lows.first().map_or(DataType::Null, |array| array.data_type().clone());
    match kind {
        DataType::Float64 => of::<Float64Type>(lows, highs, |v| v.to_string()),
        DataType::Int64 => of::<Int64Type>(lows, highs, |v| v.to_string()),
        DataType::Int32 => of::<Int32Type>(lows, highs, |v| v.to_string()),
        DataType::Date32 => of::<Date32Type>(lows, highs, |days| {
            as_date::<Date32Type>(i64::from(days)).map_or(String::new(), |day| day.to_string())
        }),
        DataType::Timestamp(TimeUnit::Second, None) => {
            of::<TimestampSecondType>(lows, highs, |seconds| {
                as_datetime::<TimestampSecondType>(seconds)
                    .map_or(String::new(), |moment| moment.to_string())
            })
        }
        DataType::Utf8 => {
            let texts =
                |arrays: &[ArrayRef], best: fn(&arrow::array::StringArray) -> Option<&str>| {
                    let each = arrays.iter().filter_map(|array| array.as_string_opt::<i32>());
                    each.filter_map(best).map(str::to_owned).collect::<Vec<_>>()
                };
            Range {
                min: texts(lows, min_string).into_iter().min(),
                max: texts(highs, max_string).into_iter().max(),
            }
        }
        _ => Range::default(),
    }
}

fn of<T: ArrowPrimitiveType>(
    lows: &[ArrayRef],
    highs: &[ArrayRef],
    words: impl Fn(T::Native) -> String,
) -> Range
where
    T::Native: PartialOrd,
{
    let lows = lows.iter().filter_map(|array| min(array.as_primitive_opt::<T>()?));
    let highs = highs.iter().filter_map(|array| max(array.as_primitive_opt::<T>()?));
    Range {
        min: lows.reduce(|a, b| if b < a { b } else { a }).map(&words),
        max: highs.reduce(|a, b| if b > a { b } else { a }).map(&words),
    }
}

/// The part of all rows in which a column has no value; `None` without rows.
pub(crate) fn null_share(nulls: u64, rows: u64) -> Option<f64> {
    (rows > 0).then(|| nulls as f64 / rows as f64)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{BooleanArray, Date32Array, Float64Array, StringArray};

    use super::*;

    #[test]
    fn ranges_are_of_what_is_known() {
        let words = |min: &str, max: &str| Range { min: Some(min.into()), max: Some(max.into()) };
        let numbers: [ArrayRef; 2] = [
            Arc::new(Float64Array::from(vec![None, Some(2.5)])),
            Arc::new(Float64Array::from(vec![Some(-1.0), Some(0.0)])),
        ];
        assert_eq!(range(&numbers), words("-1", "2.5"));
        let texts: ArrayRef = Arc::new(StringArray::from(vec![Some("b"), None, Some("a")]));
        assert_eq!(range(&[texts]), words("a", "b"));
        let days: ArrayRef = Arc::new(Date32Array::from(vec![20_785, 0]));
        assert_eq!(range(&[days]), words("1970-01-01", "2026-11-28"));
        let flags: ArrayRef = Arc::new(BooleanArray::from(vec![true]));
        assert_eq!(range(&[flags]), Range::default());
        assert_eq!((null_share(1, 4), null_share(0, 0)), (Some(0.25), None));
    }
}
