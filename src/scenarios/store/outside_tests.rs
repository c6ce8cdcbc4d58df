//! What is noted outside of the database, copied from it and put back.

use std::collections::BTreeMap;
use std::fs;

use rusqlite::Connection;

use super::tests::{NOW, approve, open, plan, to_freeze};
use super::*;

const LATER: &str = "2026-11-22T08:00:00Z";

/// Every file in a directory, byte for byte, and when it was changed.
fn bytes(dir: &Path) -> BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)> {
    let files = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: PathBuf| {
        let changed = fs::metadata(&path).unwrap().modified().unwrap();
        (path.clone(), (fs::read(&path).unwrap_or_default(), changed))
    };
    files.map(read).collect()
}

fn check(dir: &Path, head: Option<&Path>) -> Vec<String> {
    let place = tempfile::tempdir().unwrap();
    let found = Store::verify_dir(dir, head, &[place.path().to_owned()]).unwrap().problems;
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0, "the copy is removed");
    found
}

fn says(found: &[String], text: &str) {
    assert!(found.iter().any(|problem| problem.contains(text)), "{text}: {found:?}");
}

/// A state of five events with its head in `head`; the id of the signed scenario.
fn saved(dir: &Path, head: &Path) -> String {
    let settings = Settings { head: Some(head.to_owned()), ..Settings::default() };
    let store = Store::open_with(dir, Arc::new(FixedClock(NOW.to_owned())), settings).unwrap();
    let id = store.create("A", &plan(1.0), Some("Sari")).unwrap().id;
    store.create("B", &plan(0.3), None).unwrap();
    store.freeze(&id, 1, to_freeze()).unwrap();
    store.sign(&id, &approve(sign::SignLevel::Regency)).unwrap();
    store.create("C", &plan(0.2), None).unwrap();
    id
}

#[test]
fn every_write_is_noted_beside_and_elsewhere() {
    let (dir, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let head = elsewhere.path().join("heads");
    let id = saved(dir.path(), &head);
    let noted = fs::read_to_string(&head).unwrap();
    assert_eq!(noted.lines().count(), 5);
    assert_eq!(noted, fs::read_to_string(dir.path().join(HEAD_FILE)).unwrap());
    assert_eq!(check(dir.path(), Some(&head)), Vec::<String>::new());
    // An annex prints the line of the event that froze it.
    let chain = open(dir.path()).frozen_document(&id).unwrap().chain;
    assert_eq!(noted.lines().nth(2).unwrap(), format!("{chain} {NOW}"));
    // A line that a killed process did not finish is written again.
    fs::write(&head, &noted[..noted.len() - 30]).unwrap();
    let settings = Settings { head: Some(head.clone()), ..Settings::default() };
    drop(Store::open_with(dir.path(), Arc::new(SystemClock), settings).unwrap());
    assert_eq!(fs::read_to_string(&head).unwrap(), noted);
}

#[test]
fn a_check_changes_no_byte_also_of_a_state_that_is_in_use() {
    let dir = tempfile::tempdir().unwrap();
    saved(dir.path(), &dir.path().join("elsewhere"));
    let before = bytes(dir.path());
    assert_eq!(check(dir.path(), None), Vec::<String>::new());
    assert_eq!(bytes(dir.path()), before);
    // With a log that was not brought into the database yet.
    let store = open(dir.path());
    store.create("D", &plan(1.0), None).unwrap();
    let before = bytes(dir.path());
    assert!(!before[&dir.path().join("scenarios.sqlite-wal")].0.is_empty());
    assert_eq!(check(dir.path(), None), Vec::<String>::new());
    assert_eq!(bytes(dir.path()), before);
}

/// Leaves a state as a killed process does, its last events in the log alone.
fn killed(dir: &Path) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    let store = open(dir);
    store.create("D", &plan(1.0), None).unwrap();
    store.create("E", &plan(1.0), None).unwrap();
    for file in [FILE, "scenarios.sqlite-wal", HEAD_FILE] {
        fs::copy(dir.join(file), copy.path().join(file)).unwrap();
    }
    copy
}

#[test]
fn a_log_that_was_cut_is_found_and_the_state_is_not_served() {
    let dir = tempfile::tempdir().unwrap();
    saved(dir.path(), &dir.path().join("elsewhere"));
    let copy = killed(dir.path());
    assert_eq!(check(copy.path(), None), Vec::<String>::new());
    let length = fs::metadata(copy.path().join("scenarios.sqlite-wal")).unwrap().len();
    for (left, lost) in [(length - 1, "event 7 on"), (length / 3, "event 6 on"), (0, "event 6 on")]
    {
        let cut = tempfile::tempdir().unwrap();
        for file in fs::read_dir(copy.path()).unwrap().map(Result::unwrap) {
            fs::copy(file.path(), cut.path().join(file.file_name())).unwrap();
        }
        let log = fs::File::options().write(true).open(cut.path().join("scenarios.sqlite-wal"));
        log.unwrap().set_len(left).unwrap();
        let found = check(cut.path(), None);
        says(&found, "are lost, from");
        says(&found, lost);
        let error = Store::open(cut.path(), Arc::new(SystemClock)).unwrap_err();
        assert!(matches!(error, StateError::Head { .. }), "{error}");
    }
}

#[test]
fn an_empty_database_and_a_chain_without_its_end_are_found_by_the_head_that_is_kept_outside() {
    let (dir, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let head = elsewhere.path().join("heads");
    saved(dir.path(), &head);
    let forge = |sql: &str| {
        let forged = tempfile::tempdir().unwrap();
        fs::copy(dir.path().join(FILE), forged.path().join(FILE)).unwrap();
        let connection = Connection::open(forged.path().join(FILE)).unwrap();
        let mut query = connection
            .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
            .unwrap();
        let triggers: Vec<(String, String)> = query
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let drop_all = triggers.iter().map(|(name, _)| format!("DROP TRIGGER {name};"));
        let again = triggers.iter().map(|(_, sql)| format!("{sql};"));
        let whole: String =
            drop_all.chain([format!("PRAGMA foreign_keys = OFF; {sql};")]).chain(again).collect();
        connection.execute_batch(&whole).unwrap();
        forged
    };
    // The last draft, cut off with its event: a chain that is whole in itself.
    let cut = forge("DELETE FROM events WHERE seq = 5; DELETE FROM scenarios WHERE name = 'C'");
    assert_eq!(check(cut.path(), None), Vec::<String>::new());
    says(&check(cut.path(), Some(&head)), "1 events that");
    let empty = forge(
        "DELETE FROM signatures; DELETE FROM frozen_candidates; DELETE FROM frozen; DELETE FROM events; DELETE FROM scenarios",
    );
    assert_eq!(check(empty.path(), None), Vec::<String>::new());
    says(&check(empty.path(), Some(&head)), "5 events that");
    // A whole chain of other events.
    let other = tempfile::tempdir().unwrap();
    open(other.path()).create("A", &plan(1.0), None).unwrap();
    says(&check(other.path(), Some(&head)), "event 1 is not the one that");
    // No tables at all: also without any head.
    let nothing = tempfile::tempdir().unwrap();
    fs::write(nothing.path().join(FILE), "").unwrap();
    says(&check(nothing.path(), None), "the table events is missing");
    says(&check(nothing.path(), Some(&head)), "5 events that");
    // A server does not begin anew where another history was noted, and makes nothing.
    let settings = Settings { head: Some(head), ..Settings::default() };
    let error = Store::open_with(nothing.path(), Arc::new(SystemClock), settings).unwrap_err();
    assert!(error.to_string().contains("all 5 events are gone"), "{error}");
    says(&check(nothing.path(), None), "the table events is missing");
}

#[test]
fn a_backup_is_made_while_the_state_is_in_use_and_comes_back_whole() {
    let (dir, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (head, file) = (elsewhere.path().join("heads"), elsewhere.path().join("backup.sqlite"));
    let id = saved(dir.path(), &head);
    let store = open(dir.path());
    let before = store.get(&id).unwrap();
    let dataset = Dataset { version: "0123".into(), manifest: "version = \"0123\"".into() };
    let made = Store::backup(dir.path(), &file, Some(&dataset), NOW).unwrap();
    assert_eq!((made.found.events, made.dataset_version.as_deref()), (5, Some("0123")));
    let again = Store::backup(dir.path(), &file, None, NOW).unwrap_err();
    assert!(matches!(again, BackupError::Exists(_)), "{again}");
    let files = fs::read_dir(elsewhere.path()).unwrap().count();
    assert_eq!(files, 2, "one file, and the heads");

    // On another machine.
    let other = tempfile::tempdir().unwrap();
    let there = other.path().join("state");
    let restored = Store::restore(&there, &file, LATER).unwrap();
    assert_eq!((restored.backup.dataset_version.as_deref(), restored.before), (Some("0123"), None));
    assert_eq!(check(&there, Some(&head)), Vec::<String>::new());
    // With a log of writes: a server that starts on a full disk then has nothing to write before it can read.
    assert_eq!(fs::read(there.join(FILE)).unwrap()[18..20], [2, 2]);
    assert_eq!(open(&there).get(&id).unwrap(), before);

    // Over the state itself: not while it is used, and what was there is kept.
    let late = store.create("D", &plan(1.0), None).unwrap().id;
    let used = Store::restore(dir.path(), &file, LATER).unwrap_err();
    assert!(matches!(used, BackupError::InUse(_)), "{used}");
    drop(store);
    let restored = Store::restore(dir.path(), &file, LATER).unwrap();
    assert!(matches!(open(dir.path()).get(&late), Err(StateError::NotFound(_))));
    let kept = open(&restored.before.unwrap());
    assert_eq!(kept.get(&late).unwrap().name, "D");
}

#[test]
fn what_is_not_whole_is_not_backed_up_and_no_backup_replaces_what_is_not_its_own() {
    let (dir, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = elsewhere.path().join("backup.sqlite");
    saved(dir.path(), &elsewhere.path().join("heads"));
    Store::backup(dir.path(), &file, None, NOW).unwrap();
    let restore = |to: &Path| Store::restore(to, &file, LATER).unwrap_err();
    // Another history, something else altogether, and a folder of somebody's.
    let other = tempfile::tempdir().unwrap();
    open(other.path()).create("X", &plan(1.0), None).unwrap();
    let error = restore(other.path());
    assert!(matches!(error, BackupError::NotItsOwn { .. }), "{error}");
    assert_eq!(open(other.path()).list().unwrap().len(), 1);
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("letter.txt"), "Yth.").unwrap();
    let error = restore(home.path());
    assert!(matches!(error, BackupError::NotItsOwn { .. }), "{error}");
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
    let database = tempfile::tempdir().unwrap();
    let connection = Connection::open(database.path().join(FILE)).unwrap();
    connection.execute_batch("CREATE TABLE t (a)").unwrap();
    drop(connection);
    let error = restore(database.path());
    assert!(matches!(error, BackupError::NotItsOwn { .. }), "{error}");
    // A state is no backup, and a backup that was altered is none any more.
    let error = Store::restore(home.path(), &dir.path().join(FILE), LATER).unwrap_err();
    assert!(matches!(error, BackupError::NoBackup(_)), "{error}");
    let connection = Connection::open(&file).unwrap();
    connection.execute_batch("UPDATE scenarios SET updated_by = 'X' WHERE name = 'C'").unwrap();
    drop(connection);
    let new = tempfile::tempdir().unwrap();
    let error = Store::restore(new.path(), &file, LATER).unwrap_err();
    assert!(matches!(error, BackupError::NotWhole { .. }), "{error}");
    assert_eq!(fs::read_dir(new.path()).unwrap().count(), 0);
    // What is altered is not backed up as if it were whole.
    let connection = Connection::open(dir.path().join(FILE)).unwrap();
    connection.execute_batch("UPDATE scenarios SET created_by = 'X' WHERE name = 'C'").unwrap();
    drop(connection);
    let bad = elsewhere.path().join("bad.sqlite");
    let error = Store::backup(dir.path(), &bad, None, NOW).unwrap_err();
    assert!(matches!(error, BackupError::NotWhole { .. }), "{error}");
    assert!(!bad.exists());
}

#[test]
fn a_damaged_state_is_restored_and_kept_beside() {
    let (dir, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = elsewhere.path().join("backup.sqlite");
    let id = saved(dir.path(), &elsewhere.path().join("heads"));
    Store::backup(dir.path(), &file, None, NOW).unwrap();
    let copy = killed(dir.path());
    fs::write(copy.path().join(FILE), vec![7; 5_000]).unwrap();
    let restored = Store::restore(copy.path(), &file, LATER).unwrap();
    assert_eq!(check(copy.path(), None), Vec::<String>::new());
    assert_eq!(open(copy.path()).get(&id).unwrap().name, "A");
    assert_eq!(fs::read(restored.before.unwrap().join(FILE)).unwrap(), vec![7; 5_000]);
}
