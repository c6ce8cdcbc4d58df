//! Which rows of `indicator_values` are withheld.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::cells::{Cells, hidden, is_small};
use super::parts::{ByIndicator, Hidden, Years, imply, withhold};
use crate::code::{AreaCode, Level};
use crate::dataset::{Aggregate, Dataset, Indicator, IndicatorRow, ValueStatus};
use crate::error::GeodataError;

/// A rate, and the count that it is made of.
struct Rate {
    rate: &'static str,
    count: &'static str,
    /// Residents for each of which it is a rate of; none where it is one of something else.
    per: Option<f64>,
}

const RATES: [Rate; 2] = [
    Rate { rate: "pmi_per_1000", count: "pmi_placed", per: Some(1000.0) },
    Rate { rate: "population_density", count: "population", per: None },
];
const RESIDENTS: &str = "population";

/// What is withheld.
#[derive(Debug, Default)]
pub(super) struct Withheld {
    /// The rows of `indicator_values`, by number.
    pub rows: BTreeSet<usize>,
    /// The areas of which figures are withheld, by indicator; rates by their own name too.
    pub areas: BTreeMap<String, BTreeSet<AreaCode>>,
    /// The areas whose number of residents is not shown.
    pub residents: BTreeSet<AreaCode>,
}

impl Withheld {
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.residents.is_empty()
    }

    /// Whether a figure of this indicator is withheld of `area`, of an area within it or of one above.
    pub fn touches(&self, indicator: &str, area: AreaCode) -> bool {
        let Some(areas) = self.areas.get(indicator) else { return false };
        // Those within an area follow it.
        let within = areas.range(area..).next().is_some_and(|next| next.is_within(area));
        within || upwards_of(area).any(|above| areas.contains(&above))
    }
}

/// Finds what is withheld.
///
/// # Errors
/// When a table is not as `docs/dataset.md` says.
pub(super) fn find(dataset: &Dataset) -> Result<Withheld, GeodataError> {
    let mut found = Withheld::default();
    let indicators = dataset.indicators()?;
    let counted = indicators.iter().filter_map(|of| Some((of, f64::from(of.min_cell?))));
    let counted: Vec<(&Indicator, f64)> = counted.filter(|(_, least)| *least > 1.0).collect();
    if counted.is_empty() {
        return Ok(found);
    }
    // Of a country's hundreds of thousands of rows a few thousand are about counts of people.
    let is_counted = |id: &str| {
        let made_of = RATES.iter().find(|rate| rate.rate == id).map(|rate| rate.count);
        counted.iter().any(|(of, _)| of.id == id || made_of == Some(of.id.as_str()))
    };
    let all = dataset.indicator_rows(|id| id == RESIDENTS || is_counted(id))?;
    let mut rows: HashMap<&str, Vec<&IndicatorRow<'_>>> = HashMap::new();
    all.iter().for_each(|row| rows.entry(row.indicator).or_default().push(row));
    let of = |indicator: &str| rows.get(indicator).map_or(&[][..], Vec::as_slice);
    let people = People::new(dataset, of(RESIDENTS));
    let mut figures: BTreeMap<&str, Years> = BTreeMap::new();
    let mut own = Vec::new();
    for (indicator, least) in counted {
        let rate = RATES.iter().find(|rate| rate.count == indicator.id);
        let rates = rate.map_or(&[][..], |rate| of(rate.rate));
        let per = rate.and_then(|rate| rate.per);
        let implied = |row: &IndicatorRow<'_>| people.implied(row, per?);
        let one = Own { indicator, least, rows: of(&indicator.id), rates };
        figures.insert(&indicator.id, one.figures(&implied));
        own.push((one, rate));
    }
    imply(&mut figures);
    let hidden = hidden_by_year(&own, &figures);
    for (own, rate) in &own {
        let Own { indicator, least, .. } = *own;
        let (withheld, areas) = own.find(&|year| hidden.get(&year)?.get(indicator.id.as_str()));
        found.rows.extend(withheld);
        if indicator.id == RESIDENTS {
            found.residents = people.withheld(least, &areas);
        }
        if areas.is_empty() {
            continue;
        }
        if let Some(rate) = rate {
            found.areas.insert(rate.rate.to_owned(), areas.clone());
        }
        found.areas.insert(indicator.id.clone(), areas);
    }
    Ok(found)
}

/// The areas whose figure of a whole year is withheld, by year and indicator.
fn hidden_by_year<'a>(
    own: &[(Own<'_>, Option<&Rate>)],
    figures: &'a BTreeMap<&'a str, Years>,
) -> BTreeMap<i32, Hidden<'a>> {
    let years: BTreeSet<i32> = figures.values().flat_map(|years| years.keys().copied()).collect();
    let of_year = |year: i32| {
        let of_year = |(name, years): (&&'a str, &'a Years)| Some((*name, years.get(&year)?));
        let cells: ByIndicator<'a> = figures.iter().filter_map(of_year).collect();
        let (mut hidden, mut most) = (Hidden::new(), 0.0_f64);
        for (own, _) in own {
            if let Some((name, cells)) = cells.get_key_value(own.indicator.id.as_str()) {
                hidden.insert(*name, own.hidden(cells));
                most = most.max(own.least);
            }
        }
        withhold(&cells, most, &mut hidden);
        (year, hidden)
    };
    years.into_iter().map(of_year).collect()
}

/// The rows about one count.
struct Own<'a> {
    indicator: &'a Indicator,
    least: f64,
    rows: &'a [&'a IndicatorRow<'a>],
    rates: &'a [&'a IndicatorRow<'a>],
}

impl Own<'_> {
    /// The numbers of the rows that are withheld, and the areas that they are about. `hidden` are the areas whose figure of a
    /// whole year is withheld.
    fn find<'h>(
        &self,
        hidden: &impl Fn(i32) -> Option<&'h BTreeSet<AreaCode>>,
    ) -> (BTreeSet<usize>, BTreeSet<AreaCode>) {
        let years: BTreeSet<i32> = self.rows.iter().chain(self.rates).map(|row| row.year).collect();
        let years: BTreeMap<i32, &BTreeSet<AreaCode>> =
            years.into_iter().filter_map(|year| Some((year, hidden(year)?))).collect();
        let mut areas: BTreeSet<AreaCode> = years.values().copied().flatten().copied().collect();
        let of_years = |row: &&&IndicatorRow<'_>| row.status.is_of_one_year();
        let small = self.rows.iter().filter(|row| !of_years(row));
        let small = small.filter(|row| row.value.is_some_and(|value| is_small(value, self.least)));
        areas.extend(small.map(|row| row.area));

        // A mean of years, or a part of one, is a sum over time besides one over areas: those above go with it.
        let upwards: BTreeSet<AreaCode> = areas.iter().flat_map(|area| upwards(*area)).collect();
        let provinces: BTreeSet<AreaCode> =
            areas.iter().filter_map(|area| area.ancestor(Level::Province)).collect();
        let in_years = |row: &IndicatorRow<'_>| {
            years.get(&row.year).is_some_and(|hidden| hidden.contains(&row.area))
        };
        let stated: BTreeSet<(i32, AreaCode)> = self
            .rows
            .iter()
            .filter(|row| row.status.is_of_one_year() && row.value.is_some())
            .map(|row| (row.year, row.area))
            .collect();
        // With the other years a mean tells the figure of a year that nobody states, which stands beside those withheld.
        let fills_a_gap = |row: &IndicatorRow<'_>| {
            years.iter().any(|(year, hidden)| {
                let beside = |area: &AreaCode| {
                    area.ancestor(Level::Province) == row.area.ancestor(Level::Province)
                };
                speaks_of(row, *year)
                    && !stated.contains(&(*year, row.area))
                    && hidden.iter().any(beside)
            })
        };
        let is_withheld = |row: &IndicatorRow<'_>| match row.status {
            ValueStatus::Observed | ValueStatus::Modelled => in_years(row),
            ValueStatus::Averaged => upwards.contains(&row.area) || fills_a_gap(row),
            ValueStatus::Partial => upwards.contains(&row.area),
            // It is made of the figures of its province, which its source repeats.
            ValueStatus::Imputed => {
                let province = row.area.ancestor(Level::Province);
                province.is_some_and(|province| provinces.contains(&province))
            }
            ValueStatus::Suppressed | ValueStatus::Missing => false,
        };
        let mut withheld: BTreeSet<usize> = BTreeSet::new();
        for row in self.rows.iter().filter(|row| row.value.is_some() && is_withheld(row)) {
            withheld.insert(row.number);
            areas.insert(row.area);
        }

        // A rate goes with its count, and so does that of a part whose count is known of the whole alone.
        let known: BTreeSet<AreaCode> = self.rows.iter().map(|row| row.area).collect();
        let count_of = |area: AreaCode| upwards_of(area).find(|area| known.contains(area));
        let goes = |row: &&&IndicatorRow<'_>| {
            let of_whole = count_of(row.area).is_some_and(|area| areas.contains(&area));
            row.value.is_some() && (areas.contains(&row.area) || of_whole)
        };
        let rates: Vec<&&IndicatorRow<'_>> = self.rates.iter().filter(goes).collect();
        withheld.extend(rates.iter().map(|row| row.number));
        areas.extend(rates.iter().map(|row| row.area));
        (withheld, areas)
    }

    /// What is stated of whole years. `implied` is the count that a row of the rate gives away.
    fn figures(&self, implied: &impl Fn(&IndicatorRow<'_>) -> Option<f64>) -> Years {
        let mut years = Years::new();
        for row in self.rows.iter().filter(|row| row.status.is_of_one_year()) {
            if let Some(value) = row.value {
                years.entry(row.year).or_default().entry(row.area).or_default().push(value);
            }
        }
        // A rate that a model computes is of no people that were counted.
        for row in self.rates.iter().filter(|row| row.status == ValueStatus::Observed) {
            if let Some(count) = implied(row) {
                let cells = years.entry(row.year).or_default();
                cells.entry(row.area).or_insert_with(|| vec![count]);
            }
        }
        years
    }

    /// The areas of which a figure of one year is withheld, whatever else is counted.
    fn hidden(&self, cells: &Cells) -> BTreeSet<AreaCode> {
        match self.indicator.aggregate {
            Aggregate::Sum => hidden(cells, self.least),
            // Of what sums of it would say nothing is known: all above goes.
            Aggregate::Mean | Aggregate::MeanByPopulation | Aggregate::MeanByArea => {
                let small = |values: &Vec<f64>| values.iter().any(|v| is_small(*v, self.least));
                let small = cells.iter().filter(|(_, values)| small(values));
                small.flat_map(|(area, _)| upwards(*area)).collect()
            }
        }
    }
}

/// Whether the months of a row may be of `year`; of any where it does not say which they are.
fn speaks_of(row: &IndicatorRow<'_>, year: i32) -> bool {
    let Some((first, last)) = row.period.and_then(|period| period.split_once('/')) else {
        return true;
    };
    let year_of = |month: &str| month.get(..4).and_then(|year| year.parse::<i32>().ok());
    match (year_of(first), year_of(last)) {
        (Some(first), Some(last)) => (first..=last).contains(&year),
        _ => true,
    }
}

/// An area and all above it.
fn upwards_of(area: AreaCode) -> impl Iterator<Item = AreaCode> {
    std::iter::successors(Some(area), |area| area.parent())
}

fn upwards(area: AreaCode) -> Vec<AreaCode> {
    upwards_of(area).collect()
}

/// How many people live where.
struct People(HashMap<AreaCode, f64>);

impl People {
    fn new(dataset: &Dataset, rows: &[&IndicatorRow<'_>]) -> Self {
        let areas = Level::ALL.into_iter().flat_map(|level| dataset.areas(level));
        let stated = areas.filter_map(|area| Some((area.code, area.population? as f64)));
        let mut people: HashMap<AreaCode, f64> = stated.collect();
        for row in rows {
            if let Some(value) = row.value {
                people.entry(row.area).or_insert(value);
            }
        }
        Self(people)
    }

    /// The count that a rate of residents gives away.
    fn implied(&self, rate: &IndicatorRow<'_>, per: f64) -> Option<f64> {
        let count = rate.value? * self.0.get(&rate.area)? / per;
        // A rate of few decimals tells a count about as well as it is near a whole number.
        Some(if rate.value? > 0.0 { count.round().max(1.0) } else { 0.0 })
    }

    /// The areas whose residents are not shown in the tables of areas, where they are counted and those of `areas` are not.
    fn withheld(&self, least: f64, areas: &BTreeSet<AreaCode>) -> BTreeSet<AreaCode> {
        let small =
            self.0.iter().filter(|(_, count)| is_small(**count, least)).map(|(area, _)| *area);
        small.chain(areas.iter().copied()).flat_map(upwards_of).collect()
    }
}
