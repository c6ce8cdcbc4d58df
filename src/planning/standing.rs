//! Where villages stand that somebody proposes: whether they may compete, how they rank, and how far the last chosen one is.

use std::collections::{BTreeMap, HashMap};

use geodata::dataset::Dataset;
use geodata::values::Values;
use geodata::{AreaCode, Level};
use queries::Params;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answer::{RankedVillage, village};
use super::explanation::{ExplainedValue, explained, origin, when};
use super::{PlanningError, Ranked, Source};
use mcda::{Method, Plan, plan_hash};

/// Conditions that are told apart; more are said as one.
const PARTS: usize = 24;

/// Where villages stand under a plan.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StandingsAnswer {
    /// The dataset it rests on.
    pub dataset_version: String,
    /// Short name of the plan with everything filled in.
    pub plan_hash: String,
    /// The round that the plan is for.
    pub round: Option<String>,
    /// How many villages compete.
    pub candidates: usize,
    /// How many villages the plan takes.
    pub count: Option<u32>,
    /// The score of the last village inside that number, by the ranking alone: quotas, money and distances move it.
    pub cut_off: Option<f64>,
    /// The villages, in the order in which they were asked for.
    pub items: Vec<VillageStanding>,
}

/// Whether a village may compete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Eligibility {
    /// It competes.
    Met,
    /// A condition does not hold.
    NotMet,
    /// Nobody can say: a value is not known.
    Unknown,
}

/// A condition for candidates, and whether it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ConditionStanding {
    /// The condition, in SQL.
    pub condition: String,
    /// Whether it holds; null where a value is not known.
    pub met: Option<bool>,
}

/// Where a village stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VillageStanding {
    /// Its code.
    pub village_code: String,
    /// Its name; null where the dataset does not have it.
    pub name: Option<String>,
    /// `desa`, `kelurahan` or `desa_adat`.
    pub kind: Option<String>,
    /// Its regency.
    pub regency_name: Option<String>,
    /// Whether it may compete.
    pub eligibility: Eligibility,
    /// The conditions, one by one.
    pub conditions: Vec<ConditionStanding>,
    /// Criteria without a value, by indicator.
    pub missing: Vec<String>,
    /// Its place in the ranking; null where it does not compete.
    pub item: Option<RankedVillage>,
    /// Whether it is among the first so many that the plan takes, by the ranking alone.
    pub inside: Option<bool>,
    /// How far its score is above the cut-off; below zero it is under it. Null where the score is no sum (VIKOR).
    pub distance: Option<f64>,
    /// Its values, criterion by criterion, each with the value that alone would lift it to the cut-off.
    pub values: Vec<ExplainedValue>,
}

/// The conditions of a plan, and which of them hold of each village.
#[derive(Debug, Default)]
pub struct Conditions {
    texts: Vec<String>,
    holds: HashMap<String, BTreeMap<usize, bool>>,
}

#[derive(Deserialize)]
struct Holds {
    code: String,
    part: usize,
    holds: bool,
}

impl Source<'_> {
    /// Which conditions of a plan hold of each of these villages.
    ///
    /// # Errors
    /// A condition that is none, and an engine that has no time.
    pub async fn conditions(
        &self,
        plan: &Plan,
        villages: &[AreaCode],
    ) -> Result<Conditions, PlanningError> {
        let source = self.of(plan);
        let Some(condition) = plan.candidates.condition.as_deref() else {
            return Ok(Conditions::default());
        };
        let mut texts = source.parts(condition)?;
        if texts.len() > PARTS {
            texts = vec![condition.to_owned()];
        }
        if villages.is_empty() {
            return Ok(Conditions { texts, holds: HashMap::new() });
        }
        // A code is digits and points.
        let codes: Vec<String> = villages.iter().map(|code| format!("'{code}'")).collect();
        let (table, codes) = (source.table_name(), codes.join(", "));
        // The engine takes a subquery only in a condition of its own. What is neither true nor false is in neither half.
        let ask = |(part, text): (usize, &String)| {
            let half = |holds: bool, not: &str| {
                format!(
                    "SELECT code, {part} AS part, {holds} AS holds FROM {table} WHERE code IN (SELECT code FROM asked) AND {not} (\n{text}\n)"
                )
            };
            format!("{}\nUNION ALL {}", half(true, ""), half(false, "NOT"))
        };
        let halves: Vec<String> = texts.iter().enumerate().map(ask).collect();
        let sql = format!(
            "WITH asked AS (SELECT code FROM {table} WHERE code IN ({codes}))\n{}",
            halves.join("\nUNION ALL ")
        );
        let found: Vec<Holds> = source.engine().ask(&sql, Params::None).await?;
        let mut holds: HashMap<String, BTreeMap<usize, bool>> = HashMap::new();
        for line in found {
            holds.entry(line.code).or_default().insert(line.part, line.holds);
        }
        Ok(Conditions { texts, holds })
    }
}

impl Conditions {
    fn of(&self, code: &str) -> Vec<ConditionStanding> {
        let holds = self.holds.get(code);
        let part = |(part, text): (usize, &String)| ConditionStanding {
            condition: text.clone(),
            met: holds.and_then(|holds| holds.get(&part)).copied(),
        };
        self.texts.iter().enumerate().map(part).collect()
    }
}

/// Where `villages` stand under a ranked plan whose `conditions` were asked of them.
pub fn standings(
    dataset: &Dataset,
    values: &Values,
    ranked: &Ranked,
    conditions: &Conditions,
    villages: &[AreaCode],
) -> StandingsAnswer {
    let plan = &ranked.prepared.plan;
    let over = Over { dataset, values, ranked, conditions };
    StandingsAnswer {
        dataset_version: dataset.manifest.version.clone(),
        plan_hash: plan_hash(plan),
        round: plan.round.clone(),
        candidates: ranked.prepared.candidates.len(),
        count: plan.constraints.as_ref().and_then(|constraints| constraints.count),
        cut_off: ranked.cut_off,
        items: villages.iter().map(|code| over.standing(*code)).collect(),
    }
}

struct Over<'a> {
    dataset: &'a Dataset,
    values: &'a Values,
    ranked: &'a Ranked,
    conditions: &'a Conditions,
}

impl Over<'_> {
    fn standing(&self, code: AreaCode) -> VillageStanding {
        let Ranked { prepared, ranking, cut_off, inside, .. } = self.ranked;
        let village_code = code.to_string();
        let at = self.ranked.place(&village_code);
        let area = self.dataset.area(code);
        let regency = code.ancestor(Level::Regency).and_then(|code| self.dataset.area(code));
        let item = at.map(|i| village(self.dataset, prepared, ranking, i));
        let item = item.filter(|item| item.rank.is_some());
        let conditions = self.conditions.of(&village_code);
        let fails = conditions.iter().any(|one| one.met == Some(false));
        let explained = match at {
            Some(i) => explained(self.values, prepared, ranking, i, *cut_off),
            None => self.stated(code),
        };
        let missing = explained.iter().filter(|one| one.value.is_none());
        let score = item.as_ref().and_then(|item| item.score);
        let is_sum = ranking.method != Method::Vikor;
        VillageStanding {
            name: area.map(|area| area.name.clone()),
            kind: area.map(|area| area.kind.clone()),
            regency_name: regency.map(|area| area.name.clone()),
            eligibility: match &item {
                Some(_) => Eligibility::Met,
                None if fails => Eligibility::NotMet,
                None => Eligibility::Unknown,
            },
            missing: missing.map(|one| one.indicator.clone()).collect(),
            inside: inside.as_ref().filter(|_| item.is_some()).and_then(|inside| {
                let at = u32::try_from(at?).ok()?;
                Some(inside.contains(&at))
            }),
            distance: score.zip(*cut_off).filter(|_| is_sum).map(|(score, cut)| score - cut),
            values: explained,
            village_code,
            conditions,
            item,
        }
    }

    /// The values of a village that does not compete.
    fn stated(&self, code: AreaCode) -> Vec<ExplainedValue> {
        let value = |criterion: &mcda::UsedCriterion| {
            let indicator = &criterion.indicator;
            let when = when(self.values, &self.ranked.prepared, indicator);
            let known = self.values.resolve(code, indicator, when);
            ExplainedValue {
                indicator: indicator.clone(),
                value: known.map(|of| of.value).filter(|value| value.is_finite()),
                weight: criterion.weight,
                ..origin(self.values, code, indicator, when)
            }
        };
        self.ranked.ranking.criteria.iter().map(value).collect()
    }
}
