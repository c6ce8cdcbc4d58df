//! Functions of geodatafusion that take a geometry, made to read texts as strictly as ours do.
//!
//! Like PostGIS they take well-known text for a geometry. Their own reader recurses as deep as the text
//! nests, which one statement could use to end the whole program, so texts are read before they see them.

use std::sync::Arc;

use arrow::array::AsArray;
use arrow::compute::cast;
use arrow::datatypes::{DataType, FieldRef};
use datafusion::error::Result;
use datafusion::logical_expr::{
    ColumnarValue, Documentation, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl,
    Signature,
};
use datafusion::scalar::ScalarValue;
use geoarrow_schema::GeometryType;

use super::text::geometries;
use crate::geometry::{crs84, read_wkt};

/// Functions whose text is no geometry.
const OTHER_TEXT: &[&str] = &["st_pointfromgeohash"];

/// The functions as they are offered.
pub(super) fn strict(functions: Vec<Arc<ScalarUDF>>) -> impl Iterator<Item = ScalarUDF> {
    let takes_geometry = |function: &Arc<ScalarUDF>| !OTHER_TEXT.contains(&function.name());
    let functions = functions.into_iter().filter(takes_geometry);
    functions.map(|inner| ScalarUDF::from(Strict { inner: inner.as_ref().clone() }))
}

/// A function that is given geometries where texts were written.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Strict {
    inner: ScalarUDF,
}

/// The field of an argument once its texts have been read.
fn read_field(field: &FieldRef) -> FieldRef {
    if !field.data_type().is_string() {
        return Arc::clone(field);
    }
    Arc::new(GeometryType::new(crs84()).to_field(field.name(), field.is_nullable()))
}

impl Strict {
    fn read(&self, value: &ColumnarValue) -> Result<ColumnarValue> {
        if !value.data_type().is_string() {
            return Ok(value.clone());
        }
        let texts = match value {
            ColumnarValue::Array(array) => Arc::clone(array),
            ColumnarValue::Scalar(value) => value.to_array()?,
        };
        let texts = cast(&texts, &DataType::Utf8)?;
        let read = geometries(texts.as_string::<i32>().iter(), read_wkt, self.inner.name())?;
        Ok(match value {
            ColumnarValue::Array(_) => ColumnarValue::Array(read),
            ColumnarValue::Scalar(_) => {
                ColumnarValue::Scalar(ScalarValue::try_from_array(&read, 0)?)
            }
        })
    }
}

impl ScalarUDFImpl for Strict {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn aliases(&self) -> &[String] {
        self.inner.aliases()
    }

    fn signature(&self) -> &Signature {
        self.inner.signature()
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        self.inner.return_type(types)
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        let fields: Vec<FieldRef> = args.arg_fields.iter().map(read_field).collect();
        self.inner.return_field_from_args(ReturnFieldArgs { arg_fields: &fields, ..args })
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        self.inner.coerce_types(types)
    }

    fn invoke_with_args(&self, mut args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        args.arg_fields = args.arg_fields.iter().map(read_field).collect();
        args.args = args.args.iter().map(|value| self.read(value)).collect::<Result<_>>()?;
        self.inner.invoke_with_args(args)
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.inner.documentation()
    }
}
