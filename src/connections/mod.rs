//! Who may be connected, and for how long a connection may say nothing.
//!
//! A connection costs a descriptor whether it asks for anything or not. So their number is bounded, of all together and
//! of one address, and one that does not finish the head of a request (or asks for nothing), or does not
//! read what it asked for, is closed.

mod reader;
mod tls;

use std::collections::HashMap;
use std::future::Future;
use std::io::ErrorKind;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;
use tower::Layer as _;

pub use tls::Tls;

/// How long to wait when the system has no descriptor for another connection.
const NO_DESCRIPTOR: Duration = Duration::from_millis(200);
/// Descriptors that are kept for files, pipes and the listener itself.
const KEPT_DESCRIPTORS: u64 = 64;

/// The other end of the connection that a request came by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer {
    /// Its address.
    pub address: IpAddr,
    /// Whether what goes back and forth is encrypted, up to here.
    pub encrypted: bool,
}

/// Bounds of connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Connections at once.
    pub all: usize,
    /// Of one address.
    pub of_address: usize,
    /// Until the head of a request has arrived, from the connection's begin or from the answer before.
    pub silence: Duration,
    /// Until the next part of an answer was read.
    pub unread: Duration,
}

impl Bounds {
    /// The same, with no more connections than the system has descriptors for. Others wait in the listener's queue. One
    /// address does not have them all, unless that is what was asked for.
    fn within(self, descriptors: Option<u64>) -> Self {
        let room = descriptors.map(|all| all.saturating_sub(KEPT_DESCRIPTORS).max(8));
        let room = room.and_then(|room| usize::try_from(room).ok()).unwrap_or(usize::MAX);
        let all = self.all.min(room);
        let most = if self.of_address < self.all { all / 2 } else { all };
        Self { all, of_address: self.of_address.min(most), ..self }
    }
}

/// Answers connections until `stop` is there, then lets the requests under way finish.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    bounds: Bounds,
    tls: Option<Arc<Tls>>,
    stop: impl Future<Output = ()>,
) {
    let bounds = bounds.within(descriptors());
    let room = Arc::new(Semaphore::new(bounds.all));
    let addresses = Addresses::new(bounds.of_address);
    let (stopping, stopped) = watch::channel(false);
    tokio::pin!(stop);
    loop {
        let accepted = async {
            // Never closed.
            let Ok(place) = Arc::clone(&room).acquire_owned().await else {
                return std::future::pending().await;
            };
            (place, accept(&listener).await)
        };
        let (place, (stream, address)) = tokio::select! {
            biased;
            () = &mut stop => break,
            accepted = accepted => accepted,
        };
        let Some(guest) = addresses.admit(address) else {
            metrics::counter!("connections_refused_total").increment(1);
            continue;
        };
        let (router, stopped, tls) = (router.clone(), stopped.clone(), tls.clone());
        tokio::spawn(async move {
            let peer = Peer { address, encrypted: tls.is_some() };
            let stream = reader::Read::new(stream, bounds.unread);
            match tls {
                None => answer(stream, peer, router, bounds, stopped).await,
                Some(tls) => match timeout(bounds.silence, tls.acceptor().accept(stream)).await {
                    Ok(Ok(stream)) => answer(stream, peer, router, bounds, stopped).await,
                    Ok(Err(error)) => tracing::debug!(%error, "no TLS came about"),
                    Err(_) => tracing::debug!("no TLS came about in time"),
                },
            }
            drop((guest, place));
        });
    }
    drop(listener);
    stopping.send_replace(true);
    drop(stopped);
    // Every connection holds a receiver.
    stopping.closed().await;
}

/// The next connection. A failure of one client, or of the system for a while, is no end.
async fn accept(listener: &TcpListener) -> (TcpStream, IpAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "TCP_NODELAY");
                }
                return (stream, peer.ip());
            }
            Err(error) if is_the_clients(error.kind()) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be accepted");
                tokio::time::sleep(NO_DESCRIPTOR).await;
            }
        }
    }
}

const fn is_the_clients(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset
    )
}

async fn answer(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    peer: Peer,
    router: Router,
    bounds: Bounds,
    mut stopped: watch::Receiver<bool>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(bounds.silence);
    let service = TowerToHyperService::new(Extension(peer).layer(router));
    let served = http.serve_connection(TokioIo::new(stream), service);
    tokio::pin!(served);
    // What it gives holds a lock, which nobody may keep while waiting.
    let stop = async { stopped.wait_for(|stopped| *stopped).await.map(drop) };
    let result = tokio::select! {
        result = served.as_mut() => result,
        _ = stop => {
            served.as_mut().graceful_shutdown();
            served.await
        }
    };
    if let Err(error) = result {
        tracing::debug!(%error, "a connection was broken off");
    }
}

/// The connections of each address.
#[derive(Clone)]
struct Addresses {
    most: usize,
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Addresses {
    fn new(most: usize) -> Self {
        Self { most, open: Arc::default() }
    }

    /// Counts one more connection of `address`, unless it has as many as it may.
    fn admit(&self, address: IpAddr) -> Option<Guest> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let connections = open.entry(address).or_default();
        if *connections >= self.most {
            return None;
        }
        *connections += 1;
        Some(Guest { addresses: self.clone(), address })
    }
}

/// A connection of an address; counted until it is dropped.
struct Guest {
    addresses: Addresses,
    address: IpAddr,
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut open = self.addresses.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(connections) = open.get_mut(&self.address) {
            *connections -= 1;
            if *connections == 0 {
                open.remove(&self.address);
            }
        }
    }
}

/// How many descriptors this process may have; `None` where the system does not say.
fn descriptors() -> Option<u64> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds {
        all: 1024,
        of_address: 256,
        silence: Duration::from_secs(15),
        unread: Duration::from_secs(60),
    };

    #[test]
    fn there_are_descriptors_for_every_connection() {
        assert_eq!(BOUNDS.within(None), BOUNDS);
        assert_eq!(BOUNDS.within(Some(4096)), BOUNDS);
        let few = BOUNDS.within(Some(128));
        assert_eq!((few.all, few.of_address), (64, 32), "half of them are for others");
        let behind_a_proxy = Bounds { of_address: 1024, ..BOUNDS }.within(Some(128));
        assert_eq!(behind_a_proxy.of_address, 64);
        assert_eq!(BOUNDS.within(Some(10)).all, 8);
        assert!(descriptors().is_none_or(|all| all > 8));
    }

    #[test]
    fn an_address_has_as_many_as_it_may_until_one_ends() {
        let addresses = Addresses::new(2);
        let [here, there] = ["10.0.0.1", "10.0.0.2"].map(|text| text.parse::<IpAddr>().unwrap());
        let first = addresses.admit(here).unwrap();
        let _second = addresses.admit(here).unwrap();
        assert!(addresses.admit(here).is_none());
        let other = addresses.admit(there);
        assert!(other.is_some());
        drop(first);
        assert!(addresses.admit(here).is_some());
        drop(other);
        assert_eq!(addresses.open.lock().unwrap().len(), 1);
    }
}
