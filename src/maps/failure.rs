//! Why there is no picture.

use std::time::Duration;

use crate::tiles::TileFailure;

/// Why there is no picture.
#[derive(Debug, Clone, thiserror::Error)]
pub enum MapFailure {
    /// Nothing can be drawn on this machine.
    #[error("maps are not drawn here: {0}")]
    Unavailable(String),
    /// As many as may wait are waiting.
    #[error("too many maps are being drawn")]
    Busy,
    /// It took too long.
    #[error("the map was not drawn within {} s", .0.as_secs_f64())]
    Late(Duration),
    /// The process that drew it ended; the next picture has another.
    #[error("the renderer ended while it drew: {0}")]
    Died(String),
    /// The renderer refused it.
    #[error("the renderer refused the picture: {0}")]
    Refused(String),
    /// A tile could not be made.
    #[error(transparent)]
    Tile(#[from] TileFailure),
    /// What is part of this program is not as it should be.
    #[error("{0}")]
    Fault(String),
}

impl From<serde_json::Error> for MapFailure {
    fn from(error: serde_json::Error) -> Self {
        Self::Fault(error.to_string())
    }
}
