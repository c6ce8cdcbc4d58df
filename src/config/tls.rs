//! Certificate and key of a server that speaks HTTPS itself.

use std::path::PathBuf;

use serde::Deserialize;

use super::ConfigError;

/// Where certificate and key are, both in PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate of this server, then those by which it is vouched for.
    pub certificate: PathBuf,
    /// Its private key (PKCS #8, PKCS #1 or SEC 1), not encrypted.
    pub key: PathBuf,
}

/// What one source says of certificate and key.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartialTls {
    /// See [`TlsFiles::certificate`].
    pub certificate: Option<PathBuf>,
    /// See [`TlsFiles::key`].
    pub key: Option<PathBuf>,
}

impl PartialTls {
    /// What this source says, and where it says nothing what one `before` it said.
    pub(super) fn over(self, before: Self) -> Self {
        Self { certificate: self.certificate.or(before.certificate), key: self.key.or(before.key) }
    }

    /// Both of what all sources say together, or none.
    pub(super) fn files(self) -> Result<Option<TlsFiles>, ConfigError> {
        let missing = |key, other: &str| {
            let problem = format!("is missing: `{other}` is said, and TLS needs both");
            Err(ConfigError::Value { key, problem })
        };
        match (self.certificate, self.key) {
            (Some(certificate), Some(key)) => Ok(Some(TlsFiles { certificate, key })),
            (None, None) => Ok(None),
            (Some(_), None) => missing("tls.key", "tls.certificate"),
            (None, Some(_)) => missing("tls.certificate", "tls.key"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_without_the_other_is_named() {
        let said = |certificate: Option<&str>, key: Option<&str>| {
            let [certificate, key] = [certificate, key].map(|path| path.map(PathBuf::from));
            PartialTls { certificate, key }.files().map_err(|error| error.to_string())
        };
        assert_eq!(said(None, None), Ok(None));
        let both = said(Some("a.pem"), Some("a.key")).unwrap().unwrap();
        assert_eq!(both, TlsFiles { certificate: "a.pem".into(), key: "a.key".into() });
        assert!(said(Some("a.pem"), None).unwrap_err().contains("`tls.key`"));
        assert!(said(None, Some("a.key")).unwrap_err().contains("`tls.certificate`"));
    }
}
