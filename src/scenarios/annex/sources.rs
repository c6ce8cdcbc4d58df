//! What a source is, and under which terms: in words.

use geodata::dataset::{SourceEntry, Standing};

/// The terms of a source in Indonesian; terms that are not known here stay as they are stated.
pub fn licence(stated: &str) -> String {
    const KNOWN: [(&str, &str); 9] = [
        (
            "ODbL",
            "Open Database License 1.0: sebutkan sumbernya, dan bagikan turunan basis datanya dengan lisensi yang sama",
        ),
        (
            "MIT by its README",
            "lisensi MIT menurut berkas README-nya; berkas lisensinya sendiri tidak ada",
        ),
        (
            "MIT",
            "lisensi MIT: boleh dipakai dan diubah dengan mencantumkan pemberitahuan hak ciptanya",
        ),
        ("CC0", "CC0: tanpa hak cipta"),
        (
            "CC BY-SA",
            "Creative Commons BY-SA: sebutkan sumbernya, dan bagikan turunannya dengan lisensi yang sama",
        ),
        ("CC BY", "Creative Commons BY: sebutkan sumbernya"),
        ("none stated", "tanpa lisensi yang dinyatakan: jangan dibagikan lagi tanpa izin"),
        ("facts with citations", "fakta dengan rujukan"),
        (
            "figures with citations",
            "angka dengan rujukan; data asalnya menurut ketentuan penyedianya",
        ),
    ];
    let stated = stated.trim();
    let lower = stated.to_lowercase().replace('-', " ");
    let known =
        KNOWN.iter().find(|(begin, _)| lower.starts_with(&begin.to_lowercase().replace('-', " ")));
    match known {
        Some((_, words)) => (*words).to_owned(),
        None if stated.is_empty() => "lisensi tidak dinyatakan".to_owned(),
        None => stated.to_owned(),
    }
}

/// Who stands behind a source, in Indonesian.
pub const fn standing(of: Standing) -> &'static str {
    match of {
        Standing::Official => "data resmi",
        Standing::Press => "pemberitaan",
        Standing::Volunteers => "disusun relawan",
        Standing::Model => "hasil model",
        Standing::Unstated => "kedudukan tidak dinyatakan",
    }
}

/// One source as the annex names it.
pub fn described(source: &SourceEntry) -> String {
    format!("{} ({}; {})", source.title, standing(source.standing), licence(&source.licence))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_said_in_words_and_unknown_ones_as_they_are_stated() {
        assert!(licence("ODbL 1.0: attribution, share-alike").starts_with("Open Database License"));
        assert!(licence("MIT by its README; the file is absent").contains("README"));
        assert!(licence("MIT").contains("hak cipta"));
        assert!(licence("CC-BY-SA 4.0").contains("BY-SA"));
        assert!(licence("none stated: do not redistribute").contains("tanpa izin"));
        assert_eq!(licence("Izin Kementerian 12/2026"), "Izin Kementerian 12/2026");
        assert_eq!(licence(" "), "lisensi tidak dinyatakan");
    }
}
