//! The two catalogues of a dataset: what everybody may see of it, and the whole.
//!
//! Both have the same names. In that for everybody counts of few people are withheld, with what would give them away
//! ([`geodata::suppression`]), before anything is made of it: whatever is computed over it (tables, tiles, ranks, files) cannot
//! know them. Whoever asks is given one of the two and cannot reach the other from there.

use std::sync::Arc;

use geodata::dataset::Dataset;
use geodata::suppression;

use super::{Questions, Snapshot};
use crate::config::Config;

/// A dataset as everybody may see it and as it is.
#[derive(Debug)]
pub struct Catalogues {
    everybody: Arc<Snapshot>,
    /// None where nothing is withheld.
    whole: Option<Arc<Snapshot>>,
}

impl Catalogues {
    /// Reads the configured dataset directory and the operator's questions. Blocks; uses all cores.
    ///
    /// # Errors
    /// When the directory is not a dataset, its contents contradict each other, or a file is no question.
    pub fn load(config: &Config) -> anyhow::Result<Self> {
        let questions = Arc::new(Questions::read(config.questions.as_deref())?);
        let whole = Dataset::open(&config.data)?;
        let Some(everybody) = suppression::for_everybody(&whole)? else {
            let everybody = Arc::new(Snapshot::new(whole, questions, config)?);
            return Ok(Self { everybody, whole: None });
        };
        let everybody = Arc::new(Snapshot::new(everybody, questions, config)?);
        let whole = Some(Arc::new(everybody.beside(whole)?));
        Ok(Self { everybody, whole })
    }

    /// What everybody may see.
    pub const fn everybody(&self) -> &Arc<Snapshot> {
        &self.everybody
    }

    /// Everything, for those who may see small numbers.
    pub fn whole(&self) -> &Arc<Snapshot> {
        self.whole.as_ref().unwrap_or(&self.everybody)
    }

    /// Whether anything is withheld from everybody.
    pub const fn differ(&self) -> bool {
        self.whole.is_some()
    }

    /// The snapshots, each once.
    pub fn into_snapshots(self) -> impl Iterator<Item = Arc<Snapshot>> {
        // What adds to the other goes first.
        self.whole.into_iter().chain([self.everybody])
    }
}
