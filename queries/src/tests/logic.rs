//! The files in `slt`, written as sqllogictest has them: a statement, `----`, its rows.
//!
//! `statement ok` and `statement error TEXT` (a code or a part of the message), `query TYPES [rowsort]` (I whole
//! numbers, R others, B truth values, T anything else), `#` before a remark. A row is a line with a blank between its values; NULL and (empty) are
//! written so. `make bless` writes the rows anew.

use std::path::PathBuf;

use serde_json::Value as Json;

use super::bytes;
use crate::{Format, QueryRequest};

/// One paragraph of a file.
#[derive(Debug, PartialEq)]
enum Record {
    /// Lines that are kept as they are.
    Remark(String),
    Statement {
        sql: String,
        error: Option<String>,
    },
    Query {
        types: String,
        sorted: bool,
        sql: String,
        rows: Vec<String>,
    },
}

fn parse(text: &str) -> Vec<Record> {
    let paragraph = |text: &str| {
        let remarks: Vec<&str> = text.lines().take_while(|line| line.starts_with('#')).collect();
        let rest: Vec<&str> = text.lines().skip(remarks.len()).collect();
        let remark = (!remarks.is_empty()).then(|| Record::Remark(remarks.join("\n")));
        let Some((head, body)) = rest.split_first() else { return remark.into_iter().collect() };
        let words: Vec<&str> = head.split(' ').collect();
        let record = match words.as_slice() {
            ["statement", "ok"] => Record::Statement { sql: body.join("\n"), error: None },
            ["statement", "error", text @ ..] => {
                Record::Statement { sql: body.join("\n"), error: Some(text.join(" ")) }
            }
            ["query", types, sort @ ..] => {
                let end = body.iter().position(|line| *line == "----");
                let (sql, rows) = body.split_at(end.unwrap_or_else(|| panic!("no ---- in {text}")));
                Record::Query {
                    types: (*types).to_owned(),
                    sorted: *sort == ["rowsort"],
                    sql: sql.join("\n"),
                    rows: rows[1..].iter().map(|row| (*row).to_owned()).collect(),
                }
            }
            _ => panic!("neither a statement nor a query: {text}"),
        };
        remark.into_iter().chain([record]).collect::<Vec<_>>()
    };
    text.split("\n\n").map(str::trim).filter(|text| !text.is_empty()).flat_map(paragraph).collect()
}

fn cell(kind: char, value: &Json) -> String {
    let fits = match value {
        Json::Null => true,
        Json::Bool(_) => kind == 'B',
        Json::Number(number) => kind == 'R' || (kind == 'I' && number.is_i64()),
        _ => kind == 'T',
    };
    assert!(fits, "{value} is not of the type {kind}");
    match value {
        Json::Null => "NULL".to_owned(),
        Json::String(text) if text.is_empty() => "(empty)".to_owned(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

async fn answer(types: &str, sorted: bool, sql: &str) -> Result<Vec<String>, String> {
    let answer = bytes(QueryRequest::new(sql), Format::Json).await;
    let answer = answer.map_err(|error| format!("{}: {error}", error.code().as_str()))?;
    let document: Json = serde_json::from_slice(&answer).unwrap();
    let row = |row: &Json| {
        let values = row.as_object().unwrap();
        assert_eq!(values.len(), types.len(), "columns of {sql}");
        let cells = types.chars().zip(values.values()).map(|(kind, value)| cell(kind, value));
        cells.collect::<Vec<_>>().join(" ")
    };
    let mut rows: Vec<String> = document["items"].as_array().unwrap().iter().map(row).collect();
    if sorted {
        rows.sort_unstable();
    }
    Ok(rows)
}

/// The record as it turned out, and what is wrong with it.
async fn checked(record: Record) -> (Record, Option<String>) {
    match record {
        Record::Query { types, sorted, sql, rows } => match answer(&types, sorted, &sql).await {
            Err(error) => {
                let wrong = Some(format!("{sql}\n  {error}"));
                (Record::Query { types, sorted, sql, rows }, wrong)
            }
            Ok(found) => {
                let wrong = (found != rows).then(|| {
                    format!("{sql}\n  found\n{}\n  not\n{}", found.join("\n"), rows.join("\n"))
                });
                (Record::Query { types, sorted, sql, rows: found }, wrong)
            }
        },
        Record::Statement { sql, error } => {
            let found = bytes(QueryRequest::new(&sql), Format::Json).await.err();
            let found = found.map(|error| format!("{}: {error}", error.code().as_str()));
            let fits = match (&error, &found) {
                (None, None) => true,
                (Some(part), Some(error)) => error.contains(part.as_str()),
                _ => false,
            };
            let wrong = (!fits).then(|| format!("{sql}\n  ended with {found:?}"));
            (Record::Statement { sql, error }, wrong)
        }
        remark => (remark, None),
    }
}

fn written(record: &Record) -> String {
    match record {
        Record::Remark(text) => text.clone(),
        Record::Statement { sql, error: None } => format!("statement ok\n{sql}\n"),
        Record::Statement { sql, error: Some(text) } => format!("statement error {text}\n{sql}\n"),
        Record::Query { types, sorted, sql, rows } => {
            let sort = if *sorted { " rowsort" } else { "" };
            let rows: String = rows.iter().map(|row| format!("{row}\n")).collect();
            format!("query {types}{sort}\n{sql}\n----\n{rows}")
        }
    }
}

#[tokio::test]
async fn statements_in_files_are_answered_as_written_there() {
    let dir = super::package().join("src/tests/slt");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&dir).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let bless = std::env::var("INSTA_UPDATE").is_ok_and(|value| value == "always");
    let (mut asked, mut wrong) = (0, Vec::new());
    for file in files {
        let mut text = String::new();
        for record in parse(&std::fs::read_to_string(&file).unwrap()) {
            let remark = matches!(record, Record::Remark(_));
            asked += usize::from(!remark);
            let (record, problem) = checked(record).await;
            wrong.extend(problem.map(|problem| format!("{}: {problem}", file.display())));
            text.push_str(&written(&record));
            text.push('\n');
        }
        if bless {
            std::fs::write(&file, text.trim_end().to_owned() + "\n").unwrap();
        }
    }
    assert!(asked > 100, "{asked} statements");
    assert!(wrong.is_empty(), "{} of {asked} wrong:\n{}", wrong.len(), wrong.join("\n\n"));
}
