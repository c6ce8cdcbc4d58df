//! Signing in with an OpenID Connect provider: authorization code with PKCE (RFC 6749, 7636), OpenID Connect Core and
//! Discovery 1.0.
//!
//! Nothing is asked of anybody unless a provider is configured. What the provider says is believed where its signature over
//! it fits, for this server, this sign-in and this moment (`token`); every request has a deadline and a bound (`fetch`).

mod error;
mod fetch;
mod flow;
mod form;
mod keys;
mod metadata;
mod provider;
mod token;

pub use error::OpenIdError;
pub use flow::{Flow, HOLDS, is_within};
pub use form::form;
pub use provider::{Identity, Provider};
