//! Texts that become dates, moments and intervals.
//!
//! PostgreSQL leaves the zone behind a date or a moment without zone unread; the engine moves it to Greenwich, by which an evening is the
//! next day. And a number alone, which is seconds there, is months to the engine.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, StringArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::Transformed;
use datafusion::common::{exec_err, internal_err};
use datafusion::error::Result;
use datafusion::logical_expr::{
    Cast, ColumnarValue, Expr, ExprSchemable, LogicalPlan, ScalarFunctionArgs, ScalarUDF,
    ScalarUDFImpl, Signature, TryCast, Volatility,
};
use datafusion::optimizer::AnalyzerRule;
use datafusion::scalar::ScalarValue;

use super::walk::rewrite;

/// The rule.
#[derive(Debug)]
pub(super) struct Written;

impl AnalyzerRule for Written {
    fn analyze(&self, plan: LogicalPlan, _: &ConfigOptions) -> Result<LogicalPlan> {
        rewrite(plan, |expr, schema| {
            let (of, field) = match &expr {
                Expr::Cast(Cast { expr, field }) | Expr::TryCast(TryCast { expr, field }) => {
                    (expr, field)
                }
                _ => return Ok(Transformed::no(expr)),
            };
            if !of.get_type(schema).is_ok_and(|kind| kind.is_string()) {
                return Ok(Transformed::no(expr));
            }
            let reading = match field.data_type() {
                DataType::Date32 | DataType::Date64 | DataType::Timestamp(_, None) => {
                    Reading::Local
                }
                DataType::Interval(_) => Reading::Seconds,
                _ => return Ok(Transformed::no(expr)),
            };
            let signature = Signature::any(1, Volatility::Immutable);
            let strict = matches!(expr, Expr::Cast(_));
            let reader = ScalarUDF::from(Reader { reading, strict, signature });
            Ok(Transformed::yes(match expr {
                Expr::Cast(Cast { expr, field }) => {
                    Expr::Cast(Cast { expr: Box::new(reader.call(vec![*expr])), field })
                }
                Expr::TryCast(TryCast { expr, field }) => {
                    Expr::TryCast(TryCast { expr: Box::new(reader.call(vec![*expr])), field })
                }
                other => other,
            }))
        })
    }

    fn name(&self) -> &str {
        "written"
    }
}

/// As what a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Reading {
    /// A date or a moment, without its zone.
    Local,
    /// An interval, whose last number is of seconds where nothing else is said.
    Seconds,
}

/// The text as the engine reads it in PostgreSQL's sense.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Reader {
    reading: Reading,
    /// Whether a text that cannot be read is an error; otherwise it is NULL.
    strict: bool,
    signature: Signature,
}

impl Reader {
    fn read(&self, text: Option<&str>) -> Result<Option<String>> {
        let Some(text) = text else { return Ok(None) };
        match self.reading {
            Reading::Seconds => Ok(Some(with_unit(text))),
            Reading::Local => match without_zone(text) {
                Ok(local) => Ok(Some(local)),
                Err(_) if !self.strict => Ok(None),
                Err(zone) => exec_err!(
                    "the zone {zone} in a text that is to be a date or a moment without zone; leave it out"
                ),
            },
        }
    }
}

impl ScalarUDFImpl for Reader {
    fn name(&self) -> &str {
        match self.reading {
            Reading::Local => "without_zone",
            Reading::Seconds => "with_unit",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        match args.args.first() {
            Some(ColumnarValue::Scalar(value)) => {
                let read = self.read(value.try_as_str().flatten())?;
                Ok(ColumnarValue::Scalar(ScalarValue::Utf8(read)))
            }
            Some(ColumnarValue::Array(array)) => {
                let texts = cast(array, &DataType::Utf8)?;
                let read = texts.as_string::<i32>().iter().map(|text| self.read(text));
                let read: ArrayRef = Arc::new(read.collect::<Result<StringArray>>()?);
                Ok(ColumnarValue::Array(read))
            }
            None => internal_err!("no text to read"),
        }
    }
}

/// A date and a time without what stands behind them.
///
/// # Errors
/// The zone, where it is a name: PostgreSQL knows which there are, here nobody does.
fn without_zone(text: &str) -> Result<String, String> {
    let unread = || Ok(text.to_owned());
    let written = text.trim();
    let Some(at) = written.find([' ', 'T', 't']) else { return unread() };
    let (date, time) = (written.get(..at).unwrap_or_default(), written.get(at + 1..));
    let Some(time) = time.map(str::trim_start) else { return unread() };
    if !date.starts_with(|c: char| c.is_ascii_digit()) || !time.contains(':') {
        return unread();
    }
    let end = time.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.')));
    let (time, zone) = time.split_at(end.unwrap_or(time.len()));
    let zone = zone.trim();
    let hours = zone.strip_prefix(['+', '-']);
    let known = zone.is_empty()
        || ["z", "utc", "gmt"].iter().any(|name| zone.eq_ignore_ascii_case(name))
        || hours.is_some_and(|hours| {
            !hours.is_empty() && hours.chars().all(|c| c.is_ascii_digit() || c == ':')
        });
    if !known {
        // What begins with a letter and has no digits may be a name; of anything else the engine says what is wrong.
        return if zone.starts_with(char::is_alphabetic) { Err(zone.to_owned()) } else { unread() };
    }
    // The engine wants seconds.
    let seconds = if time.matches(':').count() == 1 { ":00" } else { "" };
    Ok(format!("{date} {time}{seconds}"))
}

/// An interval that ends with a unit.
fn with_unit(text: &str) -> String {
    let number = text.split_whitespace().next_back().unwrap_or_default();
    let digits = number.strip_prefix(['+', '-']).unwrap_or(number);
    let alone = digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && digits.contains(|c: char| c.is_ascii_digit());
    if alone { format!("{text} seconds") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_left_out() {
        for (text, expected) in [
            ("2024-05-19 23:00:00-05", "2024-05-19 23:00:00"),
            ("2024-05-19T23:00:00.5+07:00", "2024-05-19 23:00:00.5"),
            ("2024-05-19 23:00-05", "2024-05-19 23:00:00"),
            ("2024-05-19T23:00:00Z", "2024-05-19 23:00:00"),
            ("2024-05-19 23:00:00 +0730", "2024-05-19 23:00:00"),
            ("2024-05-19", "2024-05-19"),
            (" 2024-05-19", " 2024-05-19"),
            ("Senin 23:00", "Senin 23:00"),
            ("", ""),
        ] {
            assert_eq!(without_zone(text).unwrap(), expected, "{text}");
        }
        assert_eq!(without_zone("2024-05-19 23:00:00 Asia/Jakarta").unwrap_err(), "Asia/Jakarta");
    }

    #[test]
    fn a_number_alone_is_seconds() {
        for (text, expected) in [
            ("10", "10 seconds"),
            ("-1.5", "-1.5 seconds"),
            ("1 day 10", "1 day 10 seconds"),
            ("1 month", "1 month"),
            ("10:00:00", "10:00:00"),
            ("", ""),
        ] {
            assert_eq!(with_unit(text), expected, "{text}");
        }
    }
}
