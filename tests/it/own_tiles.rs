//! Tables of points of one's own as map tiles, read by decoders that we did not write.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use desmigratif::access::Access;
use geodata::dataset::Manifest;
use geodata::import::import;
use geodata::progress::Silent;
use geodata::tile::TileCoord;
use serde_json::{Value, json};

use crate::accounts::people::{PEOPLE, server_over, sign_in};
use crate::own_tables::{COUNTRY, register};
use crate::support::server::{TestServer, expect_json};
use crate::tile_encodings::{Content, bytes, modules, of_mlt, of_mvt};

const TABLES: &str = r#"
[[tables]]
name = "points"
file = "points.csv"
source = "office"
title_id = "Titik"
title_en = "Points"
description_en = "One row a point"
geometry = { lon = "x", lat = "y" }
columns = [
    { name = "n", type = "integer", id = "Nomor", en = "Number" },
    { name = "big", type = "integer", id = "Besar", en = "Big" },
    { name = "below", type = "integer", id = "Di bawah", en = "Below" },
    { name = "label", type = "text", id = "Nama", en = "Name" },
    { name = "fee", type = "number", unit = "Rp", id = "Biaya", en = "Fee" },
    { name = "back", type = "boolean", id = "Pulang", en = "Back" },
    { name = "placed", type = "date", id = "Hari", en = "Day" },
    { name = "seen", type = "timestamp", id = "Saat", en = "Moment" },
]
[[tables]]
name = "notes"
file = "notes.csv"
source = "office"
title_id = "Catatan"
title_en = "Notes"
columns = [{ name = "text", type = "text", id = "Isi", en = "Text" }]
"#;

/// Points in a grid from 110 -8: more than a tile draws one by one.
const ROWS: usize = 10_000;
const SIDE: usize = 100;
/// Beyond 32 bits, and what a double is exact for.
const BIG: i64 = 8_900_000_000_000_000;
const STEP: f64 = 0.003;
const BOUNDS: [f64; 4] = [110.0, -8.0, 110.3, -7.7];

fn made(dir: &Path) -> PathBuf {
    register(dir);
    let put = |name: &str, text: &str| std::fs::write(dir.join(name), text).unwrap();
    let mut points = String::from("n,big,below,label,fee,back,placed,seen,x,y\n");
    for n in 0..ROWS {
        let (x, y) = (110.0 + (n % SIDE) as f64 * STEP, -8.0 + (n / SIDE) as f64 * STEP);
        let if_known = |text: String| if n.is_multiple_of(7) { String::new() } else { text };
        let (fee, back) =
            (if_known((n as f64 / 4.0).to_string()), if_known((n % 2 == 0).to_string()));
        let day = if_known(format!("2024-02-{:02}", n % 29 + 1));
        let (big, below) = (BIG + n as i64, 3 - n as i64);
        writeln!(points, "{n},{big},{below},baris {n},{fee},{back},{day},{day},{x:.4},{y:.4}")
            .unwrap();
    }
    points.push_str("999999,1,1,nowhere,1.5,true,2024-01-01,2024-01-01,,\n");
    put("points.csv", &points);
    put("notes.csv", "text\na\n");
    put("spec.toml", &format!("{COUNTRY}{TABLES}"));
    let out = dir.join("out");
    import(&dir.join("spec.toml"), dir, &out, false, &Silent).unwrap();
    out
}

/// The dataset, written once for all tests.
fn directory() -> &'static Path {
    static DIRECTORY: OnceLock<PathBuf> = OnceLock::new();
    DIRECTORY.get_or_init(|| made(&tempfile::tempdir().unwrap().keep()))
}

async fn server() -> TestServer {
    TestServer::start_with(|config| config.data = directory().to_owned()).await
}

/// The tiles of a zoom in both encodings, which have the same content.
async fn zoom(server: &TestServer, z: u8, modules: Option<&Path>) -> Content {
    let mut all = Content::new();
    for tile in TileCoord::within(z, BOUNDS) {
        let path = format!("/tiles/tables/points/{z}/{}/{}", tile.x(), tile.y());
        let mvt = bytes(server, &format!("{path}.mvt")).await;
        let mlt = bytes(server, &format!("{path}.mlt")).await;
        assert_eq!(mvt.is_some(), mlt.is_some(), "{path}");
        let (Some(mvt), Some(mlt)) = (mvt, mlt) else { continue };
        let mvt = of_mvt(mvt);
        if let Some(modules) = modules {
            assert_eq!(mvt, of_mlt(&mlt, modules), "{path}");
        }
        for (key, feature) in mvt {
            assert!(!feature.is_area && feature.rings.len() == 1);
            assert!(feature.rings[0][0].iter().all(|c| (0..4096).contains(c)));
            assert!(all.insert(key, feature).is_none(), "{path}: a row is in one tile");
        }
    }
    all
}

#[tokio::test]
async fn counts_come_to_all_rows_and_columns_are_those_of_sql() {
    let server = server().await;
    let modules = modules();
    let body = json!({"sql": "SELECT n, below, label, fee, back, placed, seen FROM points WHERE lon IS NOT NULL", "limit": 100_000});
    let answer = expect_json(server.post("/api/v1/sql", &body)).await;
    let rows: BTreeMap<u64, &Value> = answer["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["n"].as_u64().unwrap(), row))
        .collect();
    assert_eq!(rows.len(), ROWS);
    for (z, single) in [(0, false), (5, false), (9, false), (12, true), (14, true)] {
        // Each tile is a process of its own for the decoder of MapLibre GL JS.
        let content = zoom(&server, z, modules.as_deref().filter(|_| z < 14)).await;
        let count = |of: &crate::tile_encodings::Feature| of.properties["count"].as_u64().unwrap();
        assert_eq!(content.values().map(count).sum::<u64>(), ROWS as u64, "zoom {z}");
        assert!(
            content.keys().all(|(layer, id)| layer == "points" && (1..=ROWS as u64).contains(id))
        );
        let mut seen = BTreeSet::new();
        for feature in content.values().filter(|_| single) {
            let properties = &feature.properties;
            let n = properties["n"].as_u64().unwrap();
            assert!(seen.insert(n));
            let row = rows[&n];
            for name in ["n", "below", "label", "back", "placed", "seen"] {
                let expected = Some(&row[name]).filter(|value| !value.is_null());
                assert_eq!(properties.get(name), expected, "{name} of {row}");
            }
            assert_eq!(properties.get("fee").and_then(Value::as_f64), row["fee"].as_f64());
            assert_eq!(properties["big"], json!(BIG + n as i64));
        }
        assert_eq!(seen.len(), if single { ROWS } else { 0 }, "zoom {z}");
        if !single {
            assert!(content.len() <= 4 * 1024, "zoom {z}: {}", content.len());
        }
    }
}

#[tokio::test]
async fn a_description_says_what_the_tiles_have() {
    let server = server().await;
    let json = server.json("/tiles/tables/points.json?encoding=mlt&columns=fee,label").await;
    assert_eq!((&json["tilejson"], &json["name"]), (&json!("3.0.0"), &json!("points")));
    assert_eq!((&json["minzoom"], &json["maxzoom"]), (&json!(0), &json!(14)));
    assert_eq!(json["bounds"], json!([110.0, -8.0, 110.297, -7.703]));
    assert_eq!(json["attribution"], "An office");
    let fields = json!({"count": "Number", "fee": "Number", "label": "String"});
    assert_eq!(json["vector_layers"][0]["fields"], fields);
    let address = json["tiles"][0].as_str().unwrap();
    let version = json["version"].as_str().unwrap();
    assert!(address.ends_with(&format!("{{y}}.mlt?v={version}&columns=fee,label")), "{address}");
    let all = server.json("/tiles/tables/points").await;
    let fields = &all["vector_layers"][0]["fields"];
    assert_eq!((&fields["big"], &fields["back"]), (&json!("Number"), &json!("Boolean")));
    assert_eq!(all["clustering"]["single_rows"], 8192);
    // What it says is there.
    let tile = TileCoord::at(13, [110.15, -7.85]);
    let (x, y) = (tile.x(), tile.y());
    let path = format!("/tiles/tables/points/13/{x}/{y}");
    let some = of_mvt(bytes(&server, &format!("{path}.mvt?columns=fee,label")).await.unwrap());
    let names: BTreeSet<&str> =
        some.values().flat_map(|of| of.properties.keys()).map(String::as_str).collect();
    assert_eq!(names, BTreeSet::from(["count", "fee", "label"]));
    let none = of_mvt(bytes(&server, &format!("{path}.mvt?columns=")).await.unwrap());
    assert!(none.len() == some.len() && none.values().all(|of| of.properties.len() == 1));
}

#[tokio::test]
async fn tiles_are_kept_by_their_tags_and_refused_by_name() {
    let server = server().await;
    let version = server.json("/tiles/tables/points.json").await["version"].clone();
    let version = version.as_str().unwrap();
    let path = format!("/tiles/tables/points/5/25/16.mvt?v={version}");
    let answer = server.get(&path).header("accept-encoding", "gzip").send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    let tag = header("etag");
    assert_eq!(tag, format!("\"{version}-t-points-5-25-16.mvt+gzip\""));
    assert!(header("cache-control").contains("immutable"));
    assert_eq!(header("content-type"), "application/vnd.mapbox-vector-tile");
    let again = server.get(&path).header("if-none-match", &tag).send().await.unwrap();
    assert_eq!(again.status(), 304);
    let head = server.client.head(format!("{}{path}", server.base)).send().await.unwrap();
    assert_eq!((head.status().as_u16(), head.headers().contains_key("etag")), (200, true));
    assert!(head.bytes().await.unwrap().is_empty());
    let mlt = server
        .get("/tiles/tables/points/5/25/16")
        .header("accept", "application/vnd.maplibre-tile");
    assert_eq!(
        mlt.send().await.unwrap().headers()["content-type"],
        "application/vnd.maplibre-tile"
    );
    for empty in ["5/0/0", "14/13200/8500", "14/0/0"] {
        let answer = server.get(&format!("/tiles/tables/points/{empty}.mvt")).send().await.unwrap();
        assert_eq!(answer.status(), 204, "{empty}");
    }
    for (path, code) in [
        ("/tiles/tables/none/5/25/16.mvt", "table_not_found"),
        ("/tiles/tables/villages.json", "table_not_found"),
        ("/tiles/tables/notes/5/25/16.mvt", "invalid_parameter"),
        ("/tiles/tables/notes.json", "invalid_parameter"),
        ("/tiles/tables/points/15/0/0.mvt", "tile_address_invalid"),
        ("/tiles/tables/points/5/32/0.mvt", "tile_address_invalid"),
        ("/tiles/tables/points/5/x/0.mvt", "invalid_parameter"),
        ("/tiles/tables/points/5/25/16.png", "tile_not_found"),
        ("/tiles/tables/points/5/25/16.mvt?columns=none", "invalid_parameter"),
        ("/tiles/tables/points/5/25/16.mvt?columns=fee,fee", "invalid_parameter"),
        ("/tiles/tables/points/5/25/16.mvt?area=52", "unknown_parameter"),
        ("/tiles/tables/points.json?encoding=png", "invalid_parameter"),
    ] {
        assert_eq!(server.problem(path).await.code, code, "{path}");
    }
    let unknown = server.problem("/tiles/tables/none/5/25/16.mvt").await;
    assert_eq!(unknown.body["hint"], "Tables with points: points.");
    let posted = server.post("/tiles/tables/points/5/25/16.mvt", &json!({})).send().await.unwrap();
    assert_eq!(posted.status(), 405);
}

#[tokio::test]
async fn tiles_are_for_whoever_may_ask_by_sql_and_that_is_noted_once() {
    let public = TestServer::start_with(|config| {
        config.data = directory().to_owned();
        config.access = Access::Public;
    })
    .await;
    let path = "/tiles/tables/points/5/25/16.mvt";
    assert_eq!(public.get(path).send().await.unwrap().status(), 200);
    let world = server_over(directory()).await;
    for path in [path, "/tiles/tables/points.json"] {
        assert_eq!(world.problem(path).await.code, "sign_in_required", "{path}");
    }
    let analyst = sign_in(&world, "analyst").await;
    let version = expect_json(analyst.get("/tiles/tables/points.json")).await["version"].clone();
    for z in 5..8 {
        for tile in TileCoord::within(z, BOUNDS) {
            let (x, y, version) = (tile.x(), tile.y(), version.as_str().unwrap());
            let path = format!("/tiles/tables/points/{z}/{x}/{y}.mvt?v={version}");
            let answer = analyst.get(&path).send().await.unwrap();
            assert!(answer.status().is_success());
            // The right may be taken from them.
            assert_eq!(answer.headers()["cache-control"], "private, no-cache");
        }
    }
    let admin = sign_in(&world, "admin").await;
    let events = expect_json(admin.get("/api/v1/events?action=sql_asked")).await;
    let [event] = events["items"].as_array().unwrap().as_slice() else { panic!("{events}") };
    assert_eq!(
        (&event["by"], &event["body"]["sql"]),
        (&json!("ANALYST (analyst)"), &json!("SELECT * FROM \"points\""))
    );
    for (login, role, area) in PEOPLE {
        let visitor = sign_in(&world, login).await;
        let allowed = visitor.get("/api/v1/sql?q=SELECT+1").send().await.unwrap().status() == 200;
        let answer = visitor.get(path).send().await.unwrap().status();
        assert_eq!(answer == 200, allowed, "{login} {role:?} {area:?}: {answer}");
        assert!(allowed || answer == 403);
    }
}

/// A copy of a dataset as programs wrote it that knew no tiles of tables.
fn imported_before() -> PathBuf {
    let out = made(&tempfile::tempdir().unwrap().keep());
    std::fs::remove_file(out.join("points.clusters")).unwrap();
    let path = out.join("dataset.toml");
    let mut manifest: Manifest = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    manifest.files.retain(|file| file.name != "points.clusters");
    manifest.version = String::new();
    let hash = blake3::hash(toml::to_string(&manifest).unwrap().as_bytes());
    manifest.version = hash.to_hex().chars().take(16).collect();
    std::fs::write(path, toml::to_string(&manifest).unwrap()).unwrap();
    out
}

#[tokio::test]
async fn a_dataset_that_was_imported_before_says_to_import_it_again() {
    let data = imported_before();
    let server = TestServer::start_with(|config| config.data = data).await;
    for path in ["/tiles/tables/points/5/25/16.mvt", "/tiles/tables/points.json"] {
        let problem = server.problem(path).await;
        assert_eq!((problem.status, problem.code.as_str()), (409, "table_not_tiled"));
        assert!(problem.body["hint"].as_str().unwrap().contains("Import it again"));
    }
    let rows = server.sql("SELECT count(*) AS n FROM points").await;
    assert_eq!(rows["items"][0]["n"], ROWS + 1);
}
