//! People with an account: who they are, what they may do, how they prove who they are.
//!
//! Kept in the state database: what people may know of each other as events of the chain, secrets as hashes outside of it.
//! Every function blocks on the disk, and those that look at a password compute for some 50 ms: call them away from the
//! threads that answer.

mod base;
mod caller;
mod error;
mod first;
mod invitation;
mod known;
mod openid;
mod password;
mod people;
mod recall;
mod second;
mod secret;
mod seen;
mod session;
mod sign_ins;
mod slow;
mod time;
mod token;

pub use base::Accounts;
pub use caller::Caller;
pub use error::AccountError;
pub use openid::{Arrival, Arrived};
pub use people::{GrantLine, PersonLine};
pub use session::{LONGEST as LONGEST_SIGN_IN, SignedIn};
pub use sign_ins::SignInLine;
pub use token::{NewToken, TokenLine};

#[cfg(test)]
mod tests;
