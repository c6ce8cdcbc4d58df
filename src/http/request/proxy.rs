//! What proxies say of those for whom they ask, believed of proxies that the operator trusts and of nobody else.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use ipnet::IpNet;

use crate::connections::Peer;

/// The addresses of trusted proxies.
pub type Trusted = Arc<[IpNet]>;

/// The address of whoever asks: at the other end of the connection, or as a trusted proxy says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Client(pub IpAddr);

/// Tells the handlers who asks, and takes away what nobody may say: how the browser came, from a proxy that is not trusted.
/// That a request was handed on stays, for it makes its sender less, never more.
pub async fn settle(State(trusted): State<Trusted>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<Peer>().copied();
    match peer.map(|peer| peer.address) {
        Some(peer) if is_trusted(&trusted, peer) => {
            let client = client(request.headers(), &trusted).unwrap_or(peer);
            request.extensions_mut().insert(Client(client));
        }
        peer => {
            let headers = request.headers_mut();
            for name in ["x-forwarded-proto", "x-forwarded-host"] {
                headers.remove(name);
            }
            if headers.contains_key("forwarded") {
                headers.insert("forwarded", HeaderValue::from_static("for=unknown"));
            }
            if let Some(peer) = peer {
                request.extensions_mut().insert(Client(peer));
            }
        }
    }
    // Where no proxy says how the browser came, it came by this connection.
    if peer.is_some_and(|peer| peer.encrypted) {
        let proto = request.headers_mut().entry(HeaderName::from_static("x-forwarded-proto"));
        proto.or_insert(HeaderValue::from_static("https"));
    }
    next.run(request).await
}

fn is_trusted(trusted: &[IpNet], address: IpAddr) -> bool {
    trusted.iter().any(|net| net.contains(&address.to_canonical()))
}

/// The last address of `X-Forwarded-For` that is no proxy of ours: those before it anybody could have written.
fn client(headers: &HeaderMap, trusted: &[IpNet]) -> Option<IpAddr> {
    let lists = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let addresses: Vec<&str> = lists.flat_map(|list| list.split(',')).map(str::trim).collect();
    for text in addresses.into_iter().rev() {
        // What is no address ends the search: what stands before it is nobody's word.
        let address = address(text)?;
        if !is_trusted(trusted, address) {
            return Some(address);
        }
    }
    None
}

/// An address with or without a port: `10.0.0.5`, `10.0.0.5:443`, `[2001:db8::1]:443`.
fn address(text: &str) -> Option<IpAddr> {
    let bare = || text.parse::<IpAddr>().ok();
    let with_port = || text.parse::<std::net::SocketAddr>().ok().map(|socket| socket.ip());
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    bare().or_else(with_port).or_else(bracketed).map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(list: &'static str) -> Option<IpAddr> {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static(list));
        client(&headers, &["10.0.0.0/8".parse().unwrap(), "127.0.0.1/32".parse().unwrap()])
    }

    #[test]
    fn the_client_is_the_last_that_is_no_proxy_of_ours() {
        let address = |text: &str| text.parse().ok();
        assert_eq!(said("203.0.113.7"), address("203.0.113.7"));
        assert_eq!(said("203.0.113.7, 10.0.0.5"), address("203.0.113.7"));
        assert_eq!(
            said("1.1.1.1, 203.0.113.7, 10.0.0.5"),
            address("203.0.113.7"),
            "the first is the client's own word"
        );
        assert_eq!(said("203.0.113.7:4711"), address("203.0.113.7"));
        assert_eq!(said("[2001:db8::1]:443"), address("2001:db8::1"));
        for nobody in ["", "unknown", "10.0.0.5", "203.0.113.7, unknown"] {
            assert_eq!(said(nobody), None, "{nobody}");
        }
    }
}
