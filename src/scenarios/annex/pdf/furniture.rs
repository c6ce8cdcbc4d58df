//! What stands on every page of a document.

use crate::pdf::document::{Document, GREY, RED};
use crate::pdf::font::{REPLACEMENT, Style};
use crate::scenarios::annex::frozen::{Frozen, Seal};
use crate::scenarios::annex::table::notice;

/// The space around a page.
pub const MARGIN: f32 = 42.0;

/// Adds to every page what stands on each: notice, hashes, data, `Halaman x dari y`, and how many
/// characters no face has.
pub fn furnish(document: &mut Document, frozen: &Frozen, seal: &Seal) {
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
            let chain = format!("Kepala rantai catatan: {}", seal.chain);
            document.text(Style::Regular, 6.5, GREY, [MARGIN, y - 9.0], &chain);
            let sums = format!("Sidik lampiran (BLAKE3): {}", seal.hash);
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
    let replaced = document.fonts.replaced();
    if replaced > 0 {
        let text = format!(
            "{replaced} tanda tidak tersedia dalam huruf dokumen ini dan dicetak sebagai {REPLACEMENT}"
        );
        let at = [MARGIN, height - 42.0];
        for page in 0..pages {
            document.on(page, |document| document.text(Style::Regular, 6.5, RED, at, &text));
        }
    }
}
