//! Sign-ins with an OpenID provider. An account belongs to what the provider calls somebody for ever, never to a login or
//! an e-mail address, which the provider gives to others later; what it may do follows from their groups at every sign-in.

use std::net::IpAddr;

use geodata::canonical::fingerprint;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::json;

use super::people::{
    PersonLine, added, check_login, check_person, found, granted, grants, somebody_manages,
};
use super::session::{FRESH, Shown, begun, person};
use super::{AccountError, Accounts, SignedIn, secret, time};
use crate::access::{Grant, Person, Scope, signature};
use crate::scenarios::store::Writing;

/// Most letters of a name that are kept, and most groups that are told of.
const NAME: usize = 100;
const TOLD: usize = 20;

/// Somebody whom the provider has named.
#[derive(Debug, Clone, Copy)]
pub struct Arrival<'a> {
    /// Who has named them.
    pub issuer: &'a str,
    /// What they are called there for ever.
    pub subject: &'a str,
    /// What they would like to be called here.
    pub login: Option<&'a str>,
    /// Their name.
    pub name: Option<&'a str>,
    /// Their groups, as they are told of where these may nothing.
    pub groups: &'a [String],
    /// What these groups may do.
    pub grants: &'a [Grant],
    /// How long ago they showed who they are, in seconds, where that is known.
    pub shown_ago: Option<i64>,
    /// Whether they showed a second factor.
    pub second: bool,
    /// Where they come from.
    pub address: Option<IpAddr>,
}

/// What became of it.
#[derive(Debug)]
pub enum Arrived {
    /// They are in.
    In(SignedIn),
    /// Their groups may do nothing here.
    Ungranted,
    /// Their account is disabled.
    Disabled,
    /// They were to show once more who they are, and are somebody else.
    Other,
    /// Nobody could manage accounts afterwards.
    Unmanaged,
}

impl Accounts {
    /// Lets somebody in whom the provider has named; the first time an account is made. `old` is the secret of a sign-in
    /// that the browser had: it ends. Where `again` is somebody who has signed in, nobody else is let in.
    ///
    /// # Errors
    /// When the state cannot be written.
    pub fn arrive(
        &self,
        arrival: &Arrival<'_>,
        again: Option<&Person>,
        old: Option<&str>,
    ) -> Result<Arrived, AccountError> {
        let secret = secret::new();
        let arrived = self.store.write(|writing| {
            let known = of_subject(writing.transaction, arrival)?;
            if again.is_some_and(|again| known.as_ref().is_none_or(|known| known.id != again.id)) {
                return Ok(Arrived::Other);
            }
            if let Some(known) = &known {
                if known.disabled {
                    refused(writing, known, arrival, "disabled")?;
                    return Ok(Arrived::Disabled);
                }
                refreshed(writing, known, arrival)?;
            }
            if arrival.grants.is_empty() {
                if let Some(known) = &known {
                    let sql = "DELETE FROM sessions WHERE person = ?1";
                    writing.transaction.execute(sql, [&known.id])?;
                    refused(writing, known, arrival, "no group with a right")?;
                }
                return Ok(Arrived::Ungranted);
            }
            let line = match known {
                Some(known) => known,
                None => made(writing, arrival)?,
            };
            // What nobody knows to be fresh is not.
            let ago = arrival.shown_ago.unwrap_or(FRESH + 1);
            let shown = time::after(writing.now, -ago.clamp(0, FRESH + 1));
            // What was shown in the sign-in before this one was shown.
            let second = arrival.second || again.is_some_and(|again| again.second);
            let shown = Shown { at: &shown, second: Some(second) };
            begun(writing, &line.id, &secret, old, &shown)?;
            let fresh = ago <= FRESH;
            let person = person(writing.transaction, &line.id, writing.now, Scope::SignIn { fresh })?;
            let person = person.ok_or_else(|| AccountError::Nobody(line.id.clone()))?;
            let person = Person { second, ..person };
            let body = json!({"person": line.id, "login": person.login, "from": arrival.address, "issuer": arrival.issuer});
            writing.record(Some(&person.signature()), "signed_in", &body)?;
            Ok::<_, AccountError>(Arrived::In(SignedIn { secret: secret.clone(), person }))
        });
        self.known.forget();
        match arrived {
            Err(AccountError::LastAdmin(_)) => Ok(Arrived::Unmanaged),
            arrived => arrived,
        }
    }
}

/// Whose account belongs to them.
fn of_subject(
    state: &Connection,
    arrival: &Arrival<'_>,
) -> Result<Option<PersonLine>, AccountError> {
    let sql = "SELECT person FROM subjects WHERE issuer = ?1 AND subject = ?2";
    let mut query = state.prepare_cached(sql)?;
    let id: Option<String> =
        query.query_row([arrival.issuer, arrival.subject], |row| row.get(0)).optional()?;
    id.map(|id| found(state, &id)).transpose()
}

/// What they may do from now on, where their groups have changed.
fn refreshed(
    writing: &Writing<'_>,
    known: &PersonLine,
    arrival: &Arrival<'_>,
) -> Result<(), AccountError> {
    if grants(writing.transaction, &known.id)? == arrival.grants {
        return Ok(());
    }
    granted(writing, &known.id, arrival.grants, &by(arrival))?;
    somebody_manages(writing, &known.login)
}

fn made(writing: &Writing<'_>, arrival: &Arrival<'_>) -> Result<PersonLine, AccountError> {
    let (login, by) = (login(writing.transaction, arrival)?, by(arrival));
    let name = name(arrival, &login);
    let line = added(writing, &login, &name, arrival.grants, &by)?;
    let sql = "INSERT INTO subjects (issuer, subject, person) VALUES (?1, ?2, ?3)";
    writing.transaction.execute(sql, params![arrival.issuer, arrival.subject, line.id])?;
    let body = json!({"person": line.id, "login": login, "issuer": arrival.issuer, "subject": arrival.subject});
    writing.record(Some(&by), "subject_bound", &body)?;
    somebody_manages(writing, &login)?;
    Ok(line)
}

/// Whose word it is that somebody may do something.
fn by(arrival: &Arrival<'_>) -> String {
    format!("OpenID ({})", arrival.issuer)
}

/// What they would like to be called, where nobody is called so: an account that is there is never taken over. Else
/// something that is always the same for them.
fn login(state: &Connection, arrival: &Arrival<'_>) -> Result<String, AccountError> {
    if let Some(wish) = arrival.login.map(str::to_lowercase)
        && check_login(&wish).is_ok()
    {
        let sql = "SELECT NOT EXISTS (SELECT 1 FROM people WHERE login = ?1)";
        if state.query_row(sql, [&wish], |row| row.get(0))? {
            return Ok(wish);
        }
    }
    let hash = fingerprint([arrival.issuer, arrival.subject]);
    Ok(format!("openid-{}", hash.get(..16).unwrap_or(&hash)))
}

/// Their name, in one line.
fn name(arrival: &Arrival<'_>, login: &str) -> String {
    let name = arrival.name.or(arrival.login).unwrap_or(login);
    let plain: String = name.chars().filter(|sign| !sign.is_control()).take(NAME).collect();
    let plain = plain.trim();
    if check_person(login, plain).is_ok() { plain.to_owned() } else { login.to_owned() }
}

fn refused(
    writing: &Writing<'_>,
    known: &PersonLine,
    arrival: &Arrival<'_>,
    reason: &str,
) -> Result<(), AccountError> {
    let short = |group: &String| group.chars().take(NAME).collect::<String>();
    let groups: Vec<String> = arrival.groups.iter().take(TOLD).map(short).collect();
    let body = json!({"person": known.id, "login": known.login, "from": arrival.address,
                      "issuer": arrival.issuer, "reason": reason, "groups": groups});
    let by = signature(&known.name, &known.login);
    Ok(writing.record(Some(&by), "sign_in_failed", &body)?)
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::*;
    use crate::access::Role;
    use crate::accounts::Caller;
    use crate::scenarios::store::{FILE, FixedClock, Store};

    const NOON: &str = "2027-01-31T12:00:00Z";
    const PASSWORD: &str = "sawah hijau di lombok";

    fn at(dir: &Path) -> Accounts {
        let clock = Arc::new(FixedClock(NOON.to_owned()));
        Accounts::new(Arc::new(Store::open(dir, clock).unwrap()))
    }

    fn arrival<'a>(subject: &'a str, grants: &'a [Grant]) -> Arrival<'a> {
        Arrival {
            issuer: "https://a.id",
            subject,
            login: Some("Siti.Rahma"),
            name: Some("Siti\nRahma"),
            groups: &[],
            grants,
            shown_ago: None,
            second: false,
            address: None,
        }
    }

    fn entered(arrived: Result<Arrived, AccountError>) -> SignedIn {
        match arrived.unwrap() {
            Arrived::In(signed_in) => signed_in,
            refused => panic!("{refused:?}"),
        }
    }

    #[test]
    fn the_first_administrator_is_made_before_anybody_comes_by_a_provider() {
        let dir = tempfile::tempdir().unwrap();
        let accounts = at(dir.path());
        let reader = [Grant::checked(Role::Reader, None, None).unwrap()];
        let early = accounts.arrive(&arrival("1", &reader), None, None).unwrap();
        assert!(matches!(early, Arrived::Unmanaged));
        assert!(accounts.is_empty().unwrap(), "nobody was made");
        // Unless it is the administrator who comes; then the provider may not take the last one away.
        let admin = [Grant::checked(Role::Admin, None, None).unwrap()];
        entered(accounts.arrive(&arrival("1", &admin), None, None));
        let taken = accounts.arrive(&arrival("1", &reader), None, None).unwrap();
        assert!(matches!(taken, Arrived::Unmanaged));
        assert_eq!(accounts.people().unwrap()[0].grants[0].role, Role::Admin);
    }

    #[test]
    fn an_account_belongs_to_a_subject_and_to_no_login() {
        let dir = tempfile::tempdir().unwrap();
        let accounts = at(dir.path());
        let code = accounts.first_code().unwrap().unwrap();
        accounts.make_first(&code, "siti.rahma", "Another", PASSWORD, None).unwrap();
        let grants = [Grant::checked(Role::Planner, None, None).unwrap()];
        let one = entered(accounts.arrive(&arrival("1", &grants), None, None)).person;
        let two = entered(accounts.arrive(&arrival("2", &grants), None, None)).person;
        let again = entered(accounts.arrive(&arrival("1", &grants), None, None)).person;
        assert_eq!(again.id, one.id);
        assert!(one.login != two.login && one.login.starts_with("openid-"), "{}", one.login);
        assert_eq!(one.name, "SitiRahma", "no line of a log is forged");
        assert_eq!((one.second, one.scope), (false, Scope::SignIn { fresh: false }));
        assert_eq!(accounts.people().unwrap().len(), 3);
        let elsewhere = Arrival { issuer: "https://b.id", ..arrival("1", &grants) };
        let other = entered(accounts.arrive(&elsewhere, None, None)).person;
        assert_ne!(other.id, one.id, "another provider's 1 is somebody else");
    }

    #[test]
    fn what_was_shown_in_a_sign_in_holds_for_it_alone_and_ten_minutes() {
        let dir = tempfile::tempdir().unwrap();
        let accounts = at(dir.path());
        let grants = [Grant::checked(Role::Admin, None, None).unwrap()];
        let with = |shown_ago, second| Arrival { shown_ago, second, ..arrival("1", &grants) };
        let known = |signed_in: &SignedIn| {
            let caller = Caller::Session(signed_in.secret.clone());
            accounts.recognise(&caller).unwrap().map(|person| (person.second, person.scope.clone()))
        };
        let fresh = |fresh| Scope::SignIn { fresh };
        let strong = entered(accounts.arrive(&with(Some(FRESH), true), None, None));
        let weak = entered(accounts.arrive(&with(Some(FRESH + 1), false), None, None));
        assert_eq!(known(&strong), Some((true, fresh(true))));
        assert_eq!(known(&weak), Some((false, fresh(false))));
        // Once more: fresh, and what was shown before stays shown; the secret of before is worth nothing.
        let (person, old) = (&strong.person, Some(strong.secret.as_str()));
        let again = entered(accounts.arrive(&with(Some(0), false), Some(person), old));
        assert_eq!(known(&again), Some((true, fresh(true))));
        assert_eq!(known(&strong), None);
        let other =
            accounts.arrive(&Arrival { subject: "2", ..with(Some(0), true) }, Some(person), None);
        assert!(matches!(other.unwrap(), Arrived::Other));
    }

    #[test]
    fn an_account_that_was_given_to_another_subject_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let accounts = at(dir.path());
        let grants = [Grant::checked(Role::Admin, None, None).unwrap()];
        entered(accounts.arrive(&arrival("1", &grants), None, None));
        assert_eq!(accounts.store.verify().unwrap().problems, Vec::<String>::new());
        let state = Connection::open(dir.path().join(FILE)).unwrap();
        state.execute("UPDATE subjects SET subject = 'of-eve'", []).unwrap();
        let problems = accounts.store.verify().unwrap().problems;
        assert!(problems[0].contains("account is not what the history says"), "{problems:?}");
    }
}
