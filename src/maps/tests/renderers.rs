//! With the real program, where it was built and the machine has a driver.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::maps::picture::Paint;

/// The program beside the test's own; `None`, and a word about it, where it cannot draw here.
fn program() -> Option<PathBuf> {
    let own = std::env::current_exe().ok()?;
    let program = own.parent()?.parent()?.join("desmigratif-maps");
    match Process::start(&program) {
        Ok(_) => Some(program),
        #[allow(clippy::print_stdout, reason = "says that it was skipped")]
        Err(error) => {
            println!("skipped: {error}");
            None
        }
    }
}

/// A tile whose layer `a` covers all of it, with the property `n` = 1; written by hand.
fn tile() -> Bytes {
    let mut message = vec![0x12, 2, 0, 0, 0x18, 3, 0x22];
    let geometry = [9, 0, 0, 26, 0x80, 0x40, 0, 0, 0x80, 0x40, 0xff, 0x3f, 0, 15];
    message.push(geometry.len() as u8);
    message.extend(geometry);
    let mut layer = vec![0x78, 2, 0x0a, 1, b'a', 0x12, message.len() as u8];
    layer.extend(message);
    layer.extend([0x1a, 1, b'n', 0x22, 2, 0x28, 1, 0x28, 0x80, 0x20]);
    let mut tile = vec![0x1a, layer.len() as u8];
    tile.extend(layer);
    tile.into()
}

fn picture(tile: Bytes) -> Picture {
    let mut picture = Picture::new(64, 32, "#ffffff".to_owned());
    picture.place(tile, [0.0, 0.0], 32.0);
    let colours = vec!["#000000".to_owned(), "#1d91c0".to_owned()];
    let missing = "#ff0000".to_owned();
    let (property, hatch) = ("n".to_owned(), None);
    picture.draw("a", Paint::Steps { property, colours, missing, hatch });
    picture
}

/// Whether the bytes are a PNG of this size.
fn is_png(png: &[u8], [width, height]: [u32; 2]) -> bool {
    png.starts_with(b"\x89PNG\r\n\x1a\n")
        && png.get(16..20) == Some(&width.to_be_bytes())
        && png.get(20..24) == Some(&height.to_be_bytes())
}

#[tokio::test]
async fn what_is_no_tile_is_refused_and_the_next_map_is_drawn() {
    let Some(program) = program() else { return };
    let one = Bounds { renderers: 1, queue: 4, time: Duration::from_secs(60) };
    let renderers = Renderers::new(Some(program), one);
    let good = renderers.draw(&picture(tile())).await.unwrap();
    assert!(is_png(&good, [64, 32]));
    // A ring whose geometry ends in its middle.
    let mut broken = tile().to_vec();
    let at = broken.windows(4).position(|four| four == [9, 0, 0, 26]).unwrap();
    broken[at + 3] = 0xfa;
    for broken in [broken.into(), Bytes::from_static(b"\xff\xff\xff")] {
        let refused = renderers.draw(&picture(broken)).await.unwrap_err();
        assert!(matches!(refused, MapFailure::Refused(_)), "{refused}");
        assert_eq!(renderers.draw(&picture(tile())).await.unwrap(), good);
    }
}

/// A program that writes down its number before it becomes the real one.
#[cfg(unix)]
fn told(program: &Path, folder: &Path) -> (PathBuf, PathBuf) {
    let (script, number) = (folder.join("maps"), folder.join("number"));
    let text = format!("#!/bin/sh\necho $$ > '{}'\nexec '{}'", number.display(), program.display());
    // Written by another process: what a thread here begins just then would hold the file open, and it could not be run.
    let write = "printf '%s\\n' \"$1\" > \"$2\" && chmod +x \"$2\"";
    let written =
        std::process::Command::new("sh").args(["-c", write, "sh", &text]).arg(&script).status();
    assert!(written.unwrap().success());
    (script, number)
}

/// Sends a signal to the process whose number is in a file.
#[cfg(unix)]
fn send(signal: &str, number: &Path) {
    let number = std::fs::read_to_string(number).unwrap();
    let sent = std::process::Command::new("kill").args([signal, number.trim()]).status();
    assert!(sent.unwrap().success());
}

/// As a panic, a driver or the system would make it.
#[cfg(unix)]
#[tokio::test]
async fn a_renderer_that_ends_or_hangs_fails_once_and_the_next_map_is_drawn() {
    let Some(program) = program() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (script, number) = told(&program, folder.path());
    let one = Bounds { renderers: 1, queue: 4, time: Duration::from_secs(5) };
    let renderers = Arc::new(Renderers::new(Some(script), one));
    let good = renderers.draw(&picture(tile())).await.unwrap();
    // It ends while it draws, or never answers.
    for killed in [true, false] {
        send("-STOP", &number);
        let drawing = Arc::clone(&renderers);
        let drawn = tokio::spawn(async move { drawing.draw(&picture(tile())).await });
        if killed {
            tokio::time::sleep(Duration::from_millis(500)).await;
            send("-KILL", &number);
        }
        let failed = drawn.await.unwrap().unwrap_err();
        match killed {
            true => assert!(matches!(failed, MapFailure::Died(_)), "{failed}"),
            false => assert!(matches!(failed, MapFailure::Late(_)), "{failed}"),
        }
        assert_eq!(renderers.draw(&picture(tile())).await.unwrap(), good);
    }
    // It ends while nothing is asked of it.
    let before = std::fs::read_to_string(&number).unwrap();
    send("-KILL", &number);
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(renderers.draw(&picture(tile())).await.unwrap(), good);
    assert_ne!(std::fs::read_to_string(&number).unwrap(), before, "another process");
}

#[tokio::test]
async fn one_map_too_many_is_refused() {
    // Nobody takes from this queue.
    let (queue, _jobs) = sync_channel(1);
    let renderers = Arc::new(Renderers { queue, missing: Arc::default() });
    let waiting = {
        let renderers = Arc::clone(&renderers);
        tokio::spawn(async move { renderers.draw(&picture(tile())).await.is_ok() })
    };
    let refused = loop {
        tokio::task::yield_now().await;
        if let Ok(answer) =
            tokio::time::timeout(Duration::from_millis(50), renderers.draw(&picture(tile()))).await
        {
            break answer.unwrap_err();
        }
    };
    assert!(matches!(refused, MapFailure::Busy), "{refused}");
    waiting.abort();
}

#[tokio::test]
async fn without_a_program_or_a_driver_the_reason_is_given() {
    let bounds = Bounds::default();
    let none = Renderers::new(None, bounds).draw(&picture(tile())).await.unwrap_err();
    assert!(matches!(none, MapFailure::Unavailable(_)));
    // A program that draws nothing: as on a machine without a driver.
    let renderers = Renderers::new(Some("/bin/false".into()), bounds);
    for _ in 0..3 {
        let none = renderers.draw(&picture(tile())).await.unwrap_err();
        assert!(matches!(none, MapFailure::Unavailable(_)), "{none}");
    }
}
