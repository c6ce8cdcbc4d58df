//! The waiting line of a growing region: what is reached next, first.

/// When a node is reached, which one, and by which region.
type Arrival = (f64, u32, u32);

/// A heap with four branches, the earliest on top. Of equal times the lower node, then the lower region comes first.
///
/// Half as high as a heap with two branches: what moves up moves half as often, and four neighbours lie side by side in
/// memory. Growing is most of what making the demonstration costs.
#[derive(Debug, Default)]
pub(super) struct Front {
    keys: Vec<u128>,
    /// Whether the top has been taken. What comes next is put there: it is seldom much later, and nothing has to be
    /// fetched from the bottom that would sink to the bottom again.
    open: bool,
}

impl Front {
    /// Times are never negative, and such floats sort as their bits do.
    pub(super) fn push(&mut self, (time, node, region): Arrival) {
        let key = u128::from(time.to_bits()) << 64 | u128::from(node) << 32 | u128::from(region);
        if std::mem::take(&mut self.open) {
            self.sink(key);
            return;
        }
        let mut at = self.keys.len();
        self.keys.push(key);
        while at > 0 {
            let parent = (at - 1) / 4;
            if self.keys[parent] <= key {
                break;
            }
            self.keys[at] = self.keys[parent];
            at = parent;
        }
        self.keys[at] = key;
    }

    /// The earliest.
    pub(super) fn pop(&mut self) -> Option<Arrival> {
        if std::mem::take(&mut self.open) {
            let last = self.keys.pop()?;
            if !self.keys.is_empty() {
                self.sink(last);
            }
        }
        let top = *self.keys.first()?;
        self.open = true;
        let half = |bits: u128| (bits & u128::from(u32::MAX)) as u32;
        Some((f64::from_bits((top >> 64) as u64), half(top >> 32), half(top)))
    }

    /// Puts a key in the place of the top, and further down until it is in order.
    fn sink(&mut self, key: u128) {
        let mut at = 0;
        while let Some((first, least)) = earliest(&self.keys, at * 4 + 1) {
            if least >= key {
                break;
            }
            self.keys[at] = least;
            at = first;
        }
        self.keys[at] = key;
    }
}

/// The earliest of the up to four keys from `first` on, and where it is.
fn earliest(keys: &[u128], first: usize) -> Option<(usize, u128)> {
    let earlier = |a: (usize, u128), b: (usize, u128)| if b.1 < a.1 { b } else { a };
    if let Some(&[a, b, c, d]) = keys.get(first..first + 4) {
        let left = earlier((first, a), (first + 1, b));
        return Some(earlier(left, earlier((first + 2, c), (first + 3, d))));
    }
    (first..).zip(keys.get(first..)?.iter().copied()).reduce(earlier)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_waits_comes_in_its_order(mut all in prop::collection::vec((0.0f64..5.0, 0u32..4, 0u32..4), 0..80), between in 0usize..9) {
            let mut front = Front::default();
            let mut out = Vec::new();
            for (count, arrival) in all.iter().enumerate() {
                front.push(*arrival);
                // The earliest is taken out and put back, so that there are holes to fill.
                if between > 0 && count % between == 0 {
                    front.pop().into_iter().for_each(|arrival| front.push(arrival));
                }
            }
            while let Some(arrival) = front.pop() {
                out.push(arrival);
            }
            all.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
            prop_assert_eq!(out, all);
        }
    }
}
