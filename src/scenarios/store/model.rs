//! What is saved.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::sign::{SignOff, Signature};

/// How far a scenario has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ScenarioStatus)]
pub enum Status {
    /// Can be changed.
    Draft,
    /// Its selection stands; it can be signed and exported.
    Frozen,
    /// The ministry has signed.
    Signed,
}

impl Status {
    /// Its name in documents and tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Frozen => "frozen",
            Self::Signed => "signed",
        }
    }
}

/// A saved plan.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Scenario {
    /// Names it for ever.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Grows by one with every change; a change names the version it was made to.
    pub version: u32,
    /// How far it has come.
    pub status: Status,
    /// The plan.
    #[schema(value_type = Object)]
    pub plan: Value,
    /// The scenario it was copied from.
    pub parent: Option<String>,
    /// When it was made (RFC 3339, UTC).
    pub created_at: String,
    /// Who made it.
    pub created_by: Option<String>,
    /// When it was last changed.
    pub updated_at: String,
    /// Who changed it last.
    pub updated_by: Option<String>,
    /// What was frozen.
    pub frozen: Option<FrozenSummary>,
    /// The signatures, oldest first.
    pub signatures: Vec<Signature>,
    /// How far signing has come; null for drafts.
    pub sign_off: Option<SignOff>,
}

/// A scenario in a list: without its plan.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ScenarioLine {
    /// Names it for ever.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Grows by one with every change.
    pub version: u32,
    /// How far it has come.
    pub status: Status,
    /// The round that its plan is for.
    pub round: Option<String>,
    /// The scenario it was copied from.
    pub parent: Option<String>,
    /// When it was made (RFC 3339, UTC).
    pub created_at: String,
    /// Who made it.
    pub created_by: Option<String>,
    /// When it was last changed.
    pub updated_at: String,
    /// Who changed it last.
    pub updated_by: Option<String>,
    /// What was frozen.
    pub frozen: Option<FrozenSummary>,
}

/// Of which figures a frozen selection is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Figures {
    /// Of what everybody may see.
    ForEverybody,
    /// Of small numbers too: shown to those who may see these.
    Whole,
}

/// What a frozen selection rests on. It is the body of the event `frozen`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FrozenSummary {
    /// When (RFC 3339, UTC).
    pub at: String,
    /// Who.
    pub by: Option<String>,
    /// The dataset.
    pub dataset_version: String,
    /// Of which figures it is made; absent where it was frozen before small numbers were withheld from anybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figures: Option<Figures>,
    /// Short name of the plan with everything filled in.
    pub plan_hash: String,
    /// BLAKE3 of the frozen document; printed on every export.
    pub hash: String,
    /// BLAKE3 of the frozen ranking.
    pub ranking_hash: String,
    /// How many villages were selected.
    pub villages: usize,
    /// Codes of the regencies that have any.
    pub regencies: Vec<String>,
}

/// What is handed over to be frozen.
#[derive(Debug, Clone, PartialEq)]
pub struct ToFreeze {
    /// When.
    pub at: String,
    /// Who.
    pub by: Option<String>,
    /// The dataset.
    pub dataset_version: String,
    /// Of which figures it is made.
    pub figures: Option<Figures>,
    /// Short name of the plan with everything filled in.
    pub plan_hash: String,
    /// Everything that exports print, as canonical JSON.
    pub document: String,
    /// How many villages were selected.
    pub villages: usize,
    /// Codes of the regencies that have any.
    pub regencies: Vec<String>,
    /// All candidates.
    pub candidates: Vec<FrozenCandidate>,
}

/// A candidate of a frozen ranking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrozenCandidate {
    /// Code of the village.
    pub code: String,
    /// Its rank; none where it was rejected.
    pub rank: Option<u32>,
    /// What its letter prints, as canonical JSON.
    pub entry: String,
}

/// A frozen document as it was found to be whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrozenDocument {
    /// Everything that exports print, as canonical JSON.
    pub text: String,
    /// Its BLAKE3.
    pub hash: String,
    /// Place and hash of the event that froze it: the head of the chain at that time.
    pub chain: String,
}

/// Part of a history.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryPage {
    /// Its events, oldest first.
    pub events: Vec<Event>,
    /// Events of the whole history.
    pub total: usize,
    /// Whether there are later ones.
    pub more: bool,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Event {
    /// Its place in the chain of everything.
    pub seq: i64,
    /// The scenario that it belongs to; null where it is about people.
    pub scenario: Option<String>,
    /// When (RFC 3339, UTC).
    pub at: String,
    /// Who.
    pub by: Option<String>,
    /// Of scenarios `created`, `duplicated`, `changed`, `frozen`, `signed`; of people `person_added`, `grants_changed`,
    /// `person_disabled`, `person_enabled`, `invited`, `password_set`, `signed_in`, `sign_in_failed`, `signed_out`, `sign_ins_ended`,
    /// `token_made`, `token_ended`, `second_factor_set`, `second_factor_ended`; `sql_asked`, `exported`; of the server
    /// `dataset_loaded`; of records `registry_recorded`, `registry_withdrawn`, `registry_approved`.
    pub action: String,
    /// What exactly: the whole plan after a change, the hashes of a frozen selection, a signature.
    #[schema(value_type = Object)]
    pub body: Value,
    /// Hash of the event before, of whatever scenario.
    pub previous: String,
    /// BLAKE3 of `previous` and this event.
    pub hash: String,
}

/// Which events are listed; what is none is not looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Of this kind.
    pub action: Option<String>,
    /// By whom this text names, in any case of letters.
    pub by: Option<String>,
    /// Of this scenario.
    pub scenario: Option<String>,
    /// Before this place in the chain.
    pub before: Option<i64>,
}

/// A change of a draft; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Change {
    /// Another name.
    pub name: Option<String>,
    /// Another plan.
    pub plan: Option<Value>,
    /// Why, for the history.
    pub note: Option<String>,
}
