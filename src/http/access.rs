//! What each address does, and whether whoever asks may do that.
//!
//! Every route has a row in [`RULES`]; a test compares them with the description of the interface. An address
//! without a row is denied to everybody but the administrator.

use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use queries::QueryRequest;

use crate::access::{Access, Action, On, Person, Principal, Scope, may};
use crate::accounts::Caller;
use crate::app::AppState;
use crate::http::answer::cache::{self, Seen};
use crate::http::answer::written::compute;
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::http::request::credentials::{self, Site};
use crate::scenarios::store::{FrozenSummary, Status};
use crate::snapshot::Catalogues;

/// A method, an address as its route names it, and what it does.
pub type Rule = (&'static str, &'static str, Action);

/// What every address does.
pub const RULES: &[Rule] = &[
    ("GET", "/healthz", Action::Arrive),
    ("GET", "/readyz", Action::Arrive),
    ("GET", "/metrics", Action::Operate),
    ("GET", "/docs", Action::Look),
    ("GET", "/api/v1/openapi.json", Action::Look),
    ("GET", "/api/v1/session", Action::Arrive),
    ("POST", "/api/v1/session", Action::Arrive),
    ("DELETE", "/api/v1/session", Action::Arrive),
    // Whoever has the code that the server printed, an invitation, or a sign-in.
    ("POST", "/api/v1/session/first", Action::Arrive),
    ("POST", "/api/v1/session/invitation", Action::Arrive),
    ("POST", "/api/v1/session/proof", Action::Arrive),
    ("PUT", "/api/v1/session/password", Action::Arrive),
    ("GET", "/api/v1/session/openid", Action::Arrive),
    ("GET", "/api/v1/session/openid/callback", Action::Arrive),
    ("POST", "/api/v1/session/second", Action::Arrive),
    ("PUT", "/api/v1/session/second", Action::Arrive),
    ("DELETE", "/api/v1/session/second", Action::Arrive),
    // One's own.
    ("GET", "/api/v1/tokens", Action::Look),
    ("POST", "/api/v1/tokens", Action::Look),
    ("DELETE", "/api/v1/tokens/{id}", Action::Look),
    ("GET", "/api/v1/sessions", Action::Look),
    ("DELETE", "/api/v1/sessions", Action::Look),
    ("DELETE", "/api/v1/sessions/{id}", Action::Look),
    ("GET", "/api/v1/people", Action::People),
    ("POST", "/api/v1/people", Action::People),
    ("PUT", "/api/v1/people/{id}", Action::People),
    ("POST", "/api/v1/people/{id}/invitation", Action::People),
    ("DELETE", "/api/v1/people/{id}/second", Action::People),
    ("DELETE", "/api/v1/people/{id}/sessions", Action::People),
    ("GET", "/api/v1/events", Action::Audit),
    ("GET", "/api/v1/dataset", Action::Look),
    ("GET", "/api/v1/dataset/report", Action::Look),
    ("GET", "/api/v1/indicators", Action::Look),
    ("GET", "/api/v1/areas", Action::Look),
    ("GET", "/api/v1/areas/{code}", Action::Look),
    ("GET", "/api/v1/villages", Action::Look),
    ("POST", "/api/v1/villages/search", Action::Look),
    ("GET", "/api/v1/coverage", Action::Look),
    ("GET", "/api/v1/coverage/compare", Action::Look),
    ("GET", "/api/v1/coverage/compare.pdf", Action::Look),
    ("GET", "/api/v1/lists/template.xlsx", Action::Look),
    ("GET", "/api/v1/lists/template.csv", Action::Look),
    // Nothing of it is kept.
    ("POST", "/api/v1/lists/preview", Action::Calculate),
    // Within one's area.
    ("POST", "/api/v1/lists", Action::Record),
    ("GET", "/api/v1/lists", Action::Record),
    ("GET", "/api/v1/lists/{id}", Action::Look),
    ("GET", "/api/v1/tables", Action::Look),
    ("GET", "/api/v1/functions", Action::Look),
    // Rows of a table are for those who may ask by SQL.
    ("GET", "/api/v1/tables/{table}/within", Action::Query),
    ("POST", "/api/v1/tables/{table}/within", Action::Query),
    ("GET", "/tiles/tables/{table}", Action::Query),
    ("GET", "/tiles/tables/{table}/{z}/{x}/{y}", Action::Query),
    ("GET", "/tiles/{layers}", Action::Look),
    ("GET", "/tiles/{layers}/{z}/{x}/{y}", Action::Look),
    ("GET", "/styles/{name}", Action::Look),
    ("GET", "/maps/{layer}/{z}/{x}/{y}", Action::Look),
    // Of a scenario only to whom it is shown.
    ("GET", "/maps/static.png", Action::Look),
    ("GET", "/api/v1/queries", Action::Query),
    ("GET", "/api/v1/queries/{name}", Action::Query),
    ("GET", "/api/v1/sql", Action::Query),
    ("POST", "/api/v1/sql", Action::Query),
    ("DELETE", "/api/v1/sql/{id}", Action::Query),
    ("GET", "/api/v1/plan/default", Action::Calculate),
    ("GET", "/api/v1/plan/templates", Action::Calculate),
    ("POST", "/api/v1/rankings", Action::Calculate),
    ("POST", "/api/v1/rankings/explain", Action::Calculate),
    ("POST", "/api/v1/rankings/sensitivity", Action::Calculate),
    ("POST", "/api/v1/rankings/reversals", Action::Calculate),
    ("POST", "/api/v1/selections", Action::Calculate),
    ("POST", "/api/v1/selections/near", Action::Calculate),
    ("POST", "/api/v1/weights/ahp", Action::Calculate),
    ("POST", "/api/v1/weights/roc", Action::Calculate),
    ("POST", "/api/v1/weights/diagnostics", Action::Calculate),
    ("POST", "/api/v1/equity", Action::Calculate),
    // Which scenarios these show depends on the reader; see `Reader::sees`.
    ("GET", "/api/v1/scenarios", Action::ReadSigned),
    ("GET", "/api/v1/scenarios/compare", Action::ReadSigned),
    ("GET", "/api/v1/scenarios/{id}", Action::ReadSigned),
    ("GET", "/api/v1/scenarios/{id}/annex.csv", Action::ReadSigned),
    ("GET", "/api/v1/scenarios/{id}/annex.xlsx", Action::ReadSigned),
    ("GET", "/api/v1/scenarios/{id}/annex.pdf", Action::ReadSigned),
    ("GET", "/api/v1/scenarios/{id}/annex.geojson", Action::ReadSigned),
    ("GET", "/api/v1/scenarios/{id}/letters/{file}", Action::ReadSigned),
    ("GET", "/api/v1/scenarios/{id}/history", Action::Audit),
    ("POST", "/api/v1/scenarios", Action::Plan),
    ("PUT", "/api/v1/scenarios/{id}", Action::Plan),
    ("POST", "/api/v1/scenarios/{id}/duplicate", Action::Plan),
    ("POST", "/api/v1/scenarios/{id}/freeze", Action::Plan),
    ("POST", "/api/v1/scenarios/{id}/sign", Action::Sign),
    // Names of officers and small numbers only to those who may record there.
    ("GET", "/api/v1/registry", Action::Look),
    ("GET", "/api/v1/registry/export.csv", Action::Look),
    // Everything, for whoever records everywhere.
    ("GET", "/api/v1/registry/export.json", Action::Record),
    ("POST", "/api/v1/registry", Action::Record),
    // Who proposed, and what was asked and answered, only to some.
    ("GET", "/api/v1/proposals", Action::Look),
    ("POST", "/api/v1/proposals/check", Action::Calculate),
    ("POST", "/api/v1/registry/{id}/withdraw", Action::Record),
    // Of the province or the ministry, and not by whoever recorded it.
    ("POST", "/api/v1/registry/{id}/approve", Action::Record),
];

/// Lets a request on when whoever asks may do what its address does, and tells the handlers who that is.
pub async fn decide(State(app): State<AppState>, mut request: Request, next: Next) -> Response {
    let site = Site::of(&app, request.headers());
    let catalogues = app.catalogues();
    let principal = match principal(&app, &catalogues, request.headers(), &site).await {
        Ok(principal) => principal,
        Err(error) => return error.into_response(),
    };
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    if let Some(route) = &route
        && let Err(denied) = check(&principal, request.method(), route)
    {
        return denied.into_response();
    }
    let reader = Reader(principal, catalogues);
    // What is for people who signed in, or for few, is not for whatever stands between.
    let private = app.access() == Access::Accounts || reader.sees_more();
    request.extensions_mut().insert(Seen(Arc::clone(reader.catalogue())));
    request.extensions_mut().insert(reader);
    let mut response = next.run(request).await;
    if route.is_some() && private {
        cache::keep_private(response.headers_mut());
    }
    response
}

/// Who asks, by what the request carries; their rights are over areas as `served` has them.
///
/// # Errors
/// [`Code::SignInRequired`] where it carries a token that is none, and when the state cannot be read.
pub async fn principal(
    app: &AppState,
    served: &Catalogues,
    headers: &HeaderMap,
    site: &Site<'_>,
) -> ApiResult<Principal> {
    let unknown = || Principal::unknown(app.access(), is_forwarded(headers));
    if app.access() != Access::Accounts {
        return Ok(unknown());
    }
    let Some(caller) = credentials::caller(headers, site)? else { return Ok(unknown()) };
    let person = match app.accounts().remembered(&caller) {
        Some(person) => person,
        None => {
            let (accounts, asked) = (Arc::clone(app.accounts()), caller.clone());
            compute(&app.pools().scenarios, move |_| accounts.recognise(&asked)).await?
        }
    };
    match person {
        Some(person) => Ok(Principal::Person(person).today(|code| served.everybody().moved(code))),
        None if matches!(caller, Caller::Token(_)) => {
            Err(ApiError::new(Code::SignInRequired, "The token has ended, or never was one.")
                .hint("Make a new one on the page of your account."))
        }
        None => Ok(unknown()),
    }
}

/// Whether `principal` may send this method to this route.
///
/// # Errors
/// [`Code::Forbidden`] with the right that is missing, [`Code::SignInRequired`] where signing in may give it.
fn check(principal: &Principal, method: &Method, route: &str) -> Result<(), ApiError> {
    if *principal == Principal::Administrator {
        return Ok(());
    }
    let method = if method == Method::HEAD { "GET" } else { method.as_str() };
    let mut of_route = RULES.iter().filter(|(_, path, _)| *path == route).peekable();
    // A method that the route does not answer is refused by the router, with those that it does.
    let known = of_route.peek().is_some();
    match of_route.find(|(verb, ..)| *verb == method) {
        Some((.., action)) if may(principal, *action, On::Somewhere) => Ok(()),
        Some((.., action)) => Err(denied(principal, *action)),
        None if known => Ok(()),
        None => Err(ApiError::new(Code::Forbidden, "Nobody has said who may use this address.")),
    }
}

/// Why `principal` may not do `action`, and who can change that.
pub fn denied(principal: &Principal, action: Action) -> ApiError {
    let (meaning, name) = (action.meaning(), action.name());
    match principal {
        Principal::Stranger => {
            ApiError::new(Code::SignInRequired, format!("Who has not signed in may not {meaning}."))
                .hint("Sign in on this server's page, or send `Authorization: Bearer TOKEN`.")
        }
        Principal::Person(person) if !person.scope.allows(action) => {
            ApiError::new(Code::Forbidden, format!("This token is not made to {meaning} (right `{name}`)."))
                .hint("Make one whose scopes allow it, or sign in on the page.")
        }
        Principal::Person(person) => {
            let login = &person.login;
            ApiError::new(Code::Forbidden, format!("`{login}` may not {meaning} (right `{name}`)."))
                .hint("An administrator of this server grants it: see \"Orang\" on its page.")
        }
        Principal::Administrator | Principal::Public => {
            ApiError::new(Code::Forbidden, format!("Here readers may not {meaning} (right `{name}`)."))
                .hint("The operator grants it at the machine of the server: `access = \"local\"` on a loopback address, \
                       without a proxy, or `access = \"accounts\"`.")
        }
    }
}

/// Whether somebody handed the request on for somebody else, as proxies say.
fn is_forwarded(headers: &HeaderMap) -> bool {
    const NAMES: [&str; 4] = ["forwarded", "x-forwarded-for", "x-forwarded-prefix", "x-real-ip"];
    NAMES.iter().any(|name| headers.contains_key(*name))
}

/// Who asks, for handlers whose answer depends on it, and the dataset as it was when they asked.
#[derive(Debug, Clone)]
pub struct Reader(pub Principal, pub Arc<Catalogues>);

impl Reader {
    /// Whether this reader may know of a scenario.
    pub fn knows(&self, status: Status, frozen: Option<&FrozenSummary>) -> bool {
        let signed = status == Status::Signed;
        may(&self.0, if signed { Action::ReadSigned } else { Action::ReadDrafts }, On::Somewhere)
            && self.sees_figures(frozen)
    }

    /// Whether this reader may know who did what.
    pub fn audits(&self) -> bool {
        may(&self.0, Action::Audit, On::Somewhere)
    }

    /// Whether this reader may run a statement: what others asked is not for everybody. Whoever signed in sees what they
    /// asked themselves; of those who did not, nobody knows who asked what.
    ///
    /// # Errors
    /// [`Code::Forbidden`].
    pub fn check_statement(&self, request: &QueryRequest) -> ApiResult<()> {
        if request.reads_query_log() && !request.audits && self.0.person().is_none() {
            return Err(denied(&self.0, Action::Audit));
        }
        Ok(())
    }

    /// Who a record names. Whoever signed in is named by that; only at the machine of the server names are typed.
    ///
    /// # Errors
    /// [`Code::InvalidBody`] where somebody who signed in gives another name.
    pub fn signature(&self, typed: Option<String>) -> ApiResult<Option<String>> {
        match (self.0.person(), typed) {
            (None, typed) => Ok(typed),
            (Some(person), None) => Ok(Some(person.signature())),
            (Some(_), Some(_)) => {
                Err(ApiError::new(Code::InvalidBody, "Field `by`: whoever signed in is recorded.")
                    .hint("Leave it out."))
            }
        }
    }

    /// Whoever signed in, not by a token.
    ///
    /// # Errors
    /// [`Code::SignInRequired`].
    pub fn signed_in(&self) -> ApiResult<&Person> {
        match self.0.person() {
            Some(person) if matches!(person.scope, Scope::SignIn { .. }) => Ok(person),
            _ => Err(ApiError::new(
                Code::SignInRequired,
                "This is for whoever signed in on the page.",
            )),
        }
    }

    /// Whether this reader has just proved who they are, which signing and managing people need.
    ///
    /// # Errors
    /// [`Code::ProofRequired`].
    pub fn check_fresh(&self) -> ApiResult<()> {
        match self.0.person().map(|person| &person.scope) {
            None | Some(Scope::SignIn { fresh: true }) => Ok(()),
            Some(_) => Err(ApiError::new(
                Code::ProofRequired,
                "Whoever does this has just shown who they are, and that was too long ago.",
            )
            .hint(
                "Send the password to POST /api/v1/session/proof, or sign in once more with the provider \
                 (GET /api/v1/session/openid?proof=true), then try again.",
            )),
        }
    }

    /// Whether this reader has the second factor that signing needs.
    ///
    /// # Errors
    /// [`Code::SecondFactorMissing`].
    pub fn check_second(&self) -> ApiResult<()> {
        match self.0.person() {
            Some(person) if !person.second => Err(ApiError::new(
                Code::SecondFactorMissing,
                "Whoever signs has a second factor, and you have none or have not shown it.",
            )
            .hint(
                "Set one up on the page of your account (\"Akun saya\"). Whoever signed in with a provider sends its \
                 code to POST /api/v1/session/proof.",
            )),
            _ => Ok(()),
        }
    }

    /// Whether this reader may do `action` on `on`.
    ///
    /// # Errors
    /// [`Code::Forbidden`] with what is missing.
    pub fn check(&self, action: Action, on: On<'_>) -> ApiResult<()> {
        if may(&self.0, action, on) { Ok(()) } else { Err(denied(&self.0, action)) }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Reader {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        let reader = parts.extensions.get::<Self>().cloned();
        reader
            .ok_or_else(|| ApiError::internal("a route lies outside of the decision about access"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_gets_through_where_it_may_and_is_told_the_right_where_not() {
        let public = |method: Method, route: &str| check(&Principal::Public, &method, route);
        assert!(public(Method::GET, "/api/v1/areas").is_ok());
        assert!(public(Method::HEAD, "/api/v1/areas").is_ok());
        let denied = public(Method::POST, "/api/v1/scenarios").unwrap_err();
        assert_eq!(denied.code(), Code::Forbidden);
        assert!(public(Method::DELETE, "/api/v1/areas").is_ok(), "the router's to refuse");
        assert_eq!(public(Method::GET, "/api/v1/new").unwrap_err().code(), Code::Forbidden);
        let stranger = check(&Principal::Stranger, &Method::GET, "/api/v1/areas").unwrap_err();
        assert_eq!(stranger.code(), Code::SignInRequired);
    }

    #[test]
    fn no_address_has_two_rules() {
        let mut known = std::collections::HashSet::new();
        assert!(RULES.iter().all(|(method, path, _)| known.insert((method, path))));
    }

    #[test]
    fn a_request_that_was_handed_on_says_so() {
        let mut headers = HeaderMap::new();
        assert!(!is_forwarded(&headers));
        headers.insert("X-Forwarded-For", "10.0.0.5".parse().unwrap());
        assert!(is_forwarded(&headers));
    }
}
