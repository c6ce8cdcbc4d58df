//! Progress on the terminal: a bar for people, one line per stage for logs.

use std::io::IsTerminal as _;
use std::sync::Mutex;
use std::time::Duration;

use geodata::progress::Progress;
use indicatif::{ProgressBar, ProgressStyle};

/// Draws on standard error, which leaves standard output to results.
#[derive(Default)]
pub(super) struct Terminal {
    bar: Mutex<Option<ProgressBar>>,
}

impl Terminal {
    /// Ends the last stage.
    pub(super) fn finish(&self) {
        if let Some(bar) = self.lock().take() {
            bar.finish();
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<ProgressBar>> {
        self.bar.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Progress for Terminal {
    fn stage(&self, name: &str, total: Option<u64>) {
        self.finish();
        if !std::io::stderr().is_terminal() {
            eprintln!("{name} ...");
            return;
        }
        let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
        let template = match total {
            Some(_) => "{msg:32} {bar:30} {human_pos}/{human_len} {elapsed}",
            None => "{msg:32} {spinner} {elapsed}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(name.to_owned());
        bar.enable_steady_tick(Duration::from_millis(120));
        *self.lock() = Some(bar);
    }

    fn advance(&self, steps: u64) {
        if let Some(bar) = self.lock().as_ref() {
            bar.inc(steps);
        }
    }
}
