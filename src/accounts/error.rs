//! Why an account cannot be used or changed.

use crate::scenarios::store::StateError;

/// Why an account cannot be used or changed. Nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The login or the password is wrong, or the account is disabled: which of them is not said.
    #[error("the login or the password is wrong")]
    Credentials,
    /// The password is right, and a code of the second factor is missing.
    #[error("a code of the second factor is missing")]
    CodeMissing,
    /// The code of the second factor is wrong, or was taken before.
    #[error("the code is wrong, or was taken before")]
    Code,
    /// Too many tries in a short time.
    #[error("too many tries; the next one is looked at in {0} s")]
    Slow(u64),
    /// A password that is too easy to guess, or too long.
    #[error("the password {0}")]
    Password(&'static str),
    /// A login that cannot be used.
    #[error("the login {0}")]
    Login(&'static str),
    /// Somebody has this login already.
    #[error("somebody has the login `{0}` already")]
    Taken(String),
    /// The invitation was used, has ended, or never was.
    #[error("the invitation was used or has ended")]
    Invitation,
    /// The code for the first administrator is wrong, or there is one already.
    #[error("the code is wrong, or there is an administrator already")]
    FirstCode,
    /// Nobody has this id or login.
    #[error("nobody has the account `{0}`")]
    Nobody(String),
    /// No token of theirs has this id.
    #[error("no token has the id `{0}`")]
    NoToken(String),
    /// No sign-in of theirs has this id.
    #[error("no sign-in has the id `{0}`")]
    NoSignIn(String),
    /// Something that was said does not fit.
    #[error("{0}")]
    Invalid(String),
    /// Without this administrator there would be none.
    #[error("without `{0}` nobody could manage accounts")]
    LastAdmin(String),
    /// The system has no random numbers, or hashing failed.
    #[error("a secret cannot be made: {0}")]
    Secret(String),
    /// The state cannot be read or written.
    #[error(transparent)]
    State(#[from] StateError),
}

impl From<rusqlite::Error> for AccountError {
    fn from(error: rusqlite::Error) -> Self {
        Self::State(error.into())
    }
}
