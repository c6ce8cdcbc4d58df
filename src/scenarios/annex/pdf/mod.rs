//! PDF: the annex as it is attached to the decree, and the letter to a village.

mod annex;
mod furniture;
mod letter;
mod map;

pub use annex::{annex, map_size};
pub use letter::letter;
pub use map::is_numbered;

#[cfg(test)]
mod tests;
