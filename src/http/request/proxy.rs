//! What proxies say of those for whom they ask, believed of proxies that the operator trusts and of nobody else.
//!
//! Everything after this reads `X-Forwarded-Proto`, `-Host` and `-Prefix` as they are: what is left of them is believed.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use ipnet::IpNet;

use super::credentials::Site;
use super::forwarded::{self, Element};
use super::prefix::{self, Under};
use crate::connections::Peer;
use crate::http::middleware::{self, AllowedHosts};
use crate::http::problem::{ApiError, Code};

const PROTO: &str = "x-forwarded-proto";
const HOST: &str = "x-forwarded-host";

/// Whose word is taken, and for which names of this server.
#[derive(Clone)]
pub struct Believed {
    /// The addresses of trusted proxies.
    pub proxies: Arc<[IpNet]>,
    /// The names that they may say it was asked by.
    pub hosts: AllowedHosts,
}

/// The address of whoever asks: at the other end of the connection, or as a trusted proxy says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Client(pub IpAddr);

/// Tells the handlers who asks, and takes away what nobody may say: how the browser came, from a proxy that is not trusted.
/// That a request was handed on stays, for it makes its sender less, never more.
pub async fn settle(
    State(believed): State<Believed>,
    mut request: Request,
    next: Next,
) -> Response {
    let encrypted = request.extensions().get::<Peer>().is_some_and(|peer| peer.encrypted);
    let peer = peer(request.extensions());
    let headers = request.headers_mut();
    let client = if peer.is_some_and(|peer| is_trusted(&believed.proxies, peer)) {
        believe(headers, &believed)
    } else {
        forget(headers);
        None
    };
    if encrypted {
        // Where no proxy says how the browser came, it came by this connection.
        let proto = headers.entry(HeaderName::from_static(PROTO));
        proto.or_insert(HeaderValue::from_static("https"));
    }
    let under = match prefix::read(headers) {
        Ok(prefix) => prefix,
        Err(wrong) => return unfit_prefix(wrong),
    };
    if let Some(client) = client.or(peer) {
        request.extensions_mut().insert(Client(client));
    }
    let mut response = next.run(request).await;
    if !under.is_empty() {
        place(&mut response, under);
    }
    response
}

/// The path under which a proxy shows this server, for answers that are made outside of [`settle`]; empty where nobody
/// may say so.
pub fn under(proxies: &[IpNet], extensions: &Extensions, headers: &HeaderMap) -> Under {
    let trusted = peer(extensions).is_some_and(|peer| is_trusted(proxies, peer));
    Under(if trusted { prefix::read(headers).unwrap_or_default() } else { String::new() })
}

/// This server as a browser reaches it, for answers that are made outside of [`settle`].
pub fn site<'a>(
    proxies: &[IpNet],
    extensions: &Extensions,
    headers: &'a HeaderMap,
    instance: &'a str,
) -> Site<'a> {
    let trusted = peer(extensions).is_some_and(|peer| is_trusted(proxies, peer));
    let encrypted = extensions.get::<Peer>().is_some_and(|peer| peer.encrypted);
    let told = trusted.then(|| match headers.get(PROTO) {
        Some(proto) => Some(proto == "https"),
        None => {
            outermost(forwarded::elements(headers), proxies).proto.map(|proto| proto == "https")
        }
    });
    let under = if trusted && prefix::read(headers).is_ok() { prefix::of(headers) } else { "" };
    Site { secure: told.flatten().unwrap_or(encrypted), under, instance }
}

fn peer(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<Peer>().map(|peer| peer.address)
}

fn unfit_prefix(wrong: &str) -> Response {
    ApiError::new(Code::InvalidParameter, format!("The header `X-Forwarded-Prefix`: {wrong}."))
        .hint(
            "It is the path under which the proxy shows this server, such as `/desmigratif`: set it so in the proxy, \
             or leave it out where this server has a host of its own.",
        )
        .into_response()
}

/// Takes away what a proxy that is not trusted, or no proxy at all, says.
fn forget(headers: &mut HeaderMap) {
    for name in [PROTO, HOST] {
        headers.remove(name);
    }
    let named = headers.remove(prefix::HEADER).is_some();
    if named || headers.contains_key(header::FORWARDED) {
        headers.insert(header::FORWARDED, HeaderValue::from_static("for=unknown"));
    }
}

/// The client that a trusted proxy names. What it says of the way in `Forwarded` is written as the other headers say
/// it, where they do not, and a host that this server does not answer for is taken away.
fn believe(headers: &mut HeaderMap, believed: &Believed) -> Option<IpAddr> {
    let told = outermost(forwarded::elements(headers), &believed.proxies);
    let named = told.client.as_deref().and_then(address);
    let client = match headers.contains_key("x-forwarded-for") {
        true => client(headers, &believed.proxies),
        false => named.filter(|address| !is_trusted(&believed.proxies, *address)),
    };
    let add = |headers: &mut HeaderMap, name: &'static str, text: Option<String>| {
        if !headers.contains_key(name)
            && let Some(value) = text.and_then(|text| HeaderValue::from_str(&text).ok())
        {
            headers.insert(name, value);
        }
    };
    add(headers, PROTO, told.proto);
    add(headers, HOST, told.host);
    // Each proxy adds the host that it was asked for: the last one is of the proxy that asks here.
    let lists = headers.get_all(HOST).iter().filter_map(|value| value.to_str().ok());
    let host = lists.flat_map(|list| list.split(',')).map(str::trim).next_back().map(str::to_owned);
    headers.remove(HOST);
    let host = host.filter(|host| {
        let parsed = host.parse::<Authority>().ok().filter(|_| !host.contains('@'));
        parsed.is_some_and(|host| middleware::answers_for(host.host(), believed.hosts.as_deref()))
    });
    add(headers, HOST, host);
    client
}

/// What the trusted proxy says that was asked first: those before it anybody could have written.
fn outermost(elements: Vec<Element>, trusted: &[IpNet]) -> Element {
    let mut found = Element::default();
    for element in elements.into_iter().rev() {
        let before = element.client.as_deref().and_then(address);
        found = element;
        if !before.is_some_and(|address| is_trusted(trusted, address)) {
            break;
        }
    }
    found
}

/// Puts what an answer says of its own place under the path by which the browser reaches it.
fn place(response: &mut Response, under: String) {
    let headers = response.headers_mut();
    let path = headers.get(header::LOCATION).and_then(|value| value.to_str().ok());
    let path = path.filter(|path| path.starts_with('/') && !path.starts_with("//"));
    if let Some(path) = path.and_then(|path| HeaderValue::from_str(&format!("{under}{path}")).ok())
    {
        headers.insert(header::LOCATION, path);
    }
    response.extensions_mut().insert(Under(under));
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

    fn way(pairs: &[(&'static str, &'static str)]) -> (Option<IpAddr>, Vec<String>) {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_static(value));
        }
        let proxies = Arc::from(["10.0.0.0/8".parse().unwrap()]);
        let hosts: AllowedHosts = Some(Arc::from(["desa.example".to_owned()]));
        let client = believe(&mut headers, &Believed { proxies, hosts });
        let text = |name: &str| headers.get(name).map_or("", |value| value.to_str().unwrap());
        (client, [PROTO, HOST].map(|name| text(name).to_owned()).to_vec())
    }

    #[test]
    fn forwarded_says_what_the_other_headers_do_not() {
        let client = "203.0.113.7".parse().ok();
        let whole =
            ("forwarded", "for=203.0.113.7;host=desa.example;proto=https, for=10.0.0.5;proto=http");
        let https = || vec!["https".to_owned(), "desa.example".to_owned()];
        assert_eq!(way(&[whole]), (client, https()));
        // What stands before the client is the client's own word.
        let forged = (
            "forwarded",
            "for=1.1.1.1;host=localhost, for=203.0.113.7;host=desa.example;proto=https",
        );
        assert_eq!(way(&[forged]), (client, https()));
        let other = [whole, ("x-forwarded-for", "203.0.113.8"), ("x-forwarded-proto", "http")];
        let (client, said) = way(&other);
        assert_eq!((client, said[0].as_str()), ("203.0.113.8".parse().ok(), "http"));
        assert_eq!(way(&[("forwarded", "for=unknown")]).0, None);
    }

    #[test]
    fn a_host_is_one_that_this_server_answers_for() {
        for (said, host) in [
            ("desa.example:8443", "desa.example:8443"),
            ("evil.example, desa.example", "desa.example"),
            ("desa.example, evil.example", ""),
            ("evil.example", ""),
            ("a@desa.example", ""),
            ("localhost", "localhost"),
            ("\"><script>", ""),
        ] {
            assert_eq!(way(&[("x-forwarded-host", said)]).1[1], host, "{said}");
        }
    }

    #[test]
    fn only_paths_of_this_server_are_put_under_the_prefix() {
        for (before, after) in [
            ("/masuk", "/desa/masuk"),
            ("https://sso.example/authorize", "https://sso.example/authorize"),
            ("//sso.example/authorize", "//sso.example/authorize"),
        ] {
            let mut response = [(header::LOCATION, before)].into_response();
            place(&mut response, "/desa".to_owned());
            assert_eq!(response.headers()[header::LOCATION], after);
        }
    }
}
