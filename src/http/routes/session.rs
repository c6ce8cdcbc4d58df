//! Who asks, what they may, and how they sign in.

use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

use super::openid::seen_groups;
use crate::access::{Access, Action, Person, Principal, Scope, rights};
use crate::accounts::{AccountError, Accounts, GrantLine, LONGEST_SIGN_IN, SignedIn};
use crate::app::AppState;
use crate::http::access::Reader;
use crate::http::answer::written::compute;
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::http::request::credentials::Site;
use crate::http::request::extract;
use crate::http::request::proxy::Client;

/// The reader of this server.
#[derive(Serialize, ToSchema)]
pub struct Session {
    /// For whom the server is there.
    access: Access,
    /// Who asks: `administrator`, `public`, `stranger` or `person`.
    principal: &'static str,
    /// What they may do somewhere; what is not named is denied.
    may: Vec<Action>,
    /// Whoever signed in.
    person: Option<Myself>,
    /// Whether nobody has an account yet, and the first administrator can be made.
    first: bool,
    /// The provider whose accounts people may sign in with: `GET /api/v1/session/openid`.
    openid: Option<Entry>,
}

/// A provider whose accounts people sign in with.
#[derive(Serialize, ToSchema)]
#[schema(as = OpenIdEntry)]
pub struct Entry {
    /// What its button says, in Indonesian.
    name_id: String,
    /// The same in English.
    name_en: String,
    /// The groups that were seen of whoever has just tried and whose groups may do nothing here.
    seen_groups: Vec<String>,
}

/// Whoever signed in.
#[derive(Serialize, ToSchema)]
pub struct Myself {
    /// What they sign in with.
    login: String,
    /// Their name.
    name: String,
    /// As records name them.
    signature: String,
    /// What they may do, and where, of what holds today.
    grants: Vec<GrantLine>,
    /// Whether they have a second factor of this server, which signing needs where the provider has none.
    second: bool,
    /// Whether they have shown a second factor in this sign-in.
    second_shown: bool,
    /// Whether they have shown who they are within the last ten minutes, which signing and managing people need.
    fresh: bool,
    /// Whether they have a password here.
    has_password: bool,
    /// Whether they sign in with the provider.
    openid: bool,
}

/// Login and password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    login: String,
    password: String,
    /// Six digits of the authenticator app, where a second factor is set up.
    code: Option<String>,
}

/// The password once more, or a code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// The password, for what needs it fresh.
    password: Option<String>,
    /// Six digits of the authenticator app, of whoever signed in with a provider that asks for no second factor.
    code: Option<String>,
}

/// The first administrator.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct First {
    /// The code that the server printed at its start.
    code: String,
    login: String,
    name: String,
    password: String,
}

/// Another password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    old: String,
    new: String,
}

/// A password for whoever was invited.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// The secret of the invitation.
    secret: String,
    password: String,
}

/// Who asks, and what they may do here.
#[utoipa::path(get, path = "/api/v1/session", tag = "people",
    responses((status = 200, description = "The reader", body = Session)))]
pub async fn session(
    State(app): State<AppState>,
    Reader(principal, _): Reader,
    headers: HeaderMap,
) -> ApiResult<Response> {
    told(&app, &principal, &headers).await
}

/// Signs in. The answer sets a cookie, which this server alone can read.
#[utoipa::path(post, path = "/api/v1/session", operation_id = "sign_in", tag = "people", request_body = Credentials,
    responses((status = 200, description = "The reader, signed in", body = Session)))]
pub async fn sign_in(
    State(app): State<AppState>,
    client: Option<Extension<Client>>,
    headers: HeaderMap,
    extract::Json(given): extract::Json<Credentials>,
) -> ApiResult<Response> {
    need_accounts(&app)?;
    let address = client.map(|Extension(Client(address))| address);
    let site = Site::of(&app, &headers);
    let old = site.session(&headers).map(str::to_owned);
    let begin = move |accounts: &Accounts| {
        let code = given.code.as_deref();
        accounts.sign_in(&given.login, &given.password, code, address, old.as_deref())
    };
    let SignedIn { secret, person } = blocking(&app, begin).await?;
    metrics::counter!("sign_ins_total", "outcome" => "ok").increment(1);
    let served = app.catalogues();
    let principal =
        Principal::Person(Arc::new(person)).today(|code| served.everybody().moved(code));
    let mut response = told(&app, &principal, &headers).await?;
    if let Some(cookie) = site.set_session(Some((&secret, LONGEST_SIGN_IN))) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Signs out.
#[utoipa::path(delete, path = "/api/v1/session", operation_id = "sign_out", tag = "people",
    responses((status = 204, description = "Signed out")))]
pub async fn sign_out(State(app): State<AppState>, headers: HeaderMap) -> ApiResult<Response> {
    let site = Site::of(&app, &headers);
    if let Some(secret) = site.session(&headers).map(str::to_owned) {
        blocking(&app, move |accounts| accounts.sign_out(&secret)).await?;
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Some(cookie) = site.set_session(None) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Gives the password once more, for what needs it to be fresh, or the code of a second factor.
#[utoipa::path(post, path = "/api/v1/session/proof", operation_id = "prove", tag = "people", request_body = Proof,
    responses((status = 204, description = "Proved")))]
pub async fn prove(
    State(app): State<AppState>,
    reader: Reader,
    client: Option<Extension<Client>>,
    headers: HeaderMap,
    extract::Json(given): extract::Json<Proof>,
) -> ApiResult<StatusCode> {
    let person = reader.signed_in()?.clone();
    let address = client.map(|Extension(Client(address))| address);
    let secret = Site::of(&app, &headers).session(&headers).unwrap_or_default().to_owned();
    let Proof { password, code } = given;
    if password.is_none() && code.is_none() {
        return Err(ApiError::new(Code::InvalidBody, "Neither `password` nor `code` is given.")
            .hint("Send one of them."));
    }
    let prove = move |accounts: &Accounts| {
        if let Some(password) = password {
            accounts.prove(&person, &secret, &password, address)?;
        }
        code.map_or(Ok(()), |code| accounts.show_second(&person, &secret, &code, address))
    };
    blocking(&app, prove).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes the first administrator, where nobody has an account yet.
#[utoipa::path(post, path = "/api/v1/session/first", operation_id = "make_first", tag = "people", request_body = First,
    responses((status = 204, description = "Made; sign in now")))]
pub async fn first(
    State(app): State<AppState>,
    client: Option<Extension<Client>>,
    extract::Json(given): extract::Json<First>,
) -> ApiResult<StatusCode> {
    need_accounts(&app)?;
    let address = client.map(|Extension(Client(address))| address);
    let make = move |accounts: &Accounts| {
        accounts.make_first(&given.code, &given.login, given.name.trim(), &given.password, address)
    };
    blocking(&app, make).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sets another password; every sign-in of before ends, this one too.
#[utoipa::path(put, path = "/api/v1/session/password", operation_id = "change_password", tag = "people",
    request_body = NewPassword, responses((status = 204, description = "Set; sign in again")))]
pub async fn password(
    State(app): State<AppState>,
    reader: Reader,
    client: Option<Extension<Client>>,
    extract::Json(given): extract::Json<NewPassword>,
) -> ApiResult<StatusCode> {
    let id = reader.signed_in()?.id.clone();
    let address = client.map(|Extension(Client(address))| address);
    let change =
        move |accounts: &Accounts| accounts.change_password(&id, &given.old, &given.new, address);
    blocking(&app, change).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sets the password of whoever was invited.
#[utoipa::path(post, path = "/api/v1/session/invitation", operation_id = "accept_invitation", tag = "people",
    request_body = Acceptance, responses((status = 204, description = "Set; sign in now")))]
pub async fn accept(
    State(app): State<AppState>,
    extract::Json(given): extract::Json<Acceptance>,
) -> ApiResult<StatusCode> {
    need_accounts(&app)?;
    blocking(&app, move |accounts| accounts.accept(&given.secret, &given.password)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn told(app: &AppState, principal: &Principal, headers: &HeaderMap) -> ApiResult<Response> {
    let access = app.access();
    let first = access == Access::Accounts && blocking(app, Accounts::is_empty).await?;
    let person = match principal.person() {
        Some(person) => Some(myself(app, person).await?),
        None => None,
    };
    let openid = app.openid().map(|provider| Entry {
        name_id: provider.settings().name_id.clone(),
        name_en: provider.settings().name_en.clone(),
        seen_groups: seen_groups(&Site::of(app, headers), headers),
    });
    let may = rights(principal);
    let session = Session { access, principal: principal.name(), may, person, first, openid };
    // It depends on who asks: nobody in between may keep it.
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(session)).into_response())
}

async fn myself(app: &AppState, person: &Person) -> ApiResult<Myself> {
    let id = person.id.clone();
    let account = blocking(app, move |accounts| accounts.of(&id)).await?;
    Ok(Myself {
        login: person.login.clone(),
        name: person.name.clone(),
        signature: person.signature(),
        grants: person.grants.iter().cloned().map(GrantLine::from).collect(),
        second: account.second,
        second_shown: person.second,
        fresh: person.scope == Scope::SignIn { fresh: true },
        has_password: account.has_password,
        openid: account.openid,
    })
}

/// Works on accounts, which wait for the disk and hash passwords, away from the threads that answer.
pub async fn blocking<T: Send + 'static>(
    app: &AppState,
    work: impl FnOnce(&Accounts) -> Result<T, AccountError> + Send + 'static,
) -> ApiResult<T> {
    let accounts = Arc::clone(app.accounts());
    compute(&app.pools().scenarios, move |_| work(&accounts)).await
}

fn need_accounts(app: &AppState) -> ApiResult<()> {
    if app.access() == Access::Accounts {
        return Ok(());
    }
    let detail = "Nobody signs in here: this server is not one with accounts.";
    Err(ApiError::new(Code::Forbidden, detail)
        .hint("Set `access = \"accounts\"` in its configuration."))
}
