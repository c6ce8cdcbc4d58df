//! What a join of some type hands out of its two inputs.

use datafusion::common::{JoinSide, JoinType};

/// What is handed out of the rows of one input besides pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Duty {
    Nothing,
    /// Rows without a partner, the columns of the other input NULL.
    Padded,
    /// Rows with a partner, once each.
    Matched,
    /// Rows without a partner.
    Alone,
    /// All rows, and whether they have a partner.
    Marked,
}

/// What a join hands out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Duties {
    pub pairs: bool,
    pub build: Duty,
    pub probe: Duty,
}

impl Duties {
    pub fn new(kind: JoinType, build: JoinSide) -> Self {
        let (left, right) = match kind {
            JoinType::Inner => (Duty::Nothing, Duty::Nothing),
            JoinType::Left => (Duty::Padded, Duty::Nothing),
            JoinType::Right => (Duty::Nothing, Duty::Padded),
            JoinType::Full => (Duty::Padded, Duty::Padded),
            JoinType::LeftSemi => (Duty::Matched, Duty::Nothing),
            JoinType::RightSemi => (Duty::Nothing, Duty::Matched),
            JoinType::LeftAnti => (Duty::Alone, Duty::Nothing),
            JoinType::RightAnti => (Duty::Nothing, Duty::Alone),
            JoinType::LeftMark => (Duty::Marked, Duty::Nothing),
            JoinType::RightMark => (Duty::Nothing, Duty::Marked),
        };
        let pairs =
            matches!(kind, JoinType::Inner | JoinType::Left | JoinType::Right | JoinType::Full);
        let (build, probe) = if build == JoinSide::Left { (left, right) } else { (right, left) };
        Self { pairs, build, probe }
    }

    /// Whether one partner of a probe row is as good as all.
    pub fn one_is_enough(&self) -> bool {
        !self.pairs && self.build == Duty::Nothing
    }
}
