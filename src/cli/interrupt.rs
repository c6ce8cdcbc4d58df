//! Ends long work in order when somebody asks this process to stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context as _;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

/// Watches for SIGINT and SIGTERM from its making until it is dropped. The first one asks the work to end,
/// the second one ends the process.
pub(super) struct Interrupt {
    asked: Arc<AtomicBool>,
    /// Dropped with this, which ends the thread that watches.
    _watching: oneshot::Sender<()>,
}

impl Interrupt {
    /// Begins to watch.
    ///
    /// # Errors
    /// When the system has no thread or no signal to give.
    pub(super) fn watch() -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .build()
            .context("signals cannot be watched")?;
        let (mut interrupt, mut terminate) = {
            let _inside = runtime.enter();
            (
                signal(SignalKind::interrupt()).context("SIGINT cannot be watched")?,
                signal(SignalKind::terminate()).context("SIGTERM cannot be watched")?,
            )
        };
        let asked = Arc::new(AtomicBool::new(false));
        let (watching, mut done) = oneshot::channel();
        let ask = Arc::clone(&asked);
        std::thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    loop {
                        tokio::select! {
                            _ = interrupt.recv() => {}
                            _ = terminate.recv() => {}
                            _ = &mut done => return,
                        }
                        if ask.swap(true, Ordering::Relaxed) {
                            std::process::exit(1);
                        }
                    }
                });
            })
            .context("signals cannot be watched")?;
        Ok(Self { asked, _watching: watching })
    }

    /// Whether the work should end.
    pub(super) fn asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }
}
