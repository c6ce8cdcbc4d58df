//! What people write for the names of provinces and regencies: `jatim`, `lotim`, `kuansing`, `KLU`.
//!
//! Most short names follow a rule. They are made of the beginnings of a name's words, two letters of each or
//! more (`kuansing`: Kuantan Singingi), and the direction in which a part of an old region lies has an ending
//! of its own (`lotim`: Lombok Timur; `bolsel`: Bolaang Mongondow Selatan, where a word is left out). Those that
//! follow none are listed.

/// Short names that no rule makes: initials, endings of words, names that are no longer official.
const LISTED: [(&str, &str); 42] = [
    ("abdya", "aceh barat daya"),
    ("babel", "kepulauan bangka belitung"),
    ("balut", "banggai laut"),
    ("batola", "barito kuala"),
    ("bolmut", "bolaang mongondow utara"),
    ("butur", "buton utara"),
    ("diy", "daerah istimewa yogyakarta"),
    ("dki", "daerah khusus ibukota"),
    ("hss", "hulu sungai selatan"),
    ("hst", "hulu sungai tengah"),
    ("hsu", "hulu sungai utara"),
    ("jabar", "jawa barat"),
    ("jatim", "jawa timur"),
    ("jogja", "yogyakarta"),
    ("kbb", "bandung barat"),
    ("klu", "lombok utara"),
    ("ksb", "sumbawa barat"),
    ("lutra", "luwu utara"),
    ("madina", "mandailing natal"),
    ("malra", "maluku tenggara"),
    ("mbd", "maluku barat daya"),
    ("ntb", "nusa tenggara barat"),
    ("ntt", "nusa tenggara timur"),
    ("oki", "ogan komering ilir"),
    ("oku", "ogan komering ulu"),
    ("okus", "ogan komering ulu selatan"),
    ("okut", "ogan komering ulu timur"),
    ("palas", "padang lawas"),
    ("pali", "penukal abab lematang ilir"),
    ("paluta", "padang lawas utara"),
    ("ppu", "penajam paser utara"),
    ("sbb", "seram bagian barat"),
    ("sbd", "sumba barat daya"),
    ("sbt", "seram bagian timur"),
    ("sergai", "serdang bedagai"),
    ("sitaro", "kepulauan siau tagulandang biaro"),
    ("solo", "surakarta"),
    ("sumbar", "sumatera barat"),
    ("touna", "tojo una una"),
    ("tts", "timor tengah selatan"),
    ("ttu", "timor tengah utara"),
    ("yogya", "yogyakarta"),
];

/// How short names end for where something lies.
const ENDINGS: [(&str, &[&str]); 8] = [
    ("barat", &["bar"]),
    ("kepulauan", &["kep"]),
    ("pusat", &["pus"]),
    ("selatan", &["sel"]),
    ("tengah", &["teng"]),
    ("tenggara", &["tra"]),
    ("timur", &["tim"]),
    ("utara", &["ut", "ura", "tara"]),
];

/// Letters of a word that a short name takes.
const LEAST: usize = 2;
const MOST: usize = 5;

/// How surely a short name stands for a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    /// It ends as such names do.
    Direction,
    /// It is made of the beginnings of the words.
    Beginnings,
}

/// The same words with listed short names and doubled words (`muko2`) written out; nothing where there is none.
pub(super) fn written_out(wanted: &str) -> Option<String> {
    let long = |word: &str| match LISTED.iter().find(|(short, _)| *short == word) {
        Some((_, long)) => Some((*long).to_owned()),
        None => doubled(word),
    };
    let words: Vec<Option<String>> = wanted.split(' ').map(long).collect();
    words.iter().any(Option::is_some).then(|| {
        let all = wanted.split(' ').zip(words);
        let all: Vec<String> = all.map(|(word, long)| long.unwrap_or(word.to_owned())).collect();
        all.join(" ")
    })
}

fn doubled(word: &str) -> Option<String> {
    let once = word.strip_suffix(['2', '²'])?;
    let is_word = once.len() > 2 && once.chars().all(char::is_alphabetic);
    is_word.then(|| format!("{once} {once}"))
}

/// Whether `short` can stand for a name of two words or more; both are normalised, and the name is without
/// its kind.
pub(super) fn stands_for(short: &str, name: &str) -> Option<Sign> {
    if !short.is_ascii() || short.len() < 2 * LEAST || !name.contains(' ') {
        return None;
    }
    let words: Vec<&str> = name.split(' ').filter(|word| *word != "dan").collect();
    let (last, before) = words.split_last()?;
    let ends = ENDINGS.iter().find(|(word, _)| word == last).map_or(&[][..], |(_, ends)| *ends);
    let begins = |stem: &str| is_stem(stem, before, true);
    if ends.iter().filter_map(|end| short.strip_suffix(end)).any(begins) {
        return Some(Sign::Direction);
    }
    is_stem(short, &words, false).then_some(Sign::Beginnings)
}

/// Whether a stem is made of the beginnings of words, in their order. `leaving_out` allows for words after
/// the first that it has nothing of.
fn is_stem(stem: &str, words: &[&str], leaving_out: bool) -> bool {
    let Some((word, others)) = words.split_first() else { return stem.is_empty() };
    (LEAST..=MOST.min(stem.len())).any(|taken| {
        let Some((piece, rest)) = stem.split_at_checked(taken) else { return false };
        let ends_here = leaving_out && rest.is_empty();
        word.starts_with(piece) && (ends_here || is_stem(rest, others, leaving_out))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use Sign::{Beginnings, Direction};

    #[test]
    fn short_names_are_made_by_rule() {
        for (short, name, sign) in [
            ("lotim", "lombok timur", Some(Direction)),
            ("loteng", "lombok tengah", Some(Direction)),
            ("lobar", "lombok barat", Some(Direction)),
            ("sumut", "sumatera utara", Some(Direction)),
            ("jateng", "jawa tengah", Some(Direction)),
            ("kalbar", "kalimantan barat", Some(Direction)),
            ("kaltara", "kalimantan utara", Some(Direction)),
            ("sultra", "sulawesi tenggara", Some(Direction)),
            ("lampura", "lampung utara", Some(Direction)),
            ("jakpus", "jakarta pusat", Some(Direction)),
            ("tanjabtim", "tanjung jabung timur", Some(Direction)),
            ("bolsel", "bolaang mongondow selatan", Some(Direction)),
            ("konkep", "konawe kepulauan", Some(Direction)),
            ("pangkep", "pangkajene dan kepulauan", Some(Direction)),
            ("kuansing", "kuantan singingi", Some(Beginnings)),
            ("kukar", "kutai kartanegara", Some(Beginnings)),
            ("tubaba", "tulang bawang barat", Some(Beginnings)),
            ("kepri", "kepulauan riau", Some(Beginnings)),
            // Another direction, too little of a word, one word, another order.
            ("lotim", "lombok tengah", None),
            ("malteng", "maluku timur", None),
            ("ltim", "lombok timur", None),
            ("lombok", "lombok", None),
            ("timlo", "lombok timur", None),
            ("lotimur", "lombok barat", None),
            ("", "lombok barat", None),
        ] {
            assert_eq!(stands_for(short, name), sign, "{short} {name}");
        }
    }

    #[test]
    fn others_are_listed_in_order_and_words_that_are_doubled_are_written_out() {
        assert!(LISTED.is_sorted());
        assert_eq!(written_out("prov ntb").as_deref(), Some("prov nusa tenggara barat"));
        assert_eq!(written_out("muko2").as_deref(), Some("muko muko"));
        assert_eq!(written_out("sp 2"), None);
        assert_eq!(written_out("52032"), None);
        assert_eq!(written_out("malang"), None);
    }

    /// No listed name is that of a rule alone: then it need not be listed, unless another name is meant first.
    #[test]
    fn nothing_is_listed_that_the_rule_knows() {
        let first = ["jabar", "jatim", "sumbar"];
        for (short, name) in LISTED.iter().filter(|(short, _)| !first.contains(short)) {
            assert_eq!(stands_for(short, name), None, "{short}");
        }
    }
}
