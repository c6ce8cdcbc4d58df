//! An indicator as colours: the same classes and colours as on the map in the browser.

use geodata::Level;
use geodata::tile::{Columns, Quantisation};
use geodata::values::When;

use super::palette::Theme;
use crate::classes::{CLASSES, Scheme, class_of};
use crate::snapshot::{IndicatorSummary, Snapshot};

/// Where the country's areas of a level are cut into classes: what takes time, and is the same in all colours.
#[derive(Debug, Clone, PartialEq)]
pub struct Classes {
    property: String,
    columns: Option<Columns>,
    scheme: Scheme,
    quantisation: Quantisation,
    breaks: Vec<f64>,
}

impl Classes {
    /// `None` for an indicator of which no village has a value.
    pub fn new(
        snapshot: &Snapshot,
        level: Level,
        indicator: &IndicatorSummary,
        scheme: Scheme,
    ) -> Option<Self> {
        let id = &indicator.indicator.id;
        let spread = indicator.statistics.spread.as_ref()?;
        let quantisation = spread.quantisation.clone();
        let values = values(snapshot, level, id, &quantisation);
        let breaks = scheme.breaks(&values, CLASSES, spread.mean);
        let mut carried = snapshot.indicators().iter().filter(|of| of.statistics.spread.is_some());
        let mut columns = Columns::NONE;
        // One beyond those that can be chosen comes with all the others.
        let chosen =
            carried.position(|of| of.indicator.id == *id).is_some_and(|place| columns.add(place));
        let columns = chosen.then_some(columns);
        Some(Self { property: id.clone(), columns, scheme, quantisation, breaks })
    }
}

/// An indicator's classes in a level, in colours.
#[derive(Debug, Clone, PartialEq)]
pub struct Choropleth {
    /// The property of tiles.
    pub property: String,
    /// The column of tiles that has it.
    pub columns: Option<Columns>,
    /// Upper edges between the classes, ascending.
    pub breaks: Vec<f64>,
    /// One more than edges, low to high.
    pub colours: Vec<String>,
    /// The colour of each step of the tiles.
    pub steps: Vec<String>,
}

impl Choropleth {
    /// The classes of the country's areas of `level`; `None` for an indicator of which no village has a value.
    pub fn new(
        snapshot: &Snapshot,
        level: Level,
        indicator: &IndicatorSummary,
        scheme: Scheme,
        theme: &Theme,
    ) -> Option<Self> {
        Some(Self::of(&Classes::new(snapshot, level, indicator, scheme)?, theme))
    }

    /// Classes in the colours of a theme.
    pub fn of(classes: &Classes, theme: &Theme) -> Self {
        let Classes { property, columns, scheme, quantisation, breaks } = classes.clone();
        let colours = match scheme {
            Scheme::Diverging => theme.diverging(breaks.len()),
            Scheme::Quantile | Scheme::Equal | Scheme::Natural => {
                theme.sequential(breaks.len() + 1)
            }
        };
        let colour = |step| {
            let class = class_of(quantisation.value(step), &breaks);
            colours.get(class).or(colours.last()).cloned().unwrap_or_default()
        };
        let steps = (0..=Quantisation::STEPS).map(colour).collect();
        Self { property, columns, breaks, colours, steps }
    }
}

/// What the areas of a level have, ascending: of villages the steps that tiles tell apart, of larger areas the mean of their
/// villages to six digits, within the ends of the steps.
fn values(snapshot: &Snapshot, level: Level, id: &str, of: &Quantisation) -> Vec<f64> {
    let villages = snapshot.values().column(id, Level::Village, When::Latest).unwrap_or_default();
    let mut values: Vec<f64> = match level {
        Level::Village => {
            let known = villages.iter().filter(|value| value.is_finite());
            known.map(|value| of.value(of.step(*value))).collect()
        }
        _ => means(snapshot, level, &villages)
            .map(|mean| (mean * 1e6).round() / 1e6)
            .map(|mean| mean.clamp(of.low(), of.high()))
            .collect(),
    };
    values.sort_unstable_by(f64::total_cmp);
    values
}

/// The means of the areas that have a village with a value.
fn means<'a>(
    snapshot: &'a Snapshot,
    level: Level,
    villages: &'a [f64],
) -> impl Iterator<Item = f64> + 'a {
    let all = snapshot.dataset().areas(Level::Village);
    snapshot.dataset().areas(level).iter().filter_map(move |area| {
        let own = villages.get(area.code.range_in(all, |village| village.code))?;
        let known = own.iter().copied().filter(|value| value.is_finite());
        let count = known.clone().count();
        (count > 0).then(|| known.sum::<f64>() / count as f64)
    })
}
