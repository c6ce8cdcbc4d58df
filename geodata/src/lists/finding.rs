//! What is to be said of a row: what is wrong or doubtful, where, and what to do, in Indonesian and English.

use serde::Serialize;

use super::field::Field;

/// How grave it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ListSeverity))]
pub enum Severity {
    /// The row cannot be taken as it is.
    Error,
    /// The row is taken as it says here.
    Warning,
}

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ListText))]
pub struct Text {
    /// In Indonesian.
    pub id: String,
    /// In English.
    pub en: String,
}

impl Text {
    /// Of both.
    pub fn new(id: impl Into<String>, en: impl Into<String>) -> Self {
        Self { id: id.into(), en: en.into() }
    }
}

/// A village that may be meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ListCandidate))]
pub struct Candidate {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The name of its district.
    pub district: String,
}

/// What is to be said of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ListFinding))]
pub struct Finding {
    /// A word that does not change, by which programs tell findings apart.
    pub code: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// The column that it is about; null where it is about the row.
    pub column: Option<Field>,
    /// What is wrong.
    pub problem: Text,
    /// What to do.
    pub advice: Text,
    /// Villages that may be meant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<Candidate>,
}

impl Finding {
    /// Something because of which the row cannot be taken.
    pub fn error(
        code: &'static str,
        column: impl Into<Option<Field>>,
        problem: Text,
        advice: Text,
    ) -> Self {
        let (severity, candidates) = (Severity::Error, Vec::new());
        Self { code, severity, column: column.into(), problem, advice, candidates }
    }

    /// Something that the sender should know.
    pub fn warning(
        code: &'static str,
        column: impl Into<Option<Field>>,
        problem: Text,
        advice: Text,
    ) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, column, problem, advice) }
    }

    /// With villages that may be meant.
    #[must_use]
    pub fn among(self, candidates: Vec<Candidate>) -> Self {
        Self { candidates, ..self }
    }
}
