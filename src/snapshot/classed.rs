//! Classes of coverage: of each measure those of the whole country at a level, so that a colour means the same wherever one looks.

use geodata::coverage::AreaCoverage;
use serde::Serialize;
use utoipa::ToSchema;

use crate::classes::{CLASSES, Scheme, counted, rising};

/// Edges between the classes of each measure, ascending, over all areas of the country at the level of an answer. A value belongs
/// to the class above an edge that it has reached. There is none where all values are alike.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub struct CoverageClasses {
    /// Equal steps to both sides of zero, which lies in the middle class.
    pub gap: Vec<f64>,
    /// From little to much, as the others; whole numbers.
    pub designated: Vec<f64>,
    /// Migrants placed, or what else need is.
    pub need: Vec<f64>,
    /// Designated villages per 1,000 migrants placed.
    pub per_1000: Vec<f64>,
    /// What is expected in proportion.
    pub expected: Vec<f64>,
    /// The part of need near a designated village, in percent.
    pub reached_pct: Vec<f64>,
    /// Service offices; whole numbers.
    pub ltsa: Vec<f64>,
}

impl CoverageClasses {
    /// The classes of all areas of a level.
    pub(super) fn of(areas: &[AreaCoverage]) -> Self {
        let known = |measure: fn(&AreaCoverage) -> Option<f64>| -> Vec<f64> {
            ascending(areas.iter().filter_map(measure).collect())
        };
        let rising = |measure| rising(&known(measure), CLASSES);
        let counted = |measure| counted(&known(measure), CLASSES);
        Self {
            gap: Scheme::Diverging.breaks(&known(|area| area.gap), CLASSES, 0.0),
            designated: counted(|area| Some(area.designated as f64)),
            need: rising(|area| area.need.map(|need| need.value)),
            per_1000: rising(|area| area.per_1000),
            expected: rising(|area| area.expected),
            reached_pct: rising(|area| area.reached.and_then(|of| of.percent())),
            ltsa: counted(|area| Some(area.ltsa as f64)),
        }
    }
}

/// What maps of several areas show of their parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Series<'a> {
    /// Designated villages.
    Designated,
    /// An indicator, as far as it is known of exactly that part; the latest.
    Indicator(&'a str),
}

impl<'a> Series<'a> {
    /// As addresses name designated villages.
    pub const DESIGNATED: &'static str = "designated";

    /// Its name in addresses.
    pub const fn name(self) -> &'a str {
        match self {
            Self::Designated => Self::DESIGNATED,
            Self::Indicator(id) => id,
        }
    }
}

/// Edges between the classes of the values of a series.
pub(super) fn series_classes(series: Series<'_>, values: Vec<f64>) -> Vec<f64> {
    match series {
        Series::Designated => counted(&ascending(values), CLASSES),
        Series::Indicator(_) => rising(&ascending(values), CLASSES),
    }
}

fn ascending(mut values: Vec<f64>) -> Vec<f64> {
    values.retain(|value| value.is_finite());
    values.sort_unstable_by(f64::total_cmp);
    values
}
