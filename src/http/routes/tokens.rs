//! Tokens of one's own, for programs.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Json, http::header};
use serde::Serialize;
use utoipa::ToSchema;

use super::session::blocking;
use crate::accounts::{NewToken, TokenLine};
use crate::app::AppState;
use crate::http::access::Reader;
use crate::http::answer::page::List;
use crate::http::problem::ApiResult;
use crate::http::request::extract::{self, Path};

/// A token that was just made.
#[derive(Serialize, ToSchema)]
pub struct MadeToken {
    /// What programs send as `Authorization: Bearer`. It is shown this once.
    secret: String,
    /// The token.
    token: TokenLine,
}

/// One's own tokens, without their secrets.
#[utoipa::path(get, path = "/api/v1/tokens", operation_id = "list_tokens", tag = "people",
    responses((status = 200, description = "The tokens", body = List<TokenLine>)))]
pub async fn list(State(app): State<AppState>, reader: Reader) -> ApiResult<Json<List<TokenLine>>> {
    let id = reader.signed_in()?.id.clone();
    Ok(Json(List::whole(blocking(&app, move |accounts| accounts.tokens(&id)).await?)))
}

/// Makes a token; it never signs and never manages people.
#[utoipa::path(post, path = "/api/v1/tokens", operation_id = "make_token", tag = "people", request_body = NewToken,
    responses((status = 201, description = "The token with its secret", body = MadeToken)))]
pub async fn make(
    State(app): State<AppState>,
    reader: Reader,
    extract::Json(new): extract::Json<NewToken>,
) -> ApiResult<Response> {
    let owner = reader.signed_in()?.clone();
    reader.check_fresh()?;
    let (secret, token) = blocking(&app, move |accounts| accounts.make_token(&owner, &new)).await?;
    let body = Json(MadeToken { secret, token });
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], body).into_response())
}

/// Ends a token.
#[utoipa::path(delete, path = "/api/v1/tokens/{id}", operation_id = "end_token", tag = "people",
    params(("id" = String, Path, description = "The token")),
    responses((status = 204, description = "Ended")))]
pub async fn end(
    State(app): State<AppState>,
    reader: Reader,
    Path(id): Path<String>,
) -> ApiResult<StatusCode> {
    let owner = reader.signed_in()?.clone();
    blocking(&app, move |accounts| accounts.end_token(&owner, &id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
