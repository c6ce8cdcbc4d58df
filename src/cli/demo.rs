//! `desmigratif demo`: the demonstration dataset.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use geodata::dataset::{self, Manifest};
use geodata::demo::{self, DemoInputs};

use super::progress::Terminal;
use crate::memory;

/// The country that `serve --demo` makes too.
pub(super) const SEED: u64 = 2027;

#[derive(Debug, clap::Args)]
#[command(after_help = demo::NOTICE)]
pub(super) struct Arguments {
    /// Where to write the dataset.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// A `node_modules` directory with `idn-area-data` (official codes and names) and `world-atlas` (the
    /// coast), instead of what is built into this program.
    #[arg(long, value_name = "DIR")]
    npm: Option<PathBuf>,
    /// Another seed gives another schematic country.
    #[arg(long, default_value_t = SEED)]
    seed: u64,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let inputs = match &arguments.npm {
        Some(npm) => DemoInputs::locate(npm)?,
        None => DemoInputs::built_in()?,
    };
    let manifest = make(&inputs, arguments.seed, &arguments.out)?;
    super::check::print_summary(&arguments.out, &manifest)
}

/// Makes the demonstration dataset in `out` and tells of it on standard error. Interrupted, it leaves
/// nothing.
pub(super) fn make(inputs: &DemoInputs, seed: u64, out: &Path) -> anyhow::Result<Manifest> {
    dataset::check_target(out)?;
    let progress = Terminal::interruptible()?;
    let _kept = memory::Kept::begin();
    let contents = demo::build(inputs, seed, &progress)?;
    let manifest =
        dataset::write(&contents, &[], out, &progress).context("the dataset was not written")?;
    progress.finish();
    Ok(manifest)
}
