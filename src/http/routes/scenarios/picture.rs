//! The map of an annex, drawn while its list is frozen, so that the annex has it for ever.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use geodata::Level;
use geodata::canonical::short_fingerprint;

use crate::app::App;
use crate::http::problem::{ApiError, ApiResult};
use crate::maps::{
    Entry, Lang, Layout, MapFailure, Mark, Marks, Picture, Scene, Shade, Sign, Source, Theme,
    Words, overlay,
};
use crate::scenarios::annex::{self, Frozen};
use crate::scenarios::freeze;
use crate::scenarios::store::ToFreeze;
use crate::snapshot::Snapshot;

/// The longer side in pixels, what the renderer draws at most: 195 to an inch of the page.
const LONGEST: f32 = 2048.0;
/// Pixels of the picture to a pixel of a screen.
const RATIO: f64 = 2.0;
/// Whoever freezes does not wait longer for a picture; the list is worth more than its map.
const LIMIT: Duration = Duration::from_secs(30);

/// What is to be frozen, with its map; without it where nothing draws.
pub async fn pictured(app: &App, snapshot: &Snapshot, made: ToFreeze) -> ApiResult<ToFreeze> {
    if !app.maps().are_drawn() {
        return Ok(made);
    }
    let frozen: Frozen = serde_json::from_str(&made.document).map_err(ApiError::internal)?;
    let scenario = frozen.scenario.clone();
    let why = match tokio::time::timeout(LIMIT, drawn(app, snapshot, &frozen)).await {
        Ok(Ok(png)) => return freeze::pictured(made, frozen, &png).map_err(ApiError::internal),
        // The log says so once, at the start.
        Ok(Err(MapFailure::Unavailable(_))) => return Ok(made),
        Ok(Err(error)) => error.to_string(),
        Err(_) => format!("it took longer than {} s", LIMIT.as_secs()),
    };
    tracing::warn!(%scenario, %why, "the map of an annex is of outlines alone: it was not drawn");
    Ok(made)
}

async fn drawn(app: &App, snapshot: &Snapshot, frozen: &Frozen) -> Result<Bytes, MapFailure> {
    let fault = |error: &dyn std::fmt::Display| MapFailure::Fault(error.to_string());
    let page = annex::map_size(frozen).map_err(|error| fault(&error))?;
    let scale = LONGEST / page[0].max(page[1]);
    let size = page.map(|side| (side * scale).round() as u32);
    let theme = Theme::of(Shade::Light)?;
    let provinces: BTreeSet<String> =
        frozen.rows.iter().map(|row| row.village.ancestor(Level::Province)).collect();
    let level = if provinces.len() == 1 { Level::Regency } else { Level::Province };
    let (words, marks) = (words(frozen, level), marks(frozen));
    let dots: Vec<[f64; 4]> =
        marks.points.iter().map(|Mark { at: [x, y], .. }| [*x, *y, *x, *y]).collect();
    let layout = Layout::new(frozen.map.bbox, size, &words.legend, &dots);
    let frame = layout.frame;
    let version = snapshot.tiles_version();
    let text = serde_json::to_string(frozen)?;
    let name = short_fingerprint(32, [&**version, text.as_str()]);
    let make = async {
        let scene = Scene {
            level,
            area: None,
            choropleth: None,
            theme: &theme,
            zoom: frame.zoom() - RATIO.log2(),
            ratio: RATIO,
        };
        let [width, height] = size;
        let mut picture = Picture::new(width, height, theme.sea.clone());
        let source = Source { tiles: app.tiles(), version, layers: snapshot.layers() };
        source.lay(&scene, &frame.tiles(), &mut picture).await?;
        picture.overlay = Some(overlay(&layout, &theme, &words, &marks, Lang::Id));
        Ok(picture)
    };
    app.maps().png(&Arc::from(name), make).await
}

/// What is said, in the language of the decree.
fn words(frozen: &Frozen, level: Level) -> Words {
    let borders = match level {
        Level::Province => "batas provinsi",
        _ => "batas kabupaten/kota",
    };
    let numbered = if annex::is_numbered(frozen) { ", nomor menurut daftar" } else { "" };
    Words {
        title: frozen.name.clone(),
        subject: format!("{} desa terpilih{numbered} · {borders}", frozen.rows.len()),
        source: format!("Sumber: {} · data {}", frozen.dataset.title, frozen.dataset.vintage),
        legend: vec![Entry { sign: Sign::Dot, text: "desa terpilih".to_owned() }],
    }
}

fn marks(frozen: &Frozen) -> Marks {
    let numbered = annex::is_numbered(frozen);
    let rows = frozen.rows.iter().zip(1u32..);
    let points = rows.filter_map(|(row, number)| {
        let at = [row.village.lon?, row.village.lat?];
        Some(Mark { at, number: numbered.then_some(number) })
    });
    let names = frozen.map.labels.iter().map(|(name, at)| (name.clone(), *at));
    Marks { points: points.collect(), names: names.collect() }
}
