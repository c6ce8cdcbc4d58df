//! A ranking as clients see it.

use std::collections::BTreeMap;

use geodata::dataset::{Area, Dataset};
use geodata::{AreaCode, Level};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Prepared, Reach};
use mcda::{
    Method, Normalisation, PlanError, Ranking, UsedCriterion, Warning, correlation, plan_hash,
    rank, sql,
};

/// Which part of a ranking is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// Villages to list at most.
    pub limit: usize,
    /// Villages to leave out before.
    pub offset: usize,
    /// Only villages of this area.
    pub within: Option<String>,
}

/// A ranking.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RankingAnswer {
    /// The dataset it rests on.
    pub dataset_version: String,
    /// Short name of the plan with everything filled in.
    pub plan_hash: String,
    /// The method.
    pub method: Method,
    /// The normalisation in force.
    pub normalisation: Normalisation,
    /// How many villages compete.
    pub candidates: usize,
    /// Villages that are neither candidates nor ruled out: the condition asks for a value that is not
    /// known of them. They are not zero and not chosen.
    pub not_assessable: usize,
    /// In how many regencies the leading criterion is known; null for rows of one's own.
    pub reach: Option<Reach>,
    /// How many candidates are in the list of which `items` is a part.
    pub total: usize,
    /// How many were taken out because a required value is missing.
    pub rejected: usize,
    /// SQL that recomputes it; null for methods that SQL cannot recompute and for rows of one's own.
    pub sql: Option<String>,
    /// What a reader must know.
    pub warnings: Vec<Warning>,
    /// Scores at 0, 10, … 100 % of the candidates, lowest first.
    pub score_quantiles: Vec<f64>,
    /// The criteria as they were used.
    pub criteria: Vec<UsedCriterion>,
    /// The compromise that VIKOR proposes; absent for other methods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compromise: Option<CompromiseSet>,
    /// The villages, best first.
    pub items: Vec<RankedVillage>,
}

/// The villages among which VIKOR cannot decide (Opricovic & Tzeng 2004).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CompromiseSet {
    /// The first is far enough ahead of the second by Q.
    pub advantage: bool,
    /// The first by Q is also first by S or by R.
    pub stability: bool,
    /// Their codes, best first; one where both conditions hold.
    pub set: Vec<String>,
}

/// A village in a ranking.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RankedVillage {
    /// Its code.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// `desa`, `kelurahan` or `desa_adat`.
    pub kind: Option<String>,
    /// Its regency.
    pub regency_name: Option<String>,
    /// Its province.
    pub province_name: Option<String>,
    /// Competition rank among all candidates; null where it was rejected.
    pub rank: Option<u32>,
    /// Best rank that missing values allow, those of a whole area being one value for all of its
    /// villages; null where it was rejected. For `topsis`, `vikor`, `promethee2` and `copeland` a
    /// bound: no rank is better.
    pub rank_best: Option<u32>,
    /// Worst rank that missing values allow; null where it was rejected. A bound as well.
    pub rank_worst: Option<u32>,
    /// The score; null where it was rejected.
    pub score: Option<f64>,
    /// Share of the weight whose criteria have a value.
    pub weight_present: Option<f64>,
    /// What each criterion adds to the score (they sum to it); null where the value is missing.
    pub parts: BTreeMap<String, Option<f64>>,
    /// The values themselves.
    pub raw: BTreeMap<String, Option<f64>>,
}

/// Ranks, and words a part of the list.
///
/// # Errors
/// A plan that cannot be computed, by field.
pub fn ranking(
    dataset: &Dataset,
    prepared: &Prepared,
    excerpt: &Excerpt,
) -> Result<RankingAnswer, PlanError> {
    let ranking = rank(&prepared.plan, &prepared.candidates)?;
    let ids = prepared.candidates.ids();
    let within = excerpt.within.as_deref().map(Within::new);
    let listed = |i: &&u32| {
        let i = **i as usize;
        within.as_ref().is_none_or(|area| {
            ids.get(i).is_some_and(|id| area.holds(id))
                || area.holds(prepared.candidates.regency(i))
        })
    };
    let total = ranking.order.iter().filter(listed).count();
    let part = ranking.order.iter().filter(listed).skip(excerpt.offset).take(excerpt.limit);
    let items = part.map(|i| village(dataset, prepared, &ranking, *i as usize)).collect();
    let mut warnings = prepared.warnings.clone();
    warnings.extend(ranking.warnings.iter().cloned());
    warnings.extend(correlation::warnings(&ranking, &prepared.candidates));
    let compromise = ranking.compromise.as_ref().map(|found| CompromiseSet {
        advantage: found.advantage,
        stability: found.stability,
        set: found.set.iter().filter_map(|i| ids.get(*i).cloned()).collect(),
    });
    Ok(RankingAnswer {
        dataset_version: dataset.manifest.version.clone(),
        plan_hash: plan_hash(&prepared.plan),
        method: ranking.method,
        normalisation: ranking.normalisation,
        candidates: prepared.candidates.len(),
        not_assessable: prepared.not_assessable,
        reach: prepared.reach.clone(),
        total,
        rejected: ranking.rejected.len(),
        sql: sql::recompute(&prepared.plan, &ranking, prepared.migrants),
        warnings,
        score_quantiles: ranking.score_quantiles(),
        criteria: ranking.criteria.clone(),
        compromise,
        items,
    })
}

/// The area whose villages are listed. Rows of one's own may name areas that no register knows:
/// those hold what bears their very name.
struct Within<'a> {
    name: &'a str,
    code: Option<AreaCode>,
}

impl<'a> Within<'a> {
    fn new(name: &'a str) -> Self {
        Self { name, code: name.parse().ok() }
    }

    fn holds(&self, code: &str) -> bool {
        let of_register = || Some(code.parse::<AreaCode>().ok()?.is_within(self.code?));
        code == self.name || of_register().unwrap_or(false)
    }
}

/// One village of a ranking.
pub(super) fn village(
    dataset: &Dataset,
    prepared: &Prepared,
    ranking: &Ranking,
    i: usize,
) -> RankedVillage {
    let candidates = &prepared.candidates;
    let names: Vec<&str> = ranking.criteria.iter().map(|c| c.indicator.as_str()).collect();
    let raw =
        names.iter().enumerate().map(|(j, name)| ((*name).to_owned(), candidates.value(i, j)));
    let parts = ranking.parts(candidates, i).unwrap_or_default().into_iter().enumerate();
    let parts = parts.filter_map(|(j, part)| {
        // A part that comes from a median is shown; one that stands for nothing known is not.
        let known = ranking.used_value(candidates, i, j).is_some();
        Some(((*names.get(j)?).to_owned(), known.then_some(part)))
    });
    let place = Place::of(dataset, prepared, i);
    let ranked = |list: &[u32]| list.get(i).copied().filter(|rank| *rank > 0);
    let number = |list: &[f64]| list.get(i).copied().filter(|x| !x.is_nan());
    RankedVillage {
        id: candidates.ids().get(i).cloned().unwrap_or_default(),
        name: place.name,
        kind: place.kind,
        regency_name: place.regency,
        province_name: place.province,
        rank: ranked(&ranking.rank),
        rank_best: ranked(&ranking.rank_best),
        rank_worst: ranked(&ranking.rank_worst),
        score: number(&ranking.score),
        weight_present: number(&ranking.weight_present),
        parts: parts.collect(),
        raw: raw.collect(),
    }
}

/// The names around a candidate.
#[derive(Default)]
pub(super) struct Place {
    pub name: Option<String>,
    pub kind: Option<String>,
    pub regency: Option<String>,
    pub province: Option<String>,
}

impl Place {
    pub fn of(dataset: &Dataset, prepared: &Prepared, i: usize) -> Self {
        let Some(villages) = &prepared.villages else {
            let row = prepared.plan.candidates.rows.as_ref().and_then(|rows| rows.get(i));
            return Self { name: row.and_then(|row| row.name.clone()), ..Self::default() };
        };
        let areas = dataset.areas(Level::Village);
        let village = villages.get(i).and_then(|row| areas.get(*row as usize));
        let name = |code: AreaCode, level| {
            code.ancestor(level).and_then(|code| dataset.area(code)).map(|area| area.name.clone())
        };
        let around = |village: &Area| Self {
            name: Some(village.name.clone()),
            kind: Some(village.kind.clone()),
            regency: name(village.code, Level::Regency),
            province: name(village.code, Level::Province),
        };
        village.map(around).unwrap_or_default()
    }
}
