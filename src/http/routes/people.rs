//! People with an account.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::session::blocking;
use crate::accounts::{Accounts, GrantLine, PersonLine};
use crate::app::AppState;
use crate::http::access::Reader;
use crate::http::answer::page::List;
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::http::request::extract::{self, Path};

/// Somebody to be invited.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPerson {
    /// What they will sign in with: small letters, digits, and . _ - @ +
    login: String,
    /// Their name.
    name: String,
    /// What they may do.
    grants: Vec<GrantLine>,
}

/// What changes of an account; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonChange {
    /// All that they may do from now on.
    grants: Option<Vec<GrantLine>>,
    /// Whether they may not sign in any more. Disabling ends their sign-ins and tokens at once.
    disabled: Option<bool>,
}

/// An account with the invitation for its owner.
#[derive(Serialize, ToSchema)]
pub struct Invited {
    /// The account.
    person: PersonLine,
    /// The page at which they set their password, below the address of this server. It holds once, and is shown this once.
    page: String,
    /// Until when it holds (RFC 3339, UTC).
    until: String,
}

/// Everybody with an account.
#[utoipa::path(get, path = "/api/v1/people", operation_id = "list_people", tag = "people",
    responses((status = 200, description = "The people", body = List<PersonLine>)))]
pub async fn list(
    State(app): State<AppState>,
    reader: Reader,
) -> ApiResult<Json<List<PersonLine>>> {
    let mut people = blocking(&app, Accounts::people).await?;
    // As they hold: a right over an area follows it to the code that it has today.
    for grant in people.iter_mut().flat_map(|person| &mut person.grants) {
        grant.area = grant.area.map(|code| reader.1.everybody().moved(code));
    }
    Ok(Json(List::whole(people)))
}

/// Makes an account and an invitation for its owner.
#[utoipa::path(post, path = "/api/v1/people", operation_id = "add_person", tag = "people", request_body = NewPerson,
    responses((status = 201, description = "The account", body = Invited)))]
pub async fn add(
    State(app): State<AppState>,
    reader: Reader,
    extract::Json(new): extract::Json<NewPerson>,
) -> ApiResult<Response> {
    reader.check_fresh()?;
    let by = signature(&reader);
    let make = move |accounts: &Accounts| {
        let person = accounts.add(&new.login, new.name.trim(), &new.grants, &by)?;
        accounts.invite(&person.id, &by).map(|invitation| (person, invitation))
    };
    let (person, invitation) = blocking(&app, make).await?;
    Ok((StatusCode::CREATED, invited(person, invitation)).into_response())
}

/// Says what somebody may do, or disables their account.
#[utoipa::path(put, path = "/api/v1/people/{id}", operation_id = "change_person", tag = "people",
    request_body = PersonChange, params(("id" = String, Path, description = "The account")),
    responses((status = 200, description = "The account", body = PersonLine)))]
pub async fn change(
    State(app): State<AppState>,
    reader: Reader,
    Path(id): Path<String>,
    extract::Json(change): extract::Json<PersonChange>,
) -> ApiResult<Json<PersonLine>> {
    reader.check_fresh()?;
    let PersonChange { grants, disabled } = change;
    if grants.is_none() && disabled.is_none() {
        return Err(ApiError::new(
            Code::InvalidBody,
            "The body changes nothing: give `grants` or `disabled`.",
        ));
    }
    let by = signature(&reader);
    let work = move |accounts: &Accounts| accounts.change(&id, grants.as_deref(), disabled, &by);
    Ok(Json(blocking(&app, work).await?))
}

/// A new invitation, for a password that was forgotten or never set; those given before end.
#[utoipa::path(post, path = "/api/v1/people/{id}/invitation", operation_id = "invite_person", tag = "people",
    params(("id" = String, Path, description = "The account")),
    responses((status = 201, description = "The invitation", body = Invited)))]
pub async fn invite(
    State(app): State<AppState>,
    reader: Reader,
    Path(id): Path<String>,
) -> ApiResult<Response> {
    reader.check_fresh()?;
    let by = signature(&reader);
    let work = move |accounts: &Accounts| {
        let invitation = accounts.invite(&id, &by)?;
        accounts.of(&id).map(|person| (person, invitation))
    };
    let (person, invitation) = blocking(&app, work).await?;
    Ok((StatusCode::CREATED, invited(person, invitation)).into_response())
}

/// Ends the second factor of somebody who has lost their phone.
#[utoipa::path(delete, path = "/api/v1/people/{id}/second", operation_id = "end_second_of", tag = "people",
    params(("id" = String, Path, description = "The account")),
    responses((status = 204, description = "Ended")))]
pub async fn end_second(
    State(app): State<AppState>,
    reader: Reader,
    Path(id): Path<String>,
) -> ApiResult<StatusCode> {
    reader.check_fresh()?;
    let by = signature(&reader);
    let work = move |accounts: &Accounts| {
        let person = accounts.of(&id)?;
        accounts.end_second(&person.id, &person.login, &by)
    };
    blocking(&app, work).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends all sign-ins of somebody: of a machine that was lost, say. They sign in again with what they have.
#[utoipa::path(delete, path = "/api/v1/people/{id}/sessions", operation_id = "end_sign_ins_of", tag = "people",
    params(("id" = String, Path, description = "The account")),
    responses((status = 204, description = "Ended")))]
pub async fn end_sign_ins(
    State(app): State<AppState>,
    reader: Reader,
    Path(id): Path<String>,
) -> ApiResult<StatusCode> {
    reader.check_fresh()?;
    let by = signature(&reader);
    blocking(&app, move |accounts| accounts.end_sign_ins(&id, &by)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn invited(person: PersonLine, (secret, until): (String, String)) -> Response {
    // After the `#` it is sent to no server, and stands in no log.
    let page = format!("masuk#undangan={secret}");
    ([(header::CACHE_CONTROL, "no-store")], Json(Invited { person, page, until })).into_response()
}

/// Who manages, as records name them.
fn signature(reader: &Reader) -> String {
    reader.0.person().map_or_else(|| reader.0.name().to_owned(), |person| person.signature())
}
