//! What an answer is made of: its format, its rows, its pages, its entity tag, and its progress.

pub mod cache;
pub mod events;
pub mod negotiate;
pub mod page;
pub mod rows;
