//! A tile of a table of points of one's own: read from its files, for those who may ask for its rows by SQL. Like the others it
//! has a route outside of what surrounds all others, and the same bounds of time and load.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{RawPathParams, Request, State};
use axum::http::header;
use axum::http::request::Parts;
use axum::response::Response;
use geodata::tables::Located;
use geodata::tile::{Columns, TableOptions, TableTiles};
use serde::Deserialize;
use utoipa::IntoParams;

use super::address::Addressed;
use super::delivery::{self, Measured, coding, failed, respond};
use crate::access::{Access, Action};
use crate::app::AppState;
use crate::http::access::Reader;
use crate::http::answer::cache;
use crate::http::noted;
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::http::request::extract::Query;
use crate::snapshot::Snapshot;
use crate::tiles::TableRequest;

/// The route as metrics name it.
static ROUTE: Measured = Measured::new("/tiles/tables/{table}/{z}/{x}/{y}");

/// What is asked for beside a tile's address.
#[derive(Deserialize, IntoParams, Default)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TableTileParams {
    /// The version of the tiles as TileJSON names it; with the current one the answer may be kept for ever where nobody
    /// signs in.
    v: Option<String>,
    /// Columns with commas between them: points carry these alone; none where it is empty. Without it they carry all.
    columns: Option<String>,
}

/// One tile of a table of points of one's own. An empty one is answered 204.
///
/// The layer is named as the table. Every feature has a `count`: 1 for a point, which carries the columns of its row too; more for
/// the points of a cell of a grid, which stand at the mean of their places. TileJSON says which tiles are drawn how.
#[utoipa::path(get, path = "/tiles/tables/{table}/{z}/{x}/{y}", tag = "map", operation_id = "table_tile",
    params(TableTileParams,
        ("table" = String, Path, description = "A table of one's own whose rows are points"),
        ("z" = String, Path, description = "Zoom, 0 to 14"),
        ("x" = String, Path, description = "Column from the west"),
        ("y" = String, Path, description = "Row from the north, with the ending .mvt or .pbf (Mapbox Vector Tile 2.1) or .mlt (MapLibre Tile)")),
    responses(
        (status = 200, description = "The tile", content(
            (Vec<u8> = "application/vnd.mapbox-vector-tile"),
            (Vec<u8> = "application/vnd.maplibre-tile"))),
        (status = 204, description = "Nothing is there"),
        (status = 304, description = "Unchanged")))]
pub async fn table_tile(
    State(app): State<AppState>,
    path: RawPathParams,
    request: Request,
) -> Response {
    let started = Instant::now();
    // The body, of which there is none, must not wait with the rest for the tile.
    let (parts, _) = request.into_parts();
    let response = match delivery::reader(&app, &parts, Action::Query).await {
        Ok(reader) => {
            let answer = tile_for(&app, &reader, &path, &parts).await;
            answer.map(|answer| delivery::private(&app, &reader, answer))
        }
        Err(error) => Err(error),
    };
    delivery::answered(response, &app, &parts, &ROUTE, started)
}

async fn tile_for(
    app: &AppState,
    reader: &Reader,
    path: &RawPathParams,
    parts: &Parts,
) -> ApiResult<Response> {
    let snapshot = reader.catalogue();
    let params = match parts.uri.query() {
        None => TableTileParams::default(),
        Some(_) => Query::of(&parts.uri)?,
    };
    let mut of_path = path.iter().map(|(_, value)| value);
    let mut next = || of_path.next().unwrap_or_default();
    let (tiles, z, x, y) = (of_points(snapshot, next())?, next(), next(), next());
    let addressed = Addressed::new(z, x, y, &parts.headers)?;
    let (tile, encoding) = (addressed.tile, addressed.encoding);
    let columns = columns(tiles, params.columns.as_deref())?;
    let options = TableOptions { encoding, columns };
    let request = TableRequest { table: tiles.table().name.as_str().into(), tile, options };

    noted::tiles(app, reader, &tiles.table().name).await?;
    let version = snapshot.tiles_version();
    // Where people sign in, the right to ask may be taken from somebody.
    let fixed = app.access() != Access::Accounts && params.v.as_deref() == Some(&**version);
    let caching = addressed.caching(fixed);
    if parts.headers.contains_key(header::IF_NONE_MATCH)
        && let Some(known) = cache::matching_tag(&parts.headers, &request.name(version))
    {
        return Ok(cache::not_modified(known, caching));
    }
    let (coding, limit) = (coding(&parts.headers), app.config().limits.tile_timeout);
    let found = match app.tiles().kept_of_table(version, &request, coding) {
        Some(kept) => kept,
        None => {
            let making = app.tiles().get_of_table(version, tiles, request, coding);
            match tokio::time::timeout(limit, making).await {
                Ok(made) => made.map_err(failed)?,
                Err(_) => return Err(ApiError::late(limit)),
            }
        }
    };
    respond(found, encoding, coding, caching)
}

/// The tiles of the table of points of this name.
///
/// # Errors
/// `table_not_found` for a table that is not there, `invalid_parameter` for one whose rows are no points, `table_not_tiled` for one
/// that was imported before there were such tiles.
pub(super) fn of_points<'a>(snapshot: &'a Snapshot, name: &str) -> ApiResult<&'a Arc<TableTiles>> {
    let mut tiles = snapshot.own_tiles().iter();
    if let Some(found) = tiles.find(|tiles| tiles.table().name == name) {
        return Ok(found);
    }
    let all = || snapshot.dataset().own_tables().iter().map(|(table, _)| table);
    let points: Vec<&str> = all()
        .filter(|table| table.located == Located::Points)
        .map(|table| table.name.as_str())
        .collect();
    match all().find(|table| table.name == name).map(|table| table.located) {
        Some(Located::Points) => Err(ApiError::new(
            Code::TableNotTiled,
            format!("The dataset was imported before `{name}` had map tiles."),
        )
        .hint("Import it again with this version of the program.")),
        Some(_) => {
            Err(ApiError::parameter("table", format!("the rows of `{name}` are no points."))
                .hint("Tables with points have tiles; others are read by SQL."))
        }
        None => Err(ApiError::new(
            Code::TableNotFound,
            format!("The dataset has no table of one's own `{name}`."),
        )
        .hint(match points.as_slice() {
            [] => "This dataset has none with points; others are read by SQL.".to_owned(),
            names => format!("Tables with points: {}.", names.join(", ")),
        })),
    }
}

/// The columns of `?columns=`. All of them are no choice, so that one content has one name.
///
/// # Errors
/// `invalid_parameter` for a column that the table does not have or that is named twice.
pub(super) fn columns(tiles: &TableTiles, names: Option<&str>) -> ApiResult<Option<Columns>> {
    let Some(names) = names else { return Ok(None) };
    let all = tiles.columns();
    let mut columns = Columns::NONE;
    for name in names.split(',').filter(|_| !names.is_empty()) {
        let Some(place) = all.iter().position(|column| column.stored == name) else {
            let table = &tiles.table().name;
            let has = all.iter().map(|column| column.stored.as_str()).collect::<Vec<_>>();
            let problem = format!("`{table}` has no column `{name}`.");
            return Err(ApiError::parameter("columns", problem)
                .hint(format!("Columns: {}.", has.join(", "))));
        };
        if !columns.add(place) {
            let problem = match place {
                0..Columns::MOST => format!("`{name}` is named twice."),
                _ => format!(
                    "`{name}` is beyond the first {}, among which a tile can choose.",
                    Columns::MOST
                ),
            };
            return Err(ApiError::parameter("columns", problem));
        }
    }
    Ok((columns.count() < all.len()).then_some(columns))
}
