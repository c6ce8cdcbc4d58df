//! The rule of the resolver once more, as a plain search over all rows that shares nothing with it.

use std::collections::BTreeSet;

use crate::PerLevel;
use crate::code::{AreaCode, Level};
use crate::dataset::{Aggregate, Indicator, IndicatorValue, ValueStatus};
use crate::values::{Stated, Values, When};

pub struct Oracle<'a> {
    indicators: &'a [Indicator],
    codes: &'a PerLevel<Vec<AreaCode>>,
    rows: &'a [IndicatorValue],
}

/// Value, year, status, source, the area it is stated for.
type Found<'a> = (f64, i32, ValueStatus, &'a str, AreaCode);

impl<'a> Oracle<'a> {
    pub fn new(
        indicators: &'a [Indicator],
        codes: &'a PerLevel<Vec<AreaCode>>,
        rows: &'a [IndicatorValue],
    ) -> Self {
        Self { indicators, codes, rows }
    }

    /// The years of any row, and one of which there is none.
    pub fn years(&self) -> BTreeSet<i32> {
        self.rows.iter().map(|row| row.year).chain([1999]).collect()
    }

    /// Compares all areas, indicators and years; how many that were.
    pub fn agrees_with(&self, values: &Values) -> usize {
        let mut whens = vec![When::Latest];
        whens.extend(self.years().into_iter().map(When::Year));
        let mut compared = 0;
        for indicator in self.indicators {
            for when in &whens {
                for level in Level::ALL {
                    let column = values.column(&indicator.id, level, *when).unwrap();
                    assert_eq!(column.len(), self.codes.get(level).len());
                    for (area, in_column) in self.codes.get(level).iter().zip(column) {
                        self.compare(values, indicator, *area, *when, in_column);
                        compared += 1;
                    }
                }
            }
        }
        compared
    }

    fn compare(
        &self,
        values: &Values,
        indicator: &Indicator,
        area: AreaCode,
        when: When,
        in_column: f64,
    ) {
        let about = format!("{} of {area}, {when:?}", indicator.id);
        let found = values.resolve(area, &indicator.id, when);
        let own_level: Level = indicator.level.parse().unwrap();
        let stated = if area.level() < own_level {
            self.stated(indicator, area, when)
        } else {
            self.stated(indicator, area.ancestor(own_level).unwrap(), when)
        };
        if let Some((value, year, status, source, owner)) = stated {
            let found = found.unwrap_or_else(|| panic!("{about}: not found"));
            let says = (found.value, found.year, found.status, found.source, found.stated_for);
            assert_eq!(says, (value, year, status, source, owner), "{about}");
            let how = if owner == area { Stated::Here } else { Stated::Above };
            assert_eq!((found.how, found.parts, in_column), (how, None, value), "{about}");
            return;
        }
        let parts: Vec<AreaCode> =
            self.codes.get(own_level).iter().copied().filter(|part| part.is_within(area)).collect();
        let known: Vec<Found<'_>> =
            parts.iter().filter_map(|part| self.stated(indicator, *part, when)).collect();
        let Some(year) = known.iter().map(|(_, year, ..)| *year).max() else {
            assert!(found.is_none() && in_column.is_nan(), "{about}: {found:?}, {in_column}");
            return;
        };
        let found = found.unwrap_or_else(|| panic!("{about}: not rolled up"));
        let value = match indicator.aggregate {
            Aggregate::Sum => known.iter().map(|(value, ..)| value).sum::<f64>(),
            Aggregate::Mean => self.mean(indicator, area, own_level, when),
        };
        assert!((found.value - value).abs() < 1e-9, "{about}: {} and {value}", found.value);
        assert_eq!(in_column, found.value, "{about}");
        assert_eq!(
            (found.year, found.how, found.stated_for),
            (year, Stated::Below, area),
            "{about}"
        );
        let counted = found.parts.unwrap();
        assert_eq!((counted.known, counted.of), (known.len(), parts.len()), "{about}");
    }

    /// The mean over the villages of what each has.
    fn mean(&self, indicator: &Indicator, area: AreaCode, own: Level, when: When) -> f64 {
        let villages = self.codes.get(Level::Village).iter().filter(|v| v.is_within(area));
        let values: Vec<f64> = villages
            .filter_map(|village| Some(self.stated(indicator, village.ancestor(own)?, when)?.0))
            .collect();
        values.iter().sum::<f64>() / values.len() as f64
    }

    /// What is stated for exactly this area.
    fn stated(&self, indicator: &Indicator, area: AreaCode, when: When) -> Option<Found<'a>> {
        let mut best: Option<Found<'a>> = None;
        for row in self.rows {
            let Some(value) = row.value else { continue };
            let denied = matches!(row.status, ValueStatus::Suppressed | ValueStatus::Missing);
            if row.area != area || *row.indicator != *indicator.id || !value.is_finite() || denied {
                continue;
            }
            if matches!(when, When::Year(year) if year != row.year) {
                continue;
            }
            let rank = |status: ValueStatus| match status {
                ValueStatus::Observed => 0,
                ValueStatus::Modelled => 1,
                _ => 2,
            };
            let better = best.is_none_or(|(_, year, status, source, _)| {
                if row.year != year {
                    row.year > year
                } else if rank(row.status) != rank(status) {
                    rank(row.status) < rank(status)
                } else {
                    *row.source < *source
                }
            });
            if better {
                best = Some((value, row.year, row.status, &row.source, area));
            }
        }
        best
    }
}
