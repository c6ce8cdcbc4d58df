//! A mixed-integer program that is kept as plain lists, so that it can be solved again with a
//! row more, and its hand-over to HiGHS.

use highs::{Col, HighsModelStatus, RowProblem, Sense};

use crate::PlanError;

/// A linear program with some whole-number variables.
#[derive(Debug, Clone, Default)]
pub(super) struct Mip {
    columns: Vec<Variable>,
    rows: Vec<Row>,
}

#[derive(Debug, Clone)]
struct Variable {
    cost: f64,
    low: f64,
    high: f64,
    whole: bool,
}

#[derive(Debug, Clone)]
struct Row {
    low: f64,
    high: f64,
    terms: Vec<(usize, f64)>,
}

/// What the solver found.
#[derive(Debug, Clone)]
pub(super) enum Outcome {
    Solved(Solved),
    Infeasible,
    /// The time was over before any solution was found.
    OutOfTime,
}

#[derive(Debug, Clone)]
pub(super) struct Solved {
    pub objective: f64,
    pub values: Vec<f64>,
    /// Dual values of the rows (of a relaxation).
    pub duals: Vec<f64>,
    /// Proven relative gap; 0 where optimal.
    pub gap: f64,
    pub optimal: bool,
}

impl Mip {
    /// Adds a variable and returns its place.
    pub fn column(&mut self, cost: f64, low: f64, high: f64, whole: bool) -> usize {
        self.columns.push(Variable { cost, low, high, whole });
        self.columns.len() - 1
    }

    /// Adds `low ≤ Σ factor · variable ≤ high` and returns its place.
    pub fn row(&mut self, low: f64, high: f64, terms: Vec<(usize, f64)>) -> usize {
        self.rows.push(Row { low, high, terms });
        self.rows.len() - 1
    }

    /// HiGHS calls a program without variables optimal and does not look at its rows.
    fn without_variables(&self) -> Outcome {
        if self.rows.iter().any(|row| row.low > 0.0 || row.high < 0.0) {
            return Outcome::Infeasible;
        }
        let duals = vec![0.0; self.rows.len()];
        Outcome::Solved(Solved {
            objective: 0.0,
            values: Vec::new(),
            duals,
            gap: 0.0,
            optimal: true,
        })
    }

    /// Adds `factor · variable` to a row.
    pub fn extend(&mut self, row: usize, column: usize, factor: f64) {
        if let Some(row) = self.rows.get_mut(row) {
            row.terms.push((column, factor));
        }
    }

    /// Lets a variable be 0 only.
    pub fn forbid(&mut self, column: usize) {
        if let Some(column) = self.columns.get_mut(column) {
            column.high = 0.0;
        }
    }

    /// How many variables there are.
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// Solves it; `relaxed` lets whole-number variables be fractions. `seconds_left` is asked before
    /// every attempt.
    pub fn solve(
        &self,
        sense: Sense,
        relaxed: bool,
        seconds_left: impl Fn() -> f64,
    ) -> Result<Outcome, PlanError> {
        self.solve_from(None, sense, relaxed, seconds_left)
    }

    /// Solves it, beginning with a solution that is known.
    pub fn solve_from(
        &self,
        start: Option<&[f64]>,
        sense: Sense,
        relaxed: bool,
        seconds_left: impl Fn() -> f64,
    ) -> Result<Outcome, PlanError> {
        if self.columns.is_empty() {
            return Ok(self.without_variables());
        }
        let first = self.attempt(start, sense, relaxed, seconds_left(), true);
        // Presolve can leave a program in a state that the solver cannot judge.
        first.or_else(|_| self.attempt(start, sense, relaxed, seconds_left(), false))
    }

    fn attempt(
        &self,
        start: Option<&[f64]>,
        sense: Sense,
        relaxed: bool,
        time_limit_s: f64,
        presolve: bool,
    ) -> Result<Outcome, PlanError> {
        let mut problem = RowProblem::default();
        let columns: Vec<Col> = self
            .columns
            .iter()
            .map(|c| {
                let whole = c.whole && !relaxed;
                if whole {
                    problem.add_integer_column(c.cost, c.low..=c.high)
                } else {
                    problem.add_column(c.cost, c.low..=c.high)
                }
            })
            .collect();
        for row in &self.rows {
            let terms = row.terms.iter().filter_map(|(j, x)| Some((*columns.get(*j)?, *x)));
            problem.add_row(row.low..=row.high, terms);
        }
        let failed = |what: String| PlanError::solver(what);
        let mut model =
            problem.try_optimise(sense).map_err(|status| failed(format!("{status:?}")))?;
        model.make_quiet();
        let set = [
            model.try_set_option("presolve", if presolve { "choose" } else { "off" }),
            model.try_set_option("time_limit", time_limit_s),
            // An optimum, not one within HiGHS's default 0.01 %.
            model.try_set_option("mip_rel_gap", 0.0),
            model.try_set_option("mip_abs_gap", 1e-9),
            // Rows are scaled so that whatever breaks one breaks it by far more (`budget`).
            model.try_set_option("primal_feasibility_tolerance", 1e-9),
            model.try_set_option("dual_feasibility_tolerance", 1e-9),
            model.try_set_option("mip_feasibility_tolerance", 1e-9),
            // One thread, so that the same problem takes the same path.
            model.try_set_option("threads", 1),
            // This heuristic does not look at the time, and goes on for ever on some small programs.
            model.try_set_option("mip_heuristic_run_feasibility_jump", false),
            model.try_set_option("parallel", "off"),
        ];
        if set.iter().any(Result::is_err) {
            return Err(failed("an option is not known".into()));
        }
        if let Some(start) = start {
            model
                .try_set_solution(Some(start), None, None, None)
                .map_err(|status| failed(format!("{status:?}")))?;
        }
        let solved = model.try_solve().map_err(|status| failed(format!("{status:?}")))?;
        let optimal = match solved.status() {
            HighsModelStatus::Optimal | HighsModelStatus::ModelEmpty => true,
            HighsModelStatus::Infeasible | HighsModelStatus::UnboundedOrInfeasible => {
                return Ok(Outcome::Infeasible);
            }
            HighsModelStatus::ReachedTimeLimit => false,
            other => return Err(failed(format!("{other:?}"))),
        };
        let gap = if relaxed || optimal { 0.0 } else { solved.mip_gap() };
        if !gap.is_finite() {
            return Ok(Outcome::OutOfTime);
        }
        let solution = solved.get_solution();
        Ok(Outcome::Solved(Solved {
            objective: solved.objective_value(),
            values: solution.columns().to_vec(),
            duals: solution.dual_rows().to_vec(),
            gap,
            optimal,
        }))
    }
}
