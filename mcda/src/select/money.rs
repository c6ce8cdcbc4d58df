//! Money, exactly. Amounts are whole millionths of their unit, so that 0.1 and 0.2 are within 0.3,
//! and a plan of thirty billion rupiah is kept to the rupiah: no sum and no comparison is rounded.

use super::SelectionInput;
use crate::PlanError;

/// An amount in millionths of the unit of costs and budgets.
pub(super) type Amount = i128;

/// Parts of a unit.
const PARTS: Amount = 1_000_000;
/// The largest amount, in units: every whole number up to it is a number that JSON carries exactly.
const MOST: f64 = 1e15;

/// Costs and budgets of one selection.
#[derive(Debug, Clone)]
pub(super) struct Money {
    /// Empty where nothing costs anything.
    costs: Vec<Amount>,
    /// In the order of the budgets of the rules.
    pub budgets: Vec<Amount>,
}

impl Money {
    /// Takes the budgets and the costs of all candidates. A cost that is not known counts as more
    /// than any budget; such candidates are barred where a cost is needed.
    ///
    /// # Errors
    /// A budget beyond what can be counted exactly, by field.
    pub fn new(budgets: &[(String, f64)], input: &SelectionInput) -> Result<Self, PlanError> {
        let budgets = budgets.iter().map(|(source, amount)| {
            exactly(*amount).ok_or_else(|| {
                let field = format!("constraints.budget.{source}");
                PlanError::new(field, format!("is not an amount between 0 and {MOST:e}"))
            })
        });
        let unknown = MOST as Amount * PARTS + 1;
        let costs = input.costs.iter().map(|cost| exactly(*cost).unwrap_or(unknown)).collect();
        Ok(Self { costs, budgets: budgets.collect::<Result<_, _>>()? })
    }

    /// What a candidate costs.
    pub fn cost(&self, i: u32) -> Amount {
        self.costs.get(i as usize).copied().unwrap_or(0)
    }

    /// What a set costs.
    pub fn of(&self, set: &[u32]) -> Amount {
        set.iter().map(|i| self.cost(*i)).sum()
    }

    /// The sum of all budgets.
    pub fn available(&self) -> Amount {
        self.budgets.iter().sum()
    }

    /// What the dearest of the first `n` candidates costs.
    pub fn dearest(&self, n: usize) -> Amount {
        self.costs.iter().take(n).copied().max().unwrap_or(0)
    }

    /// The same costs with other budgets.
    pub fn with_budgets(&self, budgets: Vec<Amount>) -> Self {
        Self { costs: self.costs.clone(), budgets }
    }

    /// Whether the budgets together are enough for a set. Without a budget everything is.
    pub fn is_enough_for(&self, set: &[u32]) -> bool {
        self.budgets.is_empty() || self.of(set) <= self.available()
    }

    /// The cost of a candidate where it is the same for all.
    pub fn uniform(&self) -> Option<Amount> {
        let first = *self.costs.first()?;
        self.costs.iter().all(|cost| *cost == first).then_some(first)
    }
}

/// An amount in millionths; `None` for what is no amount of 0 or more, or beyond counting.
pub(super) fn exactly(amount: f64) -> Option<Amount> {
    // Whole units and the rest apart: a product of both would round what a number holds exactly.
    (0.0..=MOST).contains(&amount).then(|| {
        let rest = (amount.fract() * PARTS as f64).round() as Amount;
        amount.trunc() as Amount * PARTS + rest
    })
}

/// An amount in units.
pub(super) fn in_units(amount: Amount) -> f64 {
    // Apart, so that whole units stay whole.
    (amount / PARTS) as f64 + (amount % PARTS) as f64 / PARTS as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_what_people_write() {
        let [a, b, sum] = [0.1, 0.2, 0.3].map(|x| exactly(x).unwrap());
        assert_eq!(a + b, sum);
        assert_eq!(exactly(10_000_000_001.0), Some(10_000_000_001_000_000));
        assert_eq!(exactly(999_999_999_999_999.0), Some(999_999_999_999_999_000_000));
        assert_eq!(in_units(exactly(123_456_789.25).unwrap()), 123_456_789.25);
        assert_eq!(exactly(1e15).map(in_units), Some(1e15));
        for no_amount in [-1.0, -0.000_001, f64::NAN, f64::INFINITY, 1e16] {
            assert_eq!(exactly(no_amount), None, "{no_amount}");
        }
    }
}
