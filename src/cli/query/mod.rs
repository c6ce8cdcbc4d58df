//! `desmigratif query`: SQL over a dataset: one statement, a file, what comes through a pipe, or a conversation.

mod ask;
mod complete;
mod history;
mod keys;
mod line;
mod params;
mod shell;
mod table;
mod terminal;

use std::io::{IsTerminal as _, Read as _};
use std::path::PathBuf;

use anyhow::Context as _;

use self::ask::{Asked, Engine, Output};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The dataset.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// `table` is for reading; the others are as the interface sends them.
    #[arg(long, value_enum, default_value_t = Output::Table)]
    format: Output,
    /// Rows to print at most [default: 10000 as a table or JSON; all rows, up to 1000000, as a file].
    #[arg(long, value_name = "ROWS")]
    limit: Option<usize>,
    /// The value of `$name` in the statement: a number, true, false, null, or a text. A text that looks like
    /// one of them stands in double quotes: `--param 'code="52"'`.
    #[arg(long = "param", value_name = "NAME=VALUE")]
    params: Vec<String>,
    /// A file with the statement.
    #[arg(short, long, value_name = "FILE", conflicts_with = "sql")]
    file: Option<PathBuf>,
    /// Where somebody types: keeps nothing of it for later conversations.
    #[arg(long)]
    no_history: bool,
    /// One statement that reads. Without it, and without a file, statements come from standard input.
    sql: Option<String>,
}

pub(super) fn run(arguments: Arguments) -> anyhow::Result<()> {
    // Read before the dataset, which takes a moment: what is wrong with them is said at once.
    let params = params::read(&arguments.params)?;
    let stdin = std::io::stdin();
    let statement = match (arguments.sql, &arguments.file) {
        (Some(sql), _) => Some(sql),
        (None, Some(file)) => {
            Some(std::fs::read_to_string(file).with_context(|| file.display().to_string())?)
        }
        (None, None) if stdin.is_terminal() => None,
        (None, None) => {
            let mut text = String::new();
            stdin.lock().read_to_string(&mut text).context("standard input")?;
            Some(text)
        }
    };
    let asked = Asked { engine: Engine::open(&arguments.data)?, limit: arguments.limit };
    match statement {
        Some(sql) => asked.answer(sql, params, arguments.format),
        None => shell::run(&asked, arguments.format, !arguments.no_history),
    }
}
