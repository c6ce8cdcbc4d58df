//! Somebody from outside asks everything that may be asked, of two countries that differ in what is withheld and in
//! nothing else: no answer, in whatever format, tells them which of the two it is.

use std::collections::BTreeSet;

use desmigratif::http::access::RULES;

use super::asks::{Ask, Names, asks};
use super::country::directories;
use crate::support::TestServer;
use crate::support::server::column;

/// Routes whose answers tell the two countries apart for whoever sees everything: otherwise this test would see nothing.
const TELLING: [&str; 15] = [
    "/readyz",
    "/api/v1/dataset",
    "/api/v1/dataset/report",
    "/api/v1/indicators",
    "/api/v1/areas/{code}",
    "/api/v1/coverage",
    "/api/v1/coverage/compare",
    "/api/v1/coverage/compare.pdf",
    "/api/v1/tables",
    "/api/v1/queries/{name}",
    "/api/v1/sql",
    "/api/v1/rankings",
    "/api/v1/rankings/explain",
    "/tiles/{layers}",
    "/tiles/{layers}/{z}/{x}/{y}",
];

/// What somebody learns of an answer: all but when it was made and how long that took.
#[derive(Debug, PartialEq, Eq)]
pub struct Learnt {
    status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

pub async fn learnt(server: &TestServer, ask: &Ask, outside: bool) -> Learnt {
    let url = format!("{}{}", server.base, ask.path);
    let mut request = server.client.request(ask.method.parse().unwrap(), url);
    if let Some(body) = &ask.body {
        request = request.json(body);
    }
    if outside {
        request = request.header("X-Forwarded-For", "10.0.0.5");
    }
    let answer = request.send().await.unwrap();
    // The length of an answer is that of its body, which is compared, and its time in milliseconds has one digit or three.
    let own = ["date", "x-request-id", "content-length"];
    let headers = answer.headers().iter().filter(|(name, _)| !own.contains(&name.as_str()));
    let headers =
        headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    Learnt {
        status: answer.status().as_u16(),
        headers: headers.collect(),
        body: timeless(answer.bytes().await.unwrap().to_vec(), &server.base),
    }
}

/// Without how long it took, the number of the request and the address that was asked.
fn timeless(body: Vec<u8>, base: &str) -> Vec<u8> {
    let Ok(mut text) = String::from_utf8(body.clone()) else { return body };
    for key in ["\"elapsed_ms\":", "\"request_id\":"] {
        if let Some(at) = text.find(key) {
            let end = text[at..].find([',', '}']).map_or(text.len(), |end| at + end);
            text.replace_range(at..end, "");
        }
    }
    text.replace(base, "").into_bytes()
}

async fn names(server: &TestServer) -> Names {
    let tables = column(&server.json("/api/v1/tables").await, "name");
    // What others asked is for few, and is of the process.
    let tables = tables.into_iter().filter(|name| name != "system_queries").collect();
    Names { tables, questions: column(&server.json("/api/v1/queries").await, "name") }
}

#[tokio::test]
async fn nothing_that_everybody_may_ask_tells_what_is_withheld() {
    let [three, four] = directories();
    let start = |dir: &'static std::path::Path| {
        TestServer::start_with(move |config| config.data = dir.to_owned())
    };
    let (three, four) = (start(three).await, start(four).await);
    let names = names(&three).await;
    let (mut asked, mut answered, mut telling) = (0, 0, BTreeSet::new());
    for (method, route, _) in RULES {
        for ask in asks(method, route, &names) {
            let both = async || (learnt(&three, &ask, true).await, learnt(&four, &ask, true).await);
            let (mut one, mut other) = both().await;
            // A workbook says in which second it was made: asked again, both are of one.
            for _ in 0..if ask.path.contains("xlsx") { 5 } else { 0 } {
                if one != other {
                    (one, other) = both().await;
                }
            }
            assert!(one == other, "{ask:?} tells:\n{}\n{}", shown(&one), shown(&other));
            (asked, answered) = (asked + 1, answered + usize::from(one.status < 300));
            let (one, other) =
                (learnt(&three, &ask, false).await, learnt(&four, &ask, false).await);
            if one.body != other.body {
                telling.insert(*route);
            }
            // What is for few must not stay in a cache that others read from, even where both happen to be alike.
            let of = |learnt: &Learnt| {
                let found = learnt.headers.iter().find(|(name, _)| name == "cache-control");
                found.map_or(String::new(), |(_, value)| value.clone())
            };
            if one.status < 300 {
                assert!(
                    of(&one).contains("private") || of(&one).contains("no-store"),
                    "{ask:?}: {}",
                    of(&one)
                );
            }
        }
    }
    let silent: Vec<_> = TELLING.iter().filter(|route| !telling.contains(*route)).collect();
    assert!(silent.is_empty(), "{silent:?} tell nobody anything");
    assert!(asked > 300 && answered * 3 > asked * 2, "{answered} of {asked} answered");
    println!(
        "small numbers: {asked} requests from outside, {answered} answered, {} routes tell insiders",
        telling.len()
    );
}

pub fn shown(learnt: &Learnt) -> String {
    let text = String::from_utf8_lossy(&learnt.body);
    format!(
        "{} {:?}\n{}",
        learnt.status,
        learnt.headers,
        text.chars().take(1500).collect::<String>()
    )
}
