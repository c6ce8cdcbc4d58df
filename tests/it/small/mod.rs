//! Counts of few people: who sees them, and what those try who may not.

mod asks; // everything that may be asked
pub mod country; // two countries that differ in what is withheld alone
mod outsider; // whether anything tells them apart
mod readers; // which of the two catalogues who sees
mod recovery; // what can be computed from what is shown
