//! The rows that every objective shares, over the candidates that take part in the search.

use std::collections::BTreeMap;

use super::mip::{Mip, Solved};
use super::{Rules, SelectionInput};

/// How the budgets of several sources are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purses {
    /// As one sum: a relaxation where villages cost differently.
    Together,
    /// Each by itself: a variable for every village and source.
    Apart,
}

/// A program whose first variables say which candidates are chosen.
pub(super) struct Model<'a> {
    pub rules: &'a Rules,
    pub input: &'a SelectionInput,
    pub mip: Mip,
    /// Variables of each candidate that takes part: one, or one per funding source.
    pub columns: BTreeMap<u32, Vec<usize>>,
    /// Rows that a candidate that does not take part would be in, for pricing it.
    pub count_row: Option<usize>,
    pub group_rows: Vec<Option<usize>>,
    budget_rows: Vec<BudgetRow>,
    /// Variables of a candidate.
    sources: usize,
    /// The cost of a village where it is the same for all.
    uniform: Option<f64>,
}

/// A row that keeps a budget.
struct BudgetRow {
    row: usize,
    /// Costs are in parts of this; `None` counts villages.
    unit: Option<f64>,
}

impl<'a> Model<'a> {
    /// A program over `active`; `value` is what choosing a candidate adds to the objective.
    pub fn new(
        rules: &'a Rules,
        input: &'a SelectionInput,
        active: &[u32],
        purses: Purses,
        value: impl Fn(u32) -> f64,
    ) -> Self {
        let uniform = uniform_cost(input).filter(|cost| *cost > 0.0);
        let apart = purses == Purses::Apart && uniform.is_none() && !input.costs.is_empty();
        let sources = if apart { rules.budgets.len().max(1) } else { 1 };
        let mut model = Self {
            rules,
            input,
            mip: Mip::default(),
            columns: BTreeMap::new(),
            count_row: None,
            group_rows: Vec::new(),
            budget_rows: Vec::new(),
            sources,
            uniform,
        };
        for &i in active {
            let columns: Vec<usize> =
                (0..sources).map(|_| model.mip.column(value(i), 0.0, 1.0, true)).collect();
            let pinned = rules.pinned.contains(&i);
            if sources > 1 || pinned {
                let terms = columns.iter().map(|c| (*c, 1.0)).collect();
                model.mip.row(if pinned { 1.0 } else { 0.0 }, 1.0, terms);
            }
            model.columns.insert(i, columns);
        }
        model.add_count();
        model.add_groups();
        model.add_budgets();
        model
    }

    fn add_count(&mut self) {
        let Some(count) = self.rules.count.map(f64::from) else { return };
        let all = self.terms(self.columns.keys().copied());
        self.count_row = Some(self.mip.row(count, count, all));
    }

    fn add_groups(&mut self) {
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); self.rules.groups.len()];
        for &i in self.columns.keys() {
            for group in self.rules.groups_of.get(i as usize).into_iter().flatten() {
                if let Some(members) = members.get_mut(*group as usize) {
                    members.push(i);
                }
            }
        }
        for (group, members) in self.rules.groups.iter().zip(members) {
            let low = f64::from(group.limit.min.unwrap_or(0));
            let high = group.limit.max.map_or(f64::INFINITY, f64::from);
            let needed = low > 0.0 || (members.len() as f64) > high;
            let terms = self.terms(members);
            self.group_rows.push(needed.then(|| self.mip.row(low, high, terms)));
        }
    }

    fn add_budgets(&mut self) {
        let budgets = &self.rules.budgets;
        if budgets.is_empty() {
            return;
        }
        if let Some(cost) = self.uniform {
            // The same cost for all: every source pays for a whole number of villages.
            let villages: f64 = budgets.iter().map(|(_, b)| (b / cost + 1e-9).floor()).sum();
            let all = self.terms(self.columns.keys().copied());
            let row = self.mip.row(0.0, villages, all);
            self.budget_rows.push(BudgetRow { row, unit: None });
            return;
        }
        let amounts: Vec<f64> = match self.sources {
            1 => vec![budgets.iter().map(|(_, amount)| amount).sum()],
            _ => budgets.iter().map(|(_, amount)| *amount).collect(),
        };
        for (source, amount) in amounts.into_iter().enumerate() {
            // In parts of the budget, so that rupiah do not swamp the solver's tolerances.
            let unit = amount.max(1.0);
            let terms = self
                .columns
                .iter()
                .filter_map(|(i, c)| Some((*c.get(source)?, self.input.cost(*i) / unit)))
                .collect();
            let row = self.mip.row(0.0, amount / unit, terms);
            self.budget_rows.push(BudgetRow { row, unit: Some(unit) });
        }
    }

    /// One for each variable of some candidates.
    pub fn terms(&self, of: impl IntoIterator<Item = u32>) -> Vec<(usize, f64)> {
        of.into_iter().filter_map(|i| self.columns.get(&i)).flatten().map(|c| (*c, 1.0)).collect()
    }

    /// The chosen candidates of a solution, in the order of the input.
    pub fn chosen(&self, solved: &Solved) -> Vec<u32> {
        let on = |c: &usize| solved.values.get(*c).is_some_and(|x| *x > 0.5);
        self.columns.iter().filter(|(_, c)| c.iter().any(on)).map(|(i, _)| *i).collect()
    }

    /// What a candidate that does not take part would add beyond what the duals charge for it.
    pub fn reduced_value(&self, i: u32, value: f64, duals: &[f64]) -> f64 {
        let dual = |row: usize| duals.get(row).copied().unwrap_or(0.0);
        let mut left = value - self.count_row.map_or(0.0, dual);
        for group in self.rules.groups_of.get(i as usize).into_iter().flatten() {
            left -= self.group_rows.get(*group as usize).copied().flatten().map_or(0.0, dual);
        }
        let charge = |budget: &BudgetRow| {
            dual(budget.row) * budget.unit.map_or(1.0, |unit| self.input.cost(i) / unit)
        };
        // It would be paid from the source that is cheapest for it.
        left - self.budget_rows.iter().map(charge).reduce(f64::min).unwrap_or(0.0)
    }
}

/// The cost of a village where it is the same for all.
fn uniform_cost(input: &SelectionInput) -> Option<f64> {
    let first = *input.costs.first()?;
    input.costs.iter().all(|cost| *cost == first).then_some(first)
}
