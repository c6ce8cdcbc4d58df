//! MBTiles, version 1.3 of the specification: an SQLite database.

use std::collections::HashSet;
use std::path::Path;

use geodata::progress::Progress;
use geodata::tile::{Encoding, TileCoord};
use rusqlite::{Connection, params};
use serde_json::json;

use super::content::{Archive, Sink, Written};

/// What SQLite writes into the head of the file (`PRAGMA application_id`).
pub(super) const APPLICATION: u32 = 0x4d50_4258;

const SCHEMA: &str = "PRAGMA application_id = 0x4d504258; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; \
    CREATE TABLE metadata (name TEXT NOT NULL, value TEXT NOT NULL); \
    CREATE UNIQUE INDEX metadata_name ON metadata (name); \
    CREATE TABLE tiles (zoom_level INTEGER NOT NULL, tile_column INTEGER NOT NULL, \
        tile_row INTEGER NOT NULL, tile_data BLOB NOT NULL); BEGIN;";
const INSERT: &str =
    "INSERT INTO tiles (zoom_level, tile_column, tile_row, tile_data) VALUES (?1, ?2, ?3, ?4)";
const INDEX: &str =
    "CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row); COMMIT;";

/// Writes a layer.
pub(super) fn write(
    archive: &Archive<'_>,
    part: &Path,
    progress: &dyn Progress,
) -> anyhow::Result<Written> {
    let connection = Connection::open(part)?;
    connection.execute_batch(SCHEMA)?;
    let mut tiles = Tiles { connection, known: HashSet::new(), written: Written::default() };
    archive.fill(&mut tiles, progress)?;
    let Tiles { connection, written, .. } = tiles;
    anyhow::ensure!(written.tiles > 0, "the layer has nothing to show");
    for (name, value) in metadata(archive) {
        connection
            .execute("INSERT INTO metadata (name, value) VALUES (?1, ?2)", params![name, value])?;
    }
    progress.stage("index", None);
    connection.execute_batch(INDEX)?;
    connection.close().map_err(|(_, error)| error)?;
    std::fs::File::open(part)?.sync_all()?;
    Ok(written)
}

/// Takes tiles one after the other.
struct Tiles {
    connection: Connection,
    known: HashSet<blake3::Hash>,
    written: Written,
}

impl Sink for Tiles {
    fn tile(&mut self, tile: TileCoord, bytes: &[u8]) -> anyhow::Result<()> {
        // Rows count from the south.
        let row = (1u32 << tile.z()) - 1 - tile.y();
        let mut insert = self.connection.prepare_cached(INSERT)?;
        insert.execute(params![tile.z(), tile.x(), row, bytes])?;
        self.written.tiles += 1;
        self.written.bytes += bytes.len() as u64;
        self.written.contents += u64::from(self.known.insert(blake3::hash(bytes)));
        Ok(())
    }
}

fn metadata(archive: &Archive<'_>) -> Vec<(&'static str, String)> {
    let [west, south, east, north] = archive.bounds();
    let (first, last) = (archive.min_zoom(), archive.max_zoom);
    let mut rows = archive.about.clone();
    rows.extend([
        ("type", "overlay".to_owned()),
        // Only Mapbox Vector Tiles have a short name.
        (
            "format",
            match archive.encoding {
                Encoding::Mvt => "pbf".to_owned(),
                Encoding::Mlt => Encoding::Mlt.media_type().to_owned(),
            },
        ),
        ("bounds", format!("{west},{south},{east},{north}")),
        ("center", format!("{},{},{first}", (west + east) / 2.0, (south + north) / 2.0)),
        ("minzoom", first.to_string()),
        ("maxzoom", last.to_string()),
        ("json", json!({"vector_layers": archive.vector_layers}).to_string()),
    ]);
    rows
}
