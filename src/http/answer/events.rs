//! Answers of long computations: as JSON when they are done, or as server-sent events that tell how
//! far they are. When the client goes away, in either form, the computation ends.

use std::convert::Infallible;
use std::pin::Pin;
use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::{FutureExt, Stream, stream};
use serde::Serialize;
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::accept::Preferences;
use super::written::{Written, gently};
use crate::app::{App, AppState};
use crate::http::problem::{ApiError, ApiResult, Code, RequestId};
use crate::http::request::prefix::{self, Under};
use crate::jobs::{CancelOnDrop, Job, Place, Progress};

/// Progress is told at most this often.
const EVERY: Duration = Duration::from_millis(250);
/// Seconds after which it is told again although nothing has changed but the time.
const STILL_THERE_S: f64 = 1.0;

/// A place among the computations that run or wait for their turn. Where it stands before the body among the arguments
/// of a handler, whoever gets none is told so before the body is read.
pub struct Entered(pub Place);

impl FromRequestParts<AppState> for Entered {
    type Rejection = ApiError;

    async fn from_request_parts(_: &mut Parts, app: &AppState) -> ApiResult<Self> {
        enter(app).map(Self)
    }
}

/// Takes such a place.
///
/// # Errors
/// `busy` where too many wait already.
pub fn enter(app: &App) -> ApiResult<Place> {
    let place = app.jobs().enter();
    if place.is_err() {
        metrics::counter!("http_requests_refused_total", "kind" => "computation").increment(1);
    }
    Ok(place?)
}

/// A step of a job; it runs when it is awaited and it is its turn.
///
/// # Errors
/// What its work answers.
pub async fn step<T, E>(
    place: Place,
    job: Job,
    work: impl FnOnce(&Job) -> Result<T, E> + Send + 'static,
) -> ApiResult<T>
where
    T: Send + 'static,
    E: Into<ApiError> + Send + 'static,
{
    place.run(job, work).await?.map_err(Into::into)
}

/// Computes and writes an answer when it is one's turn; gives up when the future is dropped.
///
/// # Errors
/// What the computation answers.
pub async fn compute<T, E>(
    app: &App,
    place: Place,
    work: impl FnOnce(&Job) -> Result<T, E> + Send + 'static,
) -> ApiResult<Written>
where
    T: Serialize,
    E: Into<ApiError>,
{
    let job = Job::begin();
    let _guard = job.cancel_on_drop();
    let work = move |job: &Job| Written::of(&work(job).map_err(Into::into)?);
    waiting(app, step(place, job, work)).await
}

/// Waits for `work` on the threads of plans, where what it holds is freed as well: a whole country of rows, when whoever
/// asked leaves before its turn.
fn waiting<T, W>(app: &App, work: W) -> impl Future<Output = ApiResult<T>> + Send + use<T, W>
where
    T: Send + 'static,
    W: Future<Output = ApiResult<T>> + Send + 'static,
{
    app.pools().planning.run(work).map(|ended| ended.map_err(ApiError::internal)?)
}

/// As [`compute`], answered in the form that the client accepts.
///
/// # Errors
/// In the form of events only what happens before the computation begins; later failures are the
/// last event.
pub async fn answer<T, E>(
    app: &App,
    headers: &HeaderMap,
    id: RequestId,
    place: Place,
    work: impl FnOnce(&Job) -> Result<T, E> + Send + 'static,
) -> ApiResult<Response>
where
    T: Serialize,
    E: Into<ApiError> + 'static,
{
    let job = Job::begin();
    // Written by the thread that computed: an answer may list the whole country.
    let work = move |job: &Job| Written::of(&work(job).map_err(Into::into)?);
    tell(app, headers, id, job.clone(), step(place, job, work)).await
}

/// Answers what `work` finds in the form that the client accepts: as it is, or as events about
/// `job`, to which the steps of `work` belong. The job ends when the client goes away.
///
/// # Errors
/// What `work` answers; in the form of events that is the last event.
pub async fn tell<T: AsRef<Written> + IntoResponse + Send + 'static>(
    app: &App,
    headers: &HeaderMap,
    id: RequestId,
    job: Job,
    work: impl Future<Output = ApiResult<T>> + Send + 'static,
) -> ApiResult<Response> {
    let work = waiting(app, work);
    if !wants_events(headers) {
        let _guard = job.cancel_on_drop();
        return work.await.map(IntoResponse::into_response);
    }
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let told = Told {
        answer: work.boxed(),
        ended: app.ended().boxed(),
        _guard: job.cancel_on_drop(),
        job,
        ticks,
        last: None,
        id,
        under: Under(prefix::of(headers).to_owned()),
    };
    let events = Sse::new(told.events()).keep_alive(KeepAlive::default());
    // The answer itself may be long, and is one event.
    let mut response = events.into_response().map(gently);
    // Proxies would collect events otherwise, and give them out at the end.
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

/// A computation under way, of which a client is told.
struct Told<T> {
    answer: Pin<Box<dyn Future<Output = ApiResult<T>> + Send>>,
    ended: Pin<Box<dyn Future<Output = ()> + Send>>,
    job: Job,
    ticks: Interval,
    last: Option<Progress>,
    id: RequestId,
    under: Under,
    _guard: CancelOnDrop,
}

impl<T: AsRef<Written> + Send + 'static> Told<T> {
    /// Progress, then one `answer` or one `problem`.
    fn events(self) -> impl Stream<Item = Result<Event, Infallible>> + Send {
        stream::unfold(Some(self), |told| async {
            let mut told = told?;
            loop {
                tokio::select! {
                    biased;
                    found = &mut told.answer => return Some((Ok(told.end(found)), None)),
                    () = &mut told.ended => return Some((Ok(told.end(Err(stopping()))), None)),
                    _ = told.ticks.tick() => {
                        if let Some(event) = told.progress() {
                            return Some((Ok(event), Some(told)));
                        }
                    }
                }
            }
        })
    }

    /// An event when something has changed since the last one, and at least every second.
    fn progress(&mut self) -> Option<Event> {
        let now = self.job.progress();
        let told = self.last.is_some_and(|last| {
            let same = Progress { elapsed_s: last.elapsed_s, ..now } == last;
            same && now.elapsed_s - last.elapsed_s < STILL_THERE_S
        });
        if told {
            return None;
        }
        self.last = Some(now);
        Event::default().event("progress").json_data(now).ok()
    }

    fn end(&self, found: ApiResult<T>) -> Event {
        let answer = |found: T| Event::default().event("answer").data(found.as_ref().text());
        found.map(answer).unwrap_or_else(|error| {
            error.log(&self.id);
            let problem = error.problem(&self.id, &self.under);
            let event = Event::default().event("problem");
            event.json_data(&problem).unwrap_or_else(|_| Event::default().event("problem"))
        })
    }
}

fn stopping() -> ApiError {
    ApiError::new(Code::Stopping, "The server stops before the answer is there.")
        .hint("Ask again in a minute; what was saved before that is there.")
}

/// Whether a client would rather have events than JSON.
fn wants_events(headers: &HeaderMap) -> bool {
    let accept = Preferences::of(headers, header::ACCEPT);
    let events = accept.named("text/event-stream").unwrap_or(0);
    events > 0 && events >= accept.named("application/json").unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_for_those_who_ask_for_them() {
        let wants = |accept: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
            wants_events(&headers)
        };
        assert!(wants("text/event-stream"));
        assert!(wants("application/json;q=0.5, text/event-stream"));
        assert!(!wants("application/json, text/event-stream;q=0.9"));
        assert!(!wants("*/*") && !wants("application/json"));
        assert!(!wants("text/event-stream;q=0"));
        assert!(!wants_events(&HeaderMap::new()));
    }
}
