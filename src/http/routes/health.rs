//! Is it alive, is it ready, how is it doing.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::AppState;
use crate::http::catalogue::Served;
use crate::memory;
use crate::telemetry;

/// That the process answers.
#[derive(Serialize, ToSchema)]
pub struct Alive {
    /// `alive`.
    status: &'static str,
    /// The version of this program.
    version: &'static str,
}

/// The process answers.
#[utoipa::path(get, path = "/healthz", tag = "service", responses((status = 200, description = "Alive", body = Alive)))]
pub async fn healthz() -> Json<Alive> {
    Json(Alive { status: "alive", version: env!("CARGO_PKG_VERSION") })
}

/// What is being served.
#[derive(Serialize, ToSchema)]
pub struct Ready {
    /// `ready`.
    status: &'static str,
    /// The version of the dataset.
    dataset_version: String,
    /// The number of villages of the dataset.
    villages: usize,
}

/// A dataset is loaded and requests are answered.
#[utoipa::path(get, path = "/readyz", tag = "service", responses((status = 200, description = "Ready", body = Ready)))]
pub async fn readyz(Served(snapshot): Served) -> Json<Ready> {
    Json(Ready {
        status: "ready",
        dataset_version: snapshot.version().to_owned(),
        villages: snapshot.dataset().manifest.counts.villages,
    })
}

/// Metrics in the text format of Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "service",
    responses((status = 200, description = "Metrics", body = String, content_type = "text/plain")))]
pub async fn metrics(State(app): State<AppState>, Served(snapshot): Served) -> impl IntoResponse {
    let owners = tokio::task::spawn_blocking(memory::by_owner).await.unwrap_or_default();
    let text = telemetry::render(app.metrics(), snapshot.version(), &owners);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text)
}
