//! What an answer is made of: its format, its rows, its pages, its entity tag, its progress, and where it is written.

pub mod accept;
pub mod cache;
pub mod elsewhere;
pub mod events;
pub mod excel;
pub mod negotiate;
pub mod page;
pub mod rows;
pub mod written;
