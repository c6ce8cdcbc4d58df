//! Why somebody could not sign in with the provider.

/// Why somebody could not sign in with the provider. The page has a text for each [`Self::name`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenIdError {
    /// They, or the provider, ended it.
    #[error("the sign-in was cancelled at the provider")]
    Cancelled,
    /// The provider says that something is wrong with what it was asked.
    #[error("the provider refuses: {0}")]
    Refused(String),
    /// What came back belongs to no sign-in that this browser has begun of late.
    #[error(
        "what the provider sent back belongs to no sign-in that this browser has begun within the last ten minutes"
    )]
    State,
    /// The provider cannot be reached, or answers something that cannot be used.
    #[error("the provider does not answer as it should: {0}")]
    Provider(String),
    /// The ID token is not one that the provider signed.
    #[error("the signature of the ID token: {0}")]
    Signature(String),
    /// The ID token is for another sign-in.
    #[error("the ID token is for another sign-in (nonce)")]
    Nonce,
    /// The ID token is for another program, or from another provider.
    #[error("the ID token is not for this server: {0}")]
    Audience(String),
    /// The ID token has ended, or begins later: perhaps a clock is wrong.
    #[error("the ID token does not hold now: {0}")]
    Expired(String),
    /// A fresh sign-in was asked for, and the provider answers with an old one.
    #[error("the provider did not ask who it is once more")]
    Stale,
}

impl OpenIdError {
    /// The name in addresses of the page.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Refused(_) => "refused",
            Self::State => "state",
            Self::Provider(_) => "provider",
            Self::Signature(_) => "signature",
            Self::Nonce => "nonce",
            Self::Audience(_) => "audience",
            Self::Expired(_) => "expired",
            Self::Stale => "stale",
        }
    }
}
