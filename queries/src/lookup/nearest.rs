//! `nearest` and `villages_within`: rows of a table around a place, nearest first.

use std::sync::Arc;

use arrow::datatypes::DataType;
use datafusion::catalog::{TableFunctionArgs, TableFunctionImpl, TableProvider};
use datafusion::common::plan_err;
use datafusion::error::Result;
use datafusion::logical_expr::Expr;
use datafusion::scalar::ScalarValue;

use super::found::Found;
use super::places::Places;

/// Rows that are looked up at once at most.
const MOST_ROWS: f64 = 10_000.0;
/// Kilometres: half the earth's circumference, so that nothing is farther.
const MOST_KM: f64 = 20_040.0;

/// The functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    Nearest,
    VillagesWithin,
}

impl Asked {
    pub const ALL: [Self; 2] = [Self::Nearest, Self::VillagesWithin];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Nearest => "nearest",
            Self::VillagesWithin => "villages_within",
        }
    }

    pub const fn signature(self) -> &'static str {
        match self {
            Self::Nearest => {
                "nearest(table text, lon double, lat double, k integer) -> rows of the table with distance_m double"
            }
            Self::VillagesWithin => {
                "villages_within(lon double, lat double, km double) -> rows of villages with distance_m double"
            }
        }
    }

    pub const fn en(self) -> &'static str {
        match self {
            Self::Nearest => {
                "The k rows of a table (1 to 10,000) whose places (lon, lat in degrees) are nearest to one, nearest first, by metres on the WGS 84 ellipsoid; ties in the order of the table. For tables that are held in memory."
            }
            Self::VillagesWithin => {
                "The villages whose places are at most so many kilometres from one (lon, lat in degrees) on the WGS 84 ellipsoid, nearest first."
            }
        }
    }

    pub const fn id(self) -> &'static str {
        match self {
            Self::Nearest => {
                "Sebanyak k baris tabel (1 sampai 10.000) yang letaknya (lon, lat dalam derajat) paling dekat dengan suatu titik, mulai dari yang terdekat, menurut meter pada elipsoid WGS 84; bila sama, menurut urutan tabel. Untuk tabel yang ada di memori."
            }
            Self::VillagesWithin => {
                "Desa yang letaknya paling jauh sekian kilometer dari suatu titik (lon, lat dalam derajat) pada elipsoid WGS 84, mulai dari yang terdekat."
            }
        }
    }

    pub const fn example(self) -> &'static str {
        match self {
            Self::Nearest => {
                "SELECT code, name, distance_m FROM nearest('villages', 116.3, -8.6, 5)"
            }
            Self::VillagesWithin => "SELECT count(*) FROM villages_within(116.3, -8.6, 25)",
        }
    }
}

/// One of the functions over the tables.
#[derive(Debug)]
pub(super) struct Around {
    asked: Asked,
    places: Arc<Places>,
}

impl Around {
    pub fn new(asked: Asked, places: &Arc<Places>) -> Arc<Self> {
        Arc::new(Self { asked, places: Arc::clone(places) })
    }
}

impl TableFunctionImpl for Around {
    fn call_with_args(&self, args: TableFunctionArgs<'_, '_>) -> Result<Arc<dyn TableProvider>> {
        let name = self.asked.name();
        match (self.asked, args.exprs()) {
            (Asked::Nearest, [table, lon, lat, k]) => {
                let table_name = text(name, table)?;
                let centre = place(name, lon, lat)?;
                let count = number(name, "k", k, 1.0, MOST_ROWS)?;
                if count.fract() != 0.0 {
                    return plan_err!("k of {name} must be a whole number, not {count}");
                }
                let table = self.places.table(&table_name)?;
                let found = table.tree.nearest(centre, count as usize);
                let how = format!(
                    "function={name}, index=rstar {table_name}, lon={}, lat={}, k={count}",
                    centre[0], centre[1]
                );
                Ok(Arc::new(Found::new(how, &table.schema, &table.batches, &found)?))
            }
            (Asked::VillagesWithin, [lon, lat, km]) => {
                let centre = place(name, lon, lat)?;
                let km = number(name, "km", km, 0.0, MOST_KM)?;
                let table = self.places.table("villages")?;
                let found = table.tree.within_radius(centre, km * 1000.0);
                let how = format!(
                    "function={name}, index=rstar villages, lon={}, lat={}, km={km}",
                    centre[0], centre[1]
                );
                Ok(Arc::new(Found::new(how, &table.schema, &table.batches, &found)?))
            }
            _ => plan_err!("{name} has other arguments; it is {}", self.asked.signature()),
        }
    }
}

fn constant(expr: &Expr) -> Option<ScalarValue> {
    match expr {
        Expr::Literal(value, _) => Some(value.clone()),
        Expr::Negative(inner) => constant(inner)?.arithmetic_negate().ok(),
        Expr::Cast(cast) => constant(&cast.expr)?.cast_to(cast.field.data_type()).ok(),
        _ => None,
    }
}

fn text(function: &str, expr: &Expr) -> Result<String> {
    let value = constant(expr).and_then(|value| value.cast_to(&DataType::Utf8).ok());
    match value {
        Some(ScalarValue::Utf8(Some(text))) => Ok(text),
        _ => plan_err!("the table of {function} must be a text, such as 'villages'"),
    }
}

fn number(function: &str, name: &str, expr: &Expr, least: f64, most: f64) -> Result<f64> {
    let value = constant(expr).and_then(|value| value.cast_to(&DataType::Float64).ok());
    match value {
        Some(ScalarValue::Float64(Some(value))) if (least..=most).contains(&value) => Ok(value),
        Some(ScalarValue::Float64(Some(value))) => {
            plan_err!("{name} of {function} must be from {least} to {most}, not {value}")
        }
        _ => plan_err!(
            "{name} of {function} must be a number that does not come from rows; for each row of a table LATERAL with ORDER BY ST_Distance(...) LIMIT finds the nearest"
        ),
    }
}

fn place(function: &str, lon: &Expr, lat: &Expr) -> Result<[f64; 2]> {
    Ok([number(function, "lon", lon, -180.0, 180.0)?, number(function, "lat", lat, -90.0, 90.0)?])
}
