//! What people record is served: over the same dataset, without reading it again.
//!
//! Whoever records waits until the answers have it. Changes that come while one is taken in are taken in together.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::Context as _;
use geodata::registry::{Entry, Table};

use super::AppState;
use super::served::{resident_beside, take_down};
use crate::memory::Owner;
use crate::scenarios::store::Recorded;
use crate::snapshot::Catalogues;

/// How long whoever records waits for the answers to have it.
const PATIENCE: Duration = Duration::from_secs(15);
/// After how long what could not be taken in is tried again.
const AGAIN: Duration = Duration::from_secs(10);

impl AppState {
    /// Waits until the answers have what was recorded up to the event `revision`; whether they do. Where that takes too long, or
    /// there is no memory for it now, they will have it later.
    pub async fn serve_registry(&self, revision: i64) -> bool {
        let app = self.clone();
        // Whoever leaves meanwhile does not stop it.
        let taken = tokio::spawn(async move { app.follow(revision).await });
        matches!(tokio::time::timeout(PATIENCE, taken).await, Ok(Ok(true)))
    }

    /// Serves what was recorded before the start. Where that cannot be, the dataset is served as it was imported.
    pub(super) async fn follow_from_start(&self) {
        let store = Arc::clone(self.store());
        let revision = tokio::task::spawn_blocking(move || store.registry_revision()).await;
        match revision
            .map_err(anyhow::Error::from)
            .and_then(|found| found.map_err(anyhow::Error::from))
        {
            Ok(0) => {}
            Ok(revision) => {
                self.follow(revision).await;
            }
            Err(error) => tracing::error!(%error, "what people have recorded cannot be read"),
        }
    }

    async fn follow(&self, revision: i64) -> bool {
        let one = self.following.one_at_a_time().await;
        if self.catalogues().recorded().revision >= revision {
            return true;
        }
        let taken = self.take_in().await;
        drop(one);
        match taken {
            Ok(()) => self.catalogues().recorded().revision >= revision,
            Err(error) => {
                let error = format!("{error:#}");
                tracing::error!(
                    error,
                    revision,
                    "what people have recorded is not in the answers yet"
                );
                self.follow_later(revision);
                false
            }
        }
    }

    /// Tries again after a while; one at a time.
    fn follow_later(&self, revision: i64) {
        if self.following.again.swap(true, Ordering::Relaxed) {
            return;
        }
        let app = self.clone();
        tokio::spawn(async move {
            let ended = app.ended();
            tokio::select! {
                () = ended => {}
                () = tokio::time::sleep(AGAIN) => {
                    app.following.again.store(false, Ordering::Relaxed);
                    Box::pin(app.follow(revision)).await;
                }
            }
        });
    }

    async fn take_in(&self) -> anyhow::Result<()> {
        let base = self.following.base();
        let bytes = resident_beside(&base);
        let granted = self.memory().take(Owner::Dataset, bytes);
        let granted = granted.context("what people have recorded does not fit beside the dataset now; raise limits.memory_bytes")?;
        let catalogues = self.recorded_over(&base).await?;
        let plain = catalogues.shares(base.everybody());
        let whole = catalogues.whole();
        let (version, revision) = (whole.version(), catalogues.recorded().revision);
        tracing::info!(version, revision, "what people have recorded is served");
        let old = self.0.catalogues.swap(catalogues);
        self.following.beside((!plain).then_some(granted));
        std::thread::spawn(move || take_down(old, Some(&base)));
        self.warm();
        Ok(())
    }

    /// The dataset with everything that was recorded.
    pub(super) async fn recorded_over(
        &self,
        base: &Arc<Catalogues>,
    ) -> anyhow::Result<Arc<Catalogues>> {
        let (store, base) = (Arc::clone(self.store()), Arc::clone(base));
        let work = move || -> anyhow::Result<Catalogues> {
            let registry = store.registry()?;
            let entries: Vec<Entry> = registry.entries.into_iter().filter_map(entry).collect();
            base.with_recorded(&entries, registry.revision)
        };
        Ok(Arc::new(tokio::task::spawn_blocking(work).await??))
    }
}

/// What was recorded, as the fold takes it; none of a table that only a later program knows.
pub(crate) fn entry(recorded: Recorded) -> Option<Entry> {
    let Recorded { id, seq, table, row, replaces, withdrawn, approved, .. } = recorded;
    Some(Entry {
        seq: approved.as_ref().map_or(seq, |mark| mark.seq),
        id,
        table: Table::of_name(&table)?,
        row,
        replaces,
        withdrawn: withdrawn.is_some(),
        approved: approved.is_some(),
    })
}
