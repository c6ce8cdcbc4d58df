//! What one source says: everything optional, nothing unknown.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use ipnet::IpNet;
use serde::{Deserialize, Deserializer};
use toml::{Table, Value};

use super::env::Environment;
use super::openid::PartialOpenId;
use super::tls::PartialTls;
use super::{Config, ConfigError, LogFormat, PartialLimits};
use crate::access::Access;

/// Every variable of ours begins so; `DESMIGRATIF_LIMITS__SQL_ROWS` is `sql_rows` in `[limits]`.
const PREFIX: &str = "DESMIGRATIF_";

/// Names where tests find real input data; no business of the server.
const FOR_TESTS: &str = "DESMIGRATIF_SHARED";

/// Keys whose values are lists; in a variable commas stand between.
const LISTS: [&str; 5] = [
    "allowed_hosts",
    "allowed_origins",
    "trusted_proxies",
    "openid__scopes",
    "openid__second_factor",
];

/// What a file, the environment or the command line says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partial {
    /// See [`Config::data`].
    pub data: Option<PathBuf>,
    /// See [`Config::state`].
    pub state: Option<PathBuf>,
    /// See [`Config::head`].
    pub head: Option<PathBuf>,
    /// See [`Config::questions`].
    pub questions: Option<PathBuf>,
    /// See [`Config::listen`].
    pub listen: Option<SocketAddr>,
    /// See [`Config::tls`].
    #[serde(default)]
    pub tls: PartialTls,
    /// See [`Config::access`].
    pub access: Option<Access>,
    /// See [`Config::allowed_hosts`].
    pub allowed_hosts: Option<Vec<String>>,
    /// See [`Config::allowed_origins`].
    #[serde(default, deserialize_with = "origins")]
    pub allowed_origins: Option<Vec<String>>,
    /// See [`Config::trusted_proxies`]: addresses, or networks such as `10.0.0.0/8`.
    #[serde(default, deserialize_with = "networks")]
    pub trusted_proxies: Option<Vec<IpNet>>,
    /// See [`Config::log_format`].
    pub log_format: Option<LogFormat>,
    /// See [`Config::log_filter`].
    pub log_filter: Option<String>,
    /// See [`Config::openid`].
    pub openid: Option<PartialOpenId>,
    /// See [`Config::limits`].
    #[serde(default)]
    pub limits: PartialLimits,
}

impl Partial {
    /// Reads a TOML file.
    pub(super) fn from_file(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| ConfigError::Read { path: path.to_owned(), source })?;
        toml::from_str(&text).map_err(|error| ConfigError::File {
            path: path.to_owned(),
            problem: error.to_string(),
        })
    }

    /// Reads the variables that begin with [`PREFIX`], one at a time, so that an error names one.
    pub(super) fn from_environment(environment: &dyn Environment) -> Result<Self, ConfigError> {
        let mut all = Table::new();
        for (name, text) in environment.with_prefix(PREFIX) {
            if name == FOR_TESTS {
                continue;
            }
            let path = name[PREFIX.len()..].to_ascii_lowercase();
            let one = nested(&path, value(&path, &text));
            from_table(one.clone()).map_err(|error| ConfigError::Variable {
                name,
                problem: error.message().to_owned(),
            })?;
            merge(&mut all, one);
        }
        from_table(all).map_err(|error| ConfigError::Variable {
            name: format!("{PREFIX}*"),
            problem: error.message().to_owned(),
        })
    }

    /// Writes what was said over `config`.
    pub(super) fn apply(self, config: &mut Config) {
        fn set<T>(target: &mut T, said: Option<T>) {
            if let Some(value) = said {
                *target = value;
            }
        }
        set(&mut config.data, self.data);
        set(&mut config.state, self.state);
        set(&mut config.head, self.head.map(Some));
        set(&mut config.questions, self.questions.map(Some));
        set(&mut config.listen, self.listen);
        set(&mut config.access, self.access);
        set(&mut config.allowed_hosts, self.allowed_hosts);
        set(&mut config.allowed_origins, self.allowed_origins.map(Into::into));
        set(&mut config.trusted_proxies, self.trusted_proxies.map(Into::into));
        set(&mut config.log_format, self.log_format);
        set(&mut config.log_filter, self.log_filter);
        config.limits.apply(&self.limits);
    }
}

/// Addresses and networks.
fn networks<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<IpNet>>, D::Error> {
    let texts = Option::<Vec<String>>::deserialize(deserializer)?;
    let network = |text: &String| {
        let address = || text.parse::<IpAddr>().map(IpNet::from);
        text.parse::<IpNet>().or_else(|_| address()).map_err(|_no_address| {
            serde::de::Error::custom(format!(
                "`{text}` is no address and no network such as 10.0.0.0/8"
            ))
        })
    };
    texts.map(|texts| texts.iter().map(network).collect()).transpose()
}

/// Sites as browsers name them: scheme, host and port, in small letters and without a path.
fn origins<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<String>>, D::Error> {
    let texts = Option::<Vec<String>>::deserialize(deserializer)?;
    for text in texts.iter().flatten() {
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let is_host = |host: &str| {
            let known = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b':' | b'[' | b']');
            !host.is_empty() && host.bytes().all(known)
        };
        if !host.is_some_and(is_host) {
            return Err(serde::de::Error::custom(format!(
                "`{text}` is no site such as https://peta.example.go.id: scheme, host and port in small letters, no path, no `*`"
            )));
        }
    }
    Ok(texts)
}

fn from_table(table: Table) -> Result<Partial, toml::de::Error> {
    Value::Table(table).try_into()
}

/// The TOML value that the text of a variable stands for.
fn value(path: &str, text: &str) -> Value {
    if LISTS.contains(&path) {
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        return Value::Array(names.map(|name| Value::String(name.to_owned())).collect());
    }
    match text.parse::<i64>() {
        // A directory may be called 2027; only limits are numbers.
        Ok(number) if path.starts_with("limits__") => Value::Integer(number),
        _ => Value::String(text.to_owned()),
    }
}

/// The table that holds one value at `a__b`.
fn nested(path: &str, value: Value) -> Table {
    let mut table = Table::new();
    match path.split_once("__") {
        Some((head, rest)) => table.insert(head.to_owned(), Value::Table(nested(rest, value))),
        None => table.insert(path.to_owned(), value),
    };
    table
}

/// Puts the entries of `from` into `into`, tables into tables.
fn merge(into: &mut Table, from: Table) {
    for (key, value) in from {
        match (into.get_mut(&key), value) {
            (Some(Value::Table(known)), Value::Table(more)) => merge(known, more),
            (_, value) => {
                into.insert(key, value);
            }
        }
    }
}
