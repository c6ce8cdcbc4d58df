//! Values of larger areas from those of their parts.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::together::{Sizes, together};
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
        let stated = |part: &AreaCode| {
            let of = self.stated_in(known, *part, when)?;
            // A part of a year is no summand beside years.
            (of.status != ValueStatus::Partial).then_some((*part, of))
        };
        let stated: Vec<(AreaCode, Resolved<'_>)> = parts.iter().filter_map(stated).collect();
        let of_each: Vec<f64> = stated.iter().map(|(_, of)| of.value).collect();
        let sizes = Stating { values: self, parts: &stated };
        let (value, counts_by) = together(known.indicator.aggregate, &of_each, &sizes);
        let mut total = Total::default();
        stated.iter().for_each(|(_, of)| total.add(of));

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

/// The parts with a value.
struct Stating<'a, 'b> {
    values: &'a Values,
    parts: &'b [(AreaCode, Resolved<'a>)],
}

impl Stating<'_, '_> {
    fn area(&self, part: usize) -> Option<AreaCode> {
        self.parts.get(part).map(|(area, _)| *area)
    }
}

impl Sizes for Stating<'_, '_> {
    fn residents(&self, part: usize) -> Option<f64> {
        self.values.residents(self.area(part)?)
    }

    fn square_kilometres(&self, part: usize) -> Option<f64> {
        self.values.square_kilometres(self.area(part)?)
    }

    fn villages(&self, part: usize) -> f64 {
        self.area(part).map_or(1.0, |area| self.values.villages(area) as f64)
    }
}

/// What the parts with a value say together beside their values.
#[derive(Default)]
struct Total<'a> {
    known: usize,
    years: Option<[i32; 2]>,
    status: Option<ValueStatus>,
    mixed: bool,
    sources: HashMap<&'a str, usize>,
}

impl<'a> Total<'a> {
    fn add(&mut self, part: &Resolved<'a>) {
        self.known += 1;
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
