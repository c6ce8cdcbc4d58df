//! `desmigratif serve`: the map, the interface and SQL over HTTP.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::config::{Config, Partial, Process};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The dataset [default: data].
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Where scenarios and signatures are kept [default: state].
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// The address to listen on; port 0 takes a free one [default: 127.0.0.1:8080].
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// A configuration file (see docs/configuration.md).
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

pub(super) fn run(arguments: Arguments) -> anyhow::Result<()> {
    let Arguments { data, state, listen, config } = arguments;
    let flags = Partial { data, state, listen, ..Partial::default() };
    crate::server::serve(Config::resolve(config.as_deref(), &Process, flags)?)
}
