//! Tables of one's own over HTTP: what of them is within a part of the map.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use desmigratif::access::Access;
use geodata::import::import;
use geodata::progress::Silent;
use serde_json::{Value, json};

use crate::support::server::{TestServer, expect_json, problem};

/// A country of two villages, to which tables are added.
pub const COUNTRY: &str = r#"
title_id = "Uji"
title_en = "Test"
vintage = "2025"
year = 2025
source = [{ key = "office", title = "An office", licence = "CC0" }]
[register]
province = { file = "provinces.csv", source = "office", code = "code", name = "name" }
regency = { file = "regencies.csv", source = "office", code = "code", name = "name" }
district = { file = "districts.csv", source = "office", code = "code", name = "name" }
village = { file = "villages.csv", source = "office", code = "code", name = "name" }
[boundaries.village]
file = "villages.geojson"
source = "office"
code = "code"
"#;

const TABLES: &str = r#"
[[tables]]
name = "points"
file = "points.csv"
source = "office"
title_id = "Titik"
title_en = "Points"
geometry = { lon = "x", lat = "y" }
columns = [
    { name = "n", type = "integer", id = "Nomor", en = "Number" },
    { name = "label", type = "text", id = "Nama", en = "Name" },
    { name = "fee", type = "number", unit = "Rp", id = "Biaya", en = "Fee" },
]
[[tables]]
name = "notes"
file = "notes.csv"
source = "office"
title_id = "Catatan"
title_en = "Notes"
columns = [{ name = "text", type = "text", id = "Isi", en = "Text" }]
"#;

/// Points in a row and in a column, a hundredth of a degree apart, from 110 -8.
const SIDE: usize = 40;
const HUNDREDTH: f64 = 0.01;

fn place(at: usize) -> [f64; 2] {
    [110.0 + (at % SIDE) as f64 * HUNDREDTH, -8.0 + (at / SIDE) as f64 * HUNDREDTH]
}

/// The fee of a row: none of every tenth.
fn fee(at: usize) -> Option<f64> {
    (!at.is_multiple_of(10)).then_some((at % 7) as f64 + 0.5)
}

/// The border of the one village that has one, in degrees of longitude and latitude.
fn village_ring() -> Value {
    let (west, south, east, north) = (110.005, -7.995, 110.105, -7.895);
    json!([[west, south], [east, south], [east, north], [west, north], [west, south]])
}

/// Writes the files of [`COUNTRY`].
pub fn register(dir: &Path) {
    let put = |name: &str, text: &str| std::fs::write(dir.join(name), text).unwrap();
    put("provinces.csv", "code,name\n52,Nusa Tenggara Barat\n");
    put("regencies.csv", "code,name\n52.03,Lombok Timur\n");
    put("districts.csv", "code,name\n52.03.01,Keruak\n");
    put("villages.csv", "code,name\n52.03.01.2001,Sukamaju\n52.03.01.2002,Mawar\n");
    let village = json!({"type": "Feature", "properties": {"code": "52.03.01.2001"}, "geometry": {"type": "Polygon", "coordinates": [village_ring()]}});
    put(
        "villages.geojson",
        &json!({"type": "FeatureCollection", "features": [village]}).to_string(),
    );
}

fn made(dir: &Path) -> PathBuf {
    register(dir);
    let put = |name: &str, text: &str| std::fs::write(dir.join(name), text).unwrap();
    let mut points = String::from("n,label,fee,x,y\n");
    for at in 0..SIDE * SIDE {
        let [x, y] = place(at);
        let fee = fee(at).map(|fee| fee.to_string()).unwrap_or_default();
        writeln!(points, "{at},row {at},{fee},{x:.2},{y:.2}").unwrap();
    }
    writeln!(points, "100000,nowhere,1.5,,").unwrap();
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

/// Checks an answer against the rows of the grid whose place is `inside`; answers how many.
fn check(answer: &Value, inside: impl Fn([f64; 2]) -> bool) -> usize {
    let rows: Vec<usize> = (0..SIDE * SIDE).filter(|at| inside(place(*at))).collect();
    let fees: Vec<f64> = rows.iter().filter_map(|at| fee(*at)).collect();
    assert_eq!((&answer["table"], &answer["rows"]), (&json!("points"), &json!(rows.len())));
    let [n, of_fee] = answer["columns"].as_array().unwrap().as_slice() else { panic!("{answer}") };
    let (least, most) = (rows.first().unwrap(), rows.last().unwrap());
    assert_eq!((&n["name"], &n["missing"]), (&json!("n"), &json!(0)));
    assert_eq!(n["sum"], json!(rows.iter().sum::<usize>()));
    assert_eq!((&n["min"], &n["max"]), (&json!(least), &json!(most)));
    assert_eq!((&of_fee["name"], &of_fee["unit"]), (&json!("fee"), &json!("Rp")));
    assert_eq!(of_fee["missing"], json!(rows.len() - fees.len()));
    // Sums of halves are exact in any order.
    let sum: f64 = fees.iter().sum();
    assert_eq!(of_fee["sum"].as_f64(), Some(sum));
    let mean = of_fee["mean"].as_f64().unwrap();
    assert!((mean - sum / fees.len() as f64).abs() < 1e-9, "{mean}");
    assert_eq!(of_fee["min"].as_f64(), fees.iter().copied().reduce(f64::min));
    assert_eq!(of_fee["max"].as_f64(), fees.iter().copied().reduce(f64::max));
    rows.len()
}

#[tokio::test]
async fn rows_within_an_area_a_box_a_circle_and_a_polygon_are_those_that_arithmetic_finds() {
    let server = server().await;
    let path = "/api/v1/tables/points/within";
    let inside =
        |[x, y]: [f64; 2]| (110.005..110.105).contains(&x) && (-7.995..-7.895).contains(&y);
    let area = server.json(&format!("{path}?area=52.03.01.2001")).await;
    assert_eq!(check(&area, inside), 100);
    let bbox = server.json(&format!("{path}?bbox=110.005,-7.995,110.105,-7.895")).await;
    assert_eq!(bbox, area);
    let polygon = json!({"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [village_ring()]}});
    assert_eq!(expect_json(server.post(path, &polygon)).await, area);
    // A triangle whose long side no point is on.
    let triangle = json!({"type": "Polygon", "coordinates": [[[109.995, -8.005], [110.3, -8.005], [109.995, -7.7], [109.995, -8.005]]]});
    let below = |[x, y]: [f64; 2]| (x - 109.995) + (y + 8.005) < 0.305;
    assert!(check(&expect_json(server.post(path, &triangle)).await, below) > 300);
    // Five kilometres on the ellipsoid, from a corner of the grid: counted by another function.
    let circle = server.json(&format!("{path}?near=110,-8&radius_m=5000")).await;
    let sql = "SELECT count(*) AS n FROM points WHERE ST_DistanceSpheroid(geometry, ST_Point(110, -8)) <= 5000";
    let expected = server.sql(sql).await["items"][0]["n"].clone();
    assert_eq!(circle["rows"], expected);
    assert!((15..25).contains(&expected.as_u64().unwrap()), "{expected}");
    let nothing = server.json(&format!("{path}?bbox=120,-8,121,-7")).await;
    assert_eq!(nothing["rows"], 0);
    assert_eq!(
        nothing["columns"][1],
        json!({"name": "fee", "unit": "Rp", "missing": 0, "sum": null, "mean": null, "min": null, "max": null})
    );
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_by_name() {
    let server = server().await;
    for (path, code) in [
        ("/api/v1/tables/none/within?bbox=1,2,3,4", "table_not_found"),
        ("/api/v1/tables/villages/within?bbox=1,2,3,4", "table_not_found"),
        ("/api/v1/tables/notes/within?bbox=1,2,3,4", "invalid_parameter"),
        ("/api/v1/tables/points/within", "missing_parameter"),
        ("/api/v1/tables/points/within?near=110,-8", "missing_parameter"),
        ("/api/v1/tables/points/within?radius_m=5", "missing_parameter"),
        ("/api/v1/tables/points/within?near=110,-8&radius_m=-5", "invalid_parameter"),
        ("/api/v1/tables/points/within?bbox=3,2,1,4", "invalid_parameter"),
        ("/api/v1/tables/points/within?bbox=1,2,3,4&area=52", "invalid_parameter"),
        ("/api/v1/tables/points/within?area=53", "area_not_found"),
        // It is in the register, and nobody drew it.
        ("/api/v1/tables/points/within?area=52.03.01.2002", "invalid_parameter"),
        ("/api/v1/tables/points/within?polygon=1", "unknown_parameter"),
    ] {
        assert_eq!(server.problem(path).await.code, code, "{path}");
    }
    let point = json!({"type": "Point", "coordinates": [110, -8]});
    let answer = problem(server.post("/api/v1/tables/points/within", &point)).await;
    assert_eq!(answer.code, "invalid_geometry");
}

#[tokio::test]
async fn the_public_sees_what_it_may_ask_by_sql() {
    let server = TestServer::start_with(|config| {
        config.data = directory().to_owned();
        config.access = Access::Public;
    })
    .await;
    let sql = server.sql("SELECT count(*) AS n FROM points WHERE lon IS NOT NULL").await;
    let within = server.json("/api/v1/tables/points/within?bbox=94,-12,142,7").await;
    assert_eq!(within["rows"], sql["items"][0]["n"]);
    assert_eq!(within["rows"], json!(SIDE * SIDE));
}
