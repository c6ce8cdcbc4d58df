//! What somebody knows of counts who knows every rule, the register and all that is published, and what follows: an integer
//! program, solved exactly (HiGHS).

use std::collections::BTreeMap;

use geodata::AreaCode;
use highs::{Col, HighsModelStatus, RowProblem, Sense};

/// The smallest count that is shown.
pub const LEAST: f64 = 5.0;

/// A count: what of, of which area, in which year.
pub type Cell = (&'static str, AreaCode, i32);

/// Counts, each so many times, and the bounds between which they are together.
pub type Sum = (Vec<(Cell, f64)>, [f64; 2]);

/// What is known of the counts of a country.
#[derive(Default)]
pub struct Known {
    /// Between which bounds a count lies.
    pub bounds: BTreeMap<Cell, [f64; 2]>,
    /// Sums that lie between bounds.
    pub sums: Vec<Sum>,
    pub withheld: Vec<Cell>,
}

impl Known {
    pub fn cell(&mut self, cell: Cell, low: f64, high: f64) {
        let bounds = self.bounds.entry(cell).or_insert([0.0, f64::INFINITY]);
        *bounds = [bounds[0].max(low), bounds[1].min(high)];
    }

    /// Of a count every area is the sum of those next below it.
    pub fn tree(&mut self, of: &'static str, years: &[i32], areas: &[AreaCode]) {
        for year in years {
            for area in areas {
                let whole = (of, *area, *year);
                self.cell(whole, 0.0, f64::INFINITY);
                let parts: Vec<(Cell, f64)> = areas
                    .iter()
                    .filter(|part| part.parent() == Some(*area))
                    .map(|part| ((of, *part, *year), 1.0))
                    .collect();
                if !parts.is_empty() {
                    let all = parts.into_iter().chain([(whole, -1.0)]).collect();
                    self.sums.push((all, [0.0, 0.0]));
                }
            }
        }
    }

    /// The least and the most that a count can be.
    fn range(&self, cell: Cell) -> [f64; 2] {
        [(Sense::Minimise, cell), (Sense::Maximise, cell)].map(|(sense, cell)| {
            let mut problem = RowProblem::default();
            let columns: BTreeMap<Cell, Col> = self
                .bounds
                .iter()
                .map(|(of, [low, high])| {
                    let cost = if *of == cell { 1.0 } else { 0.0 };
                    // Nobody counts a million people here; without a bound the most may be without end.
                    (*of, problem.add_integer_column(cost, *low..=high.min(1e6)))
                })
                .collect();
            for (terms, [low, high]) in &self.sums {
                let terms: Vec<(Col, f64)> =
                    terms.iter().map(|(cell, factor)| (columns[cell], *factor)).collect();
                problem.add_row(*low..=*high, terms);
            }
            let mut model = problem.optimise(sense);
            model.set_option("output_flag", false);
            model.set_option("threads", 1);
            let solved = model.solve();
            assert_eq!(solved.status(), HighsModelStatus::Optimal, "{cell:?}");
            let at = self.bounds.keys().position(|of| *of == cell).unwrap();
            solved.get_solution().columns()[at]
        })
    }

    /// Withheld counts about which more is known than the rule allows.
    pub fn recovered(&self, truth: &BTreeMap<Cell, f64>) -> Vec<String> {
        let found = self.withheld.iter().filter_map(|cell| {
            let ([low, high], count) = (self.range(*cell), truth[cell]);
            assert!(low <= count + 1e-6 && count <= high + 1e-6, "{cell:?}: {low} {count} {high}");
            // Nobody can tell which of the small counts it is, nor that it is small.
            let room = high - low >= LEAST - 2.0 - 1e-6;
            let kept = room && high >= LEAST - 1.0 - 1e-6;
            let (of, area, year) = cell;
            (!kept).then(|| format!("{of} {area} {year}: {count} is between {low} and {high}"))
        });
        found.collect()
    }
}
