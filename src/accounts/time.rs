//! Times as the state keeps them: RFC 3339 in UTC with whole seconds, which compare as texts.

use chrono::{DateTime, Duration, SecondsFormat, Utc};

/// `seconds` after `now` (before it where negative); `now` itself where it is no time.
pub fn after(now: &str, seconds: i64) -> String {
    DateTime::parse_from_rfc3339(now).map_or_else(
        |_| now.to_owned(),
        |time| {
            let later = time.with_timezone(&Utc) + Duration::seconds(seconds);
            later.to_rfc3339_opts(SecondsFormat::Secs, true)
        },
    )
}

/// Seconds since 1970; none of a text that is no time.
pub fn seconds(now: &str) -> u64 {
    let time = DateTime::parse_from_rfc3339(now).map_or(0, |time| time.timestamp());
    u64::try_from(time).unwrap_or(0)
}

/// The day of a time: `2027-01-31`.
pub fn day(now: &str) -> &str {
    now.get(..10).unwrap_or(now)
}
