//! PMTiles, version 3 of the specification.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

use geodata::progress::Progress;
use geodata::tile::{Encoding, TileCoord, gzip};
use serde_json::{Map, Value};

use super::content::{Archive, Sink, Written};
use super::directory::{self, Entry};
use super::hilbert;

/// The first bytes of every file.
pub(super) const MAGIC: &[u8; 7] = b"PMTiles";
const VERSION: u8 = 3;
const HEADER: usize = 127;
/// Header and root directory stand within so many bytes, so that clients fetch them at once. The tiles begin
/// behind them; metadata and leaves follow.
const FRONT: usize = 16_384;
const GZIP: u8 = 2;

/// Writes a layer.
pub(super) fn write(
    archive: &Archive<'_>,
    part: &Path,
    progress: &dyn Progress,
) -> anyhow::Result<Written> {
    let mut file = BufWriter::new(File::create(part)?);
    file.write_all(&[0; FRONT])?;
    let mut tiles =
        Tiles { file, entries: Vec::new(), known: HashMap::new(), written: Written::default() };
    archive.fill(&mut tiles, progress)?;
    let Tiles { mut file, entries, written, .. } = tiles;
    anyhow::ensure!(!entries.is_empty(), "the layer has nothing to show");

    progress.stage("directory", None);
    let directories = directory::write(&entries, FRONT - HEADER)?;
    let metadata = gzip(&serde_json::to_vec(&metadata(archive))?)?;
    file.write_all(&metadata)?;
    file.write_all(&directories.leaves)?;
    let sections = Sections {
        root: directories.root.len() as u64,
        metadata: metadata.len() as u64,
        leaves: directories.leaves.len() as u64,
    };
    let mut file = file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
    file.seek(SeekFrom::Start(0))?;
    file.write_all(&header(archive, &sections, &written, entries.len() as u64))?;
    file.write_all(&directories.root)?;
    file.sync_all()?;
    Ok(written)
}

/// Takes tiles one after the other; equal ones are written once.
struct Tiles {
    file: BufWriter<File>,
    entries: Vec<Entry>,
    known: HashMap<blake3::Hash, (u64, u32)>,
    written: Written,
}

impl Sink for Tiles {
    fn tile(&mut self, tile: TileCoord, bytes: &[u8]) -> anyhow::Result<()> {
        let number = hilbert::number(tile);
        self.written.tiles += 1;
        let hash = blake3::hash(bytes);
        let (offset, length) = match self.known.get(&hash) {
            Some(known) => *known,
            None => {
                let place = (self.written.bytes, u32::try_from(bytes.len())?);
                self.file.write_all(bytes)?;
                self.known.insert(hash, place);
                self.written.bytes += u64::from(place.1);
                self.written.contents += 1;
                place
            }
        };
        match self.entries.last_mut() {
            Some(last) if last.offset == offset && last.tile + u64::from(last.run) == number => {
                last.run += 1;
            }
            _ => self.entries.push(Entry { tile: number, offset, length, run: 1 }),
        }
        Ok(())
    }
}

/// Lengths of the sections beside the tiles.
struct Sections {
    root: u64,
    metadata: u64,
    leaves: u64,
}

fn header(archive: &Archive<'_>, sections: &Sections, written: &Written, entries: u64) -> Vec<u8> {
    let (front, root_at) = (FRONT as u64, HEADER as u64);
    let metadata_at = front + written.bytes;
    let leaves_at = metadata_at + sections.metadata;
    let numbers = [
        root_at,
        sections.root,
        metadata_at,
        sections.metadata,
        leaves_at,
        sections.leaves,
        front,
        written.bytes,
        written.tiles,
        entries,
        written.contents,
    ];
    let kind = match archive.encoding {
        Encoding::Mvt => 1,
        Encoding::Mlt => 6,
    };
    let [west, south, east, north] = archive.bounds();
    let (min_zoom, max_zoom) = (archive.min_zoom(), archive.max_zoom);
    let center = [(west + east) / 2.0, (south + north) / 2.0];
    let mut out = Vec::with_capacity(HEADER);
    out.extend(MAGIC);
    out.push(VERSION);
    out.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    // Tiles stand in the order of their numbers.
    out.extend([1, GZIP, GZIP, kind, min_zoom, max_zoom]);
    out.extend([west, south, east, north].into_iter().flat_map(degrees));
    out.push(min_zoom);
    out.extend(center.into_iter().flat_map(degrees));
    out
}

/// Ten-millionths of a degree.
fn degrees(value: f64) -> [u8; 4] {
    ((value * 1e7).round() as i32).to_le_bytes()
}

fn metadata(archive: &Archive<'_>) -> Value {
    let about =
        archive.about.iter().map(|(key, text)| ((*key).to_owned(), Value::from(text.as_str())));
    let mut map: Map<String, Value> = about.collect();
    map.insert("type".to_owned(), "overlay".into());
    map.insert("vector_layers".to_owned(), archive.vector_layers.clone());
    Value::Object(map)
}
