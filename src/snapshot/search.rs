//! Finding areas by name: case, accents and punctuation do not matter.

use geodata::dataset::Dataset;
use geodata::{AreaCode, Level};

/// Words that say what kind of area a name belongs to and that readers leave out.
const KINDS: [&str; 9] = [
    "kabupaten administrasi ",
    "kota administrasi ",
    "kabupaten ",
    "kota ",
    "kab ",
    "provinsi ",
    "kecamatan ",
    "kelurahan ",
    "desa ",
];

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
        let bare = without_kind(&wanted);
        let tokens: Vec<&str> = wanted.split(' ').collect();
        let mut found: Vec<(Fit, Level, i64, AreaCode)> = self
            .entries
            .iter()
            .filter(|entry| keep(entry.code))
            .filter_map(|entry| {
                let fit = fit(&entry.name, &wanted)
                    .or_else(|| (bare != wanted).then(|| fit(&entry.name, bare)).flatten())
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
            '\'' | '’' | '‘' | '`' | '´' | 'ʼ' | '"' | '\u{300}'..='\u{36f}' => continue,
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
        assert!(found("?!").is_empty());
    }
}
