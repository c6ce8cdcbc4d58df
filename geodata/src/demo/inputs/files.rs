//! Where the files come from: this program, or a `node_modules` directory.

use std::path::{Path, PathBuf};

use super::packed;
use crate::error::{GeodataError, Place};

const INSTALL: &str = "run `npm ci` in web/, which installs the packages in the pinned versions";
const BUILD_AGAIN: &str = "run `npm ci` in web/ and build the program again (`make build` does both), \
     or name a `node_modules` directory that has them with `--npm DIR`";
const REPORT: &str = "this file is part of the program; report this";

/// A place of files.
#[derive(Debug, Clone)]
pub enum Files {
    /// This program.
    BuiltIn,
    /// A `node_modules` directory.
    Npm(PathBuf),
}

/// One file that was read.
#[derive(Debug)]
pub struct File {
    /// Its path, for messages.
    path: PathBuf,
    /// What it holds.
    pub bytes: Vec<u8>,
    advice: &'static str,
}

impl Files {
    /// What was packed into this program.
    pub fn built_in() -> Result<Self, GeodataError> {
        if packed::is_there() {
            return Ok(Self::BuiltIn);
        }
        let problem = "were not there when this program was built";
        let packages = Path::new("the packages `idn-area-data` and `world-atlas`");
        Err(GeodataError::source(packages, Place::File, problem, BUILD_AGAIN))
    }

    /// Files below `npm`, where each of `names` must be.
    pub fn below(npm: &Path, names: &[&str]) -> Result<Self, GeodataError> {
        match names.iter().map(|name| npm.join(name)).find(|path| !path.is_file()) {
            Some(path) => Err(GeodataError::source(&path, Place::File, "is not there", INSTALL)),
            None => Ok(Self::Npm(npm.to_owned())),
        }
    }

    /// Reads the file with this path below `node_modules`.
    pub fn read(&self, name: &str) -> Result<File, GeodataError> {
        match self {
            Self::BuiltIn => {
                let (path, advice) = (PathBuf::from(name), REPORT);
                let bytes = packed::file(name).ok_or_else(|| {
                    GeodataError::source(
                        &path,
                        Place::File,
                        "is not packed as it should be",
                        REPORT,
                    )
                })?;
                Ok(File { path, bytes, advice })
            }
            Self::Npm(npm) => {
                let path = npm.join(name);
                let bytes = std::fs::read(&path).map_err(GeodataError::io(&path))?;
                Ok(File { path, bytes, advice: INSTALL })
            }
        }
    }
}

impl File {
    /// The file does not hold what it should.
    pub fn wrong(&self, place: Place, problem: impl Into<String>) -> GeodataError {
        GeodataError::source(&self.path, place, problem, self.advice)
    }

    /// A file that is written down, for tests.
    #[cfg(test)]
    pub fn written(text: &str) -> Self {
        Self { path: "written".into(), bytes: text.as_bytes().to_vec(), advice: "mend it" }
    }
}
