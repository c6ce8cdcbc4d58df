//! The map as other programs open it.

use serde_json::Value;

use crate::support::TestServer;

#[tokio::test]
async fn styles_name_only_our_own_tiles() {
    let server = TestServer::start().await;
    for name in ["plan", "coverage"] {
        let style = server.json(&format!("/styles/{name}.json")).await;
        assert_eq!(style["version"], 8);
        assert!(style.get("glyphs").is_none() && style.get("sprite").is_none());
        for (layer, source) in style["sources"].as_object().unwrap() {
            assert_eq!(source["url"], format!("{}/tiles/{layer}.json", server.base));
        }
        for layer in
            style["layers"].as_array().unwrap().iter().filter(|layer| layer["type"] != "background")
        {
            let source = layer["source"].as_str().unwrap();
            assert!(style["sources"][source].is_object() && layer["source-layer"] == source);
        }
    }
}

/// The page's style, which is the only one: `map.json` and `themes.json`.
fn style_file(name: &str) -> Value {
    let path = format!("{}/web/src/lib/map/style/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[tokio::test]
async fn styles_are_those_of_the_page_without_what_only_a_page_can_draw() {
    let server = TestServer::start().await;
    let (map, themes) = (style_file("map.json"), style_file("themes.json"));
    let ids = |layers: &[Value]| -> Vec<String> {
        layers.iter().map(|layer| layer["id"].as_str().unwrap().to_owned()).collect()
    };
    let own: Vec<Value> = map["layers"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|layer| layer["metadata"]["alone"].is_array())
        .cloned()
        .collect();
    assert!(own.len() > 8, "the file says which layers stand alone");
    for name in ["plan", "coverage"] {
        let style = server.json(&format!("/styles/{name}.json")).await;
        let layers = style["layers"].as_array().unwrap();
        assert_eq!(ids(layers), ids(&own), "{name}");
        for (layer, own) in layers.iter().zip(&own) {
            let id = &own["id"];
            assert_eq!(layer["paint"]["line-width"], own["paint"]["line-width"], "{name} {id}");
            assert_eq!(layer["paint"]["circle-radius"], own["paint"]["circle-radius"], "{id}");
            assert_ne!(layer["layout"]["visibility"], "none", "{name} {id}");
            let [from, to] = [0, 1].map(|i| own["metadata"]["alone"][i].as_f64().unwrap());
            assert_eq!(layer["minzoom"].as_f64().unwrap_or(0.0), from, "{name} {id}");
            assert_eq!(layer["maxzoom"].as_f64().unwrap_or(24.0), to, "{name} {id}");
        }
        assert_eq!(layers[0]["paint"]["background-color"], themes["light"]["sea"], "{name}");
        let text = style.to_string();
        assert!(!text.contains("\"@") && !text.contains("{origin}"), "{name}: {text}");
    }
    let plan = server.json("/styles/plan.json").await;
    let villages = &plan["layers"].as_array().unwrap().iter().find(|l| l["id"] == "villages-fill");
    let colour = &villages.unwrap()["paint"]["fill-color"];
    let steps = themes["light"]["sequential"].as_array().unwrap();
    // ["case", ["has", id], ["interpolate", ["linear"], ["get", id], 0, lowest, ..., 100, highest], missing]
    let scale = colour[2].as_array().unwrap();
    assert_eq!(scale.len(), 3 + 2 * steps.len(), "{colour}");
    assert_eq!((&scale[3], &scale[4]), (&serde_json::json!(0.0), &steps[0]));
    assert_eq!(scale[scale.len() - 2].as_f64(), Some(100.0));
    assert_eq!(scale.last(), steps.last());
    assert_eq!(colour[3], themes["light"]["missing"]);
}
