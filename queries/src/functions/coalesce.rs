//! `coalesce` that takes geometries of different kinds; of everything else it is the engine's.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BinaryArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::simplify::{ExprSimplifyResult, SimplifyContext};
use datafusion::logical_expr::{
    ColumnarValue, Documentation, Expr, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF,
    ScalarUDFImpl, Signature, Volatility,
};
use datafusion::scalar::ScalarValue;
use geoarrow_array::GeoArrowArray;

use crate::geometry::{geometries, geometry_field, is_geometry, read_shapes};

#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Coalesce {
    inner: Arc<ScalarUDF>,
    signature: Signature,
}

/// What the arguments are, as far as their types tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Given {
    /// Geometries, of which some are columns of vertices.
    Geometries,
    /// Bytes alone, which are geometries where they are marked. The engine would forget the mark.
    Bytes,
    Others,
}

impl Given {
    fn of(types: &[DataType]) -> Self {
        let bytes = |kind: &DataType| matches!(kind, DataType::Binary | DataType::Null);
        if types.iter().any(holds_vertices) {
            Self::Geometries
        } else if types.contains(&DataType::Binary) && types.iter().all(bytes) {
            Self::Bytes
        } else {
            Self::Others
        }
    }
}

/// No other column is held in these ways: vertices are structs of x and y, in as many lists as the kind of geometry has.
fn holds_vertices(kind: &DataType) -> bool {
    match kind {
        DataType::Struct(fields) => fields.iter().map(|field| field.name().as_str()).eq(["x", "y"]),
        DataType::List(field) => holds_vertices(field.data_type()),
        _ => false,
    }
}

impl Coalesce {
    pub(super) fn new(inner: Arc<ScalarUDF>) -> Self {
        Self { inner, signature: Signature::user_defined(Volatility::Immutable) }
    }
}

impl ScalarUDFImpl for Coalesce {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        match Given::of(types) {
            Given::Geometries | Given::Bytes => Ok(DataType::Binary),
            Given::Others => self.inner.return_type(types),
        }
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        let types: Vec<_> = args.arg_fields.iter().map(|field| field.data_type().clone()).collect();
        let marked = || args.arg_fields.iter().any(|field| is_geometry(field));
        match Given::of(&types) {
            Given::Geometries => Ok(Arc::new(geometry_field(""))),
            Given::Bytes if marked() => Ok(Arc::new(geometry_field(""))),
            Given::Bytes => Ok(Arc::new(Field::new("", DataType::Binary, true))),
            Given::Others => self.inner.return_field_from_args(args),
        }
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        match Given::of(types) {
            Given::Geometries | Given::Bytes => Ok(types.to_vec()),
            Given::Others => self.inner.coerce_types(types),
        }
    }

    fn simplify(&self, args: Vec<Expr>, info: &SimplifyContext) -> Result<ExprSimplifyResult> {
        let types = args.iter().map(|arg| info.get_data_type(arg)).collect::<Result<Vec<_>>>()?;
        match Given::of(&types) {
            Given::Geometries | Given::Bytes => Ok(ExprSimplifyResult::Original(args)),
            Given::Others => self.inner.inner().simplify(args, info),
        }
    }

    fn short_circuits(&self) -> bool {
        self.inner.short_circuits()
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let types: Vec<_> = args.args.iter().map(ColumnarValue::data_type).collect();
        let constant = args.args.iter().all(|arg| matches!(arg, ColumnarValue::Scalar(_)));
        let rows = if constant { 1 } else { args.number_rows };
        let column = match Given::of(&types) {
            Given::Geometries => first_geometries(&args, rows)?,
            Given::Bytes => first_bytes(&args, rows)?,
            Given::Others => return self.inner.invoke_with_args(args),
        };
        Ok(if constant {
            ColumnarValue::Scalar(ScalarValue::try_from_array(&column, 0)?)
        } else {
            ColumnarValue::Array(column)
        })
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.inner.documentation()
    }
}

fn first_geometries(args: &ScalarFunctionArgs, rows: usize) -> Result<ArrayRef> {
    let mut found = vec![None; rows];
    for (arg, field) in args.args.iter().zip(&args.arg_fields) {
        let array = arg.to_array(rows)?;
        let shapes = read_shapes(&array, field)
            .map_err(|error| DataFusionError::Execution(format!("coalesce: {error}")))?;
        for (found, shape) in found.iter_mut().zip(shapes) {
            if found.is_none() {
                *found = shape.map(|shape| shape.geometry);
            }
        }
    }
    let column = geometries(found.into_iter());
    Ok(column.map_err(|error| DataFusionError::External(Box::new(error)))?.to_array_ref())
}

fn first_bytes(args: &ScalarFunctionArgs, rows: usize) -> Result<ArrayRef> {
    let columns = args.args.iter().map(|arg| Ok(cast(&arg.to_array(rows)?, &DataType::Binary)?));
    let columns = columns.collect::<Result<Vec<_>>>()?;
    let columns: Vec<&BinaryArray> = columns.iter().map(|column| column.as_binary()).collect();
    let first = |row| {
        let there = columns.iter().find(|column| column.is_valid(row));
        there.map(|column| column.value(row))
    };
    Ok(Arc::new((0..rows).map(first).collect::<BinaryArray>()))
}
