//! Maps as pictures, drawn by maplibre-rs from our own tiles: raster tiles, and maps of any part of the country with title
//! and legend.
//!
//! The renderer is a program of its own (`maps/`), so that what panics in a graphics library or crashes in a driver takes
//! nothing along: threads here own one process each, behind a bounded queue, and start another when theirs ended. Classes
//! and colours are those of the page in the browser.

mod choropleth;
mod failure;
mod frame;
mod legend;
mod letters;
mod overlay;
mod palette;
mod picture;
mod process;
mod renderers;
mod scene;
mod store;
mod words;

pub use choropleth::Choropleth;
pub use failure::MapFailure;
pub use frame::{Frame, Margins};
pub use legend::{Entry, Sign};
pub use overlay::{Layout, Mark, Marks, Words, margins, overlay};
pub use palette::{Shade, Theme};
pub use picture::Picture;
pub use renderers::Bounds;
pub use scene::{Scene, drawn_at};
pub use store::{Maps, Source};
pub use words::Lang;

/// Raised when the same map is drawn with other pixels.
pub const EDITION: u32 = 3;
