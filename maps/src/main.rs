//! Draws maps with maplibre-rs, on a machine without a screen: software Vulkan (lavapipe) is enough.
//!
//! A process of the server's: descriptions of pictures arrive on standard input and PNG files leave on standard
//! output, one after the other (see [`protocol`]). It draws what it is told and knows nothing of the programme. What
//! panics in the graphics library or crashes in a driver ends this process alone; the server starts another.

mod canvas;
mod compose;
mod edges;
mod error;
mod hatch;
mod layers;
mod paint;
mod picture;
mod protocol;
mod rings;

use std::io::{self, BufReader, BufWriter};
use std::process::ExitCode;

use crate::canvas::Studio;
use crate::error::MapError;

fn main() -> ExitCode {
    match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("desmigratif-maps: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Answers until standard input ends.
fn serve() -> Result<(), MapError> {
    let (mut input, mut output) =
        (BufReader::new(io::stdin().lock()), BufWriter::new(io::stdout().lock()));
    let mut studio = Studio::new()?;
    // The first answer, before any question: a driver is there and a picture came out of it.
    protocol::answer(&mut output, studio.check())?;
    while let Some((picture, tiles)) = protocol::question(&mut input)? {
        let drawn = studio.draw(&picture, &tiles);
        protocol::answer(&mut output, drawn)?;
    }
    Ok(())
}
