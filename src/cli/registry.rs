//! `desmigratif registry`: what people recorded, from one state to another; also while the server runs.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use clap::Subcommand;

use super::output::print;
use crate::scenarios::store::{Moved, Store, SystemClock};
use crate::strict;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write everything that was recorded, withdrawn and approved as one JSON document. It has names of officers and small numbers.
    Export {
        #[command(flatten)]
        state: State,
        /// Where to write it; standard output where it is absent.
        file: Option<PathBuf>,
    },
    /// Take over such a document: the same rows under the same ids, all or nothing. A server that runs has them after its next change or start.
    Import {
        #[command(flatten)]
        state: State,
        /// The document.
        file: PathBuf,
        /// Who takes it over, for the history.
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
}

#[derive(Debug, clap::Args)]
struct State {
    /// Where scenarios, accounts and records are kept.
    #[arg(long, value_name = "DIR", default_value = "state")]
    state: PathBuf,
}

impl State {
    fn open(&self) -> anyhow::Result<Store> {
        Ok(Store::open(&self.state, Arc::new(SystemClock))?)
    }
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    match &arguments.command {
        Command::Export { state, file } => {
            let moved = state.open()?.export_registry()?;
            let mut text = serde_json::to_string_pretty(&moved)?;
            text.push('\n');
            match file {
                None => print(&text)?,
                Some(file) => {
                    fs::write(file, text)
                        .with_context(|| format!("{} cannot be written", file.display()))?;
                }
            }
        }
        Command::Import { state, file, by } => {
            let name = file.display();
            let text = fs::read(file).with_context(|| format!("{name} cannot be read"))?;
            let moved: Moved = strict::from_slice(&text).with_context(|| {
                format!("{name} is not what `desmigratif registry export` writes")
            })?;
            state.open()?.import_registry(&moved, by.as_deref())?;
            print(&format!("{} events taken over\n", moved.len()))?;
        }
    }
    Ok(())
}
