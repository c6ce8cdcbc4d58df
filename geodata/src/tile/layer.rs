//! A layer: features, columns and their tiles.

use std::sync::{Mutex, OnceLock, PoisonError};

use libdeflater::{CompressionLvl, Compressor, Decompressor};

use super::coord::TileCoord;
use super::encode::{GeometryType, LayerWriter, Value};
use super::error::TileError;
use super::quantise::Quantisation;
use super::shape::Drawer;
use super::spec::LayerSpec;
use super::store::{Source, Store};
use crate::dataset::Shape;

/// No tile is larger than this as sent (gzip).
pub const MAX_TILE_BYTES: usize = 500_000;

/// libdeflate's level: as small as zlib's 6 and three times as fast.
const COMPRESSION_LEVEL: i32 = 6;

/// What a crowded tile gives up, in this order: steps are rounded to a multiple, and then the
/// grid is doubled. The last of them is sent whatever its size: of a hundred thousand areas with
/// forty columns little more than above or below the middle is left.
const CONCESSIONS: [(u8, u32); 9] =
    [(1, 0), (2, 0), (5, 0), (10, 0), (10, 1), (20, 1), (20, 2), (50, 3), (100, 3)];

/// An area or a point as a layer needs it.
#[derive(Debug, Clone)]
pub struct TileFeature {
    /// The feature's id in every tile; for areas [`AreaCode::feature_id`](crate::AreaCode::feature_id).
    pub id: u64,
    /// The property `name`, carried from the layer's `name_zoom`.
    pub name: Option<Box<str>>,
    /// The property `designated`: 1, or absent.
    pub designated: bool,
    /// The point, or for an area a point inside it: longitude and latitude in degrees.
    pub point: Option<[f64; 2]>,
    /// The area's polygons, which the layer shares with the dataset.
    pub polygon: Option<Shape>,
}

/// An indicator, one step for every feature of the layer, in the features' order.
#[derive(Debug, Clone)]
pub struct TileColumn {
    /// The property's name.
    pub id: String,
    /// Steps 0..=100 as [`Quantisation::step`] makes them, or [`TileColumn::MISSING`].
    pub steps: Vec<u8>,
}

impl TileColumn {
    /// The step of a missing value: the property is absent.
    pub const MISSING: u8 = u8::MAX;
}

/// A tile ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodedTile {
    /// The tile, compressed with gzip.
    pub mvt_gzip: Vec<u8>,
    /// Its length before compression.
    pub raw_len: usize,
    /// How many features it has.
    pub features: usize,
}

impl EncodedTile {
    /// The tile without compression, for a client that does not accept gzip.
    ///
    /// # Errors
    /// [`TileError::Compression`] when the bytes were changed.
    pub fn decompressed(&self) -> Result<Vec<u8>, TileError> {
        let mut raw = vec![0; self.raw_len];
        let read = Decompressor::new().gzip_decompress(&self.mvt_gzip, &mut raw);
        read.map_err(|error| TileError::Compression(error.to_string()))?;
        Ok(raw)
    }
}

/// What is drawn beside the geometry, sorted by id.
#[derive(Debug)]
struct Properties {
    id: u64,
    name: Option<Box<str>>,
    designated: bool,
}

/// An immutable layer of vector tiles. Share it between threads; cache what it answers.
#[derive(Debug)]
pub struct TileLayer {
    spec: LayerSpec,
    properties: Vec<Properties>,
    /// Steps in the order of `properties`; columns that change least from row to row come first,
    /// because such runs compress best.
    columns: Vec<TileColumn>,
    bounds: Option<[f64; 4]>,
    sources: Mutex<Vec<Source>>,
    store: OnceLock<Store>,
}

impl TileLayer {
    /// Takes the features and columns; the geometry is worked on later.
    ///
    /// # Errors
    /// [`TileError::Column`] when a column has not one step for every feature or an unknown step.
    pub fn new(
        spec: LayerSpec,
        mut features: Vec<TileFeature>,
        columns: Vec<TileColumn>,
    ) -> Result<Self, TileError> {
        for column in &columns {
            check_column(column, features.len())?;
        }
        let mut order: Vec<usize> = (0..features.len()).collect();
        order.sort_by_key(|row| features.get(*row).map(|feature| feature.id));
        let sorted = |column: TileColumn| {
            let steps = order.iter().filter_map(|row| column.steps.get(*row).copied()).collect();
            TileColumn { id: column.id, steps }
        };
        let mut columns: Vec<_> = columns.into_iter().map(sorted).collect();
        columns.sort_by_cached_key(changes);

        features.sort_by_key(|feature| feature.id);
        let bounds = features
            .iter()
            .filter_map(bounds)
            .reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]);
        let mut properties = Vec::with_capacity(features.len());
        let mut sources = Vec::with_capacity(features.len());
        for TileFeature { id, name, designated, point, polygon } in features {
            properties.push(Properties { id, name, designated });
            sources.push((point, polygon));
        }
        Ok(Self {
            spec,
            properties,
            columns,
            bounds,
            sources: Mutex::new(sources),
            store: OnceLock::new(),
        })
    }

    /// What kind of layer this is.
    pub fn spec(&self) -> &LayerSpec {
        &self.spec
    }

    /// West, south, east and north of all features in degrees; `None` when there is nothing to show.
    pub fn bounds(&self) -> Option<[f64; 4]> {
        self.bounds
    }

    /// The ids of the columns in the order in which tiles carry them.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.id.as_str())
    }

    /// Does the heavy work now, on all cores, if it is not done yet: seconds for all villages.
    pub fn prepare(&self) {
        self.store();
    }

    /// Bytes of prepared geometry; 0 before [`prepare`](Self::prepare).
    pub fn prepared_bytes(&self) -> usize {
        self.store.get().map_or(0, Store::bytes)
    }

    fn store(&self) -> &Store {
        self.store.get_or_init(|| {
            let sources =
                std::mem::take(&mut *self.sources.lock().unwrap_or_else(PoisonError::into_inner));
            Store::new(&sources, &self.spec)
        })
    }

    /// The tile at an address; `None` when it would be empty. Prepares the layer if need be.
    ///
    /// # Errors
    /// [`TileError::Compression`].
    pub fn tile(&self, tile: TileCoord) -> Result<Option<EncodedTile>, TileError> {
        if tile.z() < self.spec.min_zoom {
            return Ok(None);
        }
        let store = self.store();
        let rows = store.rows_near(tile, self.spec.buffer(tile.z()));
        let mut drawn: Option<(u32, Drawing)> = None;
        let mut smallest = None;
        for (multiple, coarser) in CONCESSIONS {
            let drawing = match drawn.take() {
                Some((grid, drawing)) if grid == coarser => drawing,
                _ => Drawing::new(store, &rows, Drawer::new(store, &self.spec, tile, coarser)),
            };
            if drawing.rows.is_empty() {
                return Ok(None);
            }
            let raw = self.encode(tile.z(), &drawing, multiple);
            let encoded = EncodedTile {
                mvt_gzip: gzip(&raw)?,
                raw_len: raw.len(),
                features: drawing.rows.len(),
            };
            if encoded.mvt_gzip.len() <= MAX_TILE_BYTES {
                return Ok(Some(encoded));
            }
            smallest = Some(encoded);
            drawn = Some((coarser, drawing));
        }
        Ok(smallest)
    }

    /// Writes the features of a drawing with their properties, steps rounded to `multiple`.
    fn encode(&self, z: u8, drawing: &Drawing, multiple: u8) -> Vec<u8> {
        let mut writer = LayerWriter::default();
        let pooled = if self.columns.is_empty() { 0 } else { Quantisation::STEPS + 1 };
        let steps: Vec<u32> =
            (0..pooled).map(|step| writer.value(Value::Number(rounded(step, multiple)))).collect();
        let columns: Vec<(u32, &TileColumn)> =
            self.columns.iter().map(|column| (writer.key(&column.id), column)).collect();
        let designated = (writer.key("designated"), writer.value(Value::Number(1)));
        let named = z >= self.spec.name_zoom;
        let name_key = if named { writer.key("name") } else { 0 };
        let geometry_type =
            if self.spec.points { GeometryType::Point } else { GeometryType::Polygon };

        let mut start = 0;
        for &(row, end) in &drawing.rows {
            let commands = drawing.commands.get(start..end).unwrap_or_default();
            start = end;
            let Some(properties) = self.properties.get(row) else { continue };
            for (key, column) in &columns {
                let step = column.steps.get(row).and_then(|step| steps.get(usize::from(*step)));
                if let Some(value) = step {
                    writer.tag(*key, *value);
                }
            }
            if properties.designated {
                writer.tag(designated.0, designated.1);
            }
            if let Some(name) = properties.name.as_deref().filter(|_| named) {
                let value = writer.value(Value::Text(name));
                writer.tag(name_key, value);
            }
            writer.feature(properties.id, geometry_type, commands);
        }
        writer.finish(self.spec.name)
    }
}

/// The commands of all features that show in a tile.
struct Drawing {
    /// Row and where its commands end; they begin where those of the row before end.
    rows: Vec<(usize, usize)>,
    commands: Vec<u32>,
}

impl Drawing {
    fn new(store: &Store, rows: &[usize], mut drawer: Drawer<'_>) -> Self {
        let mut drawing = Self { rows: Vec::with_capacity(rows.len()), commands: Vec::new() };
        for &row in rows {
            let start = drawing.commands.len();
            if let Some(feature) = store.feature(row) {
                drawer.draw(feature, &mut drawing.commands);
            }
            if drawing.commands.len() > start {
                drawing.rows.push((row, drawing.commands.len()));
            }
        }
        drawing
    }
}

/// The nearest multiple, at most 100.
fn rounded(step: u8, multiple: u8) -> u8 {
    ((step + multiple / 2) / multiple * multiple).min(Quantisation::STEPS)
}

/// How often a column changes from one row to the next.
fn changes(column: &TileColumn) -> usize {
    column.steps.windows(2).filter(|pair| pair.first() != pair.last()).count()
}

fn check_column(column: &TileColumn, features: usize) -> Result<(), TileError> {
    let wrong = |problem| Err(TileError::Column { id: column.id.clone(), problem });
    if column.steps.len() != features {
        return wrong(format!(
            "has {} steps for {features} features; give one each",
            column.steps.len()
        ));
    }
    let unknown = |step: &&u8| **step > Quantisation::STEPS && **step != TileColumn::MISSING;
    match column.steps.iter().find(unknown) {
        Some(step) => {
            wrong(format!("has the step {step}; steps are 0 to 100, or 255 where missing"))
        }
        None => Ok(()),
    }
}

/// West, south, east, north of a feature.
fn bounds(feature: &TileFeature) -> Option<[f64; 4]> {
    let polygon = feature.polygon.as_ref().and_then(Shape::bounds);
    polygon.or(feature.point.map(|[lon, lat]| [lon, lat, lon, lat]))
}

fn gzip(raw: &[u8]) -> Result<Vec<u8>, TileError> {
    let failed = |problem: String| TileError::Compression(problem);
    let level =
        CompressionLvl::new(COMPRESSION_LEVEL).map_err(|error| failed(format!("{error:?}")))?;
    let mut compressor = Compressor::new(level);
    let mut out = vec![0; compressor.gzip_compress_bound(raw.len())];
    let length =
        compressor.gzip_compress(raw, &mut out).map_err(|error| failed(error.to_string()))?;
    out.truncate(length);
    out.shrink_to_fit();
    Ok(out)
}
