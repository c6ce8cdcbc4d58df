//! The environment as a value, so that tests never touch the real one.

use std::collections::BTreeMap;

/// Where variables come from.
pub trait Environment {
    /// All variables whose name begins with `prefix`, by name.
    fn with_prefix(&self, prefix: &str) -> BTreeMap<String, String>;
}

/// The environment of this process.
#[derive(Debug, Clone, Copy, Default)]
pub struct Process;

impl Environment for Process {
    fn with_prefix(&self, prefix: &str) -> BTreeMap<String, String> {
        let texts = std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.to_string_lossy().into_owned()))
        });
        texts.filter(|(name, _)| name.starts_with(prefix)).collect()
    }
}

/// An environment that is written down.
#[derive(Debug, Clone, Default)]
pub struct Fixed(BTreeMap<String, String>);

impl Fixed {
    /// An environment with these variables and no others.
    pub fn new<const N: usize>(variables: [(&str, &str); N]) -> Self {
        Self(
            variables
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        )
    }
}

impl Environment for Fixed {
    fn with_prefix(&self, prefix: &str) -> BTreeMap<String, String> {
        let variables = self.0.iter().filter(|(name, _)| name.starts_with(prefix));
        variables.map(|(name, value)| (name.clone(), value.clone())).collect()
    }
}
