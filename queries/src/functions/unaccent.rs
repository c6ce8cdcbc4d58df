//! `unaccent(text)`: letters without their marks.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::spec::{Argument, Kind, Returns, Spec};

/// What stands for which letters: those of PostgreSQL's `unaccent.rules` among Latin letters and punctuation.
const PLAIN: &[(&str, &str)] = &[
    ("\"", "“”‟"),
    ("'", "‘’‛"),
    ("'n", "ŉ"),
    ("*", "×"),
    (",", "‚"),
    (",,", "„"),
    ("-", "‐‑‒–—―"),
    ("/", "÷"),
    ("A", "ÀÁÂÃÄÅĀĂĄǍǞǠǺȀȂȦȺḀẠẢẤẦẨẪẬẮẰẲẴẶ"),
    ("a", "àáâãäåāăąǎǟǡǻȁȃȧḁẚạảấầẩẫậắằẳẵặ"),
    ("AE", "Æ"),
    ("ae", "æ"),
    ("B", "ƁƂɃḂḄḆ"),
    ("b", "ƀƃḃḅḇ"),
    ("C", "ÇĆĈĊČƇȻḈ"),
    ("c", "çćĉċčƈȼḉ"),
    ("D", "ÐĎĐƉƊƋḊḌḎḐḒ"),
    ("d", "ðďđƌȡḋḍḏḑḓ"),
    ("db", "ȸ"),
    ("DZ", "ǄǱ"),
    ("Dz", "ǅǲ"),
    ("dz", "ǆǳ"),
    ("E", "ÈÉÊËĒĔĖĘĚƐȄȆȨɆḔḖḘḚḜẸẺẼẾỀỂỄỆ"),
    ("e", "èéêëēĕėęěȅȇȩɇḕḗḙḛḝẹẻẽếềểễệ"),
    ("F", "ƑḞ"),
    ("f", "ƒḟ"),
    ("ff", "ﬀ"),
    ("ffi", "ﬃ"),
    ("ffl", "ﬄ"),
    ("fi", "ﬁ"),
    ("fl", "ﬂ"),
    ("G", "ĜĞĠĢƓǤǦǴḠ"),
    ("g", "ĝğġģǥǧǵḡ"),
    ("H", "ĤĦȞḢḤḦḨḪ"),
    ("h", "ĥħȟḣḥḧḩḫẖ"),
    ("hv", "ƕ"),
    ("I", "ÌÍÎÏĨĪĬĮİƖƗǏȈȊḬḮỈỊ"),
    ("i", "ìíîïĩīĭįıǐȉȋḭḯỉị"),
    ("IJ", "Ĳ"),
    ("ij", "ĳ"),
    ("J", "ĴɈ"),
    ("j", "ĵǰȷɉ"),
    ("K", "ĶƘǨḰḲḴ"),
    ("k", "ķƙǩḱḳḵ"),
    ("L", "ĹĻĽĿŁȽḶḸḺḼ"),
    ("l", "ĺļľŀłƚȴḷḹḻḽ"),
    ("LJ", "Ǉ"),
    ("Lj", "ǈ"),
    ("lj", "ǉ"),
    ("LL", "Ỻ"),
    ("ll", "ỻ"),
    ("M", "ḾṀṂ"),
    ("m", "ḿṁṃ"),
    ("N", "ÑŃŅŇŊƝǸṄṆṈṊ"),
    ("n", "ñńņňŋƞǹȵṅṇṉṋ"),
    ("NJ", "Ǌ"),
    ("Nj", "ǋ"),
    ("nj", "ǌ"),
    ("O", "ÒÓÔÕÖØŌŎŐƠǑǪǬȌȎȪȬȮȰṌṎṐṒỌỎỐỒỔỖỘỚỜỞỠỢ"),
    ("o", "òóôõöøōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ"),
    ("OE", "Œ"),
    ("oe", "œ"),
    ("OI", "Ƣ"),
    ("oi", "ƣ"),
    ("P", "ƤṔṖ"),
    ("p", "ƥṕṗ"),
    ("q", "ĸ"),
    ("qp", "ȹ"),
    ("R", "ŔŖŘȐȒɌṘṚṜṞ"),
    ("r", "ŕŗřȑȓɍṙṛṝṟ"),
    ("S", "ŚŜŞŠȘṠṢṤṦṨ"),
    ("s", "śŝşšſșȿṡṣṥṧṩẜẝ"),
    ("SS", "ẞ"),
    ("ss", "ß"),
    ("st", "ﬅﬆ"),
    ("T", "ŢŤŦƬƮȚȾṪṬṮṰ"),
    ("t", "ţťŧƫƭțȶṫṭṯṱẗ"),
    ("TH", "Þ"),
    ("th", "þ"),
    ("U", "ÙÚÛÜŨŪŬŮŰŲƯǓǕǗǙǛȔȖɄṲṴṶṸṺỤỦỨỪỬỮỰ"),
    ("u", "ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự"),
    ("V", "ƲṼṾỼ"),
    ("v", "ṽṿỽ"),
    ("W", "ŴẀẂẄẆẈ"),
    ("w", "ŵẁẃẅẇẉẘ"),
    ("X", "ẊẌ"),
    ("x", "ẋẍ"),
    ("Y", "ÝŶŸƳȲɎẎỲỴỶỸỾ"),
    ("y", "ýÿŷƴȳɏẏẙỳỵỷỹỿ"),
    ("Z", "ŹŻŽƵȤẐẒẔ"),
    ("z", "źżžƶȥɀẑẓẕ"),
];

/// The function of this module.
pub(crate) const SPECS: &[Spec] = &[Spec {
    name: "unaccent",
    arguments: &[Argument::new("text", Kind::Text, "a text")],
    returns: Returns::Text,
    eval: |call| {
        let texts = call.texts(0)?;
        Ok(call.each_text(|row, out| {
            let Some(text) = texts(row) else { return false };
            plain(&text, out);
            true
        }))
    },
    en: "The text with Latin letters without their marks, as PostgreSQL's unaccent writes them; other scripts stay.",
    id: "Teks dengan huruf Latin tanpa tanda diakritik, seperti unaccent pada PostgreSQL; aksara lain tetap.",
    example: "SELECT name FROM villages WHERE unaccent(name) ILIKE unaccent('%désa%')",
}];

fn plain(text: &str, out: &mut String) {
    static LETTERS: LazyLock<HashMap<char, &'static str>> = LazyLock::new(|| {
        let of = |(plain, marked): &(&'static str, &'static str)| {
            let plain = *plain;
            marked.chars().map(move |letter| (letter, plain))
        };
        PLAIN.iter().flat_map(of).collect()
    });
    for letter in text.chars() {
        match LETTERS.get(&letter) {
            _ if letter.is_ascii() => out.push(letter),
            Some(plain) => out.push_str(plain),
            // Marks that stand behind their letter.
            None if ('\u{300}'..='\u{36f}').contains(&letter) => {}
            None => out.push(letter),
        }
    }
}
