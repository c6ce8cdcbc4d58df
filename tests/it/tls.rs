//! HTTPS of the server's own.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use desmigratif::access::Access;
use desmigratif::accounts::Accounts;
use desmigratif::config::TlsFiles;
use desmigratif::scenarios::store::{Store, SystemClock};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use serde_json::{Value, json};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::accounts::people::PASSWORD;
use crate::support::binary::{Binary, program};
use crate::support::{TestServer, country};

/// A certificate of its own for `localhost`, and the client that trusts no other.
fn certificate(files: &TlsFiles) -> TlsConnector {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    std::fs::write(&files.certificate, pem("CERTIFICATE", cert.der())).unwrap();
    std::fs::write(&files.key, pem("PRIVATE KEY", &signing_key.serialize_der())).unwrap();
    trusting(cert.der().clone())
}

fn pem(kind: &str, der: &[u8]) -> String {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    format!("-----BEGIN {kind}-----\n{text}\n-----END {kind}-----\n")
}

fn trusting(certificate: CertificateDer<'static>) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add(certificate).unwrap();
    let provider = Arc::new(ring::default_provider());
    let config =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.unwrap().with_root_certificates(roots).with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

fn files(dir: &Path) -> TlsFiles {
    let at = |name: &str| -> PathBuf { dir.join(name) };
    TlsFiles { certificate: at("server.pem"), key: at("server.key") }
}

/// An answer over TLS; an error where none came about.
async fn ask(
    client: &TlsConnector,
    port: &str,
    request: axum::http::request::Builder,
    body: String,
) -> std::io::Result<(StatusCode, HeaderMap, Vec<u8>)> {
    let stream = TcpStream::connect(format!("127.0.0.1:{port}")).await?;
    let stream = client.connect(ServerName::try_from("localhost").unwrap(), stream).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let request = request.header("host", format!("localhost:{port}")).body(body).unwrap();
    let (head, body) = sender.send_request(request).await.unwrap().into_parts();
    let body = axum::body::to_bytes(Body::new(body), 1 << 20).await.unwrap();
    Ok((head.status, head.headers, body.to_vec()))
}

fn port(base: &str) -> &str {
    base.rsplit_once(':').unwrap().1
}

#[tokio::test]
async fn with_a_certificate_the_server_speaks_https_alone_and_its_cookies_and_addresses_are_of_it()
{
    let dir = tempfile::tempdir().unwrap();
    let files = files(dir.path());
    let client = certificate(&files);
    let server = TestServer::start_with(|config| {
        let accounts =
            Accounts::new(Arc::new(Store::open(&config.state, Arc::new(SystemClock)).unwrap()));
        let code = accounts.first_code().unwrap().unwrap();
        accounts.make_first(&code, "root", "Root", PASSWORD, None).unwrap();
        config.access = Access::Accounts;
        config.tls = Some(files);
        config.limits.head_timeout = Duration::from_secs(1);
    })
    .await;
    let port = port(&server.base);
    let login = json!({"login": "root", "password": PASSWORD}).to_string();
    let request = Request::post("/api/v1/session")
        .header("content-type", "application/json")
        .header("origin", format!("https://localhost:{port}"));
    let (status, headers, _) = ask(&client, port, request, login).await.unwrap();
    let cookie = headers["set-cookie"].to_str().unwrap();
    assert_eq!(status, 200);
    assert!(cookie.starts_with("__Host-desmigratif-") && cookie.contains("; Secure"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    let request = Request::get("/tiles/villages.json").header("cookie", cookie);
    let (status, _, body) = ask(&client, port, request, String::new()).await.unwrap();
    let described: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(status, 200, "{described}");
    let tiles = described["tiles"][0].as_str().unwrap();
    assert!(tiles.starts_with(&format!("https://localhost:{port}/tiles/")), "{tiles}");
    // The tiles themselves are answered elsewhere than all else, and know the same people.
    let tile = "/tiles/provinces/5/25/16.mvt";
    let (status, ..) =
        ask(&client, port, Request::get(tile).header("cookie", cookie), String::new())
            .await
            .unwrap();
    assert!(status.is_success(), "{status}");
    let (status, ..) = ask(&client, port, Request::get(tile), String::new()).await.unwrap();
    assert_eq!(status, 401);

    // Who knows nothing of the certificate trusts nobody here, and who speaks HTTP is not answered.
    let stranger = certificate(&self::files(tempfile::tempdir().unwrap().path()));
    ask(&stranger, port, Request::get("/readyz"), String::new()).await.unwrap_err();
    reqwest::get(format!("http://127.0.0.1:{port}/readyz")).await.unwrap_err();
    // Who says nothing is gone after a while, as without TLS.
    let mut silent = TcpStream::connect(format!("127.0.0.1:{port}")).await.unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(20), silent.read(&mut [0])).await;
    assert_eq!(ended.unwrap().unwrap_or(0), 0);
}

#[tokio::test]
async fn a_renewed_certificate_holds_from_the_next_sighup_and_a_broken_one_does_not() {
    let dir = tempfile::tempdir().unwrap();
    let files = files(dir.path());
    let old = certificate(&files);
    let mut serve = program();
    serve.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(country::directory());
    serve.arg("--state").arg(dir.path().join("state"));
    serve.env("DESMIGRATIF_TLS__CERTIFICATE", &files.certificate);
    serve.env("DESMIGRATIF_TLS__KEY", &files.key);
    let server = Binary::start(serve);
    assert!(server.base.starts_with("https://"), "{}", server.base);
    let port = port(&server.base);
    let answers = async |client: &TlsConnector| {
        let answer = ask(client, port, Request::get("/readyz"), String::new()).await;
        answer.is_ok_and(|(status, ..)| status == 200)
    };
    assert!(answers(&old).await);
    let renewed = certificate(&files);
    assert!(answers(&old).await, "nobody was told yet");
    assert!(!answers(&renewed).await);
    server.reload();
    eventually(async || answers(&renewed).await).await;
    assert!(!answers(&old).await);

    std::fs::write(&files.key, "lost").unwrap();
    server.reload();
    eventually(async || server.log().contains("the old certificate stays")).await;
    assert!(answers(&renewed).await);
    let (status, log) = server.terminate();
    assert!(status.success() && log.contains("server.key"), "{log}");
}

/// Waits until something holds, as long as a slow machine may take.
async fn eventually(holds: impl AsyncFn() -> bool) {
    for _ in 0..600 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it does not come about");
}
