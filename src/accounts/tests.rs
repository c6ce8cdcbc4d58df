//! Accounts as their owners and those who attack them use them.

use std::sync::{Arc, Mutex};

use super::*;
use crate::access::{Action, On, Principal, Role, Scope, may};
use crate::scenarios::store::{Clock, EventFilter, FILE, FixedClock, Store};

const NOON: &str = "2027-01-31T12:00:00Z";
const PASSWORD: &str = "sawah hijau di lombok";

struct Fixture {
    accounts: Accounts,
    dir: tempfile::TempDir,
}

fn at(dir: &std::path::Path, now: &str) -> Accounts {
    Accounts::new(Arc::new(Store::open(dir, Arc::new(FixedClock(now.to_owned()))).unwrap()))
}

fn fixture() -> Fixture {
    let dir = tempfile::tempdir().unwrap();
    let accounts = at(dir.path(), NOON);
    let code = accounts.first_code().unwrap().unwrap();
    accounts.make_first(&code, "ana", "Ana", PASSWORD, None).unwrap();
    Fixture { accounts, dir }
}

fn grant(role: Role, area: Option<&str>) -> GrantLine {
    GrantLine { role, area: area.map(|code| code.parse().unwrap()), until: None }
}

fn add(accounts: &Accounts, login: &str, grant: GrantLine) -> PersonLine {
    let person = accounts.add(login, login, &[grant], "Ana (ana)").unwrap();
    let (secret, _) = accounts.invite(&person.id, "Ana (ana)").unwrap();
    accounts.accept(&secret, PASSWORD).unwrap();
    person
}

fn session(accounts: &Accounts, login: &str) -> Caller {
    Caller::Session(accounts.sign_in(login, PASSWORD, None, None, None).unwrap().secret)
}

fn principal(accounts: &Accounts, caller: &Caller) -> Option<Principal> {
    accounts.recognise(caller).unwrap().map(Principal::Person)
}

#[test]
fn the_first_administrator_is_made_once_with_the_code_of_this_start() {
    let dir = tempfile::tempdir().unwrap();
    let accounts = at(dir.path(), NOON);
    let code = accounts.first_code().unwrap().unwrap();
    let guess = || accounts.make_first("guess", "eve", "Eve", PASSWORD, None).unwrap_err();
    assert!(matches!(guess(), AccountError::FirstCode));
    // Others who guess are slowed, and do not keep whoever has the code from giving it.
    while !matches!(guess(), AccountError::Slow(_)) {}
    accounts.make_first(&code, "ana", "Ana", PASSWORD, None).unwrap();
    let again = accounts.make_first(&code, "eve", "Eve", PASSWORD, None);
    // It is a guess like any other now.
    assert!(matches!(again, Err(AccountError::FirstCode | AccountError::Slow(_))));
    assert_eq!(accounts.first_code().unwrap(), None);
    assert!(may(
        &principal(&accounts, &session(&accounts, "ana")).unwrap(),
        Action::People,
        On::Country
    ));
}

#[test]
fn a_wrong_password_a_wrong_login_and_a_disabled_account_are_told_the_same() {
    let Fixture { accounts, .. } = fixture();
    let budi = add(&accounts, "budi", grant(Role::Reader, None));
    accounts.change(&budi.id, None, Some(true), "Ana (ana)").unwrap();
    for (login, password) in [("ana", "wrong"), ("nobody", PASSWORD), ("budi", PASSWORD), ("", "")]
    {
        let refused = accounts.sign_in(login, password, None, None, None);
        assert!(matches!(refused, Err(AccountError::Credentials)), "{login}");
    }
}

#[test]
fn how_long_a_refusal_takes_does_not_tell_who_has_an_account() {
    let Fixture { accounts, .. } = fixture();
    let took = |login: &str| {
        let begun = std::time::Instant::now();
        accounts.sign_in(login, "wrong", None, None, None).unwrap_err();
        begun.elapsed()
    };
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    // Each only once: a second try would be slowed.
    for number in 0..9 {
        let login = format!("budi{number}");
        add(&accounts, &login, grant(Role::Reader, None));
        known.push(took(&login));
        unknown.push(took(&format!("nobody{number}")));
    }
    for times in [&mut known, &mut unknown] {
        times.sort();
    }
    let ratio = unknown[4].as_secs_f64() / known[4].as_secs_f64();
    // Without the work of a password it would be a hundredth.
    assert!((0.4..2.5).contains(&ratio), "{ratio}: {unknown:?} and {known:?}");
}

#[test]
fn disabling_ends_sign_ins_and_tokens_at_once_and_a_new_sign_in_is_another() {
    let Fixture { accounts, .. } = fixture();
    let budi = add(&accounts, "budi", grant(Role::Planner, None));
    let first = accounts.sign_in("budi", PASSWORD, None, None, None).unwrap();
    // Who planted a secret in the browser beforehand has nothing of it after the sign-in.
    let second = accounts.sign_in("budi", PASSWORD, None, None, Some(&first.secret)).unwrap();
    assert_ne!(first.secret, second.secret);
    assert_eq!(principal(&accounts, &Caller::Session(first.secret)), None);
    let new = NewToken {
        name: "QGIS".to_owned(),
        scopes: vec![serde_json::from_str("\"sql\"").unwrap()],
        days: 30,
    };
    let (token, _) = accounts.make_token(&second.person, &new).unwrap();
    let callers = [Caller::Session(second.secret), Caller::Token(token)];
    for caller in &callers {
        assert!(principal(&accounts, caller).is_some());
    }
    accounts.change(&budi.id, None, Some(true), "Ana (ana)").unwrap();
    for caller in &callers {
        assert_eq!(principal(&accounts, caller), None);
    }
}

#[test]
fn a_token_does_what_it_is_for() {
    let Fixture { accounts, .. } = fixture();
    add(&accounts, "budi", grant(Role::Planner, None));
    let SignedIn { person, .. } = accounts.sign_in("budi", PASSWORD, None, None, None).unwrap();
    let new = NewToken {
        name: "R".to_owned(),
        scopes: vec![serde_json::from_str("\"sql\"").unwrap()],
        days: 1,
    };
    let (secret, line) = accounts.make_token(&person, &new).unwrap();
    let reader = principal(&accounts, &Caller::Token(secret.clone())).unwrap();
    assert!(may(&reader, Action::Query, On::Country) && !may(&reader, Action::Plan, On::Country));
    assert!(!may(&reader, Action::People, On::Somewhere));
    // Not its secret nor the hash of it is in any list or event.
    let listed = serde_json::to_string(&accounts.tokens(&person.id).unwrap()).unwrap();
    let events = accounts.store.events(&Default::default(), 100).unwrap();
    let told = serde_json::to_string(&events).unwrap();
    assert!(
        !listed.contains(&secret)
            && !told.contains(&secret)
            && !told.contains(&secret::hash(&secret))
    );
    accounts.end_token(&person, &line.id).unwrap();
    assert_eq!(principal(&accounts, &Caller::Token(secret)), None);
}

#[test]
fn a_new_password_ends_all_that_the_old_one_had_opened() {
    let Fixture { accounts, .. } = fixture();
    add(&accounts, "budi", grant(Role::Planner, None));
    let here = session(&accounts, "budi");
    let budi = principal(&accounts, &here).unwrap().person().unwrap().clone();
    let scopes = vec![serde_json::from_str("\"sql\"").unwrap()];
    let new = NewToken { name: "R".to_owned(), scopes, days: 30 };
    let (secret, line) = accounts.make_token(&budi, &new).unwrap();
    let (token, elsewhere) = (Caller::Token(secret), session(&accounts, "budi"));
    let (invitation, _) = accounts.invite(&budi.id, "Ana (ana)").unwrap();
    assert!(principal(&accounts, &token).is_some());
    // What was just recognised as the one is not the other.
    for caller in [&token, &here] {
        let other = match caller.clone() {
            Caller::Session(secret) => Caller::Token(secret),
            Caller::Token(secret) => Caller::Session(secret),
        };
        assert_eq!(accounts.remembered(&other), None);
        assert_eq!(principal(&accounts, &other), None);
    }
    let wrong = accounts.change_password(&budi.id, "not the old one", "kebun teh di puncak", None);
    assert!(matches!(wrong, Err(AccountError::Credentials)));
    let failed =
        EventFilter { action: Some("sign_in_failed".to_owned()), ..EventFilter::default() };
    assert_eq!(accounts.store.events(&failed, 10).unwrap().len(), 1, "it was a guess");
    assert!(principal(&accounts, &token).is_some() && principal(&accounts, &here).is_some());
    accounts.change_password(&budi.id, PASSWORD, "kebun teh di puncak", None).unwrap();
    for caller in [&here, &elsewhere, &token] {
        assert_eq!(principal(&accounts, caller), None);
    }
    assert!(matches!(accounts.accept(&invitation, PASSWORD), Err(AccountError::Invitation)));
    assert_eq!(accounts.tokens(&budi.id).unwrap(), []);
    let ended = EventFilter { action: Some("token_ended".to_owned()), ..EventFilter::default() };
    let events = accounts.store.events(&ended, 10).unwrap();
    assert!(events.len() == 1 && events[0].body["token"] == line.id, "{events:?}");
    assert!(accounts.store.verify().unwrap().problems.is_empty());
}

#[test]
fn sign_ins_and_grants_and_invitations_end_by_themselves() {
    let Fixture { accounts, dir } = fixture();
    let until = GrantLine { until: Some("2027-01-31".to_owned()), ..grant(Role::Planner, None) };
    add(&accounts, "budi", until);
    let invited =
        accounts.add("citra", "Citra", &[grant(Role::Reader, None)], "Ana (ana)").unwrap();
    let (secret, _) = accounts.invite(&invited.id, "Ana (ana)").unwrap();
    let caller = session(&accounts, "budi");
    drop(accounts);
    let evening = at(dir.path(), "2027-01-31T13:59:00Z");
    let person = principal(&evening, &caller).unwrap();
    assert_eq!(person.person().unwrap().scope, Scope::SignIn { fresh: false });
    drop(evening);
    // Used at 13:59, so it lives on at 15:30, but not in the next morning.
    let later = at(dir.path(), "2027-01-31T15:30:00Z");
    assert!(may(&principal(&later, &caller).unwrap(), Action::Plan, On::Country));
    drop(later);
    let morning = at(dir.path(), "2027-02-01T07:00:00Z");
    assert_eq!(principal(&morning, &caller), None);
    let again = principal(&morning, &session(&morning, "budi")).unwrap();
    assert!(!may(&again, Action::Plan, On::Somewhere), "the grant has ended");
    drop(morning);
    let week = at(dir.path(), "2027-02-08T12:00:00Z");
    assert!(matches!(week.accept(&secret, PASSWORD), Err(AccountError::Invitation)));
}

/// A clock that is put forward.
#[derive(Debug)]
struct Put(Arc<Mutex<String>>);

impl Clock for Put {
    fn now(&self) -> String {
        self.0.lock().unwrap().clone()
    }
}

#[test]
fn a_sign_in_that_is_used_lives_on_where_that_cannot_be_noted() {
    let dir = tempfile::tempdir().unwrap();
    let now = Arc::new(Mutex::new(NOON.to_owned()));
    let clock = Arc::new(Put(Arc::clone(&now)));
    let accounts = Accounts::new(Arc::new(Store::open(dir.path(), clock).unwrap()));
    let code = accounts.first_code().unwrap().unwrap();
    accounts.make_first(&code, "ana", "Ana", PASSWORD, None).unwrap();
    let [used, idle] = [(); 2].map(|()| session(&accounts, "ana"));
    let recognised = |caller: &Caller, time: &str| {
        *now.lock().unwrap() = format!("2027-01-31T{time}:00Z");
        accounts.known.forget();
        principal(&accounts, caller).is_some()
    };
    // As on a full disk, nothing can be written.
    let holder = rusqlite::Connection::open(dir.path().join(FILE)).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(recognised(&used, "13:30"));
    assert!(recognised(&used, "15:00"));
    assert!(!recognised(&idle, "15:01"), "nobody used it for two hours");
    holder.execute_batch("ROLLBACK").unwrap();
    assert!(recognised(&used, "16:30"));
    let noted: String =
        holder.query_row("SELECT max(seen_at) FROM sessions", [], |row| row.get(0)).unwrap();
    assert_eq!(noted, "2027-01-31T16:30:00Z");
    assert!(!recognised(&used, "18:31"));
}

#[test]
fn a_restart_gives_nobody_new_tries_and_keeps_nobody_out() {
    let Fixture { accounts, dir } = fixture();
    add(&accounts, "budi", grant(Role::Reader, None));
    let [home, near, far] = ["10.0.0.5", "10.0.0.6", "10.0.0.7"].map(|text| text.parse().ok());
    let wrong = |accounts: &Accounts, address| {
        accounts.sign_in("budi", "wrong wrong wrong", None, address, None).unwrap_err()
    };
    accounts.sign_in("budi", PASSWORD, None, home, None).unwrap();
    assert_eq!(accounts.instance(), "", "not learned yet");
    while matches!(wrong(&accounts, near), AccountError::Credentials) {}
    drop(accounts);

    let accounts = at(dir.path(), NOON);
    accounts.recall().unwrap();
    assert_eq!(accounts.instance().len(), 64);
    assert!(matches!(wrong(&accounts, near), AccountError::Slow(_)));
    // Other addresses have tries of their own, until the account has had twenty; it is open at home all the same.
    for last in 8..23 {
        let address = format!("10.0.0.{last}").parse().ok();
        assert!(matches!(wrong(&accounts, address), AccountError::Credentials), "{last}");
    }
    drop(accounts);
    let accounts = at(dir.path(), NOON);
    accounts.recall().unwrap();
    assert!(matches!(wrong(&accounts, far), AccountError::Slow(_)));
    accounts.sign_in("budi", PASSWORD, None, home, None).unwrap();
    drop(accounts);

    let accounts = at(dir.path(), "2027-01-31T12:15:01Z");
    accounts.recall().unwrap();
    assert!(matches!(wrong(&accounts, near), AccountError::Credentials), "that was long ago");
}

#[test]
fn a_code_of_the_second_factor_holds_once_and_is_asked_for_after_the_password() {
    let Fixture { accounts, dir } = fixture();
    add(&accounts, "budi", grant(Role::Planner, None));
    let budi = accounts.sign_in("budi", PASSWORD, None, None, None).unwrap().person;
    let secret = accounts.begin_second(&budi).unwrap();
    // Not confirmed yet, it is not asked for.
    accounts.sign_in("budi", PASSWORD, None, None, None).unwrap();
    let code = second::code_at(&secret, NOON);
    let other = if code == "000000" { "000001" } else { "000000" };
    assert!(matches!(accounts.confirm_second(&budi, other), Err(AccountError::Code)));
    accounts.confirm_second(&budi, &code).unwrap();
    let missing = accounts.sign_in("budi", PASSWORD, None, None, None);
    assert!(matches!(missing, Err(AccountError::CodeMissing)));
    let again = accounts.sign_in("budi", PASSWORD, Some(&code), None, None);
    assert!(matches!(again, Err(AccountError::Code)), "taken before");
    let wrong = accounts.sign_in("budi", "wrong password here", Some(&code), None, None);
    assert!(
        matches!(wrong, Err(AccountError::Credentials)),
        "whether the code is right is not said"
    );
    drop(accounts);
    let later = "2027-01-31T12:01:00Z";
    let accounts = at(dir.path(), later);
    let code = second::code_at(&secret, later);
    assert!(accounts.sign_in("budi", PASSWORD, Some(&code), None, None).unwrap().person.second);
    accounts.end_second(&budi.id, "budi", "Ana (ana)").unwrap();
    assert!(!accounts.sign_in("budi", PASSWORD, None, None, None).unwrap().person.second);
}

#[test]
fn an_invitation_holds_once_and_the_last_one_only() {
    let Fixture { accounts, .. } = fixture();
    let budi =
        accounts.add("budi", "Budi", &[grant(Role::Regency, Some("52.03"))], "Ana (ana)").unwrap();
    let (first, _) = accounts.invite(&budi.id, "Ana (ana)").unwrap();
    let (second, _) = accounts.invite(&budi.id, "Ana (ana)").unwrap();
    assert!(matches!(accounts.accept(&first, PASSWORD), Err(AccountError::Invitation)));
    assert!(matches!(accounts.accept(&second, "short"), Err(AccountError::Password(_))));
    accounts.accept(&second, PASSWORD).unwrap();
    assert!(matches!(accounts.accept(&second, PASSWORD), Err(AccountError::Invitation)));
}

#[test]
fn somebody_is_left_who_manages_accounts() {
    let Fixture { accounts, .. } = fixture();
    let ana = accounts.of("ana").unwrap();
    let alone = accounts.change(&ana.id, None, Some(true), "Ana (ana)");
    assert!(matches!(alone, Err(AccountError::LastAdmin(_))));
    let ending = GrantLine { until: Some("2027-12-31".to_owned()), ..grant(Role::Admin, None) };
    assert!(accounts.change(&ana.id, Some(&[ending]), None, "Ana (ana)").is_err());
    add(&accounts, "budi", grant(Role::Admin, None));
    accounts.change(&ana.id, None, Some(true), "Budi (budi)").unwrap();
}

#[test]
fn rights_that_were_slipped_into_the_table_are_found() {
    let Fixture { accounts, dir } = fixture();
    let budi = add(&accounts, "budi", grant(Role::Reader, None));
    assert!(accounts.store.verify().unwrap().problems.is_empty());
    drop(accounts);
    let state = rusqlite::Connection::open(dir.path().join(crate::scenarios::store::FILE)).unwrap();
    state.execute("UPDATE grants SET role = 'admin' WHERE person = ?1", [&budi.id]).unwrap();
    state.execute("INSERT INTO people VALUES ('x', 'eve', 'Eve', ?1, 0)", [NOON]).unwrap();
    drop(state);
    let found = at(dir.path(), NOON).store.verify().unwrap().problems;
    assert!(found.iter().any(|problem| problem.contains("rights")), "{found:?}");
    assert!(found.iter().any(|problem| problem.contains("no history")), "{found:?}");
}
