//! Pictures as they were when somebody looked at them (`reference/`), with room for what another driver rounds otherwise.

use std::path::Path;

use desmigratif::Config;
use desmigratif::classes::Scheme;
use desmigratif::maps::{Choropleth, Shade, Theme};
use desmigratif::snapshot::Snapshot;
use geodata::Level;

use super::pixels::Pixels;
use super::{drawing, png, village};
use crate::support::{TestServer, country};

/// A channel that differs by more differs to the eye.
const CHANNEL: u8 = 48;
/// One pixel in so many may: letters and lines whose samples fall to the other side.
const PIXELS: usize = 100;

/// The picture of an address is the one of this name; with `INSTA_UPDATE=always` it becomes that.
async fn compare(server: &TestServer, name: &str, path: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/maps/reference")
        .join(name)
        .with_extension("png");
    let answer = server.get(path).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    let bytes = answer.bytes().await.unwrap();
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, &bytes).unwrap();
    }
    let known = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let (drawn, known) = (Pixels::of(&bytes), Pixels::of(&known));
    assert_eq!((drawn.width, drawn.height), (known.width, known.height), "{name}");
    let (differ, all) = (drawn.different(&known, CHANNEL), drawn.width * drawn.height);
    if differ * PIXELS > all {
        let seen = std::env::temp_dir().join(format!("{name}.png"));
        std::fs::write(&seen, &bytes).unwrap();
        panic!(
            "{path}: {differ} of {all} pixels are not those of {}: {}",
            file.display(),
            seen.display()
        );
    }
}

/// The first indicator of the country of the tests that a map can show.
async fn indicator(server: &TestServer) -> String {
    let indicators = server.json("/api/v1/indicators").await;
    let shown = indicators["items"].as_array().unwrap().iter().find(|one| one["tile"].is_object());
    shown.unwrap()["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn pictures_are_as_somebody_saw_them() {
    let Some(server) = drawing().await else { return };
    let id = indicator(&server).await;
    let (_, _, [x, y], _) = village(&server).await;
    let at = |zoom: u32| format!("{zoom}/{}/{}", x >> (12 - zoom), y >> (12 - zoom));
    for (name, path) in [
        ("tile-villages", format!("/maps/villages/{}.png?indicator={id}", at(9))),
        ("tile-villages@2x", format!("/maps/villages/{}@2x.png?indicator={id}", at(9))),
        ("tile-regencies-dark", format!("/maps/regencies/{}.png?indicator={id}&theme=dark", at(6))),
        ("country", format!("/maps/static.png?width=600&height=400&indicator={id}")),
        (
            "country-en",
            format!("/maps/static.png?width=600&height=400&indicator={id}&lang=en&scheme=equal"),
        ),
        ("land", "/maps/static.png?width=400&height=300".to_owned()),
    ] {
        compare(&server, name, &path).await;
    }
}

/// Every class has a place in the legend in its colour, which is that of the palette that the page has.
#[tokio::test]
async fn the_legend_has_the_colours_of_the_palette() {
    let Some(server) = drawing().await else { return };
    let config = Config { data: country::directory().to_owned(), ..Config::default() };
    let snapshot = Snapshot::load(&config).unwrap();
    let id = indicator(&server).await;
    let summary = snapshot.indicators().iter().find(|of| of.indicator.id == id).unwrap();
    for (shade, name) in [(Shade::Light, "light"), (Shade::Dark, "dark")] {
        let theme = Theme::of(shade).unwrap();
        for scheme in Scheme::ALL {
            let of = Choropleth::new(&snapshot, Level::Regency, summary, scheme, &theme).unwrap();
            let asked = format!("layer=regencies&indicator={id}&scheme={}", scheme.name());
            let path = format!("/maps/static.png?width=900&height=700&theme={name}&{asked}");
            let drawn = png(server.get(&path).send().await.unwrap()).await;
            for colour in of.colours.iter().chain([&theme.missing]) {
                // A sign of the legend has some 400 pixels, without its rim and its lines.
                assert!(drawn.count(colour) > 200, "{path}: {colour}");
            }
        }
    }
}
