//! `desmigratif spec`: a specification to begin with.

use std::path::PathBuf;

use geodata::import;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The folder with the files.
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    super::output::print(&import::propose(&arguments.dir)?)
}
