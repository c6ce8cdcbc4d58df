//! All that strangers have sent so far, at once, while maps and watchers go on asking.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use crate::scenarios::plan;
use crate::support::binary::Binary;
use crate::support::country;

/// The longest that a tile or the health may take meanwhile; no measure of speed, which `make soak` takes.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a statement may run, milliseconds.
const TIME: u64 = 500;

/// The corpus of fuzzing, and what is too long for a file. After `WHERE ` stands the condition of a plan.
fn corpus() -> Vec<String> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/statements");
    let mut texts: Vec<String> = std::fs::read_dir(dir)
        .unwrap()
        .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
        .collect();
    assert!(texts.len() > 100, "{}", texts.len());
    let list = vec!["'a'"; 100].join(",");
    let like = |inner, _| format!("({inner} LIKE ANY (ARRAY[{list}]))::text");
    let nested = (0..5).fold("name".to_owned(), like);
    texts.extend([
        format!("SELECT 1{}", "+1".repeat(7_700)),
        format!("SELECT {}1{}", "(".repeat(5_000), ")".repeat(5_000)),
        format!("{}SELECT 1", "EXPLAIN ".repeat(30_000)),
        format!("SELECT CAST(1 AS {}int{})", "Nullable(".repeat(20_000), ")".repeat(20_000)),
        format!("SELECT {nested} FROM villages"),
        format!("WHERE true{}", " AND true".repeat(8_000)),
        format!("WHERE name IS NULL OR {nested} = 'x'"),
        format!("SELECT '{}'", "x".repeat(1 << 20)),
        vec!["SELECT 1"; 2_500].join(" UNION ALL "),
        format!("SELECT ST_GeomFromText('{}')", "GEOMETRYCOLLECTION(".repeat(9_000)),
        format!("SELECT ST_GeomFromText('{}')", "010700000001000000".repeat(9_000)),
        format!("SELECT count(*) FROM villages WHERE name ~ '{}'", "(a{999}){999}".repeat(20)),
    ]);
    texts
}

/// Sends a text; it is answered, or refused with a reason.
async fn send(client: &Client, base: &str, text: &str) {
    let request = match text.strip_prefix("WHERE ") {
        Some(condition) => {
            let mut body = plan(2);
            body["candidates"]["where"] = json!(condition);
            client.post(format!("{base}/api/v1/rankings")).json(&body)
        }
        None => {
            let body = json!({"sql": text, "timeout_ms": TIME});
            client.post(format!("{base}/api/v1/sql")).json(&body)
        }
    };
    let start: String = text.chars().take(120).collect();
    let answer = request.send().await.unwrap_or_else(|error| panic!("{start}: {error:?}"));
    let status = answer.status();
    // A failure after the first row breaks the answer off.
    let Ok(said) = answer.text().await else { return };
    assert_ne!(status, StatusCode::INTERNAL_SERVER_ERROR, "{start}: {said}");
    if !status.is_success() {
        let problem: Value = serde_json::from_str(&said).unwrap();
        assert!(problem["code"].is_string(), "{start}: {said}");
    }
}

/// Asks for an address over and over, and gives the times.
async fn measured(base: String, path: &str, over: Arc<AtomicBool>) -> Vec<Duration> {
    let client = Client::new();
    let mut times = Vec::new();
    while !over.load(Ordering::Relaxed) {
        let start = Instant::now();
        let answer = client.get(format!("{base}{path}")).timeout(PATIENCE).send().await;
        let answer = answer.unwrap_or_else(|error| panic!("{path}: {error:?}"));
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.bytes().await.unwrap();
        times.push(start.elapsed());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    times
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn tiles_and_health_answer_while_all_hostile_texts_are_sent() {
    let state = tempfile::tempdir().unwrap();
    let served = Binary::serve(country::directory(), state.path());
    let over = Arc::new(AtomicBool::new(false));
    let paths = ["/healthz", "/tiles/villages/8/206/134.mvt", "/tiles/provinces/4/12/8.mlt"];
    let watching =
        paths.map(|path| tokio::spawn(measured(served.base.clone(), path, Arc::clone(&over))));

    let client = Client::new();
    let texts = Arc::new(corpus());
    let sending = (0..6).map(|sender| {
        let (client, base, texts) = (client.clone(), served.base.clone(), Arc::clone(&texts));
        tokio::spawn(async move {
            for text in texts.iter().skip(sender).step_by(6) {
                send(&client, &base, text).await;
            }
        })
    });
    for sender in sending.collect::<Vec<_>>() {
        sender.await.unwrap();
    }
    over.store(true, Ordering::Relaxed);
    for (watcher, path) in watching.into_iter().zip(paths) {
        let mut times = watcher.await.unwrap();
        times.sort_unstable();
        let (last, count) = (times.last().copied().unwrap_or_default(), times.len());
        assert!(count > 20 && last < PATIENCE, "{path}: {count} answers, the slowest {last:?}");
    }
    let (status, log) = served.terminate();
    assert!(status.success() && !log.contains("panicked"), "{log}");
}
