use std::collections::{BTreeMap, BTreeSet};

use mvt_reader::Reader;
use mvt_reader::feature::Value;

use crate::support::{TestServer, country};

const LAYERS: [&str; 6] =
    ["provinces", "regencies", "districts", "villages", "designations", "ltsa"];

/// The tile of zoom `z` that holds a position, by the formula of the OpenStreetMap wiki.
fn tile_at(z: u32, lon: f64, lat: f64) -> (u32, u32) {
    let n = f64::from(1u32 << z);
    let y = (1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0;
    (((lon + 180.0) / 360.0 * n) as u32, (y * n) as u32)
}

async fn tile(server: &TestServer, layer: &str, z: u32, x: u32, y: u32) -> Option<Reader> {
    let response = server.get(&format!("/tiles/{layer}/{z}/{x}/{y}.mvt")).send().await.unwrap();
    match response.status().as_u16() {
        204 => None,
        200 => {
            assert_eq!(response.headers()["content-type"], "application/vnd.mapbox-vector-tile");
            Some(Reader::new(response.bytes().await.unwrap().to_vec()).unwrap())
        }
        other => panic!("{layer}/{z}/{x}/{y}: {other}"),
    }
}

/// The whole number that a property is.
fn step(value: &Value) -> u64 {
    match value {
        Value::UInt(number) => *number,
        Value::Int(number) | Value::SInt(number) => u64::try_from(*number).unwrap(),
        other => panic!("no whole number: {other:?}"),
    }
}

/// The ids in all tiles of a zoom that the country touches.
async fn ids(server: &TestServer, layer: &str, z: u32) -> BTreeSet<u64> {
    let (west, north) = tile_at(z, 109.9, -5.8);
    let (east, south) = tile_at(z, 115.2, -8.1);
    let mut ids = BTreeSet::new();
    for x in west..=east {
        for y in north..=south {
            let Some(reader) = tile(server, layer, z, x, y).await else { continue };
            assert_eq!(reader.get_layer_names().unwrap(), [layer]);
            ids.extend(
                reader.get_features(0).unwrap().into_iter().filter_map(|feature| feature.id),
            );
        }
    }
    ids
}

#[tokio::test]
async fn every_layer_decodes_at_every_zoom_and_holds_all_of_its_features() {
    let server = TestServer::start().await;
    let villages = country::contents().villages;
    let drawn = villages.iter().filter(|village| village.geometry.is_some());
    let drawn: BTreeSet<u64> = drawn.map(|village| village.code.feature_id()).collect();
    assert_eq!(drawn.len(), 39);
    for z in 0..=10 {
        for layer in LAYERS {
            let ids = ids(&server, layer, z).await;
            let expected = match layer {
                "provinces" => 2,
                "regencies" => 4,
                "districts" => 8,
                "villages" if z < 4 => 0,
                "villages" => {
                    assert_eq!(ids, drawn, "zoom {z}");
                    39
                }
                _ => 2,
            };
            assert_eq!(ids.len(), expected, "{layer} at zoom {z}: {ids:?}");
        }
    }
}

#[tokio::test]
async fn a_village_carries_its_name_its_steps_and_whether_it_is_designated() {
    let server = TestServer::start().await;
    let (x, y) = tile_at(10, 110.05, -7.95);
    let reader = tile(&server, "villages", 10, x, y).await.unwrap();
    let features = reader.get_features(0).unwrap();
    let village = features.iter().find(|feature| feature.id == Some(1_101_012_001)).unwrap();
    let properties = village.properties.as_ref().unwrap();
    // Of all villages this one has the smallest value of every indicator.
    let steps = ["idm", "pmi_placed", "pmi_per_1000", "poverty_pct"].map(|id| (id, 0));
    let steps: BTreeMap<&str, u64> = steps.into_iter().chain([("designated", 1)]).collect();
    let mut rest = properties.clone();
    assert_eq!(rest.remove("name"), Some(Value::String("Oesao".to_owned())));
    let rest: BTreeMap<&str, u64> =
        rest.iter().map(|(key, value)| (key.as_str(), step(value))).collect();
    assert_eq!(rest, steps, "nothing else");
    let neighbour = features.iter().find(|feature| feature.id == Some(1_101_012_002)).unwrap();
    let properties = neighbour.properties.as_ref().unwrap();
    assert_eq!(properties["name"], Value::String("Soka'an".into()));
    assert!(!properties.contains_key("designated"));
    // 2/40 between 1/40 and 39/40, in hundredths of the way.
    assert_eq!(step(&properties["idm"]), 3);
}

#[tokio::test]
async fn a_tile_is_the_same_with_and_without_compression() {
    let server = TestServer::start().await;
    let (x, y) = tile_at(8, 110.5, -7.9);
    let path = format!("/tiles/villages/8/{x}/{y}.mvt");
    let plain = server.get(&path).header("accept-encoding", "identity").send().await.unwrap();
    assert!(plain.headers().get("content-encoding").is_none());
    let tag = plain.headers()["etag"].clone();
    let plain = plain.bytes().await.unwrap();
    let zipped = reqwest::Client::builder().gzip(false).build().unwrap();
    let zipped = zipped
        .get(format!("{}{path}", server.base))
        .header("accept-encoding", "gzip")
        .send()
        .await
        .unwrap();
    assert_eq!(zipped.headers()["content-encoding"], "gzip");
    assert_eq!(zipped.headers()["vary"], "accept-encoding");
    assert_ne!(zipped.headers()["etag"], tag, "a strong tag names one sequence of bytes");
    assert_eq!(&zipped.bytes().await.unwrap()[..2], [0x1f, 0x8b]);
    let decoded = server.get(&path).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(decoded, plain);
}

#[tokio::test]
async fn an_address_with_the_version_is_immutable_and_any_other_is_revalidated() {
    let server = TestServer::start().await;
    let tilejson = server.json("/tiles/regencies.json").await;
    let version = tilejson["version"].as_str().unwrap();
    // The version of the dataset alone is not that of its tiles: their format may change.
    let dataset = server.json("/readyz").await["dataset_version"].as_str().unwrap().to_owned();
    assert_eq!(version, format!("{dataset}-{}", geodata::tile::FORMAT));
    let style = server.json("/styles/plan.json").await;
    assert_eq!(style["metadata"]["tiles_version"], version);
    let (x, y) = tile_at(6, 110.5, -7.9);
    let caching = |response: &reqwest::Response| {
        response.headers()["cache-control"].to_str().unwrap().to_owned()
    };
    let path = format!("/tiles/regencies/6/{x}/{y}.mvt");
    let versioned = server.get(&format!("{path}?v={version}")).send().await.unwrap();
    assert_eq!(caching(&versioned), "public, max-age=31536000, immutable");
    for other in [path.clone(), format!("{path}?v={dataset}"), format!("{path}?v={dataset}-0")] {
        assert_eq!(caching(&server.get(&other).send().await.unwrap()), "no-cache");
    }
    let tag = versioned.headers()["etag"].clone();
    assert!(tag.to_str().unwrap().contains(version), "{tag:?}");
    let again = server.get(&path).header("if-none-match", tag.clone()).send().await.unwrap();
    assert_eq!((again.status().as_u16(), &again.headers()["etag"]), (304, &tag));
    let elsewhere = server
        .get(&format!("/tiles/provinces/6/{x}/{y}.mvt"))
        .header("if-none-match", tag)
        .send()
        .await;
    assert_eq!(elsewhere.unwrap().status(), 200);
}

#[tokio::test]
async fn tilejson_describes_a_layer_with_addresses_that_answer() {
    let server = TestServer::start().await;
    for layer in LAYERS {
        let json = server.json(&format!("/tiles/{layer}.json")).await;
        assert_eq!(
            (json["tilejson"].as_str(), json["maxzoom"].as_u64()),
            (Some("3.0.0"), Some(12))
        );
        let address = json["tiles"][0].as_str().unwrap();
        assert!(address.starts_with(&server.base) && address.contains("?v="), "{address}");
        let (x, y) = tile_at(5, 110.05, -7.95);
        let address = address
            .replace("{z}", "5")
            .replace("{x}", &x.to_string())
            .replace("{y}", &y.to_string());
        assert_eq!(server.client.get(address).send().await.unwrap().status(), 200, "{layer}");
        assert_eq!(json["vector_layers"][0]["id"], layer);
    }
    let json = server.json("/tiles/villages.json").await;
    let fields = json["vector_layers"][0]["fields"].as_object().unwrap();
    let names: BTreeSet<&str> = fields.keys().map(String::as_str).collect();
    let expected = ["designated", "idm", "name", "pmi_per_1000", "pmi_placed", "poverty_pct"];
    assert_eq!(names, BTreeSet::from(expected));
    assert_eq!((&fields["idm"], &fields["name"]), (&"Number".into(), &"String".into()));
    // What the numbers stand for is what the catalogue of indicators says.
    let scales = json["scales"].as_object().unwrap();
    let catalogue = server.json("/api/v1/indicators").await;
    for indicator in catalogue["items"].as_array().unwrap() {
        let id = indicator["id"].as_str().unwrap();
        let Some(scale) = scales.get(id) else {
            assert!(!fields.contains_key(id), "{id} has no scale");
            continue;
        };
        let expected = &indicator["tile"];
        assert_eq!(&scale["stops"], &expected["stops"]);
        assert_eq!(scale["stops"][0][0], 0, "{id}");
        assert_eq!((&scale["unit"], &scale["name"]), (&indicator["unit"], &indicator["name_en"]));
    }
    assert_eq!(scales.len(), 4);
}

#[tokio::test]
async fn tilejson_describes_several_layers_of_one_tile_in_either_encoding() {
    let server = TestServer::start().await;
    let json = server.json("/tiles/villages,regencies.json?encoding=mlt&area=11").await;
    assert_eq!((&json["encoding"], &json["minzoom"]), (&"mlt".into(), &0.into()));
    let ids: Vec<_> = json["vector_layers"].as_array().unwrap().iter().map(|l| &l["id"]).collect();
    assert_eq!(ids, ["regencies", "villages"]);
    let address = json["tiles"][0].as_str().unwrap();
    assert!(address.contains("/tiles/regencies,villages/{z}/{x}/{y}.mlt?v="), "{address}");
    assert!(address.ends_with("&area=11"), "{address}");
    let (x, y) = tile_at(5, 110.05, -7.95);
    let address = address.replace("{z}", "5").replace("{x}", &x.to_string());
    let tile = server.client.get(address.replace("{y}", &y.to_string())).send().await.unwrap();
    assert_eq!(tile.status(), 200);
    assert_eq!(tile.headers()["content-type"], "application/vnd.maplibre-tile");
    assert_eq!(tile.headers()["cache-control"], "public, max-age=31536000, immutable");
}

#[tokio::test]
async fn areas_carry_the_indicators_that_are_asked_for() {
    let server = TestServer::start().await;
    let (x, y) = tile_at(8, 110.05, -7.95);
    let of = async |query: &str| {
        let path = format!("/tiles/villages/8/{x}/{y}.mvt?v=1{query}");
        let answer = server.get(&path).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{query}");
        let tag = answer.headers()["etag"].to_str().unwrap().to_owned();
        let reader = mvt_reader::Reader::new(answer.bytes().await.unwrap().to_vec()).unwrap();
        let mut carried = BTreeSet::new();
        for feature in reader.get_features(0).unwrap() {
            carried.extend(feature.properties.unwrap_or_default().into_keys());
        }
        carried.retain(|name| name != "designated" && name != "name");
        (tag, carried.into_iter().collect::<Vec<_>>().join(","))
    };
    let (all, every) = of("").await;
    assert_eq!(every, "idm,pmi_per_1000,pmi_placed,poverty_pct");
    let (two, carried) = of("&indicators=poverty_pct,idm").await;
    assert_eq!(carried, "idm,poverty_pct");
    let (none, carried) = of("&indicators=").await;
    assert_eq!(carried, "");
    assert!(all != two && two != none && all != none, "one tag stands for one content");
    // Whatever their order was, and where all are named, it is the same tile.
    assert_eq!(of("&indicators=idm,poverty_pct").await.0, two);
    assert_eq!(of("&indicators=pmi_placed,idm,pmi_per_1000,poverty_pct").await.0, all);

    let json = server.json("/tiles/villages,ltsa.json?indicators=idm").await;
    let address = json["tiles"][0].as_str().unwrap();
    assert!(address.ends_with("&indicators=idm"), "{address}");
    let scales: Vec<_> = json["scales"].as_object().unwrap().keys().collect();
    assert_eq!(scales, ["idm"]);
    let fields: Vec<_> = json["vector_layers"][0]["fields"].as_object().unwrap().keys().collect();
    assert_eq!(fields, ["designated", "idm", "name"]);
    let all = server
        .json("/tiles/villages.json?indicators=pmi_placed,idm,pmi_per_1000,poverty_pct")
        .await;
    assert_eq!(all, server.json("/tiles/villages.json").await);
}

#[tokio::test]
async fn tiles_that_do_not_exist_are_errors() {
    let server = TestServer::start().await;
    for (path, code) in [
        ("/tiles/roads/4/12/8.mvt", "layer_not_found"),
        ("/tiles/roads.json", "layer_not_found"),
        ("/tiles/villages,roads/4/12/8.mvt", "layer_not_found"),
        ("/tiles/villages,roads.json", "layer_not_found"),
        ("/tiles/ltsa,ltsa/4/12/8.mlt", "invalid_parameter"),
        ("/tiles/ltsa,ltsa.json", "invalid_parameter"),
        ("/tiles/villages/99/0/0.mvt", "tile_address_invalid"),
        ("/tiles/villages/4/16/0.mvt", "tile_address_invalid"),
        ("/tiles/villages/4/0/16.mlt", "tile_address_invalid"),
        ("/tiles/villages/4/12/8.mvt?area=Java", "invalid_code"),
        ("/tiles/villages/4/12/8.mvt?area=99", "area_not_found"),
        ("/tiles/villages.json?encoding=png", "invalid_parameter"),
        ("/tiles/villages/4/12/8.mvt?indicators=income", "invalid_parameter"),
        ("/tiles/villages/4/12/8.mvt?indicators=idm,", "invalid_parameter"),
        ("/tiles/villages.json?indicators=idm,idm", "invalid_parameter"),
        ("/tiles/villages/4/12/8.png", "tile_not_found"),
        ("/tiles/villages/4/x/8.mvt", "invalid_parameter"),
        ("/tiles/villages/4/12/8.mvt?version=1", "unknown_parameter"),
        ("/styles/night.json", "style_not_found"),
        ("/tiles", "not_found"),
    ] {
        assert_eq!(server.problem(path).await.code, code, "{path}");
    }
}
