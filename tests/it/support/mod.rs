//! What the tests share: a small country, a server over it, the built program, and answers in a stable form.

pub mod binary;
pub mod country;
pub mod coverage;
pub mod openid;
pub mod server;
pub mod values;

pub use server::{Problem, TestServer};
