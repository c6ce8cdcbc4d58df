//! `ST_Collect` and `ST_Extent` as aggregates: the geometries of a group together, and their bounding box.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{exec_err, plan_err};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{
    Accumulator, AggregateUDFImpl, Documentation, Signature, Volatility,
};
use datafusion::scalar::ScalarValue;
use geo::{
    CoordsIter, Geometry, GeometryCollection, MultiLineString, MultiPoint, MultiPolygon, Rect,
    coord,
};
use geoarrow_array::GeoArrowArray;

use super::spec::{Kind, SECTION};
use crate::geometry::{geometries, geometry_field, read_shapes};

/// What the geometries of a group become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Made {
    /// A multi-geometry where they are of one kind, a collection otherwise.
    Collection,
    /// Their bounding box as a polygon.
    Extent,
}

/// One of the two aggregates.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Gather {
    made: Made,
    signature: Signature,
    documentation: Documentation,
}

impl Gather {
    pub(super) fn new(made: Made) -> Self {
        let (text, syntax, example) = match made {
            Made::Collection => (
                "Puts the geometries of a group together: points to a multipoint, lines to a multiline, polygons to a multipolygon, others to a collection. Nothing is dissolved; NULL is left out, and a group without geometry gives NULL.",
                "ST_Collect(geom geometry) -> geometry",
                "SELECT province_code, ST_Collect(ST_Point(lon, lat)) FROM villages GROUP BY province_code",
            ),
            Made::Extent => (
                "The bounding box of the geometries of a group, as a polygon, or a point or line where it has no area. NULL and EMPTY are left out; a group without a point gives NULL.",
                "ST_Extent(geom geometry) -> geometry",
                "SELECT province_code, ST_Extent(geometry) FROM villages GROUP BY province_code",
            ),
        };
        let documentation = Documentation::builder(SECTION, text, syntax)
            .with_argument("geom", "a geometry")
            .with_sql_example(format!("```sql\n{example}\n```"))
            .build();
        Self { made, signature: Signature::user_defined(Volatility::Immutable), documentation }
    }
}

fn result_field() -> Field {
    geometry_field("")
}

fn state_field() -> Field {
    geometry_field("geometries")
}

fn external(error: geoarrow_schema::error::GeoArrowError) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}

impl AggregateUDFImpl for Gather {
    fn name(&self) -> &str {
        match self.made {
            Made::Collection => "st_collect",
            Made::Extent => "st_extent",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        match given {
            [one] => Ok(vec![Kind::Geometry.coerce(self.name(), 1, one)?]),
            _ => plan_err!("{} has one argument, the geometries of a group", self.name()),
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
            return exec_err!("{} lacks its argument", self.name());
        };
        Ok(Box::new(Gathered {
            made: self.made,
            field: expr.return_field(args.schema)?,
            items: Vec::new(),
            bounds: None,
            coords: 0,
        }))
    }

    fn documentation(&self) -> Option<&Documentation> {
        Some(&self.documentation)
    }
}

/// The geometries of one group so far.
#[derive(Debug)]
struct Gathered {
    made: Made,
    field: FieldRef,
    /// Single geometries in the order that they came; of an extent none.
    items: Vec<Geometry<f64>>,
    bounds: Option<Rect<f64>>,
    coords: usize,
}

impl Gathered {
    fn add(&mut self, array: &ArrayRef, field: &Field) -> Result<()> {
        for shape in read_shapes(array, field).map_err(external)?.into_iter().flatten() {
            match self.made {
                Made::Extent => self.stretch(shape.bounds),
                Made::Collection => {
                    self.coords += shape.geometry.coords_count();
                    self.items.push(shape.geometry);
                }
            }
        }
        Ok(())
    }

    fn stretch(&mut self, more: Option<Rect<f64>>) {
        self.bounds = match (self.bounds, more) {
            (Some(a), Some(b)) => Some(Rect::new(
                coord! { x: a.min().x.min(b.min().x), y: a.min().y.min(b.min().y) },
                coord! { x: a.max().x.max(b.max().x), y: a.max().y.max(b.max().y) },
            )),
            (a, b) => a.or(b),
        };
    }

    fn whole(&self) -> Option<Geometry<f64>> {
        match self.made {
            Made::Extent => self.bounds.map(super::build::boxed),
            Made::Collection => (!self.items.is_empty()).then(|| together(&self.items)),
        }
    }
}

/// Geometries of one kind as its multi-geometry, others as a collection.
fn together(items: &[Geometry<f64>]) -> Geometry<f64> {
    let points: Option<Vec<_>> = items
        .iter()
        .map(|item| if let Geometry::Point(point) = item { Some(*point) } else { None })
        .collect();
    if let Some(points) = points {
        return Geometry::MultiPoint(MultiPoint::new(points));
    }
    let lines: Option<Vec<_>> = items
        .iter()
        .map(|item| if let Geometry::LineString(line) = item { Some(line.clone()) } else { None })
        .collect();
    if let Some(lines) = lines {
        return Geometry::MultiLineString(MultiLineString::new(lines));
    }
    let polygons: Option<Vec<_>> = items
        .iter()
        .map(|item| if let Geometry::Polygon(part) = item { Some(part.clone()) } else { None })
        .collect();
    match polygons {
        Some(polygons) => Geometry::MultiPolygon(MultiPolygon::new(polygons)),
        None => Geometry::GeometryCollection(GeometryCollection::from(items.to_vec())),
    }
}

impl Accumulator for Gathered {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let field = Arc::clone(&self.field);
        values.first().map_or(Ok(()), |array| self.add(array, &field))
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let array = geometries(std::iter::once(self.whole())).map_err(external)?.to_array_ref();
        ScalarValue::try_from_array(&array, 0)
    }

    fn size(&self) -> usize {
        size_of::<Self>()
            + self.items.len() * size_of::<Geometry<f64>>()
            + self.coords * size_of::<geo::Coord<f64>>()
    }

    /// One value: a collection of what there is, which is taken apart again.
    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let whole = match self.made {
            Made::Extent => self.whole(),
            Made::Collection => (!self.items.is_empty()).then(|| {
                Geometry::GeometryCollection(GeometryCollection::from(std::mem::take(
                    &mut self.items,
                )))
            }),
        };
        let wkb = geometries(std::iter::once(whole)).map_err(external)?.to_array_ref();
        let bytes = wkb.as_binary::<i32>();
        Ok(vec![ScalarValue::Binary(bytes.is_valid(0).then(|| bytes.value(0).to_vec()))])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let Some(states) = states.first() else { return Ok(()) };
        for shape in read_shapes(states, &state_field()).map_err(external)?.into_iter().flatten() {
            match (self.made, shape.geometry) {
                (Made::Extent, _) => self.stretch(shape.bounds),
                (Made::Collection, Geometry::GeometryCollection(items)) => {
                    self.coords += items.coords_count();
                    self.items.extend(items);
                }
                (Made::Collection, other) => self.items.push(other),
            }
        }
        Ok(())
    }
}
