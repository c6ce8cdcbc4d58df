//! The rule of the resolver once more, as a plain search over all rows that shares nothing with it.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use crate::PerLevel;
use crate::code::{AreaCode, Level};
use crate::dataset::{Aggregate, Indicator, IndicatorValue, ValueStatus};
use crate::values::{Stated, Values, When};

pub struct Oracle<'a> {
    indicators: &'a [Indicator],
    codes: &'a PerLevel<Vec<AreaCode>>,
    rows: HashMap<(AreaCode, &'a str), Vec<&'a IndicatorValue>>,
    years: BTreeSet<i32>,
}

/// Value, year, status, source, the area it is stated for.
type Found<'a> = (f64, i32, ValueStatus, &'a str, AreaCode);

const OF_A_YEAR: &[ValueStatus] = &[ValueStatus::Observed, ValueStatus::Modelled];

impl<'a> Oracle<'a> {
    pub fn new(
        indicators: &'a [Indicator],
        codes: &'a PerLevel<Vec<AreaCode>>,
        rows: &'a [IndicatorValue],
    ) -> Self {
        let mut about: HashMap<_, Vec<_>> = HashMap::new();
        for row in rows {
            about.entry((row.area, &*row.indicator)).or_default().push(row);
        }
        // And one of which there is no row.
        let years = rows.iter().map(|row| row.year).chain([1999]).collect();
        Self { indicators, codes, rows: about, years }
    }

    /// Every time that can be asked about.
    pub fn whens(&self) -> Vec<When> {
        let mut whens = vec![When::Latest, When::WithImputed, When::ThreeYears { until: None }];
        whens.extend(
            self.years
                .iter()
                .copied()
                .flat_map(|year| [When::Year(year), When::ThreeYears { until: Some(year) }]),
        );
        whens
    }

    /// Compares all areas, indicators and times; how many that were.
    pub fn agrees_with(&self, values: &Values) -> usize {
        let mut compared = 0;
        for indicator in self.indicators {
            for when in &self.whens() {
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
        let above = area.level() < own_level;
        let owner = if above { area } else { area.ancestor(own_level).unwrap() };
        let own = self.stated(indicator, owner, when);
        let parts: Vec<AreaCode> =
            self.codes.get(own_level).iter().copied().filter(|part| part.is_within(area)).collect();
        let known: Vec<Found<'_>> = parts
            .iter()
            .filter_map(|part| self.stated(indicator, *part, when))
            .filter(|(_, _, status, ..)| *status != ValueStatus::Partial)
            .collect();
        let gives_way = |of: &Found<'_>| above && of.2 == ValueStatus::Partial && !known.is_empty();
        if let Some((value, year, status, source, owner)) = own.filter(|of| !gives_way(of)) {
            let found = found.unwrap_or_else(|| panic!("{about}: not found"));
            let says = (found.year, found.status, found.source, found.stated_for);
            assert_eq!(says, (year, status, source, owner), "{about}");
            // Three numbers have one sum in every order, but for rounding.
            assert!((found.value - value).abs() < 1e-9, "{about}: {} and {value}", found.value);
            let how = if owner == area { Stated::Here } else { Stated::Above };
            assert_eq!((found.how, found.parts), (how, None), "{about}");
            // A column does not say that a value is of a part of a year.
            let partial = status == ValueStatus::Partial;
            assert!(in_column == found.value || partial, "{about}: {in_column}");
            assert_eq!(in_column.is_nan(), partial, "{about}: {in_column}");
            return;
        }
        let Some(year) = known.iter().map(|(_, year, ..)| *year).max().filter(|_| above) else {
            assert!(found.is_none() && in_column.is_nan(), "{about}: {found:?}, {in_column}");
            return;
        };
        let found = found.unwrap_or_else(|| panic!("{about}: not rolled up"));
        let value = match indicator.aggregate {
            Aggregate::Sum => known.iter().map(|(value, ..)| value).sum::<f64>(),
            Aggregate::Mean => self.mean(indicator, area, own_level, when),
            Aggregate::MeanByPopulation => self
                .mean_by_residents(values, indicator, &parts, when)
                .unwrap_or_else(|| self.mean(indicator, area, own_level, when)),
            Aggregate::MeanByArea => panic!("{about}: no rows here are of densities"),
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
            .filter_map(|village| self.stated(indicator, village.ancestor(own)?, when))
            .filter(|(_, _, status, ..)| *status != ValueStatus::Partial)
            .map(|(value, ..)| value)
            .collect();
        values.iter().sum::<f64>() / values.len() as f64
    }

    /// The mean in which each part counts by its residents; none where they are not known of all.
    fn mean_by_residents(
        &self,
        values: &Values,
        indicator: &Indicator,
        parts: &[AreaCode],
        when: When,
    ) -> Option<f64> {
        let (mut sum, mut all) = (0.0, 0.0);
        for part in parts {
            let value = match self.stated(indicator, *part, when) {
                Some((value, _, status, ..)) if status != ValueStatus::Partial => value,
                _ => continue,
            };
            // That the resolver finds the residents themselves is compared like everything else.
            let weight = values.resolve(*part, "population", When::Latest)?;
            let own = weight.how != Stated::Above && weight.status != ValueStatus::Partial;
            if !own || weight.is_partial() || weight.value <= 0.0 {
                return None;
            }
            sum += value * weight.value;
            all += weight.value;
        }
        Some(sum / all)
    }

    /// What is stated for exactly this area.
    fn stated(&self, indicator: &Indicator, area: AreaCode, when: When) -> Option<Found<'a>> {
        use ValueStatus::{Averaged, Imputed, Partial};
        let first_of = |groups: &[&[ValueStatus]]| {
            groups.iter().find_map(|group| self.best(indicator, area, group, None))
        };
        match when {
            When::Latest => first_of(&[OF_A_YEAR, &[Averaged], &[Partial]]),
            When::WithImputed => first_of(&[OF_A_YEAR, &[Averaged], &[Imputed], &[Partial]]),
            When::Year(year) => self.best(indicator, area, OF_A_YEAR, Some(year)),
            When::ThreeYears { until } => {
                let ends = self.years.iter().copied().rev();
                let mut ends = ends.filter(|end| until.is_none_or(|until| until == *end));
                ends.find_map(|end| {
                    let of = |back: i32| self.best(indicator, area, OF_A_YEAR, Some(end - back));
                    let (last, middle, first) = (of(0)?, of(1)?, of(2)?);
                    Some(((first.0 + middle.0 + last.0) / 3.0, end, Averaged, last.3, area))
                })
            }
        }
    }

    /// The best row of some statuses.
    fn best(
        &self,
        indicator: &Indicator,
        area: AreaCode,
        statuses: &[ValueStatus],
        year: Option<i32>,
    ) -> Option<Found<'a>> {
        let rows = self.rows.get(&(area, indicator.id.as_str()))?;
        let fits = |row: &&IndicatorValue| {
            statuses.contains(&row.status)
                && row.value.is_some_and(f64::is_finite)
                && year.is_none_or(|year| year == row.year)
        };
        let order = |row: &&IndicatorValue| {
            let rank = row.qualifier.source_rank;
            let modelled = row.status == ValueStatus::Modelled;
            (Reverse(row.year), modelled, rank.is_none(), rank, row.source.to_string())
        };
        let best = rows.iter().copied().filter(fits).min_by_key(order)?;
        Some((best.value?, best.year, best.status, &best.source, area))
    }
}
