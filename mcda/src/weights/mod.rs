//! Where weights can come from. Judgements ([`ahp`], [`rank_based`]) are weights; what the data
//! suggest ([`entropy`], [`critic`], [`pca`]) is a diagnosis: it says how a criterion varies, not
//! how much it matters.

pub mod ahp;
pub mod critic;
pub mod entropy;
pub mod pca;
pub mod rank_based;
