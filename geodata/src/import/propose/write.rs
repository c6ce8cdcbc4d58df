//! The proposal as TOML, with what has to be answered as comments that begin with `# ?`.

use std::fmt::Write as _;

use super::look::{Kind, Look};
use super::roles::{NAMES, Roles};
use crate::catalogue;
use crate::code::Level;
use crate::import::boundaries::normalised;
use crate::source::{Encoding, Options};

const HEAD: &str = r#"# A specification proposed from the files of a folder by `desmigratif spec`.
# Lines that begin with `# ?` are questions that the files do not answer: answer each of them, then try
# `desmigratif import --dry-run` (docs/import.md says what every key means).

# ? What is the dataset called, of which edition is its code register, and of which year are its borders?
title_id = "Tanpa judul"
title_en = "Untitled"
vintage = "unknown"
"#;

/// The whole specification. `left` says why files could not be looked at.
pub fn specification(roles: &Roles, left: &[String]) -> String {
    let mut out = Text(HEAD.to_owned());
    let files = roles.tables.iter().map(|(_, look)| look).chain(&roles.official);
    out.year(
        "Of which year are the borders and distances?",
        files.filter_map(|look| look.year).max(),
    );
    for problem in left {
        out.comment(&format!("Could not be read: {problem}"));
    }
    sources(roles, &mut out);
    for (level, look) in &roles.registers {
        match look {
            Some(look) => register(*level, look, &mut out),
            None => {
                out.line("");
                out.question(&format!(
                    "Which file is the register of {}? Every level needs one:",
                    level.plural()
                ));
                out.line(&format!("# [register.{level}]"));
                for key in ["file", "source", "code", "name"] {
                    out.line(&format!("# {key} = \"\""));
                }
            }
        }
    }
    for (level, look) in &roles.boundaries {
        boundaries(*level, look, &mut out);
    }
    if let Some(look) = &roles.official {
        official(look, &mut out);
    }
    for (level, look) in &roles.tables {
        table(*level, look, &mut out);
    }
    for look in &roles.others {
        let columns: Vec<&str> = look.columns.iter().map(|c| c.name.as_str()).collect();
        out.line("");
        out.question(&format!(
            "What is {} for? It has the columns {}. Programme files are described under [designations] and [ltsa].",
            look.file,
            columns.join(", ")
        ));
        for question in &look.questions {
            out.question(question);
        }
    }
    out.0
}

/// Lines of TOML.
struct Text(String);

impl Text {
    fn line(&mut self, line: &str) {
        let _ = writeln!(self.0, "{line}");
    }

    /// A comment, whatever is in the text.
    fn comment(&mut self, text: &str) {
        self.line(&format!("# {}", crate::source::printable(text)));
    }

    fn question(&mut self, text: &str) {
        self.comment(&format!("? {text}"));
    }

    fn pair(&mut self, key: &str, value: &str) {
        self.line(&format!("{key} = {}", quoted(value)));
    }

    /// A year that the name of a file states, or the key that the import will ask for.
    fn year(&mut self, question: &str, known: Option<i32>) {
        match known {
            Some(year) => {
                self.question(&format!("{question} {year} is by the name of a file."));
                self.line(&format!("year = {year}"));
            }
            None => {
                self.question(question);
                self.line("# year =");
            }
        }
    }

    /// Texts that stand where codes do.
    fn strangers(&mut self, look: &Look) {
        if !look.strangers.is_empty() {
            self.question("Do these stand for no area here, such as the whole country?");
            let quoted: Vec<String> = look.strangers.iter().map(|text| quoted(text)).collect();
            self.line(&format!("not_areas = [{}]", quoted.join(", ")));
        }
    }

    /// The heading of a section with what every section has.
    fn section(&mut self, heading: &str, look: &Look) {
        self.line("");
        self.line(heading);
        self.pair("file", &look.file);
        self.pair("source", &key(&look.file));
        for question in &look.questions {
            self.question(question);
        }
        let read = options(&look.options);
        if !read.is_empty() {
            self.line(&format!("read = {{ {} }}", read.join(", ")));
        }
        if let Some((code, ..)) = look.code() {
            self.pair("code", code);
        }
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// The key of the source of a file: its name without what stands after the point.
fn key(file: &str) -> String {
    file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_owned()
}

fn options(options: &Options) -> Vec<String> {
    let mut all = Vec::new();
    if let Some(mark) = options.delimiter {
        all.push(format!("delimiter = {}", quoted(&mark.to_string())));
    }
    if options.encoding == Some(Encoding::Windows1252) {
        all.push("encoding = \"windows-1252\"".to_owned());
    }
    if let Some(comma) = options.decimal_comma {
        all.push(format!("decimal_comma = {comma}"));
    }
    all
}

fn sources(roles: &Roles, out: &mut Text) {
    let registers = roles.registers.iter().filter_map(|(_, look)| look.as_ref());
    let used = registers
        .chain(roles.boundaries.iter().map(|(_, look)| look))
        .chain(&roles.official)
        .chain(roles.tables.iter().map(|(_, look)| look));
    out.line("");
    out.question("Who published each file, where, when, and under which terms?");
    let mut known: Vec<String> = Vec::new();
    for look in used {
        let key = key(&look.file);
        if known.contains(&key) {
            continue;
        }
        out.line("[[source]]");
        out.pair("key", &key);
        out.pair("title", &look.file);
        out.pair("licence", "unknown");
        out.line("");
        known.push(key);
    }
}

fn register(level: Level, look: &Look, out: &mut Text) {
    out.section(&format!("[register.{level}]"), look);
    out.pair("name", look.text(&NAMES).unwrap_or_default());
    if let Some(parent) = look.parent(level) {
        out.pair("parent", parent);
    }
    out.question(&format!(
        "The file has {} {}. Are these all of the edition (then keep `expect`), or a part (then partial = true)?",
        look.rows,
        level.plural()
    ));
    out.line(&format!("expect = {}", look.rows));
}

fn boundaries(level: Level, look: &Look, out: &mut Text) {
    out.section(&format!("[boundaries.{level}]"), look);
    if let Some(name) = look.text(&NAMES) {
        out.pair("name", name);
    }
}

fn official(look: &Look, out: &mut Text) {
    out.section("[official]", look);
    out.strangers(look);
    out.year("Of which year are these figures?", look.year);
    let numbers = look.of_kind(&Kind::Numbers);
    let find = |words: &[&str]| {
        numbers.iter().find(|name| words.iter().any(|word| name.to_lowercase().contains(word)))
    };
    for (key, words, meaning) in [
        (
            "population",
            &["population", "penduduk", "people", "jiwa", "total", "jumlah"][..],
            "the residents",
        ),
        ("area_km2", &["area", "luas", "km2"][..], "the land area in square kilometres"),
    ] {
        out.question(&format!("Which column has {meaning}? Of {}.", numbers.join(", ")));
        if let Some(name) = find(words) {
            out.pair(key, name);
        }
    }
}

fn table(level: Level, look: &Look, out: &mut Text) {
    let known: Vec<String> = catalogue::indicators()
        .unwrap_or_default()
        .into_iter()
        .filter(|indicator| indicator.level == level.as_str())
        .map(|indicator| indicator.id)
        .collect();
    let numbers = look.of_kind(&Kind::Numbers);
    let values: Vec<(&str, &String)> = numbers
        .iter()
        .filter_map(|column| {
            let id = known.iter().find(|id| normalised(id) == normalised(column))?;
            Some((*column, id))
        })
        .collect();
    let mut section = Text(String::new());
    section.section("[[table]]", look);
    section.pair("level", level.as_str());
    section.strangers(look);
    if let Some(name) = look.text(&NAMES) {
        section.pair("name", name);
    }
    match look.of_kind(&Kind::Years).as_slice() {
        [] => {
            section.year("Of which year are these figures? No column says.", look.year);
        }
        [column] => section.pair("year_column", column),
        [.., last] => {
            section.question(
                "Several columns hold years; the last of a period is the year of its figure.",
            );
            section.pair("year_column", last);
        }
    }
    section.question(&format!(
        "Which columns are which indicators of the catalogue? Columns: {}. Indicators by {level}: {}.",
        numbers.join(", "),
        known.join(", ")
    ));
    section.line("value = [");
    for (column, id) in &values {
        section.line(&format!(
            "    {{ column = {}, indicator = {} }},",
            quoted(column),
            quoted(id)
        ));
    }
    section.line("]");
    for line in section.0.lines() {
        // A table without a value that is known is only a question.
        if values.is_empty() && !line.is_empty() && !line.starts_with('#') {
            out.line(&format!("# {line}"));
        } else {
            out.line(line);
        }
    }
}
