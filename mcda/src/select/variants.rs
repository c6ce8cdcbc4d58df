//! The constraints of a plan with one of them changed or left out, for what is tried beside it.

use super::money::{Amount, in_units};
use super::rules::NEAR_DESIGNATED;
use super::{Rules, SelectionInput};
use crate::Watch;

impl Rules {
    /// The same constraints with another spacing, for one of a few trials: it gets a tenth of the
    /// time that is left.
    pub(super) fn with_spacing(&self, km: f64, input: &SelectionInput, watch: &dyn Watch) -> Self {
        let mut rules = self.clone();
        rules.change_spacing(km, input);
        rules.time_limit_s = self.elapsed_s(watch) + self.seconds_left(watch) / 10.0;
        rules
    }

    fn change_spacing(&mut self, km: f64, input: &SelectionInput) {
        self.spacing_km = km;
        self.also.values_mut().for_each(|bars| bars.retain(|bar| bar.0 != NEAR_DESIGNATED));
        let also = &mut self.also;
        self.barred.retain(|i, bar| {
            if bar.0 != NEAR_DESIGNATED {
                return true;
            }
            // What else keeps it out stands for it now.
            let next = also.get_mut(i).filter(|bars| !bars.is_empty()).map(|bars| bars.remove(0));
            next.map(|next| *bar = next).is_some()
        });
        self.warnings.clear();
        self.bar_near_designated(input);
    }

    /// The same constraints for any number of villages.
    pub(super) fn without_count(&self) -> Self {
        Self { count: None, ..self.clone() }
    }

    /// The same constraints without a distance between villages.
    pub(super) fn without_spacing(&self, input: &SelectionInput) -> Self {
        let mut rules = self.clone();
        rules.change_spacing(0.0, input);
        rules
    }

    /// The same constraints without limits of areas.
    pub(super) fn without_groups(&self) -> Self {
        let groups_of = vec![Vec::new(); self.groups_of.len()];
        Self { groups: Vec::new(), groups_of, ..self.clone() }
    }

    /// The same constraints without a budget.
    pub(super) fn without_budgets(&self) -> Self {
        let money = self.money.with_budgets(Vec::new());
        Self { budgets: Vec::new(), money, ..self.clone() }
    }

    /// The same constraints with one budget, instead of all others.
    pub(super) fn with_budget(&self, amount: Amount) -> Self {
        let money = self.money.with_budgets(vec![amount]);
        Self { budgets: vec![(String::new(), in_units(amount))], money, ..self.clone() }
    }
}
