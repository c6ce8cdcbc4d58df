//! MapLibre styles for other programs than our own page, over our own tiles and nothing else.
//!
//! The style stands once, in `web/src/lib/map/style/`: the page reads it in the browser, the binary carries it for
//! whoever opens our tiles elsewhere. What only the page can draw (its own points, labels and patterns) stays out here.

use axum::Json;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::http::catalogue::Served;
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::http::request::extract::{NoParams, Path, Query};
use crate::http::request::origin::Origin;
use crate::snapshot::{IndicatorSummary, Snapshot};

/// Sources and layers; `@sea` is a colour of the theme, `{origin}` the server's address.
const MAP: &str = include_str!("../../../web/src/lib/map/style/map.json");
/// Colours of the light and of the dark map.
const THEMES: &str = include_str!("../../../web/src/lib/map/style/themes.json");

/// From this zoom on everything is seen: the end of MapLibre's scale.
const DEEPEST: f64 = 24.0;

#[derive(Deserialize)]
struct MapFile {
    sources: Map<String, Value>,
    layers: Vec<Map<String, Value>>,
}

#[derive(Deserialize)]
struct Themes {
    light: Theme,
}

/// Colours by name; `sequential` holds the steps of the scale, low to high.
#[derive(Deserialize)]
struct Theme {
    sequential: Vec<String>,
    #[serde(flatten)]
    colours: Map<String, Value>,
}

/// A MapLibre style: `plan` colours villages by the first indicator of need, `coverage` shows
/// which of them are designated. No address outside this server, no fonts and no sprites.
#[utoipa::path(get, path = "/styles/{name}", tag = "map",
    params(("name" = String, Path, description = "plan.json or coverage.json")),
    responses((status = 200, description = "A style (version 8)", body = Object)))]
pub async fn style(
    Served(snapshot): Served,
    Path(file): Path<String>,
    Query(NoParams {}): Query<NoParams>,
    origin: Origin,
) -> ApiResult<Json<Value>> {
    let name = file.strip_suffix(".json").unwrap_or(&file);
    let map: MapFile = read("map.json", MAP)?;
    let theme = read::<Themes>("themes.json", THEMES)?.light;
    let fill = match name {
        "plan" => need_colour(&snapshot, &theme.sequential),
        "coverage" => json!(["case", ["==", ["get", "designated"], 1], "@accent", "@land"]),
        _ => {
            return Err(ApiError::new(Code::StyleNotFound, format!("There is no style `{name}`."))
                .hint("Styles: plan, coverage."));
        }
    };
    let layers: Vec<Value> =
        map.layers.into_iter().filter_map(|layer| alone(layer, &fill)).collect();
    let drawn = |source: &String| layers.iter().any(|layer| layer["source"] == source.as_str());
    let sources: Map<String, Value> =
        map.sources.into_iter().filter(|(source, _)| drawn(source)).collect();
    let mut sources = Value::Object(sources);
    let mut layers = Value::Array(layers);
    for part in [&mut sources, &mut layers] {
        fill_in(part, &origin.0, &theme.colours)?;
    }
    let [west, south, east, north] = snapshot
        .layer("provinces")
        .and_then(|layer| layer.bounds())
        .unwrap_or([94.9, -11.1, 141.1, 6.1]);
    Ok(Json(json!({
        "version": 8,
        "name": format!("{}: {name}", snapshot.dataset().manifest.meta.title_id),
        "metadata": {"dataset_version": snapshot.version(), "tiles_version": &**snapshot.tiles_version()},
        "center": [(west + east) / 2.0, (south + north) / 2.0],
        "zoom": 4,
        "sources": sources,
        "layers": layers,
    })))
}

fn read<T: for<'a> Deserialize<'a>>(name: &str, text: &str) -> ApiResult<T> {
    serde_json::from_str(text).map_err(|error| fault(&format!("{name}: {error}")))
}

/// The files of the style are part of the binary: what is wrong with them is the server's fault.
fn fault(what: &str) -> ApiError {
    ApiError::internal(format!("the map's style: {what}"))
}

/// Colours by the steps of the first indicator of need; the colour of what is missing where it is.
fn need_colour(snapshot: &Snapshot, steps: &[String]) -> Value {
    let usable = |summary: &&IndicatorSummary| summary.statistics.spread.is_some();
    let mut known = snapshot.indicators().iter().filter(usable);
    let need = known.clone().find(|summary| summary.indicator.dimension == "need");
    let Some(summary) = need.or_else(|| known.next()) else { return json!("@missing") };
    // Tiles carry an indicator as an integer from 0 to 100.
    let width = 100.0 / (steps.len().max(2) - 1) as f64;
    let mut colour =
        vec![json!("interpolate"), json!(["linear"]), json!(["get", summary.indicator.id])];
    for (i, step) in steps.iter().enumerate() {
        colour.extend([json!(i as f64 * width), json!(step)]);
    }
    json!(["case", ["has", summary.indicator.id], colour, "@missing"])
}

/// A layer as it is seen where no page chooses the level: at the zooms of `metadata.alone`, areas in
/// the colour of the data. `None` for what only the page draws.
fn alone(mut layer: Map<String, Value>, fill: &Value) -> Option<Value> {
    let metadata = layer.remove("metadata")?;
    let from = metadata["alone"][0].as_f64()?;
    let to = metadata["alone"][1].as_f64()?;
    if from > 0.0 {
        layer.insert("minzoom".to_owned(), json!(from));
    }
    if to < DEEPEST {
        layer.insert("maxzoom".to_owned(), json!(to));
    }
    if let Some(layout) = layer.get_mut("layout").and_then(Value::as_object_mut) {
        layout.remove("visibility");
    }
    let coloured = layer["id"].as_str().is_some_and(|id| id.ends_with("-fill"));
    if let Some(paint) = layer.get_mut("paint").and_then(Value::as_object_mut)
        && coloured
    {
        paint.insert("fill-color".to_owned(), fill.clone());
    }
    Some(Value::Object(layer))
}

/// Puts the address and the colours in place of their names.
fn fill_in(value: &mut Value, origin: &str, colours: &Map<String, Value>) -> ApiResult<()> {
    match value {
        Value::String(text) => {
            if let Some(name) = text.strip_prefix('@') {
                let colour = colours.get(name).and_then(Value::as_str);
                *text = colour.ok_or_else(|| fault(&format!("no colour `{name}`")))?.to_owned();
            } else if let Some(path) = text.strip_prefix("{origin}") {
                *text = format!("{origin}{path}");
            }
        }
        Value::Array(list) => list.iter_mut().try_for_each(|one| fill_in(one, origin, colours))?,
        Value::Object(object) => {
            object.values_mut().try_for_each(|one| fill_in(one, origin, colours))?;
        }
        _ => {}
    }
    Ok(())
}
