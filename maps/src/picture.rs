//! What a picture shows, as the server describes it.

use serde::Deserialize;

/// The longest side of a picture in pixels.
pub const LONGEST: u32 = 2048;

/// A picture. Positions are in pixels from its upper left corner, x to the right and y downwards.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// What shows where nothing is drawn.
    pub background: String,
    /// Mapbox Vector Tiles; their bytes follow the description in the same order.
    pub tiles: Vec<Place>,
    /// From the lowest to the highest.
    pub layers: Vec<Layer>,
    /// SVG of the picture's size that is laid over the map.
    pub overlay: Option<String>,
}

/// Where a tile lies.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// How long the tile is.
    pub bytes: u32,
    /// Pixels from the left edge of the picture.
    pub left: f64,
    /// Pixels from the upper edge.
    pub top: f64,
    /// Length of its side in pixels, without its buffer.
    pub side: f64,
}

/// Everything of one name in the tiles, drawn one way.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layer {
    /// Name of the tiles' layer.
    pub source: String,
    /// How it is drawn.
    pub paint: Paint,
}

/// How areas are drawn. Colours are those of CSS; nothing is transparent.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Paint {
    /// All in one colour.
    Fill(String),
    /// By a property with small whole numbers.
    Steps {
        /// The property.
        property: String,
        /// A colour for each number from 0 on; greater ones have the last.
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

/// Slanted lines.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hatch {
    /// Their colour.
    pub colour: String,
    /// Pixels from one to the next along the edges of the picture.
    pub step: f64,
    /// Pixels across.
    pub width: f64,
}
