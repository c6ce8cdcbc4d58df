//! The chain: every event names the hash of the one before, so none can be changed, dropped or
//! slipped in without all that follow giving it away.

use serde_json::Value;

use geodata::canonical::fingerprint;

/// What the first event names as the hash before it.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// One event as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// Its place in the chain of everything, from 1.
    pub seq: i64,
    /// Its scenario; none where it is about people.
    pub scenario: Option<String>,
    /// When (RFC 3339, UTC).
    pub at: String,
    /// Who.
    pub by: Option<String>,
    /// What.
    pub action: String,
    /// The details as canonical JSON; hashed as this very text.
    pub body: String,
    /// Hash of the event before.
    pub previous: String,
    /// Its own hash.
    pub hash: String,
}

impl StoredEvent {
    /// BLAKE3 of the previous hash and of the canonical JSON of this event, in hexadecimal.
    pub fn digest(&self) -> String {
        let text = |text: &str| Value::String(text.to_owned()).to_string();
        let perhaps = |part: &Option<String>| part.as_deref().map_or("null".to_owned(), text);
        let (by, scenario) = (perhaps(&self.by), perhaps(&self.scenario));
        let (action, at) = (text(&self.action), text(&self.at));
        let (body, seq) = (&self.body, self.seq);
        let json = format!(
            "{{\"action\":{action},\"at\":{at},\"body\":{body},\"by\":{by},\"scenario\":{scenario},\"seq\":{seq}}}"
        );
        fingerprint([&self.previous, &json])
    }

    /// Whether it still is what was hashed.
    pub fn is_whole(&self) -> bool {
        self.digest() == self.hash
    }

    /// Its place and hash, as they are noted outside of the database and printed on exports.
    pub fn head(&self) -> String {
        format!("{} {}", self.seq, self.hash)
    }
}

/// Follows the chain from its first event and says where it breaks.
#[derive(Debug)]
pub struct Follower {
    next: i64,
    previous: String,
}

impl Default for Follower {
    fn default() -> Self {
        Self { next: 1, previous: GENESIS.to_owned() }
    }
}

impl Follower {
    /// Checks the next event; what is wrong with it, if anything is.
    pub fn follow(&mut self, event: &StoredEvent) -> Option<String> {
        let problem = if event.seq != self.next {
            Some(format!("event {} is missing; {} follows", self.next, event.seq))
        } else if event.previous != self.previous {
            Some(format!("event {} does not continue the event before it", event.seq))
        } else if !event.is_whole() {
            Some(format!("event {} was changed: its hash does not fit its contents", event.seq))
        } else {
            None
        };
        (self.next, self.previous) = (event.seq + 1, event.hash.clone());
        problem
    }

    /// How many events were followed, and the hash of the last one.
    pub fn head(self) -> (i64, String) {
        (self.next - 1, self.previous)
    }
}
