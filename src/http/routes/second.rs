//! One's own second factor.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::session::blocking;
use crate::app::AppState;
use crate::http::access::Reader;
use crate::http::problem::ApiResult;
use crate::http::request::extract;

/// A second factor to be set up.
#[derive(Serialize, ToSchema)]
pub struct Begun {
    /// What the authenticator app is told, in base32. It is shown this once.
    secret: String,
    /// The same as an address that apps open.
    address: String,
}

/// A code of the authenticator app.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondCode {
    /// Six digits.
    code: String,
}

/// Begins a second factor; it counts once it is confirmed.
#[utoipa::path(post, path = "/api/v1/session/second", operation_id = "begin_second", tag = "people",
    responses((status = 201, description = "For the app", body = Begun)))]
pub async fn begin(State(app): State<AppState>, reader: Reader) -> ApiResult<Response> {
    let person = reader.signed_in()?.clone();
    reader.check_fresh()?;
    // Of what a login is made of only `@` and `+` mean anything in an address, and there they mean themselves.
    let login = person.login.clone();
    let secret = blocking(&app, move |accounts| accounts.begin_second(&person)).await?;
    let address = format!("otpauth://totp/Desmigratif:{login}?secret={secret}&issuer=Desmigratif");
    let body = Json(Begun { secret, address });
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], body).into_response())
}

/// Confirms it with a code.
#[utoipa::path(put, path = "/api/v1/session/second", operation_id = "confirm_second", tag = "people",
    request_body = SecondCode, responses((status = 204, description = "From now on it is asked for")))]
pub async fn confirm(
    State(app): State<AppState>,
    reader: Reader,
    extract::Json(given): extract::Json<SecondCode>,
) -> ApiResult<StatusCode> {
    let person = reader.signed_in()?.clone();
    blocking(&app, move |accounts| accounts.confirm_second(&person, &given.code)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends it.
#[utoipa::path(delete, path = "/api/v1/session/second", operation_id = "end_second", tag = "people",
    responses((status = 204, description = "Ended")))]
pub async fn end(State(app): State<AppState>, reader: Reader) -> ApiResult<StatusCode> {
    let person = reader.signed_in()?.clone();
    reader.check_fresh()?;
    let by = person.signature();
    blocking(&app, move |accounts| accounts.end_second(&person.id, &person.login, &by)).await?;
    Ok(StatusCode::NO_CONTENT)
}
