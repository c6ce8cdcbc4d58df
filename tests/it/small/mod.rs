//! Counts of few people: who sees them, and what those try who may not.

mod asks; // everything that may be asked
pub mod country; // two countries that differ in what is withheld alone
mod known; // what somebody knows who computes
mod outsider; // whether anything tells them apart
mod parts; // women and men of all who are counted
mod readers; // which of the two catalogues who sees
mod recorded; // what people record
mod recovery; // what can be computed from what is shown
