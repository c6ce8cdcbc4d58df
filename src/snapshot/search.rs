//! Finding areas by name: case, accents and punctuation do not matter.

use std::collections::HashSet;

use geodata::dataset::{Area, AreaAlias, Dataset};
use geodata::names::normalise;
use geodata::{AreaCode, GeodataError, Level};

use super::short_names::{Sign, stands_for, written_out};

/// Words that say what kind of area a name belongs to and that readers leave out; and the kind.
const KINDS: [(&str, Kind); 13] = [
    ("kabupaten administrasi ", Kind::Kabupaten),
    ("kota administrasi ", Kind::Kota),
    ("kabupaten ", Kind::Kabupaten),
    ("kota ", Kind::Kota),
    ("kab ", Kind::Kabupaten),
    ("provinsi ", Kind::Of(Level::Province)),
    ("prov ", Kind::Of(Level::Province)),
    ("kecamatan ", Kind::Of(Level::District)),
    ("kec ", Kind::Of(Level::District)),
    ("kelurahan ", Kind::Of(Level::Village)),
    ("kel ", Kind::Of(Level::Village)),
    ("desa ", Kind::Of(Level::Village)),
    ("ds ", Kind::Of(Level::Village)),
];

/// What kind of area somebody asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Kabupaten,
    Kota,
    Of(Level),
}

impl Kind {
    fn is_of(self, entry: &Entry) -> bool {
        match self {
            Self::Of(level) => entry.code.level() == level,
            kind => kind_of(&entry.name) == Some(kind),
        }
    }
}

fn kind_of(text: &str) -> Option<Kind> {
    KINDS.iter().find(|(word, _)| text.starts_with(word)).map(|(_, kind)| *kind)
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
    /// Its words' beginnings are run together.
    Short,
    Inside,
    WithParents,
}

#[derive(Debug)]
struct Entry {
    code: AreaCode,
    name: Box<str>,
    population: i64,
}

impl Entry {
    /// How a single word fits as the short name of a province or a regency.
    fn short(&self, tokens: &[&str]) -> Option<Fit> {
        let [short] = tokens else { return None };
        if !matches!(self.code.level(), Level::Province | Level::Regency) {
            return None;
        }
        stands_for(short, without_kind(&self.name)).map(|sign| match sign {
            Sign::Direction => Fit::Exact,
            Sign::Beginnings => Fit::Short,
        })
    }
}

/// The names of all areas, ready to be searched.
#[derive(Debug)]
pub struct NameIndex {
    /// In order of code within each level, levels from large to small.
    entries: Vec<Entry>,
    /// Areas by other names that they have or had.
    aliases: Vec<Entry>,
}

impl NameIndex {
    /// Indexes all names of a dataset.
    ///
    /// # Errors
    /// When the table of other names is not as `docs/dataset.md` says.
    pub fn new(dataset: &Dataset) -> Result<Self, GeodataError> {
        let entry = |area: &Area, name: &str| Entry {
            code: area.code,
            name: normalise(name).into_boxed_str(),
            population: area.population.unwrap_or(0),
        };
        let areas = Level::ALL.into_iter().flat_map(|level| dataset.areas(level));
        let entries = areas.map(|area| entry(area, &area.name)).collect();
        let others: Vec<AreaAlias> = dataset.rows("area_aliases")?;
        let others = others.iter().filter_map(|other| {
            let area = dataset.area(other.area_code.parse().ok()?)?;
            Some(entry(area, &other.alias))
        });
        Ok(Self { entries, aliases: others.collect() })
    }

    /// The areas whose name fits `q`, best first: the whole name, its beginning, the beginning of
    /// a word, its short form, any part; then those whose name fits only together with their parents'
    /// names (`sumberagung banyuwangi`, `aikmel lotim`). Among equals the kind that was asked for, large
    /// levels, large populations, and codes decide.
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
        let kind = kind_of(&wanted);
        let mut found: Vec<(Fit, bool, Level, i64, AreaCode)> = self
            .entries
            .iter()
            .chain(&self.aliases)
            .filter(|entry| keep(entry.code))
            .filter_map(|entry| {
                let exact = coded == Some(entry.code);
                let fit = exact
                    .then_some(Fit::Exact)
                    .or_else(|| entry.short(&tokens))
                    .or_else(|| ways.iter().find_map(|text| fit(&entry.name, text)))
                    .or_else(|| {
                        self.fits_with_parents(entry, &tokens).then_some(Fit::WithParents)
                    })?;
                let other = kind.is_some_and(|kind| !kind.is_of(entry));
                Some((fit, other, entry.code.level(), -entry.population, entry.code))
            })
            .collect();
        found.sort_unstable();
        // An area is found once, by the name that fits best.
        let mut seen = HashSet::new();
        found.into_iter().map(|(.., code)| code).filter(|code| seen.insert(*code)).collect()
    }

    /// Whether each word begins a word of the area's own name or of a parent's, or is short for a parent's;
    /// the first one is of its own. A word that is said twice is looked for twice.
    fn fits_with_parents(&self, entry: &Entry, tokens: &[&str]) -> bool {
        let [first, rest @ ..] = tokens else { return false };
        if rest.is_empty() || !has_word_prefix(&entry.name, first) {
            return false;
        }
        tokens.iter().enumerate().skip(1).all(|(at, token)| {
            let said = tokens.iter().take(at).filter(|before| *before == token).count();
            let own = entry.name.split(' ').filter(|word| word.starts_with(token)).count();
            let is_theirs = |parent: &&Entry| {
                has_word_prefix(&parent.name, token) || parent.short(&[token]).is_some()
            };
            own > said || own + self.parents(entry.code).filter(is_theirs).count() > said
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
    let bare = without_kind(name);
    let Some(at) = name.find(wanted) else {
        // Mukomuko and Muko-Muko, Gunungkidul and Gunung Kidul.
        return joined(name, wanted).or_else(|| joined(bare, wanted));
    };
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

/// How a name fits when it does not matter where words are divided.
fn joined(name: &str, wanted: &str) -> Option<Fit> {
    let mut letters = name.bytes().filter(|byte| *byte != b' ');
    let begins =
        wanted.bytes().filter(|byte| *byte != b' ').all(|byte| letters.next() == Some(byte));
    begins.then(|| if letters.next().is_none() { Fit::Exact } else { Fit::Prefix })
}

fn has_word_prefix(name: &str, wanted: &str) -> bool {
    name.starts_with(wanted)
        || name.match_indices(' ').any(|(at, _)| name[at + 1..].starts_with(wanted))
}

fn without_kind(name: &str) -> &str {
    KINDS
        .iter()
        .find_map(|(word, _)| name.strip_prefix(word))
        .filter(|rest| !rest.is_empty())
        .unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

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
        NameIndex { entries: names.iter().map(entry).collect(), aliases: Vec::new() }
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

    #[test]
    fn short_names_are_of_regencies_and_provinces_and_a_kind_that_is_said_comes_first() {
        let index = index(&[
            ("17", "Bengkulu"),
            ("52", "Nusa Tenggara Barat"),
            ("17.06", "Kabupaten Mukomuko"),
            ("32.04", "Kabupaten Bandung"),
            ("32.73", "Kota Bandung"),
            ("52.01", "Kabupaten Lombok Barat"),
            ("52.02", "Kabupaten Lombok Tengah"),
            ("52.03", "Kabupaten Lombok Timur"),
            ("52.08", "Kabupaten Lombok Utara"),
            ("52.03.02", "Aikmel"),
            ("52.08.01", "Tanjung"),
            ("52.03.02.2001", "Aikmel"),
            ("52.03.02.2002", "Lotimah"),
            ("52.03.02.2003", "Kota Bandung"),
        ]);
        let found = |q: &str| -> Vec<String> {
            index.search(q, |_| true).iter().map(ToString::to_string).collect()
        };
        assert_eq!(found("Lotim"), ["52.03", "52.03.02.2002"]);
        assert_eq!(found("loteng"), ["52.02"]);
        assert_eq!(found("kab. lobar"), ["52.01"]);
        assert_eq!(found("KLU"), ["52.08"]);
        assert_eq!(found("NTB"), ["52"]);
        assert_eq!(found("tanjung klu"), ["52.08.01"]);
        assert_eq!(found("aikmel, lotim"), ["52.03.02", "52.03.02.2001"]);
        assert_eq!(found("aikmel loteng"), [""; 0]);
        assert_eq!(found("desa aikmel"), ["52.03.02.2001", "52.03.02"]);
        // Twice: the village of a place of the same name.
        assert_eq!(found("aikmel aikmel"), ["52.03.02.2001"]);
        assert_eq!(found("kota bandung"), ["32.73", "52.03.02.2003", "32.04"]);
        assert_eq!(found("kabupaten bandung")[0], "32.04");
        for doubled in ["mukomuko", "muko-muko", "Muko Muko", "muko2", "kab. muko muko"] {
            assert_eq!(found(doubled), ["17.06"], "{doubled}");
        }
    }
}
