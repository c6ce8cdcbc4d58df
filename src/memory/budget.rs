//! One total for all that requests take. Whoever is about to take much says how much first, and is refused where that is
//! not there: the alternative is that the kernel ends the server.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use metrics::gauge;

/// For what memory is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// The dataset that is served.
    Dataset,
    /// Bodies of requests, as they come and as they are understood.
    Bodies,
    /// Rankings, selections and what else computes over all villages.
    Planning,
    /// Documents that are made in memory.
    Exports,
    /// Answers that wait for their readers.
    Answers,
}

impl Owner {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Dataset, Self::Bodies, Self::Planning, Self::Exports, Self::Answers];

    /// The name in metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dataset => "dataset",
            Self::Bodies => "bodies",
            Self::Planning => "planning",
            Self::Exports => "exports",
            Self::Answers => "answers",
        }
    }
}

/// There is not so much memory left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{wanted} bytes of memory are needed and {left} are free")]
pub struct Full {
    /// Bytes that were asked for.
    pub wanted: u64,
    /// Bytes that nobody has.
    pub left: u64,
    /// Whether there would be enough if nobody had any.
    pub ever: bool,
}

/// What may be taken, in bytes. Copies share it.
#[derive(Debug, Clone)]
pub struct Budget(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    /// All that may be granted.
    room: u64,
    granted: AtomicU64,
}

/// The right to some memory, until it is dropped.
#[derive(Debug)]
pub struct Grant {
    budget: Budget,
    owner: Owner,
    bytes: u64,
}

impl Budget {
    /// Of a `total`, of which what is set `aside` is never granted: those who have it keep to it themselves.
    pub fn new(total: u64, aside: u64) -> Self {
        Self(Arc::new(Shared { room: total.saturating_sub(aside), granted: AtomicU64::new(0) }))
    }

    /// Takes so many bytes.
    ///
    /// # Errors
    /// Where there are not so many left.
    pub fn take(&self, owner: Owner, bytes: u64) -> Result<Grant, Full> {
        let more = |granted: u64| granted.checked_add(bytes).filter(|sum| *sum <= self.0.room);
        match self.0.granted.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more) {
            Ok(_) => Ok(self.granted(owner, bytes)),
            Err(granted) => Err(Full {
                wanted: bytes,
                left: self.0.room.saturating_sub(granted),
                ever: bytes <= self.0.room,
            }),
        }
    }

    /// Counts what is there already, whether or not there is room for it.
    pub fn count(&self, owner: Owner, bytes: u64) -> Grant {
        self.0.granted.fetch_add(bytes, Ordering::Relaxed);
        self.granted(owner, bytes)
    }

    /// Bytes that nobody has.
    pub fn left(&self) -> u64 {
        self.0.room.saturating_sub(self.0.granted.load(Ordering::Relaxed))
    }

    fn granted(&self, owner: Owner, bytes: u64) -> Grant {
        gauge!("memory_granted_bytes", "owner" => owner.name()).increment(bytes as f64);
        Grant { budget: self.clone(), owner, bytes }
    }
}

impl Drop for Grant {
    fn drop(&mut self) {
        self.budget.0.granted.fetch_sub(self.bytes, Ordering::Relaxed);
        gauge!("memory_granted_bytes", "owner" => self.owner.name()).decrement(self.bytes as f64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_granted_lies_under_the_total_and_comes_back() {
        let budget = Budget::new(100, 30);
        let dataset = budget.count(Owner::Dataset, 20);
        let body = budget.take(Owner::Bodies, 40).unwrap();
        let full = budget.take(Owner::Planning, 11).unwrap_err();
        assert_eq!(full, Full { wanted: 11, left: 10, ever: true });
        assert!(!budget.take(Owner::Planning, 71).unwrap_err().ever);
        assert!(budget.take(Owner::Planning, u64::MAX).is_err());
        drop(body);
        assert_eq!(budget.left(), 50);
        drop((budget.take(Owner::Exports, 50).unwrap(), dataset));
        assert_eq!(budget.left(), 70);
    }

    #[test]
    fn threads_never_have_more_than_there_is() {
        let (budget, most) = (Budget::new(64, 0), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for bytes in 1..9 {
                let (budget, most) = (&budget, &most);
                scope.spawn(move || {
                    for _ in 0..2000 {
                        let grant = budget.take(Owner::Bodies, bytes * 5);
                        most.fetch_max(64 - budget.left(), Ordering::Relaxed);
                        drop(grant);
                    }
                });
            }
        });
        assert!((40..=64).contains(&most.into_inner()));
        assert_eq!(budget.left(), 64);
    }

    #[test]
    fn more_than_the_total_may_be_there_already() {
        let budget = Budget::new(10, 20);
        let dataset = budget.count(Owner::Dataset, 5);
        assert_eq!((budget.left(), budget.take(Owner::Bodies, 1).unwrap_err().left), (0, 0));
        drop(dataset);
        assert!(budget.take(Owner::Bodies, 0).is_ok());
    }
}
