//! `desmigratif demo`: the demonstration dataset.

use std::path::PathBuf;

use anyhow::Context as _;
use geodata::dataset;
use geodata::demo::{self, DemoInputs};

use super::progress::Terminal;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Where to write the dataset.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Where npm put `idn-area-data` (official codes and names) and `world-atlas` (the coast).
    #[arg(long, value_name = "DIR", default_value = "web/node_modules")]
    npm: PathBuf,
    /// Another seed gives another schematic country.
    #[arg(long, default_value_t = 2027)]
    seed: u64,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let progress = Terminal::default();
    let inputs = DemoInputs::locate(&arguments.npm)?;
    let contents = demo::build(&inputs, arguments.seed, &progress)?;
    let manifest = dataset::write(&contents, &[], &arguments.out, &progress)
        .context("the dataset was not written")?;
    progress.finish();
    super::check::print_summary(&arguments.out, &manifest)
}
