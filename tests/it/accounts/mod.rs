//! People who sign in, over real HTTP: who may do what, and what those try who may not.

mod cookies;
mod noted;
mod openid;
pub mod people;
mod roles;
mod shared_cache;
mod sign_ins;
mod signing_in;
