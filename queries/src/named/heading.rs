//! Reads the file of a question: its heading, which is the run of comment lines at the beginning, and its SQL.
//!
//! ```text
//! -- title_id: …                           title in Indonesian
//! -- title_en: …                           title in English
//! -- description_id: …                     what it answers, in Indonesian
//! -- description_en: …                     what it answers, in English
//! -- param: name type default — …          a parameter, and what it is in English
//! -- param_id: name — …                    what it is in Indonesian
//! -- choices: name a, b                    the only values of a text parameter
//! -- expect: columns a, b                  the columns of the answer
//! -- expect: given name=value              over the demonstration dataset, with this parameter …
//! -- expect: rows 34                       … there are so many rows …
//! -- expect: first {"code": "52.03"}       … and the first one has these values
//! ```
//!
//! A parameter that is given after rows begins what is expected where the question is asked in another way.
//!
//! Types are `text`, `integer`, `number` and `boolean`; `null` as default means none. All but `choices` and
//! `expect` must be there, for every parameter in both languages; the SQL must use every parameter and be one
//! statement that reads.

use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};
use serde_json::Value as Json;

use super::question::{NamedParam, NamedQuery};
use crate::error::Known;
use crate::guard;

/// Why a text is no question.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct HeadingError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: String,
}

/// Reads the question `name` from the text of its file.
///
/// # Errors
/// When the heading is not as the module says, or does not fit the SQL.
pub(super) fn parse(name: &str, text: &str) -> Result<NamedQuery, HeadingError> {
    let heading: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("-- ")).collect();
    let mut question = NamedQuery {
        name: name.to_owned(),
        title_id: String::new(),
        title_en: String::new(),
        description_id: String::new(),
        description_en: String::new(),
        sql: String::new(),
        params: Vec::new(),
        columns: Vec::new(),
        expected: Vec::new(),
    };
    for (at, line) in heading.iter().enumerate() {
        read_line(&mut question, line).map_err(|problem| HeadingError { line: at + 1, problem })?;
    }
    let sql: Vec<&str> = text.lines().skip(heading.len()).collect();
    question.sql = sql.join("\n").trim().to_owned();
    let above = heading.len() + sql.iter().take_while(|line| line.trim().is_empty()).count();
    check(&question).map_err(|problem| HeadingError { line: above + 1, problem })?;
    guard::parse(&question.sql, &Known::default()).map_err(|error| {
        let line = error.position().and_then(|position| usize::try_from(position.line).ok());
        HeadingError { line: above + line.unwrap_or(1), problem: error.to_string() }
    })?;
    Ok(question)
}

fn read_line(question: &mut NamedQuery, line: &str) -> Result<(), String> {
    let (key, value) =
        line.split_once(": ").ok_or("a heading has lines such as `-- key: value`")?;
    let value = value.trim();
    match key {
        "title_id" => set(&mut question.title_id, value),
        "title_en" => set(&mut question.title_en, value),
        "description_id" => set(&mut question.description_id, value),
        "description_en" => set(&mut question.description_en, value),
        "param" => {
            let param = read_param(value)?;
            if question.params.iter().any(|known| known.name == param.name) {
                return Err(format!("the parameter `{}` is there already", param.name));
            }
            question.params.push(param);
            Ok(())
        }
        "param_id" => {
            let (name, text) = value.split_once(" — ").ok_or("` — ` is missing after the name")?;
            set(&mut param_named(question, name)?.description_id, text)
        }
        "choices" => {
            let (name, list) = value.split_once(' ').ok_or("the choices are missing")?;
            read_choices(param_named(question, name)?, list)
        }
        "expect" => read_expected(question, value),
        _ => Err(format!("`{key}` is no key of a heading")),
    }
}

fn set(field: &mut String, text: &str) -> Result<(), String> {
    if text.is_empty() || !field.is_empty() {
        return Err("this is empty, or said twice".to_owned());
    }
    text.clone_into(field);
    Ok(())
}

fn read_param(text: &str) -> Result<NamedParam, String> {
    let (definition, description) = text.split_once(" — ").ok_or("` — ` is missing")?;
    let mut words = definition.splitn(3, ' ');
    let (Some(name), Some(data_type), Some(default)) = (words.next(), words.next(), words.next())
    else {
        return Err("a parameter is written `name type default — what it is`".to_owned());
    };
    if matches!(name, "format" | "bom") {
        return Err(format!("`{name}` has a meaning of its own in the address"));
    }
    if !matches!(data_type, "text" | "integer" | "number" | "boolean") {
        return Err(format!("`{data_type}` is not text, integer, number or boolean"));
    }
    let mut param = NamedParam {
        name: name.to_owned(),
        data_type: data_type.to_owned(),
        default: Json::Null,
        choices: Vec::new(),
        description_id: String::new(),
        description_en: description.to_owned(),
    };
    if default != "null" {
        param.default = param.read(default).map_err(|error| error.to_string())?;
    }
    Ok(param)
}

fn param_named<'a>(question: &'a mut NamedQuery, name: &str) -> Result<&'a mut NamedParam, String> {
    let found = question.params.iter_mut().find(|param| param.name == name);
    found.ok_or_else(|| format!("no parameter `{name}` stands above"))
}

fn read_choices(param: &mut NamedParam, list: &str) -> Result<(), String> {
    if param.data_type != "text" {
        return Err(format!("`{}` is {}; only text has choices", param.name, param.data_type));
    }
    param.choices = list.split(", ").map(str::to_owned).collect();
    match &param.default {
        Json::String(default) if !param.choices.contains(default) => {
            Err(format!("the default `{default}` is none of the choices"))
        }
        _ => Ok(()),
    }
}

fn read_expected(question: &mut NamedQuery, text: &str) -> Result<(), String> {
    let (what, value) = text.split_once(' ').ok_or("what is expected is missing")?;
    let expected = &mut question.expected;
    match what {
        "columns" => question.columns = value.split(", ").map(str::to_owned).collect(),
        "given" => {
            let (name, given) = value.split_once('=').ok_or("`=` is missing")?;
            let mut begun = expected.pop_if(|last| last.rows.is_none()).unwrap_or_default();
            begun.given.push((name.to_owned(), given.to_owned()));
            expected.push(begun);
        }
        "rows" => {
            let rows = value.parse::<usize>();
            let rows = rows.map_err(|_| format!("`{value}` is no number of rows"))?;
            let mut last = expected.pop().unwrap_or_default();
            if last.rows.replace(rows).is_some() {
                return Err("the number of rows is said twice".to_owned());
            }
            expected.push(last);
        }
        "first" => {
            let mut last = expected.pop().unwrap_or_default();
            last.first = serde_json::from_str(value)
                .map_err(|error| format!("the first row is no JSON object: {error}"))?;
            expected.push(last);
        }
        _ => return Err(format!("`{what}` is not columns, given, rows or first")),
    }
    Ok(())
}

/// What only the whole file can show.
fn check(question: &NamedQuery) -> Result<(), String> {
    let said = [
        ("title_id", &question.title_id),
        ("title_en", &question.title_en),
        ("description_id", &question.description_id),
        ("description_en", &question.description_en),
    ];
    if let Some((key, _)) = said.iter().find(|(_, text)| text.is_empty()) {
        return Err(format!("the heading above lacks `-- {key}: …`"));
    }
    if let Some(param) = question.params.iter().find(|param| param.description_id.is_empty()) {
        return Err(format!("the heading above lacks `-- param_id: {} — …`", param.name));
    }
    if question.sql.is_empty() {
        return Err("there is no SQL".to_owned());
    }
    let used = placeholders(&question.sql)?;
    if let Some(param) = question.params.iter().find(|param| !used.contains(&param.name)) {
        return Err(format!("the SQL does not use ${}", param.name));
    }
    let known = |name: &String| question.params.iter().any(|param| param.name == *name);
    match used.iter().find(|name| !known(name)) {
        Some(name) => Err(format!("the SQL uses ${name}, which is no parameter")),
        None => Ok(()),
    }
}

/// The names of the `$name` of a statement; those in texts and comments are none.
fn placeholders(sql: &str) -> Result<Vec<String>, String> {
    let tokens = Tokenizer::new(&GenericDialect {}, sql).tokenize();
    let tokens = tokens.map_err(|error| format!("the SQL below cannot be read: {error}"))?;
    let names = tokens.into_iter().filter_map(|token| match token {
        Token::Placeholder(text) => Some(text.trim_start_matches('$').to_owned()),
        _ => None,
    });
    Ok(names.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADING: &str =
        "-- title_id: Judul\n-- title_en: Title\n-- description_id: Isi\n-- description_en: What\n";

    fn line_and_problem(rest: &str) -> (usize, String) {
        let error = parse("q", &format!("{HEADING}{rest}")).unwrap_err();
        (error.line, error.problem)
    }

    #[test]
    fn a_heading_is_read_whole() {
        let text = "-- param: level text regency — level of areas\n-- param_id: level — tingkat wilayah\n\
            -- choices: level regency, village\n-- param: n integer null — how many\n-- param_id: n — jumlah\n\
            -- expect: columns code, name\n-- expect: given level=village\n-- expect: rows 2\n\
            -- expect: first {\"code\": \"52\", \"name\": null}\n-- expect: given level=village\n\
            -- expect: given n=0\n-- expect: rows 0\nSELECT $level, '$text' -- $comment\nLIMIT $n\n";
        let question = parse("q", &format!("{HEADING}{text}")).unwrap();
        assert_eq!((question.name.as_str(), question.title_id.as_str()), ("q", "Judul"));
        assert_eq!(question.sql, "SELECT $level, '$text' -- $comment\nLIMIT $n");
        assert_eq!(question.columns, ["code", "name"]);
        let level = &question.params[0];
        assert_eq!(level.default, "regency");
        assert_eq!(level.choices, ["regency", "village"]);
        assert_eq!(level.description_id, "tingkat wilayah");
        assert_eq!(question.params[1].default, Json::Null);
        let [villages, two] = &question.expected[..] else { panic!("{:?}", question.expected) };
        assert_eq!(villages.given, [("level".to_owned(), "village".to_owned())]);
        assert_eq!(villages.rows, Some(2));
        assert_eq!(villages.first["name"], Json::Null);
        assert_eq!((two.given.len(), two.rows), (2, Some(0)));
    }

    #[test]
    fn a_mistake_is_named_with_its_line() {
        let said = |rest: &str, line: usize, words: &str| {
            let (found, problem) = line_and_problem(rest);
            assert!(found == line && problem.contains(words), "{rest}: line {found}: {problem}");
        };
        said("-- colour: red\nSELECT 1", 5, "`colour`");
        said("-- a remark\nSELECT 1", 5, "key: value");
        said("-- title_id: Lagi\nSELECT 1", 5, "said twice");
        said("-- param: n int 5 — how many\nSELECT 1", 5, "`int`");
        said("-- param: n integer many — how many\nSELECT 1", 5, "`many`");
        said("-- param: n integer 5 — how many\nSELECT $n", 6, "param_id: n");
        said("-- param_id: n — jumlah\nSELECT $n", 5, "`n`");
        said("-- param: n text a — x\n-- param_id: n — x\n-- choices: n b, c\nSELECT $n", 7, "`a`");
        said("-- param: n text a — x\n-- param_id: n — x\nSELECT 1", 7, "$n");
        said("SELECT $place", 5, "$place");
        said("-- expect: rows 1\n-- expect: rows 2\nSELECT 1", 6, "twice");
        said("-- expect: rows many\nSELECT 1", 5, "`many`");
        said("-- expect: first [1]\nSELECT 1", 5, "JSON object");
        said("-- param: format text csv — kind\nSELECT $format", 5, "`format`");
        said("SELECT 'open", 5, "cannot be read");
        said("\nSELECT 1\nWHERE ) 2", 7, "could not be read");
        said("SELECT 1;\nSELECT 2", 5, "2 statements");
        said("DROP TABLE villages", 5, "DROP");
        said("", 5, "no SQL");
        let error = parse("q", "SELECT 1").unwrap_err();
        assert_eq!(error.to_string(), "line 1: the heading above lacks `-- title_id: …`");
    }
}
