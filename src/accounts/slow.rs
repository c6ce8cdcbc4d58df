//! Guessing is slowed: after a few wrong tries each further one has to wait longer, for the account, for the address it
//! comes from, and for both together. Nobody is locked out: the wait has an end, and where somebody has signed in before,
//! what others try elsewhere does not count against them.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::AccountError;

/// Wrong tries that cost nothing: of one account from one address, of one account, and from one address, behind which a
/// whole office may be.
const FREE_OF_BOTH: u32 = 5;
const FREE_OF_ACCOUNT: u32 = 20;
const FREE_OF_ADDRESS: u32 = 20;
/// The longest wait, and how long a wrong try is remembered.
const LONGEST: Duration = Duration::from_secs(60);
const REMEMBERED: Duration = Duration::from_secs(15 * 60);
/// How much is remembered at most.
const MOST: usize = 100_000;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Both(String, Option<IpAddr>),
    Account(String),
    Address(IpAddr),
}

#[derive(Debug)]
struct Tries {
    wrong: u32,
    last: Instant,
}

/// Wrong tries of late.
#[derive(Debug, Default)]
pub struct Slow {
    memory: Mutex<Memory>,
}

#[derive(Debug, Default)]
struct Memory {
    tries: HashMap<Key, Tries>,
    /// From where an account has signed in.
    at_home: HashSet<(String, Option<IpAddr>)>,
}

impl Slow {
    /// Lets a try through and counts it as wrong until [`Self::was_right`], so that many at once are not all let through.
    ///
    /// # Errors
    /// [`AccountError::Slow`] with the seconds to wait.
    pub fn admit(
        &self,
        login: &str,
        address: Option<IpAddr>,
        now: Instant,
    ) -> Result<(), AccountError> {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let keys = memory.keys(login, address);
        let waits = keys.iter().filter_map(|(key, free)| wait(memory.tries.get(key)?, *free, now));
        if let Some(longest) = waits.max() {
            return Err(AccountError::Slow(longest.as_secs_f64().ceil() as u64));
        }
        if memory.tries.len() >= MOST {
            memory.tries.retain(|_, tries| now.duration_since(tries.last) < LONGEST);
        }
        for (key, _) in keys {
            let entry = memory.tries.entry(key).or_insert(Tries { wrong: 0, last: now });
            if now.duration_since(entry.last) > REMEMBERED {
                entry.wrong = 0;
            }
            (entry.wrong, entry.last) = (entry.wrong.saturating_add(1), now);
        }
        Ok(())
    }

    /// The last try was neither right nor wrong, only unfinished: it does not count. What was tried before it stays counted,
    /// or whoever knows a password could guess codes without an end.
    pub fn take_back(&self, login: &str, address: Option<IpAddr>) {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, _) in memory.keys(login, address) {
            if let Some(tries) = memory.tries.get_mut(&key) {
                tries.wrong = tries.wrong.saturating_sub(1);
            }
        }
    }

    /// The last try was right: what it was counted as is taken back, and this address is one of the account's own.
    pub fn was_right(&self, login: &str, address: Option<IpAddr>) {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, _) in memory.keys(login, address) {
            if matches!(key, Key::Both(..)) {
                memory.tries.remove(&key);
            } else if let Some(tries) = memory.tries.get_mut(&key) {
                tries.wrong = tries.wrong.saturating_sub(1);
            }
        }
        if memory.at_home.len() >= MOST {
            memory.at_home.clear();
        }
        memory.at_home.insert((login.to_owned(), address));
    }
}

impl Memory {
    /// What a try counts for, and how many wrong ones are free.
    fn keys(&self, login: &str, address: Option<IpAddr>) -> Vec<(Key, u32)> {
        let both = (login.to_owned(), address);
        let home = self.at_home.contains(&both);
        let account = (!home).then(|| (Key::Account(login.to_owned()), FREE_OF_ACCOUNT));
        let of_address = address.map(|address| (Key::Address(address), FREE_OF_ADDRESS));
        let both = (Key::Both(both.0, both.1), FREE_OF_BOTH);
        std::iter::once(both).chain(account).chain(of_address).collect()
    }
}

/// How long the next try has to wait, where it has to.
fn wait(tries: &Tries, free: u32, now: Instant) -> Option<Duration> {
    let beyond = tries.wrong.checked_sub(free)?;
    let pause = Duration::from_secs(1 << beyond.min(6)).min(LONGEST);
    pause.checked_sub(now.duration_since(tries.last)).filter(|left| !left.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessing_gets_slower_and_ends_after_a_minute_at_most() {
        let (slow, mut now) = (Slow::default(), Instant::now());
        for _ in 0..FREE_OF_BOTH {
            slow.admit("siti", None, now).unwrap();
        }
        let mut pauses = Vec::new();
        for _ in 0..10 {
            let Err(AccountError::Slow(seconds)) = slow.admit("siti", None, now) else {
                panic!("let through")
            };
            pauses.push(seconds);
            now += Duration::from_secs(seconds);
            slow.admit("siti", None, now).unwrap();
        }
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
        slow.admit("budi", None, now).unwrap();
        slow.was_right("siti", None);
        slow.admit("siti", None, now).unwrap();
    }

    #[test]
    fn an_unfinished_try_takes_back_itself_and_nothing_before_it() {
        let (slow, now) = (Slow::default(), Instant::now());
        for _ in 0..FREE_OF_BOTH {
            slow.admit("siti", None, now).unwrap();
            slow.take_back("siti", None);
            slow.admit("siti", None, now).unwrap();
        }
        assert!(matches!(slow.admit("siti", None, now), Err(AccountError::Slow(_))));
    }

    #[test]
    fn many_accounts_from_one_address_are_slowed_too() {
        let (slow, now) = (Slow::default(), Instant::now());
        let address: IpAddr = "10.0.0.5".parse().unwrap();
        for account in 0..FREE_OF_ADDRESS {
            slow.admit(&format!("a{account}"), Some(address), now).unwrap();
        }
        assert!(slow.admit("another", Some(address), now).is_err());
        assert!(slow.admit("another", Some("10.0.0.6".parse().unwrap()), now).is_ok());
    }

    #[test]
    fn who_signed_in_from_here_before_is_not_kept_out_by_guessing_from_elsewhere() {
        let (slow, now) = (Slow::default(), Instant::now());
        let home: IpAddr = "10.0.0.5".parse().unwrap();
        slow.admit("siti", Some(home), now).unwrap();
        slow.was_right("siti", Some(home));
        for attacker in 0..FREE_OF_ACCOUNT {
            let address = IpAddr::from([10, 1, 0, attacker as u8]);
            slow.admit("siti", Some(address), now).unwrap();
        }
        assert!(slow.admit("siti", Some("10.2.0.1".parse().unwrap()), now).is_err());
        slow.admit("siti", Some(home), now).unwrap();
    }
}
