//! Who asks.

use std::sync::Arc;

use geodata::AreaCode;

use super::{Access, Action, Grant};

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// Whoever sits at the machine of the server.
    Administrator,
    /// Anybody, where the server is for everybody.
    Public,
    /// Somebody who has not signed in, where people have to.
    Stranger,
    /// Somebody with an account.
    Person(Arc<Person>),
}

/// Somebody with an account, as the account is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Names the account for ever.
    pub id: String,
    /// What they sign in with.
    pub login: String,
    /// Their name.
    pub name: String,
    /// What they may do, of what holds today.
    pub grants: Vec<Grant>,
    /// Whether they have a second factor, which signing needs.
    pub second: bool,
    /// What they came with.
    pub scope: Scope,
}

/// What somebody came with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// A sign-in; `fresh` says that the password was given within the last minutes.
    SignIn {
        /// Whether they have just proved who they are.
        fresh: bool,
    },
    /// A token for programs, which allows these actions at most.
    Token(Vec<Action>),
}

impl Scope {
    /// Whether what they came with allows `action`; a token never signs and never manages people.
    pub fn allows(&self, action: Action) -> bool {
        match self {
            Self::SignIn { .. } => true,
            Self::Token(actions) => actions.contains(&action),
        }
    }
}

impl Person {
    /// As records name them: `Siti Rahma (siti.rahma)`.
    pub fn signature(&self) -> String {
        signature(&self.name, &self.login)
    }
}

/// How records name somebody: `Siti Rahma (siti.rahma)`.
pub fn signature(name: &str, login: &str) -> String {
    format!("{name} ({login})")
}

impl Principal {
    /// Who asks without having signed in: `forwarded` says that the request came through a proxy, and so from somewhere
    /// else than this machine.
    pub const fn unknown(access: Access, forwarded: bool) -> Self {
        match access {
            Access::Local if !forwarded => Self::Administrator,
            Access::Local | Access::Public => Self::Public,
            Access::Accounts => Self::Stranger,
        }
    }

    /// The same, where `today` says which code an area has that had another: a right over an area follows it.
    #[must_use]
    pub fn today(self, today: impl Fn(AreaCode) -> AreaCode) -> Self {
        let Self::Person(person) = self else { return self };
        let moved = |grant: &Grant| grant.area.is_some_and(|area| today(area) != area);
        if !person.grants.iter().any(moved) {
            return Self::Person(person);
        }
        let mut person = Arc::unwrap_or_clone(person);
        for grant in &mut person.grants {
            grant.area = grant.area.map(&today);
        }
        Self::Person(Arc::new(person))
    }

    /// The name in documents.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Public => "public",
            Self::Stranger => "stranger",
            Self::Person(_) => "person",
        }
    }

    /// Whoever signed in.
    pub fn person(&self) -> Option<&Person> {
        match self {
            Self::Person(person) => Some(person),
            _ => None,
        }
    }
}
