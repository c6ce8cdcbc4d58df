//! An edge of a planar graph, and whose border it is.

use std::cmp::Ordering;

use super::model::Vertex;
use super::users::{UsersId, reversed};

/// An edge from its least to its greatest vertex.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

    /// A number that is ordered as the vertices are.
    fn vertices(&self) -> u128 {
        // Without the sign's bit turned negative numbers would come last.
        let part = |c: i32| u128::from(c as u32 ^ 1 << 31);
        part(self.a[0]) << 96 | part(self.a[1]) << 64 | part(self.b[0]) << 32 | part(self.b[1])
    }
}

/// By vertices and then by users, as the fields are; compared in one number, for millions are sorted at every zoom.
impl Ord for Edge {
    fn cmp(&self, other: &Self) -> Ordering {
        self.vertices().cmp(&other.vertices()).then(self.users.cmp(&other.users))
    }
}

impl PartialOrd for Edge {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// How many edges a thread takes at a time.
pub(super) const CHUNK: usize = 1 << 14;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn edges_are_in_order_of_their_fields(
            one in ((-3..3i32, -3..3i32), (-3..3i32, -3..3i32), 0..3u32),
            other in ((-3..3i32, -3..3i32), (-3..3i32, -3..3i32), 0..3u32),
        ) {
            let edge = |((ax, ay), (bx, by), users)| Edge { a: [ax, ay], b: [bx, by], users };
            let fields = |edge: &Edge| (edge.a, edge.b, edge.users);
            let (one, other) = (edge(one), edge(other));
            prop_assert_eq!(one.cmp(&other), fields(&one).cmp(&fields(&other)));
        }
    }
}
