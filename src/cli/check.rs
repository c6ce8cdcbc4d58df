//! `desmigratif check`: is a dataset whole, and what does its report say? Is saved state whole?

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use geodata::dataset::{Dataset, DatasetKind, Manifest};

use crate::scenarios::store::Store;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The dataset.
    #[arg(long, value_name = "DIR", required_unless_present = "state")]
    data: Option<PathBuf>,
    /// Saved scenarios: follows the chain of their history and compares what is stored with it.
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// A file that `serve --head` wrote: also compares the history with what is noted there.
    #[arg(long, value_name = "FILE", requires = "state")]
    head: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    if let Some(data) = &arguments.data {
        let dataset = Dataset::open(data)?;
        print_summary(data, &dataset.manifest)?;
    }
    if let Some(state) = &arguments.state {
        check_state(state, arguments.head.as_deref())?;
    }
    Ok(())
}

/// Checks a copy of the saved scenarios in `dir` and prints what there is.
fn check_state(dir: &Path, head: Option<&Path>) -> anyhow::Result<()> {
    // Memory, where the disk has no room for a copy.
    let places = [std::env::temp_dir(), PathBuf::from("/dev/shm")];
    let found = Store::verify_dir(dir, head, &places)?;
    let mut page = String::new();
    writeln!(page, "Saved scenarios in {}", dir.display())?;
    writeln!(
        page,
        "  {} scenarios ({} frozen), {} signatures, {} people, {} records, {} events",
        found.scenarios, found.frozen, found.signatures, found.people, found.registry, found.events
    )?;
    writeln!(page, "  last hash {} {}", found.events, found.head)?;
    for problem in &found.problems {
        writeln!(page, "  PROBLEM  {problem}")?;
    }
    super::output::print(&page)?;
    let problems = found.problems.len();
    anyhow::ensure!(problems == 0, "the saved state is not whole: {problems} problems");
    Ok(())
}

/// Prints what the dataset in `dir` is and what its report counts.
pub(super) fn print_summary(dir: &Path, manifest: &Manifest) -> anyhow::Result<()> {
    let counts = manifest.counts;
    let kind = match manifest.meta.kind {
        DatasetKind::Demonstration => "demonstration data: schematic borders, modelled values",
        DatasetKind::Official => "imported data",
    };
    let mut page = String::new();
    writeln!(page, "{}", manifest.meta.title_en)?;
    writeln!(
        page,
        "  {} (version {}, vintage {}; {kind})",
        dir.display(),
        manifest.version,
        manifest.meta.vintage
    )?;
    writeln!(
        page,
        "  {} provinces, {} regencies, {} districts, {} villages ({} with a polygon)",
        counts.provinces,
        counts.regencies,
        counts.districts,
        counts.villages,
        counts.villages_with_geometry
    )?;
    for table in &manifest.tables {
        writeln!(
            page,
            "  table {}: {} rows, {} with a place",
            table.name, table.rows, table.located_rows
        )?;
    }
    if !manifest.report.is_empty() {
        writeln!(page, "Report (every line is in the table system_join_report):")?;
    }
    for check in &manifest.report {
        writeln!(page, "  {:>7}  {:<8} {}", check.count, check.severity.as_str(), check.title_en)?;
    }
    super::output::print(&page)
}
