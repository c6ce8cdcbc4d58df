//! PDF: the annex as it is attached to the decree, and the letter to a village.

mod annex;
mod document;
mod error;
mod font;
mod furniture;
mod image;
mod letter;
mod map;

pub use annex::{annex, map_size};
pub use error::PdfError;
pub use letter::letter;
pub use map::is_numbered;

#[cfg(test)]
mod tests;
