//! Who may do what: the one place that decides.
//!
//! Pure: it knows no request and no scenario. `src/http/access.rs` says what each address does and who asks;
//! `docs/access.md` is made from [`may`] by a test.

mod action;
mod decide;
mod principal;
mod role;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use action::Action;
pub use decide::{On, grounds, may, rights};
pub use principal::{Person, Principal, Scope, signature};
pub use role::{Extent, Grant, Role};

/// For whom a server is there. Chosen by the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// For whoever sits at this machine, who is its administrator.
    #[default]
    Local,
    /// For everybody, who may read what is public; nobody writes.
    Public,
    /// For people with an account, who sign in.
    Accounts,
}
