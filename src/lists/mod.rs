//! Lists of migrant workers from villages: what of one would be taken, and the table that is filled in.

mod kinds;
mod notes;
mod preview;
mod template;
mod values;

pub use preview::{Asked, Content, Preview, PreviewError, preview};
pub use template::{csv, xlsx};
pub use values::{Detail, ReportedValue, values};
