//! Sign-ins as their owner, and whoever manages accounts, see and end them.

use geodata::canonical::short_fingerprint;
use rusqlite::params;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::people::found;
use super::session::{IDLE, LONGEST};
use super::{AccountError, Accounts, secret, time};
use crate::access::Person;

/// A sign-in in a list: never its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SignIn)]
pub struct SignInLine {
    /// Names it; nobody can sign in with it.
    pub id: String,
    /// When it began (RFC 3339, UTC).
    pub begun_at: String,
    /// When it was last used, to within five minutes.
    pub seen_at: String,
    /// Whether it is the one that asks.
    pub current: bool,
}

impl Accounts {
    /// The sign-ins of somebody, the one that began last first; `asking` is the secret of the one that asks.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn sign_ins(&self, owner: &str, asking: &str) -> Result<Vec<SignInLine>, AccountError> {
        let now = self.store.now();
        let (asking, idle) = (secret::hash(asking), time::after(&now, -IDLE));
        let lines: Vec<(String, SignInLine)> = self.store.read(|state| {
            let sql = "SELECT hash, begun_at, seen_at FROM sessions WHERE person = ?1 AND begun_at >= ?2 \
                       ORDER BY begun_at DESC, hash";
            let mut query = state.prepare_cached(sql)?;
            let lines = query.query_map(params![owner, time::after(&now, -LONGEST)], |row| {
                let hash: String = row.get(0)?;
                let (id, current) = (name(&hash), hash == asking);
                Ok((hash, SignInLine { id, begun_at: row.get(1)?, seen_at: row.get(2)?, current }))
            })?;
            Ok::<_, AccountError>(lines.collect::<Result<_, _>>()?)
        })?;
        let seen = |(hash, line): (String, SignInLine)| SignInLine {
            seen_at: self.seen.latest(&hash, line.seen_at),
            ..line
        };
        Ok(lines.into_iter().map(seen).filter(|line| line.seen_at >= idle).collect())
    }

    /// Ends one sign-in of somebody's own.
    ///
    /// # Errors
    /// [`AccountError::NoSignIn`].
    pub fn end_sign_in(&self, owner: &Person, id: &str) -> Result<(), AccountError> {
        match self.end(&owner.id, &owner.signature(), |hash| name(hash) == id)? {
            0 => Err(AccountError::NoSignIn(id.to_owned())),
            _ => Ok(()),
        }
    }

    /// Ends all sign-ins of somebody's own but the one with the secret `asking`.
    ///
    /// # Errors
    /// When the state cannot be written.
    pub fn end_others(&self, owner: &Person, asking: &str) -> Result<(), AccountError> {
        let asking = secret::hash(asking);
        self.end(&owner.id, &owner.signature(), |hash| hash != asking).map(drop)
    }

    /// Ends all sign-ins of whoever has the account `id`, as `by` says.
    ///
    /// # Errors
    /// [`AccountError::Nobody`].
    pub fn end_sign_ins(&self, id: &str, by: &str) -> Result<(), AccountError> {
        self.end(id, by, |_| true).map(drop)
    }

    /// Ends those that are `meant`; how many there were.
    fn end(&self, id: &str, by: &str, meant: impl Fn(&str) -> bool) -> Result<usize, AccountError> {
        let ended = self.store.write(|writing| {
            let state = writing.transaction;
            let person = found(state, id)?;
            let mut query = state.prepare_cached("SELECT hash FROM sessions WHERE person = ?1")?;
            let all =
                query.query_map([id], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
            let mut delete = state.prepare_cached("DELETE FROM sessions WHERE hash = ?1")?;
            let mut ended = 0;
            for hash in all.iter().filter(|hash| meant(hash)) {
                ended += delete.execute([hash])?;
            }
            if ended > 0 {
                let body = json!({"person": id, "login": person.login, "sign_ins": ended});
                writing.record(Some(by), "sign_ins_ended", &body)?;
            }
            Ok::<_, AccountError>(ended)
        })?;
        self.known.forget();
        Ok(ended)
    }
}

/// What a sign-in is called in lists and addresses. Nothing leads from it to the secret, or to what is kept of that.
fn name(hash: &str) -> String {
    short_fingerprint(16, ["sign-in ", hash])
}
