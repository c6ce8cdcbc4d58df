//! What a picture shows, as the renderer is told (`maps/src/picture.rs` reads it).

use bytes::Bytes;
use serde::Serialize;

/// Units are pixels from the upper left corner of the picture.
#[derive(Debug, Clone, Serialize)]
pub struct Picture {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// What shows where nothing is drawn.
    pub background: String,
    /// Where the tiles lie.
    tiles: Vec<Place>,
    /// From the lowest to the highest.
    pub layers: Vec<Layer>,
    /// SVG that is laid over the map.
    pub overlay: Option<String>,
    #[serde(skip)]
    contents: Vec<Bytes>,
}

#[derive(Debug, Clone, Copy, Serialize)]
struct Place {
    bytes: u32,
    left: f64,
    top: f64,
    side: f64,
}

/// Everything of one name in the tiles, drawn one way.
#[derive(Debug, Clone, Serialize)]
pub struct Layer {
    /// Name of the tiles' layer.
    pub source: &'static str,
    /// How it is drawn.
    pub paint: Paint,
}

/// How areas are drawn. Nothing is transparent.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Paint {
    /// All in one colour.
    Fill(String),
    /// By the number of a property.
    Steps {
        /// The property.
        property: String,
        /// A colour for each number from 0 on.
        colours: Vec<String>,
        /// For areas without the property.
        missing: String,
        /// What is drawn over those.
        hatch: Option<Hatch>,
    },
    /// Outlines.
    Line {
        /// Their colour.
        colour: String,
        /// Pixels.
        width: f64,
    },
}

/// Slanted lines, from the lower left to the upper right.
#[derive(Debug, Clone, Serialize)]
pub struct Hatch {
    /// Their colour.
    pub colour: String,
    /// Pixels from one to the next along the edges of the picture.
    pub step: f64,
    /// Pixels across.
    pub width: f64,
}

impl Picture {
    /// A picture of nothing.
    pub fn new(width: u32, height: u32, background: String) -> Self {
        let (tiles, layers, contents) = (Vec::new(), Vec::new(), Vec::new());
        Self { width, height, background, tiles, layers, overlay: None, contents }
    }

    /// Adds a Mapbox Vector Tile with its upper left corner at `at` and sides of `side` pixels.
    pub fn place(&mut self, tile: Bytes, at: [f64; 2], side: f64) {
        // Tiles are bounded far below.
        let bytes = u32::try_from(tile.len()).unwrap_or(u32::MAX);
        self.tiles.push(Place { bytes, left: at[0], top: at[1], side });
        self.contents.push(tile);
    }

    /// Adds a layer above those that are there.
    pub fn draw(&mut self, source: &'static str, paint: Paint) {
        self.layers.push(Layer { source, paint });
    }

    /// The question to the renderer: the length of the description, the description, the tiles.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub(super) fn question(&self) -> Result<Vec<u8>, serde_json::Error> {
        let description = serde_json::to_vec(self)?;
        let length = u32::try_from(description.len()).unwrap_or(u32::MAX);
        let mut question = length.to_le_bytes().to_vec();
        question.extend(description);
        for tile in &self.contents {
            question.extend_from_slice(tile);
        }
        Ok(question)
    }
}
