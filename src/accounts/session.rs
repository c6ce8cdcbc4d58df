//! Sign-ins: a secret in a cookie, new at every sign-in, that ends by itself.

use std::net::IpAddr;
use std::time::Instant;

use geodata::canonical::short_fingerprint;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::json;

use super::people::{found, holding};
use super::second::{has_second, take};
use super::{AccountError, Accounts, password, secret, time};
use crate::access::{Person, Scope, signature};
use crate::scenarios::store::Writing;

/// Longest time of a sign-in, of one that nobody uses, and within which the password counts as just given, in seconds.
pub const LONGEST: i64 = 12 * 3600;
pub(super) const IDLE: i64 = 2 * 3600;
pub(super) const FRESH: i64 = 10 * 60;
/// How often it is noted that a sign-in is used.
const NOTED: i64 = 5 * 60;

/// A sign-in that has just begun.
#[derive(Debug)]
pub struct SignedIn {
    /// The secret for the cookie.
    pub secret: String,
    /// Who.
    pub person: Person,
}

impl Accounts {
    /// Begins a sign-in. `old` is the secret of one that the browser had: it ends.
    ///
    /// # Errors
    /// [`AccountError::Credentials`], [`AccountError::CodeMissing`], [`AccountError::Code`], [`AccountError::Slow`].
    pub fn sign_in(
        &self,
        login: &str,
        password: &str,
        code: Option<&str>,
        address: Option<IpAddr>,
        old: Option<&str>,
    ) -> Result<SignedIn, AccountError> {
        self.slow.admit(login, address, Instant::now())?;
        let found = self.store.read(|state| of_login(state, login))?;
        let stored = found.as_ref().and_then(|(_, phc)| phc.as_deref());
        // Looked at also where nobody is called so: it must take as long.
        let right = password::matches(password, stored);
        let Some((id, _)) = found else { return Err(self.refused(None, login, address)) };
        if !right {
            return Err(self.refused(Some(&id), login, address));
        }
        let secret = secret::new();
        let signed_in = self.store.write(|writing| {
            let state = writing.transaction;
            if has_second(state, &id)? {
                take(writing, &id, code.ok_or(AccountError::CodeMissing)?, true)?;
            }
            begun(writing, &id, &secret, old, &Shown { at: writing.now, second: None })?;
            let person = person(state, &id, writing.now, Scope::SignIn { fresh: true })?;
            let person = person.ok_or(AccountError::Credentials)?;
            let body = json!({"person": id, "login": person.login, "from": address});
            writing.record(Some(&person.signature()), "signed_in", &body)?;
            Ok::<_, AccountError>(person)
        });
        let person = match signed_in {
            Err(AccountError::Code) => {
                self.refused(Some(&id), login, address);
                return Err(AccountError::Code);
            }
            // Not a wrong try: the page asks for the code.
            Err(AccountError::CodeMissing) => {
                self.slow.take_back(login, address);
                return Err(AccountError::CodeMissing);
            }
            signed_in => signed_in?,
        };
        self.slow.was_right(login, address);
        Ok(SignedIn { secret, person })
    }

    /// Notes a try that was wrong. Of a login that nobody has only the log tells: anybody could fill the chain with them.
    /// It does not say which: many a time it is a password in the wrong field.
    pub(super) fn refused(
        &self,
        id: Option<&str>,
        login: &str,
        address: Option<IpAddr>,
    ) -> AccountError {
        metrics::counter!("sign_ins_total", "outcome" => "refused").increment(1);
        let Some(id) = id else {
            let login = short_fingerprint(8, [login]);
            tracing::warn!(unknown = login, ?address, "a sign-in failed: nobody has the login");
            return AccountError::Credentials;
        };
        tracing::warn!(login, ?address, "a sign-in failed");
        let body = json!({"person": id, "login": login, "from": address});
        let noted = self.store.write(|writing| writing.record(None, "sign_in_failed", &body));
        noted.map_or_else(AccountError::State, |()| AccountError::Credentials)
    }

    /// Ends a sign-in.
    ///
    /// # Errors
    /// When the state cannot be written.
    pub fn sign_out(&self, secret: &str) -> Result<(), AccountError> {
        let hash = secret::hash(secret);
        let ended = self.store.write(|writing| {
            let state = writing.transaction;
            let sql = "DELETE FROM sessions WHERE hash = ?1 RETURNING person";
            let id: Option<String> = state.query_row(sql, [&hash], |row| row.get(0)).optional()?;
            let Some(id) = id else { return Ok(()) };
            let person = found(state, &id)?;
            let by = signature(&person.name, &person.login);
            let body = json!({"person": id, "login": person.login});
            Ok::<_, AccountError>(writing.record(Some(&by), "signed_out", &body)?)
        });
        self.known.forget();
        ended
    }

    /// Whoever has the sign-in with this secret; none where it has ended or never was.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub(super) fn of_session(&self, secret: &str) -> Result<Option<Person>, AccountError> {
        let (hash, now) = (secret::hash(secret), self.store.now());
        let found = self.store.read(|state| {
            let sql = "SELECT person, proved_at, seen_at, second FROM sessions \
                       WHERE hash = ?1 AND begun_at >= ?2";
            let bounds = params![hash, time::after(&now, -LONGEST)];
            let session = state.prepare_cached(sql)?.query_row(bounds, |row| {
                let second: Option<bool> = row.get(3)?;
                Ok((
                    row.get::<_, String>(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, String>(2)?,
                    second,
                ))
            });
            let Some((id, proved_at, seen_at, second)) = session.optional()? else {
                return Ok(None);
            };
            let fresh = proved_at >= time::after(&now, -FRESH);
            let person = person(state, &id, &now, Scope::SignIn { fresh })?;
            let shown =
                |person: Person| Person { second: second.unwrap_or(person.second), ..person };
            Ok::<_, AccountError>(person.map(|person| (shown(person), seen_at)))
        })?;
        let Some((person, noted)) = found else { return Ok(None) };
        let seen_at = self.seen.latest(&hash, noted);
        if seen_at < time::after(&now, -IDLE) {
            return Ok(None);
        }
        if seen_at < time::after(&now, -NOTED) {
            let sql = "UPDATE sessions SET seen_at = ?2 WHERE hash = ?1";
            // A full disk must not end the sign-in.
            let noted: Result<_, AccountError> = self
                .store
                .write(|writing| Ok(writing.transaction.execute(sql, params![hash, now])?));
            match noted {
                Ok(_) => self.seen.forget(&hash),
                Err(error) => {
                    tracing::warn!(%error, "that a sign-in is used cannot be noted, and is remembered");
                    self.seen.remember(&hash, &now);
                }
            }
        }
        Ok(Some(person))
    }

    /// Proves once more who has the sign-in, for what needs it fresh.
    ///
    /// # Errors
    /// [`AccountError::Credentials`], [`AccountError::Slow`].
    pub fn prove(
        &self,
        person: &Person,
        secret: &str,
        password: &str,
        address: Option<IpAddr>,
    ) -> Result<(), AccountError> {
        self.slow.admit(&person.login, address, Instant::now())?;
        let found = self.store.read(|state| of_login(state, &person.login))?;
        let stored = found.and_then(|(_, phc)| phc);
        if !password::matches(password, stored.as_deref()) {
            return Err(self.refused(Some(&person.id), &person.login, address));
        }
        self.slow.was_right(&person.login, address);
        let sql = "UPDATE sessions SET proved_at = ?2 WHERE hash = ?1";
        self.store.write(|writing| {
            writing.transaction.execute(sql, params![secret::hash(secret), writing.now])?;
            Ok::<_, AccountError>(())
        })?;
        self.known.forget();
        Ok(())
    }

    /// Shows the account's second factor in a sign-in that began without it: that of a provider which asks for none.
    ///
    /// # Errors
    /// [`AccountError::Code`], [`AccountError::Slow`].
    pub fn show_second(
        &self,
        person: &Person,
        secret: &str,
        code: &str,
        address: Option<IpAddr>,
    ) -> Result<(), AccountError> {
        self.slow.admit(&person.login, address, Instant::now())?;
        let shown = self.store.write(|writing| {
            take(writing, &person.id, code, true)?;
            let sql = "UPDATE sessions SET second = 1 WHERE hash = ?1 AND person = ?2";
            writing.transaction.execute(sql, params![secret::hash(secret), person.id])?;
            Ok::<_, AccountError>(())
        });
        match shown {
            Err(AccountError::Code) => {
                self.refused(Some(&person.id), &person.login, address);
                Err(AccountError::Code)
            }
            Err(error) => Err(error),
            Ok(()) => {
                self.slow.was_right(&person.login, address);
                self.known.forget();
                Ok(())
            }
        }
    }
}

/// What somebody showed who signs in.
pub(super) struct Shown<'a> {
    /// When they showed who they are.
    pub at: &'a str,
    /// Whether they showed a second factor; none where their account's own was asked for, if it has one.
    pub second: Option<bool>,
}

/// Begins the sign-in of `id` with `secret`; `old`, and those that have ended by themselves, go.
pub(super) fn begun(
    writing: &Writing<'_>,
    id: &str,
    secret: &str,
    old: Option<&str>,
    shown: &Shown<'_>,
) -> Result<(), AccountError> {
    let old = old.map(secret::hash);
    let sql = "DELETE FROM sessions WHERE hash = ?1 OR begun_at < ?2 OR seen_at < ?3";
    let (longest, idle) = (time::after(writing.now, -LONGEST), time::after(writing.now, -IDLE));
    writing.transaction.execute(sql, params![old, longest, idle])?;
    let sql = "INSERT INTO sessions (hash, person, begun_at, proved_at, seen_at, second) VALUES (?1, ?2, ?3, ?4, ?3, ?5)";
    let values = params![secret::hash(secret), id, writing.now, shown.at, shown.second];
    writing.transaction.execute(sql, values)?;
    Ok(())
}

/// Id and password of somebody who may sign in.
fn of_login(
    state: &Connection,
    login: &str,
) -> Result<Option<(String, Option<String>)>, AccountError> {
    let sql = "SELECT id, phc FROM people LEFT JOIN passwords ON person = id WHERE login = ?1 AND NOT disabled";
    let mut query = state.prepare_cached(sql)?;
    Ok(query.query_row([login], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// Somebody as they are now; none where the account is disabled.
pub(super) fn person(
    state: &Connection,
    id: &str,
    now: &str,
    scope: Scope,
) -> Result<Option<Person>, AccountError> {
    let line = found(state, id)?;
    if line.disabled {
        return Ok(None);
    }
    let (grants, second) = (holding(state, id, now)?, has_second(state, id)?);
    Ok(Some(Person { id: line.id, login: line.login, name: line.name, grants, second, scope }))
}
