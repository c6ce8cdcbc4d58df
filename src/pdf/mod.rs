//! PDF: pages of text, lines and shapes, in faces that a document carries along.

pub mod document;
mod error;
pub mod font;
pub mod image;
pub mod regions;

pub use error::PdfError;
