//! What goes wrong.

use std::io;

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum MapError {
    /// The pipe to the server.
    #[error("the pipe to the server: {0}")]
    Pipe(#[from] io::Error),
    /// A description that is none.
    #[error("the description of the picture: {0}")]
    Description(#[from] serde_json::Error),
    /// A colour that is none.
    #[error("`{0}` is no colour")]
    Colour(String),
    /// A size that no picture has.
    #[error("a picture of {0} x {1} pixels is not drawn")]
    Size(u32, u32),
    /// More colours and layers than the renderer tells apart by depth.
    #[error("{0} layers and colours are more than the {max} that can be drawn", max = crate::canvas::MOST_LAYERS)]
    Layers(usize),
    /// A tile that cannot be read.
    #[error("a tile: {0}")]
    Tile(String),
    /// The renderer.
    #[error("the renderer: {0}")]
    Renderer(String),
    /// What is laid over the map.
    #[error("the overlay: {0}")]
    Overlay(String),
}
