//! Who has an account, and what they may do.

use geodata::AreaCode;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::{AccountError, Accounts, time};
use crate::access::{Action, Extent, Grant, Role};
use crate::scenarios::store::bounds::{self, NAME};
use crate::scenarios::store::{StateError, Writing};

/// Most grants of one person.
const MOST_GRANTS: usize = 50;

/// A role over an area, as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Grant)]
pub struct GrantLine {
    /// The role.
    pub role: Role,
    /// Code of the area; absent for the whole country.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub area: Option<AreaCode>,
    /// The last day on which it holds, `2027-12-31`; absent for as long as nobody ends it.
    #[serde(default)]
    pub until: Option<String>,
}

impl From<Grant> for GrantLine {
    fn from(Grant { role, area, until }: Grant) -> Self {
        Self { role, area, until }
    }
}

/// Somebody with an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Person)]
pub struct PersonLine {
    /// Names the account for ever.
    pub id: String,
    /// What they sign in with.
    pub login: String,
    /// Their name.
    pub name: String,
    /// Whether they may not sign in any more.
    pub disabled: bool,
    /// Whether they have set a password.
    pub has_password: bool,
    /// Whether they have a second factor.
    pub second: bool,
    /// Whether they sign in with the OpenID provider.
    pub openid: bool,
    /// When the account was made (RFC 3339, UTC).
    pub added_at: String,
    /// What they may do.
    pub grants: Vec<GrantLine>,
}

impl Accounts {
    /// Whether nobody has an account yet.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn is_empty(&self) -> Result<bool, AccountError> {
        let sql = "SELECT NOT EXISTS (SELECT 1 FROM people)";
        self.store.read(|state| Ok(state.query_row(sql, [], |row| row.get(0))?))
    }

    /// Everybody, in order of login.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn people(&self) -> Result<Vec<PersonLine>, AccountError> {
        self.store.read(|state| {
            let mut query = state.prepare_cached("SELECT id FROM people ORDER BY login")?;
            let ids = query.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
            ids.iter().map(|id| found(state, id)).collect()
        })
    }

    /// Makes an account without a password: an invitation lets its owner set one.
    ///
    /// # Errors
    /// [`AccountError::Login`], [`AccountError::Taken`], [`AccountError::Invalid`].
    pub fn add(
        &self,
        login: &str,
        name: &str,
        grants: &[GrantLine],
        by: &str,
    ) -> Result<PersonLine, AccountError> {
        check_person(login, name)?;
        let grants = checked(grants)?;
        self.store.write(|writing| added(writing, login, name, &grants, by))
    }

    /// Says what somebody may do from now on, or disables their account (which ends their sign-ins and tokens at once) or
    /// lets them in again; what is none stays.
    ///
    /// # Errors
    /// [`AccountError::Nobody`], [`AccountError::Invalid`], [`AccountError::LastAdmin`].
    pub fn change(
        &self,
        id: &str,
        grants: Option<&[GrantLine]>,
        disabled: Option<bool>,
        by: &str,
    ) -> Result<PersonLine, AccountError> {
        let grants = grants.map(checked).transpose()?;
        let line = self.store.write(|writing| {
            let before = found(writing.transaction, id)?;
            if let Some(grants) = &grants {
                granted(writing, id, grants, by)?;
            }
            if let Some(disabled) = disabled.filter(|disabled| *disabled != before.disabled) {
                disable(writing, &before, disabled, by)?;
            }
            somebody_manages(writing, &before.login)?;
            found(writing.transaction, id)
        })?;
        self.known.forget();
        Ok(line)
    }

    /// The account with this id or login.
    ///
    /// # Errors
    /// [`AccountError::Nobody`].
    pub fn of(&self, id_or_login: &str) -> Result<PersonLine, AccountError> {
        let sql = "SELECT id FROM people WHERE id = ?1 OR login = ?1";
        self.store.read(|state| {
            let mut query = state.prepare_cached(sql)?;
            let id: Option<String> = query.query_row([id_or_login], |row| row.get(0)).optional()?;
            found(state, &id.unwrap_or_else(|| id_or_login.to_owned()))
        })
    }
}

pub(super) fn added(
    writing: &Writing<'_>,
    login: &str,
    name: &str,
    grants: &[Grant],
    by: &str,
) -> Result<PersonLine, AccountError> {
    let state = writing.transaction;
    let sql = "SELECT EXISTS (SELECT 1 FROM people WHERE login = ?1)";
    if state.query_row(sql, [login], |row| row.get(0))? {
        return Err(AccountError::Taken(login.to_owned()));
    }
    let id = uuid::Uuid::now_v7().to_string();
    let sql = "INSERT INTO people (id, login, name, added_at) VALUES (?1, ?2, ?3, ?4)";
    state.execute(sql, params![id, login, name, writing.now])?;
    writing.record(
        Some(by),
        "person_added",
        &json!({"person": id, "login": login, "name": name}),
    )?;
    granted(writing, &id, grants, by)?;
    found(state, &id)
}

pub(super) fn granted(
    writing: &Writing<'_>,
    id: &str,
    grants: &[Grant],
    by: &str,
) -> Result<(), AccountError> {
    let state = writing.transaction;
    state.execute("DELETE FROM grants WHERE person = ?1", [id])?;
    let mut told = Vec::with_capacity(grants.len());
    for (place, Grant { role, area, until }) in grants.iter().enumerate() {
        let area = area.map(|area| area.to_string());
        let sql = "INSERT INTO grants VALUES (?1, ?2, ?3, ?4, ?5)";
        state.execute(sql, params![id, place as i64, role.name(), area, until])?;
        told.push(json!({"role": role.name(), "area": area, "until": until}));
    }
    Ok(writing.record(Some(by), "grants_changed", &json!({"person": id, "grants": told}))?)
}

fn disable(
    writing: &Writing<'_>,
    person: &PersonLine,
    disabled: bool,
    by: &str,
) -> Result<(), AccountError> {
    let (state, id) = (writing.transaction, &person.id);
    state.execute("UPDATE people SET disabled = ?2 WHERE id = ?1", params![id, disabled])?;
    if disabled {
        for secrets in ["sessions", "tokens", "invitations"] {
            state.execute(&format!("DELETE FROM {secrets} WHERE person = ?1"), [id])?;
        }
    }
    let action = if disabled { "person_disabled" } else { "person_enabled" };
    Ok(writing.record(Some(by), action, &json!({"person": id, "login": person.login}))?)
}

/// Whether somebody is left who can manage accounts for good.
pub(super) fn somebody_manages(writing: &Writing<'_>, changed: &str) -> Result<(), AccountError> {
    let mut query =
        writing.transaction.prepare_cached("SELECT id FROM people WHERE NOT disabled")?;
    let ids = query.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
    for id in ids {
        let forever = |grant: &Grant| {
            grant.until.is_none() && grant.role.extent(Action::People) != Extent::Nowhere
        };
        if grants(writing.transaction, &id)?.iter().any(forever) {
            return Ok(());
        }
    }
    Err(AccountError::LastAdmin(changed.to_owned()))
}

fn checked(grants: &[GrantLine]) -> Result<Vec<Grant>, AccountError> {
    if grants.len() > MOST_GRANTS {
        return Err(AccountError::Invalid(format!(
            "{} grants; at most {MOST_GRANTS} are kept",
            grants.len()
        )));
    }
    let one = |grant: &GrantLine| Grant::checked(grant.role, grant.area, grant.until.clone());
    grants.iter().map(one).collect::<Result<_, _>>().map_err(AccountError::Invalid)
}

/// Whether somebody can be called so.
pub(super) fn check_person(login: &str, name: &str) -> Result<(), AccountError> {
    check_login(login)?;
    bounds::line("name", name, NAME).map_err(StateError::from)?;
    if name.trim().is_empty() {
        return Err(AccountError::Invalid("the name is empty".to_owned()));
    }
    Ok(())
}

/// A login: 2 to 64 small letters, digits, dots, hyphens and underscores, also as in an e-mail address.
pub(super) fn check_login(login: &str) -> Result<(), AccountError> {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-@+".contains(&b);
    if !(2..=64).contains(&login.len()) || !login.bytes().all(fits) {
        return Err(AccountError::Login("has 2 to 64 small letters, digits, and . _ - @ +"));
    }
    Ok(())
}

pub(super) fn found(state: &Connection, id: &str) -> Result<PersonLine, AccountError> {
    line(state, id)?.ok_or_else(|| AccountError::Nobody(id.to_owned()))
}

fn line(state: &Connection, id: &str) -> Result<Option<PersonLine>, StateError> {
    let sql = "SELECT id, login, name, disabled, added_at, \
               EXISTS (SELECT 1 FROM passwords WHERE person = id), \
               EXISTS (SELECT 1 FROM second_factors WHERE person = id AND confirmed), \
               EXISTS (SELECT 1 FROM subjects WHERE person = id) FROM people WHERE id = ?1";
    let mut query = state.prepare_cached(sql)?;
    let person = query.query_row([id], |row| {
        Ok(PersonLine {
            id: row.get(0)?,
            login: row.get(1)?,
            name: row.get(2)?,
            disabled: row.get(3)?,
            added_at: row.get(4)?,
            has_password: row.get(5)?,
            second: row.get(6)?,
            openid: row.get(7)?,
            grants: Vec::new(),
        })
    });
    let Some(mut person) = person.optional()? else { return Ok(None) };
    person.grants = grants(state, id)?.into_iter().map(GrantLine::from).collect();
    Ok(Some(person))
}

/// The grants of somebody. What is stored and no grant is one of nothing: it was not written here.
pub(super) fn grants(state: &Connection, id: &str) -> Result<Vec<Grant>, StateError> {
    let sql = "SELECT role, area, until FROM grants WHERE person = ?1 ORDER BY place";
    let mut query = state.prepare_cached(sql)?;
    let rows = query.query_map([id], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?, row.get(2)?))
    })?;
    let mut grants = Vec::new();
    for row in rows {
        let (role, area, until) = row?;
        let altered = |problem: String| StateError::Altered(format!("person {id}: {problem}"));
        let known =
            Role::named(&role).ok_or_else(|| altered(format!("no role is called `{role}`")))?;
        let area = area.map(|code| code.parse::<AreaCode>()).transpose();
        let area = area.map_err(|error| altered(error.to_string()))?;
        grants.push(Grant::checked(known, area, until).map_err(altered)?);
    }
    Ok(grants)
}

/// What of somebody's grants holds at `now`.
pub(super) fn holding(state: &Connection, id: &str, now: &str) -> Result<Vec<Grant>, StateError> {
    let today = time::day(now);
    let mut grants = grants(state, id)?;
    grants.retain(|grant| grant.holds(today));
    Ok(grants)
}
