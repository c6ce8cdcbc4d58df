//! Villages that are proposed for a round: whether they may compete, where they stand, and what was asked and answered.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::extract::State;
use geodata::changes::Today;
use geodata::dataset::Dataset;
use geodata::registry::Table;
use geodata::{AreaCode, Level};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::areas::existing;
use super::plan::{answered, conditions, default_plan, ranked};
use super::registry::line::{Line, Standing, sees_notes};
use super::registry::rights::records;
use super::registry::within::within;
use super::scenarios::{seen, stored};
use crate::app::AppState;
use crate::http::access::Reader;
use crate::http::answer::page::{List, Page};
use crate::http::answer::written::Written;
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::http::request::extract::{self, Query, limit};
use crate::planning::{StandingsAnswer, VillageStanding, standings};
use crate::pool::Left;
use crate::scenarios::annex::{Frozen, FrozenEntry};
use crate::scenarios::store::{Filter, Recorded, Status, Store};
use mcda::Plan;

/// Villages of one answer.
const MOST: usize = 500;
/// Records that are looked through.
const RECORDS: usize = 100_000;

/// Which proposals, and under which plan.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProposalParams {
    /// Only villages of this area.
    #[param(value_type = Option<String>)]
    area: Option<AreaCode>,
    /// Only those for this round.
    round: Option<String>,
    /// Under the plan of this scenario, and where it is frozen by its selection; without it under the plan to begin with.
    scenario: Option<String>,
    /// Most proposals, 100 when absent, at most 500.
    limit: Option<usize>,
    /// Continues a list.
    cursor: Option<String>,
}

/// Villages that are only meant.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposalCheck {
    /// Their codes; at most 500.
    village_codes: Vec<String>,
    /// Under the plan of this scenario; without it under the plan to begin with.
    scenario: Option<String>,
}

/// Proposals, and where their villages stand.
#[derive(Serialize, ToSchema)]
pub struct Proposals {
    /// The plan under which they stand, and where its last village is.
    #[serde(flatten)]
    under: Under,
    /// The scenario whose plan it is; null for the plan to begin with.
    scenario: Option<ProposalScenario>,
    /// Whether the reader may propose villages of all of the area that was asked for, and ask and answer there.
    may_propose: bool,
    /// The proposals, the last first.
    items: Vec<Proposal>,
    /// How many there are.
    total: Option<usize>,
    /// Continues the list; absent at its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// The plan under which villages stand.
#[derive(Serialize, ToSchema)]
#[schema(as = ProposalPlan)]
pub struct Under {
    /// The dataset it rests on.
    dataset_version: String,
    /// Short name of the plan with everything filled in.
    plan_hash: String,
    /// The round that the plan is for.
    round: Option<String>,
    /// How many villages compete.
    candidates: usize,
    /// How many villages the plan takes.
    count: Option<u32>,
    /// The score of the last village inside that number, by the ranking alone: quotas, money and distances move it.
    cut_off: Option<f64>,
}

/// The scenario under whose plan villages stand.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProposalScenario {
    /// Names it for ever.
    id: String,
    /// What people call it.
    name: String,
    /// How far it has come. A draft has no selection: whether a village is chosen is not said.
    status: Status,
    /// The lowest score in its frozen selection that was not pinned.
    last_score: Option<f64>,
}

/// A proposal, or a village that is only meant.
#[derive(Serialize, ToSchema)]
pub struct Proposal {
    /// The record; null of a village that is only meant.
    record: Option<Line>,
    /// Where the village stands.
    #[serde(flatten)]
    standing: VillageStanding,
    /// Programmes in which it takes part already.
    takes_part_in: Vec<String>,
    /// What the frozen selection says of it; null where there is none, or the village was no candidate.
    selection: Option<ProposalSelection>,
    /// Questions and answers, the oldest first; none for readers who may not see drafts.
    thread: Vec<Line>,
}

/// What a frozen selection says of a village.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProposalSelection {
    /// Whether it was chosen.
    chosen: bool,
    /// Names of what kept it out; empty where it was chosen or simply ranks too low.
    because: Vec<String>,
    /// Why the plan pinned or excluded it.
    reason: Option<String>,
    /// Its rank when the selection was frozen.
    rank: Option<u32>,
    /// Its score then.
    score: Option<f64>,
}

/// Proposals that count, the last first: whether each may compete, its rank and the parts of its score, how far it is from the
/// last village inside, which value alone would bring it there, and what a frozen scenario decided.
#[utoipa::path(get, path = "/api/v1/proposals", operation_id = "list_proposals", tag = "registry", params(ProposalParams),
    responses((status = 200, description = "The proposals", body = Proposals)))]
pub async fn list(
    State(app): State<AppState>,
    reader: Reader,
    Query(params): Query<ProposalParams>,
) -> ApiResult<Written> {
    let ProposalParams { area, round, scenario, limit: most, cursor } = params;
    let most = limit(most, 100, MOST)?;
    let asking = reader.clone();
    let read = move |store: &Store| -> ApiResult<_> {
        // What is recorded meanwhile would move the places of a list.
        let revision = store.registry_revision()?;
        let name = format!("proposals {revision} {area:?} {round:?} {scenario:?}");
        let page = Page::new(&name, cursor.as_deref(), most)?;
        let standing = Standing::of(store, &asking.1)?;
        let within = area.map(|area| within(store, &asking.1, area)).transpose()?;
        let of_area = |table: Table| Filter {
            table: Some(table.name().to_owned()),
            area: within.clone(),
            most: RECORDS,
            ..Filter::default()
        };
        let recorded = store.recorded(&of_area(Table::Proposals))?;
        let replaced = recorded.iter().filter_map(|of| Some((of.id.clone(), of.replaces.clone()?)));
        let replaced: BTreeMap<String, String> = replaced.collect();
        let wanted = |of: &Recorded| {
            let own = of.row.get("round").and_then(Value::as_str);
            standing.counts(&of.id) && (round.is_none() || own == round.as_deref())
        };
        let wanted: Vec<Recorded> = recorded.into_iter().filter(wanted).collect();
        let page = page.cut(wanted.into_iter());
        let mut threads: BTreeMap<String, Vec<Line>> = BTreeMap::new();
        if sees_notes(&asking, area.map(|area| area.to_string()).as_deref()) {
            let notes = store.recorded(&of_area(Table::ProposalNotes))?;
            for note in notes.into_iter().rev().filter(|note| standing.counts(&note.id)) {
                let of = note.row.get("proposal").and_then(Value::as_str).map(str::to_owned);
                if let Some(of) = of {
                    threads.entry(of).or_default().push(Line::new(note, &asking, &standing));
                }
            }
        }
        let thread = |mut id: String, threads: &mut BTreeMap<String, Vec<Line>>| {
            let mut lines = threads.remove(&id).unwrap_or_default();
            // What was asked of the record in whose place it speaks was asked of it.
            for _ in 0..replaced.len() {
                let Some(before) = replaced.get(&id) else { break };
                let mut older = threads.remove(before).unwrap_or_default();
                older.append(&mut lines);
                lines = older;
                id.clone_from(before);
            }
            lines
        };
        let List { items, total, next_cursor } = page;
        let meant = items.into_iter().filter_map(|of| {
            let code: AreaCode = of.row.get("village_code")?.as_str()?.parse().ok()?;
            let code = match asking.1.everybody().today(code) {
                Today::There => code,
                Today::Elsewhere(heir) => heir.code,
                Today::Among(..) | Today::Unknown => return None,
            };
            let thread = thread(of.id.clone(), &mut threads);
            Some(Meant { code, record: Some(Line::new(of, &asking, &standing)), thread })
        });
        let meant: Vec<Meant> = meant.collect();
        let basis = Basis::of(store, &asking, scenario, &meant)?;
        Ok((basis, List { items: meant, total, next_cursor }))
    };
    let (basis, meant) = stored(&app, read).await?;
    let may_propose = records(&reader, area.map(|area| area.to_string()).as_deref());
    answer(&app, &reader, basis, meant, may_propose).await
}

/// Where villages stand that are only meant: the same as of a proposal, before anything is recorded.
#[utoipa::path(post, path = "/api/v1/proposals/check", operation_id = "check_proposals", tag = "registry", request_body = ProposalCheck,
    responses((status = 200, description = "Where they stand", body = Proposals)))]
pub async fn check(
    State(app): State<AppState>,
    reader: Reader,
    extract::Json(ProposalCheck { village_codes, scenario }): extract::Json<ProposalCheck>,
) -> ApiResult<Written> {
    if village_codes.is_empty() || village_codes.len() > MOST {
        let detail = format!("Field `village_codes`: give 1 to {MOST} codes of villages.");
        return Err(ApiError::new(Code::InvalidBody, detail));
    }
    let snapshot = reader.planned_over();
    let meant = village_codes.iter().map(|text| {
        let code = existing(snapshot, text)?;
        if code.level() != Level::Village {
            let detail = format!("Field `village_codes`: {code} is a {}.", code.level());
            return Err(ApiError::new(Code::InvalidBody, detail)
                .hint("Give codes of villages, as 52.03.01.2001."));
        }
        Ok(Meant { code, record: None, thread: Vec::new() })
    });
    let meant: Vec<Meant> = meant.collect::<ApiResult<_>>()?;
    let asking = reader.clone();
    let read = move |store: &Store| -> ApiResult<_> {
        Ok((Basis::of(store, &asking, scenario, &meant)?, List::whole(meant)))
    };
    let (basis, meant) = stored(&app, read).await?;
    let may_propose = meant.items.iter().all(|one| records(&reader, Some(&one.code.to_string())));
    answer(&app, &reader, basis, meant, may_propose).await
}

/// A village, with what was recorded of it.
struct Meant {
    code: AreaCode,
    record: Option<Line>,
    thread: Vec<Line>,
}

/// What villages are measured by: a scenario, its plan and its frozen selection.
#[derive(Default)]
struct Basis {
    scenario: Option<ProposalScenario>,
    plan: Option<Plan>,
    selection: BTreeMap<String, ProposalSelection>,
}

impl Basis {
    fn of(
        store: &Store,
        reader: &Reader,
        scenario: Option<String>,
        meant: &[Meant],
    ) -> ApiResult<Self> {
        let Some(id) = scenario else { return Ok(Self::default()) };
        let scenario = seen(store, reader, id)?;
        let (mut last_score, mut selection) = (None, BTreeMap::new());
        if scenario.frozen.is_some() {
            let document = store.frozen_document(&scenario.id)?;
            let frozen: Frozen =
                serde_json::from_str(&document.text).map_err(ApiError::internal)?;
            last_score = frozen.result.last_score;
            let codes: BTreeSet<String> = meant.iter().map(|one| one.code.to_string()).collect();
            let entries = match codes.is_empty() {
                true => BTreeMap::new(),
                false => store.frozen_candidates(&scenario.id, &codes)?,
            };
            for (code, entry) in entries {
                let FrozenEntry { village, chosen, because, reason, .. } =
                    serde_json::from_str(&entry).map_err(ApiError::internal)?;
                let (rank, score) = (village.rank, village.score);
                selection.insert(code, ProposalSelection { chosen, because, reason, rank, score });
            }
        }
        let plan = serde_json::from_value(scenario.plan).map_err(ApiError::internal)?;
        let (id, name, status) = (scenario.id, scenario.name, scenario.status);
        let scenario = Some(ProposalScenario { id, name, status, last_score });
        Ok(Self { scenario, plan: Some(plan), selection })
    }
}

async fn answer(
    app: &AppState,
    reader: &Reader,
    basis: Basis,
    meant: List<Meant>,
    may_propose: bool,
) -> ApiResult<Written> {
    let snapshot = Arc::clone(reader.planned_over());
    let Basis { scenario, plan, selection } = basis;
    let plan = match plan {
        Some(plan) => plan,
        None => default_plan(app, &snapshot).await?,
    };
    let ranked = ranked(app, &snapshot, plan).await?;
    let codes: Vec<AreaCode> = meant.items.iter().map(|one| one.code).collect();
    let conditions = conditions(app, &snapshot, &ranked, codes.clone()).await?;
    let work = move |_: &Left| -> ApiResult<Proposals> {
        let (dataset, values) = (snapshot.dataset(), snapshot.values());
        let StandingsAnswer {
            dataset_version,
            plan_hash,
            round,
            candidates,
            count,
            cut_off,
            items,
        } = standings(dataset, values, &ranked, &conditions, &codes);
        let taking_part = taking_part(dataset)?;
        let List { items: meant, total, next_cursor } = meant;
        let item = |(Meant { record, thread, .. }, standing): (Meant, VillageStanding)| Proposal {
            takes_part_in: taking_part.get(&standing.village_code).cloned().unwrap_or_default(),
            selection: selection.get(&standing.village_code).cloned(),
            record,
            standing,
            thread,
        };
        let under = Under { dataset_version, plan_hash, round, candidates, count, cut_off };
        let items = meant.into_iter().zip(items).map(item).collect();
        Ok(Proposals { under, scenario, may_propose, items, total, next_cursor })
    };
    answered(app, work).await
}

/// The programmes in which each village takes part.
fn taking_part(dataset: &Dataset) -> ApiResult<BTreeMap<String, Vec<String>>> {
    let mut programmes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in dataset.designations().map_err(ApiError::internal)? {
        let of = programmes.entry(row.village_code).or_default();
        if !of.contains(&row.programme) {
            of.push(row.programme);
        }
    }
    Ok(programmes)
}
