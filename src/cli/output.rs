//! Results on standard output.

use std::io::Write as _;

/// Prints text to standard output; a closed pipe is an error that the command line forgives.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}
