//! The frozen selection: everything that any export prints, once and for all.
//!
//! Numbers are rounded to 12 decimals (coordinates to 6), the precision to which ranks are
//! decided, so that they read back as they were written. Nothing in here is looked up later.

use std::collections::BTreeMap;

use geodata::{AreaCode, Level};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// A frozen selection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Frozen {
    /// Version of this layout.
    pub format: u32,
    /// Id of the scenario.
    pub scenario: String,
    /// Name of the scenario.
    pub name: String,
    /// Version of the scenario that was frozen.
    pub version: u32,
    /// When (RFC 3339, UTC).
    pub frozen_at: String,
    /// Who.
    pub frozen_by: Option<String>,
    /// What is known of the decree.
    pub decree: Decree,
    /// The dataset.
    pub dataset: DatasetFacts,
    /// The round.
    pub round: Option<String>,
    /// Name of the method.
    pub method: String,
    /// The plan with everything filled in.
    pub plan: Value,
    /// Its short name.
    pub plan_hash: String,
    /// The criteria, in the order of the plan.
    pub criteria: Vec<FrozenCriterion>,
    /// How many villages competed.
    pub candidates: usize,
    /// How the set was found.
    pub result: FrozenResult,
    /// The chosen villages in order of code.
    pub rows: Vec<FrozenRow>,
    /// Villages that the plan kept out by name, with the reason.
    pub excluded: Vec<Excluded>,
    /// What the map shows.
    pub map: FrozenMap,
}

/// What is known of the decree when its annex is frozen; the rest is printed as dots to fill in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decree {
    /// Its number.
    #[serde(default)]
    pub number: Option<String>,
    /// Its date, `YYYY-MM-DD`.
    #[serde(default)]
    pub date: Option<String>,
    /// What it is about. Default: the designation of the villages.
    #[serde(default)]
    pub about: Option<String>,
    /// The office that issues it, such as `Menteri Ketenagakerjaan Republik Indonesia`.
    #[serde(default)]
    pub office: Option<String>,
    /// Where it is signed.
    #[serde(default)]
    pub place: Option<String>,
    /// Who signs it.
    #[serde(default)]
    pub signatory: Option<String>,
}

/// Facts of the dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatasetFacts {
    /// Hash of its contents.
    pub version: String,
    /// Whether it is demonstration data.
    pub demonstration: bool,
    /// Its title in Indonesian.
    pub title: String,
    /// Its vintage.
    pub vintage: String,
    /// Its sources: title, standing and licence.
    pub sources: Vec<String>,
    /// Who stands behind them, each standing once, in Indonesian. Empty where it was not recorded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub standings: Vec<String>,
}

/// A criterion as it was used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrozenCriterion {
    /// Id of the indicator.
    pub indicator: String,
    /// Its name in Indonesian.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// Decimals that its values are printed with.
    pub decimals: u8,
    /// Weight, after division by the sum.
    pub weight: f64,
    /// `benefit` or `cost`.
    pub direction: String,
    /// The values that count as 0 and as 1.
    pub goalposts: Option<[f64; 2]>,
}

/// How the set was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrozenResult {
    /// `optimal`, or `time_limit` with a gap.
    pub status: String,
    /// The objective.
    pub objective: Option<f64>,
    /// Proven relative distance to the best possible.
    pub gap: Option<f64>,
    /// Sum of the costs.
    pub cost: f64,
    /// The lowest score in the set that was not pinned.
    pub last_score: Option<f64>,
}

/// A chosen village.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrozenRow {
    /// Who it is, its rank and score.
    #[serde(flatten)]
    pub village: FrozenVillage,
    /// What it costs.
    pub cost: Option<f64>,
    /// Who pays.
    pub funding: Option<String>,
    /// Why the plan pinned it; an empty text where no reason was given.
    pub pinned: Option<String>,
}

/// A candidate, chosen or not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrozenVillage {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// `desa`, `kelurahan` or `desa_adat`.
    pub kind: String,
    /// Name of its district; the code is part of its own.
    pub district: String,
    /// Name of its regency.
    pub regency: String,
    /// Name of its province.
    pub province: String,
    /// Longitude in degrees.
    pub lon: Option<f64>,
    /// Latitude in degrees.
    pub lat: Option<f64>,
    /// Competition rank; none where a required value is missing.
    pub rank: Option<u32>,
    /// Best rank that missing values allow.
    pub rank_best: Option<u32>,
    /// Worst rank that missing values allow.
    pub rank_worst: Option<u32>,
    /// The score.
    pub score: Option<f64>,
    /// Share of the weight whose values are present.
    pub weight_present: Option<f64>,
    /// Its values, in the order of the criteria.
    pub values: Vec<Option<f64>>,
    /// What each adds to the score.
    pub parts: Vec<Option<f64>>,
}

/// What is frozen of every candidate, for its letter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrozenEntry {
    /// Who it is, its rank and score.
    #[serde(flatten)]
    pub village: FrozenVillage,
    /// Whether it was chosen.
    pub chosen: bool,
    /// Names of what kept it out; empty where it was chosen or simply ranks too low.
    pub because: Vec<String>,
    /// Why the plan pinned or excluded it.
    pub reason: Option<String>,
    /// Which value of each criterion alone would lift it to the last score of the set; none where
    /// no value within the goalposts would.
    pub needed: Vec<Option<f64>>,
}

/// A village that the plan kept out by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excluded {
    /// Its code.
    pub code: String,
    /// Its name, where it is known.
    pub name: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// What the map shows, in degrees (`lon, lat`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FrozenMap {
    /// West, south, east, north.
    pub bbox: [f64; 4],
    /// Simplified outlines: one list of positions a ring.
    pub outlines: Vec<Vec<[f64; 2]>>,
    /// Names of the areas that are outlined, with where to write them.
    pub labels: BTreeMap<String, [f64; 2]>,
    /// The map as it was drawn then, a PNG file in base64; none where nothing could draw it. Outlines stand in for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
}

/// What an export says of where it comes from, so that it can be compared with the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// BLAKE3 of the frozen document.
    pub hash: String,
    /// Place and hash of the event that froze it: the head of the chain of all scenarios at that time.
    pub chain: String,
}

impl FrozenVillage {
    /// Code of the area of a level that holds the village, by the village's own code.
    pub fn ancestor(&self, level: Level) -> String {
        let code: Option<AreaCode> = self.code.parse().ok();
        let above = code.and_then(|code| code.ancestor(level));
        above.map_or_else(String::new, |code| code.to_string())
    }
}
