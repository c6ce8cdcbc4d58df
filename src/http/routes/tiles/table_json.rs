//! The description of the tiles of a table of one's own for map clients.

use std::collections::BTreeMap;

use axum::Json;
use geodata::tables::clusters::{GRID_BITS, MOST_SINGLE, MOST_SINGLE_AT_LAST};
use geodata::tile::{COUNT, MAX_MLT_BYTES, MAX_TILE_BYTES, MAX_ZOOM, PropertyKind};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::table::{columns, of_points};
use super::tilejson::{COUNTRY, encoding};
use crate::http::access::Reader;
use crate::http::problem::ApiResult;
use crate::http::request::extract::{Path, Query};
use crate::http::request::origin::Origin;
use crate::snapshot::VectorLayer;

/// TileJSON 3.0 of a table of points.
#[derive(Serialize, ToSchema)]
pub struct TableTileJson {
    /// `3.0.0`.
    tilejson: &'static str,
    /// The table, and the layer in its tiles.
    name: String,
    /// What one row is, in English; empty where nobody said.
    description: String,
    /// The version of the tiles: that of the dataset and the number of the tiles' own format.
    version: String,
    scheme: &'static str,
    /// The source of the table.
    attribution: String,
    /// Addresses of tiles, with the version.
    tiles: Vec<String>,
    minzoom: u8,
    maxzoom: u8,
    /// West, south, east, north.
    bounds: [f64; 4],
    /// Centre and zoom to begin with.
    center: [f64; 3],
    /// `mvt` or `mlt`, as sources of MapLibre name it.
    encoding: &'static str,
    /// The layer in the tiles, with the types of its properties.
    vector_layers: Vec<VectorLayer>,
    clustering: Clustering,
}

/// Which tiles have each row as a point, and which the rows of each cell of a grid as one.
#[derive(Serialize, ToSchema)]
pub struct Clustering {
    /// The property that says how many rows a feature is.
    property: &'static str,
    /// A tile has so many cells to a side.
    cells: u32,
    /// Up to so many rows of a tile are each a point, with the columns of its row.
    single_rows: u64,
    /// As many at the last zoom.
    single_rows_at_maxzoom: u64,
    /// A tile of points that would be larger than this as sent (gzip) is drawn in cells; at the last zoom its points give up their
    /// columns first. Asking for fewer `columns` keeps it small.
    bytes: BytesOfTile,
}

/// Bytes of a tile at most, by how it is written. Both have the same content: what one gives up the other gives up too.
#[derive(Serialize, ToSchema)]
pub struct BytesOfTile {
    mvt: usize,
    mlt: usize,
}

/// How a description is asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TableTileJsonParams {
    /// `mvt` (as without it) or `mlt`: the kind of tiles that it describes.
    encoding: Option<String>,
    /// Columns with commas between them: points carry these alone; none where it is empty.
    columns: Option<String>,
}

/// The description of the tiles of a table of points of one's own, for map clients.
#[utoipa::path(get, path = "/tiles/tables/{table}", tag = "map", operation_id = "table_tilejson",
    params(TableTileJsonParams,
        ("table" = String, Path, description = "A table of one's own whose rows are points, with the ending .json")),
    responses((status = 200, description = "TileJSON 3.0", body = TableTileJson)))]
pub async fn table_tilejson(
    reader: Reader,
    Path(file): Path<String>,
    Query(params): Query<TableTileJsonParams>,
    origin: Origin,
) -> ApiResult<Json<TableTileJson>> {
    let snapshot = reader.catalogue();
    let tiles = of_points(snapshot, file.strip_suffix(".json").unwrap_or(&file))?;
    let chosen = columns(tiles, params.columns.as_deref())?;
    let encoding = encoding(params.encoding.as_deref())?;
    let (table, ending, version) = (tiles.table(), encoding.extension(), snapshot.tiles_version());
    let kind = |kind: PropertyKind| match kind {
        PropertyKind::Text => "String",
        PropertyKind::Whole | PropertyKind::Number => "Number",
        PropertyKind::Boolean => "Boolean",
    };
    let carried = tiles.columns().iter().enumerate();
    let carried = carried.filter(|(place, _)| chosen.is_none_or(|of| of.has(*place)));
    let mut fields: BTreeMap<String, &'static str> =
        carried.map(|(_, column)| (column.name.clone(), kind(column.kind))).collect();
    fields.insert(COUNT.to_owned(), "Number");
    // Read as names of columns: nothing in them needs to be coded.
    let names = chosen.and(params.columns.as_deref());
    let names = names.map_or(String::new(), |names| format!("&columns={names}"));
    let bounds = table.bounds.unwrap_or(COUNTRY);
    let [west, south, east, north] = bounds;
    let sources = &snapshot.dataset().manifest.meta.sources;
    let source = sources.iter().find(|source| source.key == table.source);
    Ok(Json(TableTileJson {
        tilejson: "3.0.0",
        name: table.name.clone(),
        description: table.description_en.clone(),
        version: version.to_string(),
        scheme: "xyz",
        attribution: source.map(|source| source.title.clone()).unwrap_or_default(),
        tiles: vec![format!(
            "{}/tiles/tables/{}/{{z}}/{{x}}/{{y}}.{ending}?v={version}{names}",
            origin.0, table.name
        )],
        minzoom: 0,
        maxzoom: MAX_ZOOM,
        bounds,
        center: [(west + east) / 2.0, (south + north) / 2.0, 4.0],
        encoding: ending,
        vector_layers: vec![VectorLayer {
            id: table.name.clone(),
            fields,
            minzoom: 0,
            maxzoom: MAX_ZOOM,
        }],
        clustering: Clustering {
            property: COUNT,
            cells: 1 << GRID_BITS,
            single_rows: MOST_SINGLE,
            single_rows_at_maxzoom: MOST_SINGLE_AT_LAST,
            bytes: BytesOfTile { mvt: MAX_TILE_BYTES, mlt: MAX_MLT_BYTES },
        },
    }))
}
