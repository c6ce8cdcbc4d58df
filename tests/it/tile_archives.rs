//! Layers as files: what the program writes is what the server answers, as readers say that we did not write.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use geodata::testing::skipped;
use rusqlite::Connection;
use serde_json::Value;

use crate::support::binary;
use crate::support::{TestServer, country};

/// Reads all tiles of a PMTiles file with the package `pmtiles` of PyPI; its header and metadata are the first line.
const READER: &str = r#"
import gzip, json, sys
from pmtiles.reader import MmapSource, Reader, all_tiles
with open(sys.argv[1], "rb") as file:
    source = MmapSource(file)
    reader = Reader(source)
    header = {key: getattr(value, "name", value) for key, value in reader.header().items()}
    print(json.dumps([header, reader.metadata()], default=str))
    for (z, x, y), data in all_tiles(source):
        assert reader.get(z, x, y) == data
        print(json.dumps([f"{z}/{x}/{y}", data.hex()]))
"#;

/// Runs `desmigratif tiles export`.
fn export(out: &Path, more: &[&str]) -> std::process::Output {
    let mut command = binary::program();
    command.args(["tiles", "export", "--data"]).arg(country::directory());
    command.arg("--out").arg(out).args(more).output().unwrap()
}

fn exported(out: &Path, more: &[&str]) {
    let output = export(out, more);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Every tile of a file is what the server answers, and where the server has one, the file has it too.
async fn same_as_served(layer: &str, ending: &str, last: u8, tiles: &BTreeMap<String, Vec<u8>>) {
    let server = TestServer::start().await;
    let client = reqwest::Client::builder().gzip(false).build().unwrap();
    let mut served = 0;
    for z in 0..=last {
        // The country, and a little around it.
        let n = f64::from(1u32 << z);
        let column = |lon: f64| ((lon + 180.0) / 360.0 * n) as u32;
        let row = |lat: f64| {
            ((1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * n) as u32
        };
        for x in column(109.0)..=column(116.0) {
            for y in row(-5.0)..=row(-9.0) {
                let key = format!("{z}/{x}/{y}");
                let address = format!("{}/tiles/{layer}/{key}.{ending}", server.base);
                let answer = client.get(address).header("accept-encoding", "gzip").send().await;
                let answer = answer.unwrap();
                if answer.status() == 204 {
                    assert!(!tiles.contains_key(&key), "{key}");
                    continue;
                }
                assert_eq!(answer.status(), 200);
                let bytes = answer.bytes().await.unwrap();
                assert_eq!(tiles.get(&key).map(Vec::as_slice), Some(&bytes[..]), "{key}");
                served += 1;
            }
        }
    }
    assert!(served > 10, "{served}");
    assert_eq!(served, tiles.len(), "nothing else");
}

#[tokio::test]
async fn an_mbtiles_file_has_the_tiles_that_are_served() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("villages.mbtiles");
    exported(&file, &["--layer", "villages", "--max-zoom", "9", "--format", "mlt"]);
    // Once more over the former one.
    exported(&file, &["--layer", "villages", "--max-zoom", "9", "--format", "mlt"]);
    let database = Connection::open(&file).unwrap();
    let text = |name: &str| -> String {
        let sql = "SELECT value FROM metadata WHERE name = ?1";
        database.query_row(sql, [name], |row| row.get(0)).unwrap()
    };
    assert_eq!(
        (text("format"), text("minzoom")),
        ("application/vnd.maplibre-tile".into(), "4".into())
    );
    assert_eq!((text("name"), text("maxzoom")), ("villages".into(), "9".into()));
    let json: Value = serde_json::from_str(&text("json")).unwrap();
    let described = &json["vector_layers"][0];
    assert_eq!((&described["id"], &described["maxzoom"]), (&"villages".into(), &9.into()));
    let fields = &described["fields"];
    assert_eq!((&fields["name"], &fields["idm"]), (&"String".into(), &"Number".into()));
    assert_eq!(text("bounds").split(',').count(), 4);
    let mut rows =
        database.prepare("SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles").unwrap();
    let tile = |row: &rusqlite::Row<'_>| {
        let (z, x, south): (u32, u32, u32) = (row.get(0)?, row.get(1)?, row.get(2)?);
        // Rows count from the south.
        Ok((format!("{z}/{x}/{}", (1 << z) - 1 - south), row.get(3)?))
    };
    let tiles: BTreeMap<String, Vec<u8>> =
        rows.query_map([], tile).unwrap().map(Result::unwrap).collect();
    same_as_served("villages", "mlt", 9, &tiles).await;
}

#[tokio::test]
async fn a_pmtiles_file_has_the_tiles_that_are_served() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("districts.pmtiles");
    exported(&file, &["--layer", "districts", "--max-zoom", "10"]);
    assert!(std::fs::read(&file).unwrap().starts_with(b"PMTiles\x03"));
    let output = Command::new("python3").args(["-c", READER]).arg(&file).output();
    let output = match output {
        Ok(output) if output.status.success() => output,
        Ok(output) if !String::from_utf8_lossy(&output.stderr).contains("No module named") => {
            panic!("{}", String::from_utf8_lossy(&output.stderr))
        }
        _ => {
            skipped("the reader of PMTiles is not installed (pip install pmtiles)");
            return;
        }
    };
    let text = String::from_utf8(output.stdout).unwrap();
    let mut lines = text.lines();
    let head: Value = serde_json::from_str(lines.next().unwrap()).unwrap();
    let (header, metadata) = (&head[0], &head[1]);
    assert_eq!(
        (&header["tile_type"], &header["tile_compression"]),
        (&"MVT".into(), &"GZIP".into())
    );
    assert_eq!((&header["min_zoom"], &header["max_zoom"]), (&0.into(), &10.into()));
    assert_eq!(
        (&header["clustered"], &metadata["vector_layers"][0]["id"]),
        (&true.into(), &"districts".into())
    );
    let tile = |line: &str| {
        let (key, hex): (String, String) = serde_json::from_str(line).unwrap();
        let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
        (key, (0..hex.len()).step_by(2).map(byte).collect())
    };
    let tiles: BTreeMap<String, Vec<u8>> = lines.map(tile).collect();
    assert_eq!(header["addressed_tiles_count"], tiles.len());
    same_as_served("districts", "mvt", 10, &tiles).await;
}

#[test]
fn what_cannot_be_written_is_told_and_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let letters = dir.path().join("letters.pmtiles");
    std::fs::write(&letters, "Dear reader").unwrap();
    let told = |out: &Path, more: &[&str]| {
        let output = export(out, more);
        let code = output.status.code().unwrap();
        (code, String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, text) = told(&letters, &["--layer", "ltsa"]);
    assert!(code == 1 && text.contains("another kind of file"), "{text}");
    assert_eq!(std::fs::read_to_string(&letters).unwrap(), "Dear reader");
    let (code, text) = told(&dir.path().join("a.zip"), &["--layer", "ltsa"]);
    assert!(code == 1 && text.contains(".pmtiles or .mbtiles"), "{text}");
    let fresh = dir.path().join("fresh.pmtiles");
    let (code, text) = told(&fresh, &["--layer", "villages", "--max-zoom", "3"]);
    assert!(code == 1 && text.contains("begins at zoom 4"), "{text}");
    let (code, text) = told(&fresh, &["--layer", "roads"]);
    assert!(code == 2 && text.contains("layers are provinces"), "{text}");
    assert!(!fresh.exists());
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
}
