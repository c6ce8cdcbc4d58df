//! Signing in with a provider: the browser goes there, and comes back with a code.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::access::Person;
use crate::accounts::{AccountError, Arrival, Arrived, LONGEST_SIGN_IN, SignedIn};
use crate::app::AppState;
use crate::http::access::Reader;
use crate::http::answer::written::compute;
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::http::request::credentials::{Kept, Site};
use crate::http::request::extract::Query;
use crate::http::request::origin::Origin;
use crate::http::request::proxy::Client;
use crate::openid::{Flow, HOLDS, Identity, OpenIdError, Provider, form, is_within};

/// Where the provider sends the browser back to.
const CALLBACK: &str = "/api/v1/session/openid/callback";
/// How long, in seconds, the page can tell which groups were seen, and how many of how many letters.
const TOLD_FOR: i64 = 300;
const MOST_TOLD: usize = 20;
const LONGEST_TOLD: usize = 60;

/// How somebody signs in with the provider.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EntryParams {
    /// The page of this server to which the browser goes afterwards, such as `/skenario`.
    ke: Option<String>,
    /// Whether whoever has signed in shows once more who they are, as signing and managing people need.
    #[serde(default)]
    proof: bool,
}

/// Sends the browser to the provider. What it needs to come back is in a cookie.
#[utoipa::path(get, path = "/api/v1/session/openid", operation_id = "begin_openid", tag = "people", params(EntryParams),
    responses((status = 303, description = "To the provider; or to `/masuk`, which says why not")))]
pub async fn begin(
    State(app): State<AppState>,
    origin: Origin,
    headers: HeaderMap,
    Query(params): Query<EntryParams>,
) -> ApiResult<Response> {
    let provider = provider(&app)?;
    let back = params.ke.unwrap_or_else(|| "/".to_owned());
    if !is_within(&back) {
        return Err(ApiError::parameter("ke", "no page of this server")
            .hint("A path such as `/skenario`, without the name of a host."));
    }
    let flow = Flow::begin(now(), params.proof, &back);
    let site = Site::of(&app, &headers);
    // Whom the provider named a moment ago was not let in, and it would name them again unasked.
    let other = site.kept(&headers, Kept::Groups).is_some();
    let entry = provider.entry(&flow, &redirect(provider, &origin)?, other).await;
    let mut response = match entry {
        Ok(address) => see_other(&address)?,
        Err(error) => return Refusal::from(error).answer(&headers, &site, Some(&flow)),
    };
    set(&mut response, site.keep(Kept::Flow, Some((flow.cookie(), HOLDS))));
    Ok(response)
}

/// Where the browser comes back from the provider, with a code or with what went wrong; it goes on to the page that was
/// asked for, signed in, or to `/masuk?openid=…`, which says what went wrong. What is not a browser gets a problem.
///
/// Parameters are the provider's: those that are not known are passed over (RFC 6749, 4.1.2).
#[utoipa::path(get, path = "/api/v1/session/openid/callback", operation_id = "end_openid", tag = "people",
    responses((status = 303, description = "Signed in, or back to `/masuk`")))]
pub async fn callback(
    State(app): State<AppState>,
    reader: Reader,
    client: Option<Extension<Client>>,
    origin: Origin,
    headers: HeaderMap,
    uri: Uri,
) -> ApiResult<Response> {
    let provider = provider(&app)?;
    let site = Site::of(&app, &headers);
    let flow = site.kept(&headers, Kept::Flow).and_then(|cookie| Flow::of_cookie(cookie, now()));
    let proof = flow.as_ref().is_some_and(|flow| flow.proof);
    let again = reader.signed_in().ok().filter(|_| proof).cloned();
    // Whoever was to show once more who they are has signed out meanwhile.
    let flow = flow.filter(|_| again.is_some() == proof);
    let came = Came {
        again,
        old: site.session(&headers).map(str::to_owned),
        address: client.map(|Extension(Client(address))| address),
    };
    let arrived = match identity(provider, flow.as_ref(), &origin, &uri).await {
        Ok(identity) => arrive(&app, identity, came).await?,
        Err(error) => Err(Refusal::from(error)),
    };
    let secret = match arrived {
        Ok(SignedIn { secret, .. }) => secret,
        Err(refusal) => return refusal.answer(&headers, &site, flow.as_ref()),
    };
    metrics::counter!("sign_ins_total", "outcome" => "ok").increment(1);
    let mut response = see_other(flow.as_ref().map_or("/", |flow| &flow.back))?;
    set(&mut response, site.set_session(Some((&secret, LONGEST_SIGN_IN))));
    for what in [Kept::Flow, Kept::Groups] {
        set(&mut response, site.keep(what, None));
    }
    Ok(response)
}

/// With what somebody came.
struct Came {
    /// Who was to show once more who they are.
    again: Option<Person>,
    /// The secret of the sign-in that they had.
    old: Option<String>,
    address: Option<IpAddr>,
}

/// Whom the provider names.
async fn identity(
    provider: &Provider,
    flow: Option<&Flow>,
    origin: &Origin,
    uri: &Uri,
) -> Result<Identity, OpenIdError> {
    let given = axum::extract::Query::<HashMap<String, String>>::try_from_uri(uri);
    let given = given.map_err(|_| OpenIdError::State)?.0;
    let text = |name: &str| given.get(name).map(String::as_str);
    // First of all: whatever else it says, another site may have said.
    let flow = flow.filter(|flow| text("state") == Some(flow.state().as_str()));
    let flow = flow.ok_or(OpenIdError::State)?;
    // Another provider's answer (RFC 9207).
    if let Some(issuer) = text("iss").filter(|issuer| *issuer != provider.settings().issuer) {
        return Err(OpenIdError::Audience(format!("the answer is from {issuer:?}")));
    }
    match (text("error"), text("code")) {
        (Some("access_denied"), _) => Err(OpenIdError::Cancelled),
        (Some(error), _) => {
            let more = text("error_description").unwrap_or_default();
            Err(OpenIdError::Refused(format!("{error:?} {more:?}")))
        }
        (None, None) => Err(OpenIdError::Refused("it sends no code".to_owned())),
        (None, Some(code)) => {
            let redirect = redirect(provider, origin).map_err(|_| OpenIdError::State)?;
            provider.identity(flow, code, &redirect, now()).await
        }
    }
}

async fn arrive(
    app: &AppState,
    identity: Identity,
    came: Came,
) -> ApiResult<Result<SignedIn, Refusal>> {
    let accounts = Arc::clone(app.accounts());
    compute(&app.pools().scenarios, move |_| {
        let arrival = Arrival {
            issuer: &identity.issuer,
            subject: &identity.subject,
            login: identity.login.as_deref(),
            name: identity.name.as_deref(),
            groups: &identity.groups,
            grants: &identity.grants,
            shown_ago: identity.shown_ago,
            second: identity.second,
            address: came.address,
        };
        let arrived = accounts.arrive(&arrival, came.again.as_ref(), came.old.as_deref())?;
        let refusal = match arrived {
            Arrived::In(signed_in) => return Ok(Ok(signed_in)),
            Arrived::Ungranted => Refusal::ungranted(&identity.groups),
            Arrived::Disabled => Refusal::new("disabled", "the account is disabled"),
            Arrived::Other => {
                Refusal::new("other", "it was to be shown once more who has signed in, and this is somebody else")
            }
            Arrived::Unmanaged => Refusal::new(
                "unmanaged",
                "after this nobody could manage accounts; make an administrator by the server's code or `desmigratif user`",
            ),
        };
        let (subject, groups) = (&identity.subject, &identity.groups);
        tracing::warn!(?subject, ?groups, reason = refusal.name, "who comes from the provider is not let in");
        Ok::<_, AccountError>(Err(refusal))
    })
    .await
}

/// Why somebody is not let in, for the page and for programs.
struct Refusal {
    name: &'static str,
    code: Code,
    detail: String,
    /// The groups of somebody whom the provider named; none where it named nobody.
    groups: Option<Vec<String>>,
}

impl From<OpenIdError> for Refusal {
    fn from(error: OpenIdError) -> Self {
        tracing::warn!(reason = error.name(), error = ?error.to_string(), "a sign-in with the provider failed");
        let down = matches!(error, OpenIdError::Provider(_));
        let code = if down { Code::OpenidUnavailable } else { Code::OpenidRefused };
        Self { code, groups: None, ..Self::new(error.name(), &error.to_string()) }
    }
}

impl Refusal {
    fn new(name: &'static str, detail: &str) -> Self {
        let groups = Some(Vec::new());
        Self { name, code: Code::OpenidRefused, detail: detail.to_owned(), groups }
    }

    fn ungranted(groups: &[String]) -> Self {
        let short = |group: &String| group.chars().take(LONGEST_TOLD).collect::<String>();
        let groups: Vec<String> = groups.iter().take(MOST_TOLD).map(short).collect();
        let seen = if groups.is_empty() { "none".to_owned() } else { groups.join(", ") };
        let detail =
            format!("none of the groups that the provider tells of ({seen}) may do anything here");
        Self { groups: Some(groups), ..Self::new("ungranted", &detail) }
    }

    /// A page for browsers, a problem for whatever else asks.
    fn answer(
        self,
        headers: &HeaderMap,
        site: &Site<'_>,
        flow: Option<&Flow>,
    ) -> ApiResult<Response> {
        metrics::counter!("sign_ins_total", "outcome" => "refused").increment(1);
        let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
        if !accepted.is_some_and(|accepted| accepted.contains("text/html")) {
            let name = self.name;
            return Err(ApiError::new(self.code, format!("{} ({name}).", self.detail)).hint(
                "Whoever runs this server says which groups of the provider may do what (`[openid.grants]`), and its log has more.",
            ));
        }
        let mut fields = vec![("openid", self.name)];
        fields.extend(flow.map(|flow| ("ke", flow.back.as_str())));
        let mut response = see_other(&format!("/masuk?{}", form(&fields)))?;
        set(&mut response, site.keep(Kept::Flow, None));
        if let Some(told) = self.groups.and_then(|groups| serde_json::to_vec(&groups).ok()) {
            let told = URL_SAFE_NO_PAD.encode(told);
            set(&mut response, site.keep(Kept::Groups, Some((&told, TOLD_FOR))));
        }
        Ok(response)
    }
}

/// The groups that were seen of whoever was not let in a moment ago: their browser has kept them.
pub fn seen_groups(site: &Site<'_>, headers: &HeaderMap) -> Vec<String> {
    let told = site.kept(headers, Kept::Groups).and_then(|told| URL_SAFE_NO_PAD.decode(told).ok());
    told.and_then(|told| serde_json::from_slice(&told).ok()).unwrap_or_default()
}

fn provider(app: &AppState) -> ApiResult<&Provider> {
    app.openid().ok_or_else(|| {
        ApiError::new(Code::Forbidden, "Nobody signs in with a provider here.")
            .hint("Whoever runs this server names one in its configuration (`[openid]`).")
    })
}

/// The address of this server to which the provider sends browsers back.
fn redirect(provider: &Provider, Origin(origin): &Origin) -> ApiResult<String> {
    let address = provider.settings().address.as_ref().unwrap_or(origin);
    if !address.starts_with("http") {
        return Err(ApiError::new(Code::HostNotAllowed, "The request names no host."));
    }
    Ok(format!("{address}{CALLBACK}"))
}

fn see_other(address: &str) -> ApiResult<Response> {
    let location = HeaderValue::from_str(address).map_err(ApiError::internal)?;
    let headers = [
        (header::LOCATION, location),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

/// Adds a cookie beside those that are set already.
fn set(response: &mut Response, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// Seconds since 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
