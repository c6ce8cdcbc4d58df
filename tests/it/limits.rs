use std::time::Duration;

use crate::support::TestServer;

#[tokio::test]
async fn a_request_that_takes_too_long_is_a_problem_and_health_still_answers() {
    let server =
        TestServer::start_with(|config| config.limits.request_timeout = Duration::ZERO).await;
    // Searches are made on other threads: of many at once some take longer than no time.
    let late = loop {
        let asked = (0..50).map(|_| server.get("/api/v1/areas?q=baru").send());
        let answers = futures::future::try_join_all(asked).await.unwrap();
        if let Some(late) = answers.into_iter().find(|answer| answer.status() != 200) {
            break late;
        }
    };
    let problem = crate::support::server::checked_problem(late).await;
    assert_eq!((problem.status, problem.code.as_str()), (504, "timeout"));
    server.json("/healthz").await;
}

#[tokio::test]
async fn requests_beyond_the_bound_are_told_to_come_again() {
    let server = TestServer::start_with(|config| config.limits.request_in_flight = 1).await;
    // Of those that come together some are under way at the same time; health is never refused.
    let together = async || {
        let asked = (0..20).map(|_| server.get("/api/v1/areas?q=baru").send());
        futures::future::try_join_all(asked).await.unwrap()
    };
    let refused = loop {
        if let Some(refused) = together().await.into_iter().find(|answer| answer.status() != 200) {
            break refused;
        }
    };
    assert_eq!(refused.headers()["retry-after"], "1");
    let problem = crate::support::server::checked_problem(refused).await;
    assert_eq!((problem.status, problem.code.as_str()), (429, "busy"));
    server.json("/healthz").await;
    // When those are over, there is a place again.
    loop {
        if server.get("/api/v1/dataset").send().await.unwrap().status() == 200 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
