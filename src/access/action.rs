//! What can be done.

use serde::Serialize;
use utoipa::ToSchema;

/// What can be done, from the least to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Learn whether the server is there, and sign in.
    Arrive,
    /// Look at the map, the data and what they come from.
    Look,
    /// Ask by SQL, the named questions among it.
    Query,
    /// Rank, select and try other weights; nothing of it is kept.
    Calculate,
    /// Read a scenario that the ministry has signed, and its annex.
    ReadSigned,
    /// Read drafts, and what is not signed yet.
    ReadDrafts,
    /// See counts of few people, which are withheld from others.
    SmallNumbers,
    /// Make, change, copy and freeze scenarios.
    Plan,
    /// Record designations, pillars, offices, officers and values, and take back what is recorded.
    Record,
    /// Sign frozen scenarios.
    Sign,
    /// See who did what and who asked which statement.
    Audit,
    /// See how the server is doing.
    Operate,
    /// Invite people, say what they may do, and end it.
    People,
}

impl Action {
    /// All of them, in order.
    pub const ALL: [Self; 13] = [
        Self::Arrive,
        Self::Look,
        Self::Query,
        Self::Calculate,
        Self::ReadSigned,
        Self::ReadDrafts,
        Self::SmallNumbers,
        Self::Plan,
        Self::Record,
        Self::Sign,
        Self::Audit,
        Self::Operate,
        Self::People,
    ];

    /// The name in documents.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Arrive => "arrive",
            Self::Look => "look",
            Self::Query => "query",
            Self::Calculate => "calculate",
            Self::ReadSigned => "read_signed",
            Self::ReadDrafts => "read_drafts",
            Self::SmallNumbers => "small_numbers",
            Self::Plan => "plan",
            Self::Record => "record",
            Self::Sign => "sign",
            Self::Audit => "audit",
            Self::Operate => "operate",
            Self::People => "people",
        }
    }

    /// What it is, as the end of "you may not ...".
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Arrive => "learn whether the server is there, and sign in",
            Self::Look => "look at the map, the data and what they come from",
            Self::Query => "ask by SQL",
            Self::Calculate => "rank, select and try other weights",
            Self::ReadSigned => "read scenarios that the ministry has signed, and their annexes",
            Self::ReadDrafts => "read drafts and scenarios that are not signed",
            Self::SmallNumbers => "see counts of few people",
            Self::Plan => "make, change, copy and freeze scenarios",
            Self::Record => "record designations, pillars, offices and values",
            Self::Sign => "sign scenarios",
            Self::Audit => "see who did what and who asked which statement",
            Self::Operate => "see how the server is doing",
            Self::People => "invite people and say what they may do",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_actions_is_in_their_order() {
        assert!(Action::ALL.is_sorted());
    }
}
