//! Why a page cannot be made.

use geodata::pyramid::Damaged;

use crate::pdf::PdfError;

/// Why a page cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// The document cannot be written.
    #[error(transparent)]
    Pdf(#[from] PdfError),
    /// The geometry of an area is damaged.
    #[error(transparent)]
    Geometry(#[from] Damaged),
    /// The colours that are built in cannot be read.
    #[error("the colours that are built in cannot be read: {0}")]
    Colours(String),
}
