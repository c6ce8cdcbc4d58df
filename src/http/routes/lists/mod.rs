//! Lists of migrant workers from villages: the table to fill in, and what of one would be taken.

pub mod receipts;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use geodata::lists::{Mapping, PersonalColumn, Refused};
use geodata::{AreaCode, GeodataError, Level};
use serde::Deserialize;
use utoipa::IntoParams;

use super::areas::existing;
use crate::app::AppState;
use crate::http::answer::written::{self, Written, compute, in_pieces};
use crate::http::catalogue::Served;
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::http::request::extract::Query;
use crate::http::request::list_body::{ListBody, ListRows};
use crate::lists::{self, Asked, Preview, PreviewError};
use crate::pool::Left;
use crate::snapshot::Snapshot;
use crate::strict;

/// Letters of the parameter `mapping`.
const MAPPING: usize = 4000;

/// How a list is to be read.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListParams {
    /// The code of the province, regency or district whose list it is.
    area: String,
    /// The sheet of a workbook; the first one unless given.
    sheet: Option<String>,
    /// Which heading stands for which field, as JSON: `{"village_code": "KODE"}`. Fields that are not named are known by
    /// their headings.
    mapping: Option<String>,
    /// Whom all rows count where no column says it: `cpmi`, `pmi` or `purna`.
    kind: Option<String>,
    /// The year of all rows where no column says it.
    year: Option<i32>,
}

impl ListParams {
    fn asked(self) -> ApiResult<Asked> {
        asked(self.sheet, self.mapping.as_deref(), self.kind, self.year)
    }
}

fn asked(
    sheet: Option<String>,
    mapping: Option<&str>,
    kind: Option<String>,
    year: Option<i32>,
) -> ApiResult<Asked> {
    let mapping = mapping.map(read_mapping).transpose()?.unwrap_or_default();
    Ok(Asked { sheet, mapping, kind, year })
}

fn read_mapping(text: &str) -> ApiResult<Mapping> {
    if text.len() > MAPPING {
        return Err(ApiError::parameter("mapping", format!("has more than {MAPPING} letters.")));
    }
    strict::from_slice(text.as_bytes())
        .map_err(|error| ApiError::parameter("mapping", format!("{error}.")))
}

/// What of a list would be taken, and what would not and why. Nothing is written.
///
/// The body is the table as CSV or as a workbook (.xlsx), or rows as JSON. A table that speaks of persons (names, identity
/// numbers, addresses, telephone numbers, dates of birth) is refused as a whole.
#[utoipa::path(post, path = "/api/v1/lists/preview", operation_id = "preview_list", tag = "lists",
    params(ListParams),
    request_body(content(
        (ListRows = "application/json"), (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
    responses((status = 200, description = "Rows, findings and sums", body = Preview)))]
pub async fn preview(
    State(app): State<AppState>,
    Served(snapshot): Served,
    Query(params): Query<ListParams>,
    ListBody(content): ListBody,
) -> ApiResult<Written> {
    let area = within(&snapshot, &params.area)?;
    let asked = params.asked()?;
    let this_year = this_year(&app)?;
    written::json(&app.pools().lists, move |_| {
        lists::preview(&snapshot, area, content, &asked, this_year).map_err(ApiError::from)
    })
    .await
}

/// An area that has villages below it.
fn within(snapshot: &Snapshot, text: &str) -> ApiResult<AreaCode> {
    let area = existing(snapshot, text)?;
    if area.level() == Level::Village {
        return Err(ApiError::parameter("area", format!("{area} is a village."))
            .hint("Name its district, regency or province."));
    }
    Ok(area)
}

/// The year by the clock of the server.
fn this_year(app: &AppState) -> ApiResult<i32> {
    let now = app.store().now();
    now.get(..4)
        .and_then(|year| year.parse().ok())
        .ok_or_else(|| ApiError::internal(format!("the clock says `{now}`")))
}

/// Of which area.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TemplateParams {
    /// The code of the province, regency or district.
    area: String,
}

/// The table to fill in, as a workbook: the villages of an area, with cells that say what belongs into them.
#[utoipa::path(get, path = "/api/v1/lists/template.xlsx", operation_id = "list_template_xlsx", tag = "lists",
    params(TemplateParams),
    responses((status = 200, description = "The table", body = Vec<u8>,
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
pub async fn template_xlsx(
    State(app): State<AppState>,
    Served(snapshot): Served,
    Query(params): Query<TemplateParams>,
) -> ApiResult<Response> {
    let area = within(&snapshot, &params.area)?;
    let work = move |_: &Left| lists::xlsx(&snapshot, area).map_err(ApiError::internal);
    let bytes = compute(&app.pools().lists, work).await?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    download(bytes, kind, &format!("daftar-desa-{area}.xlsx"))
}

/// Of which area, and how the file begins.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CsvTemplateParams {
    /// The code of the province, regency or district.
    area: String,
    /// Begins with a byte order mark, for Excel.
    #[serde(default)]
    bom: bool,
}

/// The table to fill in, as CSV.
#[utoipa::path(get, path = "/api/v1/lists/template.csv", operation_id = "list_template_csv", tag = "lists",
    params(CsvTemplateParams),
    responses((status = 200, description = "The table", content_type = "text/csv", body = String)))]
pub async fn template_csv(
    State(app): State<AppState>,
    Served(snapshot): Served,
    Query(params): Query<CsvTemplateParams>,
) -> ApiResult<Response> {
    let area = within(&snapshot, &params.area)?;
    let work = move |_: &Left| Ok::<_, ApiError>(lists::csv(&snapshot, area, params.bom));
    let text = compute(&app.pools().lists, work).await?;
    let kind = queries::Format::Csv.media_type();
    download(text.into_bytes(), kind, &format!("daftar-desa-{area}.csv"))
}

fn download(bytes: Vec<u8>, media_type: &'static str, name: &str) -> ApiResult<Response> {
    let named = format!("attachment; filename=\"{name}\"");
    let named = HeaderValue::from_str(&named).map_err(ApiError::internal)?;
    let mut response = in_pieces(bytes.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CONTENT_DISPOSITION, named);
    Ok(response)
}

impl From<PreviewError> for ApiError {
    fn from(error: PreviewError) -> Self {
        match error {
            PreviewError::File(GeodataError::Source { place, problem, advice, .. }) => {
                let place = place.in_words();
                let place = if place.is_empty() { place } else { format!(", {place}") };
                Self::new(Code::InvalidList, format!("The file{place}: {problem}.")).hint(advice)
            }
            PreviewError::File(other) => Self::internal(other),
            PreviewError::Table(Refused::Persons(columns)) => of_persons(&columns),
            PreviewError::Table(Refused::Heading(heading)) => Self::parameter(
                "mapping",
                format!("not exactly one column has the heading `{heading}`."),
            ),
            PreviewError::Rows(rows) => Self::new(
                Code::InvalidList,
                format!("The list has {rows} rows, and 20,000 are the most."),
            )
            .hint("Send it in parts, one for each district."),
            PreviewError::Json(error) => Self::internal(error),
        }
    }
}

/// Which columns speak of persons; nothing of what stands in them is repeated.
fn of_persons(columns: &[PersonalColumn]) -> ApiError {
    let named: Vec<String> = columns.iter().take(20).map(named).collect();
    ApiError::new(
        Code::PersonalData,
        format!("A list holds sums, and this one speaks of persons: {}.", named.join("; ")),
    )
    .hint("Nothing was read or kept. Delete these columns, count people by village, kind and year, and send the sums.")
}

fn named(column: &PersonalColumn) -> String {
    let [id, en] = column.personal.words();
    let heading =
        column.heading.as_ref().map(|heading| format!(" `{heading}`")).unwrap_or_default();
    let row = column.row.map(|row| format!(" (row {row})")).unwrap_or_default();
    format!("column {}{heading}{row}: {en} ({id})", column.letter)
}
