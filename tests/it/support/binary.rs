//! The built program as its own process.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// `desmigratif serve` on a free port; killed when this is dropped.
pub struct Binary {
    child: Child,
    /// Such as `http://127.0.0.1:40123`.
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
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
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
        let mut child = serve.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let Some(at) = line.find("http://") else {
            let _ = child.kill();
            let mut log = String::new();
            child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
            panic!("no address in {line:?}: {log}");
        };
        let base = line[at..].trim().trim_end_matches('/').to_owned();
        Self { child, base }
    }

    /// Memory in use, bytes.
    pub fn resident_bytes(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
    }

    /// Ends it at once, as a power cut would.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends SIGTERM, and gives the exit status and the log.
    pub fn terminate(mut self) -> (std::process::ExitStatus, String) {
        let sent =
            Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        (self.child.wait().unwrap(), log)
    }
}

impl Drop for Binary {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
