//! TLS of the server's own, for those who have no proxy before it.
//!
//! Certificate and key are read at the start and with every SIGHUP: whoever renews them has no need to stop anybody.

use std::path::PathBuf;
use std::sync::Arc;

use arc_swap::ArcSwap;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject as _};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::config::TlsFiles;

/// Why there is no TLS.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read, or is not in PEM.
    #[error("{}: {problem}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// What was read does not belong together, or is of a kind that is not known.
    #[error("{} with {}: {source}", files.certificate.display(), files.key.display())]
    Pair {
        /// The files.
        files: TlsFiles,
        /// What is wrong.
        source: tokio_rustls::rustls::Error,
    },
}

/// How connections are encrypted, at this moment.
#[derive(Debug)]
pub struct Tls {
    files: TlsFiles,
    config: ArcSwap<ServerConfig>,
}

impl Tls {
    /// Reads certificate and key.
    ///
    /// # Errors
    /// When there are none, or the key is not the certificate's.
    pub fn read(files: TlsFiles) -> Result<Self, TlsError> {
        let config = ArcSwap::from_pointee(read(&files)?);
        Ok(Self { files, config })
    }

    /// Reads them again, for the connections from now on.
    ///
    /// # Errors
    /// As [`Self::read`]; the old ones stay.
    pub fn reload(&self) -> Result<(), TlsError> {
        self.config.store(Arc::new(read(&self.files)?));
        Ok(())
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(self.config.load_full())
    }
}

fn read(files: &TlsFiles) -> Result<ServerConfig, TlsError> {
    let failed = |path: &PathBuf, problem: String| TlsError::File { path: path.clone(), problem };
    let wrong = |path, error: pem::Error| {
        let problem = match error {
            pem::Error::Io(error) => error.to_string(),
            pem::Error::NoItemsFound => {
                "there is no such thing in it (PEM, not encrypted)".to_owned()
            }
            other => other.to_string(),
        };
        failed(path, problem)
    };
    let path = &files.certificate;
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect)
        .map_err(|error| wrong(path, error))?;
    if chain.is_empty() {
        return Err(failed(path, "there is no certificate in it (PEM)".to_owned()));
    }
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|error| wrong(&files.key, error))?;
    let pair = |source| TlsError::Pair { files: files.clone(), source };
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(pair)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(pair)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_certificate_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let certificate = dir.path().join("server.pem");
        let key = dir.path().join("server.key");
        let tried = || {
            let files = TlsFiles { certificate: certificate.clone(), key: key.clone() };
            Tls::read(files).unwrap_err().to_string()
        };
        assert!(tried().contains("server.pem: No such file"), "{}", tried());
        std::fs::write(&certificate, "not PEM").unwrap();
        assert!(tried().contains("server.pem: there is no certificate in it"), "{}", tried());
        std::fs::write(
            &certificate,
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        )
        .unwrap();
        assert!(tried().contains("server.key: No such file"), "{}", tried());
        std::fs::write(&key, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
            .unwrap();
        assert!(tried().contains("server.key: there is no such thing in it"), "{}", tried());
    }
}
