//! An edge of a planar graph, and whose border it is.

use super::model::Vertex;
use super::users::{UsersId, reversed};

/// An edge from its least to its greatest vertex.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edge {
    pub a: Vertex,
    pub b: Vertex,
    pub users: UsersId,
}

impl Edge {
    /// An edge in either direction; `users` are those of `from` to `to`.
    pub(super) fn new(from: Vertex, to: Vertex, users: UsersId) -> Self {
        if from < to {
            Self { a: from, b: to, users }
        } else {
            Self { a: to, b: from, users: reversed(users) }
        }
    }
}

/// How many edges a thread takes at a time.
pub(super) const CHUNK: usize = 1 << 14;
