//! Budgets as rows of a program.
//!
//! A solver computes with tolerances, and one part in a billion of a budget in rupiah is real
//! money. So costs enter as whole numbers that are small enough for whatever breaks a budget to
//! break its row by far more than a tolerance: what all have in common is taken away, and what
//! is still large is written in digits, with carries, as in a sum on paper.

use super::mip::Mip;
use super::money::Amount;

/// Base of the digits. Half a unit of it is 5e-7 of a row, the solver's tolerance is 1e-9.
const BASE: Amount = 1_000_000;
/// What a relaxation lets a budget be broken by, as a share: more than any tolerance, so that no
/// set that keeps it is ever lost.
const SLACK: f64 = 1e-7;

/// `Σ cost · x ≤ budget` over variables that are 0 or 1.
#[derive(Debug, Clone)]
pub(super) struct Budget {
    /// A variable and its cost.
    pub terms: Vec<(usize, Amount)>,
    /// May be below 0: then nothing satisfies it.
    pub amount: Amount,
}

/// One digit of a sum: `Σ digit · x + carry of the digit below ≤ BASE · carry + digit of the budget`.
#[derive(Debug, Clone)]
pub(super) struct Digit {
    digits: Vec<(usize, Amount)>,
    of_budget: Amount,
    /// The variable of its carry.
    carry: usize,
}

impl Budget {
    /// The row that a relaxation keeps, in parts of the budget; `None` where nothing satisfies it.
    /// Answers the row and what its costs are divided by.
    pub fn relaxed(&self, mip: &mut Mip) -> (usize, f64) {
        let unit = self.amount.max(1) as f64;
        if self.amount < 0 {
            return (mip.row(1.0, 1.0, Vec::new()), unit);
        }
        let terms = self.terms.iter().filter(|(_, cost)| *cost <= self.amount);
        let terms = terms.map(|(column, cost)| (*column, *cost as f64 / unit)).collect();
        self.leave_out_the_dear(mip);
        (mip.row(f64::NEG_INFINITY, 1.0 + SLACK, terms), unit)
    }

    /// Whoever alone costs more than there is cannot be chosen.
    fn leave_out_the_dear(&self, mip: &mut Mip) {
        for (column, _) in self.terms.iter().filter(|(_, cost)| *cost > self.amount) {
            mip.forbid(*column);
        }
    }

    /// Rows that hold for whole solutions exactly when the budget does. Answers the digits, for
    /// [`carries`].
    pub fn exact(&self, mip: &mut Mip) -> Vec<Digit> {
        let affordable: Vec<(usize, Amount)> =
            self.terms.iter().copied().filter(|(_, cost)| *cost <= self.amount).collect();
        if self.amount < 0 || affordable.iter().map(|(_, cost)| cost).sum::<Amount>() <= self.amount
        {
            return Vec::new(); // Never, or always: the relaxed row says it.
        }
        let divisor = affordable.iter().fold(0, |divisor, (_, cost)| gcd(divisor, *cost)).max(1);
        let mut costs: Vec<(usize, Amount)> =
            affordable.into_iter().map(|(column, cost)| (column, cost / divisor)).collect();
        let mut left = self.amount / divisor;
        let mut rows: Vec<Digit> = Vec::new();
        while left > BASE {
            let carry = mip.column(0.0, 0.0, costs.len() as f64 + 1.0, true);
            let digits =
                costs.iter().map(|(column, cost)| (*column, cost % BASE)).filter(|(_, d)| *d > 0);
            let digit = Digit { digits: digits.collect(), of_budget: left % BASE, carry };
            add_row(mip, &digit.digits, rows.last(), digit.of_budget, Some(carry));
            rows.push(digit);
            for (_, cost) in &mut costs {
                *cost /= BASE;
            }
            left /= BASE;
        }
        costs.retain(|(_, cost)| *cost > 0);
        add_row(mip, &costs, rows.last(), left, None);
        rows
    }
}

/// `Σ digit · x + carry below ≤ BASE · carry + budget`. Half a unit more is allowed: what keeps
/// the row is half a unit away from its end, what breaks it is too.
fn add_row(
    mip: &mut Mip,
    digits: &[(usize, Amount)],
    below: Option<&Digit>,
    budget: Amount,
    carry: Option<usize>,
) {
    let unit = if carry.is_some() { BASE as f64 } else { budget.max(1) as f64 };
    let mut terms: Vec<(usize, f64)> =
        digits.iter().map(|(column, digit)| (*column, *digit as f64 / unit)).collect();
    terms.extend(below.map(|below| (below.carry, 1.0 / unit)));
    terms.extend(carry.map(|carry| (carry, -1.0)));
    mip.row(f64::NEG_INFINITY, (budget as f64 + 0.5) / unit, terms);
}

/// The carries that belong to a solution, written into its values.
pub(super) fn carries(rows: &[Digit], values: &mut [f64]) {
    let mut below: Amount = 0;
    for row in rows {
        let on = |column: usize| values.get(column).is_some_and(|x| *x > 0.5);
        let sum: Amount = row.digits.iter().filter(|(c, _)| on(*c)).map(|(_, digit)| digit).sum();
        let over = sum + below - row.of_budget;
        below = if over > 0 { (over + BASE - 1) / BASE } else { 0 };
        if let Some(value) = values.get_mut(row.carry) {
            *value = below as f64;
        }
    }
}

fn gcd(a: Amount, b: Amount) -> Amount {
    if b == 0 { a } else { gcd(b, a % b) }
}
