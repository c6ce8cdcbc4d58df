//! What the provider says of itself (OpenID Connect Discovery 1.0).

use serde::Deserialize;
use serde_json::Value;

use super::OpenIdError;
use crate::config::is_trustworthy;

/// What is needed of it.
#[derive(Debug, Clone, Deserialize)]
pub struct Metadata {
    issuer: String,
    /// Where the browser is sent.
    pub authorization_endpoint: String,
    /// Where the code is redeemed.
    pub token_endpoint: String,
    /// Its keys.
    pub jwks_uri: String,
    /// What it knows of somebody beside what is in the ID token.
    pub userinfo_endpoint: Option<String>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
}

impl Metadata {
    /// Where a provider says it.
    pub fn address(issuer: &str) -> String {
        format!("{issuer}/.well-known/openid-configuration")
    }

    /// What `document` says of `issuer`.
    pub fn of(document: Value, issuer: &str) -> Result<Self, OpenIdError> {
        let unusable = |problem: String| {
            OpenIdError::Provider(format!("{}: {problem}", Self::address(issuer)))
        };
        let known: Self =
            serde_json::from_value(document).map_err(|error| unusable(error.to_string()))?;
        if known.issuer != issuer {
            let problem =
                format!("it calls itself `{}`; `openid.issuer` must be the same", known.issuer);
            return Err(unusable(problem));
        }
        let needed = [&known.authorization_endpoint, &known.token_endpoint, &known.jwks_uri];
        let all = needed.into_iter().chain(&known.userinfo_endpoint);
        // A provider over TLS sends nobody to an address without it.
        let tls = issuer.starts_with("https://");
        for address in all {
            if !is_trustworthy(address) || (tls && !address.starts_with("https://")) {
                return Err(unusable(format!("`{address}` is not behind TLS")));
            }
        }
        Ok(known)
    }

    /// Whether the secret of this server goes into the form; else into the header, as is usual where nothing is said.
    pub fn secret_in_form(&self) -> bool {
        let says = |way: &str| self.token_endpoint_auth_methods_supported.iter().any(|m| m == way);
        says("client_secret_post") && !says("client_secret_basic")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_provider_is_who_it_says_and_stays_behind_tls() {
        let document = |issuer: &str, token: &str| {
            json!({"issuer": issuer, "authorization_endpoint": "https://a.id/auth", "token_endpoint": token,
                   "jwks_uri": "https://a.id/keys", "more": true})
        };
        let of =
            |document| Metadata::of(document, "https://a.id").map_err(|error| error.to_string());
        assert!(!of(document("https://a.id", "https://a.id/token")).unwrap().secret_in_form());
        let other = of(document("https://b.id", "https://a.id/token")).unwrap_err();
        assert!(other.contains("calls itself `https://b.id`"), "{other}");
        let plain = of(document("https://a.id", "http://127.0.0.1/token")).unwrap_err();
        assert!(plain.contains("not behind TLS"), "{plain}");
        assert!(
            of(json!({"issuer": "https://a.id"})).unwrap_err().contains("authorization_endpoint")
        );
        assert!(of(json!([])).is_err());
    }
}
