//! The rules of signing: regency, then province, then ministry.
//!
//! A signature stands for one area of its level or, without an area, for the whole list. What a
//! level decides later replaces what it decided before. An approval counts only while it is newer
//! than every decision below it: when a regency returns the list, its province signs again.

use std::collections::BTreeSet;

use geodata::{AreaCode, Level};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignLevel {
    /// Kabupaten or kota.
    Regency,
    /// Province.
    Province,
    /// The ministry, last.
    Ministry,
}

impl SignLevel {
    /// Its name in documents and tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Regency => "regency",
            Self::Province => "province",
            Self::Ministry => "ministry",
        }
    }
}

/// What the signer decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Agreed.
    Approved,
    /// Sent back, with a comment.
    Returned,
}

impl Decision {
    /// Its name in documents and tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Returned => "returned",
        }
    }
}

/// A signature to be added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSignature {
    /// Who signs.
    pub level: SignLevel,
    /// Code of the regency or province that signs; without it, the level signs for the whole list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// What was decided.
    pub decision: Decision,
    /// The name of the signer.
    pub by: String,
    /// Why; needed when the list is returned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// A signature that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Signature {
    /// Its place in the chain of events.
    pub seq: i64,
    /// When (RFC 3339, UTC).
    pub at: String,
    /// What was signed.
    #[serde(flatten)]
    pub given: NewSignature,
}

/// Why a signature cannot be added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum SignProblem {
    #[error("the ministry has signed; nothing can be added")]
    Closed,
    #[error("the signer has no name")]
    Nameless,
    #[error("a list that is returned needs a comment that says why")]
    WithoutReason,
    #[error("the ministry signs for the whole list, not for `{0}`")]
    MinistryArea(String),
    #[error("`{area}` is no {level} with villages in this list")]
    NoSuchArea { area: String, level: &'static str },
    #[error("before the {level} signs, these have to approve: {}", waiting.join(", "))]
    Order { level: &'static str, waiting: Vec<String> },
}

/// How far signing has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SignOff {
    /// Regencies with villages in the list that have not approved.
    pub regencies_waiting: Vec<String>,
    /// Provinces with villages in the list that have not approved.
    pub provinces_waiting: Vec<String>,
    /// Who has to act next; null when the ministry has signed.
    pub next: Option<SignLevel>,
}

/// The signatures of one frozen list.
#[derive(Debug, Clone, Copy)]
pub struct Signatures<'a> {
    /// In order of `seq`.
    pub given: &'a [Signature],
    /// Codes of the regencies that have villages in the list.
    pub regencies: &'a BTreeSet<String>,
}

impl Signatures<'_> {
    /// Whether `new` may be added now.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self, new: &NewSignature) -> Result<(), SignProblem> {
        if self.closed() {
            return Err(SignProblem::Closed);
        }
        if new.by.trim().is_empty() {
            return Err(SignProblem::Nameless);
        }
        let silent = new.comment.as_deref().is_none_or(|comment| comment.trim().is_empty());
        if new.decision == Decision::Returned && silent {
            return Err(SignProblem::WithoutReason);
        }
        let level = new.level.name();
        let waiting = match (new.level, &new.area) {
            (SignLevel::Ministry, Some(area)) => {
                return Err(SignProblem::MinistryArea(area.clone()));
            }
            (SignLevel::Regency, Some(area)) if !self.regencies.contains(area) => {
                return Err(SignProblem::NoSuchArea { area: area.clone(), level });
            }
            (SignLevel::Province, Some(area)) if !self.provinces().contains(area.as_str()) => {
                return Err(SignProblem::NoSuchArea { area: area.clone(), level });
            }
            (SignLevel::Regency, _) => Vec::new(),
            (SignLevel::Province, Some(area)) => {
                let mut waiting = self.regencies_waiting();
                waiting.retain(|regency| province(regency).as_ref() == Some(area));
                waiting
            }
            (SignLevel::Province, None) => self.regencies_waiting(),
            (SignLevel::Ministry, None) => self.provinces_waiting(),
        };
        if waiting.is_empty() { Ok(()) } else { Err(SignProblem::Order { level, waiting }) }
    }

    /// Whether the ministry has approved.
    pub fn closed(&self) -> bool {
        self.latest(SignLevel::Ministry, "").is_some_and(|s| s.given.decision == Decision::Approved)
    }

    /// How far signing has come.
    pub fn progress(&self) -> SignOff {
        let (regencies, provinces) = (self.regencies_waiting(), self.provinces_waiting());
        let next = if self.closed() {
            None
        } else if !regencies.is_empty() {
            Some(SignLevel::Regency)
        } else if !provinces.is_empty() {
            Some(SignLevel::Province)
        } else {
            Some(SignLevel::Ministry)
        };
        SignOff { regencies_waiting: regencies, provinces_waiting: provinces, next }
    }

    fn provinces(&self) -> BTreeSet<String> {
        self.regencies.iter().filter_map(|regency| province(regency)).collect()
    }

    /// The latest signature of a level that speaks for `area`.
    fn latest(&self, level: SignLevel, area: &str) -> Option<&Signature> {
        let speaks = |s: &&Signature| {
            s.given.level == level && s.given.area.as_deref().is_none_or(|own| own == area)
        };
        self.given.iter().rev().find(speaks)
    }

    fn regencies_waiting(&self) -> Vec<String> {
        let approved = |regency: &&String| {
            self.latest(SignLevel::Regency, regency)
                .is_some_and(|s| s.given.decision == Decision::Approved)
        };
        self.regencies.iter().filter(|regency| !approved(regency)).cloned().collect()
    }

    fn provinces_waiting(&self) -> Vec<String> {
        let below = self.regencies_waiting();
        let approved = |code: &String| {
            let is_below = |regency: &&String| province(regency).as_ref() == Some(code);
            let mut own = self.regencies.iter().filter(is_below);
            self.latest(SignLevel::Province, code).is_some_and(|signature| {
                signature.given.decision == Decision::Approved
                    && !below.iter().any(|regency| is_below(&regency))
                    && own.all(|regency| {
                        self.latest(SignLevel::Regency, regency)
                            .is_some_and(|s| s.seq < signature.seq)
                    })
            })
        };
        self.provinces().into_iter().filter(|code| !approved(code)).collect()
    }
}

/// The province of a regency: `52` of `52.03`.
fn province(regency: &str) -> Option<String> {
    let code: AreaCode = regency.parse().ok()?;
    code.ancestor(Level::Province).map(|province| province.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regencies() -> BTreeSet<String> {
        ["52.02", "52.03", "35.07"].map(str::to_owned).into()
    }

    fn new(level: SignLevel, area: Option<&str>, decision: Decision) -> NewSignature {
        let comment = (decision == Decision::Returned).then(|| "periksa lagi".to_owned());
        NewSignature { level, area: area.map(str::to_owned), decision, by: "A".into(), comment }
    }

    fn give(
        given: &mut Vec<Signature>,
        level: SignLevel,
        area: Option<&str>,
        decision: Decision,
    ) -> Result<(), SignProblem> {
        let new = new(level, area, decision);
        Signatures { given, regencies: &regencies() }.check(&new)?;
        let seq = given.len() as i64 + 1;
        given.push(Signature { seq, at: String::new(), given: new });
        Ok(())
    }

    use Decision::{Approved, Returned};
    use SignLevel::{Ministry, Province, Regency};

    #[test]
    fn each_level_waits_for_the_areas_below_it() {
        let mut given = Vec::new();
        let early = give(&mut given, Ministry, None, Approved).unwrap_err();
        assert_eq!(
            early,
            SignProblem::Order { level: "ministry", waiting: vec!["35".into(), "52".into()] }
        );
        give(&mut given, Regency, Some("52.02"), Approved).unwrap();
        let early = give(&mut given, Province, Some("52"), Approved).unwrap_err();
        assert_eq!(early, SignProblem::Order { level: "province", waiting: vec!["52.03".into()] });
        give(&mut given, Regency, Some("52.03"), Approved).unwrap();
        give(&mut given, Province, Some("52"), Approved).unwrap();
        assert!(give(&mut given, Province, None, Approved).is_err());
        give(&mut given, Regency, Some("35.07"), Approved).unwrap();
        give(&mut given, Province, Some("35"), Approved).unwrap();
        give(&mut given, Ministry, None, Approved).unwrap();
        let progress = Signatures { given: &given, regencies: &regencies() }.progress();
        assert_eq!(progress.next, None);
        assert_eq!(give(&mut given, Regency, None, Returned), Err(SignProblem::Closed));
    }

    #[test]
    fn a_return_below_undoes_the_approval_above() {
        let mut given = Vec::new();
        give(&mut given, Regency, None, Approved).unwrap();
        give(&mut given, Province, None, Approved).unwrap();
        give(&mut given, Regency, Some("52.02"), Returned).unwrap();
        assert!(give(&mut given, Ministry, None, Approved).is_err());
        give(&mut given, Regency, Some("52.02"), Approved).unwrap();
        let progress = Signatures { given: &given, regencies: &regencies() }.progress();
        assert_eq!(progress.provinces_waiting, ["52"]);
        give(&mut given, Province, Some("52"), Approved).unwrap();
        give(&mut given, Ministry, None, Approved).unwrap();
    }

    #[test]
    fn strangers_the_nameless_and_the_silent_cannot_sign() {
        let mut given = Vec::new();
        for (level, area) in [(Regency, "52.04"), (Province, "51"), (Province, "52.02")] {
            let problem = give(&mut given, level, Some(area), Approved).unwrap_err();
            assert!(matches!(problem, SignProblem::NoSuchArea { .. }), "{problem}");
        }
        let problem = give(&mut given, Ministry, Some("52"), Approved).unwrap_err();
        assert_eq!(problem, SignProblem::MinistryArea("52".into()));
        let check = |new: NewSignature| {
            Signatures { given: &[], regencies: &regencies() }.check(&new).unwrap_err()
        };
        let nameless = NewSignature { by: "  ".into(), ..new(Regency, None, Approved) };
        assert_eq!(check(nameless), SignProblem::Nameless);
        let silent = NewSignature { comment: None, ..new(Regency, None, Returned) };
        assert_eq!(check(silent), SignProblem::WithoutReason);
    }
}
