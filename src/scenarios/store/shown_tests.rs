//! What is shown of state that was altered, kept within bounds, or has no room.

use rusqlite::Connection;
use serde_json::json;

use super::bounds::Exceeded;
use super::tests::{NOW, approve, open, plan, to_freeze};
use super::*;

/// A state with one signed scenario and a draft; its database without the guard of its triggers, and both ids.
fn altered(dir: &Path, sql: &str) -> [String; 2] {
    let store = open(dir);
    let frozen = store.create("A", &plan(1.0), Some("Sari")).unwrap().id;
    let draft = store.create("B", &plan(0.3), None).unwrap().id;
    store.freeze(&frozen, 1, to_freeze()).unwrap();
    store.sign(&frozen, &approve(sign::SignLevel::Regency)).unwrap();
    drop(store);
    let connection = Connection::open(dir.join(FILE)).unwrap();
    let mut query =
        connection.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").unwrap();
    let triggers: Vec<(String, String)> = query
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for (name, _) in &triggers {
        connection.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    connection.execute_batch(sql).unwrap();
    // A clever forger puts the triggers back.
    for (_, sql) in &triggers {
        connection.execute_batch(sql).unwrap();
    }
    [frozen, draft]
}

fn is_altered<T: std::fmt::Debug>(found: Result<T, StateError>, says: &str) {
    let error = found.unwrap_err();
    assert!(matches!(error, StateError::Altered(_)), "{error}");
    assert!(error.to_string().contains(says), "{says}: {error}");
}

#[test]
fn nothing_is_shown_that_the_chain_does_not_say() {
    for (sql, says) in [
        ("UPDATE signatures SET at = '2020-01-01T00:00:00Z'", "signatures"),
        ("UPDATE scenarios SET created_by = 'X' WHERE name = 'A'", "created_by"),
        ("UPDATE scenarios SET updated_at = '2020' WHERE name = 'A'", "updated_at"),
        ("UPDATE scenarios SET parent = id WHERE name = 'A'", "parent"),
        (
            "UPDATE events SET body = replace(body, '1.0', '0.9') WHERE seq = 1",
            "event 1 was changed",
        ),
        ("UPDATE events SET at = '2020-01-01T00:00:00Z' WHERE seq = 4", "event 4 was changed"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let [frozen, draft] = altered(dir.path(), sql);
        let store = open(dir.path());
        is_altered(store.get(&frozen), says);
        is_altered(store.frozen_document(&frozen), says);
        is_altered(store.duplicate(&frozen, "C", None), says);
        assert_eq!(store.get(&draft).unwrap().name, "B", "others are as they were");
    }
}

#[test]
fn exports_of_an_altered_document_or_ranking_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let [frozen, _] = altered(dir.path(), "UPDATE frozen SET document = '{\"rows\":[1]}'");
    is_altered(open(dir.path()).frozen_document(&frozen), "frozen selection was changed");
    for sql in [
        "UPDATE frozen_candidates SET entry = '{}' WHERE rank = 1",
        "UPDATE frozen_candidates SET rank = 2 WHERE rank IS NULL",
        "DELETE FROM frozen_candidates WHERE rank IS NULL",
    ] {
        let dir = tempfile::tempdir().unwrap();
        let [frozen, _] = altered(dir.path(), sql);
        let store = open(dir.path());
        // Also where the candidate that is asked for is as it was.
        is_altered(store.frozen_candidate(&frozen, "52.03.01.2001"), "frozen ranking was changed");
        is_altered(store.frozen_ranks(&frozen), "frozen ranking was changed");
    }
}

#[test]
fn a_planted_selection_makes_no_annex_and_the_list_tells_the_chain() {
    let dir = tempfile::tempdir().unwrap();
    let sql = "INSERT INTO frozen SELECT id, '{}', 'x' FROM scenarios WHERE name = 'B'; \
               UPDATE scenarios SET status = 'frozen', name = 'Palsu', updated_by = 'X' WHERE name = 'B'";
    let [frozen, draft] = altered(dir.path(), sql);
    let store = open(dir.path());
    is_altered(store.frozen_document(&draft), "its name is not");
    let list = store.list().unwrap();
    let shown = |id: &str| list.iter().find(|line| line.id == id).unwrap();
    assert_eq!((shown(&draft).name.as_str(), shown(&draft).status), ("B", Status::Draft));
    assert_eq!(shown(&draft).updated_by, None);
    assert_eq!(shown(&frozen).status, Status::Frozen);
    assert_eq!(shown(&frozen).frozen, store.get(&frozen).unwrap().frozen);
}

#[test]
fn a_state_whose_guard_is_gone_is_not_opened() {
    let dir = tempfile::tempdir().unwrap();
    drop(open(dir.path()));
    let connection = Connection::open(dir.path().join(FILE)).unwrap();
    connection.execute_batch("DROP TRIGGER events_stay").unwrap();
    let error = Store::open(dir.path(), Arc::new(SystemClock)).unwrap_err();
    assert!(error.to_string().contains("trigger events_stay is missing"), "{error}");
}

#[test]
fn a_history_comes_in_parts_and_knows_how_long_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let id = store.create("A", &plan(1.0), None).unwrap().id;
    for version in 1..6 {
        let change = Change { plan: Some(plan(f64::from(version))), ..Change::default() };
        store.update(&id, version, &change, None).unwrap();
    }
    let (mut seen, mut after) = (Vec::new(), 0);
    loop {
        let page = store.history(&id, after, 200).unwrap();
        assert_eq!((page.total, page.events.len() <= 2), (6, true));
        seen.extend(page.events.iter().map(|event| event.seq));
        after = *seen.last().unwrap();
        if !page.more {
            break;
        }
    }
    assert_eq!(seen, [1, 2, 3, 4, 5, 6]);
}

fn bounded(dir: &Path, bounds: Bounds) -> Store {
    let settings = Settings { head: None, bounds };
    Store::open_with(dir, Arc::new(FixedClock(NOW.to_owned())), settings).unwrap()
}

#[test]
fn there_are_no_more_scenarios_and_versions_than_are_kept() {
    let dir = tempfile::tempdir().unwrap();
    let store = bounded(dir.path(), Bounds { scenarios: 2, versions: 3, ..Bounds::default() });
    let id = store.create("A", &plan(1.0), None).unwrap().id;
    store.duplicate(&id, "B", None).unwrap();
    let full = store.create("C", &plan(1.0), None).unwrap_err();
    assert!(matches!(full, StateError::Bound(Exceeded::Scenarios(2))), "{full}");
    for version in 1..3 {
        store.update(&id, version, &Change::default(), None).unwrap();
    }
    let full = store.update(&id, 3, &Change::default(), None).unwrap_err();
    assert!(matches!(full, StateError::Bound(Exceeded::Versions(3))), "{full}");
    // What has many versions can still be frozen.
    store.freeze(&id, 3, to_freeze()).unwrap();
}

#[test]
fn texts_that_cannot_be_read_are_not_kept() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let is_refused = |found: Result<Scenario, StateError>| {
        assert!(matches!(found, Err(StateError::Bound(_))), "{found:?}");
    };
    is_refused(store.create("A\0", &plan(1.0), None));
    is_refused(store.create("A", &plan(1.0), Some("B\u{1b}[2J")));
    is_refused(store.create(&"A".repeat(201), &plan(1.0), None));
    is_refused(store.create("A", &json!({"round": "2027\n"}), None));
    let id = store.create("A", &plan(1.0), None).unwrap().id;
    let note = Change { note: Some("x".repeat(1_001)), ..Change::default() };
    is_refused(store.update(&id, 1, &note, None));
    store.freeze(&id, 1, to_freeze()).unwrap();
    for comment in ["x".repeat(1_001), "a\rb".to_owned()] {
        let signature =
            sign::NewSignature { comment: Some(comment), ..approve(sign::SignLevel::Regency) };
        is_refused(store.sign(&id, &signature));
    }
    assert_eq!(store.list().unwrap().len(), 1);
}

#[test]
fn where_there_is_no_room_everything_can_be_read_and_saved_again_later() {
    let dir = tempfile::tempdir().unwrap();
    let store = bounded(dir.path(), Bounds { bytes: 240_000, ..Bounds::default() });
    let large = json!({"criteria": [], "basket": vec!["11.01.01.2001"; 2_000]});
    let mut saved = Vec::new();
    let full = loop {
        match store.create("A", &large, None) {
            Ok(made) => saved.push(made.id),
            Err(error) => break error,
        }
    };
    assert!(matches!(full, StateError::Full), "{full}");
    assert!(!saved.is_empty() && saved.len() < 10);
    assert_eq!(store.list().unwrap().len(), saved.len());
    assert_eq!(store.get(&saved[0]).unwrap().plan, large);
    drop(store);
    let store = bounded(dir.path(), Bounds::default());
    store.create("B", &large, None).unwrap();
    assert_eq!(store.verify().unwrap().problems, Vec::<String>::new());
}

#[test]
fn who_holds_the_database_is_waited_for_and_not_for_ever() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let id = store.create("A", &plan(1.0), None).unwrap().id;
    let other = Connection::open(dir.path().join(FILE)).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| store.create("B", &plan(1.0), None).map(|_| ()));
        // Reading does not wait for it.
        let before = std::time::Instant::now();
        assert_eq!(store.get(&id).unwrap().name, "A");
        assert!(before.elapsed().as_secs() < 2);
        let error = writing.join().unwrap().unwrap_err();
        assert!(matches!(error, StateError::Locked), "{error}");
    });
    other.execute_batch("ROLLBACK").unwrap();
    store.create("B", &plan(1.0), None).unwrap();
}
