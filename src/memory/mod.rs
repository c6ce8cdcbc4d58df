//! Memory: who has it, who may have more, and giving back what nobody needs any more.

mod allocator;
mod budget;
mod owners;

pub use allocator::{Kept, give_back, take_few_addresses};
pub use budget::{Budget, Full, Grant, Owner};
pub use owners::by_owner;
