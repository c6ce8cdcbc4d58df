//! Tiles with the ranking of a saved plan are what the ranking itself says, for who may know of the plan.

use std::collections::BTreeMap;

use mvt_reader::Reader;
use mvt_reader::feature::Value as Own;
use serde_json::{Value, json};

use crate::scenarios::{create, path, plan};
use crate::support::TestServer;
use crate::support::server::{column, expect_json, problem};

type Properties = BTreeMap<u64, BTreeMap<String, u64>>;

/// The numbers of the villages in a tile, by id.
async fn villages(server: &TestServer, address: &str) -> Properties {
    let answer = server.get(address).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{address}");
    let reader = Reader::new(answer.bytes().await.unwrap().to_vec()).unwrap();
    let features = reader.get_features_as::<i32>(0).unwrap();
    let numbers = |(key, value)| match value {
        Own::UInt(number) => Some((key, number)),
        _ => None,
    };
    let own = |feature: mvt_reader::feature::Feature<i32>| {
        let properties = feature.properties.unwrap_or_default();
        (feature.id.unwrap(), properties.into_iter().filter_map(numbers).collect())
    };
    features.into_iter().map(own).collect()
}

/// The digits of a code.
fn id(code: &Value) -> u64 {
    code.as_str().unwrap().replace('.', "").parse().unwrap()
}

#[tokio::test]
async fn a_tile_carries_what_the_ranking_of_the_saved_plan_says() {
    let server = TestServer::start().await;
    let made = create(&server, "Pada peta", plan(3)).await;
    let scenario = made["id"].as_str().unwrap();
    let json = server.json(&format!("/tiles/villages.json?scenario={scenario}")).await;
    let meaning = &json["ranking"];
    let mut asked = plan(3);
    asked["limit"] = json!(1000);
    let ranking = expect_json(server.post("/api/v1/rankings", &asked)).await;
    assert_eq!(meaning["plan_hash"], ranking["plan_hash"]);
    assert_eq!(meaning["candidates"], ranking["candidates"]);
    for field in ["rank", "score", "class"] {
        assert_eq!(json["vector_layers"][0]["fields"][field], "Number");
    }
    let (low, high) =
        (meaning["score"][0][1].as_f64().unwrap(), meaning["score"][1][1].as_f64().unwrap());

    // The address that the description gives, over all villages of the small country.
    let address = json["tiles"][0].as_str().unwrap();
    let address = &address[address.find("/tiles/").unwrap()..];
    let mut found = Properties::new();
    for (x, y) in (11..16).flat_map(|x| (6..10).map(move |y| (x, y))) {
        let address = address.replace("{z}", "4").replace("{x}", &x.to_string());
        let address = address.replace("{y}", &y.to_string());
        if server.get(&address).send().await.unwrap().status() == 200 {
            found.extend(villages(&server, &address).await);
        }
    }
    // A village without a polygon and without a point is in no tile.
    let nowhere = server.sql("SELECT code FROM villages WHERE lon IS NULL").await;
    let nowhere = column(&nowhere, "code");
    let items = ranking["items"].as_array().unwrap();
    assert!(items.len() > 5 && found.len() > items.len(), "{} {}", items.len(), found.len());
    for item in items {
        if nowhere.iter().any(|code| item["id"] == **code) {
            continue;
        }
        let Some(own) = found.remove(&id(&item["id"])) else { panic!("{item} is in no tile") };
        let (rank, score) = (item["rank"].as_u64().unwrap(), item["score"].as_f64().unwrap());
        assert_eq!(own["rank"], rank, "{item}");
        let back = low + own["score"] as f64 / 1000.0 * (high - low);
        assert!((back - score).abs() <= (high - low) / 2000.0 + 1e-12, "{item}: {back}");
        let before = (rank - 1) as usize * 7 / items.len();
        assert_eq!(own["class"], 7 - before as u64, "{item}");
    }
    // Who does not compete has no place: these are designated or were never asked for.
    assert!(!found.is_empty());
    for (id, own) in found {
        assert!(["rank", "score", "class"].iter().all(|key| !own.contains_key(*key)), "{id}");
    }
}

#[tokio::test]
async fn another_version_of_the_plan_is_another_tile_and_without_one_nothing_changes() {
    let server = TestServer::start().await;
    let made = create(&server, "Berubah", plan(3)).await;
    let tile = |query: &str| format!("/tiles/villages/4/12/8.mvt{query}");
    let ranked = tile(&format!("?scenario={}", made["id"].as_str().unwrap()));
    let tag = async |address: &str| {
        let answer = server.get(address).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{address}");
        answer.headers()["etag"].to_str().unwrap().to_owned()
    };
    let (plain, before) = (tag(&tile("")).await, tag(&ranked).await);
    assert_ne!(plain, before);
    let same = server.get(&ranked).header("if-none-match", &before).send().await.unwrap();
    assert_eq!(same.status(), 304);
    let mut other = plan(3);
    other["criteria"][0]["direction"] = json!("benefit");
    let body = json!({"version": 1, "plan": other, "by": "Sari"});
    let url = format!("{}{}", server.base, path(&made, ""));
    expect_json(server.client.put(url).json(&body)).await;
    let changed = server.get(&ranked).header("if-none-match", &before).send().await.unwrap();
    assert_eq!(changed.status(), 200);
    assert_eq!(tag(&tile("")).await, plain);
}

#[tokio::test]
async fn what_carries_no_ranking_says_why() {
    let server = TestServer::start().await;
    let mut own = plan(1);
    own["candidates"] = json!({"rows": [{"id": "a", "idm": 0.5}, {"id": "b", "idm": 0.6}]});
    let rows = create(&server, "Baris sendiri", own).await;
    let rows = rows["id"].as_str().unwrap();
    for (address, status, code) in [
        ("/tiles/villages/4/12/8.mvt?scenario=nobody".to_owned(), 404, "scenario_not_found"),
        ("/tiles/villages.json?scenario=nobody".to_owned(), 404, "scenario_not_found"),
        (format!("/tiles/regencies/4/12/8.mvt?scenario={rows}"), 400, "invalid_parameter"),
        (format!("/tiles/villages/4/12/8.mvt?scenario={rows}"), 400, "invalid_parameter"),
    ] {
        let found = problem(server.get(&address)).await;
        assert_eq!((found.status, found.code.as_str()), (status, code), "{address}");
    }
}
