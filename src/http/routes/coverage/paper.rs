//! Areas side by side on one page to print.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use geodata::coverage::{AreaCoverage, CoverageTotal};
use geodata::dataset::{DatasetKind, Indicator};
use geodata::values::When;
use geodata::{AreaCode, Level};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{asked_codes, need, when};
use crate::app::AppState;
use crate::http::answer::written::{compute, in_pieces};
use crate::http::catalogue::Served;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::request::extract::Query;
use crate::http::routes::maps::params;
use crate::maps::Lang;
use crate::sheets::{Sheet, SheetArea, compared};
use crate::snapshot::Snapshot;

/// Areas that fit on a page.
const MOST: usize = 6;

/// Which areas to print side by side.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PaperParams {
    /// One to six codes of provinces, regencies or districts, separated by commas.
    codes: String,
    /// As for coverage.
    need: Option<String>,
    /// As for coverage.
    year: Option<i32>,
    /// As for coverage.
    years: Option<u8>,
    /// As for coverage.
    #[serde(default)]
    include_imputed: bool,
    /// `id` or `en`; without it `id`.
    lang: Option<String>,
}

/// Several areas side by side on one page of A4: measures with their place in province and nation, charts over the rounds, and
/// the indicators that fit.
#[utoipa::path(get, path = "/api/v1/coverage/compare.pdf",
    operation_id = "compare_coverage_pdf", tag = "data", params(PaperParams),
    responses((status = 200, description = "One page", content_type = "application/pdf", body = Vec<u8>)))]
pub async fn compare_pdf(
    State(app): State<AppState>,
    Served(snapshot): Served,
    Query(params): Query<PaperParams>,
) -> ApiResult<Response> {
    let lang = params::lang(params.lang.as_deref())?;
    let codes = asked_codes(&snapshot, &params.codes)?;
    if codes.len() > MOST {
        let detail = format!("{} codes; {MOST} fit on a page.", codes.len());
        return Err(ApiError::parameter("codes", detail));
    }
    let demonstration = snapshot.dataset().manifest.meta.kind == DatasetKind::Demonstration;
    let name = format!(
        "{}-{}{}.pdf",
        lang.pick("perbandingan", "comparison"),
        codes.iter().map(AreaCode::to_string).collect::<Vec<_>>().join("-"),
        if demonstration { lang.pick("-contoh", "-demo") } else { "" }
    );
    let bytes = compute(&app.pools().data, move |_| page(&snapshot, &codes, &params, lang)).await?;
    let value = |text: String| HeaderValue::from_str(&text).map_err(ApiError::internal);
    let mut response = in_pieces(bytes.into());
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    response
        .headers_mut()
        .insert(header::CONTENT_DISPOSITION, value(format!("attachment; filename=\"{name}\""))?);
    Ok(response)
}

fn page(
    snapshot: &Snapshot,
    codes: &[AreaCode],
    params: &PaperParams,
    lang: Lang,
) -> ApiResult<Vec<u8>> {
    let need = need(snapshot, params.need.as_deref())?;
    let when = when(params.year, params.years, params.include_imputed)?;
    let levels = coverages(snapshot, need, when);
    let find = |code: AreaCode| -> Option<&AreaCoverage> {
        let (_, areas) = levels.iter().find(|(level, _)| *level == code.level())?;
        areas.get(areas.binary_search_by_key(&code, |area| area.code).ok()?)
    };
    let nation =
        levels.first().map_or_else(CoverageTotal::default, |(_, areas)| CoverageTotal::of(areas));
    let known_of = |code: AreaCode| snapshot.known_of(code);
    let indicators: Vec<&Indicator> = snapshot.values().indicators().collect();
    let areas = codes.iter().map(|code| {
        let coverage =
            find(*code).ok_or_else(|| ApiError::internal(format!("no coverage of {code}")))?;
        let known = known_of(*code);
        Ok(SheetArea {
            coverage,
            province: code.parent().and_then(|_| find(code.ancestor(Level::Province)?)),
            values: indicators.iter().map(|of| Some(known.get(&of.id)?.value)).collect(),
        })
    });
    let areas = areas.collect::<ApiResult<Vec<SheetArea<'_>>>>()?;
    let meta = &snapshot.dataset().manifest.meta;
    let named = |of: &&Indicator| {
        let unit = if of.unit == "1" { String::new() } else { format!(" ({})", of.unit) };
        let name = lang.pick(&of.name_id, &of.name_en);
        (format!("{name}{unit}"), usize::try_from(of.decimals).unwrap_or(0))
    };
    let sheet = Sheet {
        lang,
        areas,
        nation: &nation,
        rounds: snapshot.rounds(when),
        need: need_in_words(snapshot, need, params, lang),
        indicators: indicators.iter().map(named).collect(),
        data: lang.pick(&meta.title_id, &meta.title_en).to_owned(),
        version: snapshot.version(),
        demonstration: meta.kind == DatasetKind::Demonstration,
    };
    compared(&sheet).map_err(ApiError::internal)
}

/// The coverage of provinces, regencies and districts.
fn coverages(snapshot: &Snapshot, need: &str, when: When) -> Vec<(Level, Arc<[AreaCoverage]>)> {
    let levels = geodata::coverage::LEVELS.into_iter();
    levels.map(|level| (level, snapshot.coverage_by(need, level, when))).collect()
}

/// What need is, and of which time.
fn need_in_words(snapshot: &Snapshot, need: &str, params: &PaperParams, lang: Lang) -> String {
    let indicator = snapshot.values().indicator(need);
    let name = indicator.map_or(need, |of| lang.pick(&of.name_id, &of.name_en));
    let unit = snapshot.unit(need);
    let time = match (params.year, params.years, params.include_imputed) {
        (None, Some(3), _) => {
            lang.pick("rata-rata tiga tahun terakhir", "mean of the latest three years").to_owned()
        }
        (Some(year), Some(3), _) => format!(
            "{} {year}",
            lang.pick("rata-rata tiga tahun sampai", "mean of three years up to")
        ),
        (Some(year), _, _) => format!("{} {year}", lang.pick("tahun", "year")),
        (None, _, true) => lang
            .pick("tahun terbaru, juga angka perkiraan", "latest year, imputed figures too")
            .to_owned(),
        (None, _, false) => {
            lang.pick("tahun terbaru tiap wilayah", "latest year of each area").to_owned()
        }
    };
    format!("{}: {name} ({unit}), {time}.", lang.pick("Kebutuhan", "Need"))
}
