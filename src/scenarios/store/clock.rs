//! The one source of time of saved state, so that tests can fix it.

use std::fmt::Debug;
use std::time::SystemTime;

use chrono::{DateTime, SecondsFormat, Utc};

/// Tells the time.
pub trait Clock: Debug + Send + Sync {
    /// Now, as RFC 3339 in UTC with whole seconds: `2026-11-21T08:30:00Z`.
    fn now(&self) -> String;
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> String {
        rfc3339(SystemTime::now())
    }
}

/// A clock that stands still.
#[derive(Debug, Clone)]
pub struct FixedClock(pub String);

impl Clock for FixedClock {
    fn now(&self) -> String {
        self.0.clone()
    }
}

fn rfc3339(time: SystemTime) -> String {
    DateTime::<Utc>::from(time).to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[test]
    fn seconds_become_dates_also_on_leap_days_and_at_the_turn_of_a_year() {
        let rfc3339 = |seconds| rfc3339(UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(951_782_399), "2000-02-28T23:59:59Z");
        assert_eq!(rfc3339(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(rfc3339(1_767_225_599), "2025-12-31T23:59:59Z");
        assert_eq!(rfc3339(1_767_225_600), "2026-01-01T00:00:00Z");
        assert!(SystemClock.now().as_str() > "2026-01-01T00:00:00Z");
    }
}
