//! One batch of the probing input: its pairs with the rows that are held, some at a time.

use std::time::{Duration, Instant};

use datafusion::error::Result;

use super::boxes::{Envelope, around, envelope};
use super::build::{Built, Values, is_tame};
use super::condition::{Nearest, Test};
use super::pair::{ProbeRow, Search, distance, holds};
use crate::geometry::{Extent, Predicate};

/// How long pairs are tested before others have their turn and the end of the statement is noticed.
const TURN: Duration = Duration::from_millis(5);
/// Pairs between two looks at the clock.
const LOOK: usize = 16;

/// A batch that is being probed.
pub(super) struct Probing {
    values: Values,
    /// Rows in the order of the map: neighbours find the same part of the tree, and the same edges, still in
    /// the processor's cache.
    order: Vec<u32>,
    next: usize,
    present: ProbeRow,
    candidates: Vec<u32>,
    tested: usize,
}

/// Why testing paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pause {
    /// There are as many pairs as were asked for.
    Full,
    /// It is somebody else's turn.
    Turn,
    /// All rows have been compared.
    End,
}

/// Which rows have found a partner, and which pairs nobody needs therefore.
#[derive(Debug, Default)]
pub(super) struct Partners {
    /// Whether one partner of a row of the batch is as good as all.
    pub one_is_enough: bool,
    /// Whether the held rows alone are asked for, with one partner or more.
    pub held_alone: bool,
    /// Whether a pair that holds is one; otherwise a filter is still to be asked.
    pub certain: bool,
    /// Of the rows of the batch.
    pub rows: Vec<bool>,
}

impl Partners {
    fn is_needless(&self, built: &Built, id: u32, row: u32) -> bool {
        (self.one_is_enough && self.rows.get(row as usize).is_some_and(|found| *found))
            || (self.held_alone && built.is_matched(id))
    }

    pub fn found(&mut self, built: &Built, id: u32, row: u32) {
        if let Some(found) = self.rows.get_mut(row as usize) {
            *found = true;
        }
        built.mark(id);
    }
}

impl Probing {
    pub fn new(values: Values, test: &Test) -> Self {
        let mut order = by_place(values.column.extents());
        if matches!(test, Test::Nearest(_)) {
            // A row without a geometry is as far from one held row as from another, and has all of them.
            let rows = values.column.extents().iter().zip(0u32..);
            order.extend(rows.filter(|(extent, _)| **extent == Extent::Null).map(|(_, row)| row));
        }
        Self {
            order,
            values,
            next: 0,
            present: ProbeRow::default(),
            candidates: Vec::new(),
            tested: 0,
        }
    }

    /// Appends pairs of a held row and a row of the batch, up to `room`.
    pub fn advance(
        &mut self,
        search: &Search<'_>,
        pairs: &mut Vec<(u32, u32)>,
        room: usize,
        partners: &mut Partners,
    ) -> Result<Pause> {
        let started = Instant::now();
        let mut count = 0usize;
        loop {
            while let Some(id) = self.candidates.get(self.tested).copied() {
                if pairs.len() >= room {
                    return Ok(Pause::Full);
                }
                self.tested += 1;
                let row = self.present.row as u32;
                if partners.is_needless(search.built, id, row) {
                    continue;
                }
                count += 1;
                if holds(search, id, &self.values, &mut self.present)? {
                    if partners.certain {
                        partners.found(search.built, id, row);
                    }
                    pairs.push((id, row));
                }
                if count.is_multiple_of(LOOK) && started.elapsed() > TURN {
                    return Ok(Pause::Turn);
                }
            }
            let Some(row) = self.order.get(self.next).copied() else { return Ok(Pause::End) };
            self.next += 1;
            self.begin(search, row as usize)?;
            count += 1;
            if count.is_multiple_of(LOOK) && started.elapsed() > TURN {
                return Ok(Pause::Turn);
            }
        }
    }

    /// Looks for what a row is to be compared with.
    fn begin(&mut self, search: &Search<'_>, row: usize) -> Result<()> {
        self.candidates.clear();
        self.tested = 0;
        let (built, test) = (search.built, &search.condition.test);
        if let Test::Nearest(asked) = test {
            return self.begin_nearest(search, *asked, row);
        }
        let bounds = match self.values.column.extent(row) {
            Extent::Null => return Ok(()),
            Extent::Empty => {
                // Nothing but another EMPTY geometry is anything to it, and that its equal.
                if matches!(test, Test::Relation(Predicate::Equals)) {
                    self.candidates.extend_from_slice(built.empty());
                }
                self.present(search, row);
                return Ok(());
            }
            Extent::Box(bounds) => bounds,
        };
        let limit = self.values.limit(row).or(search.limit);
        if !is_tame(&bounds, test) {
            self.candidates.extend(0..built.rows() as u32);
            self.present(search, row);
            return Ok(());
        }
        let own = [envelope(&bounds)];
        let grown: Vec<Envelope>;
        let boxes: &[Envelope] = match (test, limit) {
            (Test::Near(near), Some(limit)) => {
                grown = around(&bounds, limit, near.unit).iter().map(envelope).collect();
                &grown
            }
            _ => &own,
        };
        built.find(self.values.key(row), boxes, &mut self.candidates);
        if matches!(test, Test::Near(_)) {
            // What reaches around the earth may be found on both sides.
            self.candidates.sort_unstable();
            self.candidates.dedup();
        }
        self.candidates.extend_from_slice(built.odd());
        self.present(search, row);
        Ok(())
    }

    /// Looks for the held rows that may be among the nearest to a row; all of them, where nothing tells them apart.
    fn begin_nearest(&mut self, search: &Search<'_>, asked: Nearest, row: usize) -> Result<()> {
        let built = search.built;
        self.present(search, row);
        let bounds = match self.values.column.extent(row) {
            Extent::Box(bounds) if is_tame(&bounds, &search.condition.test) => Some(bounds),
            _ => None,
        };
        let (Some(bounds), Some(tree)) = (bounds, built.nearest()) else {
            self.candidates.extend(0..built.rows() as u32);
            return Ok(());
        };
        let (values, present) = (&self.values, &mut self.present);
        let exact = |id| distance(search, asked.model, id, values, present);
        tree.find(&bounds, asked.count, exact, &mut self.candidates)?;
        // A distance that is NULL comes after all others, but it comes.
        if self.candidates.len() < asked.count {
            self.candidates.extend_from_slice(built.empty());
        }
        self.candidates.extend_from_slice(built.odd());
        Ok(())
    }

    fn present(&mut self, search: &Search<'_>, row: usize) {
        self.present = ProbeRow::new(row, &self.values);
        self.present.limit = self.values.limit(row).or(search.limit);
        self.present.candidates = self.candidates.len();
    }
}

/// The rows that have a geometry, by the place of its box's middle along a Z-shaped curve (Morton 1966).
fn by_place(extents: &[Extent]) -> Vec<u32> {
    let middles = || {
        extents.iter().zip(0u32..).filter_map(|(extent, row)| match extent {
            Extent::Null => None,
            Extent::Empty => Some((row, f64::NAN, f64::NAN)),
            Extent::Box(bounds) => {
                let (low, high) = (bounds.min(), bounds.max());
                Some((row, (low.x + high.x) / 2.0, (low.y + high.y) / 2.0))
            }
        })
    };
    let none = (f64::INFINITY, f64::NEG_INFINITY);
    let reach = |(low, high): (f64, f64), at: f64| (low.min(at), high.max(at));
    let (x, y) =
        middles().fold((none, none), |(x, y), (_, at_x, at_y)| (reach(x, at_x), reach(y, at_y)));
    // `as` takes what is no number for 0.
    let cell =
        |at: f64, (low, high): (f64, f64)| spread(((at - low) / (high - low) * 65_535.0) as u16);
    let mut rows: Vec<u64> = middles()
        .map(|(row, at_x, at_y)| {
            let place = cell(at_x, x) | cell(at_y, y) << 1;
            u64::from(place) << 32 | u64::from(row)
        })
        .collect();
    rows.sort_unstable();
    rows.into_iter().map(|row| row as u32).collect()
}

/// The bits of a number with a free place behind each.
fn spread(number: u16) -> u32 {
    let mut bits = u32::from(number);
    bits = (bits | bits << 8) & 0x00ff_00ff;
    bits = (bits | bits << 4) & 0x0f0f_0f0f;
    bits = (bits | bits << 2) & 0x3333_3333;
    (bits | bits << 1) & 0x5555_5555
}
