//! Rules that the compiler cannot hold.

use std::fs;
use std::path::{Path, PathBuf};

const LONGEST: usize = 400;

fn sources(dir: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(dir)];
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(&dir).unwrap_or_else(|error| panic!("{}: {error}", dir.display()))
        {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push((path.clone(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(!found.is_empty(), "{dir} has no sources");
    found
}

/// Fails when any file below `dir` holds one of `words` outside of its comments.
fn forbid(dir: &str, words: &[&str]) {
    for (path, text) in sources(dir) {
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            for word in words {
                assert!(
                    !code.contains(word),
                    "{}:{}: {word} in {line}",
                    path.display(),
                    number + 1
                );
            }
        }
    }
}

#[test]
fn mcda_knows_neither_http_nor_the_clock_nor_the_environment() {
    forbid(
        "src/mcda",
        &[
            "crate::http",
            "crate::app",
            "axum",
            "std::time",
            "std::env",
            "tokio",
            "SystemTime",
            "Instant::now",
        ],
    );
}

#[test]
fn geodata_knows_no_engine_and_no_http() {
    forbid("geodata/src", &["datafusion", "axum", "tokio", "hyper", "queries::"]);
}

#[test]
fn queries_know_no_http() {
    forbid("queries/src", &["axum", "hyper", "desmigratif::"]);
}

#[test]
fn only_the_front_doors_of_the_server_know_http() {
    for (path, text) in sources("src") {
        let name = path.to_string_lossy().into_owned();
        let allowed = name.contains("/src/http/")
            || name.ends_with("/server.rs")
            || name.ends_with("/lib.rs")
            || name.ends_with("/main.rs");
        let knows = text
            .lines()
            .any(|line| line.contains("crate::http") && !line.trim_start().starts_with("//"));
        assert!(allowed || !knows, "{name} imports http");
    }
}

#[test]
fn no_source_file_is_longer_than_can_be_read_at_once() {
    let all = ["src", "geodata/src", "queries/src", "tests"].into_iter().flat_map(sources);
    let long: Vec<String> = all
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > LONGEST)
        .map(|(path, lines)| format!("{}: {lines} lines", path.display()))
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn every_parameter_struct_refuses_what_it_does_not_know() {
    for (path, text) in sources("src/http/routes") {
        for (at, _) in text.match_indices("IntoParams)]") {
            let rest = &text[at..text.len().min(at + 120)];
            assert!(rest.contains("deny_unknown_fields"), "{}: {rest}", path.display());
        }
    }
}
