//! One type of geometry where the engine must choose one: the arms of CASE, the value of a subquery and the queries of
//! UNION. The columns of the tables are multipolygons, what functions give is any geometry; and what the engine makes
//! of arms loses the mark that says that it is a geometry.

use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{DFSchema, exec_err, not_impl_err};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::expr_rewriter::NamePreserver;
use datafusion::logical_expr::{
    Case, ColumnarValue, Expr, ExprSchemable, LogicalPlan, LogicalPlanBuilder, ReturnFieldArgs,
    ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Union, Volatility,
};
use datafusion::optimizer::AnalyzerRule;
use datafusion::scalar::ScalarValue;
use geoarrow_array::GeoArrowArray;

use super::walk::inputs;
use crate::geometry::{geometries, geometry_field, is_geometry, read_shapes};

/// The rule; it stands before the engine's own that compares types.
#[derive(Debug)]
pub(super) struct OneGeometry;

impl AnalyzerRule for OneGeometry {
    fn analyze(&self, plan: LogicalPlan, _: &ConfigOptions) -> Result<LogicalPlan> {
        Ok(plan.transform_up_with_subqueries(mend)?.data)
    }

    fn name(&self) -> &str {
        "one_geometry"
    }
}

fn mend(node: LogicalPlan) -> Result<Transformed<LogicalPlan>> {
    if let LogicalPlan::Union(union) = &node {
        return Ok(match united(union)? {
            Some(union) => Transformed::yes(union),
            None => Transformed::no(node),
        });
    }
    let schema = inputs(&node)?;
    let names = NamePreserver::new(&node);
    let mended = node.map_expressions(|expr| {
        let name = names.save(&expr);
        let mended = expr.transform_up(|inner| within(inner, &schema))?;
        Ok(mended.update_data(|expr| name.restore(expr)))
    })?;
    // A column below may have another type now.
    mended
        .map_data(|node| if node.inputs().is_empty() { Ok(node) } else { node.recompute_schema() })
}

fn shown_as_geometry(expr: &Expr, schema: &DFSchema) -> bool {
    expr.to_field(schema).is_ok_and(|(_, field)| is_geometry(&field))
}

fn within(expr: Expr, schema: &DFSchema) -> Result<Transformed<Expr>> {
    let is_null = |expr: &Expr| matches!(expr, Expr::Literal(value, _) if value.is_null());
    let bytes = |expr: Expr| if is_null(&expr) { expr } else { Convert::call(Form::Bytes, expr) };
    match expr {
        Expr::Case(case) => {
            let arms = case.when_then_expr.iter().map(|(_, then)| then).chain(&case.else_expr);
            if !arms.into_iter().any(|arm| shown_as_geometry(arm, schema)) {
                return Ok(Transformed::no(Expr::Case(case)));
            }
            let arms = case.when_then_expr.into_iter();
            let chosen = Expr::Case(Case {
                expr: case.expr,
                when_then_expr: arms.map(|(when, then)| (when, Box::new(bytes(*then)))).collect(),
                else_expr: case.else_expr.map(|other| Box::new(bytes(*other))),
            });
            Ok(Transformed::yes(Convert::call(Form::Geometry, chosen)))
        }
        Expr::ScalarSubquery(subquery) => match subquery.subquery.schema().fields().first() {
            Some(field) if is_geometry(field) => {
                let named = Expr::from(subquery.subquery.schema().qualified_field(0));
                let value = bytes(named).alias(field.name());
                let plan = LogicalPlanBuilder::from(subquery.subquery.as_ref().clone());
                let plan = Arc::new(plan.project(vec![value])?.build()?);
                let value = Expr::ScalarSubquery(subquery.with_plan(plan));
                Ok(Transformed::yes(Convert::call(Form::Geometry, value)))
            }
            _ => Ok(Transformed::no(Expr::ScalarSubquery(subquery))),
        },
        Expr::AggregateFunction(call) if matches!(call.func.name(), "min" | "max") => {
            if call.params.args.iter().any(|arg| shown_as_geometry(arg, schema)) {
                return not_impl_err!(
                    "geometries have no order, so that none is the {}imum; ST_Extent, ST_Collect and ST_Union make one of many",
                    call.func.name()
                );
            }
            Ok(Transformed::no(Expr::AggregateFunction(call)))
        }
        other => Ok(Transformed::no(other)),
    }
}

/// The union with one type for each column of geometries; `None` where that is so already.
fn united(union: &Union) -> Result<Option<LogicalPlan>> {
    let fields = |index: usize| {
        union.inputs.iter().filter_map(move |input| input.schema().fields().get(index))
    };
    let width = union.schema.fields().len();
    let mixed = |index: usize| {
        let kinds: Vec<&DataType> = fields(index).map(|field| field.data_type()).collect();
        fields(index).any(|field| is_geometry(field))
            && kinds.windows(2).any(|pair| pair.first() != pair.last())
    };
    let mixed: Vec<bool> = (0..width).map(mixed).collect();
    if !mixed.contains(&true) {
        // A union below may have other types than when this one was made.
        let stale = (0..width).any(|index| {
            let made = union.schema.fields().get(index).map(|field| field.data_type());
            fields(index).any(|field| is_geometry(field) && Some(field.data_type()) != made)
        });
        return Ok(if stale {
            Some(LogicalPlan::Union(Union::try_new_with_loose_types(union.inputs.clone())?))
        } else {
            None
        });
    }
    let inputs = union.inputs.iter().map(|input| {
        let columns = input.schema().iter().zip(&mixed).map(|((relation, field), mixed)| {
            let column = Expr::from((relation, field));
            if *mixed {
                Convert::call(Form::Geometry, column)
                    .alias_qualified(relation.cloned(), field.name())
            } else {
                column
            }
        });
        let columns: Vec<Expr> = columns.collect();
        let plan = LogicalPlanBuilder::from(input.as_ref().clone()).project(columns)?.build()?;
        Ok(Arc::new(plan))
    });
    let inputs = inputs.collect::<Result<Vec<_>>>()?;
    Ok(Some(LogicalPlan::Union(Union::try_new_with_loose_types(inputs)?)))
}

/// Bytes of a geometry with the mark that says that they are one.
pub(super) fn as_geometry(bytes: Expr) -> Expr {
    Convert::call(Form::Geometry, bytes)
}

/// How a geometry is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Form {
    /// Well-known binary without a mark: the engine can put any of it beside any other, and NULL too.
    Bytes,
    /// The same with the mark that says that it is a geometry.
    Geometry,
}

/// From any way to hold a geometry to one.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Convert {
    form: Form,
    signature: Signature,
}

impl Convert {
    fn call(form: Form, geometry: Expr) -> Expr {
        let signature = Signature::any(1, Volatility::Immutable);
        ScalarUDF::from(Self { form, signature }).call(vec![geometry])
    }

    fn field(&self) -> Field {
        match self.form {
            Form::Bytes => Field::new("", DataType::Binary, true),
            Form::Geometry => geometry_field(""),
        }
    }
}

impl ScalarUDFImpl for Convert {
    fn name(&self) -> &str {
        match self.form {
            Form::Bytes => "geometry_as_bytes",
            Form::Geometry => "as_geometry",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(self.field().data_type().clone())
    }

    fn return_field_from_args(&self, _: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        Ok(Arc::new(self.field()))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let (Some(value), Some(field)) = (args.args.first(), args.arg_fields.first()) else {
            return exec_err!("{} lacks its argument", self.name());
        };
        let array = match value {
            ColumnarValue::Array(array) => Arc::clone(array),
            ColumnarValue::Scalar(value) => value.to_array()?,
        };
        let found = Self::convert(&array, field)?;
        Ok(match value {
            ColumnarValue::Array(_) => ColumnarValue::Array(found),
            ColumnarValue::Scalar(_) => {
                ColumnarValue::Scalar(ScalarValue::try_from_array(&found, 0)?)
            }
        })
    }
}

impl Convert {
    fn convert(array: &ArrayRef, field: &Field) -> Result<ArrayRef> {
        if array.data_type() == &DataType::Binary && is_geometry(field) {
            return Ok(Arc::clone(array));
        }
        let external = |error| DataFusionError::External(Box::new(error));
        let shapes = read_shapes(array, field).map_err(external)?;
        let column =
            geometries(shapes.into_iter().map(|shape| Some(shape?.geometry))).map_err(external)?;
        Ok(column.to_array_ref())
    }
}
