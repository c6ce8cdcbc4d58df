//! `desmigratif tiles export`: a layer's tiles as one file.

use std::path::PathBuf;

use clap::Subcommand;
use geodata::tile::{Encoding, LAYERS, MAX_ZOOM};

use super::progress::Terminal;
use crate::config::Config;
use crate::snapshot::{Snapshot, VectorLayer};
use crate::tiles::archive::{self, Archive};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write all tiles of a layer to a PMTiles or an MBTiles file.
    Export(Export),
}

#[derive(Debug, clap::Args)]
struct Export {
    /// The dataset.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// The layer: provinces, regencies, districts, villages, designations or ltsa.
    #[arg(long, value_parser = layer)]
    layer: &'static str,
    /// The file; its ending, .pmtiles or .mbtiles, says the kind.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Mapbox Vector Tiles (mvt) or MapLibre Tiles (mlt).
    #[arg(long, default_value = "mvt", value_parser = format)]
    format: Encoding,
    /// The last zoom.
    #[arg(long, value_name = "N", default_value_t = MAX_ZOOM,
        value_parser = clap::value_parser!(u8).range(0..=i64::from(MAX_ZOOM)))]
    max_zoom: u8,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let Command::Export(export) = &arguments.command;
    // What cannot be written is told before the work, not after it.
    archive::check(&export.out)?;
    let progress = Terminal::interruptible()?;
    let snapshot = Snapshot::load(&Config { data: export.data.clone(), ..Config::default() })?;
    let Some(layer) = snapshot.layer(export.layer) else {
        anyhow::bail!("there is no layer `{}`", export.layer)
    };
    let spec = layer.spec();
    anyhow::ensure!(
        export.max_zoom >= spec.min_zoom,
        "the layer `{}` begins at zoom {}",
        spec.name,
        spec.min_zoom
    );
    let described = snapshot.described(layer, None);
    let archive = Archive {
        layer,
        encoding: export.format,
        max_zoom: export.max_zoom,
        about: vec![
            ("name", spec.name.to_owned()),
            ("version", snapshot.tiles_version().to_string()),
            ("attribution", snapshot.attribution()),
        ],
        vector_layers: serde_json::to_value([VectorLayer {
            maxzoom: described.maxzoom.min(export.max_zoom),
            ..described
        }])?,
    };
    let written = archive::write(&archive, &export.out, &progress)?;
    progress.finish();
    super::output::print(&format!(
        "{}: {} tiles, {} of them different, {:.1} MB\n",
        export.out.display(),
        written.tiles,
        written.contents,
        written.bytes as f64 / 1e6
    ))
}

fn layer(name: &str) -> Result<&'static str, String> {
    let known = LAYERS.iter().find(|layer| layer.name == name);
    known
        .map(|layer| layer.name)
        .ok_or_else(|| format!("layers are {}", LAYERS.map(|layer| layer.name).join(", ")))
}

fn format(name: &str) -> Result<Encoding, String> {
    let known = Encoding::ALL.into_iter().find(|encoding| encoding.extension() == name);
    known.ok_or_else(|| "formats are mvt and mlt".to_owned())
}
