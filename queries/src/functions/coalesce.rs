//! `coalesce` that takes geometries of different kinds; of everything else it is the engine's.

use std::sync::Arc;

use arrow::datatypes::{DataType, FieldRef};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::simplify::{ExprSimplifyResult, SimplifyContext};
use datafusion::logical_expr::{
    ColumnarValue, Documentation, Expr, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF,
    ScalarUDFImpl, Signature, Volatility,
};
use datafusion::scalar::ScalarValue;
use geoarrow_array::GeoArrowArray;
use geoarrow_schema::GeometryType;

use crate::geometry::{crs84, geometries, read_shapes};

#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Coalesce {
    inner: Arc<ScalarUDF>,
    signature: Signature,
}

/// Whether arguments are geometries: no other column is held in these ways, and the engine knows no order among them.
fn are_geometries(types: &[DataType]) -> bool {
    types.iter().any(|kind| match kind {
        DataType::Union(..) => true,
        // Vertices are structs of x and y, in as many lists as the kind of geometry has.
        DataType::Struct(fields) => fields.iter().map(|field| field.name().as_str()).eq(["x", "y"]),
        DataType::List(field) => are_geometries(std::slice::from_ref(field.data_type())),
        _ => false,
    })
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
        if are_geometries(types) {
            return Ok(GeometryType::new(crs84()).to_field("", true).data_type().clone());
        }
        self.inner.return_type(types)
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        let types: Vec<_> = args.arg_fields.iter().map(|field| field.data_type().clone()).collect();
        if are_geometries(&types) {
            return Ok(Arc::new(GeometryType::new(crs84()).to_field("", true)));
        }
        self.inner.return_field_from_args(args)
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        if are_geometries(types) {
            return Ok(types.to_vec());
        }
        self.inner.coerce_types(types)
    }

    fn simplify(&self, args: Vec<Expr>, info: &SimplifyContext) -> Result<ExprSimplifyResult> {
        let types = args.iter().map(|arg| info.get_data_type(arg)).collect::<Result<Vec<_>>>()?;
        if are_geometries(&types) {
            return Ok(ExprSimplifyResult::Original(args));
        }
        self.inner.inner().simplify(args, info)
    }

    fn short_circuits(&self) -> bool {
        self.inner.short_circuits()
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let types: Vec<_> = args.args.iter().map(ColumnarValue::data_type).collect();
        if !are_geometries(&types) {
            return self.inner.invoke_with_args(args);
        }
        let constant = args.args.iter().all(|arg| matches!(arg, ColumnarValue::Scalar(_)));
        let rows = if constant { 1 } else { args.number_rows };
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
        let column = geometries(found.into_iter())
            .map_err(|error| DataFusionError::External(Box::new(error)))?
            .to_array_ref();
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
