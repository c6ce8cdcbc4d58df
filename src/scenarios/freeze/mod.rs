//! Freezing: ranks and selects once more, and writes down everything that will ever be printed.

mod error;
mod map;
mod rounding;
mod villages;

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use geodata::dataset::{Dataset, DatasetKind, Standing};
use geodata::{AreaCode, Level};

pub use error::FreezeError;

use crate::planning::{self, PlanningError, Prepared, SelectionAnswer, Source};
use crate::scenarios::annex::{
    DatasetFacts, Decree, Excluded, Frozen, FrozenCriterion, FrozenResult, FrozenRow, sources,
};
use crate::scenarios::store::{Figures, ToFreeze};
use geodata::canonical::canonical;
use mcda::select::{Depth, Status};
use mcda::{Named, PlanError, Ranking, Stage, Watch, rank};
use rounding::round;
use villages::Villages;

/// Version of the layout of frozen documents.
const FORMAT: u32 = 1;

/// What a frozen selection belongs to.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Id of the scenario.
    pub scenario: String,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: u32,
    /// When.
    pub at: String,
    /// Who.
    pub by: Option<String>,
    /// What is known of the decree.
    pub decree: Decree,
    /// Of which figures the dataset is.
    pub figures: Figures,
}

/// Ranks, selects and writes everything down. Takes seconds: not for threads that answer requests.
///
/// # Errors
/// A plan that cannot be computed or satisfied, or one over rows of its own.
pub fn freeze(
    source: &Source<'_>,
    prepared: &Prepared,
    origin: Origin,
    watch: &dyn Watch,
) -> Result<ToFreeze, FreezeError> {
    let figures = Some(origin.figures);
    if prepared.villages.is_none() {
        let problem = "a decree names villages of the dataset, not rows of one's own";
        return Err(PlanError::new("candidates.rows", problem).into());
    }
    watch.stage(Stage::Ranking, 0, 0);
    let ranking = rank(&prepared.plan, &prepared.candidates)?;
    let chosen = planning::chosen(source, prepared, &ranking, Depth::Reasons, watch)?;
    if chosen.selected.is_empty() {
        return Err(match chosen.status {
            Status::Infeasible => FreezeError::Infeasible(chosen.relax),
            _ => FreezeError::NoTime,
        });
    }
    same_as_picked(&prepared.plan.basket, &chosen.selected)?;
    watch.stage(Stage::Writing, 0, 0);
    let last_score = last_score(&chosen);
    let villages = Villages::new(source.dataset(), prepared, &ranking);
    let rows = rows(&villages, prepared, &chosen);
    let candidates = villages.entries(&chosen, last_score)?;
    let codes: Vec<AreaCode> =
        rows.iter().filter_map(|row| row.village.code.parse().ok()).collect();
    let dataset = source.dataset();
    let frozen = Frozen {
        format: FORMAT,
        scenario: origin.scenario,
        name: origin.name,
        version: origin.version,
        frozen_at: origin.at.clone(),
        frozen_by: origin.by.clone(),
        decree: origin.decree,
        dataset: facts(dataset),
        round: prepared.plan.round.clone(),
        method: named(&ranking.method),
        plan: serde_json::to_value(prepared.plan.without_basket())?,
        plan_hash: chosen.plan_hash.clone(),
        criteria: criteria(source, &ranking)?,
        candidates: chosen.candidates,
        result: FrozenResult {
            status: named(&chosen.status),
            objective: chosen.objective.map(round),
            gap: chosen.gap.map(round),
            cost: round(chosen.cost),
            last_score: last_score.map(round),
        },
        excluded: excluded(dataset, prepared),
        map: map::map(dataset, &codes),
        rows,
    };
    let regencies: BTreeSet<String> =
        frozen.rows.iter().map(|row| row.village.ancestor(Level::Regency)).collect();
    Ok(ToFreeze {
        at: origin.at,
        by: origin.by,
        dataset_version: chosen.dataset_version,
        figures,
        plan_hash: chosen.plan_hash,
        document: canonical(&frozen)?,
        villages: frozen.rows.len(),
        regencies: regencies.into_iter().collect(),
        candidates,
    })
}

/// The same with its map as a picture, a PNG file.
///
/// # Errors
/// A number that is not finite.
pub fn pictured(
    made: ToFreeze,
    mut frozen: Frozen,
    png: &[u8],
) -> Result<ToFreeze, serde_json::Error> {
    frozen.map.picture = Some(STANDARD.encode(png));
    Ok(ToFreeze { document: canonical(&frozen)?, ..made })
}

/// Whoever picked villages has seen those, and no others, when the decision was made.
fn same_as_picked(basket: &[String], selected: &[String]) -> Result<(), FreezeError> {
    if basket.is_empty() {
        return Ok(());
    }
    let [picked, chosen] = [basket, selected].map(|codes| codes.iter().collect::<BTreeSet<_>>());
    let only = |a: &BTreeSet<&String>, b: &BTreeSet<&String>| -> Vec<String> {
        a.difference(b).map(|code| (*code).clone()).collect()
    };
    let (only_picked, only_selected) = (only(&picked, &chosen), only(&chosen, &picked));
    if only_picked.is_empty() && only_selected.is_empty() {
        return Ok(());
    }
    Err(FreezeError::Basket { only_picked, only_selected })
}

/// The name that a value has in JSON.
fn named(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

/// The lowest score in the set that was not pinned; of all, where all were.
fn last_score(chosen: &SelectionAnswer) -> Option<f64> {
    let lowest = |pinned: bool| {
        let items = chosen.items.iter().filter(|item| pinned || !item.pinned);
        items.filter_map(|item| item.village.score).min_by(f64::total_cmp)
    };
    lowest(false).or_else(|| lowest(true))
}

fn rows(villages: &Villages<'_>, prepared: &Prepared, chosen: &SelectionAnswer) -> Vec<FrozenRow> {
    let pins: &[Named] = prepared.plan.constraints.as_ref().map_or(&[], |c| c.pin.as_slice());
    let row = |item: &crate::planning::SelectedVillage| {
        let pin = pins.iter().find(|pin| pin.id() == item.village.id);
        Some(FrozenRow {
            village: villages.of(&item.village.id)?,
            cost: item.cost.map(round),
            funding: item.funding.clone(),
            pinned: pin.map(|pin| pin.reason().unwrap_or_default().to_owned()),
        })
    };
    let mut rows: Vec<FrozenRow> = chosen.items.iter().filter_map(row).collect();
    rows.sort_by(|a, b| a.village.code.cmp(&b.village.code));
    rows
}

fn facts(dataset: &Dataset) -> DatasetFacts {
    let meta = &dataset.manifest.meta;
    let standings: BTreeSet<Standing> = meta.sources.iter().map(|one| one.standing).collect();
    DatasetFacts {
        version: dataset.manifest.version.clone(),
        demonstration: meta.kind == DatasetKind::Demonstration,
        title: meta.title_id.clone(),
        vintage: meta.vintage.clone(),
        sources: meta.sources.iter().map(sources::described).collect(),
        standings: standings.into_iter().map(|of| sources::standing(of).to_owned()).collect(),
    }
}

fn criteria(source: &Source<'_>, ranking: &Ranking) -> Result<Vec<FrozenCriterion>, PlanningError> {
    let catalogue = source.catalogue()?;
    let criterion = |used: &mcda::UsedCriterion| {
        let line = catalogue.get(&used.indicator);
        FrozenCriterion {
            indicator: used.indicator.clone(),
            name: line.map_or(used.indicator.clone(), |line| line.name_id.clone()),
            unit: line.map_or(String::new(), |line| line.unit.clone()),
            decimals: line.map_or(2, |line| u8::try_from(line.decimals).unwrap_or(2)),
            weight: round(used.weight),
            direction: named(&used.direction),
            goalposts: used.goalposts.map(|posts| posts.map(round)),
        }
    };
    Ok(ranking.criteria.iter().map(criterion).collect())
}

fn excluded(dataset: &Dataset, prepared: &Prepared) -> Vec<Excluded> {
    let named: &[Named] = prepared.plan.constraints.as_ref().map_or(&[], |c| c.exclude.as_slice());
    let one = |named: &Named| Excluded {
        code: named.id().to_owned(),
        name: named.id().parse().ok().and_then(|code| Some(dataset.area(code)?.name.clone())),
        reason: named.reason().map(str::to_owned),
    };
    named.iter().map(one).collect()
}
