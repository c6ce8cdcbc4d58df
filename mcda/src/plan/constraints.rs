//! Quotas, budget and spacing.

use std::collections::BTreeMap;
use std::fmt::Formatter;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

/// What a selection must satisfy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Constraints {
    /// How many villages are chosen, exactly. `lscp` finds the number itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// Limits per regency: `{"max": 2}` for every regency, `{"52.03": {"min": 1}}` for one.
    #[serde(default, skip_serializing_if = "AreaLimits::is_empty")]
    pub per_regency: AreaLimits,
    /// Limits per province, written as those per regency.
    #[serde(default, skip_serializing_if = "AreaLimits::is_empty")]
    pub per_province: AreaLimits,
    /// Money per funding source. Every chosen village is paid from one source.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub budget: BTreeMap<String, f64>,
    /// What a village costs: an indicator (or a number in `rows`), or one amount for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
    /// Chosen villages are at least this far apart, in kilometres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spacing_km: Option<f64>,
    /// Whether the spacing also holds towards villages that are designated already.
    #[serde(default = "yes")]
    pub spacing_to_designated: bool,
    /// Villages that must be chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pin: Vec<Named>,
    /// Villages that must not be chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<Named>,
    /// What the best set is best at.
    #[serde(default)]
    pub objective: Objective,
    /// Kilometres within which a chosen village serves its neighbours (`mclp`, `lscp`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub radius_km: Option<f64>,
    /// What is served (`mclp`, `p_median`): an indicator or a number in `rows`. Default: the
    /// number of migrants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demand: Option<String>,
    /// Villages with less than this share of the weight present are not chosen, unless they are
    /// pinned with a reason. Less than 0.8 needs a reason for all.
    #[serde(default = "complete")]
    pub min_weight_present: f64,
    /// Why villages with less than 0.8 of the weight present may be chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incomplete_because: Option<String>,
    /// Whether replacement costs are found for every chosen village, and regrets for the best 50
    /// that are skipped, however many candidates there are. Each takes a search; without it more
    /// than 300 candidates have them for the five most contested ones.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub all_alternatives: bool,
    /// Seconds after which the best set found so far is returned with its gap.
    #[serde(default = "thirty")]
    pub time_limit_s: f64,
}

impl Constraints {
    /// Whether it says more than how many: otherwise the best set is the head of the ranking, as far as
    /// enough of each village is known.
    pub fn says_more_than_count(&self) -> bool {
        self.spacing_km.is_some_and(|km| km > 0.0)
            || !self.per_regency.is_empty()
            || !self.per_province.is_empty()
            || !self.budget.is_empty()
            || !self.pin.is_empty()
            || !self.exclude.is_empty()
    }
}

fn yes() -> bool {
    true
}

/// Share of the weight that a village must have values for, unless a reason is given.
pub(super) const COMPLETE: f64 = 0.8;

fn complete() -> f64 {
    COMPLETE
}

fn thirty() -> f64 {
    30.0
}

impl Default for Constraints {
    fn default() -> Self {
        Self {
            count: None,
            per_regency: AreaLimits::default(),
            per_province: AreaLimits::default(),
            budget: BTreeMap::new(),
            cost: None,
            spacing_km: None,
            spacing_to_designated: yes(),
            pin: Vec::new(),
            exclude: Vec::new(),
            objective: Objective::default(),
            radius_km: None,
            demand: None,
            min_weight_present: COMPLETE,
            incomplete_because: None,
            all_alternatives: false,
            time_limit_s: thirty(),
        }
    }
}

/// Limits of areas: the keys `min` and `max` hold for every area of the level, every other key is
/// an area code with limits of its own.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct AreaLimits(pub BTreeMap<String, LimitEntry>);

/// A value in [`AreaLimits`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum LimitEntry {
    /// Under `min` or `max`: for every area.
    Every(u32),
    /// Under an area code.
    Area(#[serde(deserialize_with = "object")] Limit),
}

/// Reads limits from an object alone: an alternative that is a struct would be read from an array too.
fn object<'de, D: Deserializer<'de>>(reader: D) -> Result<Limit, D::Error> {
    struct Object;
    impl<'de> Visitor<'de> for Object {
        type Value = Limit;

        fn expecting(&self, to: &mut Formatter<'_>) -> std::fmt::Result {
            to.write_str("an object with `min` or `max`")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Limit, A::Error> {
            Limit::deserialize(MapAccessDeserializer::new(map))
        }
    }
    reader.deserialize_map(Object)
}

/// How many may be chosen in an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// At least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u32>,
    /// At most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
}

impl AreaLimits {
    /// Whether nothing is limited.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The limits of one area: its own, and where they say nothing, those of every area.
    pub fn of(&self, code: &str) -> Limit {
        let own = match self.0.get(code) {
            Some(LimitEntry::Area(limit)) => *limit,
            _ => Limit::default(),
        };
        Limit { min: own.min.or(self.every("min")), max: own.max.or(self.every("max")) }
    }

    /// The codes that have limits of their own.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str).filter(|key| !matches!(*key, "min" | "max"))
    }

    fn every(&self, key: &str) -> Option<u32> {
        match self.0.get(key) {
            Some(LimitEntry::Every(n)) => Some(*n),
            _ => None,
        }
    }
}

/// What a village costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Cost {
    /// The same amount for every village.
    Fixed(f64),
    /// An indicator, or a number in `rows`.
    Column(String),
}

/// A village by its code, with or without a reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Named {
    /// The code alone.
    Id(String),
    /// The code and why.
    Because {
        /// Code of the village.
        id: String,
        /// Why.
        reason: String,
    },
}

impl Named {
    /// Code of the village.
    pub fn id(&self) -> &str {
        match self {
            Self::Id(id) | Self::Because { id, .. } => id,
        }
    }

    /// Why, where it is said.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Id(_) => None,
            Self::Because { reason, .. } => Some(reason),
        }
    }
}

/// What the best set is best at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Objective {
    /// The sum of the scores.
    #[default]
    Score,
    /// The demand within the radius (maximal covering, Church & ReVelle 1974).
    Mclp,
    /// The fewest villages that cover everybody within the radius (set covering).
    Lscp,
    /// The shortest sum of demand × distance to the nearest chosen village.
    PMedian,
}
