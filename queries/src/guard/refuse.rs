//! What is said of a statement that would be answered wrongly.

use std::ops::ControlFlow;

use crate::error::QueryError;

/// Ends the look at a statement: `message` says what is not answered, and how else it can be asked.
pub(super) fn refuse<C>(message: &str) -> ControlFlow<QueryError, C> {
    ControlFlow::Break(QueryError::Unsupported { message: message.to_owned() })
}
