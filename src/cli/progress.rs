//! Progress on the terminal: a bar for people, one line per stage for logs.

use std::io::IsTerminal as _;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use geodata::progress::Progress;
use indicatif::{ProgressBar, ProgressStyle};

use super::interrupt::Interrupt;
use mcda::{Stage, Watch};

/// Draws on standard error, which leaves standard output to results.
#[derive(Default)]
pub(super) struct Terminal {
    bar: Mutex<Option<ProgressBar>>,
    interrupt: Option<Interrupt>,
}

impl Terminal {
    /// Progress of work that a signal ends in order, because it would leave something behind otherwise.
    ///
    /// # Errors
    /// When signals cannot be watched.
    pub(super) fn interruptible() -> anyhow::Result<Self> {
        Ok(Self { interrupt: Some(Interrupt::watch()?), ..Self::default() })
    }

    /// Ends the last stage.
    pub(super) fn finish(&self) {
        if let Some(bar) = self.lock().take() {
            bar.finish();
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<ProgressBar>> {
        self.bar.lock().unwrap_or_else(PoisonError::into_inner)
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

    fn interrupted(&self) -> bool {
        self.interrupt.as_ref().is_some_and(Interrupt::asked)
    }
}

/// Tells the stages of a selection, and keeps the time of its limit.
pub(super) struct Selecting {
    terminal: Terminal,
    stage: Mutex<Option<Stage>>,
    since: Instant,
}

impl Selecting {
    pub(super) fn begin() -> Self {
        Self { terminal: Terminal::default(), stage: Mutex::default(), since: Instant::now() }
    }

    /// Ends the last stage.
    pub(super) fn finish(&self) {
        self.terminal.finish();
    }
}

impl Watch for Selecting {
    fn stage(&self, stage: Stage, _done: u64, _total: u64) {
        let before = self.stage.lock().unwrap_or_else(PoisonError::into_inner).replace(stage);
        if before == Some(stage) {
            return;
        }
        let name = match stage {
            Stage::Waiting => "waiting",
            Stage::Ranking => "ranking",
            Stage::Search => "searching for the best set",
            Stage::Alternatives => "looking at other sets",
            Stage::Reasons => "what kept others out",
            Stage::Draws => "trying other weights",
            Stage::Sets => "trying other weights on the set",
            Stage::Criteria => "leaving criteria out",
            Stage::Writing => "writing down",
        };
        self.terminal.stage(name, None);
    }

    fn found(&self, _objective: f64, _gap: f64) {}

    fn elapsed_s(&self) -> f64 {
        self.since.elapsed().as_secs_f64()
    }

    fn cancelled(&self) -> bool {
        false
    }
}
