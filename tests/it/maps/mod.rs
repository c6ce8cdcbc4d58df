//! Maps as pictures. What draws says *skipped* where the program was not built or the machine has no driver.

mod annex;
mod pixels;
mod reference;

use std::path::PathBuf;
use std::process::{Command, Stdio};

use desmigratif::Config;
use desmigratif::classes::Scheme;
use desmigratif::maps::{Choropleth, Shade, Theme};
use desmigratif::snapshot::Snapshot;
use geodata::Level;
use geodata::testing::skipped;
use mvt_reader::Reader;
use reqwest::Response;

use crate::support::TestServer;
use crate::support::country;
use pixels::Pixels;

/// The program that draws, if it can here.
fn renderer() -> Option<PathBuf> {
    let program =
        PathBuf::from(env!("CARGO_BIN_EXE_desmigratif")).with_file_name("desmigratif-maps");
    let drawn = Command::new(&program)
        .env("WGPU_BACKEND", "vulkan")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output();
    let works = drawn.is_ok_and(|drawn| drawn.stdout.first() == Some(&1));
    if !works {
        skipped(&format!(
            "{} does not draw here; `make maps` builds it and docs/development.md names the driver",
            program.display()
        ));
    }
    works.then_some(program)
}

async fn drawing() -> Option<TestServer> {
    let program = renderer()?;
    Some(TestServer::start_with(|config| config.map_renderer = Some(program)).await)
}

async fn png(response: Response) -> Pixels {
    assert_eq!(response.status(), 200, "{}", response.text().await.unwrap());
    assert_eq!(response.headers()["content-type"], "image/png");
    Pixels::of(&response.bytes().await.unwrap())
}

#[tokio::test]
async fn without_a_renderer_maps_are_a_clear_problem_and_everything_else_works() {
    let server = TestServer::start().await;
    for path in ["/maps/villages/8/200/130.png", "/maps/static.png?width=256"] {
        let problem = server.problem(path).await;
        assert_eq!((problem.status, problem.code.as_str()), (501, "maps_unavailable"), "{path}");
    }
    assert_eq!(server.get("/tiles/villages/5/25/16.mvt").send().await.unwrap().status(), 200);
    let page = server.get("/").send().await.unwrap().text().await.unwrap();
    assert!(!page.contains("og:image"), "no picture is promised");
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_by_name() {
    let server = TestServer::start().await;
    for (path, status, code, named) in [
        ("/maps/static.png?breite=9", 400, "unknown_parameter", "breite"),
        ("/maps/static.png?width=63", 400, "invalid_parameter", "width"),
        ("/maps/static.png?height=2049", 400, "invalid_parameter", "height"),
        ("/maps/static.png?bbox=1,2,3", 400, "invalid_parameter", "bbox"),
        ("/maps/static.png?area=52&bbox=1,2,3,4", 400, "invalid_parameter", "area"),
        ("/maps/static.png?area=00", 400, "invalid_code", "00"),
        ("/maps/static.png?indicator=nichts", 400, "invalid_parameter", "nichts"),
        ("/maps/static.png?scheme=jenks", 400, "invalid_parameter", "jenks"),
        ("/maps/static.png?lang=de", 400, "invalid_parameter", "de"),
        ("/maps/static.png?layer=ltsa", 404, "layer_not_found", "ltsa"),
        ("/maps/static.png?scenario=nope", 404, "scenario_not_found", "nope"),
        ("/maps/roads/8/200/130.png", 404, "layer_not_found", "roads"),
        ("/maps/villages/8/200/130.webp", 404, "tile_not_found", "png"),
        ("/maps/villages/8/999/130.png", 400, "tile_address_invalid", "999"),
        ("/maps/villages/8/200/130.png?indicators=x", 400, "unknown_parameter", "indicators"),
    ] {
        let problem = server.problem(path).await;
        assert_eq!((problem.status, problem.code.as_str()), (status, code), "{path}");
        assert!(problem.body.to_string().contains(named), "{path}: {}", problem.body);
    }
}

/// A village in the middle of a tile of zoom 12: its tile, and where its point lies there.
async fn village(server: &TestServer) -> (String, u64, [u32; 2], [f64; 2]) {
    let rows = server.sql("SELECT code, lon, lat FROM villages ORDER BY code").await;
    for row in rows["items"].as_array().unwrap() {
        let id: String = row["code"].as_str().unwrap().to_owned();
        let (Some(lon), Some(lat)) = (row["lon"].as_f64(), row["lat"].as_f64()) else { continue };
        let world = 4096.0;
        let x = (lon + 180.0) / 360.0 * world;
        let y = (0.5 - lat.to_radians().tan().asinh() / std::f64::consts::TAU) * world;
        let feature = id.replace('.', "").parse().unwrap();
        return (id, feature, [x as u32, y as u32], [x.fract(), y.fract()]);
    }
    panic!("no village has a point");
}

#[tokio::test]
async fn a_village_has_the_colour_of_its_class() {
    let Some(server) = drawing().await else { return };
    let (_, id, [x, y], at) = village(&server).await;
    let config = Config { data: country::directory().to_owned(), ..Config::default() };
    let snapshot = Snapshot::load(&config).unwrap();
    let theme = Theme::of(Shade::Light).unwrap();
    let bytes = server.get(&format!("/tiles/villages/12/{x}/{y}.mvt")).send().await.unwrap();
    let reader = Reader::new(bytes.bytes().await.unwrap().to_vec()).unwrap();
    let features = reader.get_features(0).unwrap();
    let feature = features.iter().find(|feature| feature.id == Some(id)).unwrap();
    let properties = feature.properties.as_ref().unwrap();
    let mut seen = 0;
    for summary in snapshot.indicators() {
        let name = &summary.indicator.id;
        for scheme in Scheme::ALL {
            let Some(of) = Choropleth::new(&snapshot, Level::Village, summary, scheme, &theme)
            else {
                continue;
            };
            let step = match properties.get(name) {
                Some(mvt_reader::feature::Value::UInt(step)) => Some(*step as usize),
                _ => None,
            };
            let expected = step.map_or(&theme.missing, |step| &of.steps[step]);
            for (ending, side) in [("", 256.0), ("@2x", 512.0)] {
                let path = format!(
                    "/maps/villages/12/{x}/{y}{ending}.png?indicator={name}&scheme={}",
                    scheme.name()
                );
                let drawn = png(server.get(&path).send().await.unwrap()).await;
                assert_eq!((drawn.width, drawn.height), (side as usize, side as usize));
                let place = at.map(|part| (part * side) as usize);
                assert_eq!(&drawn.at(place[0], place[1]), expected, "{path}");
                seen += 1;
            }
        }
        if seen > 16 {
            break;
        }
    }
    assert!(seen > 8);
}

#[tokio::test]
async fn a_static_map_says_what_it_shows_and_is_kept() {
    let Some(server) = drawing().await else { return };
    let indicators = server.json("/api/v1/indicators").await;
    let indicator =
        indicators["items"].as_array().unwrap().iter().find(|one| one["tile"].is_object());
    let id = indicator.unwrap()["id"].as_str().unwrap().to_owned();
    let path = format!("/maps/static.png?width=640&height=400&indicator={id}&layer=regencies");
    let first = server.get(&path).send().await.unwrap();
    let tag = first.headers()["etag"].to_str().unwrap().to_owned();
    let map = png(first).await;
    assert_eq!((map.width, map.height), (640, 400));
    let theme = Theme::of(Shade::Light).unwrap();
    assert!(map.count(&theme.sea) > 1000, "the sea is there");
    let colours = theme.sequential(7);
    assert!(
        colours.iter().filter(|colour| map.count(colour) > 20).count() >= 2,
        "classes are there"
    );
    // Letters of the title and the legend: their colour in the strip above and at the left.
    let dark = |x: usize, y: usize| map.at(x, y) == theme.label;
    assert!((0..300).any(|x| (0..40).any(|y| dark(x, y))), "a title");
    let again = server.get(&path).header("if-none-match", &tag).send().await.unwrap();
    assert_eq!(again.status(), 304);
    let other = server.get(&format!("{path}&lang=en")).send().await.unwrap();
    assert_ne!(other.headers()["etag"].to_str().unwrap(), tag);
    let head = server.client.head(format!("{}{path}", server.base)).send().await.unwrap();
    assert_eq!((head.status().as_u16(), &head.headers()["etag"]), (200, &tag.parse().unwrap()));
}

#[tokio::test]
async fn a_shared_address_shows_its_map() {
    let Some(server) = drawing().await else { return };
    let page = server.get("/?show=idm&breaks=equal").send().await.unwrap();
    let text = page.text().await.unwrap();
    if !text.contains("</head>") {
        skipped("built without the application; run `npm run build` in web/ and build again");
        return;
    }
    let image = format!("{}/maps/static.png?width=1200&amp;height=630", server.base);
    assert!(text.contains(&format!("property=\"og:image\" content=\"{image}&amp;indicator=idm")));
    let sql = server.get("/sql").send().await.unwrap().text().await.unwrap();
    assert!(!sql.contains("og:image"));
}
