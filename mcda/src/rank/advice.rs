//! What the author of a plan is told about its normalisation: what would work instead of one that
//! does not, and what is not used.

use super::setup::Setup;
use crate::normalise::{NoScale, Scale};
use crate::{Method, Normalisation};

impl Setup<'_> {
    /// Which normalisations these values do allow, for a plan whose own they do not: whoever follows
    /// it is not refused again.
    pub(super) fn instead(&self) -> String {
        if self.plan.method != Method::Wpm {
            return "use goalposts or minmax".to_owned();
        }
        // From 1 to 100 no product is 0; the others depend on the values.
        let others = [Normalisation::Linear, Normalisation::Sum];
        let others = others.into_iter().filter(|kind| self.multiplies(*kind));
        let names: Vec<&str> =
            others.chain([Normalisation::Minmax1To100]).map(Normalisation::as_str).collect();
        format!("use {} with a product", names.join(" or "))
    }

    /// Whether all criteria stay above 0 under a normalisation.
    fn multiplies(&self, kind: Normalisation) -> bool {
        let above_zero = |(j, criterion): (usize, &crate::Criterion)| {
            let Some(direction) = criterion.direction else { return false };
            match Scale::fit(kind, direction, None, &self.column(j)) {
                Ok(scale) => scale.bounds()[0] > 0.0,
                Err(NoScale::Undefined(_)) => false,
                Err(_) => true,
            }
        };
        self.plan.criteria.iter().enumerate().all(above_zero)
    }

    /// Says that the goalposts which a plan states are not what its values are scaled by.
    pub(super) fn warn_about_goalposts(&mut self) {
        let (plan, kind) = (self.plan, self.plan.normalisation());
        let stated = plan.criteria.iter().filter(|criterion| criterion.goalposts.is_some());
        let stated: Vec<&str> = stated.map(|criterion| criterion.indicator.as_str()).collect();
        if kind == Normalisation::Goalposts || stated.is_empty() {
            return;
        }
        let how = match plan.method {
            Method::Vikor | Method::Promethee2 | Method::Copeland => {
                "this method compares the values themselves".to_owned()
            }
            _ => format!(
                "{} takes the scale from the candidates; with normalisation \"goalposts\" they are used",
                kind.as_str()
            ),
        };
        let detail = format!("the goalposts of {} are not used: {how}", stated.join(", "));
        self.warn("goalposts_not_used", detail);
    }

    /// Says that the rank interval takes the scale as it is, where missing values would move it.
    pub(super) fn warn_about_moving_scale(&mut self) {
        let kind = self.plan.normalisation();
        let compares =
            matches!(self.plan.method, Method::Vikor | Method::Promethee2 | Method::Copeland);
        let from_candidates = |j: usize| {
            kind == Normalisation::Goalposts
                && self.plan.criteria.get(j).is_some_and(|criterion| criterion.goalposts.is_none())
        };
        let moving: Vec<&str> = self
            .lacking()
            .filter(|j| kind.moves_with_every_value() || from_candidates(*j))
            .filter_map(|j| self.plan.criteria.get(j))
            .map(|criterion| criterion.indicator.as_str())
            .collect();
        if compares || moving.is_empty() {
            return;
        }
        let detail = format!(
            "the scale of {} comes from the values that are present and would move with those that \
             are missing; the rank interval keeps it where it is",
            moving.join(", ")
        );
        self.warn("interval_keeps_scale", detail);
    }
}
