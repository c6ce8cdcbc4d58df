//! A cache between the server and its readers that all of them share, as in front of a ministry: what it keeps for one it
//! gives to the next whenever HTTP lets it (RFC 9111).

use std::collections::HashMap;
use std::time::SystemTime;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, Uri};
use desmigratif::access::Access;
use http_cache_semantics::{BeforeRequest, CacheOptions, CachePolicy};

use super::people::{INSIDER, server_over, sign_in};
use crate::small::country::{FEW, directories};
use crate::support::TestServer;
use crate::support::server::expect_json;

/// What comes through it, or directly: a status and a body.
type Answer = (u16, Bytes);

struct Cache<'a> {
    server: &'a TestServer,
    kept: HashMap<String, (CachePolicy, Answer)>,
    /// Answers for which the server was not asked.
    given: usize,
    /// Keeps everything for everybody, as no cache may.
    blind: bool,
}

impl<'a> Cache<'a> {
    fn before(server: &'a TestServer) -> Self {
        Self { server, kept: HashMap::new(), given: 0, blind: false }
    }

    async fn get(&mut self, path: &str, cookie: Option<&str>) -> Answer {
        let mut request = Request::get(path.parse::<Uri>().unwrap()).body(()).unwrap();
        if let Some(cookie) = cookie {
            request.headers_mut().insert("cookie", cookie.parse().unwrap());
        }
        let (request, ()) = request.into_parts();
        let mut asked = request.clone();
        if let Some((policy, answer)) = self.kept.get(path) {
            match policy.before_request(&request, SystemTime::now()) {
                BeforeRequest::Fresh(_) => {
                    self.given += 1;
                    return answer.clone();
                }
                BeforeRequest::Stale { request, .. } => asked = request,
            }
        }
        let (response, body) = ask(self.server, path, asked.headers.clone()).await;
        let status = response.status().as_u16();
        if status == 304 {
            let (_, answer) = &self.kept[path];
            return answer.clone();
        }
        let answer = (status, body);
        let mut response = response;
        if self.blind {
            *response.headers_mut() = HeaderMap::from_iter([(
                HeaderName::from_static("cache-control"),
                HeaderValue::from_static("public, max-age=60"),
            )]);
        }
        let options = CacheOptions { shared: true, ..CacheOptions::default() };
        let policy = CachePolicy::new_options(&request, &response, SystemTime::now(), options);
        if policy.is_storable() {
            self.kept.insert(path.to_owned(), (policy, answer.clone()));
        }
        answer
    }
}

/// An answer; of a refusal, which has a number of its own, no more than its head.
async fn ask(server: &TestServer, path: &str, headers: HeaderMap) -> (Response<()>, Bytes) {
    let url = format!("{}{path}", server.base);
    let answer = server.client.request(Method::GET, url).headers(headers).send().await.unwrap();
    let mut response = Response::new(());
    *response.status_mut() = answer.status();
    *response.headers_mut() = answer.headers().clone();
    let body = answer.bytes().await.unwrap();
    let body = if response.status().is_success() { body } else { Bytes::new() };
    (response, body)
}

/// What is asked of readers who see different things: pages, answers, tiles and how they are described.
const PATHS: [&str; 10] = [
    "/",
    "/api/v1/session",
    "/api/v1/dataset",
    "/api/v1/coverage?level=regency",
    "/api/v1/indicators",
    "/api/v1/areas?level=regency",
    "/api/v1/scenarios",
    "/tiles/regencies.json",
    "/tiles/regencies/7/103/66.mvt",
    "/styles/plan.json",
];

#[tokio::test]
async fn through_a_cache_that_they_share_readers_get_what_they_would_get_without_it() {
    let world = server_over(directories()[0]).await;
    let [reader, insider, admin] = ["reader", INSIDER, "admin"];
    let mut cookies = vec![None];
    for login in [reader, insider, admin] {
        cookies.push(Some(sign_in(&world, login).await.cookie));
    }
    let mut paths: Vec<String> = PATHS.map(str::to_owned).to_vec();
    paths.push(format!("/api/v1/areas/{FEW}"));
    // The addresses of tiles that browsers keep for good, of both catalogues.
    for login in [reader, insider] {
        let visitor = sign_in(&world, login).await;
        let described = expect_json(visitor.get("/tiles/regencies.json")).await;
        let address = described["tiles"][0].as_str().unwrap().to_owned();
        let address = address.split_once("/tiles/").unwrap().1.replace("{z}/{x}/{y}", "7/103/66");
        paths.push(format!("/tiles/{address}"));
    }
    let mut confused = 0;
    for blind in [false, true] {
        let mut cache = Cache { blind, ..Cache::before(&world) };
        // Each comes before and after each other.
        for cookie in cookies.iter().chain(cookies.iter().rev()).chain(&cookies) {
            let cookie = cookie.as_deref();
            for path in &paths {
                let through = cache.get(path, cookie).await;
                let mut headers = HeaderMap::new();
                if let Some(cookie) = cookie {
                    headers.insert("cookie", cookie.parse().unwrap());
                }
                let (direct, body) = ask(&world, path, headers).await;
                let same = through == (direct.status().as_u16(), body);
                assert!(same || blind, "{path} is another's");
                confused += usize::from(!same);
            }
        }
    }
    assert!(
        confused > 20,
        "{confused}: a cache that keeps everything confuses nobody, so this test sees nothing"
    );
}

#[tokio::test]
async fn what_everybody_may_read_is_kept_for_everybody() {
    let server = TestServer::start_with(|config| config.access = Access::Public).await;
    let mut cache = Cache::before(&server);
    let described = expect_json(server.get("/tiles/regencies.json")).await;
    let address = described["tiles"][0].as_str().unwrap().split_once("/tiles/").unwrap().1;
    let tile = format!("/tiles/{}", address.replace("{z}/{x}/{y}", "7/103/66"));
    let first = cache.get(&tile, None).await;
    assert_eq!(cache.get(&tile, None).await, first);
    assert_eq!(cache.given, 1);
}
