//! How much a selection is asked for.

/// How much a selection finds out beside the best set. The set itself does not depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// Nothing: who only wants the set need not wait for more.
    Set,
    /// What kept the others out.
    Reasons,
    /// The next best sets, replacement costs and regrets too.
    Alternatives,
}
