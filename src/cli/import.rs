//! `desmigratif import`: official data into a dataset.

use std::path::PathBuf;

use anyhow::Context as _;
use geodata::import;
use rlimit::Resource;

use super::progress::Terminal;
use crate::config;

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
    /// Addresses that the import may take, bytes [default: a quarter of the machine's memory, at least 2 GiB]. Beyond them it
    /// ends and writes nothing.
    #[arg(long, value_name = "BYTES")]
    memory_bytes: Option<u64>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let Arguments { spec, input, strict, .. } = arguments;
    bound(arguments.memory_bytes.unwrap_or_else(config::import_addresses))
        .context("the memory of the import cannot be bounded")?;
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

/// Lets the system refuse this process more than so many bytes, rather than let it push the server beside it out of the
/// memory. What a user has set before stays where it is less.
fn bound(bytes: u64) -> std::io::Result<()> {
    let (soft, hard) = Resource::AS.get()?;
    Resource::AS.set(bytes.min(soft), hard)?;
    // What is refused ends the process; its memory would fill the disk.
    Resource::CORE.set(0, Resource::CORE.get_hard()?)
}
