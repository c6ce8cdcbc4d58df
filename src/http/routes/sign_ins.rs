//! Sign-ins of one's own: where somebody is signed in, and ending it.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};

use super::session::blocking;
use crate::accounts::{Accounts, SignInLine};
use crate::app::AppState;
use crate::http::access::Reader;
use crate::http::answer::page::List;
use crate::http::problem::ApiResult;
use crate::http::request::credentials::Site;
use crate::http::request::extract::Path;

/// One's own sign-ins that hold, without their secrets.
#[utoipa::path(get, path = "/api/v1/sessions", operation_id = "list_sign_ins", tag = "people",
    responses((status = 200, description = "The sign-ins", body = List<SignInLine>)))]
pub async fn list(
    State(app): State<AppState>,
    reader: Reader,
    headers: HeaderMap,
) -> ApiResult<Json<List<SignInLine>>> {
    let id = reader.signed_in()?.id.clone();
    let asking = asking(&app, &headers);
    let list = move |accounts: &Accounts| accounts.sign_ins(&id, &asking);
    Ok(Json(List::whole(blocking(&app, list).await?)))
}

/// Ends all other sign-ins of one's own: of a browser that was lost, or left open.
#[utoipa::path(delete, path = "/api/v1/sessions", operation_id = "end_other_sign_ins", tag = "people",
    responses((status = 204, description = "Ended; the one that asks holds")))]
pub async fn end_others(
    State(app): State<AppState>,
    reader: Reader,
    headers: HeaderMap,
) -> ApiResult<StatusCode> {
    let owner = reader.signed_in()?.clone();
    let asking = asking(&app, &headers);
    blocking(&app, move |accounts| accounts.end_others(&owner, &asking)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends a sign-in of one's own.
#[utoipa::path(delete, path = "/api/v1/sessions/{id}", operation_id = "end_sign_in", tag = "people",
    params(("id" = String, Path, description = "The sign-in")),
    responses((status = 204, description = "Ended")))]
pub async fn end(
    State(app): State<AppState>,
    reader: Reader,
    Path(id): Path<String>,
) -> ApiResult<StatusCode> {
    let owner = reader.signed_in()?.clone();
    blocking(&app, move |accounts| accounts.end_sign_in(&owner, &id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The secret of the sign-in that asks.
fn asking(app: &AppState, headers: &HeaderMap) -> String {
    Site::of(app, headers).session(headers).unwrap_or_default().to_owned()
}
