//! Questions of the operator's own: a directory of files such as those that are built in.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::heading::{self, HeadingError};
use super::question::NamedQuery;

/// Why a directory of questions cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OwnQuestionError {
    /// The directory or a file in it cannot be read.
    #[error("{}: {source}", path.display())]
    Read {
        /// The directory or file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The name of a file is no name of a question, or that of one that is built in.
    #[error("{}: {problem}", path.display())]
    Name {
        /// The file.
        path: PathBuf,
        /// What is wrong with its name.
        problem: &'static str,
    },
    /// A file is no question.
    #[error("{}, {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The line, and what is wrong with it.
        source: HeadingError,
    },
}

/// Reads all files `NAME.sql` of a directory, by name; those whose name begins with a dot are passed over.
///
/// # Errors
/// When the directory cannot be read, a name `is_taken` or is none, or a file is no question.
pub(super) fn read(
    dir: &Path,
    is_taken: impl Fn(&str) -> bool,
) -> Result<Vec<NamedQuery>, OwnQuestionError> {
    let files = list(dir);
    let files = files.map_err(|source| OwnQuestionError::Read { path: dir.to_owned(), source })?;
    files.iter().map(|path| read_file(path, &is_taken)).collect()
}

fn list(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.as_encoded_bytes());
        let is_hidden = name.is_some_and(|name| name.starts_with(b"."));
        if !is_hidden && path.extension().is_some_and(|extension| extension == "sql") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn read_file(
    path: &Path,
    is_taken: &impl Fn(&str) -> bool,
) -> Result<NamedQuery, OwnQuestionError> {
    let wrong_name =
        |problem: &'static str| OwnQuestionError::Name { path: path.to_owned(), problem };
    let name = path.file_stem().and_then(|stem| stem.to_str()).filter(|name| is_name(name));
    let name = name.ok_or_else(|| {
        wrong_name("the name of a question has small letters a to z, digits and underscores only")
    })?;
    if is_taken(name) {
        return Err(wrong_name("a question of this name is built in; choose another name"));
    }
    let text = fs::read_to_string(path)
        .map_err(|source| OwnQuestionError::Read { path: path.to_owned(), source })?;
    // Some editors begin a file with a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    heading::parse(name, text)
        .map_err(|source| OwnQuestionError::File { path: path.to_owned(), source })
}

fn is_name(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    !text.is_empty() && text.bytes().all(allowed)
}
