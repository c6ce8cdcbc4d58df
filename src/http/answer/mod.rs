//! What an answer is made of: its format, its rows, its pages, its entity tag, and its progress.

pub mod accept;
pub mod cache;
pub mod events;
pub mod excel;
pub mod negotiate;
pub mod page;
pub mod rows;
