//! One provider: where it sends browsers, and what it says of whoever comes back.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tokio::sync::Mutex;

use super::OpenIdError;
use super::fetch::Fetch;
use super::flow::Flow;
use super::form::{encoded, form};
use super::keys::{Fit, Keys};
use super::metadata::Metadata;
use super::token::{CLOCKS, Claims, Expected, Token};
use crate::access::Grant;
use crate::config::OpenId;

/// How long what the provider says of itself is believed, and how soon its keys are read anew for one that is not known.
const BELIEVED: Duration = Duration::from_secs(3600);
const KEYS_AGAIN: Duration = Duration::from_secs(60);
/// How long a provider that did not answer is not asked again: whoever clicks often must not make us ask often.
const PAUSE: Duration = Duration::from_secs(3);
/// Most groups of somebody that are looked at.
const MOST_GROUPS: usize = 1000;

/// A provider.
#[derive(Debug)]
pub struct Provider {
    settings: Arc<OpenId>,
    fetch: Fetch,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    metadata: Option<(Arc<Metadata>, Instant)>,
    keys: Option<(Keys, Instant)>,
    failed: Option<(OpenIdError, Instant)>,
}

/// Whoever came from the provider.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Who says so.
    pub issuer: String,
    /// Names them there for ever.
    pub subject: String,
    /// What they are called there, for a login.
    pub login: Option<String>,
    /// Their name.
    pub name: Option<String>,
    /// Their groups.
    pub groups: Vec<String>,
    /// What these groups may do.
    pub grants: Vec<Grant>,
    /// How long ago they showed who they are, in seconds, where the provider says so.
    pub shown_ago: Option<i64>,
    /// Whether they have shown a second factor.
    pub second: bool,
}

impl Provider {
    /// The provider of the configuration. It is not asked anything yet.
    ///
    /// # Errors
    /// When the system trusts no certificates.
    pub fn new(settings: Arc<OpenId>) -> std::io::Result<Self> {
        let fetch = Fetch::new(settings.issuer.starts_with("https://"))?;
        Ok(Self { settings, fetch, known: Mutex::default() })
    }

    /// What the configuration says.
    pub fn settings(&self) -> &OpenId {
        &self.settings
    }

    /// Where the browser is sent for `flow`; `redirect` is the address of this server to which it comes back. With `other`
    /// somebody else than whom it would name unasked may come: the provider asks who it is.
    ///
    /// # Errors
    /// [`OpenIdError::Provider`].
    pub async fn entry(
        &self,
        flow: &Flow,
        redirect: &str,
        other: bool,
    ) -> Result<String, OpenIdError> {
        let metadata = self.metadata().await?;
        let scope = ["openid"].into_iter().chain(self.settings.scopes.iter().map(String::as_str));
        let scope = scope.collect::<Vec<_>>().join(" ");
        let (state, nonce, challenge) = (flow.state(), flow.nonce(), flow.challenge());
        let mut fields = vec![
            ("response_type", "code"),
            ("client_id", self.settings.client_id.as_str()),
            ("redirect_uri", redirect),
            ("scope", scope.as_str()),
            ("state", state.as_str()),
            ("nonce", nonce.as_str()),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", "S256"),
        ];
        // Not every provider knows `select_account`.
        if flow.proof || other {
            fields.push(("prompt", "login"));
        }
        if flow.proof {
            fields.push(("max_age", "0"));
        }
        let endpoint = &metadata.authorization_endpoint;
        let join = if endpoint.contains('?') { '&' } else { '?' };
        Ok(format!("{endpoint}{join}{}", form(&fields)))
    }

    /// Who came back with `code` at `now` (seconds since 1970).
    ///
    /// # Errors
    /// Why they are not believed.
    pub async fn identity(
        &self,
        flow: &Flow,
        code: &str,
        redirect: &str,
        now: i64,
    ) -> Result<Identity, OpenIdError> {
        let metadata = self.metadata().await?;
        let answer = self.redeemed(&metadata, flow, code, redirect).await?;
        let text = |name: &str| answer.get(name).and_then(Value::as_str);
        let missing = || OpenIdError::Provider("it answers no ID token to the code".to_owned());
        let token = Token::parse(text("id_token").ok_or_else(missing)?)?;
        let keys = self.keys(&metadata, &token).await?;
        let nonce = flow.nonce();
        let (issuer, client_id) = (&*self.settings.issuer, &*self.settings.client_id);
        let mut claims =
            token.claims(&keys, &Expected { issuer, client_id, nonce: &nonce, now })?;
        if claims.words(&self.settings.groups_claim).is_none() {
            self.complete(&mut claims, &metadata, text("access_token")).await?;
        }
        let identity = self.told(&claims, now);
        // A proof is one of after it was asked for: an older one anybody at this desk could have left behind.
        let since = now.saturating_sub(flow.begun_at()).saturating_add(CLOCKS);
        if flow.proof && identity.shown_ago.is_none_or(|ago| ago > since) {
            return Err(OpenIdError::Stale);
        }
        Ok(identity)
    }

    /// What the provider answers to the code.
    async fn redeemed(
        &self,
        metadata: &Metadata,
        flow: &Flow,
        code: &str,
        redirect: &str,
    ) -> Result<Value, OpenIdError> {
        let (verifier, id) = (flow.verifier(), self.settings.client_id.as_str());
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect),
            ("code_verifier", verifier.as_str()),
        ];
        let mut basic = None;
        match &self.settings.client_secret {
            Some(secret) if metadata.secret_in_form() => {
                fields.extend([("client_id", id), ("client_secret", secret.0.as_str())]);
            }
            // As forms write them (RFC 6749, 2.3.1): either may have a colon.
            Some(secret) => {
                basic = Some(STANDARD.encode(format!("{}:{}", encoded(id), encoded(&secret.0))));
            }
            None => fields.push(("client_id", id)),
        }
        let asked = self.fetch.post(&metadata.token_endpoint, basic, form(&fields)).await?;
        match asked {
            (StatusCode::OK, answer) => Ok(answer),
            (status, answer) => {
                let why = answer.get("error").and_then(Value::as_str).unwrap_or_default();
                Err(OpenIdError::Refused(format!("it answers {status} to the code: {why:?}")))
            }
        }
    }

    /// What the provider knows beside what is in the token: groups are often there alone.
    async fn complete(
        &self,
        claims: &mut Claims,
        metadata: &Metadata,
        token: Option<&str>,
    ) -> Result<(), OpenIdError> {
        let (Some(address), Some(token)) = (&metadata.userinfo_endpoint, token) else {
            return Ok(());
        };
        let Value::Object(more) = self.fetch.get(address, Some(token)).await? else {
            return Err(OpenIdError::Provider(format!("{address}: no object")));
        };
        if more.get("sub").and_then(Value::as_str) != claims.text("sub") {
            return Err(OpenIdError::Provider(format!("{address}: tells of somebody else")));
        }
        // What was signed stays, and how they signed in is told by what is signed alone.
        let who = more
            .into_iter()
            .filter(|(name, _)| !["auth_time", "amr", "acr"].contains(&name.as_str()));
        for (name, value) in who {
            claims.0.entry(name).or_insert(value);
        }
        Ok(())
    }

    fn told(&self, claims: &Claims, now: i64) -> Identity {
        let settings = &self.settings;
        let text = |name: &str| claims.text(name).map(str::to_owned);
        let mut groups = claims.words(&settings.groups_claim).unwrap_or_default();
        groups.truncate(MOST_GROUPS);
        let mut grants: Vec<Grant> = Vec::new();
        for (_, of_group) in settings.grants.iter().filter(|(group, _)| groups.contains(group)) {
            let new = of_group.iter().filter(|grant| !grants.contains(grant)).cloned();
            grants.extend(new.collect::<Vec<_>>());
        }
        let shown = ["amr", "acr"].into_iter().filter_map(|name| claims.words(name)).flatten();
        let second = shown.into_iter().any(|word| settings.second_factor.contains(&word));
        let shown_at = claims.seconds("auth_time");
        Identity {
            issuer: settings.issuer.clone(),
            subject: text("sub").unwrap_or_default(),
            login: text("preferred_username").or_else(|| text("email")),
            name: text("name"),
            groups,
            grants,
            shown_ago: shown_at.map(|at| now.saturating_sub(at).max(0)),
            second,
        }
    }

    async fn metadata(&self) -> Result<Arc<Metadata>, OpenIdError> {
        let mut known = self.known.lock().await;
        if let Some((metadata, at)) = &known.metadata
            && at.elapsed() < BELIEVED
        {
            return Ok(Arc::clone(metadata));
        }
        if let Some((error, at)) = &known.failed
            && at.elapsed() < PAUSE
        {
            return Err(error.clone());
        }
        let issuer = &self.settings.issuer;
        let read = self.fetch.get(&Metadata::address(issuer), None).await;
        match read.and_then(|document| Metadata::of(document, issuer)) {
            Ok(metadata) => {
                let metadata = Arc::new(metadata);
                known.metadata = Some((Arc::clone(&metadata), Instant::now()));
                Ok(metadata)
            }
            Err(error) => {
                known.failed = Some((error.clone(), Instant::now()));
                Err(error)
            }
        }
    }

    /// The keys of the provider, read anew where none of them can have signed `token`: providers change them.
    async fn keys(&self, metadata: &Metadata, token: &Token<'_>) -> Result<Keys, OpenIdError> {
        let mut known = self.known.lock().await;
        if let Some((keys, at)) = &known.keys {
            let age = at.elapsed();
            if age < KEYS_AGAIN || (age < BELIEVED && token.fit(keys) != Fit::NoKey) {
                return Ok(keys.clone());
            }
        }
        let document = self.fetch.get(&metadata.jwks_uri, None).await?;
        let keys = Keys::of(&document);
        let keys =
            keys.ok_or_else(|| OpenIdError::Provider(format!("{}: no keys", metadata.jwks_uri)))?;
        known.keys = Some((keys.clone(), Instant::now()));
        Ok(keys)
    }
}
