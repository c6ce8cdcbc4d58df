//! What the dataset is, where it came from, and what did not join.

use axum::Json;
use axum::extract::State;
use geodata::dataset::{ColumnOrigin, Counts, Manifest, ReportCount, ReportLine, SourceEntry};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::AppState;
use crate::http::answer::page::{List, Page};
use crate::http::answer::written::{self, Written};
use crate::http::catalogue::Served;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::request::extract::{Query, limit};
use crate::snapshot::Snapshot;

/// The description of the dataset that is served.
#[derive(Serialize, ToSchema)]
pub struct DatasetInfo {
    /// Hash of the contents, 16 hexadecimal digits.
    version: String,
    /// The number of the last event by which something that people recorded counts; 0 where nothing does, and the version is that
    /// of the dataset as it was imported.
    registry_revision: i64,
    /// `demonstration` or `official`.
    #[schema(value_type = String)]
    kind: geodata::dataset::DatasetKind,
    /// Title in Indonesian.
    title_id: String,
    /// Title in English.
    title_en: String,
    /// Year of the code register.
    vintage: String,
    /// Numbers of areas.
    counts: Counts,
    /// Sources with their licences.
    sources: Vec<SourceEntry>,
    /// Where columns came from.
    columns: Vec<ColumnOrigin>,
    /// How many rows of the sources did not simply join, by check.
    report: Vec<ReportCount>,
}

/// The dataset: version, vintage, counts, sources, and the summary of its join report.
#[utoipa::path(get, path = "/api/v1/dataset", tag = "data",
    responses((status = 200, description = "The dataset", body = DatasetInfo)))]
pub async fn dataset(Served(snapshot): Served) -> Json<DatasetInfo> {
    let Manifest { version, meta, counts, report, .. } = snapshot.dataset().manifest.clone();
    Json(DatasetInfo {
        version,
        registry_revision: snapshot.dataset().recorded(),
        kind: meta.kind,
        title_id: meta.title_id,
        title_en: meta.title_en,
        vintage: meta.vintage,
        counts,
        sources: meta.sources,
        columns: meta.columns,
        report,
    })
}

/// Which lines of the join report.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReportParams {
    /// Only the lines of this check.
    check: Option<String>,
    /// Most lines, 100 when absent, at most 10000.
    limit: Option<usize>,
    /// Continues a list.
    cursor: Option<String>,
}

/// The lines of the join report: every row of a source that did not simply join, and every repair.
#[utoipa::path(get, path = "/api/v1/dataset/report", tag = "data", params(ReportParams),
    responses((status = 200, description = "Lines", body = List<ReportLine>)))]
pub async fn report(
    State(app): State<AppState>,
    Served(snapshot): Served,
    Query(params): Query<ReportParams>,
) -> ApiResult<Written> {
    written::json(&app.pools().data, move |_| lines(&snapshot, &params)).await
}

fn lines(snapshot: &Snapshot, params: &ReportParams) -> ApiResult<List<ReportLine>> {
    let known = &snapshot.dataset().manifest.report;
    if let Some(check) = &params.check
        && !known.iter().any(|entry| entry.check == *check)
    {
        let checks: Vec<&str> = known.iter().map(|entry| entry.check.as_str()).collect();
        return Err(ApiError::parameter("check", format!("the report has no check `{check}`."))
            .hint(format!("Checks of this dataset: {}.", checks.join(", "))));
    }
    let identity = format!("{} report {:?}", snapshot.version(), params.check);
    let page = Page::new(&identity, params.cursor.as_deref(), limit(params.limit, 100, 10_000)?)?;
    let lines = snapshot.report(params.check.as_deref()).map_err(ApiError::internal)?;
    Ok(page.cut(lines.into_iter()))
}
