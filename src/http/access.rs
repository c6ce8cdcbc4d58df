//! What each address does, and whether whoever asks may do that.
//!
//! Every route has a row in [`RULES`]; a test compares them with the description of the interface. An address
//! without a row is denied to everybody but the administrator.

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use queries::QueryRequest;

use crate::access::{Access, Action, Principal, may};
use crate::http::problem::{ApiError, ApiResult, Code};

/// A method, an address as its route names it, and what it does.
pub type Rule = (&'static str, &'static str, Action);

/// What every address does.
pub const RULES: &[Rule] = &[
    ("GET", "/healthz", Action::Look),
    ("GET", "/readyz", Action::Look),
    ("GET", "/metrics", Action::Operate),
    ("GET", "/docs", Action::Look),
    ("GET", "/api/v1/openapi.json", Action::Look),
    ("GET", "/api/v1/session", Action::Look),
    ("GET", "/api/v1/dataset", Action::Look),
    ("GET", "/api/v1/dataset/report", Action::Look),
    ("GET", "/api/v1/indicators", Action::Look),
    ("GET", "/api/v1/areas", Action::Look),
    ("GET", "/api/v1/areas/{code}", Action::Look),
    ("GET", "/api/v1/villages", Action::Look),
    ("POST", "/api/v1/villages/search", Action::Look),
    ("GET", "/api/v1/coverage", Action::Look),
    ("GET", "/api/v1/coverage/compare", Action::Look),
    ("GET", "/api/v1/tables", Action::Look),
    ("GET", "/api/v1/functions", Action::Look),
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
];

/// Lets a request on when whoever asks may do what its address does, and tells the handlers who that is.
pub async fn decide(State(access): State<Access>, mut request: Request, next: Next) -> Response {
    let principal = Principal::of(access, is_forwarded(request.headers()));
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    if let Some(route) = route
        && let Err(denied) = check(principal, request.method(), &route)
    {
        return denied.into_response();
    }
    request.extensions_mut().insert(Reader(principal));
    next.run(request).await
}

/// Whether `principal` may send this method to this route.
///
/// # Errors
/// [`Code::Forbidden`] with the right that is missing.
fn check(principal: Principal, method: &Method, route: &str) -> Result<(), ApiError> {
    if principal == Principal::Administrator {
        return Ok(());
    }
    let method = if method == Method::HEAD { "GET" } else { method.as_str() };
    let mut of_route = RULES.iter().filter(|(_, path, _)| *path == route).peekable();
    // A method that the route does not answer is refused by the router, with those that it does.
    let known = of_route.peek().is_some();
    match of_route.find(|(verb, ..)| *verb == method) {
        Some((.., action)) if may(principal, *action) => Ok(()),
        Some((.., action)) => Err(denied(*action)),
        None if known => Ok(()),
        None => Err(ApiError::new(Code::Forbidden, "Nobody has said who may use this address.")),
    }
}

fn denied(action: Action) -> ApiError {
    let detail = format!("Here readers may not {} (right `{}`).", action.meaning(), action.name());
    ApiError::new(Code::Forbidden, detail).hint(
        "The operator grants it at the machine of the server: `access = \"local\"` on a loopback address, without a proxy.",
    )
}

/// Whether somebody handed the request on for somebody else, as proxies say.
fn is_forwarded(headers: &HeaderMap) -> bool {
    ["forwarded", "x-forwarded-for", "x-real-ip"].iter().any(|name| headers.contains_key(*name))
}

/// Who asks, for handlers whose answer depends on it.
#[derive(Debug, Clone, Copy)]
pub struct Reader(pub Principal);

impl Reader {
    /// Whether this reader may know of a scenario.
    pub fn sees(self, signed: bool) -> bool {
        may(self.0, if signed { Action::ReadSigned } else { Action::ReadDrafts })
    }

    /// Whether this reader may know who did what.
    pub fn audits(self) -> bool {
        may(self.0, Action::Audit)
    }

    /// Whether this reader may run a statement: what others asked is not for everybody.
    ///
    /// # Errors
    /// [`Code::Forbidden`].
    pub fn check_statement(self, request: &QueryRequest) -> ApiResult<()> {
        if request.reads_query_log() && !self.audits() {
            return Err(denied(Action::Audit));
        }
        Ok(())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Reader {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        let reader = parts.extensions.get::<Self>().copied();
        reader
            .ok_or_else(|| ApiError::internal("a route lies outside of the decision about access"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_gets_through_where_it_may_and_is_told_the_right_where_not() {
        let public = |method: Method, route: &str| check(Principal::Public, &method, route);
        assert!(public(Method::GET, "/api/v1/areas").is_ok());
        assert!(public(Method::HEAD, "/api/v1/areas").is_ok());
        let denied = public(Method::POST, "/api/v1/scenarios").unwrap_err();
        assert_eq!(denied.code(), Code::Forbidden);
        assert!(public(Method::DELETE, "/api/v1/areas").is_ok(), "the router's to refuse");
        assert_eq!(public(Method::GET, "/api/v1/new").unwrap_err().code(), Code::Forbidden);
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
