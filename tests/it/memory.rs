//! One total for all memory: what comes beyond is refused with a code, and the server lives.

use std::io::Write as _;
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};

use crate::support::binary::{Binary, program};
use crate::support::country;

const MIB: u64 = 1 << 20;
/// What the server may take.
const TOTAL: u64 = 400 * MIB;
/// What statements may take of it. With the program, tiles and own questions 292 MiB are set aside: 108 are left.
const SQL: u64 = 128 * MIB;
/// Pages that the allocators of the server and its processes keep for a second after they were free.
const SLACK: u64 = 32 * MIB;

struct Small {
    server: Binary,
    client: Client,
    _state: tempfile::TempDir,
}

impl Small {
    fn start() -> Self {
        let state = tempfile::tempdir().unwrap();
        let mut serve = program();
        serve.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(country::directory());
        serve.arg("--state").arg(state.path());
        for (limit, value) in [("MEMORY_BYTES", TOTAL), ("SQL_MEMORY_BYTES", SQL)] {
            serve.env(format!("DESMIGRATIF_LIMITS__{limit}"), value.to_string());
        }
        Self { server: Binary::start(serve), client: Client::new(), _state: state }
    }

    async fn post(&self, path: &str, body: String) -> Response {
        let request = self.client.post(format!("{}{path}", self.server.base));
        request.header("content-type", "application/json").body(body).send().await.unwrap()
    }

    async fn get(&self, path: &str) -> Response {
        self.client.get(format!("{}{path}", self.server.base)).send().await.unwrap()
    }

    /// A request that says how long its body is and never sends it.
    fn unfinished(&self, bytes: u64) -> TcpStream {
        let mut stream =
            TcpStream::connect(self.server.base.trim_start_matches("http://")).unwrap();
        write!(
            stream,
            "POST /api/v1/rankings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {bytes}\r\n\r\n{{"
        )
        .unwrap();
        stream
    }

    /// Bytes that requests may take at this moment, all owners but the dataset.
    async fn granted(&self) -> f64 {
        self.granted_to(|line| !line.contains("\"dataset\"")).await
    }

    async fn granted_to(&self, owners: impl Fn(&str) -> bool) -> f64 {
        let metrics = self.get("/metrics").await.text().await.unwrap();
        let of_requests = metrics
            .lines()
            .filter(|line| line.starts_with("memory_granted_bytes{") && owners(line));
        of_requests.map(|line| line.rsplit_once(' ').unwrap().1.parse::<f64>().unwrap()).sum()
    }

    /// Waits until requests have so much memory.
    async fn until_granted(&self, holds: impl Fn(f64) -> bool) {
        let begun = Instant::now();
        while !holds(self.granted().await) {
            assert!(begun.elapsed() < Duration::from_secs(20), "{}", self.granted().await);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// A plan with so many rows of its own.
fn plan(rows: usize) -> String {
    let rows: Vec<Value> = (0..rows)
        .map(|n| json!({ "id": format!("village {n}"), "regency": "11.01", "C1": n % 100 }))
        .collect();
    let criterion =
        json!({ "indicator": "C1", "weight": 1, "direction": "benefit", "goalposts": [0, 100] });
    json!({ "candidates": { "rows": rows }, "criteria": [criterion] }).to_string()
}

async fn is_refused(response: Response) {
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(response.headers()["retry-after"], "1");
    let problem: Value = response.json().await.unwrap();
    assert_eq!(problem["code"], "server_memory");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("MiB of memory") && problem["hint"].is_string(), "{problem}");
}

#[tokio::test]
async fn what_no_memory_is_left_for_is_refused_and_all_else_is_answered() {
    let small = Small::start();
    let empty = small.granted().await;
    assert_eq!(empty, 0.0);
    // 13 times 8 MiB and a half: of 108 MiB there are 3.5 left, a ranking takes 8 and an export 4.
    let mut unfinished: Vec<TcpStream> = (0..13).map(|_| small.unfinished(8 * MIB)).collect();
    unfinished.push(small.unfinished(MIB / 2));
    small.until_granted(|bytes| bytes >= 104.5 * MIB as f64).await;

    is_refused(small.post("/api/v1/rankings", plan(3)).await).await;
    is_refused(small.post("/api/v1/rankings", plan(20_000)).await).await;
    is_refused(small.get("/api/v1/scenarios/any/annex.pdf").await).await;
    for path in
        ["/healthz", "/api/v1/areas?q=a", "/api/v1/plan/default", "/tiles/provinces/0/0/0.mvt"]
    {
        assert!(small.get(path).await.status().is_success(), "{path}");
    }
    let statement = json!({ "sql": "SELECT count(*) FROM villages" }).to_string();
    assert_eq!(small.post("/api/v1/sql", statement).await.status(), StatusCode::OK);

    drop(unfinished);
    small.until_granted(|bytes| bytes == 0.0).await;
    assert_eq!(small.post("/api/v1/rankings", plan(3)).await.status(), StatusCode::OK);
    assert_eq!(small.get("/api/v1/scenarios/any/annex.pdf").await.status(), StatusCode::NOT_FOUND);
    small.until_granted(|bytes| bytes == 0.0).await;
}

/// Who does not read keeps the bytes of the answer, and not what it was made with; and those are counted.
#[tokio::test]
async fn an_answer_that_waits_for_its_reader_keeps_its_own_bytes_alone() {
    let small = Small::start();
    let mut body: Value = serde_json::from_str(&plan(40_000)).unwrap();
    body["limit"] = json!(100_000);
    let body = body.to_string();
    let mut stream = small.unfinished(body.len() as u64);
    stream.write_all(&body.as_bytes()[1..]).unwrap();
    let begun = Instant::now();
    loop {
        let answers = small.granted_to(|line| line.contains("\"answers\"")).await;
        let all = small.granted().await;
        if answers > 2.0 * MIB as f64 && answers == all {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{answers} of {all}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    drop(stream);
    small.until_granted(|bytes| bytes == 0.0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_large_requests_at_once_stay_within_the_total() {
    let small = Small::start();
    let (stop, most) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let watching = std::thread::spawn({
        let (server, stop, most) = (small.server.id(), Arc::clone(&stop), Arc::clone(&most));
        move || {
            while !stop.load(Ordering::Relaxed) {
                most.fetch_max(taken(server), Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    });
    // 2 MB each, which take some 30 MiB; sorts that take all that a statement may.
    let large = plan(40_000);
    let sort = json!({
        "sql": "SELECT a.value, b.value FROM generate_series(1, 3000) a, generate_series(1, 3000) b ORDER BY a.value * b.value % 1000"
    });
    let mut refused = 0;
    let mut answered = 0;
    for _ in 0..3 {
        let plans = (0..40).map(|_| small.post("/api/v1/rankings", large.clone()));
        let sorts = (0..8).map(|_| small.post("/api/v1/sql", sort.to_string()));
        let (plans, sorts) =
            futures::join!(futures::future::join_all(plans), futures::future::join_all(sorts));
        for answer in plans {
            match answer.status() {
                StatusCode::OK => answered += 1,
                StatusCode::TOO_MANY_REQUESTS => {}
                _ => {
                    is_refused(answer).await;
                    refused += 1;
                }
            }
        }
        for answer in sorts {
            let code = answer.status().as_u16();
            assert!([200, 422, 429, 503, 504].contains(&code), "{code}");
        }
    }
    stop.store(true, Ordering::Relaxed);
    watching.join().unwrap();
    let most = most.load(Ordering::Relaxed);
    println!("at most {} MiB; {answered} answered, {refused} refused", most / MIB);
    assert!(answered > 0 && refused > 0, "{answered} answered, {refused} refused");
    assert!(most < TOTAL + SLACK, "{} MiB taken", most / MIB);

    small.until_granted(|bytes| bytes == 0.0).await;
    assert_eq!(small.post("/api/v1/rankings", large).await.status(), StatusCode::OK);
    let statement = json!({ "sql": "SELECT 1" }).to_string();
    assert_eq!(small.post("/api/v1/sql", statement).await.status(), StatusCode::OK);
}

/// Memory of a process and those that it has started: what no file stands behind, and what they share once.
fn taken(server: u32) -> u64 {
    let status = |id: &str| std::fs::read_to_string(Path::new("/proc").join(id).join("status"));
    let bytes = |status: &str, key: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default() * 1024
    };
    let command = |id: &str| std::fs::read(Path::new("/proc").join(id).join("cmdline"));
    let server = server.to_string();
    let (own, program) =
        (status(&server).unwrap_or_default(), command(&server).unwrap_or_default());
    let mut all = bytes(&own, "RssAnon:") + bytes(&own, "RssShmem:");
    let names = std::fs::read_dir("/proc").unwrap().flatten();
    for id in names.filter_map(|entry| entry.file_name().into_string().ok()) {
        // Between its birth and its own program a process has the server's memory, and not a second time. What it runs
        // is asked first: who has a program of its own by then has memory of its own too.
        let born = command(&id).is_ok_and(|line| line != program);
        let Ok(of) = status(&id) else { continue };
        if parent(&of) == Some(server.as_str()) && born {
            all += bytes(&of, "RssAnon:");
        }
    }
    all
}

fn parent(status: &str) -> Option<&str> {
    Some(status.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim())
}
