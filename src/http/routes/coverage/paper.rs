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

use super::maps::Shown;
use super::{asked_codes, need, when};
use crate::app::AppState;
use crate::http::answer::written::{compute, in_pieces};
use crate::http::catalogue::Served;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::request::extract::Query;
use crate::http::routes::maps::params;
use crate::maps::Lang;
use crate::sheets::{Sheet, SheetArea, SheetMaps, compared};
use crate::snapshot::{LevelCoverage, Series, Snapshot};

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
    /// What the maps show of the parts of each area: `designated`, or the id of an indicator; need, unless given.
    maps: Option<String>,
    /// `id` or `en`; without it `id`.
    lang: Option<String>,
}

/// Several areas side by side on one page of A4: measures with their place in province and nation, maps with one legend, charts over
/// the rounds, and the indicators that fit.
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
        let areas = &areas.areas;
        areas.get(areas.binary_search_by_key(&code, |area| area.code).ok()?)
    };
    let nation = levels
        .first()
        .map_or_else(CoverageTotal::default, |(_, all)| CoverageTotal::of(&all.areas));
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
    let shown = Shown::of(snapshot, codes, params.maps.as_deref().unwrap_or(need), when)?;
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
        maps: SheetMaps {
            dataset: snapshot.dataset(),
            subject: subject(snapshot, &shown, codes, when, lang),
            breaks: &shown.breaks,
            counts: shown.series == Series::Designated,
            parts: &shown.parts,
        },
        data: lang.pick(&meta.title_id, &meta.title_en).to_owned(),
        version: snapshot.version(),
        demonstration: meta.kind == DatasetKind::Demonstration,
    };
    compared(&sheet).map_err(ApiError::internal)
}

/// The coverage of provinces, regencies and districts.
fn coverages(snapshot: &Snapshot, need: &str, when: When) -> Vec<(Level, Arc<LevelCoverage>)> {
    let levels = geodata::coverage::LEVELS.into_iter();
    levels.map(|level| (level, snapshot.coverage_by(need, level, when))).collect()
}

/// What the maps show: name, unit and year, of which parts, and what it stands in the place of.
fn subject(
    snapshot: &Snapshot,
    shown: &Shown<'_>,
    codes: &[AreaCode],
    when: When,
    lang: Lang,
) -> String {
    let year = match shown.series {
        Series::Designated => when.year(),
        Series::Indicator(id) => {
            let summary = snapshot.indicators().iter().find(|of| of.indicator.id == id);
            summary.and_then(|of| of.year)
        }
    };
    let name = |of: &Indicator| lang.pick(&of.name_id, &of.name_en).to_owned();
    let mut text = match shown.indicator(snapshot) {
        Some(of) if of.unit != "1" && !of.unit.is_empty() => format!("{} ({})", name(of), of.unit),
        Some(of) => name(of),
        None => lang.pick("desa Desmigratif", "Desmigratif villages").to_owned(),
    };
    if let Some(year) = year {
        let until = shown.series == Series::Designated;
        let until = if until { lang.pick("sampai ", "up to ") } else { "" };
        text = format!("{text}, {until}{year}");
    }
    let parts = Level::ALL
        .into_iter()
        .filter(|level| codes.iter().any(|code| code.level().below() == Some(*level)));
    let parts = parts.map(|level| match level {
        Level::Province => lang.pick("provinsi", "province"),
        Level::Regency => lang.pick("kabupaten/kota", "regency or city"),
        Level::District => lang.pick("kecamatan", "district"),
        Level::Village => lang.pick("desa/kelurahan", "village"),
    });
    let parts: Vec<&str> = parts.collect();
    text = format!("{text}, {} {}", lang.pick("per", "by"), parts.join(", "));
    if shown.gave_way() {
        let asked = shown.asked_for(snapshot).map(name).unwrap_or_default();
        let unknown =
            lang.pick("tidak dinyatakan untuk bagian wilayah ini", "not stated of these parts");
        text = format!("{text} ({asked}: {unknown})");
    }
    text
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
