//! The built program as its own process.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::NamedTempFile;

/// `desmigratif serve` on a free port; killed when this is dropped.
pub struct Binary {
    child: Child,
    /// What it writes to standard error. No pipe: nobody reads it before the end.
    log: NamedTempFile,
    /// Such as `http://127.0.0.1:40123`; `https` where it has a certificate.
    pub base: String,
}

/// The built program, away from our own variables, which it would take for its configuration.
pub fn program() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_desmigratif"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("DESMIGRATIF_") {
            program.env_remove(name);
        }
    }
    program
}

/// Sends SIGINT, as the keys Ctrl and C do.
pub fn interrupt(child: &Child) {
    send("-INT", child);
}

fn send(signal: &str, child: &Child) {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

impl Binary {
    /// Starts it over a dataset and waits for its address.
    pub fn serve(data: &Path, state: &Path) -> Self {
        let mut serve = program();
        serve.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data);
        serve.arg("--state").arg(state);
        Self::start(serve)
    }

    /// Starts a command that serves and waits for its address.
    pub fn start(mut serve: Command) -> Self {
        let log = NamedTempFile::new().unwrap();
        serve.stdout(Stdio::piped()).stderr(log.reopen().unwrap());
        let mut child = serve.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let Some(at) = line.find("http") else {
            let _ = child.kill();
            panic!("no address in {line:?}: {}", std::fs::read_to_string(log.path()).unwrap());
        };
        let base = line[at..].trim().trim_end_matches('/').to_owned();
        Self { child, log, base }
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Memory in use, bytes.
    pub fn resident_bytes(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log.path()).unwrap()
    }

    /// Has it read its dataset again.
    pub fn reload(&self) {
        send("-HUP", &self.child);
    }

    /// Ends it at once, as a power cut would.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends SIGTERM, and does not wait.
    pub fn stop(&self) {
        send("-TERM", &self.child);
    }

    /// Sends SIGTERM, and gives the exit status and the log.
    pub fn terminate(mut self) -> (std::process::ExitStatus, String) {
        send("-TERM", &self.child);
        let status = self.child.wait().unwrap();
        (status, self.log())
    }
}

impl Drop for Binary {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
