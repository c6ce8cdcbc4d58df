//! Functions of the engine that a public endpoint must not offer.

use datafusion::prelude::SessionContext;

/// Functions that make values of any size from a small query, outside the memory pool: one row of
/// `repeat('x', 2000000000)` is two gigabytes. Tables from `generate_series` and `range` stay, they
/// are streamed.
pub(crate) const HAZARDS: &[&str] = &[
    "repeat",
    "array_repeat",
    "list_repeat",
    "array_resize",
    "list_resize",
    "range",
    "gen_series",
    "generate_series",
];

/// Takes the functions that make values of any size out of the session.
pub(crate) fn remove_hazards(context: &SessionContext) {
    for name in HAZARDS {
        context.deregister_udf(name);
    }
}
