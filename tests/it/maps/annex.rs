//! The map of an annex.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use desmigratif::maps::{Shade, Theme};
use desmigratif::scenarios::annex::Frozen;
use desmigratif::scenarios::store::{FixedClock, Store};

use super::pixels::Pixels;
use super::{png, renderer};
use crate::scenarios::{frozen, path};
use crate::support::TestServer;

#[tokio::test]
async fn an_annex_keeps_the_map_that_was_drawn_when_it_was_frozen() {
    let Some(program) = renderer() else { return };
    let dir = tempfile::tempdir().unwrap();
    let state = dir.path().to_owned();
    let server = TestServer::start_with(|config| {
        config.state = state.clone();
        config.map_renderer = Some(program);
    })
    .await;
    let made = frozen(&server).await;
    let accent = Theme::of(Shade::Light).unwrap().accent;
    let id = made["id"].as_str().unwrap();
    let still = format!("/maps/static.png?scenario={id}&width=640&height=400");
    let still = png(server.get(&still).send().await.unwrap()).await;
    assert!(still.count(&accent) > 20, "its villages are marked on its map");
    let annex = path(&made, "/annex.pdf");
    let read = async |server: &TestServer| {
        let answer = server.get(&annex).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        answer.bytes().await.unwrap()
    };
    let first = read(&server).await;
    server.stop().await.unwrap();

    // Where nothing draws, the picture is still there: it is part of what was frozen and signed.
    let server = TestServer::start_with(|config| config.state = state.clone()).await;
    assert_eq!(read(&server).await, first);
    server.stop().await.unwrap();
    let clock = Arc::new(FixedClock("2027-01-01T00:00:00Z".into()));
    let text = Store::open(&state, clock).unwrap().frozen_document(id).unwrap().text;
    let document: Frozen = serde_json::from_str(&text).unwrap();
    let picture = STANDARD.decode(document.map.picture.unwrap()).unwrap();
    let drawn = Pixels::of(&picture);
    assert_eq!(drawn.width, 2048);
    assert!(drawn.count(&accent) > 300, "three villages with a dot each, and the legend");
    let image = b"/Subtype /Image";
    assert!(first.windows(image.len()).any(|bytes| bytes == image), "it is in the document");
}
