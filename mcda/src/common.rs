//! Values that are known for whole areas: what a regency does not say is not known of any of its
//! villages, and whatever the figure is, it is the same for all of them.

use super::PlanError;

/// Areas within one another, and the criteria whose values are those of an area.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Common {
    /// Of each level, largest areas first: the number of the area that every candidate lies in.
    pub(crate) areas: Vec<Vec<u32>>,
    /// Of every criterion: the level at which it is known; `None` where each candidate has its own.
    pub(crate) level_of: Vec<Option<usize>>,
}

impl Common {
    /// `areas` has, for each level from the largest to the smallest, the number of the area of every
    /// candidate (counted from 0); `level_of` names for every criterion the level at which it is known.
    ///
    /// # Errors
    /// Lists of another length, a level that is not there, or areas that do not lie within those of
    /// the level before.
    pub fn new(
        areas: Vec<Vec<u32>>,
        level_of: Vec<Option<usize>>,
        candidates: usize,
    ) -> Result<Self, PlanError> {
        let wrong = |problem: &str| PlanError::new("candidates", problem);
        if areas.iter().any(|level| level.len() != candidates) {
            return Err(wrong("a level of areas does not have one area for each candidate"));
        }
        if level_of.iter().flatten().any(|level| *level >= areas.len()) {
            return Err(wrong("a criterion is known at a level that has no areas"));
        }
        for (outer, inner) in areas.iter().zip(areas.iter().skip(1)) {
            let mut around = vec![None; inner.iter().max().map_or(0, |last| *last as usize + 1)];
            for (outer, inner) in outer.iter().zip(inner) {
                let Some(known) = around.get_mut(*inner as usize) else { continue };
                if *known.get_or_insert(*outer) != *outer {
                    return Err(wrong("areas of one level do not lie within those of another"));
                }
            }
        }
        Ok(Self { areas, level_of })
    }

    /// The same without candidate `i`.
    pub(crate) fn without(&self, i: usize) -> Self {
        let others = |level: &Vec<u32>| {
            level.iter().enumerate().filter(|(k, _)| *k != i).map(|(_, area)| *area).collect()
        };
        Self { areas: self.areas.iter().map(others).collect(), level_of: self.level_of.clone() }
    }

    /// The level at which criterion `j` is known, and the area of every candidate there.
    pub(crate) fn of_criterion(&self, j: usize) -> Option<(usize, &[u32])> {
        let level = self.level_of.get(j).copied().flatten()?;
        Some((level, self.areas.get(level)?))
    }
}

/// Of the listed candidates (numbers, and their values), which share a missing value with all of
/// their area. Where one of an area has a value the others lack theirs for themselves.
pub(crate) fn missing_together(areas: &[u32], kept: &[u32], values: &[f64]) -> Vec<bool> {
    let mut whole = vec![true; areas.iter().max().map_or(0, |last| *last as usize + 1)];
    let area = |i: &u32| areas.get(*i as usize).map_or(usize::MAX, |area| *area as usize);
    for (i, _) in kept.iter().zip(values).filter(|(_, value)| !value.is_nan()) {
        if let Some(whole) = whole.get_mut(area(i)) {
            *whole = false;
        }
    }
    kept.iter().map(|i| whole.get(area(i)) == Some(&true)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_that_cross_are_refused() {
        let nested = Common::new(vec![vec![0, 0, 1], vec![0, 1, 2]], vec![Some(1), None], 3);
        assert!(nested.is_ok());
        let crossing = Common::new(vec![vec![0, 0, 1], vec![0, 1, 1]], vec![Some(0)], 3);
        assert!(crossing.is_err());
        assert!(Common::new(vec![vec![0]], vec![Some(0)], 2).is_err());
        assert!(Common::new(Vec::new(), vec![Some(0)], 2).is_err());
    }

    #[test]
    fn an_area_of_which_one_has_a_value_lacks_it_one_by_one() {
        let (none, areas) = (f64::NAN, [0, 0, 1, 1]);
        let found = missing_together(&areas, &[0, 1, 2, 3], &[none, none, none, 2.0]);
        assert_eq!(found, [true, true, false, false]);
    }
}
