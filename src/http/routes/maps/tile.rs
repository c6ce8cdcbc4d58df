//! A raster tile, for programs that read pictures only.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use geodata::tile::TileCoord;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{answer, params};
use crate::app::AppState;
use crate::http::answer::cache::Caching;
use crate::http::catalogue::Served;
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::http::request::extract::{Path, Query};
use crate::http::routes::tiles::address;
use crate::maps::{Picture, Scene, Source, drawn_at};

/// The side of a tile in pixels.
const SIDE: u32 = 256;

/// What a raster tile shows.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RasterParams {
    /// The indicator that colours the areas; without one they are land.
    indicator: Option<String>,
    /// `quantile` (as without it), `equal`, `natural` or `diverging`: how the country's values are cut into classes.
    scheme: Option<String>,
    /// `light` (as without it) or `dark`.
    theme: Option<String>,
    /// The version of the tiles as TileJSON names it; with the current one the answer may be kept for ever.
    v: Option<String>,
}

/// A raster tile of 256 pixels, or of 512 with `@2x`, in Web Mercator (XYZ). Classes and colours are those of the map in the
/// browser, fixed for the whole country.
#[utoipa::path(get, path = "/maps/{layer}/{z}/{x}/{y}", tag = "map",
    operation_id = "raster_tile",
    params(RasterParams,
        ("layer" = String, Path, description = "provinces, regencies, districts or villages"),
        ("z" = String, Path, description = "Zoom, 0 to 14"),
        ("x" = String, Path, description = "Column from the west"),
        ("y" = String, Path, description = "Row from the north, with the ending .png or @2x.png")),
    responses(
        (status = 200, description = "The tile", content_type = "image/png", body = Vec<u8>),
        (status = 304, description = "Unchanged")))]
pub async fn raster(
    State(app): State<AppState>,
    Served(snapshot): Served,
    Path((layer, z, x, y)): Path<(String, String, String, String)>,
    Query(asked): Query<RasterParams>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let (row, ratio) = row(&y)?;
    let (level, tile) = (params::level(&layer)?, address::coord(&z, &x, row)?);
    let (scheme, theme) =
        (params::scheme(asked.scheme.as_deref())?, params::theme(asked.theme.as_deref())?);
    let indicator = params::indicator(&snapshot, asked.indicator.as_deref())?;
    let version = snapshot.tiles_version();
    let name = answer::name(
        version,
        &format!(
            "tile {layer} {tile:?} {ratio} {} {:?} {:?}",
            scheme.name(),
            asked.indicator,
            asked.theme
        ),
    );
    let caching = match asked.v.as_deref() == Some(&**version) {
        true => Caching::IMMUTABLE,
        false => Caching::FILE,
    };
    let make = async {
        let zoom = zoom(tile);
        let level = drawn_at(level, zoom);
        let choropleth = app.maps().choropleth(&snapshot, level, indicator, scheme, &theme).await?;
        let ratio = f64::from(ratio);
        let choropleth = choropleth.as_ref();
        let scene = Scene { level, area: None, choropleth, theme: &theme, zoom, ratio };
        let side = SIDE * ratio as u32;
        let mut picture = Picture::new(side, side, theme.sea.clone());
        let source = Source { tiles: app.tiles(), version, layers: snapshot.layers() };
        source.lay(&scene, &[(tile, [0.0, 0.0], f64::from(side))], &mut picture).await?;
        Ok(picture)
    };
    answer::picture(&app, &headers, name, caching, make).await
}

/// The zoom of a map in the browser of the same scale: its tiles are twice as wide.
fn zoom(tile: TileCoord) -> f64 {
    f64::from(tile.z()) - 1.0
}

/// The row of an address without its ending, and pixels to a pixel of a page.
fn row(text: &str) -> ApiResult<(&str, u8)> {
    let Some(row) = text.strip_suffix(".png") else {
        return Err(ApiError::new(
            Code::TileNotFound,
            "The address of a raster tile ends in `.png` or `@2x.png`.",
        ));
    };
    Ok(row.strip_suffix("@2x").map_or((row, 1), |row| (row, 2)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_says_how_dense_the_pixels_are() {
        assert_eq!(row("17.png").unwrap(), ("17", 1));
        assert_eq!(row("17@2x.png").unwrap(), ("17", 2));
        for other in ["17", "17.jpg", "17@3x.webp"] {
            assert_eq!(row(other).unwrap_err().code(), Code::TileNotFound);
        }
    }
}
