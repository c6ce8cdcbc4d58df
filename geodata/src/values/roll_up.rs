//! Values of larger areas from those of their parts.

use std::collections::HashMap;

use super::{Known, Parts, Resolved, Stated, Values, When};
use crate::code::{AreaCode, Level};
use crate::dataset::{Aggregate, ValueStatus};

impl Values {
    pub(super) fn rolled_up_in(
        &self,
        known: &Known,
        area: AreaCode,
        when: When,
    ) -> Option<Resolved<'_>> {
        if area.level() >= known.level {
            return None;
        }
        let parts = self.within(known.level, area);
        let mut total = Total::default();
        for part in parts {
            let stated = self.stated_in(known, *part, when);
            // A part of a year is no summand beside years.
            let Some(stated) = stated.filter(|of| of.status != ValueStatus::Partial) else {
                continue;
            };
            let weight = match known.indicator.aggregate {
                Aggregate::Sum => 1.0,
                Aggregate::Mean => self.villages(*part) as f64,
            };
            total.add(&stated, weight);
        }
        let value = match known.indicator.aggregate {
            Aggregate::Sum => total.sum,
            Aggregate::Mean => total.sum / total.weight,
        };

        Some(Resolved {
            value: Some(value).filter(|value| value.is_finite())?,
            year: total.years?[1],
            from_year: total.years?[0],
            period: None,
            bounds: None,
            status: total.status?,
            source: total.source()?,
            stated_for: area,
            how: Stated::Below,
            parts: Some(Parts {
                level: known.level,
                known: total.known,
                of: parts.len(),
                years: total.years?,
                mixed: total.mixed,
                sources: total.sources.len(),
            }),
        })
    }

    /// The areas of `level` within `area`.
    fn within(&self, level: Level, area: AreaCode) -> &[AreaCode] {
        let all = self.codes.get(level);
        all.get(area.range_in(all, |code| *code)).unwrap_or_default()
    }

    /// How often a part counts in a mean: once for each of its villages, and once without any.
    fn villages(&self, part: AreaCode) -> usize {
        if part.level() == Level::Village {
            1
        } else {
            self.within(Level::Village, part).len().max(1)
        }
    }
}

/// What the parts with a value give together.
#[derive(Default)]
struct Total<'a> {
    known: usize,
    sum: f64,
    weight: f64,
    years: Option<[i32; 2]>,
    status: Option<ValueStatus>,
    mixed: bool,
    sources: HashMap<&'a str, usize>,
}

impl<'a> Total<'a> {
    fn add(&mut self, part: &Resolved<'a>, weight: f64) {
        self.known += 1;
        self.sum += part.value * weight;
        self.weight += weight;
        let [first, last] = self.years.unwrap_or([part.from_year, part.year]);
        self.years = Some([first.min(part.from_year), last.max(part.year)]);
        self.mixed |= self.status.is_some_and(|status| status != part.status);
        self.status = self.status.max(Some(part.status));
        *self.sources.entry(part.source).or_default() += 1;
    }

    /// The commonest source; of equally common ones the first in the alphabet.
    fn source(&self) -> Option<&'a str> {
        let best = self.sources.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)))?;
        Some(best.0)
    }
}
