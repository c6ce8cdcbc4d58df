//! The two catalogues of a dataset: what everybody may see of it, and the whole.
//!
//! Both have the same names. In that for everybody counts of few people are withheld, with what would give them away
//! ([`geodata::suppression`]), before anything is made of it: whatever is computed over it (tables, tiles, ranks, files) cannot
//! know them. Whoever asks is given one of the two and cannot reach the other from there.

use std::sync::Arc;

use geodata::dataset::Dataset;
use geodata::registry::{self, Base, Entry, Unfit};
use geodata::suppression;

use super::{Questions, Snapshot};
use crate::config::Config;

/// A dataset as everybody may see it and as it is.
#[derive(Debug)]
pub struct Catalogues {
    everybody: Arc<Snapshot>,
    /// None where nothing is withheld.
    whole: Option<Arc<Snapshot>>,
    recorded: Followed,
}

/// How far a dataset follows what people record.
#[derive(Debug, Clone, Default)]
pub struct Followed {
    /// The number of the last event about it.
    pub revision: i64,
    /// Entries that the dataset cannot count.
    pub unfit: Vec<Unfit>,
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
            return Ok(Self { everybody, whole: None, recorded: Followed::default() });
        };
        let everybody = Arc::new(Snapshot::new(everybody, questions, config)?);
        let whole = Some(Arc::new(everybody.beside(whole)?));
        Ok(Self { everybody, whole, recorded: Followed::default() })
    }

    /// The same dataset with what people have recorded up to the event `revision`. It shares with this one whatever stays as it
    /// is; where nothing counts, it is this one. Blocks; uses all cores.
    ///
    /// # Errors
    /// When a table is not as `docs/dataset.md` says, or there is no memory for those that differ.
    pub fn with_recorded(&self, entries: &[Entry], revision: i64) -> anyhow::Result<Self> {
        let plain = |unfit| {
            let (everybody, whole) = (Arc::clone(&self.everybody), self.whole.clone());
            Self { everybody, whole, recorded: Followed { revision, unfit } }
        };
        let base = self.whole();
        if registry::changing(entries).is_empty() {
            return Ok(plain(registry::unfit_for(base.dataset(), entries)?));
        }
        let values = base.engine().copy_of("indicator_values")?;
        let folded = registry::fold(Base { dataset: base.dataset(), values: &values }, entries)?;
        drop(values);
        let Some(registry::Folded { dataset, unfit }) = folded else {
            return Ok(plain(Vec::new()));
        };
        let recorded = Followed { revision, unfit };
        let Some(everybody) = suppression::for_everybody(&dataset)? else {
            let everybody = Arc::new(self.everybody.instead(dataset)?);
            return Ok(Self { everybody, whole: None, recorded });
        };
        let everybody = Arc::new(self.everybody.instead(everybody)?);
        let whole = Some(Arc::new(everybody.beside(dataset)?));
        Ok(Self { everybody, whole, recorded })
    }

    /// How far it follows what people record.
    pub const fn recorded(&self) -> &Followed {
        &self.recorded
    }

    /// Whether this has a snapshot too that `other` has.
    pub fn shares(&self, other: &Arc<Snapshot>) -> bool {
        Arc::ptr_eq(&self.everybody, other) || Arc::ptr_eq(self.whole(), other)
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
