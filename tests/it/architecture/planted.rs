//! The checks see what is planted: circles and forbidden names in small made-up packages.

use super::graph::Graph;
use super::table::Table;

const TABLE: &str = "
| folder | what it is for | may use | never |
|---|---|---|---|
| `src/low/` | | | clock, SQL engine |
| `src/high/` | | `src/low/` | HTTP |
| `src/lib.rs` | | everything above | |
";

fn graph(files: &[(&str, &str)]) -> Graph {
    let read = |name: &str| {
        let found = files.iter().find(|(file, _)| *file == name);
        found.map(|(_, text)| (*text).to_owned())
    };
    let mut graph = Graph::default();
    graph.add("made_up", "src/lib.rs", &read);
    graph
}

/// The ways around, as the files they lead through.
fn circles(files: &[(&str, &str)]) -> Vec<Vec<String>> {
    let graph = graph(files);
    let circles = graph.circles();
    circles
        .iter()
        .map(|way| way.iter().map(|arrow| graph.modules[arrow.from].file.clone()).collect())
        .collect()
}

fn violations(files: &[(&str, &str)]) -> Vec<String> {
    Table::parse(TABLE).unwrap().violations(&graph(files))
}

const TWO: &str = "mod a; mod b;";

#[test]
fn a_circle_of_imports_is_seen() {
    let found = circles(&[
        ("src/lib.rs", TWO),
        ("src/a.rs", "use crate::b::B; pub struct A(B);"),
        ("src/b.rs", "use super::a::A; pub struct B(Option<Box<A>>);"),
    ]);
    assert_eq!(found, [["src/a.rs", "src/b.rs"]]);
}

#[test]
fn a_circle_of_paths_in_code_and_in_macros_is_seen() {
    let found = circles(&[
        ("src/lib.rs", TWO),
        ("src/a.rs", "use crate::b; pub fn a() { b::b() }"),
        ("src/b.rs", "pub fn b() { println!(\"{}\", crate::a::a()) }"),
    ]);
    assert_eq!(found, [["src/a.rs", "src/b.rs"]]);
}

#[test]
fn a_circle_through_three_files_and_through_names_that_are_passed_on_is_seen() {
    let found = circles(&[
        ("src/lib.rs", "mod a; mod b; mod c; pub use c::*;"),
        ("src/a.rs", "use super::b::B as Other; pub type A = Other;"),
        ("src/b.rs", "pub use crate::C; pub type B = C;"),
        ("src/c/mod.rs", "mod deep; pub use deep::C;"),
        ("src/c/deep.rs", "pub struct C; impl C { fn f() -> super::super::a::A { todo!() } }"),
    ]);
    assert_eq!(found, [["src/a.rs", "src/b.rs", "src/c/deep.rs"]]);
}

#[test]
fn a_parent_that_uses_children_which_use_it_is_a_circle() {
    let child = ("src/a.rs", "pub fn a() -> crate::Error { crate::Error }");
    let uses = "mod a; pub struct Error; pub fn all() -> Error { a::a() }";
    assert_eq!(circles(&[("src/lib.rs", uses), child]), [["src/lib.rs", "src/a.rs"]]);
    let uses_what_it_passes_on = "mod a; pub use a::a; pub struct Error; fn all() { a(); }";
    assert_eq!(circles(&[("src/lib.rs", uses_what_it_passes_on), child]).len(), 1);
    let passes_on = "mod a; pub use a::a; pub struct Error;";
    assert_eq!(circles(&[("src/lib.rs", passes_on), child]).len(), 0);
}

#[test]
fn what_a_parent_passes_on_belongs_to_the_child_that_defines_it() {
    let found = circles(&[
        ("src/lib.rs", "mod a; mod b; pub use a::A; pub use b::b;"),
        ("src/a.rs", "pub struct A;"),
        ("src/b.rs", "use super::A; pub fn b() -> A { A }"),
    ]);
    assert_eq!(found.len(), 0, "{found:?}");
}

#[test]
fn tests_and_comments_make_no_circle() {
    let found = circles(&[
        ("src/lib.rs", TWO),
        ("src/a.rs", "pub struct A; #[cfg(test)] mod tests { use crate::b::B; fn f(_: B) {} }"),
        ("src/b.rs", "/// As [`crate::a::A`].\npub struct B(crate::a::A);"),
    ]);
    assert_eq!(found.len(), 0, "{found:?}");
}

#[test]
fn what_the_table_does_not_allow_is_seen() {
    let found = violations(&[
        ("src/lib.rs", "mod low; mod high; fn main() { high::h(); low::l() }"),
        ("src/low/mod.rs", "mod inner; pub fn l() { inner::i() }"),
        ("src/low/inner.rs", "\n\npub fn i() { crate::high::h() }"),
        ("src/high/mod.rs", "pub fn h() { super::low::l() }"),
    ]);
    let expected =
        "src/low/inner.rs:3: crate::high::h lies in src/high/, which src/low/ may not use";
    assert_eq!(found, [expected]);
}

#[test]
fn foreign_crates_that_a_folder_never_touches_are_seen_under_any_name() {
    let found = violations(&[
        ("src/lib.rs", "mod low; mod high;"),
        (
            "src/low/mod.rs",
            "use std::{fmt, time as t}; fn f() { t::Instant::now(); datafusion::go() }",
        ),
        ("src/high/mod.rs", "use std::time::Instant; fn f(_: ::axum::Router) {}"),
    ]);
    assert_eq!(found.len(), 4, "{found:#?}");
    assert!(found[0].starts_with("src/high/mod.rs:1: axum::Router is HTTP"), "{found:#?}");
    assert!(found[1].contains("datafusion::go is SQL engine"), "{found:#?}");
    assert!(found[2..].iter().all(|line| line.contains("is clock")), "{found:#?}");
}

#[test]
fn a_file_that_the_table_forgets_is_seen() {
    let found = violations(&[("src/lib.rs", "mod new;"), ("src/new.rs", "")]);
    assert_eq!(found, ["src/new.rs is in no row of the table"]);
}

#[test]
fn a_table_that_allows_what_stands_below_or_forbids_what_nobody_knows_is_refused() {
    let upwards = TABLE.replace("| | | clock", "| | `src/high/` | clock");
    assert!(Table::parse(&upwards).unwrap_err().contains("no row above"));
    let riddle = TABLE.replace("| HTTP |", "| magic |");
    assert!(Table::parse(&riddle).unwrap_err().contains("magic"));
    assert!(Table::parse("no table").is_err());
}
