//! What can stand at the end of a text: tables, columns, functions, words of SQL, and commands.

use queries::QueryEngine;

/// Words that begin or join the parts of a statement.
const WORDS: &[&str] = &[
    "SELECT",
    "FROM",
    "WHERE",
    "GROUP BY",
    "ORDER BY",
    "HAVING",
    "LIMIT",
    "OFFSET",
    "JOIN",
    "LEFT JOIN",
    "CROSS JOIN",
    "LATERAL",
    "ON",
    "USING",
    "WITH",
    "AS",
    "AND",
    "OR",
    "NOT",
    "IN",
    "EXISTS",
    "BETWEEN",
    "LIKE",
    "ILIKE",
    "IS NULL",
    "IS NOT NULL",
    "CASE",
    "WHEN",
    "THEN",
    "ELSE",
    "END",
    "DISTINCT",
    "UNION ALL",
    "EXCEPT",
    "INTERSECT",
    "OVER",
    "PARTITION BY",
    "FILTER",
    "EXPLAIN",
    "ANALYZE",
    "VALUES",
    "DESC",
    "NULLS LAST",
    "CAST",
    "TRUE",
    "FALSE",
    "NULL",
];
const COMMANDS: &[&str] = &["\\d", "\\df", "\\f", "\\p", "\\s", "\\g", "\\q", "\\?"];
const FORMATS: &[&str] = &["table", "csv", "json", "geojson"];

/// Names that could stand in the place of the last letters of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Completion {
    /// How many letters of the text they take the place of.
    pub letters: usize,
    pub names: Vec<String>,
}

/// The names of a dataset.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Tables with their columns.
    tables: Vec<(String, Vec<String>)>,
    functions: Vec<String>,
}

impl Names {
    pub fn new(queries: &QueryEngine) -> Self {
        let tables = queries.tables().iter().map(|table| {
            let columns = table.columns.iter().map(|column| column.name.clone());
            (table.name.clone(), columns.collect())
        });
        let functions = queries.functions().iter().map(|function| function.name.clone());
        Self { tables: tables.collect(), functions: functions.collect() }
    }

    /// What can stand at the end of `text`.
    pub fn after(&self, text: &str) -> Completion {
        let word = |letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '.' | '\\'));
        let start = text.rfind(word).map_or(0, |at| {
            at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
        });
        let (before, last) = text.split_at_checked(start).unwrap_or((text, ""));
        let command = before.trim();
        let tables = || self.tables.iter().map(|(name, _)| name.as_str());
        let (typed, names): (&str, Vec<&str>) = if last.starts_with('\\') {
            (last, if command.is_empty() { COMMANDS.to_vec() } else { Vec::new() })
        } else if command == "\\f" {
            (last, FORMATS.to_vec())
        } else if command == "\\d" {
            (last, tables().collect())
        } else if command == "\\df" {
            (last, self.functions.iter().map(String::as_str).collect())
        } else if let Some((table, column)) = last.rsplit_once('.') {
            (column, self.columns_of(table))
        } else if last.is_empty() {
            ("", if is_before_table(before) { tables().collect() } else { Vec::new() })
        } else if is_before_table(before) {
            (last, tables().collect())
        } else {
            let columns = self.tables.iter().flat_map(|(_, columns)| columns);
            let names = columns.chain(&self.functions).map(String::as_str);
            (last, names.chain(tables()).chain(WORDS.iter().copied()).collect())
        };
        let small = typed.to_lowercase();
        let mut names: Vec<String> = names
            .into_iter()
            .filter(|name| name.to_lowercase().starts_with(&small))
            .map(|name| as_typed(name, typed))
            .collect();
        names.sort_unstable();
        names.dedup();
        Completion { letters: typed.chars().count(), names }
    }

    /// The columns of a table; of a name that may be given in the statement those of all.
    fn columns_of(&self, table: &str) -> Vec<&str> {
        let known = self.tables.iter().find(|(name, _)| name.eq_ignore_ascii_case(table));
        match known {
            Some((_, columns)) => columns.iter().map(String::as_str).collect(),
            None => {
                self.tables.iter().flat_map(|(_, columns)| columns).map(String::as_str).collect()
            }
        }
    }
}

/// Words of SQL in small letters for who types in small letters.
fn as_typed(name: &str, typed: &str) -> String {
    let small = typed.chars().any(char::is_lowercase);
    if small && WORDS.contains(&name) { name.to_lowercase() } else { name.to_owned() }
}

fn is_before_table(text: &str) -> bool {
    let word = text.trim_end().rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    text.ends_with(char::is_whitespace)
        && ["from", "join", "lateral"].contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let columns = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Names {
            tables: vec![
                ("villages".to_owned(), columns(&["code", "name", "geometry"])),
                ("regencies".to_owned(), columns(&["code", "area_km2"])),
            ],
            functions: vec!["ST_Area".to_owned(), "ST_AsText".to_owned(), "count".to_owned()],
        }
    }

    #[test]
    fn names_follow_what_stands_before_them() {
        for (text, letters, expected) in [
            ("SELECT st_a", 4, vec!["ST_Area", "ST_AsText"]),
            ("SELECT co", 2, vec!["code", "count"]),
            ("SELECT ge", 2, vec!["geometry"]),
            ("sel", 3, vec!["select"]),
            ("SEL", 3, vec!["SELECT"]),
            ("SELECT * FROM ", 0, vec!["regencies", "villages"]),
            ("SELECT * FROM vi", 2, vec!["villages"]),
            ("SELECT villages.n", 1, vec!["name"]),
            ("SELECT v.a", 1, vec!["area_km2"]),
            ("\\d reg", 3, vec!["regencies"]),
            ("\\df ST_As", 5, vec!["ST_AsText"]),
            ("\\f g", 1, vec!["geojson"]),
            ("\\d", 2, vec!["\\d", "\\df"]),
            ("SELECT ", 0, vec![]),
            ("SELECT 'é", 1, vec![]),
            ("", 0, vec![]),
        ] {
            assert_eq!(
                names().after(text),
                Completion { letters, names: expected.iter().map(|n| (*n).to_owned()).collect() },
                "{text}"
            );
        }
    }
}
