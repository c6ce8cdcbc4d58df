use std::path::Path;
use std::sync::Arc;

use serde_json::json;

use super::*;
use crate::scenarios::store::bounds::{BATCH, Bounds};
use crate::scenarios::store::{FixedClock, Settings};

fn open(dir: &Path, bounds: Bounds) -> Store {
    let clock = Arc::new(FixedClock("2026-11-29T08:00:00Z".to_owned()));
    Store::open_with(dir, clock, Settings { bounds, ..Settings::default() }).unwrap()
}

fn rows(count: usize, replaces: Option<&str>) -> Vec<NewEntry> {
    let row = |at: usize| NewEntry {
        area: Some("52.03".to_owned()),
        row: json!({ "at": at }),
        replaces: replaces.map(str::to_owned),
    };
    (0..count).map(row).collect()
}

fn refused<T: std::fmt::Debug>(result: Result<T, StateError>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn what_is_recorded_has_bounds_and_nothing_of_too_much_stays() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path(), Bounds { entries: 3, ..Bounds::default() });
    assert!(refused(store.record("a", &rows(BATCH + 1, None), None, None)).contains("10001 rows"));
    let first = store.record("a", &rows(2, None), None, Some("Sari")).unwrap();
    assert!(refused(store.record("a", &rows(2, None), None, None)).contains("2 rows are recorded"));
    let long = "x".repeat(1_001);
    assert!(refused(store.withdraw(&first.id, &long, None)).contains("reason"));
    assert!(refused(store.withdraw("b", "Salah", None)).contains("nobody has recorded `b`"));
    let told = store.registry().unwrap();
    assert_eq!((told.entries.len(), told.revision), (2, 1));
    assert_eq!(store.registry_revision().unwrap(), 1);
}

#[test]
fn a_row_replaces_what_stands_and_is_of_its_table_and_a_batch_is_withdrawn_together() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path(), Bounds::default());
    let receipt = json!({"file": "daftar.xlsx"});
    let first = store.record("a", &rows(2, None), Some(&receipt), Some("Sari")).unwrap();
    let of_first = Some(first.entries[0].as_str());
    assert!(refused(store.record("b", &rows(1, of_first), None, None)).contains("of the table a"));
    assert!(refused(store.record("a", &rows(1, Some("x.0")), None, None)).contains("x.0"));
    let second = store.record("a", &rows(1, of_first), None, Some("Budi")).unwrap();
    store.withdraw(&second.id, "Salah", Some("Budi")).unwrap();
    assert!(refused(store.withdraw(&second.entries[0], "Lagi", None)).contains("withdrawn before"));
    // Of a batch those that still stand.
    store.withdraw(&first.entries[1], "Salah", None).unwrap();
    store.withdraw(&first.id, "Salah", None).unwrap();
    let kept = store.receipt(&first.id).unwrap();
    assert_eq!((kept.receipt, kept.entries, kept.withdrawn), (Some(receipt), 2, 2));
    let within = |area: &str| Within { area: area.to_owned(), ..Within::default() };
    let last =
        |by: &str, area: &str| store.last_receipt("a", Some(by), Some(&within(area))).unwrap();
    assert_eq!(last("Sari", "52").map(|receipt| receipt.id), Some(first.id.clone()));
    // By the code that an area had, and not by one that begins so.
    let own = store.recorded_areas().unwrap();
    let moved = Within { also: own.clone(), ..within("61") };
    let found = store.last_receipt("a", Some("Sari"), Some(&moved)).unwrap();
    assert_eq!(found.map(|receipt| receipt.id), Some(first.id));
    let gone = Within { but: own.clone(), ..within("52") };
    assert_eq!(store.last_receipt("a", Some("Sari"), Some(&gone)).unwrap(), None);
    let listed = |area: Within| {
        let filter = Filter { area: Some(area), withdrawn: true, most: 9, ..Filter::default() };
        store.recorded(&filter).unwrap().len()
    };
    assert_eq!([within("52"), within("61"), moved, gone].map(listed), [3, 0, 3, 0]);
    assert_eq!((last("Sari", "53"), last("Budi", "52")), (None, None));
    assert_eq!(store.verify().unwrap().problems, Vec::<String>::new());
    assert_eq!(store.registry_revision().unwrap(), store.registry().unwrap().revision);
}
