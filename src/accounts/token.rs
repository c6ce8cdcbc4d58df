//! Tokens for programs: shown once, for some things only, and for a time.

use rusqlite::{OptionalExtension as _, params};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::session::person;
use super::{AccountError, Accounts, secret, time};
use crate::access::{Action, Person, Scope};
use crate::scenarios::store::StateError;
use crate::scenarios::store::bounds::{self, NAME};

/// Most tokens of one person, and most days that one holds.
const MOST: i64 = 20;
const MOST_DAYS: u32 = 366;
/// How often it is noted that a token is used, in seconds.
const NOTED: i64 = 5 * 60;
/// What a token begins with, so that one that was published by mistake is found.
const PREFIX: &str = "desmigratif_";

/// What a token may be for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TokenScope)]
pub enum Use {
    /// Reading the map, the data and signed scenarios.
    Reading,
    /// SQL.
    Sql,
    /// Ranking, and reading and saving scenarios; never signing.
    Planning,
}

impl Use {
    const ALL: [Self; 3] = [Self::Reading, Self::Sql, Self::Planning];

    const fn name(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Sql => "sql",
            Self::Planning => "planning",
        }
    }

    const fn actions(self) -> &'static [Action] {
        match self {
            Self::Reading => &[Action::Arrive, Action::Look, Action::ReadSigned],
            Self::Sql => &[Action::Arrive, Action::Look, Action::Query],
            Self::Planning => &[
                Action::Arrive,
                Action::Look,
                Action::Calculate,
                Action::ReadSigned,
                Action::ReadDrafts,
                Action::Plan,
            ],
        }
    }
}

/// A token to be made.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub scopes: Vec<Use>,
    /// For how many days it holds, 1 to 366.
    pub days: u32,
}

/// A token in a list: never its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Token)]
pub struct TokenLine {
    /// Names it for ever.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub scopes: Vec<Use>,
    /// When it was made (RFC 3339, UTC).
    pub made_at: String,
    /// When it ends.
    pub until: String,
    /// When it was last used, to within five minutes; null where it never was.
    pub used_at: Option<String>,
}

impl Accounts {
    /// Makes a token of `owner`; its secret is known to nobody afterwards.
    ///
    /// # Errors
    /// [`AccountError::Invalid`].
    pub fn make_token(
        &self,
        owner: &Person,
        new: &NewToken,
    ) -> Result<(String, TokenLine), AccountError> {
        bounds::line("name", &new.name, NAME).map_err(StateError::from)?;
        let invalid = |problem: &str| AccountError::Invalid(problem.to_owned());
        if new.name.trim().is_empty() {
            return Err(invalid("the name is empty"));
        }
        if new.scopes.is_empty() {
            return Err(invalid("a token is for reading, sql or planning"));
        }
        if !(1..=MOST_DAYS).contains(&new.days) {
            return Err(invalid("a token holds for 1 to 366 days"));
        }
        let secret = format!("{PREFIX}{}", secret::new());
        let mut scopes = Use::ALL.to_vec();
        scopes.retain(|scope| new.scopes.contains(scope));
        let line = self.store.write(|writing| {
            let state = writing.transaction;
            let sql = "SELECT count(*) FROM tokens WHERE person = ?1 AND until >= ?2";
            let count: i64 = state.query_row(sql, params![owner.id, writing.now], |row| row.get(0))?;
            if count >= MOST {
                return Err(invalid("20 tokens are as many as one person has; end one first"));
            }
            let line = TokenLine {
                id: uuid::Uuid::now_v7().to_string(),
                name: new.name.trim().to_owned(),
                scopes: scopes.clone(),
                made_at: writing.now.to_owned(),
                until: time::after(writing.now, i64::from(new.days) * 24 * 3600),
                used_at: None,
            };
            let names: Vec<&str> = scopes.iter().map(|scope| scope.name()).collect();
            state.execute(
                "INSERT INTO tokens VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL)",
                params![line.id, owner.id, line.name, secret::hash(&secret), names.join(","), line.made_at, line.until],
            )?;
            let body = json!({"person": owner.id, "login": owner.login, "token": line.id, "name": line.name,
                "scopes": names, "until": line.until});
            writing.record(Some(&owner.signature()), "token_made", &body)?;
            Ok(line)
        })?;
        Ok((secret, line))
    }

    /// The tokens of somebody, the newest first.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn tokens(&self, owner: &str) -> Result<Vec<TokenLine>, AccountError> {
        self.store.read(|state| {
            let sql = "SELECT id, name, scopes, made_at, until, used_at FROM tokens WHERE person = ?1 ORDER BY id DESC";
            let mut query = state.prepare_cached(sql)?;
            let lines = query.query_map([owner], |row| {
                Ok(TokenLine {
                    id: row.get(0)?,
                    name: row.get(1)?,
                    scopes: scopes(&row.get::<_, String>(2)?),
                    made_at: row.get(3)?,
                    until: row.get(4)?,
                    used_at: row.get(5)?,
                })
            })?;
            Ok(lines.collect::<Result<_, _>>()?)
        })
    }

    /// Ends a token of somebody.
    ///
    /// # Errors
    /// [`AccountError::NoToken`].
    pub fn end_token(&self, owner: &Person, id: &str) -> Result<(), AccountError> {
        self.store.write(|writing| {
            let sql = "DELETE FROM tokens WHERE id = ?1 AND person = ?2";
            if writing.transaction.execute(sql, params![id, owner.id])? == 0 {
                return Err(AccountError::NoToken(id.to_owned()));
            }
            let body = json!({"person": owner.id, "login": owner.login, "token": id});
            Ok(writing.record(Some(&owner.signature()), "token_ended", &body)?)
        })?;
        self.known.forget();
        Ok(())
    }

    /// Whose token has this secret, and what it is for; none where it has ended or never was.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub(super) fn of_token(&self, secret: &str) -> Result<Option<Person>, AccountError> {
        let (hash, now) = (secret::hash(secret), self.store.now());
        let found = self.store.read(|state| {
            let sql = "SELECT person, scopes, used_at FROM tokens WHERE hash = ?1 AND until >= ?2";
            let token = state.prepare_cached(sql)?.query_row(params![hash, now], |row| {
                Ok((
                    row.get::<_, String>(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, Option<String>>(2)?,
                ))
            });
            let Some((id, names, used_at)) = token.optional()? else { return Ok(None) };
            let actions = scopes(&names).into_iter().flat_map(Use::actions).copied().collect();
            let person = person(state, &id, &now, Scope::Token(actions))?;
            Ok::<_, AccountError>(person.map(|person| (person, used_at)))
        })?;
        let Some((person, used_at)) = found else { return Ok(None) };
        if used_at.is_none_or(|used| used < time::after(&now, -NOTED)) {
            let sql = "UPDATE tokens SET used_at = ?2 WHERE hash = ?1";
            let noted: Result<_, AccountError> = self
                .store
                .write(|writing| Ok(writing.transaction.execute(sql, params![hash, now])?));
            if let Err(error) = noted {
                tracing::warn!(%error, "that a token is used cannot be noted");
            }
        }
        Ok(Some(person))
    }
}

fn scopes(names: &str) -> Vec<Use> {
    names
        .split(',')
        .filter_map(|name| Use::ALL.into_iter().find(|scope| scope.name() == name))
        .collect()
}
