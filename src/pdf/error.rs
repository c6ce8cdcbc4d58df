//! Why a PDF cannot be written.

/// Why a document cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PdfError {
    /// A built-in face cannot be read.
    #[error("a built-in typeface cannot be read")]
    Font,
    /// A part of the document cannot be compressed.
    #[error("a part of the document cannot be compressed")]
    Compression,
}
