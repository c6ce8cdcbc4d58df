//! `desmigratif import`: official data into a dataset.

use std::path::PathBuf;

use geodata::import;

use super::progress::Terminal;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The specification: which files hold what (see geodata/specs/indonesia.toml).
    #[arg(long, value_name = "FILE")]
    spec: PathBuf,
    /// The directory that the specification's file names are relative to.
    #[arg(long, value_name = "DIR")]
    input: PathBuf,
    /// Where to write the dataset.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Fail when any row needed a repair or did not join.
    #[arg(long)]
    strict: bool,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let progress = Terminal::interruptible()?;
    let result = import::import(
        &arguments.spec,
        &arguments.input,
        &arguments.out,
        arguments.strict,
        &progress,
    );
    progress.finish();
    super::output::print(&format!("{}\n", result?))
}
