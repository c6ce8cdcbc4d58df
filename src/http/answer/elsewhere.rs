//! Bodies that cost time while they are sent: compressed ones are made on threads of their own, piece by piece.

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use futures::stream;
use http_body_util::StreamBody;
use hyper::body::Frame;
use tokio::sync::mpsc;

use crate::app::AppState;
use crate::pool::Pool;

/// Pieces that may wait for a slow reader.
const AHEAD: usize = 4;

/// Middleware outside of the compression.
pub async fn compressed(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if !response.headers().contains_key(header::CONTENT_ENCODING) {
        return response;
    }
    let (parts, body) = response.into_parts();
    Response::from_parts(parts, made_on(&app.pools().bodies, body))
}

/// The same body, made on threads of `pool`. Whoever stops reading ends it.
fn made_on(pool: &Pool, mut body: Body) -> Body {
    let (sender, mut receiver) = mpsc::channel::<Result<Frame<Bytes>, axum::Error>>(AHEAD);
    pool.start_task(async move {
        loop {
            let piece = tokio::select! {
                biased;
                () = sender.closed() => break,
                piece = http_body_util::BodyExt::frame(&mut body) => piece,
            };
            let Some(piece) = piece else { break };
            if sender.send(piece).await.is_err() {
                break;
            }
        }
    });
    Body::new(StreamBody::new(stream::poll_fn(move |context| receiver.poll_recv(context))))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures::StreamExt as _;

    use super::*;
    use crate::pool::Pools;

    #[tokio::test]
    async fn a_body_is_the_same_and_made_no_further_than_it_is_read() {
        let pools = Pools::start().unwrap();
        let made = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&made);
        let pieces = stream::iter(0..1000).map(move |n| {
            count.fetch_add(1, Ordering::Relaxed);
            Ok::<_, std::io::Error>(Bytes::from(format!("{n},")))
        });
        let mut body = made_on(&pools.bodies, Body::from_stream(pieces)).into_data_stream();
        assert_eq!(body.next().await.unwrap().unwrap(), "0,");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        assert!(made.load(Ordering::Relaxed) <= AHEAD + 3);
        let mut rest = String::new();
        while let Some(piece) = body.next().await {
            rest.push_str(std::str::from_utf8(&piece.unwrap()).unwrap());
        }
        assert!(rest.ends_with("998,999,") && rest.split(',').count() == 1000);
    }

    #[tokio::test]
    async fn a_body_that_breaks_off_breaks_off() {
        let pools = Pools::start().unwrap();
        let broken = [Ok(Bytes::from("a")), Err(std::io::Error::other("broken"))];
        let body = made_on(&pools.bodies, Body::from_stream(stream::iter(broken)));
        let pieces: Vec<_> = body.into_data_stream().collect().await;
        assert!(pieces.len() == 2 && pieces[1].is_err());
    }
}
