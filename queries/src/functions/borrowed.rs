//! Functions of geodatafusion that take a geometry, made to read texts and bytes as strictly as ours do.
//!
//! Like PostGIS they take well-known text or binary for a geometry. Their own readers recurse as deep as the text
//! nests, which one statement could use to end the whole program, so both are read before they see them. They say of
//! some results that they are never NULL, which is not so where a geometry is (geodatafusion #19): here none does.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{
    ColumnarValue, Documentation, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl,
    Signature,
};
use datafusion::scalar::ScalarValue;
use geoarrow_array::GeoArrowArray;
use geoarrow_schema::GeometryType;

use crate::geometry::{crs84, geometries, read_shapes};

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
    if !is_written(field.data_type()) {
        return Arc::clone(field);
    }
    Arc::new(GeometryType::new(crs84()).to_field(field.name(), field.is_nullable()))
}

/// Whether a geometry of this type is a text or bytes.
fn is_written(kind: &DataType) -> bool {
    kind.is_string() || kind.is_binary()
}

impl Strict {
    fn read(&self, value: &ColumnarValue) -> Result<ColumnarValue> {
        if !is_written(&value.data_type()) {
            return Ok(value.clone());
        }
        let written = match value {
            ColumnarValue::Array(array) => Arc::clone(array),
            ColumnarValue::Scalar(value) => value.to_array()?,
        };
        let field = Field::new("", written.data_type().clone(), true);
        let shapes = read_shapes(&written, &field).map_err(|error| {
            DataFusionError::Execution(format!("{}: {error}", self.inner.name()))
        })?;
        let read = geometries(shapes.into_iter().map(|shape| Some(shape?.geometry)))
            .map_err(|error| DataFusionError::External(Box::new(error)))?
            .to_array_ref();
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
        let field =
            self.inner.return_field_from_args(ReturnFieldArgs { arg_fields: &fields, ..args })?;
        Ok(Arc::new(field.as_ref().clone().with_nullable(true)))
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
