//! Lists of migrant workers that villages and regencies send: read, joined to villages and checked row by row.
//!
//! A list holds sums: how many people of a village are prospective (CPMI), placed (PMI) or returned (PMI purna) in a year,
//! told apart by sex, destination, sector and procedure or not. It never holds persons: a table with a column that speaks of
//! them is refused as a whole. No free text of a list is kept: what its cells say is one of few words.
//!
//! - **Reading** ([`table`]): the heading is found among the first rows, columns are known by their names in Indonesian
//!   or English, or as the sender maps them.
//! - **Joining** (`join`): by Kemendagri code; without one by the name within the sender's area. A code that is gone is that of today
//!   where the same village has another one; of one that was split or merged the row is wrong and names them. Ten digits without points
//!   may be of the statistics office, whose codes name other villages: they count only where the name agrees.
//! - **Checking** ([`check`]): every row by itself, then rows beside one another.
//!
//! Nothing is written here, and nothing of the environment is known: a list and a register give the same answer for ever.

mod amount;
mod check;
mod code;
mod field;
mod finding;
mod gone;
mod join;
mod model;
mod persons;
mod register;
mod sums;
mod table;
#[cfg(test)]
mod tests;
mod together;
mod vocabulary;

pub use check::check;
pub use field::Field;
pub use finding::{Candidate, Finding, Severity, Text};
pub use model::{Checked, Entry, FIRST_YEAR, Known, List, Status};
pub use persons::{Personal, PersonalColumn};
pub use register::Register;
pub use sums::{Sum, sums};
pub use table::{Cells, Column, Mapping, Refused, Row, Table, sent, table};
pub use vocabulary::{DESTINATIONS, DOCUMENTED, KINDS, SECTORS, SEXES, Word, meant, stored};
