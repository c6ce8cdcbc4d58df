//! What the address of a tile or of its description says.

use axum::http::{HeaderMap, header};
use geodata::AreaCode;
use geodata::tile::{Columns, Encoding, LAYERS, TileCoord};

use crate::http::answer::accept::Preferences;
use crate::http::answer::cache::Caching;
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::http::routes::gone;
use crate::snapshot::Snapshot;
use crate::tiles::{LayerList, LayerListError};

/// Which tile is asked for, and how it is to be written.
#[derive(Debug, Clone, Copy)]
pub struct Addressed {
    /// The tile.
    pub tile: TileCoord,
    /// How it is written.
    pub encoding: Encoding,
    /// Whether the address says so by its ending; otherwise `Accept` does.
    named: bool,
}

impl Addressed {
    /// Of zoom, column and row with its ending, as they stand in the address.
    ///
    /// # Errors
    /// `tile_not_found`, `invalid_parameter`, `tile_address_invalid`, `not_acceptable`: as of each part.
    pub fn new(z: &str, x: &str, y: &str, headers: &HeaderMap) -> ApiResult<Self> {
        let (y, ending) = ending(y)?;
        let tile = coord(z, x, y)?;
        let encoding = match ending {
            Some(encoding) => encoding,
            None => accepted(headers)?,
        };
        Ok(Self { tile, encoding, named: ending.is_some() })
    }

    /// How long the answer may be kept; `fixed` where the address stands for one content for ever.
    pub const fn caching(self, fixed: bool) -> Caching {
        match (self.named, fixed) {
            (true, true) => Caching::IMMUTABLE,
            (true, false) => Caching::FILE,
            (false, _) => Caching::ASKED,
        }
    }
}

/// Layer names with commas between them.
///
/// # Errors
/// `layer_not_found` for a name that no layer has, `invalid_parameter` for one that comes twice.
pub fn layers(names: &str) -> ApiResult<LayerList> {
    names.parse().map_err(|error| match error {
        LayerListError::Unknown(name) => {
            ApiError::new(Code::LayerNotFound, format!("There is no tile layer `{name}`."))
                .hint(format!("Layers: {}.", LAYERS.map(|layer| layer.name).join(", ")))
        }
        error @ LayerListError::Twice(_) => ApiError::parameter("layers", format!("{error}.")),
    })
}

/// The area of `?area=`.
///
/// # Errors
/// `invalid_code` for what is no code, `area_not_found` for one that the dataset does not have, `area_changed` for one that is gone.
pub fn area(snapshot: &Snapshot, code: Option<&str>) -> ApiResult<Option<AreaCode>> {
    let Some(text) = code else { return Ok(None) };
    let code: AreaCode =
        text.parse().map_err(|error| ApiError::new(Code::InvalidCode, format!("{error}.")))?;
    snapshot.dataset().area(code).ok_or_else(|| gone::absent(snapshot, code))?;
    Ok(Some(code))
}

/// The columns of `?indicators=`: names with commas between them, of none at all where it is empty. All of them are
/// no choice, so that one content has one name.
///
/// # Errors
/// `invalid_parameter` for an indicator that is not known or comes twice.
pub fn columns(snapshot: &Snapshot, names: Option<&str>) -> ApiResult<Option<Columns>> {
    let Some(names) = names else { return Ok(None) };
    let refuse = |problem: String| {
        Err(ApiError::parameter("indicators", problem).hint("Indicators: /api/v1/indicators"))
    };
    let carried = || snapshot.indicators().iter().filter(|of| of.statistics.spread.is_some());
    let mut columns = Columns::NONE;
    let mut seen: Vec<&str> = Vec::new();
    for name in names.split(',').filter(|_| !names.is_empty()) {
        if snapshot.values().indicator(name).is_none() {
            return refuse(format!("there is no indicator `{name}`."));
        }
        if seen.contains(&name) {
            return refuse(format!("`{name}` is named twice."));
        }
        seen.push(name);
        // One that no village has a value of is in no tile.
        let place = carried().position(|of| of.indicator.id == name);
        if let Some(place) = place
            && !columns.add(place)
        {
            let most = Columns::MOST;
            return refuse(format!(
                "`{name}` is beyond the first {most} of the dataset, among which a tile can choose."
            ));
        }
    }
    Ok((columns.count() < carried().count()).then_some(columns))
}

/// The row of an address without its ending, and the encoding that the ending names.
///
/// # Errors
/// `tile_not_found` for an ending that no tile has.
fn ending(row: &str) -> ApiResult<(&str, Option<Encoding>)> {
    match row.split_once('.') {
        None => Ok((row, None)),
        Some((row, "mvt" | "pbf")) => Ok((row, Some(Encoding::Mvt))),
        Some((row, "mlt")) => Ok((row, Some(Encoding::Mlt))),
        Some((_, other)) => {
            Err(ApiError::new(Code::TileNotFound, format!("No tile ends in `.{other}`."))
                .hint("The address of a tile ends in `.mvt`, `.pbf` or `.mlt`, or `Accept` says which is meant."))
        }
    }
}

/// The encoding that `Accept` asks for: Mapbox Vector Tiles where it likes both equally well.
///
/// # Errors
/// `not_acceptable` when it wants neither.
fn accepted(headers: &HeaderMap) -> ApiResult<Encoding> {
    let accept = Preferences::of(headers, header::ACCEPT);
    if accept.is_empty() {
        return Ok(Encoding::Mvt);
    }
    let wanted = |encoding: Encoding| accept.media_type(encoding.media_type());
    let best = match wanted(Encoding::Mlt) > wanted(Encoding::Mvt) {
        true => Encoding::Mlt,
        false => Encoding::Mvt,
    };
    match wanted(best) {
        (0, _) => Err(ApiError::new(Code::NotAcceptable, "`Accept` names no kind of vector tile.")
            .hint(format!("Kinds: {}.", Encoding::ALL.map(Encoding::media_type).join(", ")))),
        _ => Ok(best),
    }
}

/// Zoom, column and row.
///
/// # Errors
/// `invalid_parameter` for what is no number, `tile_address_invalid` for a tile that cannot be.
pub fn coord(z: &str, x: &str, y: &str) -> ApiResult<TileCoord> {
    let number = |name: &str, text: &str| {
        text.parse::<u32>()
            .map_err(|_| ApiError::parameter(name, format!("`{text}` is not a whole number.")))
    };
    let (z, x, y) = (number("z", z)?, number("x", x)?, number("y", y)?);
    let z = u8::try_from(z).unwrap_or(u8::MAX);
    TileCoord::new(z, x, y)
        .map_err(|error| ApiError::new(Code::TileAddressInvalid, format!("{error}.")))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn coordinates_are_whole_numbers_within_the_pyramid() {
        let code = |z, x, y| coord(z, x, y).unwrap_err().code();
        assert!(coord("4", "12", "8").is_ok());
        assert_eq!(code("99", "0", "0"), Code::TileAddressInvalid);
        assert_eq!(code("4", "16", "0"), Code::TileAddressInvalid);
        assert_eq!(code("4", "-1", "0"), Code::InvalidParameter);
    }

    #[test]
    fn the_ending_says_the_encoding_and_otherwise_accept_does() {
        assert_eq!(ending("8.mvt").unwrap(), ("8", Some(Encoding::Mvt)));
        assert_eq!(ending("8.pbf").unwrap(), ("8", Some(Encoding::Mvt)));
        assert_eq!(ending("8.mlt").unwrap(), ("8", Some(Encoding::Mlt)));
        assert_eq!(ending("8").unwrap(), ("8", None));
        assert_eq!(ending("8.png").unwrap_err().code(), Code::TileNotFound);
        let of = |accept: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
            accepted(&headers)
        };
        assert_eq!(accepted(&HeaderMap::new()).unwrap(), Encoding::Mvt);
        assert_eq!(of("*/*").unwrap(), Encoding::Mvt);
        assert_eq!(of("application/vnd.maplibre-tile").unwrap(), Encoding::Mlt);
        assert_eq!(of("application/vnd.maplibre-tile, */*;q=0.8").unwrap(), Encoding::Mlt);
        let both = "application/vnd.maplibre-tile;q=0.5, application/vnd.mapbox-vector-tile";
        assert_eq!(of(both).unwrap(), Encoding::Mvt);
        assert_eq!(of("text/html").unwrap_err().code(), Code::NotAcceptable);
    }

    #[test]
    fn layers_are_refused_by_name() {
        assert_eq!(layers("villages,roads").unwrap_err().code(), Code::LayerNotFound);
        assert_eq!(layers("villages,villages").unwrap_err().code(), Code::InvalidParameter);
    }
}
