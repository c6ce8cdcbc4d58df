//! `ST_ClusterDBSCAN` and `ST_ClusterKMeans`: the number of the cluster that a geometry lies in, among those of its window.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int64Array};
use arrow::datatypes::{DataType, Field, FieldRef, Float64Type, Int64Type};
use datafusion::common::{exec_err, plan_err};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::function::{PartitionEvaluatorArgs, WindowUDFFieldArgs};
use datafusion::logical_expr::{
    Documentation, PartitionEvaluator, Signature, Volatility, WindowUDFImpl,
};
use geo::Centroid;

use super::spec::{Kind, SECTION};
use crate::geometry::{dense, means, read_shapes};

/// The most geometries of one window.
const MOST_ROWS: usize = 1_000_000;

/// What makes a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Way {
    /// Enough geometries within reach of one another.
    Dense,
    /// So many middles, each geometry at the nearest.
    Means,
}

/// One of the two functions.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Cluster {
    way: Way,
    signature: Signature,
    documentation: Documentation,
}

impl Cluster {
    pub(super) fn new(way: Way) -> Self {
        let (text, syntax, example) = match way {
            Way::Dense => (
                "The number of the cluster, from 0: a cluster is of geometries that have at least minpoints, themselves counted, within eps degrees of them, and of those within reach of such a one. NULL for what lies in none, for NULL and EMPTY. Numbered from west to east, whatever the order of rows.",
                "ST_ClusterDBSCAN(geom geometry, eps double, minpoints bigint) OVER (...) -> bigint",
                "SELECT code, ST_ClusterDBSCAN(ST_Point(lon, lat), 0.05, 3) OVER (PARTITION BY province_code) AS cluster FROM villages",
            ),
            Way::Means => (
                "The number of the cluster, from 0, of number_of_clusters around middles in the plane of degrees (k-means); of lines and areas the centroid counts. Fewer clusters where there are not so many different places; NULL for NULL and EMPTY. Numbered from west to east, whatever the order of rows.",
                "ST_ClusterKMeans(geom geometry, number_of_clusters bigint) OVER (...) -> bigint",
                "SELECT code, ST_ClusterKMeans(ST_Point(lon, lat), 4) OVER () AS cluster FROM villages",
            ),
        };
        let documentation = Documentation::builder(SECTION, text, syntax)
            .with_sql_example(format!("```sql\n{example}\n```"))
            .build();
        Self { way, signature: Signature::user_defined(Volatility::Immutable), documentation }
    }
}

impl WindowUDFImpl for Cluster {
    fn name(&self) -> &str {
        match self.way {
            Way::Dense => "st_clusterdbscan",
            Way::Means => "st_clusterkmeans",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let kinds: &[Kind] = match self.way {
            Way::Dense => &[Kind::Geometry, Kind::Number, Kind::Integer],
            Way::Means => &[Kind::Geometry, Kind::Integer],
        };
        if given.len() != kinds.len() {
            return plan_err!(
                "{} has other arguments; it is {}",
                self.name(),
                self.documentation.syntax_example
            );
        }
        let pairs = kinds.iter().zip(given).enumerate();
        pairs.map(|(i, (kind, given))| kind.coerce(self.name(), i + 1, given)).collect()
    }

    fn field(&self, args: WindowUDFFieldArgs<'_>) -> Result<FieldRef> {
        Ok(Arc::new(Field::new(args.name(), DataType::Int64, true)))
    }

    fn partition_evaluator(
        &self,
        args: PartitionEvaluatorArgs<'_>,
    ) -> Result<Box<dyn PartitionEvaluator>> {
        let Some(field) = args.input_fields().first() else {
            return exec_err!("{} lacks its geometry", self.name());
        };
        Ok(Box::new(Window { way: self.way, field: Arc::clone(field) }))
    }

    fn documentation(&self) -> Option<&Documentation> {
        Some(&self.documentation)
    }
}

/// The clusters of one window.
#[derive(Debug)]
struct Window {
    way: Way,
    field: FieldRef,
}

impl PartitionEvaluator for Window {
    fn evaluate_all(&mut self, values: &[ArrayRef], rows: usize) -> Result<ArrayRef> {
        let Some(geometries) = values.first() else {
            return exec_err!("a cluster lacks its geometries");
        };
        if rows > MOST_ROWS {
            return exec_err!(
                "clusters of more than 1,000,000 geometries in one window; PARTITION BY makes windows smaller"
            );
        }
        let external = |error| DataFusionError::External(Box::new(error));
        let items = read_shapes(geometries, &self.field).map_err(external)?;
        let found = match self.way {
            Way::Dense => {
                let reach = number(values.get(1));
                let least = whole(values.get(2)).and_then(|least| usize::try_from(least).ok());
                match (reach, least) {
                    (Some(reach), Some(least)) if reach >= 0.0 && reach.is_finite() => {
                        dense(&items, reach, least)
                    }
                    _ => {
                        return exec_err!(
                            "ST_ClusterDBSCAN: eps must be 0 or more degrees, and minpoints 0 or more"
                        );
                    }
                }
            }
            Way::Means => {
                let count = whole(values.get(1)).and_then(|count| usize::try_from(count).ok());
                let Some(count) = count.filter(|count| *count > 0) else {
                    return exec_err!("ST_ClusterKMeans: the number of clusters must be 1 or more");
                };
                let places: Vec<_> = items
                    .iter()
                    .map(|shape| Some(shape.as_ref()?.geometry.centroid()?.0))
                    .collect();
                means(&places, count)
            }
        };
        let found = found.map_err(DataFusionError::Execution)?;
        Ok(Arc::new(Int64Array::from(found)))
    }
}

/// The one value of a column: of all rows of a window the first counts, as in PostGIS.
fn number(values: Option<&ArrayRef>) -> Option<f64> {
    let values = values?.as_primitive::<Float64Type>();
    (!values.is_empty() && values.is_valid(0)).then(|| values.value(0))
}

fn whole(values: Option<&ArrayRef>) -> Option<i64> {
    let values = values?.as_primitive::<Int64Type>();
    (!values.is_empty() && values.is_valid(0)).then(|| values.value(0))
}
