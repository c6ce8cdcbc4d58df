//! Who a request is from, by what it carries.

use std::sync::Arc;
use std::time::Instant;

use super::{AccountError, Accounts, secret};
use crate::access::Person;

/// What a request carries to say who it is from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Caller {
    /// The secret of a sign-in.
    Session(String),
    /// The secret of a token.
    Token(String),
}

impl Caller {
    fn secret(&self) -> &str {
        match self {
            Self::Session(secret) | Self::Token(secret) => secret,
        }
    }

    /// What it is remembered by. One kind of secret is never taken for the other.
    fn key(&self) -> String {
        let kind = match self {
            Self::Session(_) => "session",
            Self::Token(_) => "token",
        };
        format!("{kind} {}", secret::hash(self.secret()))
    }
}

impl Accounts {
    /// Who a caller is where that was asked a moment ago; never waits for the disk. The inner option is none where they
    /// are nobody, the outer where [`Self::recognise`] has to be asked.
    pub fn remembered(&self, caller: &Caller) -> Option<Option<Arc<Person>>> {
        self.known.get(&caller.key(), Instant::now()).ok()
    }

    /// Who a caller is; none where they are nobody.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn recognise(&self, caller: &Caller) -> Result<Option<Arc<Person>>, AccountError> {
        let (key, now) = (caller.key(), Instant::now());
        let turn = match self.known.get(&key, now) {
            Ok(known) => return Ok(known),
            Err(turn) => turn,
        };
        let person = match caller {
            Caller::Session(secret) => self.of_session(secret)?,
            Caller::Token(secret) => self.of_token(secret)?,
        };
        let person = person.map(Arc::new);
        self.known.keep(key, person.clone(), now, turn);
        Ok(person)
    }
}
