//! Values of larger areas from those of their parts.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::{CountsBy, Known, Parts, Resolved, Stated, Values, When};
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
        let stated = |part: &AreaCode| {
            let of = self.stated_in(known, *part, when)?;
            // A part of a year is no summand beside years.
            (of.status != ValueStatus::Partial).then_some((*part, of))
        };
        let stated: Vec<(AreaCode, Resolved<'_>)> = parts.iter().filter_map(stated).collect();
        let (counts_by, weights) = self.weights(known, &stated);
        let mut total = Total::default();
        for ((_, of), weight) in stated.iter().zip(weights) {
            total.add(of, weight);
        }
        let value = match counts_by {
            CountsBy::Sum => total.sum,
            _ => total.sum / total.weight,
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
                counts_by,
            }),
        })
    }

    /// How often each part counts.
    fn weights(&self, known: &Known, stated: &[(AreaCode, Resolved<'_>)]) -> (CountsBy, Vec<f64>) {
        let all = |of: &dyn Fn(AreaCode) -> Option<f64>| -> Option<Vec<f64>> {
            stated.iter().map(|(part, _)| of(*part).filter(|amount| *amount > 0.0)).collect()
        };
        let (by, weights) = match known.indicator.aggregate {
            Aggregate::Sum => return (CountsBy::Sum, vec![1.0; stated.len()]),
            Aggregate::Mean => (CountsBy::Villages, None),
            Aggregate::MeanByPopulation => {
                (CountsBy::Population, all(&|part| self.residents(part)))
            }
            Aggregate::MeanByArea => (CountsBy::Area, all(&|part| self.square_kilometres(part))),
        };
        match weights {
            Some(weights) => (by, weights),
            None => {
                let villages = stated.iter().map(|(part, _)| self.villages(*part) as f64);
                (CountsBy::Villages, villages.collect())
            }
        }
    }

    /// The residents of exactly this area, where they are known of all of it.
    fn residents(&self, area: AreaCode) -> Option<f64> {
        let known =
            self.known("population").filter(|of| of.indicator.aggregate == Aggregate::Sum)?;
        let of = match area.level().cmp(&known.level) {
            Ordering::Less => self.above(known, area, When::Latest)?,
            Ordering::Equal => self.stated_in(known, area, When::Latest)?,
            // What is known of a larger area is not the area's own.
            Ordering::Greater => return None,
        };
        let whole = of.status != ValueStatus::Partial && !of.is_partial();
        whole.then_some(of.value)
    }

    fn square_kilometres(&self, area: AreaCode) -> Option<f64> {
        *self.km2.get(area.level()).get(self.position(area)?)?
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
