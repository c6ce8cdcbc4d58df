//! `desmigratif check`: is a dataset whole, and what does its report say?

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use geodata::dataset::{Dataset, DatasetKind, Manifest};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The dataset.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    Dataset::verify(&arguments.data)?;
    let dataset = Dataset::open(&arguments.data)?;
    print_summary(&arguments.data, &dataset.manifest)
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
    if !manifest.report.is_empty() {
        writeln!(page, "Report (every line is in the table system_join_report):")?;
    }
    for check in &manifest.report {
        writeln!(page, "  {:>7}  {:<8} {}", check.count, check.severity.as_str(), check.title_en)?;
    }
    super::print(&page)
}
