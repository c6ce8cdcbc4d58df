//! What the server is told, complete and unchanging.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use ipnet::IpNet;

use super::limits::Limits;
use super::openid::OpenId;
use super::tls::TlsFiles;
use crate::access::Access;

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line, for collectors.
    Json,
}

/// The whole configuration of `serve`.
#[derive(Debug, Clone)]
pub struct Config {
    /// The dataset directory to serve.
    pub data: PathBuf,
    /// Where scenarios, selections and sign-offs are kept.
    pub state: PathBuf,
    /// Where the head of the chain of saved events is noted as well, with every write: best on another disk.
    pub head: Option<PathBuf>,
    /// A directory with questions of the operator's own, `NAME.sql` each.
    pub questions: Option<PathBuf>,
    /// The address to listen at; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Certificate and key, where the server speaks HTTPS itself and nothing else; without them HTTP.
    pub tls: Option<TlsFiles>,
    /// For whom the server is there.
    pub access: Access,
    /// Host names to answer for besides loopback ones. When empty, a server that listens on
    /// loopback answers only for loopback names, and any other answers for every name.
    pub allowed_hosts: Vec<String>,
    /// Sites whose pages may read here, as `https://peta.example.go.id`; none of them with anybody's sign-in.
    pub allowed_origins: Arc<[String]>,
    /// Proxies whose word is taken for whom they ask and how the browser came.
    pub trusted_proxies: Arc<[IpNet]>,
    /// The provider whose accounts people may sign in with.
    pub openid: Option<Arc<OpenId>>,
    /// How log lines are written.
    pub log_format: LogFormat,
    /// Which log lines are written, in the notation of `RUST_LOG`.
    pub log_filter: String,
    /// Bounds on what one client can cause.
    pub limits: Limits,
    /// The program whose processes run SQL statements, each in one of its own: this program. Without it they run on
    /// threads of this process, where a function cannot be stopped in its middle.
    pub sql_worker: Option<PathBuf>,
    /// The program that draws maps, in processes of its own. Without it there are none.
    pub map_renderer: Option<PathBuf>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("data"),
            state: PathBuf::from("state"),
            head: None,
            questions: None,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            tls: None,
            access: Access::default(),
            allowed_hosts: Vec::new(),
            allowed_origins: Arc::default(),
            trusted_proxies: this_machine(),
            openid: None,
            log_format: LogFormat::Text,
            log_filter: "info".to_owned(),
            limits: Limits::default(),
            sql_worker: None,
            map_renderer: None,
        }
    }
}

impl Config {
    /// The host names to answer for; `None` for all.
    pub fn hosts(&self) -> Option<Arc<[String]>> {
        let open = !self.listen.ip().is_loopback() && self.allowed_hosts.is_empty();
        (!open).then(|| self.allowed_hosts.clone().into())
    }
}

/// Proxies on this machine.
fn this_machine() -> Arc<[IpNet]> {
    let loopback = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
    loopback.into_iter().map(IpNet::from).collect()
}
