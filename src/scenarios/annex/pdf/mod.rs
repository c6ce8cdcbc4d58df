//! PDF: the annex as it is attached to the decree, and the letter to a village.

mod annex;
mod document;
mod font;
mod letter;
mod map;

use document::{Document, GREY, RED};
use font::Style;

use super::frozen::Frozen;
use super::table::notice;

pub use annex::annex;
pub use letter::letter;

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

/// The space around a page.
const MARGIN: f32 = 42.0;

/// Adds to every page what stands on each: notice, hash, data, `Halaman x dari y`.
fn furnish(document: &mut Document, frozen: &Frozen, hash: &str) {
    let pages = document.len();
    let [width, height] = document.size;
    let data = &frozen.dataset;
    for page in 0..pages {
        document.on(page, |document| {
            if let Some(notice) = notice(frozen) {
                let at = [width / 2.0, 26.0];
                document.text_centred(Style::Bold, 8.0, RED, at, notice);
            }
            let y = height - 24.0;
            let sums = format!("Sidik lampiran (BLAKE3): {hash}");
            document.text(Style::Regular, 6.5, GREY, [MARGIN, y], &sums);
            let rests = format!(
                "{} · versi data {} · sidik rencana {}",
                data.title, data.version, frozen.plan_hash
            );
            document.text(Style::Regular, 6.5, GREY, [MARGIN, y + 9.0], &rests);
            let number = format!("Halaman {} dari {pages}", page + 1);
            document.text_right(Style::Regular, 8.0, GREY, [width - MARGIN, y], &number);
        });
    }
}
