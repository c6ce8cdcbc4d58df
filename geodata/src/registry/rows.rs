//! The rows as they are recorded.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::dataset::{Partnership, PillarStatus};

macro_rules! row {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $(
            $(#[$field_doc])*
            #[allow(missing_docs, reason = "fields are documented in docs/registry.md")]
            pub $field: $type,
        )* }
    };
}

row!(
    /// A village that takes part in a programme. Without an id it has one of programme, round or year, and village.
    DesignationRow { id: Option<String>, village_code: String, programme: String, round: Option<String>, year: Option<i32>, status: String, funding: Option<String>, decree: Option<String>, date: Option<String>, source: String, note: Option<String>, }
);
row!(
    /// A one-stop service office. Without an id it has one of its area; without a position it has one by the rule of the import.
    OfficeRow { id: Option<String>, area_code: String, name: String, since: Option<String>, status: String, lon: Option<f64>, lat: Option<f64>, source: String, note: Option<String>, }
);
row!(
    /// A desk at an office, from a day on and until another.
    DeskRow { office: String, desk_type: String, from: Option<String>, to: Option<String>, source: String, note: Option<String>, }
);
row!(
    /// An officer of a village.
    OfficerRow { village_code: String, programme: String, role: String, name: Option<String>, from: Option<String>, to: Option<String>, source: Option<String>, note: Option<String>, }
);
row!(
    /// What a value is in truth, and why.
    CorrectionRow { area_code: String, indicator: String, year: i32, value: f64, reason: String, source: String, }
);
row!(
    /// A village that somebody proposes for a round.
    ProposalRow { village_code: String, programme: String, round: Option<String>, reason: String, source: Option<String>, }
);
row!(
    /// A question about a proposal, or an answer.
    NoteRow { proposal: String, kind: String, text: String, }
);
row!(
    /// A value that a village or a regency reports.
    ValueRow { area_code: String, indicator: String, year: i32, value: f64, source: String, note: Option<String>, }
);

/// A row of any table.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "named as their tables")]
pub enum Row {
    Designation(DesignationRow),
    Pillar(PillarStatus),
    Office(OfficeRow),
    Desk(DeskRow),
    Partnership(Partnership),
    Officer(OfficerRow),
    Correction(CorrectionRow),
    Proposal(ProposalRow),
    Value(ValueRow),
    Note(NoteRow),
}

impl Row {
    /// As it is kept: every field that has a value.
    pub(super) fn value(&self) -> Result<Value, serde_json::Error> {
        let value = match self {
            Self::Designation(row) => serde_json::to_value(row),
            Self::Pillar(row) => serde_json::to_value(row),
            Self::Office(row) => serde_json::to_value(row),
            Self::Desk(row) => serde_json::to_value(row),
            Self::Partnership(row) => serde_json::to_value(row),
            Self::Officer(row) => serde_json::to_value(row),
            Self::Correction(row) => serde_json::to_value(row),
            Self::Proposal(row) => serde_json::to_value(row),
            Self::Value(row) => serde_json::to_value(row),
            Self::Note(row) => serde_json::to_value(row),
        };
        value.map(|mut value| {
            if let Some(fields) = value.as_object_mut() {
                fields.retain(|_, field| !field.is_null());
            }
            value
        })
    }
}

/// A row without the name of a person, where it has one.
pub fn without_names(mut row: Value) -> Value {
    if let Some(fields) = row.as_object_mut()
        && fields.contains_key("role")
        && fields.contains_key("village_code")
    {
        fields.remove("name");
    }
    row
}
