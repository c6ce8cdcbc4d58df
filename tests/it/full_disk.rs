//! A disk that is full: a small one in memory, where the system lets a test have one.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use desmigratif::scenarios::store::{FixedClock, Store};
use serde_json::{Value, json};

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

#[tokio::test]
async fn a_state_on_a_full_disk_is_checked_served_and_written_again_when_there_is_room() {
    let Some(mut serve) = namespace() else {
        println!("no disk of one's own may be mounted here");
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
    serve.arg(SCRIPT).arg(program().get_program());
    serve.arg(from.path()).arg(disk.path()).arg(&said).arg(country::directory());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("DESMIGRATIF_") {
            serve.env_remove(name);
        }
    }
    let served = Binary::start(serve);
    let checked = std::fs::read_to_string(&said).unwrap();
    assert!(checked.contains("1 scenarios (0 frozen)"), "{checked}");
    assert!(served.log().contains("the disk of the state is full"), "{}", served.log());

    let client = reqwest::Client::new();
    let url = |rest: &str| format!("{}/api/v1/scenarios{rest}", served.base);
    let create = || client.post(url("")).json(&json!({"name": "Baru", "plan": plan(2)}));
    let full = problem(create()).await;
    assert_eq!((full.status, full.code.as_str()), (507, "storage_full"));
    let read: Value = expect_json(client.get(url(&format!("/{made}")))).await;
    assert_eq!((&read["name"], &read["version"]), (&json!("Utama"), &json!(1)));
    assert_eq!(expect_json(client.get(url(""))).await["total"], 1);

    // The disk is only seen from within; the system shows it of the process.
    let root = Path::new("/proc").join(served.id().to_string()).join("root");
    let disk = root.join(disk.path().strip_prefix("/").unwrap());
    std::fs::remove_file(disk.join("ballast")).unwrap();
    assert_eq!(expect_json(create()).await["name"], "Baru");
    let head = std::fs::read_to_string(disk.join("scenarios.head")).unwrap();
    assert_eq!(head.lines().count(), 2, "{head}");
    assert_eq!(expect_json(client.get(url(""))).await["total"], 2);
}
