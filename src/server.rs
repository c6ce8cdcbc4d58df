//! The server's life: take the address, read the data, answer, stop.

use std::future::Future;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;

use crate::access::Access;
use crate::app::AppState;
use crate::config::Config;
use crate::connections::{self, Tls};
use crate::http;
use crate::scenarios::store::{Clock, SystemClock};
use crate::telemetry;

/// Serves until SIGTERM or SIGINT; SIGHUP reads the dataset again. Blocks.
///
/// The first line on standard output is the address, for people and for programs that asked for
/// port 0.
///
/// # Errors
/// When the address is taken, the dataset cannot be read, or the system fails.
pub fn serve(config: Config) -> anyhow::Result<()> {
    let _logging = telemetry::start_logging(&config)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the threads that answer requests cannot be started")?;
    let ended = runtime.block_on(serve_until_signal(config))?;
    if ended == End::AtOnce {
        // Nothing is waited for, not even work that cannot be stopped in its middle.
        runtime.shutdown_background();
    }
    Ok(())
}

/// How the server ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// After the requests that were under way, or its patience with them.
    Finished,
    /// At a second signal.
    AtOnce,
}

/// SIGTERM and SIGINT.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn watch() -> anyhow::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate()).context("SIGTERM cannot be watched")?,
            interrupt: signal(SignalKind::interrupt()).context("SIGINT cannot be watched")?,
        })
    }

    /// Waits for one of them.
    async fn next(&mut self) {
        tokio::select! { _ = self.terminate.recv() => {}, _ = self.interrupt.recv() => {} }
    }
}

async fn serve_until_signal(config: Config) -> anyhow::Result<End> {
    let mut signals = Signals::watch()?;
    let mut hangup = signal(SignalKind::hangup()).context("SIGHUP cannot be watched")?;

    let application = Application::bind(config).await?;
    let site = application.site()?;
    writeln!(std::io::stdout(), "Desmigratif answers at {site}/").context("standard output")?;

    if let Some(code) = application.first_code().await? {
        writeln!(
            std::io::stdout(),
            "Nobody has an account yet. Make the first administrator at {site}/masuk#kode={code}"
        )
        .context("standard output")?;
    }

    let app = application.state().clone();
    let tls = application.tls.clone();
    let reloading = tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            if let Some(Err(error)) = tls.as_ref().map(|tls| tls.reload()) {
                tracing::error!(%error, "the old certificate stays");
            }
            match app.reload().await {
                Ok(()) => tracing::info!("dataset read again"),
                Err(error) => {
                    tracing::error!(error = format!("{error:#}"), "the old dataset stays")
                }
            }
        }
    });
    let (stop, stopped) = oneshot::channel();
    let at_once = async move {
        signals.next().await;
        // The receiver is gone only when the server is.
        let _ = stop.send(());
        signals.next().await;
    };
    let stopped = async {
        let _ = stopped.await;
    };
    let result = tokio::select! {
        result = application.run_until(stopped) => result.map(|()| End::Finished),
        () = at_once => {
            tracing::warn!("stopped at once, at a second signal");
            Ok(End::AtOnce)
        }
    };
    reloading.abort();
    result
}

/// How long the last events may take to reach their readers.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// A server that has its address and its data, and has not begun to answer.
pub struct Application {
    listener: TcpListener,
    tls: Option<Arc<Tls>>,
    app: AppState,
    router: Router,
}

impl Application {
    /// Takes the address, then reads the dataset. Who connects meanwhile waits for the answer and
    /// is not refused; a server that answers at all is ready.
    ///
    /// # Errors
    /// When the address is taken, or the state or the dataset cannot be read.
    pub async fn bind(config: Config) -> anyhow::Result<Self> {
        Self::bind_with(config, Arc::new(SystemClock)).await
    }

    /// As [`bind`](Self::bind), with a clock of one's own for what is saved.
    ///
    /// # Errors
    /// As [`bind`](Self::bind).
    pub async fn bind_with(config: Config, clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(config.listen)
            .await
            .with_context(|| format!("cannot listen at {}", config.listen))?;
        let tls = config.tls.clone().map(Tls::read).transpose().context("no TLS")?.map(Arc::new);
        let app = AppState::open(config, clock).await?;
        let router = http::router(&app);
        Ok(Self { listener, tls, app, router })
    }

    /// The address, with the real port where 0 was asked for.
    ///
    /// # Errors
    /// When the system does not know it.
    pub fn addr(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// The address as people open it.
    fn site(&self) -> std::io::Result<String> {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        Ok(format!("{scheme}://{}", self.addr()?))
    }

    /// The code with which the first administrator is made, where people sign in and nobody has an account yet.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub async fn first_code(&self) -> anyhow::Result<Option<String>> {
        if self.app.access() != Access::Accounts {
            return Ok(None);
        }
        let accounts = Arc::clone(self.app.accounts());
        Ok(tokio::task::spawn_blocking(move || accounts.first_code()).await??)
    }

    /// What the requests will share.
    pub const fn state(&self) -> &AppState {
        &self.app
    }

    /// Answers requests until `shutdown` is there, then lets those under way finish, but no
    /// longer than the configured grace.
    ///
    /// # Errors
    /// When the system no longer accepts connections.
    pub async fn run_until(
        self,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> anyhow::Result<()> {
        let limits = &self.app.config().limits;
        let grace = limits.shutdown_grace;
        let bounds = connections::Bounds {
            all: limits.connections,
            of_address: limits.connections_per_address,
            silence: limits.head_timeout,
            unread: limits.read_timeout,
        };
        let (stopping, stopped) = oneshot::channel();
        let signal = async move {
            shutdown.await;
            tracing::info!("stopping; requests under way are finished");
            // The receiver is gone only when the server is.
            let _ = stopping.send(());
        };
        let server = connections::serve(self.listener, self.router, bounds, self.tls, signal);
        let app = self.app.clone();
        let out_of_patience = async {
            if stopped.await.is_ok() {
                tokio::time::sleep(grace).await;
                // Who watches a computation hears of the end before the connection is gone.
                app.end();
                tokio::time::sleep(LAST_WORDS).await;
            } else {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            () = server => {}
            () = out_of_patience => {
                tracing::warn!(grace_s = grace.as_secs(), "stopped with requests under way");
            }
        }
        let store = Arc::clone(self.app.store());
        if let Err(error) = tokio::task::spawn_blocking(move || store.settle()).await? {
            tracing::error!(%error, "what waited for room is not in the record but in the log");
        }
        Ok(())
    }
}
