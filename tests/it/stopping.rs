//! How soon a statement stops, by the kind of work that it is in the middle of.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::workers::{Narrow, start};

/// What a reader waits for the end at most, and the processor for its rest.
const SOON: Duration = Duration::from_millis(250);
/// Other programs of the machine may delay one try, not each.
const TRIES: usize = 6;

/// Work that the engine does for long between two looks at whether anybody waits.
fn kinds() -> Vec<(&'static str, String)> {
    let text = "(SELECT string_agg('desa migran ' || value, '') FROM generate_series(1, 200000))";
    // Long texts for each of a batch's rows would be refused for their memory before anything is compared.
    let short = "(SELECT string_agg('desa migran ' || value, '') FROM generate_series(1, 40))";
    let pairs = "generate_series(1, 1000000) a, generate_series(1, 1000000) b";
    let spiral: Vec<String> = (0..20_000)
        .map(|n| {
            let (turn, reach) = (f64::from(n) * 0.01, 1.0 + f64::from(n) * 0.0004);
            format!("{:.2} {:.2}", reach * turn.cos(), reach * turn.sin())
        })
        .collect();
    let spiral = format!("ST_GeomFromText('LINESTRING({})')", spiral.join(","));
    let like = "%a%b%c%d%e%f%g%h%i%j%k%l%m%";
    vec![
        ("cross join", format!("SELECT count(*) FROM {pairs} WHERE a.value * b.value % 7 = 3")),
        (
            "join by kind",
            "SELECT count(*) FROM (SELECT value % 2 AS kind FROM generate_series(1, 1000000)) a \
             JOIN (SELECT value % 2 AS kind FROM generate_series(1, 1000000)) b ON a.kind = b.kind"
                .to_owned(),
        ),
        ("levenshtein", format!("SELECT levenshtein({text}, {text} || 'x')")),
        (
            "LIKE bomb",
            format!(
                "SELECT count(*) FROM {pairs} WHERE {short} || a.value LIKE '{like}' || b.value"
            ),
        ),
        (
            "regular expressions",
            format!(
                "SELECT count(*) FROM {pairs} WHERE concat(a.value, {short}) ~ concat('(a|b|ab)*c', b.value)"
            ),
        ),
        (
            "WKT with 20,000 vertices",
            format!(
                "SELECT sum(ST_Distance({spiral}, ST_Buffer(ST_Point(a.value % 10, -7), 1000 + b.value), true)) FROM {pairs}"
            ),
        ),
        (
            "distances between areas",
            "SELECT max(ST_Distance(a.geometry, b.geometry, true)) FROM villages a, villages b, generate_series(1, 100000) c WHERE c.value + length(a.code) > 0"
                .to_owned(),
        ),
        (
            "ORDER BY over a cross join",
            "SELECT a.value FROM generate_series(1, 100000) a, generate_series(1, 100000) b \
             ORDER BY a.value * b.value % 1000 LIMIT 5"
                .to_owned(),
        ),
    ]
}

/// Calls a statement off in the middle of its work: the time until its reader has an answer, and until the process that
/// computed it is gone.
async fn stopped(narrow: &Narrow, sql: &str, id: &str) -> (Duration, Duration) {
    // A process that only starts has no start to be counted from.
    assert_eq!(narrow.sql("SELECT 1").await.0, 200);
    let asked = tokio::spawn(narrow.request(sql).header("X-Statement-Id", id).send());
    let before = narrow.workers();
    let ticks = |id: u32| before.iter().find(|process| process.id == id).map_or(0, |p| p.ticks);
    let begun = Instant::now();
    let running = loop {
        let at_work = narrow.workers().into_iter().find(|p| p.ticks > ticks(p.id) + 20);
        if let Some(process) = at_work {
            break process;
        }
        assert!(!asked.is_finished(), "{:?}", asked.await.unwrap().unwrap().text().await);
        assert!(begun.elapsed() < Duration::from_secs(30), "nothing computes: {sql:.200}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    };
    let called = Instant::now();
    let address = format!("{}/api/v1/sql/{id}", narrow.server.base);
    assert_eq!(narrow.client.delete(address).send().await.unwrap().status(), 204);
    let answer: Value = asked.await.unwrap().unwrap().json().await.unwrap();
    let answered = called.elapsed();
    assert_eq!(answer["code"], "cancelled", "{answer}");
    while narrow.workers().iter().any(|process| process.id == running.id) {
        assert!(called.elapsed() < Duration::from_secs(10), "it goes on");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    (answered, called.elapsed())
}

#[tokio::test]
async fn every_kind_of_work_stops_within_a_quarter_of_a_second() {
    let narrow = start(60);
    assert_eq!(narrow.sql("SELECT 1").await.0, 200);
    for (what, sql) in kinds() {
        let mut best = (Duration::MAX, Duration::MAX);
        for round in 0..TRIES {
            let id = format!("{}-{round}", what.replace([' ', ','], "-"));
            let (answered, gone) = stopped(&narrow, &sql, &id).await;
            best = (best.0.min(answered), best.1.min(gone));
            if best.0 < SOON && best.1 < SOON {
                break;
            }
        }
        println!("{what}: answered after {:?}, its process gone after {:?}", best.0, best.1);
        assert!(best.0 < SOON && best.1 < SOON, "{what}: {best:?}");
        // The place is free at once.
        assert_eq!(narrow.sql("SELECT 1").await.0, 200, "{what}");
    }
    let log = "SELECT sql, cpu_ms, bytes, asked_by FROM system_queries WHERE outcome = 'cancelled'";
    let log = narrow.sql(log).await.1;
    for line in log["items"].as_array().unwrap() {
        // Twenty ticks were waited for.
        assert!(line["cpu_ms"].as_f64().unwrap() >= 200.0, "{line}");
        assert_eq!(line["asked_by"], Value::Null, "{line}");
    }
}
