//! A server that is killed while people sign: what it said was signed is signed, nothing is half there, and the chain is whole.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use reqwest::Client;
use serde_json::{Value, json};

use crate::scenarios::{path, plan};
use crate::support::binary::{Binary, program};
use crate::support::country;
use crate::support::server::expect_json;

/// How often it is killed; `DESMIGRATIF_KILLS` says otherwise, for a long night.
const KILLS: usize = 25;
/// How many sign at once.
const SIGNERS: usize = 6;

/// The numbers of the signatures that a server tells of.
fn told(scenario: &Value) -> BTreeSet<u64> {
    let given = scenario["signatures"].as_array().unwrap().iter();
    given.map(|one| one["comment"].as_str().unwrap().parse().unwrap()).collect()
}

fn check(state: &Path) {
    let checked = program().args(["check", "--state"]).arg(state).output().unwrap();
    let said = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(checked.status.success(), "{said}{}", String::from_utf8_lossy(&checked.stderr));
}

/// Signs again and again until the server is gone; the numbers of what it said was signed.
async fn sign(
    client: Client,
    url: String,
    first: u64,
    answered: Arc<AtomicUsize>,
) -> BTreeSet<u64> {
    let mut signed = BTreeSet::new();
    for number in (first..).step_by(SIGNERS) {
        let comment = number.to_string();
        let body =
            json!({"level": "regency", "decision": "returned", "by": "Sari", "comment": comment});
        match client.post(&url).json(&body).send().await {
            // The head of the answer came: it is signed, whether or not the rest comes too.
            Ok(answer) if answer.status() == 200 => signed.insert(number),
            Ok(answer) => panic!("{}", answer.status()),
            Err(_) => break,
        };
        answered.fetch_add(1, Ordering::Relaxed);
    }
    signed
}

/// Waits for so many answers, as long as a slow machine may take for them, and a moment more.
async fn answers(answered: &AtomicUsize, count: usize, moment: Duration) {
    for _ in 0..50_000 {
        if answered.load(Ordering::Relaxed) >= count {
            break;
        }
        tokio::time::sleep(Duration::from_micros(200)).await;
    }
    tokio::time::sleep(moment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_signed_before_the_server_was_killed_is_signed_and_nothing_is_half_there() {
    let kills = std::env::var("DESMIGRATIF_KILLS").map_or(KILLS, |text| text.parse().unwrap());
    let dir = tempfile::tempdir().unwrap();
    let (state, client) = (dir.path().join("state"), Client::new());
    let start = || {
        let mut serve = program();
        serve.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(country::directory());
        serve.arg("--state").arg(&state).env("DESMIGRATIF_LIMITS__SCENARIO_VERSIONS", "1000000");
        Binary::start(serve)
    };
    let server = start();
    let post =
        |base: &str, rest: &str, body: Value| client.post(format!("{base}{rest}")).json(&body);
    let new = json!({"name": "Utama", "plan": plan(3)});
    let made = expect_json(post(&server.base, "/api/v1/scenarios", new)).await;
    expect_json(post(&server.base, &path(&made, "/freeze"), json!({"version": 1}))).await;
    server.kill();
    let (mut signed, mut next) = (BTreeSet::new(), 0);
    for kill in 0..kills {
        let server = start();
        let found = expect_json(client.get(format!("{}{}", server.base, path(&made, "")))).await;
        let found = told(&found);
        let lost: Vec<_> = signed.difference(&found).collect();
        assert!(lost.is_empty(), "{lost:?} were signed and are lost, at the kill {kill}");
        assert!(found.iter().all(|number| *number < next), "what nobody sent is signed");
        let url = format!("{}{}", server.base, path(&made, "/sign"));
        let answered = Arc::new(AtomicUsize::new(0));
        let signer = |at| sign(client.clone(), url.clone(), next + at, Arc::clone(&answered));
        let signing: Vec<_> = (0..SIGNERS as u64).map(|at| tokio::spawn(signer(at))).collect();
        // Sometimes before anything happened, mostly in the middle.
        let moment = Duration::from_micros(kill as u64 * 7_919 % 9_000);
        answers(&answered, kill % 4, moment).await;
        server.kill();
        next += 1_000_000;
        for signer in signing {
            signed.extend(signer.await.unwrap());
        }
        if kill % 10 == 0 {
            check(&state);
        }
    }
    check(&state);
    let server = start();
    let found = expect_json(client.get(format!("{}{}", server.base, path(&made, "")))).await;
    let found = told(&found);
    assert!(signed.is_subset(&found));
    assert!(
        signed.len() >= kills,
        "{} signatures: it was killed before anything happened",
        signed.len()
    );
    println!("killed {kills} times: {} answered, {} signed, none lost", signed.len(), found.len());
}
