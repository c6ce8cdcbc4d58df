use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use geodata::demo::DemoInputs;
use geodata::testing::skipped;

use crate::support::binary::{Binary, interrupt, program};

/// The program alone in a directory, without our variables, home or tools.
fn alone(dir: &Path) -> Command {
    let file = dir.join("desmigratif");
    if !file.exists() {
        // By a process of its own: a file that this one had written could be busy when it starts.
        let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_desmigratif")).arg(&file).status();
        assert!(copied.unwrap().success());
    }
    let mut program = Command::new(file);
    program.env_clear().env("HOME", dir).current_dir(dir);
    program
}

/// Whether the demonstration can be made; otherwise `output` must say what to do.
fn built_in(output: impl FnOnce() -> Output) -> bool {
    if DemoInputs::built_in().is_ok() {
        return true;
    }
    let output = output();
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(text.contains("npm ci") && text.contains("--npm"), "{text}");
    skipped("the demonstration is not built in (run `npm ci` in web/ and build again)");
    false
}

fn failure(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{text}");
    text
}

fn names(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn one_file_in_an_empty_directory_shows_the_country() {
    let dir = tempfile::tempdir().unwrap();
    let serve = || {
        let mut command = alone(dir.path());
        command.args(["serve", "--demo", "--listen", "127.0.0.1:0"]);
        command
    };
    if !built_in(|| serve().output().unwrap()) {
        return;
    }
    let begun = Instant::now();
    let binary = Binary::start(serve());
    println!("the country after {:.1} s", begun.elapsed().as_secs_f64());
    let get = async |path: &str| reqwest::get(format!("{}{path}", binary.base)).await.unwrap();
    let ready: serde_json::Value = get("/readyz").await.json().await.unwrap();
    assert_eq!(ready["villages"], 83_762);
    // Java at zoom 6.
    let tile = get("/tiles/regencies/6/51/33.mvt").await;
    assert_eq!(tile.status(), 200);
    let tile = mvt_reader::Reader::new(tile.bytes().await.unwrap().to_vec()).unwrap();
    assert!(tile.get_features(0).unwrap().len() > 20);
    let dataset: serde_json::Value = get("/api/v1/dataset").await.json().await.unwrap();
    assert!(dataset.to_string().contains("ODbL 1.0"), "{dataset}");
    assert_eq!(names(dir.path()), ["data", "desmigratif", "state"]);

    // The second time the dataset is there, and is served as it is.
    let version = ready["dataset_version"].clone();
    let (status, log) = binary.terminate();
    assert_eq!(status.code(), Some(0), "{log}");
    let again = Binary::start(serve());
    let ready = reqwest::get(format!("{}/readyz", again.base)).await.unwrap();
    let ready: serde_json::Value = ready.json().await.unwrap();
    assert_eq!(ready["dataset_version"], version);
    assert!(!again.terminate().1.contains("Making the demonstration"));
}

#[test]
fn an_interrupted_demonstration_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut command = program();
    command.args(["demo", "--out"]).arg(dir.path().join("data")).stderr(Stdio::piped());
    if !built_in(|| command.output().unwrap()) {
        return;
    }
    let mut child = command.spawn().unwrap();
    let mut log = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.starts_with("writing") {
        line.clear();
        assert!(log.read_line(&mut line).unwrap() > 0, "ended before it wrote");
    }
    // Where a file is on the disk already, the end must clear it away.
    let begun = Instant::now();
    while names(dir.path()).is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(20), "nothing is written");
        std::thread::sleep(Duration::from_millis(5));
    }
    interrupt(&child);
    let mut rest = String::new();
    log.read_to_string(&mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1), "{rest}");
    assert!(rest.contains("nothing was written"), "{rest}");
    assert_eq!(names(dir.path()), Vec::<String>::new());
}

#[test]
fn without_a_dataset_the_program_says_how_to_get_one() {
    let dir = tempfile::tempdir().unwrap();
    let text = failure(alone(dir.path()).arg("serve"));
    for words in ["data holds no dataset", "desmigratif serve --demo", "desmigratif import"] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    assert_eq!(names(dir.path()), ["desmigratif"], "nothing was made");
}

#[test]
fn where_nothing_can_be_written_the_dataset_is_with_the_data_of_the_user() {
    let dir = tempfile::tempdir().unwrap();
    // Not even the superuser makes a file there.
    let text = failure(alone(dir.path()).arg("serve").current_dir("/proc"));
    let home = dir.path().join(".local/share/desmigratif/data");
    assert!(text.contains(&format!("{} holds no dataset", home.display())), "{text}");
}

#[test]
fn what_is_no_dataset_is_never_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let mine = dir.path().join("mine");
    std::fs::create_dir(&mine).unwrap();
    std::fs::write(mine.join("letter.txt"), "Yth.").unwrap();
    let begun = Instant::now();
    for command in
        [&["serve", "--demo", "--listen", "127.0.0.1:0", "--data"][..], &["demo", "--out"]]
    {
        let text = failure(program().args(command).arg(&mine));
        let built_in = DemoInputs::built_in().is_ok();
        assert!(!built_in || text.contains("is not a dataset"), "{text}");
        assert_eq!(std::fs::read_to_string(mine.join("letter.txt")).unwrap(), "Yth.");
    }
    assert!(begun.elapsed() < Duration::from_secs(5), "it is told before the work");
    assert_eq!(names(dir.path()), ["mine"]);
}

#[test]
fn the_licences_of_what_is_built_in_are_told() {
    for command in ["demo", "serve"] {
        let output = program().args([command, "--help"]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        // Lines are broken where the terminal ends.
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for words in ["idn-area-data", "Open Database", "opendatacommons.org", "Natural Earth"] {
            assert!(text.contains(words), "{words} is not in {text}");
        }
    }
}
