//! The store over real files.

use std::sync::Arc;

use serde_json::{Value, json};

use super::sign::{Decision, NewSignature, SignLevel, SignProblem};
use super::*;

pub(super) const NOW: &str = "2026-11-21T08:00:00Z";

pub(super) fn open(dir: &Path) -> Store {
    Store::open(dir, Arc::new(FixedClock(NOW.to_owned()))).unwrap()
}

pub(super) fn plan(weight: f64) -> Value {
    json!({"criteria": [{"indicator": "idm", "weight": weight}], "constraints": {"count": 2}})
}

pub(super) fn to_freeze() -> ToFreeze {
    let candidate = |code: &str, rank| FrozenCandidate {
        code: code.to_owned(),
        rank,
        entry: format!("{{\"code\":\"{code}\"}}"),
    };
    ToFreeze {
        at: NOW.to_owned(),
        by: Some("Sari".to_owned()),
        dataset_version: "0011".to_owned(),
        figures: None,
        plan_hash: "aabb".to_owned(),
        document: "{\"rows\":[]}".to_owned(),
        villages: 1,
        regencies: vec!["52.03".to_owned()],
        candidates: vec![candidate("52.03.01.2002", None), candidate("52.03.01.2001", Some(1))],
    }
}

pub(super) fn approve(level: SignLevel) -> NewSignature {
    let by = level.name().to_owned();
    NewSignature { level, area: None, decision: Decision::Approved, by, comment: None }
}

/// What a check says.
fn check(dir: &Path) -> Verification {
    let place = tempfile::tempdir().unwrap();
    Store::verify_dir(dir, None, &[place.path().to_owned()]).unwrap()
}

fn whole(dir: &Path) -> Verification {
    let found = check(dir);
    assert_eq!(found.problems, Vec::<String>::new());
    found
}

#[test]
fn many_may_open_new_state_at_once() {
    let dir = tempfile::tempdir().unwrap();
    std::thread::scope(|threads| {
        for _ in 0..16 {
            threads.spawn(|| open(dir.path()));
        }
    });
    whole(dir.path());
}

#[test]
fn a_scenario_is_saved_changed_copied_frozen_and_signed_and_all_of_it_is_remembered() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let made = store.create("Putaran 2027", &plan(1.0), Some("Sari")).unwrap();
    assert_eq!((made.version, made.status, made.created_at.as_str()), (1, Status::Draft, NOW));
    let change = Change { plan: Some(plan(0.5)), note: Some("lebih adil".into()), name: None };
    let changed = store.update(&made.id, 1, &change, Some("Budi")).unwrap();
    assert_eq!((changed.version, &changed.plan), (2, &plan(0.5)));
    let copy = store.duplicate(&made.id, "Salinan", None).unwrap();
    assert_eq!((copy.parent.as_ref(), &copy.plan), (Some(&made.id), &plan(0.5)));
    let frozen = store.freeze(&made.id, 2, to_freeze()).unwrap();
    assert_eq!(frozen.status, Status::Frozen);
    assert_eq!(frozen.sign_off.unwrap().next, Some(SignLevel::Regency));
    for level in [SignLevel::Regency, SignLevel::Province, SignLevel::Ministry] {
        store.sign(&made.id, &approve(level)).unwrap();
    }
    let signed = store.get(&made.id).unwrap();
    assert_eq!((signed.status, signed.signatures.len(), signed.version), (Status::Signed, 3, 6));
    let history = store.history(&made.id, 0, usize::MAX).unwrap().events;
    let actions: Vec<&str> = history.iter().map(|event| event.action.as_str()).collect();
    assert_eq!(actions, ["created", "changed", "frozen", "signed", "signed", "signed"]);
    assert_eq!(history[1].by.as_deref(), Some("Budi"));
    assert_eq!(history[1].body["note"], "lebih adil");
    assert_eq!(store.list().unwrap().len(), 2);
    drop(store);
    let found = whole(dir.path());
    assert_eq!((found.events, found.scenarios, found.frozen, found.signatures), (7, 2, 1, 3));
    assert_eq!(found.head, history[5].hash);
}

#[test]
fn a_change_to_an_old_version_is_refused_and_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let id = store.create("A", &plan(1.0), None).unwrap().id;
    let change = Change { name: Some("B".into()), ..Change::default() };
    store.update(&id, 1, &change, None).unwrap();
    let error = store.update(&id, 1, &change, None).unwrap_err();
    assert!(matches!(error, StateError::Conflict { expected: 1, actual: 2 }), "{error}");
    let error = store.freeze(&id, 1, to_freeze()).unwrap_err();
    assert!(matches!(error, StateError::Conflict { .. }), "{error}");
    assert_eq!(store.get(&id).unwrap().version, 2);
    assert!(matches!(store.get("nobody").unwrap_err(), StateError::NotFound(_)));
    whole(dir.path());
}

#[test]
fn what_is_frozen_never_changes_and_drafts_are_not_signed() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let id = store.create("A", &plan(1.0), None).unwrap().id;
    let error = store.sign(&id, &approve(SignLevel::Regency)).unwrap_err();
    assert!(matches!(error, StateError::NotFrozen), "{error}");
    assert!(matches!(store.frozen_document(&id).unwrap_err(), StateError::NotFrozen));
    store.freeze(&id, 1, to_freeze()).unwrap();
    let error = store.update(&id, 2, &Change::default(), None).unwrap_err();
    assert!(matches!(error, StateError::Frozen), "{error}");
    let error = store.sign(&id, &approve(SignLevel::Ministry)).unwrap_err();
    assert!(matches!(error, StateError::Sign(SignProblem::Order { .. })), "{error}");
    assert_eq!(store.frozen_document(&id).unwrap().text, to_freeze().document);
    assert_eq!(store.frozen_ranks(&id).unwrap(), [("52.03.01.2001".to_owned(), 1)]);
    assert!(store.frozen_candidate(&id, "52.03.01.2002").unwrap().is_some());
    assert!(store.frozen_candidate(&id, "52.03.01.2003").unwrap().is_none());
    assert_eq!(store.get(&id).unwrap().version, 2);
}

/// A state with one signed scenario; the database without the guard of its triggers.
fn unguarded(dir: &Path) -> Connection {
    let store = open(dir);
    let id = store.create("A", &plan(1.0), None).unwrap().id;
    store.create("B", &plan(0.3), None).unwrap();
    store.freeze(&id, 1, to_freeze()).unwrap();
    store.sign(&id, &approve(SignLevel::Regency)).unwrap();
    drop(store);
    whole(dir);
    let connection = Connection::open(dir.join(FILE)).unwrap();
    let mut query =
        connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").unwrap();
    let names = query.query_map([], |row| row.get(0)).unwrap();
    let names: Vec<String> = names.map(Result::unwrap).collect();
    drop(query);
    assert_eq!(names.len(), 13);
    names
        .iter()
        .for_each(|name| connection.execute_batch(&format!("DROP TRIGGER {name}")).unwrap());
    connection
}

#[test]
fn append_only_tables_refuse_changes_even_by_hand() {
    let dir = tempfile::tempdir().unwrap();
    drop(unguarded(dir.path()));
    let guarded = tempfile::tempdir().unwrap();
    let store = open(guarded.path());
    let id = store.create("A", &plan(1.0), None).unwrap().id;
    store.freeze(&id, 1, to_freeze()).unwrap();
    store.sign(&id, &approve(SignLevel::Regency)).unwrap();
    let connection = Connection::open(guarded.path().join(FILE)).unwrap();
    for sql in [
        "UPDATE events SET by = 'X'",
        "DELETE FROM events",
        "UPDATE frozen SET document = ''",
        "DELETE FROM frozen",
        "UPDATE frozen_candidates SET rank = 1",
        "DELETE FROM frozen_candidates",
        "UPDATE signatures SET by = 'X'",
        "DELETE FROM signatures",
        "DELETE FROM scenarios",
        "UPDATE scenarios SET plan = '{}'",
    ] {
        let error = connection.execute_batch(sql).unwrap_err().to_string();
        assert!(
            ["append-only", "never change", "are kept"].iter().any(|w| error.contains(w)),
            "{sql}: {error}"
        );
    }
}

#[test]
fn every_forgery_is_found() {
    for (sql, says) in [
        ("UPDATE events SET by = 'X' WHERE seq = 1", "event 1 was changed"),
        (
            "UPDATE events SET body = replace(body, '0.3', '0.4') WHERE seq = 2",
            "event 2 was changed",
        ),
        ("UPDATE events SET at = '2020-01-01T00:00:00Z' WHERE seq = 3", "event 3 was changed"),
        ("DELETE FROM signatures; DELETE FROM events WHERE seq = 4", "version"),
        ("PRAGMA foreign_keys = OFF; DELETE FROM events WHERE seq = 2", "event 2 is missing"),
        ("UPDATE events SET previous = 'x' WHERE seq = 2", "event 2 does not continue"),
        ("UPDATE scenarios SET plan = '{}' WHERE name = 'B'", "its plan is not"),
        ("UPDATE scenarios SET name = 'C' WHERE name = 'B'", "its name is not"),
        ("UPDATE scenarios SET status = 'signed' WHERE name = 'A'", "its status is not"),
        ("UPDATE frozen SET document = '{\"rows\":[1]}'", "frozen selection was changed"),
        ("UPDATE frozen_candidates SET rank = 2 WHERE rank = 1", "frozen ranking was changed"),
        ("DELETE FROM frozen_candidates WHERE rank IS NULL", "frozen ranking was changed"),
        ("UPDATE signatures SET by = 'Palsu'", "its signatures is not"),
        ("UPDATE signatures SET at = '2020-01-01T00:00:00Z'", "its signatures is not"),
        ("UPDATE signatures SET comment = 'ya'", "its signatures is not"),
        ("UPDATE scenarios SET created_at = '2020-01-01T00:00:00Z'", "its created_at is not"),
        ("UPDATE scenarios SET created_by = 'X' WHERE name = 'B'", "its created_by is not"),
        ("UPDATE scenarios SET updated_at = '2020-01-01T00:00:00Z'", "its updated_at is not"),
        ("UPDATE scenarios SET updated_by = 'X' WHERE name = 'A'", "its updated_by is not"),
        (
            "UPDATE scenarios SET parent = (SELECT id FROM scenarios WHERE name = 'A') WHERE name = 'B'",
            "its parent is not",
        ),
        (
            "INSERT INTO frozen SELECT id, '{}', 'x' FROM scenarios WHERE name = 'B'",
            "although it was never frozen",
        ),
        (
            "INSERT INTO frozen_candidates SELECT id, '11', 1, '{}' FROM scenarios WHERE name = 'B'",
            "although it was never frozen",
        ),
        (
            "INSERT INTO scenarios SELECT 'planted', name, 1, 'draft', plan, NULL, created_at, NULL, updated_at, NULL \
             FROM scenarios WHERE name = 'B'",
            "it has no history",
        ),
        ("SELECT 1", "the trigger events_stay is missing"),
        (
            "CREATE TRIGGER mine AFTER INSERT ON events BEGIN SELECT 1; END",
            "trigger mine is not this",
        ),
        ("PRAGMA foreign_keys = OFF; DROP TABLE signatures", "the table signatures is missing"),
        ("DELETE FROM signatures", "its signatures is not"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        unguarded(dir.path()).execute_batch(sql).unwrap();
        let found = check(dir.path()).problems;
        assert!(found.iter().any(|problem| problem.contains(says)), "{sql}: {found:?}");
    }
}

#[test]
fn a_state_of_a_newer_program_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    drop(open(dir.path()));
    let connection = Connection::open(dir.path().join(FILE)).unwrap();
    connection.pragma_update(None, "user_version", 9).unwrap();
    let error = Store::open(dir.path(), Arc::new(SystemClock)).unwrap_err();
    assert!(matches!(error, StateError::Newer { found: 9, known: 4 }), "{error}");
    let nowhere = dir.path().join("nothing");
    let missing = Store::verify_dir(&nowhere, None, &[]).unwrap_err();
    assert!(matches!(missing, StateError::Directory { .. }));
    assert!(!nowhere.exists());
}

#[test]
fn writers_at_once_share_one_unbroken_chain() {
    let dir = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let dir = dir.path();
            scope.spawn(move || {
                // A store of its own is what another process would have.
                let store = open(dir);
                for number in 0..10 {
                    store.create(&format!("{writer}.{number}"), &plan(1.0), None).unwrap();
                }
            });
        }
    });
    let found = whole(dir.path());
    assert_eq!((found.events, found.scenarios), (40, 40));
}
