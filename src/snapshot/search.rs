//! Finding areas by name: case, accents and punctuation do not matter.

use geodata::dataset::Dataset;
use geodata::{AreaCode, Level};

/// Words that say what kind of area a name belongs to and that readers leave out.
const KINDS: [&str; 12] = [
    "kabupaten administrasi ",
    "kota administrasi ",
    "kabupaten ",
    "kota ",
    "kab ",
    "provinsi ",
    "prov ",
    "kecamatan ",
    "kec ",
    "kelurahan ",
    "kel ",
    "desa ",
];

/// What people write for the names of provinces.
const SHORT: [(&str, &str); 22] = [
    ("babel", "kepulauan bangka belitung"),
    ("diy", "daerah istimewa yogyakarta"),
    ("dki", "daerah khusus ibukota"),
    ("jabar", "jawa barat"),
    ("jateng", "jawa tengah"),
    ("jatim", "jawa timur"),
    ("kalbar", "kalimantan barat"),
    ("kalsel", "kalimantan selatan"),
    ("kaltara", "kalimantan utara"),
    ("kalteng", "kalimantan tengah"),
    ("kaltim", "kalimantan timur"),
    ("kepri", "kepulauan riau"),
    ("ntb", "nusa tenggara barat"),
    ("ntt", "nusa tenggara timur"),
    ("sulbar", "sulawesi barat"),
    ("sulsel", "sulawesi selatan"),
    ("sulteng", "sulawesi tengah"),
    ("sultra", "sulawesi tenggara"),
    ("sulut", "sulawesi utara"),
    ("sumbar", "sumatera barat"),
    ("sumsel", "sumatera selatan"),
    ("sumut", "sumatera utara"),
];

/// The same words with the short names of provinces written out; nothing where there is none.
fn written_out(wanted: &str) -> Option<String> {
    let long = |word: &str| SHORT.iter().find(|(short, _)| *short == word).map(|(_, long)| *long);
    wanted.split(' ').any(|word| long(word).is_some()).then(|| {
        let words: Vec<&str> = wanted.split(' ').map(|word| long(word).unwrap_or(word)).collect();
        words.join(" ")
    })
}

/// The code that digits without points stand for: `5203` is `52.03`.
fn code_of_digits(wanted: &str) -> Option<AreaCode> {
    let parts: &[usize] = match wanted.len() {
        2 => &[2],
        4 => &[2, 2],
        6 => &[2, 2, 2],
        10 => &[2, 2, 2, 4],
        _ => return None,
    };
    if !wanted.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut rest = wanted;
    let mut dotted = Vec::new();
    for length in parts {
        let (part, after) = rest.split_at_checked(*length)?;
        dotted.push(part);
        rest = after;
    }
    dotted.join(".").parse().ok()
}

/// How well a name fits, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Exact,
    Prefix,
    WordPrefix,
    Inside,
    WithParents,
}

#[derive(Debug)]
struct Entry {
    code: AreaCode,
    name: Box<str>,
    population: i64,
}

/// The names of all areas, ready to be searched.
#[derive(Debug)]
pub struct NameIndex {
    /// In order of code within each level, levels from large to small.
    entries: Vec<Entry>,
}

impl NameIndex {
    /// Indexes all names of a dataset.
    pub fn new(dataset: &Dataset) -> Self {
        let areas = Level::ALL.into_iter().flat_map(|level| dataset.areas(level));
        let entries = areas
            .map(|area| Entry {
                code: area.code,
                name: normalise(&area.name).into_boxed_str(),
                population: area.population.unwrap_or(0),
            })
            .collect();
        Self { entries }
    }

    /// The areas whose name fits `q`, best first: the whole name, its beginning, the beginning of
    /// a word, any part; then those whose name fits only together with their parents' names
    /// (`sumberagung banyuwangi`). Among equals large levels, large populations, and codes decide.
    pub fn search(&self, q: &str, keep: impl Fn(AreaCode) -> bool) -> Vec<AreaCode> {
        let wanted = normalise(q);
        if wanted.is_empty() {
            return Vec::new();
        }
        let long = written_out(&wanted);
        // Written out before as it stands, with its kind before without.
        let mut ways: Vec<&str> = Vec::new();
        for text in long.as_deref().into_iter().chain([wanted.as_str()]) {
            ways.push(text);
            ways.extend(Some(without_kind(text)).filter(|bare| *bare != text));
        }
        let tokens: Vec<&str> =
            without_kind(long.as_deref().unwrap_or(&wanted)).split(' ').collect();
        let coded = code_of_digits(&wanted);
        let mut found: Vec<(Fit, Level, i64, AreaCode)> = self
            .entries
            .iter()
            .filter(|entry| keep(entry.code))
            .filter_map(|entry| {
                let exact = coded == Some(entry.code);
                let fit = exact
                    .then_some(Fit::Exact)
                    .or_else(|| ways.iter().find_map(|text| fit(&entry.name, text)))
                    .or_else(|| {
                        self.fits_with_parents(entry, &tokens).then_some(Fit::WithParents)
                    })?;
                Some((fit, entry.code.level(), -entry.population, entry.code))
            })
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(.., code)| code).collect()
    }

    /// Whether each word begins a word of the area's own name or of a parent's, the first one of
    /// its own.
    fn fits_with_parents(&self, entry: &Entry, tokens: &[&str]) -> bool {
        let [first, rest @ ..] = tokens else { return false };
        if rest.is_empty() || !has_word_prefix(&entry.name, first) {
            return false;
        }
        rest.iter().all(|token| {
            has_word_prefix(&entry.name, token)
                || self.parents(entry.code).any(|parent| has_word_prefix(&parent.name, token))
        })
    }

    fn parents(&self, code: AreaCode) -> impl Iterator<Item = &Entry> {
        std::iter::successors(code.parent(), |code| code.parent()).filter_map(move |code| {
            let key = |entry: &Entry| (entry.code.level(), entry.code);
            let at = self.entries.binary_search_by_key(&(code.level(), code), key).ok()?;
            self.entries.get(at)
        })
    }
}

/// How `name` fits `wanted`, both normalised.
fn fit(name: &str, wanted: &str) -> Option<Fit> {
    let at = name.find(wanted)?;
    let bare = without_kind(name);
    Some(if name == wanted || bare == wanted {
        Fit::Exact
    } else if at == 0 || bare.starts_with(wanted) {
        Fit::Prefix
    } else if has_word_prefix(name, wanted) {
        Fit::WordPrefix
    } else {
        Fit::Inside
    })
}

fn has_word_prefix(name: &str, wanted: &str) -> bool {
    name.starts_with(wanted)
        || name.match_indices(' ').any(|(at, _)| name[at + 1..].starts_with(wanted))
}

fn without_kind(name: &str) -> &str {
    KINDS
        .iter()
        .find_map(|kind| name.strip_prefix(kind))
        .filter(|rest| !rest.is_empty())
        .unwrap_or(name)
}

/// Lower case, Latin letters without accents, apostrophes dropped, other punctuation a space.
pub fn normalise(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        let plain = match letter {
            'à'..='å' | 'ā' => 'a',
            'è'..='ë' | 'ē' => 'e',
            'ì'..='ï' | 'ī' => 'i',
            'ò'..='ö' | 'ō' => 'o',
            'ù'..='ü' | 'ū' => 'u',
            'ç' => 'c',
            'ñ' => 'n',
            'ý' | 'ÿ' => 'y',
            '\'' | '’' | '‘' | '`' | '´' | '\u{2b9}'..='\u{2bf}' | '"' | '\u{300}'..='\u{36f}' =>
            {
                continue;
            }
            other if other.is_alphanumeric() => other,
            _ => ' ',
        };
        if plain != ' ' || !(result.is_empty() || result.ends_with(' ')) {
            result.push(plain);
        }
    }
    result.truncate(result.trim_end().len());
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_punctuation_do_not_matter() {
        assert_eq!(normalise("  Soka'an "), "sokaan");
        assert_eq!(normalise("Kab. KUPANG"), "kab kupang");
        assert_eq!(normalise("Désa-Ñandú"), "desa nandu");
        assert_eq!(normalise("Ma\u{2bb}rang"), "marang");
        assert_eq!(normalise("—"), "");
    }

    #[test]
    fn names_fit_from_exact_to_inside() {
        assert_eq!(fit("kabupaten kupang", "kupang"), Some(Fit::Exact));
        assert_eq!(fit("kupang barat", "kupang"), Some(Fit::Prefix));
        assert_eq!(fit("amarasi kupang", "kup"), Some(Fit::WordPrefix));
        assert_eq!(fit("mokupang", "kupang"), Some(Fit::Inside));
        assert_eq!(fit("alor", "kupang"), None);
        assert!(Fit::Exact < Fit::Prefix && Fit::Inside < Fit::WithParents);
    }

    fn index(names: &[(&str, &str)]) -> NameIndex {
        let entry = |(code, name): &(&str, &str)| Entry {
            code: code.parse().unwrap(),
            name: normalise(name).into(),
            population: 0,
        };
        NameIndex { entries: names.iter().map(entry).collect() }
    }

    #[test]
    fn a_parents_name_tells_villages_of_one_name_apart() {
        let index = index(&[
            ("35", "Jawa Timur"),
            ("35.07", "Kabupaten Malang"),
            ("35.10", "Kabupaten Banyuwangi"),
            ("35.07.01", "Donomulyo"),
            ("35.10.01", "Pesanggaran"),
            ("35.07.01.2001", "Sumberagung"),
            ("35.10.01.2001", "Sumberagung"),
        ]);
        let found = |q: &str| -> Vec<String> {
            index.search(q, |_| true).iter().map(ToString::to_string).collect()
        };
        assert_eq!(found("SUMBERAGUNG"), ["35.07.01.2001", "35.10.01.2001"]);
        assert_eq!(found("sumberagung, banyuwangi"), ["35.10.01.2001"]);
        assert_eq!(found("kab. malang"), ["35.07"]);
        assert_eq!(found("malang"), ["35.07"]);
        assert_eq!(found("kec. donomulyo"), ["35.07.01"]);
        assert_eq!(found("prov jatim"), ["35"]);
        assert_eq!(found("sumberagung jatim"), ["35.07.01.2001", "35.10.01.2001"]);
        assert_eq!(found("3507"), ["35.07"]);
        assert_eq!(found("3507012001"), ["35.07.01.2001"]);
        assert!(found("350701200").is_empty());
        assert!(found("?!").is_empty());
    }
}
