//! What is printed can be read, selected and searched for: `pdftotext` (poppler-utils) reads it back.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use libdeflater::{CompressionLvl, Compressor};

use super::super::tests::{HASH, frozen, seal};
use super::*;
use crate::pdf::font::{Fonts, REPLACEMENT, Style};

/// The text of a document as it is selected.
fn text(pdf: &[u8]) -> String {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("annex.pdf");
    std::fs::write(&file, pdf).unwrap();
    let read =
        Command::new("pdftotext").args(["-layout", "-enc", "UTF-8"]).arg(&file).arg("-").output();
    let read = read.expect("pdftotext of poppler-utils reads documents; scripts/setup installs it");
    assert!(
        read.status.success() && read.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&read.stderr)
    );
    String::from_utf8(read.stdout).unwrap()
}

#[test]
fn letters_and_signs_are_read_back_as_they_were() {
    let mut frozen = frozen(3);
    frozen.rows[0].village.name = "Désa Ba\u{2bb}ru → timur".into();
    frozen.rows[0].village.score = Some(-1.25);
    frozen.rows[1].village.name = "≥ 5 km² ≤ 10".into();
    frozen.rows[2].pinned = Some("jarak ≠ 0 ✓".into());
    let printed = text(&annex(&frozen, &seal()).unwrap());
    for expected in [
        "Désa Ba\u{2bb}ru → timur",
        "−1,25",
        "≥ 5 km² ≤ 10",
        "35.01.01.2001",
        HASH,
        "Kepala rantai catatan: 7 ",
    ] {
        assert!(printed.contains(expected), "{expected}: {printed}");
    }
    assert!(!printed.contains(REPLACEMENT), "{printed}");
}

#[test]
fn what_no_face_has_is_said_on_every_page() {
    let mut frozen = frozen(60);
    frozen.rows[0].village.name = "Desa 😀ꦗ".into();
    let printed = text(&annex(&frozen, &seal()).unwrap());
    assert!(printed.contains(&format!("Desa {REPLACEMENT}{REPLACEMENT}")), "{printed}");
    let pages: Vec<&str> = printed.trim_end_matches('\u{c}').split('\u{c}').collect();
    let note =
        format!("tanda tidak tersedia dalam huruf dokumen ini dan dicetak sebagai {REPLACEMENT}");
    assert!(pages.len() > 2 && pages.iter().all(|page| page.contains(&note)), "{printed}");
}

#[test]
fn a_list_without_its_leading_criterion_says_so_first_and_proves_nothing() {
    let mut frozen = frozen(5);
    let sure = text(&annex(&frozen, &seal()).unwrap());
    assert!(sure.contains("terbukti optimal") && !sure.contains("tanpa angka"), "{sure}");
    for row in frozen.rows.iter_mut().skip(1) {
        row.village.values = vec![None, Some(0.25)];
    }
    let printed = text(&annex(&frozen, &seal()).unwrap());
    let words = "4 dari 5 desa dipilih tanpa angka Nama pmi";
    let said = printed.find(words).expect("the first page says it");
    assert!(said < printed.find("35.01.01.2001").unwrap(), "{printed}");
    assert!(!printed.contains("terbukti optimal"), "{printed}");
}

/// Every text file below a directory.
fn files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

#[test]
fn every_character_of_our_own_texts_and_names_has_a_glyph() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Vec::new();
    for dir in ["src/scenarios", "src/planning", "mcda/src", "geodata/src", "geodata/data"] {
        files(&root.join(dir), &mut sources);
    }
    let mut characters = BTreeSet::new();
    for path in sources {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let tests = path.components().any(|part| part.as_os_str() == "tests");
        // Tests print what cannot be printed on purpose.
        if tests || name.ends_with("tests.rs") || name == "font.rs" {
            continue;
        }
        if let Ok(text) = std::fs::read_to_string(&path) {
            characters.extend(text.chars().filter(|c| !c.is_control()));
        }
    }
    assert!(characters.len() > 100 && characters.contains(&'−'));
    let mut fonts = Fonts::new().unwrap();
    let missing = characters.into_iter().filter(|c| {
        [Style::Regular, Style::Bold].into_iter().any(|style| {
            let before = fonts.replaced();
            fonts.runs(style, &c.to_string());
            fonts.replaced() > before
        })
    });
    let missing: Vec<String> = missing.map(|c| c.escape_unicode().to_string()).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// A picture of two pixels, red and blue, as the renderer of maps writes them, in base64.
fn picture() -> String {
    let chunk = |kind: &[u8; 4], content: &[u8]| {
        [&(content.len() as u32).to_be_bytes()[..], kind, content, &[0; 4]].concat()
    };
    let head = [&2u32.to_be_bytes()[..], &1u32.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let mut rows = vec![0; 64];
    let length = Compressor::new(CompressionLvl::default())
        .zlib_compress(&[0, 255, 0, 0, 0, 0, 255], &mut rows)
        .unwrap();
    let chunks = [(b"IHDR", &head[..]), (b"IDAT", &rows[..length]), (b"IEND", &[][..])];
    let file: Vec<Vec<u8>> = chunks.iter().map(|(kind, content)| chunk(kind, content)).collect();
    STANDARD.encode([&b"\x89PNG\r\n\x1a\n"[..], &file.concat()].concat())
}

/// The colours of places on a page, in points from its upper left, as poppler draws it.
fn colours(pdf: &[u8], page: u32, places: &[[usize; 2]]) -> Vec<[u8; 3]> {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("annex.pdf");
    std::fs::write(&file, pdf).unwrap();
    let number = page.to_string();
    let drawn = Command::new("pdftoppm")
        .args(["-r", "72", "-f", &number, "-l", &number])
        .arg(&file)
        .output()
        .expect("pdftoppm of poppler-utils draws documents; scripts/setup installs it");
    assert!(drawn.status.success(), "{}", String::from_utf8_lossy(&drawn.stderr));
    // P6, width and height, 255, then the pixels.
    let lines: Vec<&[u8]> = drawn.stdout.splitn(4, |byte| *byte == b'\n').collect();
    let size = std::str::from_utf8(lines[1]).unwrap();
    let width: usize = size.split(' ').next().unwrap().parse().unwrap();
    let at = |[x, y]: &[usize; 2]| lines[3][(y * width + x) * 3..][..3].try_into().unwrap();
    places.iter().map(at).collect()
}

#[test]
fn the_map_that_was_drawn_stands_on_its_page_and_outlines_where_none_was() {
    let mut frozen = frozen(3);
    let outlines = annex(&frozen, &seal()).unwrap();
    for damaged in ["no base64", "iVBORw0KGgo=", &picture()[..40]] {
        frozen.map.picture = Some(damaged.to_owned());
        assert_eq!(annex(&frozen, &seal()).unwrap(), outlines, "{damaged}");
    }
    frozen.map.picture = Some(picture());
    let drawn = annex(&frozen, &seal()).unwrap();
    assert_ne!(drawn, outlines);
    let [left, right] = colours(&drawn, 2, &[[100, 200], [740, 200]])[..] else { panic!() };
    assert!(left[0] > 200 && left[2] < 60, "{left:?}");
    assert!(right[0] < 60 && right[2] > 200, "{right:?}");
    assert!(text(&drawn).contains("Peta dan cara penetapan"));
}
