//! Statements in processes of their own: whatever a statement does, it stops, frees what it had, and hurts nobody.

use std::path::Path;
use std::time::{Duration, Instant};

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use crate::support::binary::{Binary, program};
use crate::support::country;

/// A sum that never ends in a test's time.
const ENDLESS: &str = "SELECT sum(value % 7) FROM generate_series(1, 9000000000000000)";
/// What all statements together may take, bytes.
const MEMORY: u64 = 256 << 20;

/// A server with one place for statements, which may take some seconds and a fixed memory.
pub struct Narrow {
    pub server: Binary,
    pub client: Client,
    _state: tempfile::TempDir,
}

/// A process as the system shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Process {
    pub id: u32,
    /// Processor time so far, in ticks.
    pub ticks: u64,
    /// Memory that it shares with nobody, bytes.
    own_bytes: u64,
}

pub fn start(seconds: u64) -> Narrow {
    let state = tempfile::tempdir().unwrap();
    let mut serve = program();
    serve.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(country::directory());
    serve.arg("--state").arg(state.path());
    for (limit, value) in [
        ("SQL_CONCURRENCY", 1),
        ("SQL_TIMEOUT_S", seconds),
        ("SQL_MEMORY_BYTES", MEMORY),
        ("SQL_QUEUE_WAIT_S", 60),
    ] {
        serve.env(format!("DESMIGRATIF_LIMITS__{limit}"), value.to_string());
    }
    Narrow { server: Binary::start(serve), client: Client::new(), _state: state }
}

impl Narrow {
    pub fn request(&self, sql: &str) -> reqwest::RequestBuilder {
        self.client.post(format!("{}/api/v1/sql", self.server.base)).json(&json!({ "sql": sql }))
    }

    pub async fn sql(&self, sql: &str) -> (StatusCode, Value) {
        let answer = self.request(sql).send().await.unwrap();
        (answer.status(), answer.json().await.unwrap())
    }

    /// The worker processes of the server.
    pub fn workers(&self) -> Vec<Process> {
        let entries = std::fs::read_dir("/proc").unwrap().filter_map(Result::ok);
        entries.filter_map(|entry| worker(&entry.path(), self.server.id())).collect()
    }

    /// Waits until no worker computes any more.
    async fn at_rest(&self) {
        let begun = Instant::now();
        loop {
            let before = self.workers();
            tokio::time::sleep(Duration::from_millis(100)).await;
            let after = self.workers();
            let busy = |now: &&Process| {
                before.iter().any(|then| then.id == now.id && now.ticks > then.ticks + 2)
            };
            if !after.is_empty() && after.iter().find(busy).is_none() {
                return;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "still at work: {after:?}");
        }
    }
}

fn worker(path: &Path, server: u32) -> Option<Process> {
    let id = path.file_name()?.to_str()?.parse().ok()?;
    let stat = std::fs::read_to_string(path.join("stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    if fields.first() == Some(&"Z") || fields.get(1)?.parse() != Ok(server) {
        return None;
    }
    let ticks = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    let status = std::fs::read_to_string(path.join("status")).ok()?;
    let own = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    let own = own.trim().strip_suffix(" kB")?.parse::<u64>().ok()?;
    Some(Process { id, ticks, own_bytes: own * 1024 })
}

/// What the engine itself does between two looks at the clock, or beside its count of memory.
fn bombs() -> Vec<(&'static str, String)> {
    let text = "(SELECT string_agg('desa migran ' || value, '') FROM generate_series(1, 200000))";
    let grown = (0..5).fold(text.to_owned(), |text, _| {
        format!("replace({text}, 'a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')")
    });
    let columns: Vec<String> = (0..14).map(|n| format!("value + {n}")).collect();
    let squares = "ST_MakeEnvelope(a.value % 90, 0, a.value % 90 + 1, 1)";
    vec![
        ("a sum without end", ENDLESS.to_owned()),
        ("an edit distance of two long texts", format!("SELECT levenshtein({text}, {text} || 'x')")),
        ("texts that grow", format!("SELECT length({grown})")),
        (
            "a join of geometries",
            format!(
                "SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 100000) b \
                 WHERE ST_Overlaps({squares}, ST_MakeEnvelope(b.value % 9, 0, b.value, 1))"
            ),
        ),
        (
            "a sorted cross join",
            "SELECT a.value FROM generate_series(1, 100000) a, generate_series(1, 100000) b \
             ORDER BY a.value * b.value % 1000 LIMIT 5"
                .to_owned(),
        ),
        (
            "every combination of groups",
            format!(
                "SELECT count(*) FROM (SELECT 1 FROM generate_series(1, 100000) GROUP BY CUBE({}))",
                columns.join(", ")
            ),
        ),
        (
            "lists that double",
            "WITH RECURSIVE t AS (SELECT 1 AS n, [1.0, 2.0] AS a UNION ALL \
             SELECT n + 1, array_concat(a, a) FROM t WHERE n < 40) SELECT max(array_length(a)) FROM t"
                .to_owned(),
        ),
    ]
}

#[tokio::test]
async fn no_statement_outlives_its_time_or_takes_more_than_its_memory() {
    let narrow = start(1);
    narrow.at_rest().await;
    assert_eq!(narrow.sql("SELECT 1").await.0, 200);
    for (what, sql) in bombs() {
        let (mut most, mut health) = (0, Duration::ZERO);
        let answer = {
            let asked = narrow.sql(&sql);
            tokio::pin!(asked);
            loop {
                tokio::select! {
                    answer = &mut asked => break answer,
                    () = tokio::time::sleep(Duration::from_millis(20)) => {
                        let sizes = narrow.workers().into_iter().map(|process| process.own_bytes);
                        most = most.max(sizes.sum::<u64>());
                        let asked = Instant::now();
                        let alive = narrow.client.get(format!("{}/healthz", narrow.server.base));
                        assert_eq!(alive.send().await.unwrap().status(), 200);
                        health = health.max(asked.elapsed());
                    }
                }
            }
        };
        println!("{what}: {} with {most} bytes; health within {health:?}", answer.1["code"]);
        let code = answer.1["code"].as_str().unwrap_or_else(|| panic!("{what}: {}", answer.1));
        assert!(["query_timeout", "out_of_memory"].contains(&code), "{what}: {}", answer.1);
        // A process that waits beside the one that runs has some memory of its own.
        assert!(most < MEMORY + (64 << 20), "{what}: {most} bytes");
        narrow.at_rest().await;
        assert_eq!(narrow.sql("SELECT 1").await.0, 200, "{what}");
    }
    let lines = narrow.sql("SELECT outcome, count(*) AS n FROM system_queries GROUP BY 1").await.1;
    assert!(lines["items"].as_array().unwrap().len() >= 2, "{lines}");
}

#[tokio::test]
async fn who_has_time_enough_meets_the_memory() {
    let patient = start(120);
    let memory = ["every combination of groups", "lists that double"];
    for (what, sql) in bombs().into_iter().filter(|(what, _)| memory.contains(what)) {
        assert_eq!(patient.sql(&sql).await.1["code"], "out_of_memory", "{what}");
    }
    assert_eq!(patient.sql("SELECT 1").await.0, 200);
}

#[tokio::test]
async fn a_statement_ends_by_its_id_and_when_its_client_leaves() {
    let narrow = start(60);
    let endless = format!("{ENDLESS} -- ends by its id");
    let asked = narrow.request(&endless).header("X-Statement-Id", "pulau-1");
    let asked = tokio::spawn(asked.send());
    let delete = |id: &str| {
        let request = narrow.client.delete(format!("{}/api/v1/sql/{id}", narrow.server.base));
        async { request.send().await.unwrap() }
    };
    while delete("pulau-1").await.status() != 204 {
        assert!(!asked.is_finished(), "it ended before it was called off");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let ended: Value = asked.await.unwrap().unwrap().json().await.unwrap();
    assert_eq!(ended["code"], "cancelled", "{ended}");
    let unknown: Value = delete("pulau-1").await.json().await.unwrap();
    assert_eq!(unknown["code"], "statement_not_found");
    narrow.at_rest().await;

    let left = tokio::time::timeout(Duration::from_millis(200), narrow.sql(ENDLESS)).await;
    assert!(left.is_err());
    narrow.at_rest().await;
    let wrong = narrow.request("SELECT 1").header("X-Statement-Id", "a b").send().await.unwrap();
    assert_eq!(wrong.json::<Value>().await.unwrap()["code"], "parameter_invalid");
}

#[tokio::test]
async fn a_process_that_dies_is_an_error_of_one_statement_and_none_stays_behind() {
    let narrow = start(60);
    assert_eq!(narrow.sql("SELECT 1").await.0, 200);
    let asked = tokio::spawn(narrow.request(ENDLESS).send());
    let running = loop {
        let busy = narrow.workers().into_iter().find(|process| process.ticks > 60);
        if let Some(process) = busy {
            break process;
        }
        assert!(!asked.is_finished());
        tokio::time::sleep(Duration::from_millis(5)).await;
    };
    let killed =
        std::process::Command::new("kill").args(["-KILL", &running.id.to_string()]).status();
    assert!(killed.unwrap().success());
    let answer: Value = asked.await.unwrap().unwrap().json().await.unwrap();
    assert_eq!(answer["code"], "internal", "{answer}");
    assert_eq!(narrow.sql("SELECT 1").await.0, 200);

    // Nobody is left who could tell the workers: they see it themselves, in the middle of a statement too.
    let asked = tokio::spawn(narrow.request(ENDLESS).send());
    tokio::time::sleep(Duration::from_millis(200)).await;
    let workers = narrow.workers();
    assert!(!workers.is_empty());
    narrow.server.kill();
    assert!(asked.await.unwrap().is_err());
    let begun = Instant::now();
    while workers.iter().any(|process| Path::new(&format!("/proc/{}", process.id)).exists()) {
        assert!(begun.elapsed() < Duration::from_secs(20), "{workers:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
