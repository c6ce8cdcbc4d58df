//! How evenly designations follow need, before a selection and after it.

mod area;
mod selection;

use geodata::coverage::gaps;
use serde::Serialize;
use utoipa::ToSchema;

use mcda::equity::{self, hamilton, sainte_lague};
use mcda::{PlanError, Warning};

pub use area::{EquityArea, EquityRow};
pub use selection::{WithSelection, with_selection};

/// Seats beyond this are a mistake.
const MAX_SEATS: u32 = 10_000;
/// Areas beyond this are a mistake.
const MAX_AREAS: usize = 10_000;

/// How evenly designations follow need.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EquityAnswer {
    /// `province` or `regency`; null for rows of one's own.
    pub level: Option<&'static str>,
    /// The unit of need.
    pub need_unit: String,
    /// Seats that the two quotas share out.
    pub seats: u32,
    /// Designated villages as they are; null where there are none, or no need.
    pub before: Option<EquityMeasure>,
    /// With the selection.
    pub after: Option<EquityMeasure>,
    /// The areas whose need is known, in the order of code (rows of one's own: as given).
    pub items: Vec<EquityItem>,
    /// The areas whose need is not known. They are in none of the numbers above.
    pub without_need: Vec<EquityWithoutNeed>,
    /// What a reader must know.
    pub warnings: Vec<Warning>,
}

/// The distribution in numbers.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct EquityMeasure {
    /// Need-weighted Gini coefficient, 0 (in proportion to need) to 1.
    pub gini: f64,
    /// Share of the designations that would have to be elsewhere, 0 to 1.
    pub hoover: f64,
    /// Lorenz curve from [0, 0] to [1, 1]: share of need, share of designations; areas with the
    /// fewest designations for their need first.
    pub lorenz: Vec<[f64; 2]>,
}

/// An area.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct EquityItem {
    /// Its code.
    pub code: String,
    /// Its name; null for rows of one's own.
    pub name: Option<String>,
    /// Its need.
    pub need: f64,
    /// The year of that figure.
    pub need_year: Option<i32>,
    /// Designated villages.
    pub designated: u32,
    /// Selected villages.
    pub selected: u32,
    /// Its proportional share of all designations minus its own, as in coverage; null where no
    /// area has a need above 0.
    pub gap_before: Option<f64>,
    /// The same with the selection.
    pub gap_after: Option<f64>,
    /// Its share of the seats by largest remainder.
    pub hamilton: u32,
    /// Its share of the seats by Sainte-Laguë.
    pub sainte_lague: u32,
}

/// An area whose need is not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct EquityWithoutNeed {
    /// Its code.
    pub code: String,
    /// Its name; null for rows of one's own.
    pub name: Option<String>,
    /// Designated villages.
    pub designated: u32,
    /// Selected villages.
    pub selected: u32,
}

/// Compares designations with need, before and after a selection. Without `seats` the quotas share
/// out as many as are selected.
///
/// # Errors
/// A need that is none, or too many seats or areas, by field.
pub fn equity_of(
    of: WithSelection,
    level: Option<&'static str>,
    need_unit: String,
    seats: Option<u32>,
) -> Result<EquityAnswer, PlanError> {
    let WithSelection { areas, warnings: notes } = of;
    check(&areas)?;
    let selected: u32 = areas.iter().map(|area| area.selected).sum();
    let seats = seats.unwrap_or(selected);
    if seats > MAX_SEATS {
        return Err(PlanError::new("seats", format!("{seats} are more than {MAX_SEATS}")));
    }
    let mut warnings = warnings(&areas);
    let (known, unknown): (Vec<EquityArea>, Vec<EquityArea>) =
        areas.into_iter().partition(|area| area.need.is_some());
    let need: Vec<f64> = known.iter().filter_map(|area| area.need).collect();
    let before: Vec<f64> = known.iter().map(|area| f64::from(area.designated)).collect();
    let after: Vec<f64> =
        known.iter().map(|area| f64::from(area.designated) + f64::from(area.selected)).collect();
    let total: f64 = need.iter().sum();
    if total <= 0.0 {
        warnings.push(Warning::new("no_need", "no area has a need above 0"));
    }
    warnings.extend(notes);
    let (gaps_before, gaps_after) = (gaps(&need, &before), gaps(&need, &after));
    let at = |gaps: &Option<Vec<f64>>, i: usize| gaps.as_ref()?.get(i).copied();
    let mut quotas = hamilton(&need, seats).into_iter().zip(sainte_lague(&need, seats));
    let mut items = Vec::with_capacity(known.len());
    for (i, area) in known.into_iter().enumerate() {
        let (hamilton, sainte_lague) = quotas.next().unwrap_or_default();
        items.push(EquityItem {
            code: area.code,
            name: area.name,
            need: area.need.unwrap_or_default(),
            need_year: area.need_year,
            designated: area.designated,
            selected: area.selected,
            gap_before: at(&gaps_before, i),
            gap_after: at(&gaps_after, i),
            hamilton,
            sainte_lague,
        });
    }
    let without = |area: EquityArea| EquityWithoutNeed {
        code: area.code,
        name: area.name,
        designated: area.designated,
        selected: area.selected,
    };
    Ok(EquityAnswer {
        level,
        need_unit,
        seats,
        before: measure(&need, &before),
        after: measure(&need, &after),
        items,
        without_need: unknown.into_iter().map(without).collect(),
        warnings,
    })
}

fn measure(need: &[f64], counts: &[f64]) -> Option<EquityMeasure> {
    let found = equity::equity(need, counts)?;
    let points = found.cumulative_need.into_iter().zip(found.cumulative_designated);
    Some(EquityMeasure {
        gini: found.gini,
        hoover: found.hoover,
        lorenz: points.map(|(x, y)| [x, y]).collect(),
    })
}

fn check(areas: &[EquityArea]) -> Result<(), PlanError> {
    if areas.len() > MAX_AREAS {
        return Err(PlanError::new("rows", format!("{} are more than {MAX_AREAS}", areas.len())));
    }
    let wrong = |area: &EquityArea| area.need.is_some_and(|need| !need.is_finite() || need < 0.0);
    if let Some(i) = areas.iter().position(wrong) {
        return Err(PlanError::new(format!("rows[{i}].need"), "is below 0")
            .hint("give 0 or more, or null where it is not known"));
    }
    let most = 100_000;
    if let Some(i) = areas.iter().position(|a| a.designated > most || a.selected > most) {
        return Err(PlanError::new(format!("rows[{i}]"), format!("more than {most} villages")));
    }
    Ok(())
}

fn warnings(areas: &[EquityArea]) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let unknown = || areas.iter().filter(|area| area.need.is_none());
    let villages: u32 = unknown().map(|area| area.designated + area.selected).sum();
    if villages > 0 {
        let detail = format!(
            "{villages} designated or selected villages lie in areas whose need is not known; they are left out"
        );
        warnings.push(Warning::new("villages_without_need", detail));
    }
    let mut years: Vec<i32> = areas.iter().filter_map(|area| area.need_year).collect();
    years.sort_unstable();
    years.dedup();
    if let [first, .., last] = years.as_slice() {
        let detail = format!("need is of different years, {first} to {last}");
        warnings.push(Warning::new("need_of_different_years", detail));
    }
    warnings
}
