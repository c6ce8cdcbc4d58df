//! Whom a village of the programme would serve.

use super::Source;
use mcda::PlanError;

/// Migrants placed in a year per 1,000 people; a regency's rate is that of its villages.
const RATE: &str = "pmi_per_1000";
/// People.
const POPULATION: &str = "population";

/// Migrants of some villages: those of a regency shared out by population. A regency's total stands at each of its
/// villages, and would be counted as often as it has villages.
///
/// # Errors
/// A dataset without the rate or without the population of its villages.
pub(super) fn migrants(source: &Source<'_>, villages: &[u32]) -> Result<Vec<f64>, PlanError> {
    for name in [RATE, POPULATION] {
        if !source.has(name) {
            let problem = format!("migrants of villages are not known without {name}");
            return Err(PlanError::new("constraints.demand", problem)
                .hint("name an indicator that counts whom a village serves"));
        }
    }
    let (rates, people) = (source.column(RATE, villages)?, source.column(POPULATION, villages)?);
    Ok(rates.into_iter().zip(people).map(|(rate, people)| rate * people / 1000.0).collect())
}
