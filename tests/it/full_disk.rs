//! A disk that is full: a small one in memory, where the system lets a test have one.

use std::os::fd::AsRawFd as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use desmigratif::access::Role;
use desmigratif::accounts::{Accounts, GrantLine};
use desmigratif::scenarios::store::{EventFilter, FixedClock, Store, SystemClock};
use serde_json::{Value, json};

use crate::accounts::people::PASSWORD;
use crate::scenarios::plan;
use crate::support::binary::{Binary, program};
use crate::support::country;
use crate::support::server::{expect_json, problem};

/// Runs a script in a namespace where it may mount; without the right to do so there is none.
fn namespace() -> Option<Command> {
    let unshare = || {
        let mut unshare = Command::new("unshare");
        unshare.args(["--user", "--map-root-user", "--mount", "sh", "-c"]);
        unshare
    };
    let dir = tempfile::tempdir().unwrap();
    let tried = unshare().arg("mount -t tmpfs tmpfs \"$0\"").arg(dir.path()).output();
    tried.is_ok_and(|run| run.status.success()).then(unshare)
}

/// Copies the state in `$1` to a disk of 1 MiB at `$2`, fills that, checks the state (what is said goes to `$3`) and
/// serves the dataset `$4`; `$0` is the program.
const SCRIPT: &str = r#"
set -e
mount -t tmpfs -o size=1m tmpfs "$2"
cp "$1"/* "$2"/
dd if=/dev/zero of="$2/ballast" bs=4k 2>/dev/null || true
"$0" check --state "$2" > "$3" 2>&1
exec "$0" serve --listen 127.0.0.1:0 --state "$2" --data "$4"
"#;

/// [`SCRIPT`] with its `places`: the state, the disk, and what is said.
fn prepared(mut serve: Command, places: [&Path; 3]) -> Command {
    serve.arg(SCRIPT).arg(program().get_program()).args(places).arg(country::directory());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("DESMIGRATIF_") {
            serve.env_remove(name);
        }
    }
    serve
}

/// The disk is only seen from within; the system shows it of the process.
fn seen_from_within(served: &Binary, disk: &Path) -> PathBuf {
    let root = Path::new("/proc").join(served.id().to_string()).join("root");
    root.join(disk.strip_prefix("/").unwrap())
}

#[tokio::test]
async fn a_state_on_a_full_disk_is_checked_served_and_written_again_when_there_is_room() {
    let Some(serve) = namespace() else {
        println!(
            "skipped: a full disk (no disk of one's own may be mounted here: unprivileged user namespaces are off)"
        );
        return;
    };
    let [from, disk, said] = [0; 3].map(|_| tempfile::tempdir().unwrap());
    let clock = Arc::new(FixedClock("2027-01-01T00:00:00Z".to_owned()));
    let store = Store::open(from.path(), clock).unwrap();
    let made = store.create("Utama", &plan(2), Some("Sari")).unwrap().id;
    drop(store);
    // Killed before the head was noted: what is missing there cannot be written on a full disk.
    std::fs::write(from.path().join("scenarios.head"), "").unwrap();
    let said = said.path().join("said");
    let served = Binary::start(prepared(serve, [from.path(), disk.path(), &said]));
    let checked = std::fs::read_to_string(&said).unwrap();
    assert!(checked.contains("1 scenarios (0 frozen)"), "{checked}");
    assert!(served.log().contains("the disk of the state is full"), "{}", served.log());

    let client = reqwest::Client::new();
    let url = |rest: &str| format!("{}/api/v1/scenarios{rest}", served.base);
    let create = || client.post(url("")).json(&json!({"name": "Baru", "plan": plan(2)}));
    let full = problem(create()).await;
    assert_eq!((full.status, full.code.as_str()), (507, "storage_full"));
    let row = json!({"village_code": "11.01.02.2003", "programme": "desmigratif", "status": "designated", "source": "SK"});
    let rows = json!({"table": "designations", "rows": [row]});
    let record = client.post(format!("{}/api/v1/registry", served.base)).json(&rows);
    assert_eq!(problem(record).await.code, "storage_full");
    let read: Value = expect_json(client.get(url(&format!("/{made}")))).await;
    assert_eq!((&read["name"], &read["version"]), (&json!("Utama"), &json!(1)));
    assert_eq!(expect_json(client.get(url(""))).await["total"], 1);

    let disk = seen_from_within(&served, disk.path());
    std::fs::remove_file(disk.join("ballast")).unwrap();
    assert_eq!(expect_json(create()).await["name"], "Baru");
    let head = std::fs::read_to_string(disk.join("scenarios.head")).unwrap();
    assert_eq!(head.lines().count(), 2, "{head}");
    assert_eq!(expect_json(client.get(url(""))).await["total"], 2);
}

#[tokio::test]
async fn people_who_signed_in_go_on_reading_on_a_full_disk_and_the_record_tells_of_it_later() {
    let Some(serve) = namespace() else {
        println!(
            "skipped: reading on a full disk (no disk of one's own may be mounted here: unprivileged user namespaces are off)"
        );
        return;
    };
    let [from, disk, said] = [0; 3].map(|_| tempfile::tempdir().unwrap());
    let store = Arc::new(Store::open(from.path(), Arc::new(SystemClock)).unwrap());
    let accounts = Accounts::new(Arc::clone(&store));
    let code = accounts.first_code().unwrap().unwrap();
    accounts.make_first(&code, "root", "Root", PASSWORD, None).unwrap();
    let analyst = GrantLine { role: Role::Analyst, area: None, until: None };
    let person = accounts.add("sari", "Sari", &[analyst], "Root (root)").unwrap();
    let (invitation, _) = accounts.invite(&person.id, "Root (root)").unwrap();
    accounts.accept(&invitation, PASSWORD).unwrap();
    let secret = accounts.sign_in("sari", PASSWORD, None, None, None).unwrap().secret;
    drop((accounts, store));
    let said = said.path().join("said");
    let mut serve = prepared(serve, [from.path(), disk.path(), &said]);
    serve.env("DESMIGRATIF_ACCESS", "accounts");
    let served = Binary::start(serve);

    let client = reqwest::Client::new();
    let url = |rest: &str| format!("{}{rest}", served.base);
    let cookie = format!("desmigratif={secret}");
    let ask = |number: i64| {
        let body = json!({"sql": format!("SELECT {number} AS one")});
        client.post(url("/api/v1/sql")).header("cookie", &cookie).json(&body)
    };
    for number in 1..=3 {
        assert_eq!(expect_json(ask(number)).await["items"][0]["one"], number);
    }
    let health = client.get(url("/readyz")).send().await.unwrap();
    assert_eq!(health.status(), 200);

    let disk = seen_from_within(&served, disk.path());
    std::fs::remove_file(disk.join("ballast")).unwrap();
    // Nothing is saved after this: what waits is written when the server ends.
    let kept = tempfile::tempdir().unwrap();
    let held = std::fs::File::open(&disk).unwrap();
    let (status, log) = served.terminate();
    assert!(status.success(), "{log}");
    for file in std::fs::read_dir(format!("/proc/self/fd/{}", held.as_raw_fd())).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), kept.path().join(file.file_name())).unwrap();
    }
    let store = Store::open(kept.path(), Arc::new(SystemClock)).unwrap();
    let filter = EventFilter { action: Some("sql_asked".to_owned()), ..EventFilter::default() };
    let mut asked = store.events(&filter, 10).unwrap();
    asked.reverse();
    let statements: Vec<&Value> = asked.iter().map(|event| &event.body["sql"]).collect();
    assert_eq!(statements, ["SELECT 1 AS one", "SELECT 2 AS one", "SELECT 3 AS one"], "{log}");
    for event in &asked {
        assert_eq!(event.by.as_deref(), Some("Sari (sari)"));
        assert!(event.body["happened_at"].as_str().unwrap() <= event.at.as_str());
    }
    assert!(log.contains("no room for the record"), "{log}");
}
