//! Invitations: a secret in an address lets somebody set their password, once and within a week.

use std::net::IpAddr;
use std::time::Instant;

use rusqlite::{OptionalExtension as _, params};
use serde_json::json;

use super::people::found;
use super::{AccountError, Accounts, PersonLine, password, secret, time};
use crate::access::signature;
use crate::scenarios::store::Writing;

/// How long an invitation holds, in seconds.
const HOLDS: i64 = 7 * 24 * 3600;

impl Accounts {
    /// A new secret with which the owner of an account sets a password; those given before end.
    ///
    /// # Errors
    /// [`AccountError::Nobody`], also where the account is disabled.
    pub fn invite(&self, id: &str, by: &str) -> Result<(String, String), AccountError> {
        let secret = secret::new();
        let until = self.store.write(|writing| {
            let person = found(writing.transaction, id)?;
            if person.disabled {
                return Err(AccountError::Nobody(id.to_owned()));
            }
            let until = time::after(writing.now, HOLDS);
            let state = writing.transaction;
            state.execute(
                "DELETE FROM invitations WHERE person = ?1 OR until < ?2",
                params![id, writing.now],
            )?;
            state.execute(
                "INSERT INTO invitations VALUES (?1, ?2, ?3)",
                params![secret::hash(&secret), id, until],
            )?;
            let body = json!({"person": id, "login": person.login, "until": until});
            writing.record(Some(by), "invited", &body)?;
            Ok(until)
        })?;
        Ok((secret, until))
    }

    /// For whom an invitation is.
    ///
    /// # Errors
    /// [`AccountError::Invitation`].
    pub fn invited(&self, secret: &str) -> Result<PersonLine, AccountError> {
        let now = self.store.now();
        self.store.read(|state| person_of(state, secret, &now))
    }

    /// Sets the password of whoever has the invitation, which ends with it; so do the sessions and tokens of before.
    ///
    /// # Errors
    /// [`AccountError::Invitation`], [`AccountError::Password`].
    pub fn accept(&self, secret: &str, password: &str) -> Result<PersonLine, AccountError> {
        let person = self.invited(secret)?;
        password::check(password, &person.login)?;
        let phc = password::hash(password)?;
        let person = self.store.write(|writing| {
            // Once more: two could come with it at once.
            let person = person_of(writing.transaction, secret, writing.now)?;
            set(writing, &person, &phc)?;
            found(writing.transaction, &person.id)
        })?;
        self.known.forget();
        Ok(person)
    }

    /// Sets a new password of somebody who knows the old one; their sessions, tokens and invitations end.
    ///
    /// # Errors
    /// [`AccountError::Credentials`], [`AccountError::Password`].
    pub fn change_password(
        &self,
        id: &str,
        old: &str,
        new: &str,
        address: Option<IpAddr>,
    ) -> Result<(), AccountError> {
        let (person, stored) = self.store.read(|state| {
            let person = found(state, id)?;
            let sql = "SELECT phc FROM passwords WHERE person = ?1";
            let stored: Option<String> = state.query_row(sql, [id], |row| row.get(0)).optional()?;
            Ok::<_, AccountError>((person, stored))
        })?;
        self.slow.admit(&person.login, address, Instant::now())?;
        if !password::matches(old, stored.as_deref()) {
            return Err(self.refused(Some(id), &person.login, address));
        }
        self.slow.was_right(&person.login, address);
        password::check(new, &person.login)?;
        let phc = password::hash(new)?;
        self.store.write(|writing| set(writing, &person, &phc))?;
        self.known.forget();
        Ok(())
    }
}

fn person_of(
    state: &rusqlite::Connection,
    secret: &str,
    now: &str,
) -> Result<PersonLine, AccountError> {
    let sql = "SELECT person FROM invitations WHERE hash = ?1 AND until >= ?2";
    let id: Option<String> =
        state.query_row(sql, params![secret::hash(secret), now], |row| row.get(0)).optional()?;
    found(state, &id.ok_or(AccountError::Invitation)?)
}

/// Writes a password, and ends what the one before had opened.
pub(super) fn set(
    writing: &Writing<'_>,
    person: &PersonLine,
    phc: &str,
) -> Result<(), AccountError> {
    let state = writing.transaction;
    let sql = "INSERT INTO passwords VALUES (?1, ?2, ?3) ON CONFLICT (person) DO UPDATE SET phc = ?2, set_at = ?3";
    state.execute(sql, params![person.id, phc, writing.now])?;
    for opened in ["sessions", "invitations"] {
        state.execute(&format!("DELETE FROM {opened} WHERE person = ?1"), [&person.id])?;
    }
    let by = signature(&person.name, &person.login);
    let body = json!({"person": person.id, "login": person.login});
    writing.record(Some(&by), "password_set", &body)?;
    let mut query = state.prepare_cached("DELETE FROM tokens WHERE person = ?1 RETURNING id")?;
    let ended = query.query_map([&person.id], |row| row.get(0))?;
    for token in ended.collect::<Result<Vec<String>, _>>()? {
        let body = json!({"person": person.id, "login": person.login, "token": token});
        writing.record(Some(&by), "token_ended", &body)?;
    }
    Ok(())
}
