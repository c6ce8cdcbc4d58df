//! The named questions that are served: those that are built in, and the operator's own.

use std::path::Path;

use queries::{NamedQuery, named_queries, own_queries};

use geodata::canonical::{canonical, short_fingerprint};

/// All named questions.
#[derive(Debug)]
pub struct Questions {
    all: Vec<NamedQuery>,
    fingerprint: String,
}

impl Questions {
    /// Reads the questions of `dir`, where there is one, beside those that are built in.
    ///
    /// # Errors
    /// When a file of the directory is no question; the message names it and the line.
    pub(super) fn read(dir: Option<&Path>) -> anyhow::Result<Self> {
        let mut all = named_queries()?;
        let own = dir.map(own_queries).transpose()?.unwrap_or_default();
        let fingerprint =
            if own.is_empty() { String::new() } else { short_fingerprint(12, [canonical(&own)?]) };
        all.extend(own);
        all.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(Self { all, fingerprint })
    }

    /// The questions by name.
    pub fn all(&self) -> &[NamedQuery] {
        &self.all
    }

    /// Tells one state of the operator's own questions from another; empty where there are none.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }
}
