//! Which normalisations a method can take.

use crate::{Method, Normalisation, Plan, PlanError};

/// Refuses a normalisation that the method cannot take.
pub(super) fn check_normalisation(plan: &Plan) -> Result<(), PlanError> {
    let Some(normalisation) = plan.normalisation else { return Ok(()) };
    let fits = match plan.method {
        Method::Vikor | Method::Promethee2 | Method::Copeland => false,
        Method::Geometric => matches!(
            normalisation,
            Normalisation::Goalposts | Normalisation::Minmax | Normalisation::Minmax1To100
        ),
        _ => true,
    };
    if fits {
        return Ok(());
    }
    let hint = match plan.method {
        Method::Geometric => "use goalposts, minmax or minmax_1_100",
        _ => "leave it out: this method compares the values themselves",
    };
    Err(PlanError::new("normalisation", "does not fit the method").hint(hint))
}
