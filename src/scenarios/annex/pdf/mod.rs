//! PDF: the annex as it is attached to the decree, and the letter to a village.

mod annex;
mod document;
mod error;
mod font;
mod furniture;
mod letter;
mod map;

pub use annex::annex;
pub use error::PdfError;
pub use letter::letter;

#[cfg(test)]
mod tests;
