//! The whole real country, where its data is at hand: `../shared/geodata` or `DESMIGRATIF_SHARED`.
//! It is imported once into cargo's directory for tests and served by the built program.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Instant;

use arrow::ipc::reader::StreamReader;
use geodata::dataset::Dataset;
use geodata::values::{Values, When};
use mvt_reader::Reader;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::{Value, json};

use crate::support::binary::{Binary, program};
use crate::support::coverage as oracle;
use crate::support::values::Oracle;

const VILLAGES: u64 = 83_762;

pub fn input() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/geodata");
    let named = std::env::var_os("DESMIGRATIF_SHARED").map(PathBuf::from);
    let named = named.into_iter().flat_map(|dir| [dir.join("geodata"), dir]);
    named.chain([beside]).find(|dir| dir.join("villages.parquet").is_file())
}

/// Says that a test has not seen the real country.
pub fn skipped(test: &str) {
    geodata::testing::skipped(&format!(
        "{test}: the real country is not here; put it at ../shared/geodata or set DESMIGRATIF_SHARED"
    ));
}

/// The imported dataset; made anew when the importer or its specification has changed.
pub fn dataset(input: &Path) -> &'static Path {
    static IMPORTED: OnceLock<PathBuf> = OnceLock::new();
    IMPORTED.get_or_init(|| import(input))
}

/// A dataset that is imported already, which `DESMIGRATIF_IMPORTED` names.
pub fn named() -> Option<&'static Path> {
    static NAMED: OnceLock<Option<PathBuf>> = OnceLock::new();
    NAMED.get_or_init(|| std::env::var_os("DESMIGRATIF_IMPORTED").map(PathBuf::from)).as_deref()
}

/// All files below a directory.
fn files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

fn import(input: &Path) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let spec = root.join("geodata/specs/indonesia.toml");
    let mut hash = blake3::Hasher::new();
    let mut sources = vec![spec.clone()];
    files(&root.join("geodata/src"), &mut sources);
    files(&root.join("geodata/data"), &mut sources);
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

pub struct Served(pub Binary);

impl Served {
    pub async fn json(&self, path: &str) -> Value {
        let response = reqwest::get(format!("{}{path}", self.0.base)).await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        response.json().await.unwrap()
    }

    pub async fn post(&self, path: &str, body: Value) -> Value {
        let request = reqwest::Client::new().post(format!("{}{path}", self.0.base)).json(&body);
        request.send().await.unwrap().json().await.unwrap()
    }

    async fn sql(&self, sql: &str) -> Value {
        self.post("/api/v1/sql", json!({ "sql": sql })).await
    }

    async fn count(&self, sql: &str) -> u64 {
        let answer = self.sql(sql).await;
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

/// Coverage at every level and in every year is what SQL of its own counts, and every page that
/// speaks of it says the same.
async fn coverage_adds_up(served: &Served) {
    for (level, _) in oracle::LEVELS {
        for year in (2010..=2026).map(Some).chain([None]) {
            let parameter = year.map_or(String::new(), |year| format!("&year={year}"));
            let answer = served.json(&format!("/api/v1/coverage?level={level}{parameter}")).await;
            let recounted = served.sql(&oracle::coverage(level, year)).await;
            oracle::same(&answer, &recounted, &format!("real country, {level} {year:?}"));
        }
        if level == "district" {
            continue;
        }
        let covered = served.json(&format!("/api/v1/coverage?level={level}")).await;
        let equity = served.post("/api/v1/equity", json!({"selected": [], "level": level})).await;
        let of_code = |code: &Value| {
            covered["items"].as_array().unwrap().iter().find(|row| row["code"] == *code).unwrap()
        };
        for item in equity["items"].as_array().unwrap() {
            assert_eq!(item["gap_before"], of_code(&item["code"])["gap"], "{item}");
        }
    }
    // East Java: its regencies' placements of 2019, and their residents.
    let provinces = served.json("/api/v1/coverage?level=province&year=2019").await;
    let java = provinces["items"].as_array().unwrap().iter().find(|row| row["code"] == "35");
    assert_eq!(java.unwrap()["need"], 68_740.0);
    let compared = served.json("/api/v1/coverage/compare?codes=35,52").await;
    assert_eq!(compared["items"][0]["indicators"]["population"], 41_919_906.0);
}

/// Every named question answers in time and with the columns that its file says; what is known of the
/// country by other ways is in the answers.
async fn named_questions_answer(served: &Served, without_boundary: u64) {
    let mut slowest = (0.0, String::new());
    for question in queries::named_queries().unwrap() {
        let answer = served.json(&format!("/api/v1/queries/{}", question.name)).await;
        let columns = answer["columns"].as_array().unwrap().iter();
        let columns: Vec<&str> = columns.map(|column| column["name"].as_str().unwrap()).collect();
        assert_eq!(columns, question.columns, "{}", question.name);
        // A second is meant, but other tests run beside this one.
        let elapsed = answer["elapsed_ms"].as_f64().unwrap();
        assert!(elapsed < 10_000.0, "{}: {elapsed} ms", question.name);
        if elapsed > slowest.0 {
            slowest = (elapsed, question.name);
        }
    }
    println!("real country: the slowest question is {} with {:.0} ms", slowest.1, slowest.0);

    let rows = async |path: &str| {
        let answer = served.json(&format!("/api/v1/queries/{path}")).await;
        answer["items"].as_array().unwrap().clone()
    };
    assert_eq!(rows("villages_by_name?name=Kenanga").await.len(), 6);
    assert_eq!(rows("villages_by_name?name=Kuripan").await.len(), 22);
    assert_eq!(rows("villages_without_boundary").await.len() as u64, without_boundary);
    let same_name = rows("same_name_in_district").await;
    assert!(same_name.iter().any(|row| row["district_code"] == "53.01.06"), "{same_name:?}");
    let provinces = rows("rollup_by_province").await;
    let sum = |column: &str| provinces.iter().map(|row| row[column].as_u64().unwrap()).sum::<u64>();
    assert_eq!((sum("kabupaten"), sum("kota"), sum("kecamatan")), (416, 98, 7_285));
    assert_eq!((sum("desa"), sum("kelurahan"), sum("desa_adat")), (75_252, 8_496, 14));
    // 503 and 450 against 402 of the rounds.
    let claims = rows("claims_against_rounds").await;
    let differ = claims.iter().take(2).map(|row| (row["id"].clone(), row["difference"].as_f64()));
    let differ: Vec<_> = differ.collect();
    assert_eq!(differ, [(json!("C063"), Some(103.0)), (json!("Q001"), Some(48.0))]);
}

/// Addresses are more than memory: the program itself, files and stacks of threads are among them.
#[test]
fn the_real_country_is_imported_within_two_gigabytes_of_addresses() {
    let Some(input) = input() else {
        skipped("the_real_country_is_imported_within_two_gigabytes");
        return;
    };
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("geodata/specs/indonesia.toml");
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("country");
    let program = program();
    let mut limited = std::process::Command::new("sh");
    limited.args(["-c", "ulimit -v 2097152 && exec \"$@\"", "sh"]).arg(program.get_program());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    limited.args(["import", "--spec"]).arg(&spec).arg("--input").arg(&input).arg("--out").arg(&out);
    let started = Instant::now();
    let done = limited.output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    println!("real country: imported within 2 GiB in {:.1} s", started.elapsed().as_secs_f64());
    let version = |dir: &Path| Dataset::open(dir).unwrap().manifest.version;
    assert_eq!(version(&out), version(dataset(&input)), "the same dataset as without a bound");

    // A bound of its own, which is too little: it ends, and what was there stays.
    let mut bounded = crate::support::binary::program();
    bounded.args(["import", "--memory-bytes", "600000000", "--spec"]).arg(&spec);
    let done = bounded.arg("--input").arg(&input).arg("--out").arg(&out).output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(!done.status.success() && said.contains("memory"), "{said}");
    assert_eq!(version(&out), version(dataset(&input)));
}

#[tokio::test]
async fn the_real_country_is_served_whole_in_under_a_gigabyte() {
    let Some(input) = input() else {
        skipped("the_real_country_is_served_whole");
        return;
    };
    let data = dataset(&input);
    let state = tempfile::tempdir().unwrap();
    let started = Instant::now();
    let served = Served(Binary::serve(data, state.path()));
    assert_eq!(served.json("/readyz").await["villages"], VILLAGES);
    let resident = served.0.resident_bytes();
    println!(
        "real country: ran; ready after {:.2} s with {} MB resident",
        started.elapsed().as_secs_f64(),
        resident / 1_000_000
    );
    // Before the first request the tiles may still be worked out; what is shared with worker processes is counted.
    assert!(resident <= 600_000_000, "{resident} bytes resident after the start");

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

    coverage_adds_up(&served).await;
    statements_over_geometry(&served).await;
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
    named_questions_answer(&served, VILLAGES - drawn).await;
    let (status, log) = served.0.terminate();
    assert_eq!(status.code(), Some(0), "{log}");
}

/// The join that the mission begins with, and every polygon in every format, with the limits that a server has by itself.
async fn statements_over_geometry(served: &Served) {
    let join = "FROM villages v JOIN regencies r ON ST_Contains(r.geometry, ST_Point(v.lon, v.lat)) GROUP BY r.code";
    let counted = format!(
        "SELECT sum(n) AS villages, count(*) AS regencies FROM (SELECT count(*) AS n {join})"
    );
    let counted = served.post("/api/v1/sql", json!({ "sql": counted })).await;
    assert_eq!(counted["items"][0], json!({"villages": 83_397, "regencies": 514}), "{counted}");
    let plan = format!("EXPLAIN SELECT r.code, count(*) {join}");
    let plan = served.post("/api/v1/sql", json!({ "sql": plan })).await.to_string();
    assert!(plan.contains("SpatialJoinExec") && !plan.contains("NestedLoopJoin"), "{plan}");

    for (format, sql) in [
        ("csv", "SELECT code, geometry FROM villages"),
        ("geojson", "SELECT code, geometry FROM villages"),
        ("fgb", "SELECT code, geometry FROM villages"),
        ("parquet", "SELECT code, geometry FROM villages"),
        ("arrow", "SELECT * FROM villages ORDER BY name"),
    ] {
        let address = format!("{}/api/v1/sql?format={format}", served.0.base);
        let body = json!({"sql": sql, "limit": 100_000});
        let answer = reqwest::Client::new().post(address).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{format}");
        let bytes = answer.bytes().await.unwrap();
        assert_eq!(rows_of(format, bytes) as u64, VILLAGES, "{format}");
    }
}

/// How many rows a file has.
fn rows_of(format: &str, bytes: bytes::Bytes) -> usize {
    match format {
        // Neither codes nor WKT hold a line break.
        "csv" => bytes.iter().filter(|byte| **byte == b'\n').count() - 1,
        "geojson" => {
            let features = serde_json::from_slice::<Value>(&bytes).unwrap();
            features["features"].as_array().unwrap().len()
        }
        // Tables one after the other, each with its length before it; the first is the header.
        "fgb" => {
            let mut rest = &bytes[8..];
            std::iter::from_fn(|| {
                let (length, table) = rest.split_first_chunk()?;
                rest = &table[u32::from_le_bytes(*length) as usize..];
                Some(())
            })
            .count()
                - 1
        }
        "parquet" => {
            let file = ParquetRecordBatchReaderBuilder::try_new(bytes).unwrap();
            file.metadata().file_metadata().num_rows() as usize
        }
        _ => {
            let batches = StreamReader::try_new(&bytes[..], None).unwrap();
            batches.map(|batch| batch.unwrap().num_rows()).sum()
        }
    }
}

#[tokio::test]
async fn every_value_of_the_real_country_is_the_same_wherever_it_is_asked() {
    let Some(input) = input() else {
        skipped("every_value_of_the_real_country");
        return;
    };
    let data = dataset(&input);
    let opened = Dataset::open(data).unwrap();
    let started = Instant::now();
    let values = Values::new(&opened).unwrap();
    println!("real country: values indexed in {:.2} s", started.elapsed().as_secs_f64());
    let oracle = Oracle::new(&opened);
    let started = Instant::now();
    let compared = oracle.agrees_with(&values);
    println!("real country: {compared} values in {:.2} s", started.elapsed().as_secs_f64());
    assert!(compared > 10_000_000, "{compared}");
    // The residents of Jawa Timur are those of its 38 regencies together.
    let jatim = values.resolve("35".parse().unwrap(), "population", When::Latest).unwrap();
    assert_eq!((jatim.value, jatim.is_partial()), (41_919_906.0, false));
    assert_eq!(jatim.parts.unwrap().of, 38);

    let state = tempfile::tempdir().unwrap();
    let served = Served(Binary::serve(data, state.path()));
    for sql in oracle.differing_villages() {
        assert_eq!(served.count(&sql).await, 0, "{sql}");
    }
    // The provinces and regencies, and so many villages that all provinces are among them.
    for area in oracle.areas().take(38 + 514).chain(oracle.areas().skip(552).step_by(97)) {
        oracle.agrees_with_area(area, &served.json(&format!("/api/v1/areas/{area}")).await);
    }
}
