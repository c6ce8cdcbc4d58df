//! What a server that has just started learns from the chain of events: which state it has, and which passwords were tried
//! of late. A restart, or whoever brings one about, gives nobody new tries.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OptionalExtension as _};
use serde::Deserialize;

use super::slow::{Past, REMEMBERED};
use super::{AccountError, Accounts, time};

/// How many events are looked through for where people have signed in; tries of late are found however many there are.
const LOOKED_THROUGH: usize = 100_000;

#[derive(Deserialize)]
struct Body {
    login: String,
    from: Option<IpAddr>,
    /// Named where a provider was asked, and no password.
    issuer: Option<String>,
}

impl Accounts {
    /// Learns from the state what a server before this one knew.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn recall(&self) -> Result<(), AccountError> {
        let now = self.store.now();
        let (first, tries) = self.store.read(|state| {
            let sql = "SELECT hash FROM events ORDER BY seq LIMIT 1";
            let first = state.query_row(sql, [], |row| row.get::<_, String>(0)).optional()?;
            Ok::<_, AccountError>((first, tries(state, &now)?))
        })?;
        if let Some(first) = first {
            // Already known where it was learned before.
            let _ = self.instance.set(first);
        }
        self.slow.recall(tries.into_iter().rev(), Instant::now());
        Ok(())
    }

    /// Tells this state from those of other servers: the hash of the first thing that happened. Empty where nothing has.
    pub fn instance(&self) -> &str {
        self.instance.get().map_or("", String::as_str)
    }
}

/// Passwords that were tried before `now`, the newest first.
fn tries(state: &Connection, now: &str) -> Result<Vec<Past>, AccountError> {
    let sql = "SELECT at, action, CASE WHEN action IN ('signed_in', 'sign_in_failed') THEN body END \
               FROM events ORDER BY seq DESC";
    let of_late = time::seconds(now).saturating_sub(REMEMBERED.as_secs());
    let (mut query, mut tries) = (state.prepare(sql)?, Vec::new());
    let mut rows = query.query([])?;
    let mut looked = 0;
    while let Some(row) = rows.next()? {
        let at = time::seconds(&row.get::<_, String>(0)?);
        looked += 1;
        if looked > LOOKED_THROUGH && at < of_late {
            break;
        }
        let Some(body) = row.get::<_, Option<String>>(2)? else { continue };
        // What an older program wrote otherwise is nobody's try.
        let Ok(Body { login, from, issuer: None }) = serde_json::from_str(&body) else { continue };
        tries.push(Past {
            login,
            address: from,
            ago: Duration::from_secs(time::seconds(now).saturating_sub(at)),
            right: row.get::<_, String>(1)? == "signed_in",
        });
    }
    Ok(tries)
}
