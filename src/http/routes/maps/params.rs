//! What addresses of maps say.

use std::str::FromStr;

use geodata::Level;

use crate::classes::Scheme;
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::maps::{Lang, Shade, Theme};
use crate::snapshot::{IndicatorSummary, Snapshot};

/// The level of a layer of areas.
///
/// # Errors
/// `layer_not_found`.
pub fn level(name: &str) -> ApiResult<Level> {
    Level::ALL.into_iter().find(|level| level.plural() == name).ok_or_else(|| {
        ApiError::new(Code::LayerNotFound, format!("No map shows a layer `{name}`."))
            .hint(format!("Layers: {}.", Level::ALL.map(Level::plural).join(", ")))
    })
}

/// One of a few words; the first of them without any.
fn word<T: FromStr>(name: &str, given: Option<&str>, first: T, words: &str) -> ApiResult<T> {
    let Some(given) = given else { return Ok(first) };
    let unknown = || ApiError::parameter(name, format!("`{given}` is none of {words}."));
    given.parse().map_err(|_| unknown())
}

/// `?scheme=`.
///
/// # Errors
/// `invalid_parameter`.
pub fn scheme(given: Option<&str>) -> ApiResult<Scheme> {
    let words = Scheme::ALL.map(Scheme::name).join(", ");
    word("scheme", given, Scheme::Quantile, &words)
}

/// `?lang=`.
///
/// # Errors
/// `invalid_parameter`.
pub fn lang(given: Option<&str>) -> ApiResult<Lang> {
    word("lang", given, Lang::Id, "id, en")
}

/// `?theme=`.
///
/// # Errors
/// `invalid_parameter`.
pub fn theme(given: Option<&str>) -> ApiResult<Theme> {
    Theme::of(word("theme", given, Shade::Light, "light, dark")?).map_err(ApiError::internal)
}

/// `?indicator=`: one that the map can show.
///
/// # Errors
/// `invalid_parameter`.
pub fn indicator<'a>(
    snapshot: &'a Snapshot,
    given: Option<&str>,
) -> ApiResult<Option<&'a IndicatorSummary>> {
    let Some(id) = given else { return Ok(None) };
    let found = snapshot.indicators().iter().find(|summary| summary.indicator.id == id);
    let found = found.ok_or_else(|| {
        ApiError::parameter("indicator", format!("there is no indicator `{id}`."))
            .hint("Indicators: /api/v1/indicators")
    })?;
    if found.statistics.spread.is_none() {
        return Err(ApiError::parameter("indicator", format!("no village has a value of `{id}`.")));
    }
    Ok(Some(found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_not_known_are_refused_by_name() {
        assert_eq!(scheme(None).unwrap(), Scheme::Quantile);
        assert_eq!(scheme(Some("natural")).unwrap(), Scheme::Natural);
        for error in [
            scheme(Some("jenks")).unwrap_err(),
            lang(Some("fr")).unwrap_err(),
            theme(Some("blue")).unwrap_err(),
        ] {
            assert_eq!(error.code(), Code::InvalidParameter);
        }
        assert_eq!(level("ltsa").unwrap_err().code(), Code::LayerNotFound);
        assert_eq!(level("villages").unwrap(), Level::Village);
    }
}
