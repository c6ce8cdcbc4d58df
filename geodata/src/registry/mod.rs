//! The registry: what people add to a dataset, one row of one of its tables at a time.
//!
//! What an import brings is the *base*; an [`Entry`] is what somebody recorded since. [`fold`](fold()) lays the entries over the
//! tables of the base, in the order in which they were recorded, and answers the tables that differ. It is pure: the same base and
//! entries give the same tables, and entries that are all withdrawn give the base.
//!
//! - **One thing, one row.** Every row has a [key](Checked::key): of a designation its id, of a pillar's state the village, the
//!   pillar and the day. An entry speaks in the place of the base's row of the same key, and of an entry that it
//!   [replaces](Entry::replaces).
//! - **Nothing is deleted.** An entry that is withdrawn counts no more, and what it had replaced counts again.
//! - **A correction counts once somebody else has approved it**; then it speaks before what the base states of the same year, which
//!   stays beside it in `indicator_values`.
//! - **What cannot be counted is listed.** An entry whose area, programme or indicator another dataset does not have is a
//!   [`Unfit`], never an error: it counts again over a dataset that has it.
//! - **Codes that are gone.** An entry whose area has another code in the dataset is taken by that code, and whatever names it by
//!   an id with the old code follows; one whose area was split or merged is [`Unfit`], with the areas of today (`follow`).
//!
//! Names of officers are no column of any table: whoever asks by SQL cannot see them.

mod admit;
mod check;
mod checked;
mod entry;
mod fold;
mod follow;
mod gone;
mod indicators;
mod known;
mod look;
mod rows;
mod taken;
#[cfg(test)]
mod tests;
mod unfit;

pub use admit::admit;
pub use check::check;
pub use checked::{Checked, Problem};
pub use entry::{Entry, Table, changing, counting};
pub use fold::{Base, Folded, fold};
pub use indicators::reported;
pub use known::Known;
pub use rows::{Row, without_names};
pub use taken::unfit_for;
pub use unfit::Unfit;
