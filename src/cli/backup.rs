//! `desmigratif backup` and `restore`: saved scenarios in one file, and back.

use std::path::PathBuf;

use anyhow::Context as _;
use geodata::dataset::{self, MANIFEST};

use super::output::print;
use crate::scenarios::store::{Backup, Clock as _, Dataset, Store, SystemClock};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The saved scenarios.
    #[arg(long, value_name = "DIR")]
    state: PathBuf,
    /// The dataset that is served beside them: its version and manifest are kept in the backup.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// The backup to be made; a file that is there already is an error.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(super) struct RestoreArguments {
    /// Where the saved scenarios will be. A state of the same history that is there is kept in a folder beside.
    #[arg(long, value_name = "DIR")]
    state: PathBuf,
    /// The backup.
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let Arguments { state, data, to } = arguments;
    let dataset = data.as_deref().map(|dir| -> anyhow::Result<Dataset> {
        let file = dir.join(MANIFEST);
        let manifest =
            std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        // Read whole: a backup does not name a dataset that is damaged.
        let version = dataset::Dataset::open(dir)?.manifest.version;
        Ok(Dataset { version, manifest })
    });
    let dataset = dataset.transpose()?;
    let made = Store::backup(state, to, dataset.as_ref(), &SystemClock.now())?;
    print(&format!("Saved {}\n{}", to.display(), page(&made)))
}

pub(super) fn restore(arguments: &RestoreArguments) -> anyhow::Result<()> {
    let RestoreArguments { state, from } = arguments;
    let restored = Store::restore(state, from, &SystemClock.now())?;
    let before = restored.before.map_or_else(String::new, |kept| {
        format!("  what was there before is in {}\n", kept.display())
    });
    print(&format!("Restored {}\n{}{before}", state.display(), page(&restored.backup)))
}

/// What is in a backup.
fn page(backup: &Backup) -> String {
    let found = &backup.found;
    let dataset = backup.dataset_version.as_deref().unwrap_or("not named");
    format!(
        "  made {}, dataset {dataset}\n  {} scenarios ({} frozen), {} signatures, {} events\n  last hash {} {}\n",
        backup.made_at,
        found.scenarios,
        found.frozen,
        found.signatures,
        found.events,
        found.events,
        found.head
    )
}
