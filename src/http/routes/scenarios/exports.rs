//! Downloads from a frozen selection: its annex, and letters to villages.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use queries::csv::BYTE_ORDER_MARK;
use serde::Deserialize;
use utoipa::IntoParams;

use super::seen;
use super::stored::stored;
use crate::app::AppState;
use crate::http::access::Reader;
use crate::http::answer::cache::{self, Caching};
use crate::http::answer::written::{compute, in_pieces};
use crate::http::noted;
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::http::request::extract::{NoParams, Path, Query, area_code};
use crate::pool::Left;
use crate::scenarios::annex::{self, Frozen, FrozenEntry, Seal};
use crate::scenarios::store::{FrozenDocument, StateError, Store};
use geodata::canonical::short_fingerprint;

const PDF: &str = "application/pdf";
const PDF_ENDING: &str = "pdf";

/// A format of the annex.
#[derive(Debug, Clone, Copy)]
enum Format {
    Csv { mark: bool },
    Xlsx,
    Pdf,
    GeoJson,
}

impl Format {
    const fn ending(self) -> &'static str {
        match self {
            Self::Csv { .. } => "csv",
            Self::Xlsx => "xlsx",
            Self::Pdf => PDF_ENDING,
            Self::GeoJson => "geojson",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Csv { .. } => queries::Format::Csv.media_type(),
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pdf => PDF,
            Self::GeoJson => "application/geo+json",
        }
    }

    fn bytes(self, frozen: &Frozen, seal: &Seal) -> ApiResult<Vec<u8>> {
        match self {
            Self::Csv { mark } => {
                let mark = if mark { BYTE_ORDER_MARK } else { "" };
                Ok(format!("{mark}{}", annex::csv(frozen, seal)).into_bytes())
            }
            Self::Xlsx => annex::xlsx(frozen, seal).map_err(ApiError::internal),
            Self::Pdf => annex::pdf(frozen, seal).map_err(ApiError::internal),
            Self::GeoJson => annex::geojson(frozen, seal).map_err(ApiError::internal),
        }
    }
}

/// How the CSV begins.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CsvParams {
    /// Begins with a byte order mark, for Excel.
    bom: Option<bool>,
}

/// The annex as CSV.
#[utoipa::path(get, path = "/api/v1/scenarios/{id}/annex.csv",
    operation_id = "annex_csv", tag = "scenarios",
    params(("id" = String, Path, description = "A frozen scenario"), CsvParams),
    responses((status = 200, description = "The annex", content_type = "text/csv", body = String)))]
pub async fn csv(
    State(app): State<AppState>,
    reader: Reader,
    Path(id): Path<String>,
    Query(params): Query<CsvParams>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    annex_as(&app, reader, id, &headers, Format::Csv { mark: params.bom.unwrap_or(false) }).await
}

/// The annex as a workbook.
#[utoipa::path(get, path = "/api/v1/scenarios/{id}/annex.xlsx",
    operation_id = "annex_xlsx", tag = "scenarios",
    params(("id" = String, Path, description = "A frozen scenario")),
    responses((status = 200, description = "The annex", body = Vec<u8>,
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
pub async fn xlsx(
    State(app): State<AppState>,
    reader: Reader,
    Path(id): Path<String>,
    Query(NoParams {}): Query<NoParams>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    annex_as(&app, reader, id, &headers, Format::Xlsx).await
}

/// The annex as it is attached to the decree.
#[utoipa::path(get, path = "/api/v1/scenarios/{id}/annex.pdf",
    operation_id = "annex_pdf", tag = "scenarios",
    params(("id" = String, Path, description = "A frozen scenario")),
    responses((status = 200, description = "The annex", content_type = "application/pdf", body = Vec<u8>)))]
pub async fn pdf(
    State(app): State<AppState>,
    reader: Reader,
    Path(id): Path<String>,
    Query(NoParams {}): Query<NoParams>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    annex_as(&app, reader, id, &headers, Format::Pdf).await
}

/// The annex as GeoJSON.
#[utoipa::path(get, path = "/api/v1/scenarios/{id}/annex.geojson",
    operation_id = "annex_geojson", tag = "scenarios",
    params(("id" = String, Path, description = "A frozen scenario")),
    responses((status = 200, description = "The annex", content_type = "application/geo+json", body = Object)))]
pub async fn geojson(
    State(app): State<AppState>,
    reader: Reader,
    Path(id): Path<String>,
    Query(NoParams {}): Query<NoParams>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    annex_as(&app, reader, id, &headers, Format::GeoJson).await
}

async fn annex_as(
    app: &AppState,
    reader: Reader,
    id: String,
    headers: &HeaderMap,
    format: Format,
) -> ApiResult<Response> {
    let (scenario, asks) = (id.clone(), reader.clone());
    let read = move |store: &Store| store.frozen_document(&seen(store, &reader, id)?.id);
    let (document, seal) = sealed(stored(app, read).await?);
    let base = tag(&seal.hash, &format!("{format:?}"));
    if let Some(known) = cache::matching_tag(headers, &base) {
        return Ok(cache::not_modified(known, Caching::FILE));
    }
    let hash = seal.hash.clone();
    let work = move |_: &Left| -> ApiResult<(Vec<u8>, String)> {
        let frozen: Frozen = serde_json::from_str(&document).map_err(ApiError::internal)?;
        let name = file_name("lampiran", &frozen, &seal.hash, format.ending());
        Ok((format.bytes(&frozen, &seal)?, name))
    };
    noted::exported(app, &asks, &scenario, format.ending(), &hash).await?;
    let (bytes, name) = compute(&app.pools().scenarios, work).await?;
    download(bytes, format.media_type(), &name, &base)
}

/// The letter to one village that competed: its score, parts and rank interval, why it is in or
/// out, and what would change that.
#[utoipa::path(get, path = "/api/v1/scenarios/{id}/letters/{file}", tag = "scenarios",
    params(("id" = String, Path, description = "A frozen scenario"),
        ("file" = String, Path, description = "Code of the village, with the ending .pdf")),
    responses((status = 200, description = "One page", content_type = "application/pdf", body = Vec<u8>)))]
pub async fn letter(
    State(app): State<AppState>,
    reader: Reader,
    Path((id, file)): Path<(String, String)>,
    Query(NoParams {}): Query<NoParams>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let code = area_code(file.strip_suffix(".pdf").unwrap_or(&file))?.to_string();
    let (village, scenario, asks) = (code.clone(), id.clone(), reader.clone());
    let read = move |store: &Store| -> Result<_, StateError> {
        let id = seen(store, &reader, id)?.id;
        Ok((store.frozen_document(&id)?, store.frozen_candidate(&id, &village)?))
    };
    let (document, entry) = stored(&app, read).await?;
    let (document, seal) = sealed(document);
    let Some(entry) = entry else {
        let detail = format!("The village {code} did not compete in this scenario.");
        return Err(ApiError::new(Code::NotACandidate, detail));
    };
    let base = tag(&seal.hash, &code);
    if let Some(known) = cache::matching_tag(&headers, &base) {
        return Ok(cache::not_modified(known, Caching::FILE));
    }
    noted::exported(&app, &asks, &scenario, &file, &seal.hash).await?;
    let work = move |_: &Left| -> ApiResult<(Vec<u8>, String)> {
        let frozen: Frozen = serde_json::from_str(&document).map_err(ApiError::internal)?;
        let entry: FrozenEntry = serde_json::from_str(&entry).map_err(ApiError::internal)?;
        let name = file_name(&format!("surat-{code}"), &frozen, &seal.hash, PDF_ENDING);
        let bytes = annex::letter(&frozen, &seal, &entry).map_err(ApiError::internal)?;
        Ok((bytes, name))
    };
    let (bytes, name) = compute(&app.pools().scenarios, work).await?;
    download(bytes, PDF, &name, &base)
}

/// A frozen document that is whole, and what exports say of where it comes from.
fn sealed(document: FrozenDocument) -> (String, Seal) {
    let FrozenDocument { text, hash, chain } = document;
    (text, Seal { hash, chain })
}

/// Stands for one sequence of bytes: the document, the file, and the program that writes it.
fn tag(hash: &str, file: &str) -> String {
    let text = format!("{hash} {file} {} {}", annex::EDITION, env!("CARGO_PKG_VERSION"));
    short_fingerprint(24, [text])
}

/// `lampiran-2027-0123abcd-peragaan.csv`.
fn file_name(kind: &str, frozen: &Frozen, hash: &str, ending: &str) -> String {
    let round = frozen.round.as_deref().unwrap_or("skenario");
    let round: String =
        round.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let short = hash.get(..8).unwrap_or(hash);
    let data = if frozen.dataset.demonstration { "-peragaan" } else { "" };
    format!("{kind}-{round}-{short}{data}.{ending}")
}

fn download(
    bytes: Vec<u8>,
    media_type: &'static str,
    name: &str,
    base: &str,
) -> ApiResult<Response> {
    let value = |text: String| HeaderValue::from_str(&text).map_err(ApiError::internal);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_DISPOSITION, value(format!("attachment; filename=\"{name}\""))?),
        (header::ETAG, value(format!("\"{base}\""))?),
    ];
    let mut response = in_pieces(bytes.into());
    for (name, value) in headers.into_iter().chain(Caching::FILE.headers()) {
        response.headers_mut().insert(name, value);
    }
    Ok(response)
}
