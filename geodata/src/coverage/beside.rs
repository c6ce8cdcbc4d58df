//! Figures of need that were published too, and do not count here.

use std::collections::BTreeMap;

use super::need::{NEED, Need, own_value};
use crate::code::AreaCode;
use crate::dataset::{Claim, ValueStatus};
use crate::values::{Resolved, Values, When};

/// How a claim that gave way to a better source is known.
const CONTRADICTED: &str = "contradicted";

/// A figure of an area's need that does not count: what its parts have together where its own figure counts, its
/// own figure of a part of a year, or what a source says that gave way to a better one.
#[derive(Debug, Clone, PartialEq)]
pub struct Beside {
    /// The figure.
    pub need: Need,
    /// The months that it speaks of where they are no year, as `2014-01/2014-09`.
    pub period: Option<String>,
    /// Who states it; of several parts the commonest.
    pub source: String,
    /// How many sources it rests on.
    pub sources: usize,
}

impl From<Resolved<'_>> for Beside {
    fn from(of: Resolved<'_>) -> Self {
        Self {
            need: of.into(),
            period: of.period.map(str::to_owned),
            source: of.source.to_owned(),
            sources: of.parts.map_or(1, |parts| parts.sources),
        }
    }
}

/// Claims about need, by area.
#[derive(Debug, Default)]
pub(super) struct Claimed(BTreeMap<AreaCode, Vec<Beside>>);

impl Claimed {
    pub(super) fn new(claims: &[Claim]) -> Self {
        let mut of: BTreeMap<AreaCode, Vec<Beside>> = BTreeMap::new();
        for claim in claims.iter().filter(|claim| claim.metric == NEED) {
            let area = claim.area_code.as_deref().and_then(|code| code.parse().ok());
            // What speaks of no single year contradicts no figure of one.
            let year = claim.period.as_deref().and_then(|period| period.parse().ok());
            if let (Some(area), Some(year), Some(value)) = (area, year, claim.value) {
                let need = Need { value, year, from_year: year, status: CONTRADICTED, parts: None };
                let source = claim.source.clone();
                of.entry(area).or_default().push(Beside { need, period: None, source, sources: 1 });
            }
        }
        Self(of)
    }

    /// Everything that stands beside the need of an area, as `indicator` counts it.
    pub(super) fn beside(
        &self,
        values: &Values,
        indicator: &str,
        area: AreaCode,
        need: Option<&Need>,
        when: When,
    ) -> Vec<Beside> {
        let other = match need {
            Some(_) => values.beside(area, indicator, when),
            None => own_value(values, area, indicator, when)
                .filter(|of| of.status == ValueStatus::Partial),
        };
        let of_its_years = |claim: &&Beside| {
            need.is_some_and(|need| (need.from_year..=need.year).contains(&claim.need.year))
        };
        let claimed = self.0.get(&area).filter(|_| indicator == NEED);
        let claims = claimed.into_iter().flatten().filter(of_its_years).cloned();
        other.map(Beside::from).into_iter().chain(claims).collect()
    }
}
