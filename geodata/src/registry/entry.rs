//! Entries, and which of them count.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A table that entries are rows of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = RegistryTable))]
pub enum Table {
    /// Villages that take part in a programme.
    Designations,
    /// The state of a pillar in a village.
    PillarStatus,
    /// One-stop service offices.
    LtsaOffices,
    /// The desks of an office.
    OfficeDesks,
    /// Institutions that take part.
    Partnerships,
    /// Officers of villages.
    Officers,
    /// Values that the base states wrongly.
    Corrections,
    /// Villages that somebody proposes for a round.
    Proposals,
    /// Values that villages and regencies report.
    IndicatorValues,
    /// Questions about a proposal, and their answers.
    ProposalNotes,
}

impl Table {
    /// All of them. What others need comes before them.
    pub const ALL: [Self; 10] = [
        Self::Designations,
        Self::LtsaOffices,
        Self::PillarStatus,
        Self::OfficeDesks,
        Self::Partnerships,
        Self::Officers,
        Self::Corrections,
        Self::Proposals,
        Self::IndicatorValues,
        Self::ProposalNotes,
    ];

    /// The name in documents.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Designations => "designations",
            Self::PillarStatus => "pillar_status",
            Self::LtsaOffices => "ltsa_offices",
            Self::OfficeDesks => "office_desks",
            Self::Partnerships => "partnerships",
            Self::Officers => "officers",
            Self::Corrections => "corrections",
            Self::Proposals => "proposals",
            Self::IndicatorValues => "indicator_values",
            Self::ProposalNotes => "proposal_notes",
        }
    }

    /// The table of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.name() == name)
    }

    /// The fields of its rows, in order.
    pub const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Designations => &[
                "village_code",
                "programme",
                "round",
                "year",
                "status",
                "funding",
                "decree",
                "date",
                "source",
                "note",
            ],
            Self::PillarStatus => {
                &["village_code", "programme", "pillar_no", "as_of", "state", "evidence"]
            }
            Self::LtsaOffices => {
                &["area_code", "name", "since", "status", "lon", "lat", "source", "note"]
            }
            Self::OfficeDesks => &["office", "desk_type", "from", "to", "source", "note"],
            Self::Partnerships => {
                &["institution", "programme", "area_code", "role", "document", "year", "source"]
            }
            Self::Officers => {
                &["village_code", "programme", "role", "name", "from", "to", "source", "note"]
            }
            Self::Corrections => &["area_code", "indicator", "year", "value", "reason", "source"],
            Self::Proposals => &["village_code", "programme", "round", "reason", "source"],
            Self::IndicatorValues => &["area_code", "indicator", "year", "value", "source", "note"],
            Self::ProposalNotes => &["proposal", "kind", "text"],
        }
    }

    /// Whether rows of it change the tables of the dataset: what is proposed, and what is said of it, changes none.
    pub const fn changes_tables(self) -> bool {
        !matches!(self, Self::Proposals | Self::ProposalNotes)
    }

    /// Whether somebody else has to approve a row before it counts.
    pub const fn needs_approval(self) -> bool {
        matches!(self, Self::Corrections)
    }
}

/// What somebody recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Names it for ever.
    pub id: String,
    /// The number of the event by which it counts.
    pub seq: i64,
    /// What it is a row of.
    pub table: Table,
    /// The row, as `super::check()` wrote it.
    pub row: Value,
    /// The entry in whose place it speaks.
    pub replaces: Option<String>,
    /// Whether it was taken back.
    pub withdrawn: bool,
    /// Whether somebody else approved it.
    pub approved: bool,
}

impl Entry {
    /// Whether it speaks, unless another one speaks in its place.
    pub(super) fn stands(&self) -> bool {
        !self.withdrawn && (self.approved || !self.table.needs_approval())
    }
}

/// The entries that count, in their order: none that was withdrawn, waits for approval, or has another in its place.
pub fn counting(entries: &[Entry]) -> Vec<&Entry> {
    let standing = || entries.iter().filter(|entry| entry.stands());
    let replaced: BTreeSet<&str> =
        standing().filter_map(|entry| entry.replaces.as_deref()).collect();
    standing().filter(|entry| !replaced.contains(entry.id.as_str())).collect()
}

/// Those that count and are rows of a table of the dataset.
pub fn changing(entries: &[Entry]) -> Vec<&Entry> {
    let mut changing = counting(entries);
    changing.retain(|entry| entry.table.changes_tables());
    changing
}
