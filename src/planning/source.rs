//! From a plan to its candidates.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::array::{Array, Float64Array};
use geodata::Level;
use geodata::dataset::{Dataset, Indicator};
use queries::{Params, QueryEngine, VillageTable};
use serde::Deserialize;

use super::PlanningError;
use super::common::with_common;
use super::reach::{Reach, leading};
use mcda::goalposts::default_goalposts;
use mcda::{Candidates, Direction, Figures, Normalisation, Plan, PlanError, Warning, sql};

/// Columns that decide between equal scores, the first that the dataset has.
const MIGRANTS: [&str; 2] = ["pmi", "pmi_placed"];

/// A village that satisfies the condition of a plan, or the number of those that nobody can say it of.
#[derive(Deserialize)]
struct Found {
    /// None in the line with the number, and where the condition brought in rows that are no villages.
    code: Option<String>,
    /// Villages of which the condition is neither true nor false.
    open: Option<usize>,
}

/// What a condition says of the villages.
pub(super) struct Assessed {
    /// Rows of those that satisfy it.
    pub villages: Vec<u32>,
    /// How many it is neither true nor false of, because a value is not known.
    pub not_assessable: usize,
}

/// A dataset to plan on.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    dataset: &'a Dataset,
    engine: &'a QueryEngine,
    /// Which figures are read.
    figures: Figures,
}

/// A plan with everything filled in, and its candidates.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The plan, with directions and goalposts that it left to the dataset.
    pub plan: Plan,
    /// The candidates.
    pub candidates: Arc<Candidates>,
    /// Rows of the candidates in the list of villages; none where the plan carries rows itself.
    pub villages: Option<Vec<u32>>,
    /// The column that decides between equal scores.
    pub migrants: Option<&'static str>,
    /// Villages of which the condition is neither true nor false, because a value is not known.
    pub not_assessable: usize,
    /// How much of the country the plan speaks of; none where it carries rows itself.
    pub reach: Option<Reach>,
    /// What a reader must know of the figures.
    pub warnings: Vec<Warning>,
}

impl<'a> Source<'a> {
    /// Plans over `dataset`, with `engine` over the same one.
    pub fn new(dataset: &'a Dataset, engine: &'a QueryEngine) -> Self {
        Self { dataset, engine, figures: Figures::Latest }
    }

    /// The same, with the figures that a plan lets take part.
    pub fn of(self, plan: &Plan) -> Self {
        Self { figures: plan.figures(), ..self }
    }

    /// The dataset.
    pub fn dataset(&self) -> &'a Dataset {
        self.dataset
    }

    /// Checks a plan, completes it from the indicator catalogue and finds its candidates.
    ///
    /// # Errors
    /// A plan that is wrong or names an indicator that the dataset does not have, or a condition
    /// that the SQL engine refuses.
    pub async fn prepare(&self, mut plan: Plan) -> Result<Prepared, PlanningError> {
        plan.validate()?;
        if plan.candidates.rows.is_some() {
            let candidates = Arc::new(Candidates::from_rows(&plan)?);
            return Ok(Prepared {
                plan,
                candidates,
                villages: None,
                migrants: None,
                not_assessable: 0,
                reach: None,
                warnings: Vec::new(),
            });
        }
        let source = self.of(&plan);
        let catalogue = source.complete(&mut plan)?;
        let Assessed { villages, not_assessable } =
            source.assess(plan.candidates.condition.as_deref()).await?;
        let ids = texts(source.table(), "code", &villages)?;
        let columns = plan
            .criteria
            .iter()
            .map(|criterion| source.column(&criterion.indicator, &villages))
            .collect::<Result<_, _>>()?;
        let migrants = MIGRANTS.into_iter().find(|name| source.has(name));
        let regencies = texts(source.table(), "regency_code", &villages)?;
        let mut candidates = Candidates::new(ids, columns)?.with_regencies(regencies)?;
        if let Some(name) = migrants {
            candidates = candidates.with_migrants(source.column(name, &villages)?)?;
        }
        let candidates = with_common(candidates, &plan, &catalogue, source.table(), &villages)?;
        Ok(Prepared {
            reach: source.reach(&plan),
            warnings: source.says_of_means(&plan),
            plan,
            candidates: Arc::new(candidates),
            villages: Some(villages),
            migrants,
            not_assessable,
        })
    }

    /// The values of an indicator for some villages; `NaN` is missing.
    ///
    /// # Errors
    /// An indicator that the dataset does not have.
    pub fn column(&self, name: &str, villages: &[u32]) -> Result<Vec<f64>, PlanError> {
        let column = self.numbers(name).ok_or_else(|| self.unknown("indicator", name))?;
        let value = |row: &u32| {
            let row = *row as usize;
            if row < column.len() && column.is_valid(row) { column.value(row) } else { f64::NAN }
        };
        Ok(villages.iter().map(value).collect())
    }

    /// Whether the dataset has a number of this name for any village.
    pub fn has(&self, name: &str) -> bool {
        self.numbers(name).is_some_and(|column| column.null_count() < column.len())
    }

    /// Whether any village has at least `least` of an indicator.
    pub fn reaches(&self, name: &str, least: f64) -> bool {
        self.numbers(name).is_some_and(|column| column.iter().flatten().any(|x| x >= least))
    }

    /// The share of some villages that have a number of this name, 0 to 1.
    pub fn share_known_among(&self, name: &str, villages: &[u32]) -> f64 {
        let Ok(values) = self.column(name, villages) else { return 0.0 };
        let known = values.iter().filter(|x| !x.is_nan()).count();
        known as f64 / values.len().max(1) as f64
    }

    /// Codes of the regencies that some villages lie in.
    pub fn regencies_of(&self, villages: &[u32]) -> BTreeSet<String> {
        texts(self.table(), "regency_code", villages).unwrap_or_default().into_iter().collect()
    }

    /// In how many regencies any village has a number of this name.
    fn regencies_with(&self, name: &str) -> usize {
        let regencies = self.table().texts("regency_code");
        let (Some(regencies), Some(column)) = (regencies, self.numbers(name)) else { return 0 };
        let known = regencies.iter().zip(&column).filter(|(_, x)| x.is_some());
        // Villages stand by their codes, those of one regency together.
        let mut last = None;
        known.filter(|(regency, _)| last.replace(*regency) != Some(*regency)).count()
    }

    /// How much of the country a plan over the dataset speaks of.
    pub fn reach(&self, plan: &Plan) -> Option<Reach> {
        let indicator = leading(plan)?.indicator.clone();
        Some(Reach {
            regencies_known: self.regencies_with(&indicator),
            regencies: self.dataset.areas(Level::Regency).len(),
            indicator,
        })
    }

    /// Of a plan on means of three years, which of its criteria are such means and which are the latest figure.
    fn says_of_means(&self, plan: &Plan) -> Vec<Warning> {
        if self.figures != Figures::OfThreeYears {
            return Vec::new();
        }
        let names = plan.criteria.iter().map(|criterion| criterion.indicator.as_str());
        let (means, others): (Vec<&str>, Vec<&str>) =
            names.partition(|name| self.table().is_mean(name));
        let mut warnings = Vec::new();
        if !means.is_empty() {
            let detail = format!("the mean of three years in a row counts of {}", means.join(", "));
            warnings.push(Warning::new("mean_of_three_years", detail));
        }
        if !others.is_empty() {
            let detail = format!(
                "{} has nowhere three years in a row: the latest figure counts",
                others.join(", ")
            );
            warnings.push(Warning::new("no_mean_of_three_years", detail));
        }
        warnings
    }

    /// The indicator catalogue by id.
    ///
    /// # Errors
    /// A dataset whose catalogue cannot be read.
    pub fn catalogue(&self) -> Result<BTreeMap<String, Indicator>, PlanningError> {
        Ok(self.dataset.indicators()?.into_iter().map(|line| (line.id.clone(), line)).collect())
    }

    /// Goalposts from all villages of the country, whoever competes.
    pub fn national_goalposts(&self, name: &str) -> Option<[f64; 2]> {
        let values: Vec<f64> = self.numbers(name)?.iter().flatten().collect();
        default_goalposts(&values)
    }

    fn complete(&self, plan: &mut Plan) -> Result<BTreeMap<String, Indicator>, PlanningError> {
        let catalogue = self.catalogue()?;
        let goalposts_matter = plan.normalisation() == Normalisation::Goalposts;
        for (j, criterion) in plan.criteria.iter_mut().enumerate() {
            let Some(line) = catalogue.get(&criterion.indicator) else {
                let field = format!("criteria[{j}].indicator");
                return Err(self.unknown(&field, &criterion.indicator).into());
            };
            let direction =
                if line.direction == "cost" { Direction::Cost } else { Direction::Benefit };
            criterion.direction.get_or_insert(direction);
            if goalposts_matter && criterion.goalposts.is_none() {
                criterion.goalposts = self.national_goalposts(&criterion.indicator);
            }
        }
        Ok(catalogue)
    }

    /// The villages that satisfy a condition, and how many nobody can say it of. In SQL a condition on
    /// a value that is not known is neither true nor false, unless the rest of it decides.
    pub(super) async fn assess(&self, condition: Option<&str>) -> Result<Assessed, PlanningError> {
        let Some(condition) = condition else {
            let villages = (0..self.table().num_rows() as u32).collect();
            return Ok(Assessed { villages, not_assessable: 0 });
        };
        // One statement: both halves see the same turn and the same time.
        let sql = format!(
            "{}\nUNION ALL SELECT NULL, count(*) FROM {} WHERE (\n{condition}\n) IS NULL",
            self.question(condition)?,
            self.table_name()
        );
        let found: Vec<Found> = self.engine.ask(&sql, Params::None).await?;
        let (counts, villages): (Vec<Found>, Vec<Found>) =
            found.into_iter().partition(|line| line.code.is_none() && line.open.is_some());
        let [Found { open: Some(not_assessable), .. }] = counts[..] else {
            return Err(foreign().into());
        };
        Ok(Assessed { villages: self.rows(&villages)?, not_assessable })
    }

    /// Refuses a plan whose condition could not be asked again: one that is too deep, does more than read, or gives other
    /// villages each time. Columns are not looked at: a plan outlives a dataset.
    ///
    /// # Errors
    /// What is wrong with the condition.
    pub fn check_condition(&self, plan: &Plan) -> Result<(), PlanningError> {
        let condition = plan.candidates.condition.as_deref();
        condition.map(|condition| self.of(plan).question(condition)).transpose().map(|_| ())
    }

    /// The parts of a condition that all have to hold.
    pub(super) fn parts(&self, condition: &str) -> Result<Vec<String>, PlanningError> {
        self.engine.conjuncts(condition)?.ok_or_else(|| foreign().into())
    }

    /// The engine over the dataset.
    pub(super) fn engine(&self) -> &'a QueryEngine {
        self.engine
    }

    /// The statement that finds the villages of a condition.
    fn question(&self, condition: &str) -> Result<String, PlanningError> {
        // On lines of its own, so that a comment at its end does not swallow the bracket.
        let table = self.table_name();
        let sql = format!(
            "SELECT code, CAST(NULL AS BIGINT) AS open FROM {table} WHERE (\n{condition}\n)"
        );
        match self.engine.check_condition(&sql)? {
            true => Ok(sql),
            false => Err(foreign().into()),
        }
    }

    /// Rows of villages in the table.
    fn rows(&self, found: &[Found]) -> Result<Vec<u32>, PlanError> {
        let table = self.table();
        let Some(all) = table.texts("code") else {
            return Err(PlanError::new("candidates", "the villages have no codes"));
        };
        let codes: Vec<&str> = all.iter().flatten().collect();
        let row = |found: &Found| {
            let row = codes.binary_search(&found.code.as_deref()?).ok()?;
            u32::try_from(row).ok()
        };
        let rows: Option<Vec<u32>> = found.iter().map(row).collect();
        let mut rows = rows.ok_or_else(foreign)?;
        rows.sort_unstable();
        rows.dedup();
        Ok(rows)
    }

    /// The name in SQL of the table that candidates come from.
    pub(super) fn table_name(&self) -> &'static str {
        sql::table(self.figures)
    }

    fn table(&self) -> &'a VillageTable {
        match self.figures {
            Figures::Latest => self.engine.village_indicators(),
            Figures::WithImputed => self.engine.village_indicators_with_imputed(),
            Figures::OfThreeYears => self.engine.village_indicators_of_three_years(),
        }
    }

    fn numbers(&self, name: &str) -> Option<Float64Array> {
        self.table().numbers(name)
    }

    fn unknown(&self, field: &str, name: &str) -> PlanError {
        let known = self.dataset.indicators().unwrap_or_default();
        let known: Vec<&str> = known.iter().map(|line| line.id.as_str()).collect();
        PlanError::new(field, format!("{name:?} is not an indicator of this dataset"))
            .hint(format!("it has {}", known.join(", ")))
    }
}

/// A condition that closes the bracket can bring in rows of its own, or mean something else where it is asked again.
fn foreign() -> PlanError {
    PlanError::new("candidates.where", "it is more than one condition, or finds more than villages")
}

/// Texts of some rows.
fn texts(table: &VillageTable, name: &str, rows: &[u32]) -> Result<Vec<String>, PlanError> {
    let column = table
        .texts(name)
        .ok_or_else(|| PlanError::new("candidates", format!("the villages have no {name}")))?;
    let text = |row: &u32| {
        let row = *row as usize;
        if row < column.len() { column.value(row).to_owned() } else { String::new() }
    };
    Ok(rows.iter().map(text).collect())
}
