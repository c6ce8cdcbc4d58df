//! Requests to the provider: none waits or reads longer than is said here, and none follows to another address.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use hyper_rustls::{ConfigBuilderExt as _, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::{ClientConfig, RootCertStore};
use serde_json::Value;

use super::OpenIdError;
use crate::config::is_trustworthy;

/// Longest time of one request, from the name of the host to the last byte.
const DEADLINE: Duration = Duration::from_secs(10);
/// Most bytes of an answer: documents of keys of large providers have some ten thousand.
const MOST: usize = 1 << 20;

/// Asks the provider.
#[derive(Debug, Clone)]
pub struct Fetch(Client<HttpsConnector<HttpConnector>, Body>);

impl Fetch {
    /// A client that trusts the certificates that the system trusts, or none where the provider is on this machine.
    ///
    /// # Errors
    /// When the system trusts none.
    pub fn new(tls: bool) -> io::Result<Self> {
        let ring = Arc::new(rustls::crypto::ring::default_provider());
        let config =
            ClientConfig::builder_with_provider(ring).with_safe_default_protocol_versions();
        let config = config.map_err(io::Error::other)?;
        let config = if tls {
            config.with_native_roots()?
        } else {
            config.with_root_certificates(RootCertStore::empty())
        };
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(config.with_no_client_auth())
            // Which addresses may go without TLS is looked at below.
            .https_or_http()
            .enable_http1()
            .build();
        Ok(Self(Client::builder(TokioExecutor::new()).build(connector)))
    }

    /// A document.
    pub async fn get(&self, address: &str, bearer: Option<&str>) -> Result<Value, OpenIdError> {
        let mut request = Request::get(address);
        if let Some(token) = bearer {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let (status, value) = self.answer(address, request, Body::empty()).await?;
        if status != StatusCode::OK {
            return Err(OpenIdError::Provider(format!("{address} answers {status}")));
        }
        Ok(value)
    }

    /// What an address answers to a form.
    pub async fn post(
        &self,
        address: &str,
        basic: Option<String>,
        form: String,
    ) -> Result<(StatusCode, Value), OpenIdError> {
        let mut request = Request::post(address)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(credentials) = basic {
            request = request.header(header::AUTHORIZATION, format!("Basic {credentials}"));
        }
        self.answer(address, request, Body::from(form)).await
    }

    async fn answer(
        &self,
        address: &str,
        request: axum::http::request::Builder,
        body: Body,
    ) -> Result<(StatusCode, Value), OpenIdError> {
        let failed = |problem: String| OpenIdError::Provider(format!("{address}: {problem}"));
        if !is_trustworthy(address) {
            return Err(failed("is neither behind TLS nor on this machine".to_owned()));
        }
        let request = request.header(header::ACCEPT, "application/json").body(body);
        let request = request.map_err(|error| failed(error.to_string()))?;
        let asked = async {
            let response = self.0.request(request).await.map_err(|error| failed(causes(&error)))?;
            let status = response.status();
            let bytes = to_bytes(Body::new(response.into_body()), MOST).await;
            Ok((status, bytes.map_err(|error| failed(causes(&error)))?))
        };
        let late = |_| failed(format!("no answer within {} s", DEADLINE.as_secs()));
        let (status, bytes) = tokio::time::timeout(DEADLINE, asked).await.map_err(late)??;
        let value = serde_json::from_slice(&bytes)
            .map_err(|_| failed(format!("answers {status} and something that is no JSON")))?;
        Ok((status, value))
    }
}

/// An error with what lies below it: the client says of itself only that something failed.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut below = error.source();
    while let Some(cause) = below {
        text = format!("{text}: {cause}");
        below = cause.source();
    }
    text
}
