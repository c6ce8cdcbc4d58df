//! Mapbox Vector Tiles and MapLibre Tiles have the same content, as decoders say that we did not write: `mvt-reader`
//! and the one of MapLibre GL JS.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use geo::Geometry;
use geodata::testing::skipped;
use mvt_reader::Reader;
use mvt_reader::feature::Value;
use serde_json::{Value as Json, json};

use crate::scenarios::{create, plan};
use crate::support::TestServer;

/// A feature: its properties, and its rings or its point, none of them closed.
#[derive(Debug, PartialEq)]
pub struct Feature {
    pub properties: BTreeMap<String, Json>,
    pub is_area: bool,
    pub rings: Vec<Vec<[i64; 2]>>,
}

/// By layer and id.
pub type Content = BTreeMap<(String, u64), Feature>;

pub fn of_mvt(bytes: Vec<u8>) -> Content {
    let reader = Reader::new(bytes).unwrap();
    let mut content = Content::new();
    for (number, layer) in reader.get_layer_metadata().unwrap().into_iter().enumerate() {
        assert_eq!((layer.version, layer.extent), (2, 4096));
        for feature in reader.get_features_as::<i32>(number).unwrap() {
            let position = |x: i32, y: i32| [i64::from(x), i64::from(y)];
            let ring = |line: &geo::LineString<i32>| {
                let open = line.0.len() - usize::from(line.0.first() == line.0.last());
                line.0[..open].iter().map(|c| position(c.x, c.y)).collect()
            };
            let (is_area, rings) = match &feature.geometry {
                Geometry::MultiPolygon(parts) => {
                    let rings = parts
                        .iter()
                        .flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
                    (true, rings.map(ring).collect())
                }
                Geometry::MultiPoint(points) => {
                    (false, points.iter().map(|p| vec![position(p.x(), p.y())]).collect())
                }
                other => panic!("{other:?}"),
            };
            let value = |value: Value| match value {
                Value::String(text) => json!(text),
                Value::UInt(number) => json!(number),
                Value::SInt(number) => json!(number),
                Value::Double(number) => plain(json!(number)),
                Value::Bool(value) => json!(value),
                other => panic!("{other:?}"),
            };
            let properties = feature.properties.unwrap_or_default();
            let properties = properties.into_iter().map(|(key, own)| (key, value(own))).collect();
            let key = (layer.name.clone(), feature.id.unwrap());
            assert!(content.insert(key, Feature { properties, is_area, rings }).is_none());
        }
    }
    content
}

/// The modules of the decoder of MapLibre GL JS, where they are installed.
pub fn modules() -> Option<PathBuf> {
    let modules = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/node_modules");
    if modules.join("@maplibre/mlt").is_dir() {
        return Some(modules);
    }
    skipped("the decoder of MapLibre Tiles is not installed (run `npm ci` in web/)");
    None
}

/// A whole number as one, so that 3 is 3 however a tile has it.
fn plain(value: Json) -> Json {
    let whole = value.as_f64().filter(|number| number.fract() == 0.0 && number.abs() < 9e15);
    whole.map_or(value, |number| json!(number as i64))
}

pub fn of_mlt(bytes: &[u8], modules: &Path) -> Content {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/support/mlt.js");
    let mut node = Command::new("node")
        .arg("--no-warnings")
        .args([&script, modules])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let bytes = bytes.to_vec();
    let mut input = node.stdin.take().unwrap();
    let writing = std::thread::spawn(move || input.write_all(&bytes));
    let output = node.wait_with_output().unwrap();
    writing.join().unwrap().unwrap();
    assert!(output.status.success());
    let layers: Vec<Json> = serde_json::from_slice(&output.stdout).unwrap();
    let mut content = Content::new();
    for layer in layers {
        assert_eq!(layer["extent"], 4096);
        for feature in layer["features"].as_array().unwrap() {
            let rings: Vec<Vec<[i64; 2]>> =
                serde_json::from_value(feature["rings"].clone()).unwrap();
            let open = |mut ring: Vec<[i64; 2]>| {
                if ring.len() > 1 && ring.first() == ring.last() {
                    ring.pop();
                }
                ring
            };
            let properties = feature["properties"].as_object().unwrap().iter();
            let properties = properties.map(|(key, value)| (key.clone(), plain(value.clone())));
            // Points are 0, polygons 2 and several of them 5.
            let is_area = feature["type"] != 0;
            let rings = rings.into_iter().map(open).collect();
            let key = (layer["name"].as_str().unwrap().to_owned(), feature["id"].as_u64().unwrap());
            let feature = Feature { properties: properties.collect(), is_area, rings };
            assert!(content.insert(key, feature).is_none());
        }
    }
    content
}

/// The tile as bytes; none where it is empty.
pub async fn bytes(server: &TestServer, path: &str) -> Option<Vec<u8>> {
    let answer = server.get(path).send().await.unwrap();
    match answer.status().as_u16() {
        200 => Some(answer.bytes().await.unwrap().to_vec()),
        204 => None,
        other => panic!("{path}: {other}"),
    }
}

#[tokio::test]
async fn both_encodings_have_the_same_content() {
    let Some(modules) = modules() else { return };
    let server = TestServer::start().await;
    let (mut features, mut holes, mut points) = (0, 0, 0);
    for (layers, tiles) in [
        ("provinces", &["0/0/0", "4/12/8"][..]),
        ("regencies", &["5/25/16", "7/103/66"]),
        ("districts", &["6/51/33", "8/206/133"]),
        ("villages", &["4/12/8", "5/25/16", "8/206/133", "10/825/534"]),
        ("designations", &["5/25/16"]),
        ("ltsa", &["5/25/16"]),
        ("provinces,villages,ltsa", &["5/25/16", "5/0/0"]),
    ] {
        for tile in tiles {
            let path = format!("/tiles/{layers}/{tile}");
            let mvt = bytes(&server, &format!("{path}.mvt")).await;
            let mlt = bytes(&server, &format!("{path}.mlt")).await;
            assert_eq!(mvt.is_some(), mlt.is_some(), "{path}");
            let (Some(mvt), Some(mlt)) = (mvt, mlt) else { continue };
            let (mvt, mlt) = (of_mvt(mvt), of_mlt(&mlt, &modules));
            assert_eq!(mvt, mlt, "{path}");
            features += mvt.len();
            points += mvt.values().filter(|feature| !feature.is_area).count();
            holes += mvt.values().filter(|feature| feature.rings.len() > 1).count();
        }
    }
    assert!(features > 150 && points >= 4, "{features} features, {points} points");
    // Numbers that are larger than a byte, and that some villages do not have.
    let made = create(&server, "Pada peta", plan(3)).await;
    let tile = |ending: &str| {
        format!("/tiles/villages/4/12/8.{ending}?scenario={}", made["id"].as_str().unwrap())
    };
    let mvt = of_mvt(bytes(&server, &tile("mvt")).await.unwrap());
    assert_eq!(mvt, of_mlt(&bytes(&server, &tile("mlt")).await.unwrap(), &modules));
    assert!(mvt.values().any(|feature| feature.properties.contains_key("rank")));
    assert!(mvt.values().any(|feature| feature.properties.get("score") == Some(&json!(1000))));
    println!("{features} features, {holes} with several rings");
}
