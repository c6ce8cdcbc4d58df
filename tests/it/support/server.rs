//! A server on a free port, asked over real HTTP.

use std::time::Duration;

use desmigratif::Config;
use desmigratif::server::Application;
use reqwest::{Client, RequestBuilder, Response};
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::country;

/// A running server; it stops when this is dropped.
pub struct TestServer {
    /// Such as `http://127.0.0.1:40123`.
    pub base: String,
    pub client: Client,
    stop: Option<oneshot::Sender<()>>,
    running: JoinHandle<anyhow::Result<()>>,
    /// Its own saved scenarios, gone when this is dropped.
    _state: TempDir,
}

/// What every failure must look like.
#[derive(Debug)]
pub struct Problem {
    pub status: u16,
    pub code: String,
    pub body: Value,
}

impl TestServer {
    /// Over the small country with the usual limits.
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// Over the small country, configured otherwise.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let state = tempfile::tempdir().unwrap();
        let mut config = Config {
            data: country::directory().to_owned(),
            state: state.path().to_owned(),
            listen: "127.0.0.1:0".parse().unwrap(),
            sql_worker: Some(env!("CARGO_BIN_EXE_desmigratif").into()),
            ..Config::default()
        };
        config.limits.shutdown_grace = Duration::from_secs(5);
        change(&mut config);
        let application = Application::bind(config).await.unwrap();
        let base = format!("http://{}", application.addr().unwrap());
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(application.run_until(async {
            let _ = stopped.await;
        }));
        let client = Client::builder().build().unwrap();
        Self { base, client, stop: Some(stop), running, _state: state }
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.base))
    }

    pub fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.base)).json(body)
    }

    /// A JSON answer; anything but success fails the test with what came instead.
    pub async fn json(&self, path: &str) -> Value {
        expect_json(self.get(path)).await
    }

    /// The rows of a statement.
    pub async fn sql(&self, sql: &str) -> Value {
        expect_json(self.post("/api/v1/sql", &serde_json::json!({ "sql": sql }))).await
    }

    /// The problem that a path answers.
    pub async fn problem(&self, path: &str) -> Problem {
        problem(self.get(path)).await
    }

    /// Stops the server and waits for it.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        (&mut self.running).await?
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.running.abort();
    }
}

pub async fn expect_json(request: RequestBuilder) -> Value {
    let response = request.send().await.unwrap();
    let (status, url) = (response.status(), response.url().clone());
    let text = response.text().await.unwrap();
    assert!(status.is_success(), "{url}: {status} {text}");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{url}: {error}: {text}"))
}

/// Sends a request that must fail, and checks everything that all failures have in common.
pub async fn problem(request: RequestBuilder) -> Problem {
    let response = request.send().await.unwrap();
    checked_problem(response).await
}

pub async fn checked_problem(response: Response) -> Problem {
    let (status, url) = (response.status(), response.url().clone());
    let header = |name: &str| response.headers().get(name).map(|v| v.to_str().unwrap().to_owned());
    let (kind, id) = (header("content-type"), header("x-request-id"));
    assert_eq!(header("x-content-type-options").as_deref(), Some("nosniff"), "{url}");
    let text = response.text().await.unwrap();
    assert_eq!(kind.as_deref(), Some("application/problem+json"), "{url}: {status} {text}");
    let body: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(body["status"], status.as_u16(), "{url}");
    assert_eq!(body["request_id"].as_str(), id.as_deref(), "{url}");
    for key in ["type", "title", "detail", "code"] {
        assert!(
            body[key].as_str().is_some_and(|text| !text.is_empty()),
            "{url}: no {key} in {text}"
        );
    }
    Problem { status: status.as_u16(), code: body["code"].as_str().unwrap().to_owned(), body }
}

/// The values of one key of all items.
pub fn column(list: &Value, key: &str) -> Vec<String> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    list["items"].as_array().unwrap().iter().map(|item| text(&item[key])).collect()
}
