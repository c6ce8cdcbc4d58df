//! A scalar function described by data: names, arguments, result, text, and how to compute it.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::datatypes::{DataType, Field, FieldRef, IntervalUnit, TimeUnit};
use datafusion::common::plan_err;
use datafusion::error::Result;
use datafusion::logical_expr::{
    ColumnarValue, DocSection, Documentation, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDFImpl,
    Signature, Volatility,
};
use datafusion::scalar::ScalarValue;
use geoarrow_schema::{Dimension, PointType};

use super::call::Call;
use super::rows::Row;
use crate::geometry::{crs84, geometry_field};

/// The section of the documentation that all spatial functions stand in.
pub(crate) const SECTION: DocSection =
    DocSection { include: true, label: "Spatial Functions", description: None };

/// The kinds of arguments that a function takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Geometry,
    Number,
    Integer,
    Boolean,
    Text,
    Bytes,
    /// Bytes, or those of a text in UTF-8.
    Raw,
    /// A list of anything.
    List,
    /// A date or a moment.
    Time,
    Interval,
}

impl Kind {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Geometry => "geometry",
            Self::Number => "double",
            Self::Integer => "bigint",
            Self::Boolean => "boolean",
            Self::Text => "text",
            Self::Bytes => "bytea",
            Self::Raw => "bytea or text",
            Self::List => "array",
            Self::Time => "timestamp",
            Self::Interval => "interval",
        }
    }

    /// The type to compute with, or `None` when `given` does not fit.
    pub(crate) fn accept(self, given: &DataType) -> Option<DataType> {
        use DataType as T;
        if given.is_null() && self != Self::Geometry {
            return Some(self.arrow());
        }
        match self {
            Self::Geometry => matches!(
                given,
                T::Null
                    | T::Struct(_)
                    | T::List(_)
                    | T::LargeList(_)
                    | T::FixedSizeList(..)
                    | T::Binary
                    | T::LargeBinary
                    | T::BinaryView
                    | T::Utf8
                    | T::LargeUtf8
                    | T::Utf8View
            )
            .then(|| given.clone()),
            Self::Number => given.is_numeric().then(|| self.arrow()),
            Self::Integer => given.is_integer().then(|| self.arrow()),
            Self::Boolean => (given == &T::Boolean).then(|| self.arrow()),
            Self::Text => {
                matches!(given, T::Utf8 | T::LargeUtf8 | T::Utf8View).then(|| self.arrow())
            }
            Self::Bytes => given.is_binary().then(|| self.arrow()),
            Self::Raw => (given.is_binary() || given.is_string()).then(|| self.arrow()),
            Self::List => match given {
                T::List(_) => Some(given.clone()),
                T::LargeList(item) | T::FixedSizeList(item, _) => Some(T::List(Arc::clone(item))),
                _ => None,
            },
            Self::Interval => matches!(given, T::Interval(_)).then(|| self.arrow()),
            Self::Time => {
                matches!(given, T::Date32 | T::Date64 | T::Timestamp(..)).then(|| self.arrow())
            }
        }
    }

    /// As [`accept`](Self::accept), for argument `number` (from 1) of a function.
    ///
    /// # Errors
    /// A planning error that names the function, the argument and both types.
    pub(crate) fn coerce(
        self,
        function: &str,
        number: usize,
        given: &DataType,
    ) -> Result<DataType> {
        match self.accept(given) {
            Some(accepted) => Ok(accepted),
            None => plan_err!(
                "argument {number} of {function} must be {}, not {}",
                self.as_str(),
                simple_name(given)
            ),
        }
    }

    fn arrow(self) -> DataType {
        match self {
            Self::Geometry => DataType::Null,
            Self::Number => DataType::Float64,
            Self::Integer => DataType::Int64,
            Self::Boolean => DataType::Boolean,
            Self::Text => DataType::Utf8,
            Self::Bytes | Self::Raw => DataType::Binary,
            Self::List => DataType::new_list(DataType::Null, true),
            Self::Time => DataType::Timestamp(TimeUnit::Microsecond, None),
            Self::Interval => DataType::Interval(IntervalUnit::MonthDayNano),
        }
    }
}

/// One argument.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Argument {
    pub name: &'static str,
    pub kind: Kind,
    pub optional: bool,
    pub about: &'static str,
}

impl Argument {
    /// One that must be given.
    pub(crate) const fn new(name: &'static str, kind: Kind, about: &'static str) -> Self {
        Self { name, kind, optional: false, about }
    }

    /// One that may be left out.
    pub(crate) const fn optional(name: &'static str, kind: Kind, about: &'static str) -> Self {
        Self { name, kind, optional: true, about }
    }
}

/// The kinds of results.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Returns {
    Boolean,
    Number,
    Integer,
    Text,
    Bytes,
    Interval,
    Geometry,
    /// A geometry that is a point in every row.
    Point,
    /// A list, of which each item becomes a row of the answer.
    Rows(Row),
}

impl Returns {
    fn field(self) -> Field {
        match self {
            Self::Boolean => Field::new("", DataType::Boolean, true),
            Self::Number => Field::new("", DataType::Float64, true),
            Self::Integer => Field::new("", DataType::Int64, true),
            Self::Text => Field::new("", DataType::Utf8, true),
            Self::Bytes => Field::new("", DataType::Binary, true),
            Self::Interval => Field::new("", DataType::Interval(IntervalUnit::MonthDayNano), true),
            Self::Geometry => geometry_field(""),
            Self::Point => PointType::new(Dimension::XY, crs84()).to_field("", true),
            Self::Rows(row) => Field::new("", DataType::List(row.item()), true),
        }
    }

    pub(crate) const fn is_geometry(self) -> bool {
        matches!(self, Self::Geometry | Self::Point)
    }

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Number => "double",
            Self::Integer => "bigint",
            Self::Text => "text",
            Self::Bytes => "bytea",
            Self::Interval => "interval",
            Self::Geometry | Self::Point => "geometry",
            Self::Rows(row) => row.as_str(),
        }
    }
}

/// Everything about one scalar function.
#[derive(Debug)]
pub(crate) struct Spec {
    /// The name in SQL, in PostGIS's spelling.
    pub name: &'static str,
    pub arguments: &'static [Argument],
    pub returns: Returns,
    pub eval: fn(&Call<'_>) -> Result<ArrayRef>,
    pub en: &'static str,
    pub id: &'static str,
    pub example: &'static str,
}

impl Spec {
    /// Such as `ST_Area(geom geometry [, use_spheroid boolean]) -> double`.
    pub(crate) fn signature(&self) -> String {
        let mut text = format!("{}(", self.name);
        for (i, argument) in self.arguments.iter().enumerate() {
            let comma = if i > 0 { ", " } else { "" };
            let (open, close) = if argument.optional { (" [", "]") } else { ("", "") };
            text.push_str(&format!(
                "{open}{comma}{} {}{close}",
                argument.name,
                argument.kind.as_str()
            ));
        }
        format!("{text}) -> {}", self.returns.as_str())
    }
}

/// A [`Spec`] as the engine wants it.
#[derive(Debug)]
pub(crate) struct SpatialFunction {
    pub(crate) spec: &'static Spec,
    name: String,
    signature: Signature,
    documentation: Documentation,
}

impl SpatialFunction {
    pub(crate) fn new(spec: &'static Spec) -> Self {
        let mut documentation = Documentation::builder(SECTION, spec.en, spec.signature())
            .with_sql_example(format!("```sql\n{}\n```", spec.example));
        for argument in spec.arguments {
            documentation = documentation.with_argument(argument.name, argument.about);
        }
        Self {
            spec,
            name: spec.name.to_lowercase(),
            signature: Signature::user_defined(Volatility::Immutable),
            documentation: documentation.build(),
        }
    }
}

impl PartialEq for SpatialFunction {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for SpatialFunction {}

impl Hash for SpatialFunction {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl ScalarUDFImpl for SpatialFunction {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(self.spec.returns.field().data_type().clone())
    }

    fn return_field_from_args(&self, _: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        Ok(Arc::new(self.spec.returns.field()))
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let spec = self.spec;
        let least = spec.arguments.iter().filter(|argument| !argument.optional).count();
        if given.len() < least || given.len() > spec.arguments.len() {
            return plan_err!("{} has other arguments; it is {}", spec.name, spec.signature());
        }
        let pairs = spec.arguments.iter().zip(given).enumerate();
        pairs.map(|(i, (argument, given))| argument.kind.coerce(spec.name, i + 1, given)).collect()
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let call = Call::new(self.spec.name, &args);
        let array = (self.spec.eval)(&call)?;
        if call.is_constant() {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&array, 0)?));
        }
        Ok(ColumnarValue::Array(array))
    }

    fn documentation(&self) -> Option<&Documentation> {
        Some(&self.documentation)
    }
}

/// A type's name without the inside of nested types.
fn simple_name(given: &DataType) -> String {
    let text = given.to_string();
    text.split(['(', '<']).next().unwrap_or(&text).to_owned()
}
