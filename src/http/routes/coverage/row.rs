//! An area's coverage, as clients see it.

use geodata::coverage::{self, AreaCoverage};
use serde::Serialize;
use utoipa::ToSchema;

/// How an area is covered.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Coverage {
    /// The Kemendagri code.
    code: String,
    /// The name.
    name: String,
    /// `province`, `regency` or `district`.
    level: &'static str,
    /// The code of the area above.
    parent: Option<String>,
    /// Villages of the area.
    villages: u64,
    /// Designated ones among them.
    designated: u64,
    /// Migrants placed; null when no figure is known.
    need: Option<f64>,
    /// The year of that figure; the latest where several are summed, the last of a mean of years.
    need_year: Option<i32>,
    /// The first year that it speaks of: `need_year`, unless it is of several years.
    need_from_year: Option<i32>,
    /// The unit of need.
    need_unit: String,
    /// Designated villages per 1,000 migrants placed.
    per_1000: Option<f64>,
    /// The area's share, in proportion to need, of the designated villages that lie in areas of known
    /// need.
    expected: Option<f64>,
    /// Expected minus designated. Over all areas of a level the gaps sum to zero.
    gap: Option<f64>,
    /// 1 has the largest gap of the country; equal gaps share a rank.
    rank: Option<u64>,
    /// The part of need within 20 km of a designated village, in this area or another; null where need is not known.
    reached_need: Option<f64>,
    /// The same in percent of the need that it was counted from.
    reached_pct: Option<f64>,
    /// How need was spread over villages for that: by their residents (`population`), or in equal parts (`villages`) where
    /// residents are not known for each.
    reached_by: Option<&'static str>,
    /// Operating one-stop service offices.
    ltsa: u64,
    /// Designated villages of which the state of some pillar is recorded; of the others it is not known.
    villages_with_pillars: u64,
    /// Active pillars of these villages together; null where there is none of them.
    active_pillars: Option<u64>,
    /// What is recorded of their pillars; null where nothing is, which is not zero.
    pillars: Option<Pillars>,
    /// How it was after each of `rounds`.
    over: OverRounds,
    /// How the need came to be: `observed`, `modelled`, `averaged` (of several years), `mixed`, `partial` (some
    /// of the area's parts have no figure), ... or `missing`.
    status: &'static str,
    /// The parts of the area whose figures make up its need; null where the figure is its own.
    parts: Option<usize>,
    /// How many of them have a figure.
    parts_with_need: Option<usize>,
    /// Who states its need; of several parts the commonest source.
    need_source: Option<String>,
    /// Figures of its need that were published too and do not count, side by side with the one that does.
    need_beside: Vec<Beside>,
}

/// What is recorded of the pillars of designated villages: of each the last state, not after the year asked about.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = CoveragePillars)]
pub struct Pillars {
    /// Villages by how many of their pillars are active, those with none first.
    villages_by_active: Vec<u64>,
    /// Each pillar of which something is recorded.
    each: Vec<PillarCount>,
}

/// One pillar in designated villages.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = CoveragePillarCount)]
pub struct PillarCount {
    programme: String,
    pillar_no: i32,
    /// Villages where it is active.
    active: u64,
    /// Villages where its state is recorded.
    recorded: u64,
}

impl From<&coverage::Pillars> for Pillars {
    fn from(of: &coverage::Pillars) -> Self {
        let each = of.each.iter().map(|one| PillarCount {
            programme: one.programme.to_string(),
            pillar_no: one.pillar_no,
            active: one.active,
            recorded: one.recorded,
        });
        Self { villages_by_active: of.by_active.clone(), each: each.collect() }
    }
}

/// An area after each of `rounds`, in their order, against the need of this answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = CoverageOverRounds)]
pub struct OverRounds {
    /// Designated villages by the end of the year.
    designated: Vec<u64>,
    /// Expected minus designated; null where there is no proportion.
    gap: Option<Vec<f64>>,
    /// Percent of need within 20 km of a designated village; null where need is not known.
    reached_pct: Option<Vec<f64>>,
}

impl From<&coverage::OverRounds> for OverRounds {
    fn from(of: &coverage::OverRounds) -> Self {
        let some = |series: &Vec<f64>| (!series.is_empty()).then(|| series.clone());
        Self {
            designated: of.designated.clone(),
            gap: some(&of.gap),
            reached_pct: some(&of.reached_pct),
        }
    }
}

/// A figure of the same need that does not count.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = CoverageBeside)]
pub struct Beside {
    /// Migrants placed.
    value: f64,
    /// The year that it speaks of; the latest of several.
    year: i32,
    /// The first year that it speaks of.
    from_year: i32,
    /// The months that it speaks of where they are no year, as `2014-01/2014-09`.
    period: Option<String>,
    /// As of need, and `contradicted`: it gave way to a better source.
    status: &'static str,
    /// Who states it; of several parts the commonest source.
    source: String,
    /// How many sources it rests on.
    sources: usize,
    /// The parts of the area that it is the sum of; null where it is stated for the area.
    parts: Option<usize>,
    /// How many of them have a figure.
    parts_with_need: Option<usize>,
}

impl From<&coverage::Beside> for Beside {
    fn from(of: &coverage::Beside) -> Self {
        Self {
            value: of.need.value,
            year: of.need.year,
            from_year: of.need.from_year,
            period: of.period.clone(),
            status: of.need.status,
            source: of.source.clone(),
            sources: of.sources,
            parts: of.need.parts.map(|(_, of)| of),
            parts_with_need: of.need.parts.map(|(known, _)| known),
        }
    }
}

impl Coverage {
    pub(super) fn new(area: &AreaCoverage, unit: &str) -> Self {
        let parts = area.need.and_then(|need| need.parts);
        Self {
            status: area.status(),
            code: area.code.to_string(),
            name: area.name.clone(),
            level: area.code.level().as_str(),
            parent: area.code.parent().map(|code| code.to_string()),
            villages: area.villages,
            designated: area.designated,
            need: area.need.map(|need| need.value),
            need_year: area.need.map(|need| need.year),
            need_from_year: area.need.map(|need| need.from_year),
            need_unit: unit.to_owned(),
            per_1000: area.per_1000,
            expected: area.expected,
            gap: area.gap,
            rank: area.rank,
            reached_need: area.reached.map(|of| of.need),
            reached_pct: area.reached.and_then(|of| of.percent()),
            reached_by: area.reached.map(|of| of.spread.as_str()),
            ltsa: area.ltsa,
            villages_with_pillars: area.pillars.as_ref().map_or(0, coverage::Pillars::recorded),
            active_pillars: area.pillars.as_ref().map(coverage::Pillars::active),
            pillars: area.pillars.as_ref().map(Pillars::from),
            over: OverRounds::from(&area.over),
            parts: parts.map(|(_, of)| of),
            parts_with_need: parts.map(|(known, _)| known),
            need_source: area.need_source.clone(),
            need_beside: area.beside.iter().map(Beside::from).collect(),
        }
    }
}

/// The sums over the listed areas.
#[derive(Serialize, ToSchema)]
pub struct CoverageTotal {
    areas: usize,
    villages: u64,
    designated: u64,
    /// Designated villages in areas whose need is not known. They are in no share and no gap.
    designated_where_need_unknown: u64,
    /// Of the areas for which it is known.
    need: Option<f64>,
    /// Areas for which need is known, wholly or in part.
    areas_with_need: usize,
    /// Of these, areas for which it is known in part only.
    areas_with_partial_need: usize,
    /// Of the areas for which need is known.
    per_1000: Option<f64>,
    expected: Option<f64>,
    /// Zero, but for rounding, over all areas of a level.
    gap: Option<f64>,
    /// Of the areas for which need is known.
    reached_need: Option<f64>,
    /// In percent of their need.
    reached_pct: Option<f64>,
    ltsa: u64,
    /// Designated villages of which the state of some pillar is recorded.
    villages_with_pillars: u64,
    /// Active pillars of these villages together; null where there is none of them.
    active_pillars: Option<u64>,
    /// What is recorded of their pillars; null where nothing is.
    pillars: Option<Pillars>,
    /// Designated villages after each of `rounds`.
    designated_over: Vec<u64>,
}

impl From<coverage::CoverageTotal> for CoverageTotal {
    fn from(of: coverage::CoverageTotal) -> Self {
        Self {
            areas: of.areas,
            villages: of.villages,
            designated: of.designated,
            designated_where_need_unknown: of.designated_where_need_unknown,
            need: of.need,
            areas_with_need: of.areas_with_need,
            areas_with_partial_need: of.areas_with_partial_need,
            per_1000: of.per_1000,
            expected: of.expected,
            gap: of.gap,
            reached_need: of.reached.map(|of| of.need),
            reached_pct: of.reached.and_then(|of| of.percent()),
            ltsa: of.ltsa,
            villages_with_pillars: of.pillars.as_ref().map_or(0, coverage::Pillars::recorded),
            active_pillars: of.pillars.as_ref().map(coverage::Pillars::active),
            pillars: of.pillars.as_ref().map(Pillars::from),
            designated_over: of.designated_over,
        }
    }
}
