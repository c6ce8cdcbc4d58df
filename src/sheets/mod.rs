//! Coverage on paper: districts side by side on one page.

mod charts;
mod compared;
mod figures;

pub use compared::{Sheet, SheetArea, compared};
