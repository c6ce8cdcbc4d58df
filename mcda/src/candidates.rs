//! The candidates as columns of numbers.

use super::common::Common;
use super::plan::LARGEST;
use super::{Plan, PlanError};

/// The villages that compete: one column of values per criterion of the plan, in its order.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidates {
    ids: Vec<String>,
    regencies: Vec<String>,
    migrants: Vec<f64>,
    columns: Vec<Vec<f64>>,
    missing: Vec<usize>,
    not_finite: Vec<usize>,
    common: Common,
}

impl Candidates {
    /// Candidates with their values; `NaN` is a missing value, and so is any other number that is
    /// not finite (those are counted, see [`Self::not_finite`]).
    ///
    /// # Errors
    /// A column that is longer or shorter than `ids`, or a value that is too large to compute with.
    pub fn new(ids: Vec<String>, mut columns: Vec<Vec<f64>>) -> Result<Self, PlanError> {
        let n = ids.len();
        let mut missing = Vec::with_capacity(columns.len());
        let mut not_finite = Vec::with_capacity(columns.len());
        for (j, column) in columns.iter_mut().enumerate() {
            if column.len() != n {
                let problem = format!("{} values for {n} candidates", column.len());
                return Err(PlanError::new(format!("criteria[{j}]"), problem));
            }
            let infinite = column.iter().filter(|x| x.is_infinite()).count();
            if infinite > 0 {
                column.iter_mut().filter(|x| x.is_infinite()).for_each(|x| *x = f64::NAN);
            }
            if let Some((x, id)) = column.iter().zip(&ids).find(|(x, _)| x.abs() > LARGEST) {
                let what = format!("{x:e}, the value of {id:?},");
                return Err(too_large(format!("criteria[{j}]"), &what));
            }
            not_finite.push(infinite);
            missing.push(column.iter().filter(|x| x.is_nan()).count());
        }
        Ok(Self {
            regencies: Vec::new(),
            migrants: Vec::new(),
            common: Common::default(),
            ids,
            columns,
            missing,
            not_finite,
        })
    }

    /// States the regency of every candidate, for medians.
    ///
    /// # Errors
    /// A list of another length.
    pub fn with_regencies(mut self, regencies: Vec<String>) -> Result<Self, PlanError> {
        self.same_length("regency", regencies.len())?;
        self.regencies = regencies;
        Ok(self)
    }

    /// States the number of migrants of every candidate (`NaN` = unknown), which decides between
    /// equal scores.
    ///
    /// # Errors
    /// A list of another length.
    pub fn with_migrants(mut self, migrants: Vec<f64>) -> Result<Self, PlanError> {
        self.same_length("pmi", migrants.len())?;
        self.migrants = migrants;
        Ok(self)
    }

    /// States which values are those of whole areas (see `Common::new`), for the best and the worst
    /// ranks that missing ones allow. Without it every candidate's missing value is its own.
    ///
    /// # Errors
    /// Areas or levels that do not fit the candidates and criteria.
    pub fn with_common(
        mut self,
        areas: Vec<Vec<u32>>,
        level_of: Vec<Option<usize>>,
    ) -> Result<Self, PlanError> {
        self.common = Common::new(areas, level_of, self.len())?;
        Ok(self)
    }

    /// The rows that the plan itself carries.
    ///
    /// # Errors
    /// No rows, a criterion that no row has, or a value that is no number.
    pub fn from_rows(plan: &Plan) -> Result<Self, PlanError> {
        let rows = plan.candidates.rows.as_deref().ok_or_else(|| {
            PlanError::new("candidates.rows", "is missing")
                .hint("give the rows here, or a dataset to read the candidates from")
        })?;
        let mut columns = Vec::with_capacity(plan.criteria.len());
        for (j, criterion) in plan.criteria.iter().enumerate() {
            let name = criterion.indicator.as_str();
            let known = name == "pmi" || rows.iter().any(|row| row.values.contains_key(name));
            if !known && !rows.is_empty() {
                let problem = format!("no row has a column {name:?}");
                return Err(PlanError::new(format!("criteria[{j}].indicator"), problem));
            }
            columns.push(Self::row_column(plan, name)?);
        }
        let text = |f: fn(&super::Row) -> Option<&String>| {
            rows.iter().map(|row| f(row).cloned().unwrap_or_default()).collect()
        };
        Self::new(rows.iter().map(|row| row.id.clone()).collect(), columns)?
            .with_regencies(text(|row| row.regency.as_ref()))?
            .with_migrants(rows.iter().map(|row| row.pmi.unwrap_or(f64::NAN)).collect())
    }

    /// One column of the rows that the plan carries; `NaN` where a row has none.
    ///
    /// # Errors
    /// A value that is no number, by its place.
    pub fn row_column(plan: &Plan, name: &str) -> Result<Vec<f64>, PlanError> {
        let rows = plan.candidates.rows.as_deref().unwrap_or_default();
        rows.iter()
            .enumerate()
            .map(|(i, row)| {
                let field = || format!("candidates.rows[{i}].{name}");
                let value = row.number(name).map_err(|what| {
                    PlanError::new(field(), what).hint("give a number, or null for a missing value")
                })?;
                match value {
                    Some(x) if x.abs() > LARGEST => Err(too_large(field(), &format!("{x:e}"))),
                    value => Ok(value.unwrap_or(f64::NAN)),
                }
            })
            .collect()
    }

    /// How many candidates there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// What the candidates are called.
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// The values, one column per criterion; `NaN` is missing.
    pub fn columns(&self) -> &[Vec<f64>] {
        &self.columns
    }

    /// How many values are missing, per criterion.
    pub fn missing(&self) -> &[usize] {
        &self.missing
    }

    /// How many infinite values were taken as missing, per criterion.
    pub fn not_finite(&self) -> &[usize] {
        &self.not_finite
    }

    /// The regency of candidate `i`; empty where unknown.
    pub fn regency(&self, i: usize) -> &str {
        self.regencies.get(i).map_or("", String::as_str)
    }

    /// The number of migrants of candidate `i`, `-∞` where unknown, so that it comes last among
    /// equals.
    pub fn migrants(&self, i: usize) -> f64 {
        self.migrants.get(i).copied().filter(|m| !m.is_nan()).unwrap_or(f64::NEG_INFINITY)
    }

    /// Which values are those of whole areas.
    pub(crate) fn common(&self) -> &Common {
        &self.common
    }

    /// The value of criterion `j` for candidate `i`.
    pub fn value(&self, i: usize, j: usize) -> Option<f64> {
        self.columns.get(j)?.get(i).copied().filter(|x| !x.is_nan())
    }

    /// The same without candidate `i`.
    ///
    /// # Errors
    /// None that the candidates did not have before.
    pub fn without(&self, i: usize) -> Result<Self, PlanError> {
        fn others<T: Clone>(list: &[T], i: usize) -> Vec<T> {
            list.iter().enumerate().filter(|(k, _)| *k != i).map(|(_, x)| x.clone()).collect()
        }
        let columns = self.columns.iter().map(|column| others(column, i)).collect();
        let mut left = Self::new(others(&self.ids, i), columns)?;
        left.regencies = others(&self.regencies, i);
        left.migrants = others(&self.migrants, i);
        left.common = self.common.without(i);
        Ok(left)
    }

    fn same_length(&self, what: &str, length: usize) -> Result<(), PlanError> {
        if length == self.len() {
            return Ok(());
        }
        let problem = format!("{length} values for {} candidates", self.len());
        Err(PlanError::new(format!("candidates.{what}"), problem))
    }
}

/// A value whose square or sum would not be a number any more.
fn too_large(field: String, what: &str) -> PlanError {
    PlanError::new(field, format!("{what} is beyond {LARGEST:e}"))
        .hint("give the value in a larger unit, or null where it is not known")
}
