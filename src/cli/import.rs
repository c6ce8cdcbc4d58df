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
    #[arg(long, value_name = "DIR", required_unless_present = "dry_run")]
    out: Option<PathBuf>,
    /// Fail when any row needed a repair or did not join.
    #[arg(long)]
    strict: bool,
    /// Read and check everything, print the report and write nothing.
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let Arguments { spec, input, strict, .. } = arguments;
    let progress = Terminal::interruptible()?;
    let result = match &arguments.out {
        Some(out) if !arguments.dry_run => import::import(spec, input, out, *strict, &progress),
        _ => import::dry_run(spec, input, &progress),
    };
    progress.finish();
    let report = result?;
    super::output::print(&format!("{report}\n"))?;
    if *strict {
        report.strict(input)?;
    }
    Ok(())
}
