//! What a request says: its parameters and bodies, read strictly, and the address by which it came.

pub mod body;
pub mod credentials;
pub mod extract;
mod forwarded;
pub mod geometry;
pub mod list_body;
pub mod origin;
pub mod plan_body;
pub mod prefix;
pub mod proxy;
