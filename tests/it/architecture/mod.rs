//! Rules that the compiler cannot hold.

mod graph;
mod planted;
mod source;
mod table;

use std::fs;
use std::path::{Path, PathBuf};

use graph::Graph;
use table::Table;

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

/// The modules of every package.
fn graph() -> Graph {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |file: &str| fs::read_to_string(root.join(file)).ok();
    let mut graph = Graph::default();
    graph.add("geodata", "geodata/src/lib.rs", &read);
    graph.add("mcda", "mcda/src/lib.rs", &read);
    graph.add("queries", "queries/src/lib.rs", &read);
    graph.add("desmigratif", "src/lib.rs", &read);
    graph.add("main", "src/main.rs", &read);
    graph
}

#[test]
fn no_modules_depend_on_one_another_in_a_circle() {
    let graph = graph();
    let file = |module: usize| graph.modules[module].file.as_str();
    let circles: Vec<String> = graph
        .circles()
        .iter()
        .flat_map(|way| {
            let step = |arrow: &graph::Arrow| {
                let (from, to) = (file(arrow.from), file(arrow.to));
                format!("{from}:{} names {}, which {to} defines", arrow.line, arrow.name)
            };
            way.iter().map(step).chain(["and so around".to_owned()])
        })
        .collect();
    assert!(circles.is_empty(), "{circles:#?}");
}

#[test]
fn modules_use_what_the_table_of_the_architecture_allows() {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/architecture.md");
    let table = Table::parse(&fs::read_to_string(document).unwrap()).unwrap();
    let violations = table.violations(&graph());
    assert!(violations.is_empty(), "{violations:#?}");
}

#[test]
fn no_source_file_is_longer_than_can_be_read_at_once() {
    let all =
        ["src", "geodata/src", "mcda/src", "queries/src", "tests"].into_iter().flat_map(sources);
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
