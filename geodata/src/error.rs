//! The one error of this crate: what went wrong, where, and what to do.

use std::path::{Path, PathBuf};

/// Where in a source something is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The file as a whole.
    File,
    /// A line of a text file, counted from 1 (the heading is line 1).
    Line(u64),
    /// A feature or row, counted from 1, of a file without lines.
    Feature(u64),
    /// A column.
    Column(String),
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File => Ok(()),
            Self::Line(n) => write!(f, ", line {n}"),
            Self::Feature(n) => write!(f, ", feature {n}"),
            Self::Column(name) => write!(f, ", column `{name}`"),
        }
    }
}

impl Place {
    /// The words for a report: `line 7`, `feature 3`.
    pub fn in_words(&self) -> String {
        self.to_string().trim_start_matches(", ").to_owned()
    }
}

/// Why loading, checking or writing failed.
#[derive(Debug, thiserror::Error)]
pub enum GeodataError {
    /// A file or directory could not be read or written.
    #[error("{}: {reason}", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// The system's reason; it stands in the message, and so is not told again as what caused it.
        reason: std::io::Error,
    },
    /// A source does not hold what it should.
    #[error("{}{place}: {problem}; {advice}", path.display())]
    Source {
        /// The file.
        path: PathBuf,
        /// Where in the file.
        place: Place,
        /// What is wrong.
        problem: String,
        /// What the reader should do.
        advice: String,
    },
    /// A directory is not a dataset, or one of its files was changed.
    #[error("{}: {problem}; {advice}", path.display())]
    Dataset {
        /// The dataset directory or one of its files.
        path: PathBuf,
        /// What is wrong.
        problem: String,
        /// What the reader should do.
        advice: String,
    },
    /// Whoever is watching wanted the work to end; nothing is left of it.
    #[error("interrupted; nothing was written")]
    Interrupted,
    /// A text is not an area code.
    #[error(transparent)]
    Code(#[from] crate::code::CodeError),
    /// Arrow could not build a table.
    #[error("table could not be built: {0}")]
    Arrow(arrow::error::ArrowError),
}

impl From<arrow::error::ArrowError> for GeodataError {
    fn from(reason: arrow::error::ArrowError) -> Self {
        Self::Arrow(reason)
    }
}

impl GeodataError {
    /// An I/O failure at `path`, for `map_err`.
    pub fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |reason| Self::Io { path: path.to_owned(), reason }
    }

    /// A defect in the source file `path`.
    pub fn source(
        path: &Path,
        place: Place,
        problem: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self::Source {
            path: path.to_owned(),
            place,
            problem: problem.into(),
            advice: advice.into(),
        }
    }

    /// A dataset that cannot be used.
    pub fn dataset(path: &Path, problem: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::Dataset { path: path.to_owned(), problem: problem.into(), advice: advice.into() }
    }
}
