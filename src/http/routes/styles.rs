//! MapLibre styles of the two maps, over our own tiles and nothing else.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::app::AppState;
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::http::request::extract::{NoParams, Path, Query};
use crate::http::request::origin::Origin;
use crate::snapshot::{IndicatorSummary, Snapshot};

/// Viridis at six equal steps.
const VIRIDIS: [&str; 6] = ["#440154", "#414487", "#2a788e", "#22a884", "#7ad151", "#fde725"];
const MISSING: &str = "#d9d9d9";

/// A MapLibre style: `plan` colours villages by the first indicator of need, `coverage` shows
/// which of them are designated. No address outside this server, no fonts and no sprites.
#[utoipa::path(get, path = "/styles/{name}", tag = "map",
    params(("name" = String, Path, description = "plan.json or coverage.json")),
    responses((status = 200, description = "A style (version 8)", body = Object)))]
pub async fn style(
    State(app): State<AppState>,
    Path(file): Path<String>,
    Query(NoParams {}): Query<NoParams>,
    origin: Origin,
) -> ApiResult<Json<Value>> {
    let snapshot = app.snapshot();
    let name = file.strip_suffix(".json").unwrap_or(&file);
    let fill = match name {
        "plan" => need_colour(&snapshot),
        "coverage" => json!(["case", ["==", ["get", "designated"], 1], "#22a884", "#efefea"]),
        _ => {
            return Err(ApiError::new(Code::StyleNotFound, format!("There is no style `{name}`."))
                .hint("Styles: plan, coverage."));
        }
    };
    Ok(Json(document(&snapshot, name, &origin.0, &fill)))
}

/// Colours by the steps of the first indicator of need; grey where it is missing.
fn need_colour(snapshot: &Snapshot) -> Value {
    let usable = |summary: &&IndicatorSummary| summary.statistics.spread.is_some();
    let mut known = snapshot.indicators().iter().filter(usable);
    let need = known.clone().find(|summary| summary.indicator.dimension == "need");
    let Some(summary) = need.or_else(|| known.next()) else { return json!(MISSING) };
    let mut colour =
        vec![json!("interpolate"), json!(["linear"]), json!(["get", summary.indicator.id])];
    for (colour_at, step) in VIRIDIS.iter().zip((0..=100).step_by(20)) {
        colour.extend([json!(step), json!(colour_at)]);
    }
    json!(["case", ["has", summary.indicator.id], colour, MISSING])
}

fn document(snapshot: &Snapshot, name: &str, origin: &str, fill: &Value) -> Value {
    let source =
        |layer: &str| json!({"type": "vector", "url": format!("{origin}/tiles/{layer}.json")});
    let sources: serde_json::Map<String, Value> = snapshot
        .layers()
        .iter()
        .map(|l| (l.spec().name.to_owned(), source(l.spec().name)))
        .collect();
    let area = |id: &str, layer: &str, min: f64, max: f64| {
        json!({"id": id, "type": "fill", "source": layer, "source-layer": layer, "minzoom": min, "maxzoom": max,
               "paint": {"fill-color": fill, "fill-antialias": false}})
    };
    let border = |layer: &str, min: f64, width: f64| {
        json!({"id": format!("{layer}-border"), "type": "line", "source": layer, "source-layer": layer, "minzoom": min,
               "paint": {"line-color": "#5f6b73", "line-width": width, "line-opacity": 0.6}})
    };
    let [west, south, east, north] = snapshot
        .layer("provinces")
        .and_then(|layer| layer.bounds())
        .unwrap_or([94.9, -11.1, 141.1, 6.1]);
    let meta = &snapshot.dataset().manifest.meta;
    json!({
        "version": 8,
        "name": format!("{}: {name}", meta.title_id),
        "metadata": {"dataset_version": snapshot.version(), "tiles_version": &**snapshot.tiles_version()},
        "center": [(west + east) / 2.0, (south + north) / 2.0],
        "zoom": 4,
        "sources": sources,
        "layers": [
            {"id": "sea", "type": "background", "paint": {"background-color": "#dfe7ea"}},
            area("regencies-fill", "regencies", 0.0, 4.0),
            area("villages-fill", "villages", 4.0, 24.0),
            border("villages", 10.0, 0.4),
            border("districts", 8.0, 0.6),
            border("regencies", 5.0, 0.9),
            border("provinces", 0.0, 1.2),
            {"id": "designations", "type": "circle", "source": "designations", "source-layer": "designations",
             "paint": {"circle-radius": ["interpolate", ["linear"], ["zoom"], 4, 2, 12, 7], "circle-opacity": 0,
                       "circle-stroke-width": 2, "circle-stroke-color": "#b3261e"}},
            {"id": "ltsa", "type": "circle", "source": "ltsa", "source-layer": "ltsa",
             "paint": {"circle-radius": 4, "circle-color": "#1f3a5f", "circle-stroke-width": 1,
                       "circle-stroke-color": "#ffffff"}}
        ]
    })
}
