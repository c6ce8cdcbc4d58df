//! Bounds on everything that is stored: whoever may save must not be able to fill the disk, or to hide signs in what
//! others read and sign.

use geodata::source::printable;
use serde_json::Value;

/// How much is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Bytes of the database.
    pub bytes: u64,
    /// Scenarios, of whatever status.
    pub scenarios: usize,
    /// Versions of one draft.
    pub versions: u32,
    /// Rows that people may add to the dataset, withdrawn ones among them.
    pub entries: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { bytes: 4 << 30, scenarios: 10_000, versions: 1_000, entries: 1_000_000 }
    }
}

/// Letters of a name: of a scenario, a person, an office, an indicator.
pub const NAME: usize = 200;
/// Letters of a round.
pub const ROUND: usize = 40;
/// Letters of a reason, note or comment.
pub const REASON: usize = 1_000;
/// Letters of a condition; the guard of SQL has bounds of its own.
pub const CONDITION: usize = 20_000;
/// Rows that a plan may bring along.
pub const ROWS: usize = 10_000;
/// Bytes of a plan.
pub const PLAN_BYTES: usize = 2 << 20;

/// Rows that may be recorded at once.
pub const BATCH: usize = 10_000;
/// Bytes of an event with what was recorded at once.
pub const BATCH_BYTES: usize = 8 << 20;

/// What exceeds a bound.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Exceeded {
    /// A text has too many letters.
    #[error("`{field}` is longer than {most} letters")]
    Text {
        /// Where it stands.
        field: String,
        /// As many as it may have.
        most: usize,
    },
    /// A text holds NUL, a line break or another sign that nobody sees.
    #[error("`{field}` holds a line break, a control character or a sign that is not seen")]
    Control {
        /// Where it stands.
        field: String,
    },
    /// A plan brings too many rows of its own.
    #[error("the plan brings {found} rows along; a saved one may have {ROWS}")]
    Rows {
        /// As many as it brings.
        found: usize,
    },
    /// A plan is too large.
    #[error("the plan has {found} bytes; a saved one may have {PLAN_BYTES}")]
    Plan {
        /// As many as it has.
        found: usize,
    },
    /// There are as many scenarios as there may be.
    #[error("there are {0} scenarios already, as many as are kept")]
    Scenarios(usize),
    /// A draft has as many versions as it may have.
    #[error("the scenario has {0} versions already, as many as are kept")]
    Versions(u32),
    /// Too much is recorded at once.
    #[error(
        "{rows} rows of {bytes} bytes are recorded at once; {BATCH} rows and {BATCH_BYTES} bytes may be"
    )]
    Batch {
        /// Rows.
        rows: usize,
        /// Bytes.
        bytes: usize,
    },
    /// As much is recorded as is kept.
    #[error("{0} rows are recorded already, as many as are kept")]
    Entries(usize),
}

/// A text of one line that people read.
///
/// # Errors
/// [`Exceeded::Text`], [`Exceeded::Control`].
pub fn line(field: &str, text: &str, most: usize) -> Result<(), Exceeded> {
    bounded(field, text, most, text)
}

/// Whether `text` has too many letters, or `shown` of it something that nobody sees: a name or reason must not look like another.
fn bounded(field: &str, text: &str, most: usize, shown: &str) -> Result<(), Exceeded> {
    if text.chars().count() > most {
        Err(Exceeded::Text { field: field.to_owned(), most })
    } else if printable(shown) != shown {
        Err(Exceeded::Control { field: field.to_owned() })
    } else {
        Ok(())
    }
}

/// A plan, and its text.
///
/// # Errors
/// What of it is too much, by its field.
pub fn plan(plan: &Value, text: &str) -> Result<(), Exceeded> {
    let rows = plan["candidates"]["rows"].as_array().map_or(0, Vec::len);
    if rows > ROWS {
        return Err(Exceeded::Rows { found: rows });
    }
    if text.len() > PLAN_BYTES {
        return Err(Exceeded::Plan { found: text.len() });
    }
    texts("plan", "", plan)
}

/// Every text in `value`, which stands at `path` under the name `key`.
fn texts(path: &str, key: &str, value: &Value) -> Result<(), Exceeded> {
    match value {
        Value::String(text) => match key {
            "where" => bounded(path, text, CONDITION, &text.replace(['\n', '\r', '\t'], " ")),
            "reason" | "incomplete_because" => line(path, text, REASON),
            "round" => line(path, text, ROUND),
            _ => line(path, text, NAME),
        },
        Value::Array(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(at, item)| texts(&format!("{path}[{at}]"), key, item)),
        Value::Object(map) => map.iter().try_for_each(|(key, value)| {
            line(path, key, NAME)?;
            texts(&format!("{path}.{key}"), key, value)
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refused(value: &Value) -> String {
        plan(value, &value.to_string()).unwrap_err().to_string()
    }

    #[test]
    fn every_text_of_a_plan_has_a_bound_and_no_control_characters() {
        let whole = json!({
            "round": "2027", "candidates": {"where": "kind = 'desa'\n\tAND NOT designated"},
            "constraints": {"pin": [{"id": "11.01.01.2001", "reason": "x".repeat(REASON)}]},
        });
        assert_eq!(plan(&whole, &whole.to_string()), Ok(()));
        for (value, says) in [
            (json!({"round": "2".repeat(ROUND + 1)}), "`plan.round` is longer than 40 letters"),
            (json!({"candidates": {"where": "a\0b"}}), "`plan.candidates.where` holds"),
            (
                json!({"constraints": {"exclude": [{"id": "a", "reason": "b\n"}]}}),
                "exclude[0].reason` holds",
            ),
            (
                json!({"constraints": {"pin": [{"id": "a", "reason": "b".repeat(REASON + 1)}]}}),
                "pin[0].reason` is longer",
            ),
            (json!({"constraints": {"budget": {"A\u{7}": 1}}}), "`plan.constraints.budget` holds"),
            (json!({"round": "\u{202e}7202"}), "`plan.round` holds"),
            (
                json!({"candidates": {"where": "name = 'De\u{200b}sa'"}}),
                "`plan.candidates.where` holds",
            ),
            (json!({"basket": ["a".repeat(NAME + 1)]}), "`plan.basket[0]` is longer than 200"),
            (json!({"candidates": {"rows": vec![0; ROWS + 1]}}), "10001 rows"),
            (json!({"basket": vec!["11.01.01.2001"; 200_000]}), "bytes"),
        ] {
            let found = refused(&value);
            assert!(found.contains(says), "{says}: {found}");
        }
    }
}
