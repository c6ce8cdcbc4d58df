//! People as their events tell of them, for comparing with the tables.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde::Deserialize;

use super::StateError;
use super::told::stored_event;

/// Somebody with an account, as the events tell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Told {
    login: String,
    name: String,
    added_at: String,
    disabled: bool,
    /// Role, area and last day of each grant, in order.
    grants: Vec<GrantRow>,
    /// Who they are at an OpenID provider: its name and theirs.
    subject: Option<(String, String)>,
}

type GrantRow = (String, Option<String>, Option<String>);

#[derive(Deserialize)]
struct Body {
    person: String,
    #[serde(default)]
    login: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    grants: Vec<GrantOf>,
    #[serde(default)]
    issuer: String,
    #[serde(default)]
    subject: String,
}

#[derive(Deserialize)]
struct GrantOf {
    role: String,
    area: Option<String>,
    until: Option<String>,
}

/// Everybody, by id.
pub(super) fn told(connection: &Connection) -> Result<BTreeMap<String, Told>, StateError> {
    let mut people: BTreeMap<String, Told> = BTreeMap::new();
    let sql = "SELECT * FROM events WHERE scenario IS NULL AND action IN \
               ('person_added', 'grants_changed', 'person_disabled', 'person_enabled', 'subject_bound') ORDER BY seq";
    let mut query = connection.prepare(sql)?;
    for event in query.query_map([], stored_event)? {
        let event = event?;
        let body: Body = serde_json::from_str(&event.body)?;
        let person = people.entry(body.person).or_default();
        match event.action.as_str() {
            "person_added" => {
                (person.login, person.name, person.added_at) = (body.login, body.name, event.at);
            }
            "grants_changed" => {
                let row = |grant: GrantOf| (grant.role, grant.area, grant.until);
                person.grants = body.grants.into_iter().map(row).collect();
            }
            "subject_bound" => person.subject = Some((body.issuer, body.subject)),
            action => person.disabled = action == "person_disabled",
        }
    }
    Ok(people)
}

/// What of the tables of people is not as the events tell.
pub(super) fn differences(
    connection: &Connection,
    told: &BTreeMap<String, Told>,
) -> Result<Vec<String>, StateError> {
    let mut stored: BTreeMap<String, Told> = BTreeMap::new();
    let mut query = connection.prepare("SELECT id, login, name, added_at, disabled FROM people")?;
    let people = query.query_map([], |row| {
        let person = Told {
            login: row.get(1)?,
            name: row.get(2)?,
            added_at: row.get(3)?,
            disabled: row.get(4)?,
            grants: Vec::new(),
            subject: None,
        };
        Ok((row.get::<_, String>(0)?, person))
    })?;
    for person in people {
        let (id, person) = person?;
        stored.insert(id, person);
    }
    let sql = "SELECT person, role, area, until FROM grants ORDER BY person, place";
    let mut query = connection.prepare(sql)?;
    let grants = query.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, (row.get(1)?, row.get(2)?, row.get(3)?)))
    })?;
    for grant in grants {
        let (id, grant) = grant?;
        stored.entry(id).or_default().grants.push(grant);
    }
    let mut query = connection.prepare("SELECT person, issuer, subject FROM subjects")?;
    let subjects =
        query.query_map([], |row| Ok((row.get::<_, String>(0)?, (row.get(1)?, row.get(2)?))))?;
    for subject in subjects {
        let (id, subject) = subject?;
        stored.entry(id).or_default().subject = Some(subject);
    }
    let missing = told.keys().filter(|id| !stored.contains_key(*id));
    let mut problems: Vec<String> = missing.map(|id| format!("person {id} is missing")).collect();
    for (id, person) in &stored {
        match told.get(id) {
            None => problems.push(format!("person {id}: they have no history")),
            Some(told) if told != person => {
                let wrong = if told.grants == person.grants { "account is" } else { "rights are" };
                problems.push(format!("person {id}: their {wrong} not what the history says"));
            }
            Some(_) => {}
        }
    }
    Ok(problems)
}
