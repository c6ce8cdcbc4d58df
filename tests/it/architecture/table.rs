//! The table of `docs/architecture.md`: which folder may use which, and what it never touches.

use super::graph::Graph;

/// What the words of the column "never" stand for.
const NEVER: [(&str, &[&str]); 5] = [
    (
        "HTTP",
        &[
            "axum",
            "axum_extra",
            "hyper",
            "reqwest",
            "rust_embed",
            "tower",
            "tower_http",
            "utoipa_axum",
        ],
    ),
    ("SQL engine", &["datafusion"]),
    ("async", &["tokio", "futures"]),
    ("clock", &["std::time", "chrono", "jiff", "time"]),
    ("environment", &["std::env"]),
];

/// One row.
#[derive(Debug)]
struct Row {
    /// Such as `src/tiles/` or `src/app.rs`.
    folders: Vec<String>,
    may_use: Vec<String>,
    never: Vec<String>,
}

/// The rows, from those that use nothing to those that use everything.
#[derive(Debug)]
pub struct Table(Vec<Row>);

impl Table {
    /// Reads the first table whose columns are folder, what it is for, may use, never.
    pub fn parse(document: &str) -> Result<Self, String> {
        let lines = document.lines().skip_while(|line| !line.starts_with("| folder |"));
        let rows = lines.skip(2).take_while(|line| line.starts_with('|'));
        let mut table = Self(Vec::new());
        for line in rows {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let [folders, _, may_use, never] = cells[..] else {
                return Err(format!("no row of four columns: {line}"));
            };
            let folders = quoted(folders);
            let above = table.0.iter().flat_map(|row| row.folders.iter().cloned());
            let above: Vec<String> = above.collect();
            let may_use = match may_use {
                "everything above" => above,
                list => {
                    let list = quoted(list);
                    if let Some(unknown) = list.iter().find(|folder| !above.contains(folder)) {
                        return Err(format!(
                            "{folders:?} may use `{unknown}`, which is no row above it"
                        ));
                    }
                    list
                }
            };
            let never: Vec<String> =
                never.split(", ").filter(|word| !word.is_empty()).map(str::to_owned).collect();
            if let Some(word) =
                never.iter().find(|word| NEVER.iter().all(|(known, _)| known != word))
            {
                return Err(format!(
                    "{folders:?} never touches `{word}`, and nobody knows what that is"
                ));
            }
            table.0.push(Row { folders, may_use, never });
        }
        if table.0.is_empty() { Err("there is no table".to_owned()) } else { Ok(table) }
    }

    /// Everything in the code that the table does not allow.
    pub fn violations(&self, graph: &Graph) -> Vec<String> {
        let mut found = Vec::new();
        let row = |module: usize| self.row(&graph.modules[module].file);
        for module in &graph.modules {
            if self.row(&module.file).is_none() {
                found.push(format!("{} is in no row of the table", module.file));
            }
        }
        for arrow in graph.arrows() {
            let (Some((from, this)), Some((to, _))) = (row(arrow.from), row(arrow.to)) else {
                continue;
            };
            if from != to && !this.may_use.iter().any(|folder| folder == to) {
                let place = format!("{}:{}", graph.modules[arrow.from].file, arrow.line);
                found.push(format!(
                    "{place}: {} lies in {to}, which {from} may not use",
                    arrow.name
                ));
            }
        }
        for (module, path, line) in graph.foreign() {
            let Some((folder, this)) = row(module) else { continue };
            for word in &this.never {
                let crates =
                    NEVER.iter().filter(|(known, _)| known == word).flat_map(|(_, all)| *all);
                let begins = |name: &str| path == name || path.starts_with(&format!("{name}::"));
                if crates.into_iter().any(|name| begins(name)) {
                    let place = format!("{}:{line}", graph.modules[module].file);
                    found.push(format!("{place}: {path} is {word}, which {folder} never touches"));
                }
            }
        }
        found.sort();
        found
    }

    /// The folder that holds a file, and its row.
    fn row(&self, file: &str) -> Option<(&str, &Row)> {
        let all = self.0.iter().flat_map(|row| row.folders.iter().map(move |folder| (folder, row)));
        let holds =
            |folder: &str| file == folder || (folder.ends_with('/') && file.starts_with(folder));
        let mine = all.filter(|(folder, _)| holds(folder));
        mine.max_by_key(|(folder, _)| folder.len()).map(|(folder, row)| (folder.as_str(), row))
    }
}

/// The words in backticks.
fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}
