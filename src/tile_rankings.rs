//! Rankings of saved plans as tiles carry them, made once for each; those that were asked for last are kept.

use std::sync::Arc;

use quick_cache::sync::Cache;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::planning::RankNumbers;

/// Plans that are kept, of about a megabyte each over the whole country.
const KEPT: usize = 8;
/// Requests that wait for one: a screen of tiles for each of some maps.
const WAITING: usize = 256;

/// The rankings that are kept.
#[derive(Debug)]
pub struct TileRankings {
    kept: Cache<Arc<str>, Arc<RankNumbers>>,
    /// One is made at a time: a map asks for dozens of tiles, and for one plan mostly.
    turn: Semaphore,
    places: Semaphore,
}

impl Default for TileRankings {
    fn default() -> Self {
        Self { kept: Cache::new(KEPT), turn: Semaphore::new(1), places: Semaphore::new(WAITING) }
    }
}

impl TileRankings {
    /// The numbers of a plan by its name, where they were made.
    pub fn kept(&self, name: &Arc<str>) -> Option<Arc<RankNumbers>> {
        self.kept.get(name)
    }

    /// A place among those who wait; none where all are taken.
    pub fn place(&self) -> Option<SemaphorePermit<'_>> {
        self.places.try_acquire().ok()
    }

    /// The numbers of a plan, which `name` tells from those of every other, of another version and over another dataset. Made
    /// once, however many ask.
    ///
    /// # Errors
    /// What `make` answers; the next who asks tries again.
    pub async fn get<E>(
        &self,
        name: &Arc<str>,
        make: impl Future<Output = Result<RankNumbers, E>>,
    ) -> Result<Arc<RankNumbers>, E> {
        let made = async {
            // Never closed: without a permit it is made all the same.
            let _turn = self.turn.acquire().await;
            make.await.map(Arc::new)
        };
        self.kept.get_or_insert_async(name, made).await
    }
}
