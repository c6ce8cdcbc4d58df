//! Tables of one's own within an area, a box, a circle or a polygon: how many rows, and what their numbers come to.
//!
//! The answer is one statement of SQL. It has the places, the time and the memory of all statements, ends with its
//! process, and reads only the row groups whose bounds may hold a place of the region.

use std::fmt::Write as _;

use axum::Json;
use axum::extract::State;
use geo::MultiPolygon;
use geodata::tables::{ColumnType, Located, OwnColumn, OwnTable};
use queries::{Format, Params, QueryError, QueryRequest};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::{IntoParams, ToSchema};

use super::areas::existing;
use crate::access::Person;
use crate::app::AppState;
use crate::http::access::Reader;
use crate::http::answer::written::compute;
use crate::http::noted;
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::http::request::extract::{self, Path, Query, numbers};
use crate::http::request::geometry;
use crate::snapshot::Snapshot;

/// Positions of a polygon at most: each row of a row group at its border is held against all of them.
const MOST_POSITIONS: usize = 10_000;

/// Which part of the map; one of `area`, `bbox` and `near`.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WithinParams {
    /// The polygon of this area, by code.
    area: Option<String>,
    /// `west,south,east,north` in degrees.
    bbox: Option<String>,
    /// Around this `lon,lat`; needs `radius_m`.
    near: Option<String>,
    /// At most this far from `near`, metres on the ellipsoid.
    radius_m: Option<f64>,
}

/// Rows of a table within a part of the map.
#[derive(Serialize, ToSchema)]
pub struct WithinAnswer {
    /// The table.
    table: String,
    /// Rows whose place is there, its border included.
    #[schema(value_type = u64)]
    rows: Value,
    /// The columns of numbers, in the table's order.
    columns: Vec<NumbersWithin>,
    /// The dataset that was asked.
    dataset_version: String,
}

/// What the numbers of a column come to; all but `missing` are null where no row has one.
#[derive(Serialize, ToSchema)]
pub struct NumbersWithin {
    name: String,
    unit: String,
    /// Rows without a value.
    missing: u64,
    #[schema(value_type = Option<f64>)]
    sum: Value,
    #[schema(value_type = Option<f64>)]
    mean: Value,
    #[schema(value_type = Option<f64>)]
    min: Value,
    #[schema(value_type = Option<f64>)]
    max: Value,
}

/// How many rows of a table of one's own are in an area, a box or a circle, and sum, mean, least and greatest of its
/// numbers there.
#[utoipa::path(get, path = "/api/v1/tables/{table}/within", tag = "sql", params(WithinParams,
        ("table" = String, Path, description = "A table of one's own that has places")),
    responses((status = 200, description = "What is there", body = WithinAnswer)))]
pub async fn within(
    State(app): State<AppState>,
    reader: Reader,
    Path(table): Path<String>,
    Query(params): Query<WithinParams>,
) -> ApiResult<Json<WithinAnswer>> {
    let snapshot = reader.catalogue();
    let table = with_places(snapshot, &table)?;
    let region = Region::of(snapshot, &params)?;
    answer(&app, &reader, table, region).await
}

/// The same within a GeoJSON Polygon or MultiPolygon (or a Feature with one).
#[utoipa::path(post, path = "/api/v1/tables/{table}/within", operation_id = "within_polygon", tag = "sql",
    params(("table" = String, Path, description = "A table of one's own that has places")),
    request_body(content = Object, description = "GeoJSON", content_type = "application/geo+json"),
    responses((status = 200, description = "What is there", body = WithinAnswer)))]
pub async fn within_polygon(
    State(app): State<AppState>,
    reader: Reader,
    Path(table): Path<String>,
    extract::Json(body): extract::Json<Value>,
) -> ApiResult<Json<WithinAnswer>> {
    let table = with_places(reader.catalogue(), &table)?;
    let region = compute(&app.pools().data, move |_| Region::drawn(&body)).await?;
    answer(&app, &reader, table, region).await
}

/// The table of one's own of this name, where its rows have places.
fn with_places<'a>(snapshot: &'a Snapshot, name: &str) -> ApiResult<&'a OwnTable> {
    let all = || snapshot.dataset().own_tables().iter().map(|(table, _)| table);
    let located = || all().filter(|table| table.located != Located::Nowhere);
    let names = || located().map(|table| table.name.as_str()).collect::<Vec<_>>().join(", ");
    match all().find(|table| table.name == name) {
        Some(table) if table.located != Located::Nowhere => Ok(table),
        Some(_) => {
            Err(ApiError::parameter("table", format!("the rows of `{name}` have no places."))
                .hint("Its columns are read by SQL."))
        }
        None => Err(ApiError::new(
            Code::TableNotFound,
            format!("The dataset has no table of one's own `{name}`."),
        )
        .hint(match located().next() {
            Some(_) => format!("Tables with places: {}.", names()),
            None => "This dataset has none with places; others are read by SQL.".to_owned(),
        })),
    }
}

/// A part of the map, as a condition of SQL with its values.
#[derive(Debug)]
struct Region {
    condition: String,
    values: Value,
}

impl Region {
    fn of(snapshot: &Snapshot, params: &WithinParams) -> ApiResult<Self> {
        let WithinParams { area, bbox, near, radius_m } = params;
        match (area, bbox, near, radius_m) {
            (Some(code), None, None, None) => Self::area(snapshot, code),
            (None, Some(text), None, None) => Self::bbox(text),
            (None, None, Some(text), Some(radius_m)) => Self::circle(text, *radius_m),
            (None, None, Some(_), None) => {
                Err(ApiError::new(Code::MissingParameter, "`near` needs `radius_m` (metres)."))
            }
            (None, None, None, Some(_)) => {
                Err(ApiError::new(Code::MissingParameter, "`radius_m` needs `near=lon,lat`."))
            }
            (None, None, None, None) => Err(ApiError::new(
                Code::MissingParameter,
                "One of `area`, `bbox` and `near` with `radius_m` says where.",
            )
            .hint("A polygon is sent with POST, as GeoJSON.")),
            _ => Err(ApiError::parameter(
                "area",
                "only one of `area`, `bbox` and `near` can say where.",
            )),
        }
    }

    fn area(snapshot: &Snapshot, code: &str) -> ApiResult<Self> {
        let code = existing(snapshot, code)?;
        if snapshot.bbox(code).is_none() {
            return Err(ApiError::parameter("area", format!("{code} has no polygon.")));
        }
        let areas = code.level().plural();
        Ok(Self {
            condition: format!(
                "ST_Intersects(geometry, (SELECT a.geometry FROM {areas} a WHERE a.code = $1))"
            ),
            values: json!([code.to_string()]),
        })
    }

    fn bbox(text: &str) -> ApiResult<Self> {
        let sides = numbers::<4>("bbox", text, "west,south,east,north")?;
        let [west, south, east, north] = sides;
        if west > east || south > north || !on_earth(west, south) || !on_earth(east, north) {
            return Err(ApiError::parameter(
                "bbox",
                format!("`{text}` is not west, south, east and north in degrees."),
            ));
        }
        let condition = "ST_Intersects(geometry, ST_MakeEnvelope($1, $2, $3, $4))".to_owned();
        Ok(Self { condition, values: json!(sides) })
    }

    fn circle(text: &str, radius_m: f64) -> ApiResult<Self> {
        let [lon, lat] = numbers::<2>("near", text, "lon,lat")?;
        if !on_earth(lon, lat) {
            return Err(ApiError::parameter("near", format!("`{text}` is not on earth.")));
        }
        if !radius_m.is_finite() || radius_m < 0.0 {
            return Err(ApiError::parameter("radius_m", format!("{radius_m} is no distance.")));
        }
        let condition = "ST_DWithin(geometry, ST_Point($1, $2), $3)".to_owned();
        Ok(Self { condition, values: json!([lon, lat, radius_m]) })
    }

    fn drawn(body: &Value) -> ApiResult<Self> {
        let polygon = geometry::polygon(body)?;
        let count: usize = polygon.iter().flat_map(rings).map(|ring| ring.0.len()).sum();
        if count > MOST_POSITIONS {
            return Err(ApiError::new(
                Code::InvalidGeometry,
                format!("The polygon has {count} positions; at most {MOST_POSITIONS} are taken."),
            )
            .hint("Simplify it, or name an `area`."));
        }
        let condition = "ST_Intersects(geometry, ST_GeomFromGeoJSON($1))".to_owned();
        Ok(Self { condition, values: json!([written(&polygon).to_string()]) })
    }
}

fn on_earth(lon: f64, lat: f64) -> bool {
    lon.abs() <= 180.0 && lat.abs() <= 90.0
}

fn rings(polygon: &geo::Polygon<f64>) -> impl Iterator<Item = &geo::LineString<f64>> {
    std::iter::once(polygon.exterior()).chain(polygon.interiors())
}

/// What was read of a body, and nothing else that stood there.
fn written(polygons: &MultiPolygon<f64>) -> Value {
    let ring = |ring: &geo::LineString<f64>| -> Value {
        ring.0.iter().map(|at| json!([at.x, at.y])).collect()
    };
    let parts: Value =
        polygons.iter().map(|polygon| rings(polygon).map(ring).collect::<Value>()).collect();
    json!({"type": "MultiPolygon", "coordinates": parts})
}

fn numeric(table: &OwnTable) -> impl Iterator<Item = (usize, &OwnColumn)> {
    let of_numbers =
        |column: &&OwnColumn| matches!(column.kind, ColumnType::Integer | ColumnType::Number);
    table.columns.iter().filter(of_numbers).enumerate()
}

/// The statement. Names of columns are small letters, digits and `_`.
fn statement(table: &OwnTable, condition: &str) -> String {
    let mut sql = String::from("SELECT count(*) AS n");
    for (at, column) in numeric(table) {
        let name = &column.name;
        // Writing to a string cannot fail.
        let _ = write!(
            sql,
            ", count(\"{name}\") AS n{at}, sum(\"{name}\") AS sum{at}, avg(\"{name}\") AS mean{at}, \
             min(\"{name}\") AS min{at}, max(\"{name}\") AS max{at}"
        );
    }
    let _ = write!(sql, " FROM \"{}\" WHERE {condition}", table.name);
    sql
}

async fn answer(
    app: &AppState,
    reader: &Reader,
    table: &OwnTable,
    region: Region,
) -> ApiResult<Json<WithinAnswer>> {
    let snapshot = reader.catalogue();
    let mut request = QueryRequest::new(statement(table, &region.condition));
    request.params = Params::from_json(region.values)?;
    request.by = reader.0.person().map(Person::signature);
    request.audits = reader.audits();
    noted::asked(app, reader, &request.sql, None, Format::Json.as_str()).await?;
    let row = only_row(snapshot, request).await?;
    let value = |name: String| row.get(&name).cloned().unwrap_or_default();
    let rows = value("n".to_owned());
    let whole = |value: &Value| value.as_u64().unwrap_or_default();
    let columns = numeric(table).map(|(at, column)| NumbersWithin {
        name: column.name.clone(),
        unit: column.unit.clone(),
        missing: whole(&rows).saturating_sub(whole(&value(format!("n{at}")))),
        sum: value(format!("sum{at}")),
        mean: value(format!("mean{at}")),
        min: value(format!("min{at}")),
        max: value(format!("max{at}")),
    });
    Ok(Json(WithinAnswer {
        table: table.name.clone(),
        columns: columns.collect(),
        rows: rows.clone(),
        dataset_version: snapshot.version().to_owned(),
    }))
}

/// The one row of a statement that counts.
async fn only_row(snapshot: &Snapshot, request: QueryRequest) -> ApiResult<Map<String, Value>> {
    let engine = snapshot.engine();
    let rows = engine.run(request).await.inspect_err(|error| {
        if matches!(error, QueryError::Busy { .. }) {
            metrics::counter!("http_requests_refused_total", "kind" => "SQL").increment(1);
        }
    })?;
    let bytes = engine.encode(rows, Format::Json, snapshot.version())?.collect().await?;
    let mut document: Value = serde_json::from_slice(&bytes).map_err(ApiError::internal)?;
    match document.pointer_mut("/items/0").map(Value::take) {
        Some(Value::Object(row)) => Ok(row),
        _ => Err(ApiError::internal("a statement that counts has no row")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_drawn_is_given_on_as_it_was_read() {
        let ring = json!([[110.0, -8.0], [110.25, -8.0], [110.25, -7.5], [110.0, -8.0]]);
        let body = json!({"type": "Polygon", "coordinates": [ring], "crs": "any"});
        let region = Region::drawn(&body).unwrap();
        let text = region.values[0].as_str().unwrap();
        let expected = json!({"type": "MultiPolygon", "coordinates": [[ring]]});
        assert_eq!(serde_json::from_str::<Value>(text).unwrap(), expected);
    }

    #[test]
    fn a_polygon_of_too_many_positions_is_refused() {
        let mut ring: Vec<[f64; 2]> =
            (0..MOST_POSITIONS).map(|n| [n as f64 / 1e4, (n % 2) as f64]).collect();
        ring.push([0.0, 0.0]);
        let body = json!({"type": "Polygon", "coordinates": [ring]});
        assert_eq!(Region::drawn(&body).unwrap_err().code(), Code::InvalidGeometry);
    }

    #[test]
    fn boxes_and_circles_are_on_earth() {
        assert!(Region::bbox("110,-8,111,-7").is_ok());
        for text in ["111,-8,110,-7", "110,-7,111,-8", "110,-8,190,-7", "110,-91,111,-7", "1,2,3"] {
            assert_eq!(Region::bbox(text).unwrap_err().code(), Code::InvalidParameter, "{text}");
        }
        assert!(Region::circle("110,-8", 500.0).is_ok());
        for (text, radius) in
            [("110,-91", 1.0), ("110", 1.0), ("110,-8", -1.0), ("110,-8", f64::NAN)]
        {
            let error = Region::circle(text, radius).unwrap_err();
            assert_eq!(error.code(), Code::InvalidParameter, "{text} {radius}");
        }
    }
}
