//! What the server is told: defaults, then a TOML file, then the environment, then flags.
//!
//! [`Partial`] is what was said, [`Config`] what it means: complete, checked, unchanging.

mod env;
mod limits;
mod partial;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use env::{Environment, Fixed, Process};
pub use limits::Limits;
pub use partial::{Partial, PartialLimits};

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
    /// The address to listen at; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Host names to answer for besides loopback ones. When empty, a server that listens on
    /// loopback answers only for loopback names, and any other answers for every name.
    pub allowed_hosts: Vec<String>,
    /// How log lines are written.
    pub log_format: LogFormat,
    /// Which log lines are written, in the notation of `RUST_LOG`.
    pub log_filter: String,
    /// Bounds on what one client can cause.
    pub limits: Limits,
}

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The file is not TOML, has an unknown key or a value that cannot be used.
    #[error("{}: {problem}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong, with the line.
        problem: String,
    },
    /// A variable of the environment is unknown or has a value that cannot be used.
    #[error("environment variable {name}: {problem}")]
    Variable {
        /// The variable.
        name: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A value is outside its range.
    #[error("configuration `{key}`: {problem}")]
    Value {
        /// The key, with its table.
        key: &'static str,
        /// What is wrong with it.
        problem: String,
    },
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("data"),
            state: PathBuf::from("state"),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            allowed_hosts: Vec::new(),
            log_format: LogFormat::Text,
            log_filter: "info".to_owned(),
            limits: Limits::default(),
        }
    }
}

impl Config {
    /// Puts the configuration together; each source overrides the ones before it.
    ///
    /// # Errors
    /// A [`ConfigError`] that names the file, variable or key and what is wrong with it.
    pub fn resolve(
        file: Option<&Path>,
        environment: &dyn Environment,
        flags: Partial,
    ) -> Result<Self, ConfigError> {
        let mut config = Self::default();
        if let Some(path) = file {
            Partial::from_file(path)?.apply(&mut config);
        }
        Partial::from_environment(environment)?.apply(&mut config);
        flags.apply(&mut config);
        config.limits.check()?;
        Ok(config)
    }

    /// The host names to answer for; `None` for all.
    pub fn hosts(&self) -> Option<Arc<[String]>> {
        let open = !self.listen.ip().is_loopback() && self.allowed_hosts.is_empty();
        (!open).then(|| self.allowed_hosts.clone().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn written(text: &str) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("desmigratif.toml");
        std::fs::write(&path, text).unwrap();
        (dir, path)
    }

    #[test]
    fn flags_override_the_environment_which_overrides_the_file() {
        let (_dir, path) = written("data = \"file\"\nstate = \"file\"\nlisten = \"127.0.0.1:1\"\n");
        let environment =
            Fixed::new([("DESMIGRATIF_STATE", "env"), ("DESMIGRATIF_LISTEN", "127.0.0.1:2")]);
        let flags = Partial { listen: Some("127.0.0.1:3".parse().unwrap()), ..Partial::default() };
        let config = Config::resolve(Some(&path), &environment, flags).unwrap();
        assert_eq!(config.data, Path::new("file"));
        assert_eq!(config.state, Path::new("env"));
        assert_eq!(config.listen.port(), 3);
        assert_eq!(config.allowed_hosts, Vec::<String>::new());
    }

    #[test]
    fn limits_come_from_their_table_and_from_variables() {
        let (_dir, path) = written("[limits]\nsql_rows = 5\nsql_timeout_s = 2\n");
        let environment = Fixed::new([("DESMIGRATIF_LIMITS__SQL_ROWS", "7")]);
        let limits = Config::resolve(Some(&path), &environment, Partial::default()).unwrap().limits;
        assert_eq!(limits.sql_rows, 7);
        assert_eq!(limits.sql_timeout, Duration::from_secs(2));
    }

    #[test]
    fn an_unknown_key_is_an_error_that_names_it_and_its_line() {
        let (_dir, path) = written("data = \"x\"\n[limits]\nsql_row = 5\n");
        let error =
            Config::resolve(Some(&path), &Fixed::default(), Partial::default()).unwrap_err();
        let text = error.to_string();
        assert!(text.contains("sql_row") && text.contains("line 3"), "{text}");
    }

    #[test]
    fn an_unknown_variable_is_an_error_that_names_it() {
        let environment = Fixed::new([("DESMIGRATIF_LISTN", "127.0.0.1:2"), ("HOME", "/")]);
        let error = Config::resolve(None, &environment, Partial::default()).unwrap_err();
        assert!(error.to_string().contains("DESMIGRATIF_LISTN"), "{error}");
    }

    #[test]
    fn a_value_out_of_range_is_an_error_that_names_its_key() {
        let (_dir, path) = written("[limits]\nsql_concurrency = 0\n");
        let error =
            Config::resolve(Some(&path), &Fixed::default(), Partial::default()).unwrap_err();
        assert!(error.to_string().contains("limits.sql_concurrency"), "{error}");
    }

    #[test]
    fn only_a_server_on_an_open_address_answers_for_every_host() {
        let mut config = Config::default();
        assert!(config.hosts().is_some());
        config.listen = "0.0.0.0:80".parse().unwrap();
        assert!(config.hosts().is_none());
        config.allowed_hosts = vec!["planner.example".to_owned()];
        assert!(config.hosts().is_some());
    }
}
