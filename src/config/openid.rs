//! Signing in with the accounts of an OpenID Connect provider: `[openid]`.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use geodata::AreaCode;
use serde::Deserialize;

use super::ConfigError;
use crate::access::{Grant, Role};

/// Where the groups of somebody stand in what the provider tells of them.
const GROUPS: &str = "groups";
/// What the provider is asked for beside `openid`.
const SCOPES: [&str; 2] = ["profile", "email"];

/// A provider whose accounts people sign in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenId {
    /// Its address, exactly as it calls itself.
    pub issuer: String,
    /// What this server is called there.
    pub client_id: String,
    /// The secret of this server there; none where it is a public client.
    pub client_secret: Option<ClientSecret>,
    /// The address of this server as browsers see it (`https://desa.example.go.id`); none: as the request names it.
    pub address: Option<String>,
    /// What the button says, in Indonesian and English.
    pub name_id: String,
    /// See [`Self::name_id`].
    pub name_en: String,
    /// What the provider is asked for beside `openid`.
    pub scopes: Vec<String>,
    /// The claim with somebody's groups, or a pointer to it (`/realm_access/roles`).
    pub groups_claim: String,
    /// What members of a group may do.
    pub grants: Vec<(String, Vec<Grant>)>,
    /// Words of `amr` or `acr` with which the provider says that a second factor was shown.
    pub second_factor: Vec<String>,
}

/// A secret that no log line shows.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientSecret(pub String);

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

/// What one source says of it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartialOpenId {
    issuer: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    client_secret_file: Option<PathBuf>,
    address: Option<String>,
    name_id: Option<String>,
    name_en: Option<String>,
    scopes: Option<Vec<String>>,
    groups_claim: Option<String>,
    grants: Option<BTreeMap<String, Vec<String>>>,
    second_factor: Option<Vec<String>>,
}

impl PartialOpenId {
    /// What a later source says goes before what an earlier one said.
    pub(super) fn over(self, before: Self) -> Self {
        // A secret and a file with one are two ways to say one thing.
        let secret_here = self.client_secret.is_some() || self.client_secret_file.is_some();
        let (secret, file) = if secret_here {
            (self.client_secret, self.client_secret_file)
        } else {
            (before.client_secret, before.client_secret_file)
        };
        Self {
            issuer: self.issuer.or(before.issuer),
            client_id: self.client_id.or(before.client_id),
            client_secret: secret,
            client_secret_file: file,
            address: self.address.or(before.address),
            name_id: self.name_id.or(before.name_id),
            name_en: self.name_en.or(before.name_en),
            scopes: self.scopes.or(before.scopes),
            groups_claim: self.groups_claim.or(before.groups_claim),
            grants: self.grants.or(before.grants),
            second_factor: self.second_factor.or(before.second_factor),
        }
    }

    /// What all sources together mean.
    pub(super) fn resolve(self) -> Result<OpenId, ConfigError> {
        let needed = |key: &'static str, value: Option<String>| {
            let value = value.filter(|text| !text.trim().is_empty());
            value.ok_or_else(|| {
                wrong(key, "is needed with `[openid]`, and nobody says it".to_owned())
            })
        };
        let issuer = needed("openid.issuer", self.issuer)?;
        check_address("openid.issuer", &issuer)?;
        if let Some(address) = &self.address {
            check_address("openid.address", address)?;
            if address.splitn(4, '/').nth(3).is_some() {
                let problem =
                    format!("`{address}` has a path; only scheme, host and port are taken");
                return Err(wrong("openid.address", problem));
            }
        }
        let name_en = self.name_en.or_else(|| self.name_id.clone());
        let grants = self.grants.unwrap_or_default();
        if grants.values().all(Vec::is_empty) {
            let problem = "names no group with a right: nobody could sign in".to_owned();
            return Err(wrong("openid.grants", problem));
        }
        let grants = grants.into_iter().map(|(group, texts)| {
            let granted = texts.iter().map(|text| grant(&group, text)).collect::<Result<_, _>>()?;
            Ok((group, granted))
        });
        Ok(OpenId {
            client_id: needed("openid.client_id", self.client_id)?,
            client_secret: secret(self.client_secret, self.client_secret_file)?,
            address: self.address,
            name_id: self.name_id.unwrap_or_else(|| "Masuk dengan akun instansi".to_owned()),
            name_en: name_en.unwrap_or_else(|| "Sign in with your office's account".to_owned()),
            scopes: self.scopes.unwrap_or_else(|| SCOPES.map(str::to_owned).to_vec()),
            groups_claim: self.groups_claim.unwrap_or_else(|| GROUPS.to_owned()),
            grants: grants.collect::<Result<_, ConfigError>>()?,
            second_factor: self.second_factor.unwrap_or_default(),
            issuer,
        })
    }
}

fn wrong(key: &'static str, problem: String) -> ConfigError {
    ConfigError::Value { key, problem }
}

fn secret(
    said: Option<String>,
    file: Option<PathBuf>,
) -> Result<Option<ClientSecret>, ConfigError> {
    let secret = match (said, file) {
        (Some(_), Some(_)) => {
            let problem = "is said beside `client_secret_file`; one of them is enough".to_owned();
            return Err(wrong("openid.client_secret", problem));
        }
        (said, None) => said,
        (None, Some(path)) => {
            let text = std::fs::read_to_string(&path);
            Some(text.map_err(|source| ConfigError::Read { path, source })?.trim().to_owned())
        }
    };
    match secret {
        Some(text) if text.is_empty() => {
            Err(wrong("openid.client_secret", "is empty; a public client has none".to_owned()))
        }
        secret => Ok(secret.map(ClientSecret)),
    }
}

/// Whether an address is one to which a sign-in may be entrusted: over TLS, or on this machine.
fn check_address(key: &'static str, address: &str) -> Result<(), ConfigError> {
    let plain = address.bytes().all(|b| b.is_ascii_graphic() && !b"?#\\@".contains(&b));
    if plain && is_trustworthy(address) && !address.ends_with('/') {
        return Ok(());
    }
    let problem = format!(
        "`{address}` is no address such as https://masuk.example.go.id, without `?`, `#` and a last `/`; \
         without TLS only an address of this machine is taken (http://127.0.0.1:8085)"
    );
    Err(wrong(key, problem))
}

/// Whether nobody in between can read or change what is sent to `address`: it goes over TLS, or stays on this machine.
pub fn is_trustworthy(address: &str) -> bool {
    let authority = |rest: &str| rest.split(['/', '?', '#']).next().unwrap_or_default().to_owned();
    if let Some(rest) = address.strip_prefix("https://") {
        return !authority(rest).is_empty();
    }
    let Some(rest) = address.strip_prefix("http://") else { return false };
    let authority = authority(rest);
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next(),
        None => authority.split(':').next(),
    };
    let host = host.unwrap_or_default();
    !authority.contains('@')
        && (host == "localhost"
            || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback()))
}

/// `planner`, or `regency:52.03`.
fn grant(group: &str, text: &str) -> Result<Grant, ConfigError> {
    let told =
        |problem: String| wrong("openid.grants", format!("group `{group}`, `{text}`: {problem}"));
    let (role, area) = match text.split_once(':') {
        Some((role, area)) => (role, Some(area)),
        None => (text, None),
    };
    let known = Role::named(role).ok_or_else(|| {
        let names = Role::ALL.map(Role::name).join(", ");
        told(format!("no role is called `{role}`; there are {names}"))
    })?;
    let area = area.map(str::parse::<AreaCode>).transpose();
    let area = area.map_err(|error| told(error.to_string()))?;
    Grant::checked(known, area, None).map_err(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(text: &str) -> Result<OpenId, String> {
        let partial: PartialOpenId = toml::from_str(text).map_err(|error| error.to_string())?;
        partial.resolve().map_err(|error| error.to_string())
    }

    const LEAST: &str =
        "issuer = \"https://masuk.example.go.id/realms/desa\"\nclient_id = \"desa\"\n";

    #[test]
    fn groups_become_roles_and_areas() {
        let text = format!(
            "{LEAST}[grants]\nperencana = [\"planner\", \"trusted\"]\nlombok = [\"regency:52.03\"]\n"
        );
        let openid = resolved(&text).unwrap();
        let lombok = &openid.grants.iter().find(|(group, _)| group == "lombok").unwrap().1;
        assert_eq!(lombok[0].role, Role::Regency);
        assert_eq!(lombok[0].area, Some("52.03".parse().unwrap()));
        assert_eq!(openid.groups_claim, "groups");
        assert_eq!((openid.client_secret, openid.second_factor), (None, Vec::new()));
    }

    #[test]
    fn what_cannot_be_meant_is_refused_and_named() {
        let grants = "[grants]\na = [\"reader\"]\n";
        for (text, named) in [
            (format!("client_id = \"a\"\n{grants}"), "openid.issuer"),
            (format!("issuer = \"https://a.id\"\n{grants}"), "openid.client_id"),
            (LEAST.to_owned(), "openid.grants"),
            (format!("{LEAST}[grants]\na = [\"regency\"]\n"), "`a`, `regency`"),
            (format!("{LEAST}[grants]\na = [\"boss\"]\n"), "no role is called `boss`"),
            (format!("{LEAST}[grants]\na = [\"regency:52\"]\n"), "needs the code of a"),
            (format!("{LEAST}isuer = \"x\"\n{grants}"), "isuer"),
            (format!("{LEAST}client_secret = \"\"\n{grants}"), "openid.client_secret"),
            (
                format!("{LEAST}client_secret = \"a\"\nclient_secret_file = \"b\"\n{grants}"),
                "one of them",
            ),
            (
                format!("{LEAST}client_secret_file = \"/nowhere/at/all\"\n{grants}"),
                "/nowhere/at/all",
            ),
            (format!("{LEAST}address = \"https://a.id/b\"\n{grants}"), "openid.address"),
        ] {
            let error = resolved(&text).unwrap_err();
            assert!(error.contains(named), "{text}: {error}");
        }
    }

    #[test]
    fn without_tls_a_sign_in_stays_on_this_machine() {
        for good in [
            "https://a.id",
            "https://a.id/realms/x",
            "http://127.0.0.1:8085",
            "http://[::1]:1",
            "http://localhost",
        ] {
            assert!(check_address("openid.issuer", good).is_ok(), "{good}");
        }
        for wrong in [
            "http://a.id",
            "http://10.0.0.1",
            "http://localhost.evil.id",
            "http://127.0.0.1@evil.id",
            "https://",
            "ftp://a.id",
            "https://a.id/",
            "https://a.id?x",
            "https://a.id#x",
            "a.id",
        ] {
            assert!(check_address("openid.issuer", wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_secret_stands_in_no_log_line() {
        let text = format!("{LEAST}client_secret = \"rahasia\"\n[grants]\na = [\"reader\"]\n");
        let openid = resolved(&text).unwrap();
        assert!(!format!("{openid:?}").contains("rahasia"));
    }
}
