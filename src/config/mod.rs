//! What the server is told: defaults, then a TOML file, then the environment, then flags.
//!
//! [`Partial`] is what was said, [`Config`] what it means: complete, checked, unchanging.

mod env;
mod error;
mod home;
mod limits;
mod machine;
mod openid;
mod partial;
mod settings;
mod tls;

use std::path::Path;
use std::sync::Arc;

use crate::access::Access;

pub use env::{Environment, Fixed, Process};
pub use error::ConfigError;
pub use limits::{Limits, PartialLimits, import_addresses};
pub use openid::{ClientSecret, OpenId, PartialOpenId, is_trustworthy};
pub use partial::Partial;
pub use settings::{Config, LogFormat};
pub use tls::{PartialTls, TlsFiles};

impl Config {
    /// Puts the configuration together; each source overrides the ones before it. Directories that
    /// nobody has named lie in the current directory, or with the user's data where that cannot be written.
    ///
    /// # Errors
    /// A [`ConfigError`] that names the file, variable or key and what is wrong with it.
    pub fn resolve(
        file: Option<&Path>,
        environment: &dyn Environment,
        flags: Partial,
    ) -> Result<Self, ConfigError> {
        let file = file.map(Partial::from_file).transpose()?.unwrap_or_default();
        let said = [file, Partial::from_environment(environment)?, flags];
        let elsewhere = |name| home::elsewhere(name, Path::new("."), environment);
        let mut config = Self::default();
        if said.iter().all(|partial| partial.data.is_none()) {
            config.data = elsewhere("data").unwrap_or(config.data);
        }
        if said.iter().all(|partial| partial.state.is_none()) {
            config.state = elsewhere("state").unwrap_or(config.state);
        }
        // Other bounds follow from it where nobody says them.
        if let Some(memory) = said.iter().rev().find_map(|partial| partial.limits.memory_bytes) {
            config.limits = Limits::of_memory(memory);
        }
        let of_openid = said.iter().filter_map(|partial| partial.openid.clone());
        let openid = of_openid.reduce(|before, after| after.over(before));
        config.openid = openid.map(PartialOpenId::resolve).transpose()?.map(Arc::new);
        let of_tls = said.iter().map(|partial| partial.tls.clone());
        let tls = of_tls.reduce(|before, after| after.over(before)).unwrap_or_default();
        config.tls = tls.files()?;
        for partial in said {
            partial.apply(&mut config);
        }
        config.limits.check()?;
        config.check_access()?;
        config.check_openid()?;
        Ok(config)
    }

    /// Where nobody signs in, nobody does so with a provider either.
    fn check_openid(&self) -> Result<(), ConfigError> {
        if self.openid.is_none() || self.access == Access::Accounts {
            return Ok(());
        }
        let problem = "lets people sign in with a provider, and on this server nobody signs in. Set \
                       `access = \"accounts\"` (DESMIGRATIF_ACCESS=accounts), or take `[openid]` away";
        Err(ConfigError::Value { key: "openid", problem: problem.to_owned() })
    }

    /// Whoever reaches a `local` server is its administrator: others must not reach it.
    fn check_access(&self) -> Result<(), ConfigError> {
        if self.access != Access::Local || self.listen.ip().is_loopback() {
            return Ok(());
        }
        let problem = format!(
            "`local` makes whoever reaches the server its administrator, and others can reach {}. Either listen on \
             127.0.0.1, or set `access = \"accounts\"` (DESMIGRATIF_ACCESS=accounts): people sign in, or \
             `access = \"public\"`: everybody reads, nobody writes",
            self.listen
        );
        Err(ConfigError::Value { key: "access", problem })
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::time::Duration;

    use super::*;

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
    fn bounds_of_memory_follow_from_the_total_where_they_are_not_said() {
        let (_dir, path) = written("[limits]\ntile_cache_bytes = 1000000\n");
        let total = Fixed::new([("DESMIGRATIF_LIMITS__MEMORY_BYTES", "800000000")]);
        let limits = Config::resolve(Some(&path), &total, Partial::default()).unwrap().limits;
        assert_eq!((limits.memory_bytes, limits.tile_cache_bytes), (800_000_000, 1_000_000));
        assert_eq!(limits.sql_memory_bytes, 400_000_000);
        assert!(limits.memory_aside() < limits.memory_bytes);
        let limits = Limits::of_memory(12 << 30);
        assert_eq!((limits.tile_cache_bytes, limits.sql_memory_bytes), (96 << 20, 2 << 30));
        let small = Fixed::new([
            ("DESMIGRATIF_LIMITS__MEMORY_BYTES", "800000000"),
            ("DESMIGRATIF_LIMITS__SQL_MEMORY_BYTES", "900000000"),
        ]);
        let error = Config::resolve(None, &small, Partial::default()).unwrap_err().to_string();
        assert!(
            error.contains("limits.memory_bytes") && error.contains("sql_memory_bytes"),
            "{error}"
        );
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
    fn a_server_that_others_reach_does_not_take_them_for_its_administrator() {
        let open = || Partial { listen: Some("0.0.0.0:80".parse().unwrap()), ..Partial::default() };
        let error = Config::resolve(None, &Fixed::default(), open()).unwrap_err().to_string();
        assert!(error.contains("`access`") && error.contains("public"), "{error}");
        let public = Fixed::new([("DESMIGRATIF_ACCESS", "public")]);
        let config = Config::resolve(None, &public, open()).unwrap();
        assert_eq!(config.access, Access::Public);
        let accounts = Fixed::new([("DESMIGRATIF_ACCESS", "accounts")]);
        assert_eq!(Config::resolve(None, &accounts, open()).unwrap().access, Access::Accounts);
        let unknown = Fixed::new([("DESMIGRATIF_ACCESS", "everybody")]);
        let error = Config::resolve(None, &unknown, Partial::default()).unwrap_err().to_string();
        assert!(error.contains("DESMIGRATIF_ACCESS") && error.contains("local"), "{error}");
    }

    #[test]
    fn a_provider_is_for_servers_where_people_sign_in_and_its_secret_may_come_from_the_environment()
    {
        let (_dir, path) = written(
            "[openid]\nissuer = \"https://a.id\"\nclient_id = \"desa\"\nclient_secret_file = \"/nowhere\"\n\
             [openid.grants]\nperencana = [\"planner\"]\n",
        );
        let environment = |access| {
            Fixed::new([
                ("DESMIGRATIF_ACCESS", access),
                ("DESMIGRATIF_OPENID__CLIENT_SECRET", "4711"),
                ("DESMIGRATIF_OPENID__SECOND_FACTOR", "mfa, otp"),
            ])
        };
        let of = |access| Config::resolve(Some(&path), &environment(access), Partial::default());
        let openid = of("accounts").unwrap().openid.unwrap();
        assert_eq!(openid.client_secret.as_ref().unwrap().0, "4711");
        assert_eq!(openid.second_factor, ["mfa", "otp"]);
        let error = of("public").unwrap_err().to_string();
        assert!(error.contains("`openid`") && error.contains("accounts"), "{error}");
        assert!(Config::default().openid.is_none());
    }

    #[test]
    fn sites_are_named_as_browsers_name_them() {
        let of = |text: &str| {
            let environment = Fixed::new([("DESMIGRATIF_ALLOWED_ORIGINS", text)]);
            Config::resolve(None, &environment, Partial::default())
        };
        let config = of("https://peta.example.go.id, http://10.0.0.5:8080").unwrap();
        assert_eq!(*config.allowed_origins, ["https://peta.example.go.id", "http://10.0.0.5:8080"]);
        for wrong in
            ["*", "null", "peta.example.go.id", "https://a.id/", "https://A.id", "https://*.id"]
        {
            let error = of(wrong).unwrap_err().to_string();
            assert!(error.contains("ALLOWED_ORIGINS") && error.contains(wrong), "{error}");
        }
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
