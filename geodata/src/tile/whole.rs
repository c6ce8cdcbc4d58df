//! Whole numbers that a layer carries beside its indicators.

/// A whole number for every feature of a layer. Unlike the steps of an indicator it stands for itself, and is in every
/// tile as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WholeColumn {
    /// The property's name.
    pub id: &'static str,
    /// One number for every feature, or [`WholeColumn::MISSING`].
    pub numbers: Vec<u32>,
}

impl WholeColumn {
    /// The number of a missing value: the property is absent.
    pub const MISSING: u32 = u32::MAX;
}
