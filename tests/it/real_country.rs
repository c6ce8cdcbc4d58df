//! The whole real country, where its data is at hand: `../shared/geodata` or `DESMIGRATIF_SHARED`.
//! It is imported once into cargo's directory for tests and served by the built program.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use mvt_reader::Reader;
use serde_json::{Value, json};

use crate::support::binary::Binary;

const VILLAGES: u64 = 83_762;

fn input() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/geodata");
    let named = std::env::var_os("DESMIGRATIF_SHARED").map(PathBuf::from);
    let named = named.into_iter().flat_map(|dir| [dir.join("geodata"), dir]);
    named.chain([beside]).find(|dir| dir.join("villages.parquet").is_file())
}

/// The imported dataset; made anew when the importer or its specification has changed.
fn dataset(input: &Path) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let spec = root.join("geodata/specs/indonesia.toml");
    let mut hash = blake3::Hasher::new();
    let mut sources: Vec<PathBuf> = ["import", "repair", "dataset", "source"]
        .iter()
        .flat_map(|dir| std::fs::read_dir(root.join("geodata/src").join(dir)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .chain([spec.clone()])
        .collect();
    sources.sort();
    for path in sources {
        hash.update(&std::fs::read(path).unwrap());
    }
    let name = format!("real-country-{}", &hash.finalize().to_hex()[..12]);
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if !out.join("dataset.toml").is_file() {
        geodata::import::import(&spec, input, &out, false, &geodata::progress::Silent).unwrap();
    }
    out
}

struct Served(Binary);

impl Served {
    async fn json(&self, path: &str) -> Value {
        let response = reqwest::get(format!("{}{path}", self.0.base)).await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        response.json().await.unwrap()
    }

    async fn count(&self, sql: &str) -> u64 {
        let request = reqwest::Client::new()
            .post(format!("{}/api/v1/sql", self.0.base))
            .json(&json!({ "sql": sql }));
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        answer["items"][0]["n"].as_u64().unwrap_or_else(|| panic!("{sql}: {answer}"))
    }

    async fn tile(&self, layer: &str, z: u32, x: u32, y: u32) -> BTreeSet<u64> {
        let response =
            reqwest::get(format!("{}/tiles/{layer}/{z}/{x}/{y}.mvt", self.0.base)).await.unwrap();
        if response.status() == 204 {
            return BTreeSet::new();
        }
        assert_eq!(response.status(), 200, "{layer}/{z}/{x}/{y}");
        let reader = Reader::new(response.bytes().await.unwrap().to_vec()).unwrap();
        assert_eq!(reader.get_layer_names().unwrap(), [layer]);
        reader.get_features(0).unwrap().into_iter().map(|feature| feature.id.unwrap()).collect()
    }

    /// The ids in all tiles of a zoom over the country.
    async fn ids(&self, layer: &str, z: u32) -> BTreeSet<u64> {
        let n = f64::from(1u32 << z);
        let column = |lon: f64| ((lon + 180.0) / 360.0 * n) as u32;
        let row = |lat: f64| {
            ((1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * n) as u32
        };
        let mut ids = BTreeSet::new();
        for x in column(94.9)..=column(141.1) {
            for y in row(6.2)..=row(-11.1) {
                ids.extend(self.tile(layer, z, x, y).await);
            }
        }
        ids
    }
}

#[tokio::test]
async fn the_real_country_is_served_whole_in_under_a_gigabyte() {
    let Some(input) = input() else {
        // Past the harness, which keeps the output of a test that passes.
        let note =
            "the real country is not here; put it at ../shared/geodata or set DESMIGRATIF_SHARED";
        let _ = writeln!(std::io::stderr(), "skipped: the_real_country_is_served_whole: {note}");
        return;
    };
    let data = dataset(&input);
    let state = tempfile::tempdir().unwrap();
    let started = Instant::now();
    let served = Served(Binary::serve(&data, state.path()));
    assert_eq!(served.json("/readyz").await["villages"], VILLAGES);
    println!("real country: ran; ready after {:.2} s", started.elapsed().as_secs_f64());

    let counts = &served.json("/api/v1/dataset").await["counts"];
    assert_eq!((counts["provinces"].as_u64(), counts["regencies"].as_u64()), (Some(38), Some(514)));
    assert_eq!(
        (counts["districts"].as_u64(), counts["villages"].as_u64()),
        (Some(7_285), Some(VILLAGES))
    );
    assert_eq!(served.count("SELECT count(*) AS n FROM villages").await, VILLAGES);
    assert_eq!(served.count("SELECT count(*) AS n FROM village_indicators").await, VILLAGES);
    let drawn = served.count("SELECT count(*) AS n FROM villages WHERE geometry IS NOT NULL").await;
    assert_eq!(Some(drawn), counts["villages_with_geometry"].as_u64());

    // Names are unique nowhere: Oesao twice in one district.
    let oesao = served.json("/api/v1/areas?q=oesao&level=village&parent=53.01.06").await;
    assert_eq!(oesao["total"], 2);
    let near = served.json("/api/v1/villages?near=112.45,-8.1&radius_m=20000&limit=10000").await;
    let boxed = served.json("/api/v1/villages?bbox=112.2,-8.35,112.7,-7.85&limit=10000").await;
    assert!(near["total"].as_u64() > Some(20) && near["total"].as_u64() < boxed["total"].as_u64());
    for level in ["province", "regency", "district"] {
        let list = served.json(&format!("/api/v1/coverage?level={level}")).await;
        assert_eq!(list["total"]["villages"], VILLAGES, "{level}");
    }

    for (layer, expected) in [("provinces", 38), ("regencies", 514), ("districts", 7_285)] {
        assert_eq!(served.ids(layer, 5).await.len(), expected, "{layer}");
    }
    for z in [4, 6] {
        assert_eq!(served.ids("villages", z).await.len() as u64, drawn, "villages at zoom {z}");
    }
    for (z, x, y) in [(8, 206, 133), (10, 825, 533), (12, 3300, 2132), (14, 13201, 8530)] {
        for layer in ["provinces", "regencies", "districts", "villages", "designations", "ltsa"] {
            served.tile(layer, z, x, y).await;
        }
    }
    let resident = served.0.resident_bytes();
    println!("real country: {} MB resident", resident / 1_000_000);
    assert!(resident < 1_000_000_000, "{resident} bytes resident");
    let (status, log) = served.0.terminate();
    assert_eq!(status.code(), Some(0), "{log}");
}
