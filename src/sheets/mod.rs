//! Coverage on paper: districts side by side on one page.

mod charts;
mod compared;
mod error;
mod figures;
mod panels;

pub use compared::{Sheet, SheetArea, compared};
pub use panels::SheetMaps;
