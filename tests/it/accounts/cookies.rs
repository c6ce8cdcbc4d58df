//! Cookies of sign-ins: whose they are, however a browser came, and whatever else is on the host.

use std::collections::BTreeMap;

use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

use super::people::{PASSWORD, World, server, server_with};
use crate::support::server::expect_json;

const TILE: &str = "/tiles/provinces/5/25/16.mvt";

/// The cookies of one host, as a browser keeps them: whichever port has set them.
#[derive(Default)]
struct Jar(BTreeMap<String, String>);

impl Jar {
    fn with(&self, request: RequestBuilder) -> RequestBuilder {
        let pairs: Vec<String> =
            self.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        request.header(COOKIE, pairs.join("; "))
    }

    fn keep(&mut self, response: &Response) {
        for set in response.headers().get_all(SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            match value {
                "" => drop(self.0.remove(name)),
                value => drop(self.0.insert(name.to_owned(), value.to_owned())),
            }
        }
    }
}

/// How a proxy says that a browser came.
type Way = &'static [(&'static str, &'static str)];

fn by(way: Way, request: RequestBuilder) -> RequestBuilder {
    way.iter().fold(request, |request, (name, value)| request.header(*name, *value))
}

async fn sign_in(world: &World, jar: &mut Jar, way: Way, login: &str) {
    let body = json!({"login": login, "password": PASSWORD});
    let request = by(way, jar.with(world.post("/api/v1/session", &body)));
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200, "{way:?}");
    jar.keep(&response);
}

async fn login(world: &World, jar: &Jar, way: Way) -> Value {
    let session = expect_json(by(way, jar.with(world.get("/api/v1/session")))).await;
    session["person"]["login"].clone()
}

#[tokio::test]
async fn two_servers_on_one_host_leave_each_others_sign_ins_alone() {
    let (one, other) = (server().await, server().await);
    for way in [&[] as Way, &[("x-forwarded-proto", "https")]] {
        let mut jar = Jar::default();
        sign_in(&one, &mut jar, way, "reader").await;
        sign_in(&other, &mut jar, way, "planner").await;
        sign_in(&one, &mut jar, way, "analyst").await;
        assert_eq!(jar.0.len(), 2, "{:?}", jar.0);
        assert_eq!(login(&one, &jar, way).await, "analyst");
        assert_eq!(login(&other, &jar, way).await, "planner");
        let out = other.client.delete(format!("{}/api/v1/session", other.base));
        jar.keep(&by(way, jar.with(out)).send().await.unwrap());
        assert_eq!(login(&other, &jar, way).await, Value::Null);
        assert_eq!(login(&one, &jar, way).await, "analyst");
    }
    // The same state under two paths of a host, as where a copy of it is tried beside it.
    let path: Way = &[("x-forwarded-proto", "https"), ("x-forwarded-prefix", "/desa")];
    let trial: Way = &[("x-forwarded-proto", "https"), ("x-forwarded-prefix", "/uji")];
    let mut jar = Jar::default();
    sign_in(&one, &mut jar, path, "reader").await;
    sign_in(&one, &mut jar, trial, "planner").await;
    assert_eq!(login(&one, &jar, path).await, "reader");
    assert_eq!(login(&one, &jar, trial).await, "planner");
}

#[tokio::test]
async fn tiles_know_whoever_all_else_knows_however_the_browser_came() {
    let ways: [Way; 6] = [
        &[],
        &[("x-forwarded-proto", "https")],
        &[("forwarded", "for=203.0.113.7;proto=https")],
        &[("x-forwarded-proto", "http"), ("forwarded", "for=203.0.113.7;proto=https")],
        &[("x-forwarded-prefix", "/desa")],
        &[("x-forwarded-proto", "https"), ("x-forwarded-prefix", "/desa")],
    ];
    let trusting = server().await;
    let wary =
        server_with(|config| config.trusted_proxies = ["192.0.2.1/32".parse().unwrap()].into())
            .await;
    for world in [&trusting, &wary] {
        for way in ways {
            let mut jar = Jar::default();
            sign_in(world, &mut jar, way, "reader").await;
            for path in ["/api/v1/areas?level=province", TILE] {
                let answer = by(way, jar.with(world.get(path))).send().await.unwrap();
                assert!(answer.status().is_success(), "{path} {way:?}: {}", answer.status());
                let stranger = by(way, world.get(path)).send().await.unwrap();
                assert_eq!(stranger.status(), 401, "{path} {way:?}");
            }
        }
    }
}
