//! `ST_Union` as an aggregate: areas dissolved into one.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BinaryArray};
use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{exec_err, plan_err};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::AggregateOrderSensitivity;
use datafusion::logical_expr::{
    Accumulator, AggregateUDFImpl, Documentation, Signature, Volatility,
};
use datafusion::scalar::ScalarValue;
use geo::{CoordsIter, MultiPolygon, Polygon};
use geoarrow_array::GeoArrowArray;
use geoarrow_array::cast::to_wkb;
use geoarrow_schema::{Dimension, MultiPolygonType, WkbType};

use super::overlay::areas;
use super::spec::{Kind, SECTION};
use crate::geometry::{crs84, dissolved, multipolygons, read_shapes};

/// How many coordinates wait before they are merged, so that memory stays bounded.
const MERGE_AT: usize = 500_000;

/// `ST_Union`, as DataFusion wants an aggregate function.
#[derive(Debug)]
pub(super) struct Dissolve {
    signature: Signature,
    documentation: Documentation,
}

impl Dissolve {
    pub(super) fn new() -> Self {
        let documentation = Documentation::builder(
            SECTION,
            "Dissolves the areas of a group into one multipolygon. NULL and EMPTY are left out; a group without an area gives NULL.",
            "ST_Union(geom geometry) -> geometry",
        )
        .with_argument("geom", "a polygon or multipolygon")
        .with_sql_example("```sql\nSELECT regency_code, ST_Union(geometry) FROM villages GROUP BY regency_code\n```")
        .build();
        Self { signature: Signature::user_defined(Volatility::Immutable), documentation }
    }
}

impl PartialEq for Dissolve {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Dissolve {}

impl Hash for Dissolve {
    fn hash<H: Hasher>(&self, state: &mut H) {
        "st_union".hash(state);
    }
}

fn result_field() -> Field {
    MultiPolygonType::new(Dimension::XY, crs84()).to_field("", true)
}

fn state_field() -> Field {
    Field::new("areas", DataType::Binary, true).with_extension_type(WkbType::new(crs84()))
}

impl AggregateUDFImpl for Dissolve {
    fn name(&self) -> &str {
        "st_union"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        match given {
            [one] => Ok(vec![Kind::Geometry.coerce("ST_Union", 1, one)?]),
            _ => plan_err!("ST_Union has one argument, the geometries of a group"),
        }
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(result_field().data_type().clone())
    }

    fn return_field(&self, _: &[FieldRef]) -> Result<FieldRef> {
        Ok(Arc::new(result_field()))
    }

    fn state_fields(&self, _: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        Ok(vec![Arc::new(state_field())])
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        let Some(expr) = args.exprs.first() else {
            return exec_err!("ST_Union lacks its argument");
        };
        Ok(Box::new(Areas {
            field: expr.return_field(args.schema)?,
            waiting: Vec::new(),
            coords: 0,
        }))
    }

    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        AggregateOrderSensitivity::Insensitive
    }

    fn documentation(&self) -> Option<&Documentation> {
        Some(&self.documentation)
    }
}

/// The areas of one group so far.
#[derive(Debug)]
struct Areas {
    field: FieldRef,
    waiting: Vec<Polygon<f64>>,
    coords: usize,
}

impl Areas {
    fn add(&mut self, array: &ArrayRef, field: &Field) -> Result<()> {
        let shapes = read_shapes(array, field).map_err(external)?;
        for shape in shapes.into_iter().flatten() {
            let Some(parts) = areas(&shape) else {
                return exec_err!("ST_Union dissolves polygons here, not points or lines");
            };
            self.coords += parts.coords_count();
            self.waiting.extend(parts);
        }
        if self.coords > MERGE_AT {
            self.merge();
            // Merged areas may themselves be this large; do not merge them again at every batch.
            self.coords /= 2;
        }
        Ok(())
    }

    fn merge(&mut self) {
        if self.waiting.len() > 1 {
            self.waiting = dissolved(&self.waiting);
        }
        self.coords = self.waiting.iter().map(CoordsIter::coords_count).sum();
    }

    fn merged(&mut self) -> Option<MultiPolygon<f64>> {
        self.merge();
        let parts = std::mem::take(&mut self.waiting);
        (!parts.is_empty()).then(|| MultiPolygon::new(parts))
    }
}

fn external(error: geoarrow_schema::error::GeoArrowError) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}

impl Accumulator for Areas {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let field = Arc::clone(&self.field);
        values.first().map_or(Ok(()), |array| self.add(array, &field))
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let array = multipolygons(std::iter::once(self.merged().as_ref()))
            .map_err(external)?
            .to_array_ref();
        ScalarValue::try_from_array(&array, 0)
    }

    fn size(&self) -> usize {
        size_of::<Self>() + self.coords * size_of::<geo::Coord<f64>>()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let areas = multipolygons(std::iter::once(self.merged().as_ref())).map_err(external)?;
        let wkb = to_wkb::<i32>(&areas).map_err(external)?.to_array_ref();
        let bytes: &BinaryArray = wkb.as_binary::<i32>();
        Ok(vec![ScalarValue::Binary(bytes.is_valid(0).then(|| bytes.value(0).to_vec()))])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        states.first().map_or(Ok(()), |array| self.add(array, &state_field()))
    }
}
