//! How tiles are sent.

use std::collections::BTreeSet;

use mvt_reader::Reader;
use reqwest::Response;

use crate::support::TestServer;

/// Over the small country, with content in every layer.
const ADDRESS: &str = "5/25/16";

/// A client that leaves the bytes as they are.
fn plain() -> reqwest::Client {
    reqwest::Client::builder().gzip(false).build().unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    response.headers().get(name).map(|value| value.to_str().unwrap())
}

#[tokio::test]
async fn every_coding_has_its_own_bytes_and_its_own_strong_tag() {
    let server = TestServer::start().await;
    let (client, mut tags) = (plain(), BTreeSet::new());
    let path = format!("{}/tiles/villages/{ADDRESS}", server.base);
    for (kind, media) in
        [("mvt", "application/vnd.mapbox-vector-tile"), ("mlt", "application/vnd.maplibre-tile")]
    {
        for (accept, coding, magic) in [
            ("gzip, deflate, br, zstd", Some("gzip"), &[0x1f, 0x8b][..]),
            ("zstd", Some("zstd"), &[0x28, 0xb5, 0x2f, 0xfd]),
            ("gzip;q=0.5, br", Some("br"), &[]),
            ("identity", None, &[]),
            ("deflate", None, &[]),
        ] {
            let ask = || client.get(format!("{path}.{kind}")).header("accept-encoding", accept);
            let first = ask().send().await.unwrap();
            assert_eq!(first.status(), 200);
            assert_eq!(header(&first, "content-encoding"), coding, "{accept}");
            assert_eq!(header(&first, "content-type"), Some(media));
            assert_eq!(header(&first, "vary"), Some("accept-encoding"));
            let tag = header(&first, "etag").unwrap().to_owned();
            assert!(tag.starts_with('"') && tag.contains(kind), "strong: {tag}");
            tags.insert(tag.clone());
            let length = header(&first, "content-length").map(str::to_owned);
            let bytes = first.bytes().await.unwrap();
            assert!(bytes.starts_with(magic), "{accept}");
            // Once more, from the cache; and its head alone.
            let again = ask().send().await.unwrap();
            assert_eq!(header(&again, "etag"), Some(tag.as_str()));
            assert_eq!(again.bytes().await.unwrap(), bytes);
            let head = client.head(format!("{path}.{kind}")).header("accept-encoding", accept);
            let head = head.send().await.unwrap();
            assert_eq!((head.status().as_u16(), header(&head, "etag")), (200, Some(tag.as_str())));
            assert_eq!(header(&head, "content-length").map(str::to_owned), length);
            assert!(head.bytes().await.unwrap().is_empty());
        }
    }
    // Twice nothing at all: two of the five are one.
    assert_eq!(tags.len(), 8, "{tags:?}");
}

#[tokio::test]
async fn what_is_unchanged_keeps_the_caching_of_the_whole_answer() {
    let server = TestServer::start().await;
    let version = server.json("/tiles/villages.json").await["version"].as_str().unwrap().to_owned();
    for path in [
        format!("/tiles/villages/{ADDRESS}.mlt?v={version}"),
        format!("/tiles/villages/{ADDRESS}.mvt"),
        format!("/tiles/villages/{ADDRESS}"),
    ] {
        let whole = server.get(&path).send().await.unwrap();
        let tag = header(&whole, "etag").unwrap().to_owned();
        let unchanged = server.get(&path).header("if-none-match", &tag).send().await.unwrap();
        assert_eq!(unchanged.status(), 304, "{path}");
        for name in ["cache-control", "vary", "etag"] {
            assert_eq!(header(&unchanged, name), header(&whole, name), "{path}: {name}");
        }
        let other = tag.replace("villages", "ltsa");
        let changed = server.get(&path).header("if-none-match", other).send().await.unwrap();
        assert_eq!(changed.status(), 200);
    }
    // The other encoding of the same tile is another thing.
    let mvt = server.get(&format!("/tiles/villages/{ADDRESS}.mvt")).send().await.unwrap();
    let tag = header(&mvt, "etag").unwrap();
    let mlt = server.get(&format!("/tiles/villages/{ADDRESS}.mlt"));
    assert_eq!(mlt.header("if-none-match", tag).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn accept_says_the_encoding_where_the_address_does_not() {
    let server = TestServer::start().await;
    let path = format!("/tiles/villages/{ADDRESS}");
    for (accept, kind) in [
        ("*/*", "application/vnd.mapbox-vector-tile"),
        ("application/vnd.maplibre-tile", "application/vnd.maplibre-tile"),
        ("application/vnd.maplibre-tile, */*;q=0.1", "application/vnd.maplibre-tile"),
    ] {
        let answer = server.get(&path).header("accept", accept).send().await.unwrap();
        assert_eq!(header(&answer, "content-type"), Some(kind));
        assert_eq!(header(&answer, "vary"), Some("accept, accept-encoding"));
        // An address that says it is not asked again.
        let mlt = server.get(&format!("{path}.mlt")).header("accept", accept).send().await.unwrap();
        assert_eq!(header(&mlt, "content-type"), Some("application/vnd.maplibre-tile"));
    }
    let refused = server.get(&path).header("accept", "image/png").send().await.unwrap();
    assert_eq!(refused.status(), 406);
}

#[tokio::test]
async fn several_layers_come_in_one_tile() {
    let server = TestServer::start().await;
    let layers = async |names: &str| {
        let tile = server.get(&format!("/tiles/{names}/{ADDRESS}.mvt")).send().await.unwrap();
        assert_eq!(tile.status(), 200, "{names}");
        let tag = header(&tile, "etag").unwrap().to_owned();
        let reader = Reader::new(tile.bytes().await.unwrap().to_vec()).unwrap();
        let count = |layer: usize| reader.get_features(layer).unwrap().len();
        let names = reader.get_layer_names().unwrap();
        let counts: Vec<usize> = (0..names.len()).map(count).collect();
        (names, counts, tag)
    };
    let (names, counts, tag) = layers("villages,regencies,ltsa").await;
    assert_eq!(names, ["regencies", "villages", "ltsa"]);
    for (name, count) in names.iter().zip(counts) {
        assert_eq!(layers(name).await.1, [count], "{name}");
    }
    // The order of the names makes no other tile; a comma may be escaped.
    assert_eq!(layers("ltsa,villages,regencies").await.2, tag);
    assert_eq!(layers("ltsa%2Cvillages%2Cregencies").await.2, tag);
}

#[tokio::test]
async fn a_tile_of_an_area_has_nothing_of_others() {
    let server = TestServer::start().await;
    let ids = async |layers: &str, area: &str| {
        let path = format!("/tiles/{layers}/{ADDRESS}.mvt{area}");
        let tile = server.get(&path).send().await.unwrap();
        let tag = header(&tile, "etag").map(str::to_owned);
        if tile.status() == 204 {
            return (BTreeSet::new(), tag);
        }
        let reader = Reader::new(tile.bytes().await.unwrap().to_vec()).unwrap();
        let features = reader.get_features(0).unwrap();
        (features.into_iter().map(|feature| feature.id.unwrap()).collect(), tag)
    };
    let (all, tag) = ids("villages", "").await;
    let (province, province_tag) = ids("villages", "?area=11").await;
    let (regency, _) = ids("villages", "?area=11.01").await;
    let of = |prefix: u64| {
        let digits = prefix.to_string();
        all.iter().copied().filter(move |id| id.to_string().starts_with(&digits))
    };
    assert_eq!(province, of(11).collect());
    assert_eq!(regency, of(1101).collect());
    assert!(!regency.is_empty() && regency.len() < province.len() && province.len() < all.len());
    assert_ne!(tag, province_tag);
    assert_eq!(ids("provinces", "?area=11").await.0, BTreeSet::from([11]));
    // An area does not lie within a part of itself.
    assert_eq!(ids("provinces", "?area=11.01").await.0, BTreeSet::new());
}

#[tokio::test]
async fn a_tile_carries_no_more_than_it_needs_and_failures_say_why() {
    let server = TestServer::start().await;
    let path = format!("/tiles/villages/{ADDRESS}.mvt");
    let tile = server.get(&path).send().await.unwrap();
    for name in ["content-security-policy", "x-request-id", "x-frame-options", "referrer-policy"] {
        assert_eq!(header(&tile, name), None, "{name}");
    }
    assert_eq!(header(&tile, "x-content-type-options"), Some("nosniff"));
    let empty = server.get("/tiles/villages/5/0/0.mlt").send().await.unwrap();
    assert_eq!((empty.status().as_u16(), header(&empty, "etag")), (204, None));
    assert_eq!(header(&empty, "cache-control"), Some("no-cache"));
    let wrong = server.get("/tiles/villages/3/8/0.mvt").header("x-request-id", "mine");
    let wrong = wrong.send().await.unwrap();
    assert_eq!((wrong.status().as_u16(), header(&wrong, "x-request-id")), (400, Some("mine")));
    assert_eq!(header(&wrong, "content-type"), Some("application/problem+json"));
    assert!(wrong.text().await.unwrap().contains("columns and rows end at 7"));
    let posted = server.client.post(format!("{}{path}", server.base)).send().await.unwrap();
    assert_eq!((posted.status().as_u16(), header(&posted, "allow")), (405, Some("GET,HEAD")));
    assert_eq!(header(&posted, "content-type"), Some("application/problem+json"));
    // A page of another site whose name was bound to this machine is refused here too.
    let foreign = server.get(&path).header("host", "evil.example").send().await.unwrap();
    assert_eq!(foreign.status(), 421);
}

#[tokio::test]
async fn tiles_are_counted_under_the_route_and_their_status() {
    let server = TestServer::start().await;
    let path = format!("/tiles/villages/{ADDRESS}.mlt");
    // GET and HEAD are counted on lines of their own, and other tests of this process count there too.
    let answered = async || -> f64 {
        let text = server.get("/metrics").send().await.unwrap().text().await.unwrap();
        let of_tiles = r#"method="GET",route="/tiles/{layers}/{z}/{x}/{y}",status="200""#;
        let mut lines = text
            .lines()
            .filter(|line| line.starts_with("http_requests_total") && line.contains(of_tiles));
        lines.next().map_or(0.0, |line| line.rsplit(' ').next().unwrap().parse().unwrap())
    };
    let before = answered().await;
    assert_eq!(server.get(&path).send().await.unwrap().status(), 200);
    assert!(answered().await > before);
}
