//! The rows that every objective shares, over the candidates that take part in the search.

use std::collections::BTreeMap;

use super::budget::{Budget, Digit, carries};
use super::mip::{Mip, Solved};
use super::money::Amount;
use super::{Rules, SelectionInput};

/// How the budgets of several sources are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purses {
    /// As one sum: a relaxation where villages cost differently.
    Together,
    /// Each by itself: a variable for every village and source.
    Apart,
}

/// What a program is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Precision {
    /// A bound: budgets may be broken by less than a tolerance, so that no set is lost.
    Relaxed,
    /// Whole villages: budgets hold to the last unit.
    Exact,
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
    /// The digits of each budget.
    digits: Vec<Vec<Digit>>,
    /// Variables of a candidate.
    sources: usize,
    precision: Precision,
}

/// A row that keeps a budget.
struct BudgetRow {
    row: usize,
    /// Costs, less what every village costs, are in parts of this; `None` counts villages.
    unit: Option<f64>,
}

impl<'a> Model<'a> {
    /// A program over `active`; `value` is what choosing a candidate adds to the objective.
    pub fn new(
        rules: &'a Rules,
        input: &'a SelectionInput,
        active: &[u32],
        purses: Purses,
        precision: Precision,
        value: impl Fn(u32) -> f64,
    ) -> Self {
        let uniform = rules.money.uniform().is_some();
        let apart = purses == Purses::Apart && !uniform && !input.costs.is_empty();
        let sources = if apart { rules.budgets.len().max(1) } else { 1 };
        let mut model = Self {
            rules,
            input,
            mip: Mip::default(),
            columns: BTreeMap::new(),
            count_row: None,
            group_rows: Vec::new(),
            budget_rows: Vec::new(),
            digits: Vec::new(),
            sources,
            precision,
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
        let money = &self.rules.money;
        if money.budgets.is_empty() {
            return;
        }
        if let Some(cost) = money.uniform() {
            // The same cost for all: every source pays for a whole number of villages.
            let villages = |budget: &Amount| budget.checked_div(cost);
            let Some(villages) = money.budgets.iter().map(villages).sum::<Option<Amount>>() else {
                return; // Villages that cost nothing.
            };
            let all = self.terms(self.columns.keys().copied());
            let row = self.mip.row(0.0, villages as f64, all);
            self.budget_rows.push(BudgetRow { row, unit: None });
            return;
        }
        let common = self.common_cost();
        let count = self.rules.count.map_or(0, Amount::from);
        let amounts: Vec<Amount> = match self.sources {
            1 => vec![money.available() - count * common],
            _ => money.budgets.clone(),
        };
        for (source, amount) in amounts.into_iter().enumerate() {
            let terms = self
                .columns
                .iter()
                .filter_map(|(i, c)| Some((*c.get(source)?, money.cost(*i) - common)))
                .collect();
            let budget = Budget { terms, amount };
            let (row, unit) = budget.relaxed(&mut self.mip);
            self.budget_rows.push(BudgetRow { row, unit: Some(unit) });
            if self.precision == Precision::Exact {
                self.digits.push(budget.exact(&mut self.mip));
            }
        }
    }

    /// What every village costs at least. Where their number is fixed and they are paid from one purse,
    /// only what they cost beyond it, and what is left for that, needs to be compared.
    fn common_cost(&self) -> Amount {
        let one_purse = self.sources == 1 && self.rules.count.is_some();
        if one_purse { self.rules.least_cost } else { 0 }
    }

    /// A set as values of the variables of a program with one variable a candidate.
    pub fn values(&self, set: &[u32]) -> Vec<f64> {
        let mut values = vec![0.0; self.mip.width()];
        for column in set.iter().filter_map(|i| self.columns.get(i)).flatten() {
            if let Some(value) = values.get_mut(*column) {
                *value = 1.0;
            }
        }
        for digits in &self.digits {
            carries(digits, &mut values);
        }
        values
    }

    /// The source that pays for each chosen candidate, where every source has variables of its own;
    /// `None` where they share them.
    pub fn payers(&self, solved: &Solved) -> Option<BTreeMap<u32, usize>> {
        let on = |c: &usize| solved.values.get(*c).is_some_and(|x| *x > 0.5);
        let payer = |(i, c): (&u32, &Vec<usize>)| Some((*i, c.iter().position(on)?));
        (self.sources > 1).then(|| self.columns.iter().filter_map(payer).collect())
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
        let cost = (self.rules.money.cost(i) - self.common_cost()) as f64;
        let charge =
            |budget: &BudgetRow| dual(budget.row) * budget.unit.map_or(1.0, |unit| cost / unit);
        // It would be paid from the source that is cheapest for it.
        left - self.budget_rows.iter().map(charge).reduce(f64::min).unwrap_or(0.0)
    }
}
