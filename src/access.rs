//! Who may do what: the one place that decides.
//!
//! Pure: it knows no request and no scenario. `src/http/access.rs` says what each address does and who asks;
//! `docs/access.md` is made from [`may`] by a test.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// For whom a server is there. Chosen by the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// For whoever sits at this machine, who is its administrator.
    #[default]
    Local,
    /// For everybody, who may read what is public; nobody writes.
    Public,
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Principal {
    /// Whoever sits at the machine of the server.
    Administrator,
    /// Anybody.
    Public,
}

impl Principal {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Administrator, Self::Public];

    /// Who asks: `forwarded` says that the request came through a proxy, and so from somewhere else than this machine.
    pub const fn of(access: Access, forwarded: bool) -> Self {
        match access {
            Access::Local if !forwarded => Self::Administrator,
            Access::Local | Access::Public => Self::Public,
        }
    }

    /// The name in documents.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Public => "public",
        }
    }

    /// Everything that this principal may do.
    pub fn rights(self) -> Vec<Action> {
        Action::ALL.into_iter().filter(|action| may(self, *action)).collect()
    }
}

/// What can be done, from the least to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
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
    /// Make, change, copy and freeze scenarios.
    Plan,
    /// Sign frozen scenarios.
    Sign,
    /// See who did what and who asked which statement.
    Audit,
    /// See how the server is doing.
    Operate,
}

impl Action {
    /// All of them, in order.
    pub const ALL: [Self; 9] = [
        Self::Look,
        Self::Query,
        Self::Calculate,
        Self::ReadSigned,
        Self::ReadDrafts,
        Self::Plan,
        Self::Sign,
        Self::Audit,
        Self::Operate,
    ];

    /// The name in documents.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Query => "query",
            Self::Calculate => "calculate",
            Self::ReadSigned => "read_signed",
            Self::ReadDrafts => "read_drafts",
            Self::Plan => "plan",
            Self::Sign => "sign",
            Self::Audit => "audit",
            Self::Operate => "operate",
        }
    }

    /// What it is, as the end of "you may not ...".
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Look => "look at the map, the data and what they come from",
            Self::Query => "ask by SQL",
            Self::Calculate => "rank, select and try other weights",
            Self::ReadSigned => "read scenarios that the ministry has signed, and their annexes",
            Self::ReadDrafts => "read drafts and scenarios that are not signed",
            Self::Plan => "make, change, copy and freeze scenarios",
            Self::Sign => "sign scenarios",
            Self::Audit => "see who did what and who asked which statement",
            Self::Operate => "see how the server is doing",
        }
    }
}

/// Whether `principal` may do `action`. What is not named here is denied.
pub const fn may(principal: Principal, action: Action) -> bool {
    match principal {
        Principal::Administrator => true,
        Principal::Public => {
            matches!(action, Action::Look | Action::Query | Action::Calculate | Action::ReadSigned)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_sits_at_the_machine_may_everything_and_who_comes_through_a_proxy_does_not_sit_there() {
        assert_eq!(Principal::of(Access::Local, false), Principal::Administrator);
        assert_eq!(Principal::of(Access::Local, true), Principal::Public);
        assert_eq!(Principal::of(Access::Public, false), Principal::Public);
        assert!(Action::ALL.into_iter().all(|action| may(Principal::Administrator, action)));
    }

    #[test]
    fn the_public_changes_nothing_and_sees_no_drafts_and_no_names() {
        for denied in
            [Action::ReadDrafts, Action::Plan, Action::Sign, Action::Audit, Action::Operate]
        {
            assert!(!may(Principal::Public, denied), "{}", denied.name());
        }
    }

    #[test]
    fn the_list_of_actions_is_in_their_order() {
        assert!(Action::ALL.is_sorted());
    }
}
