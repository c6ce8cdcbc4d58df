//! Guessing is slowed: after a few wrong tries each further one has to wait longer, for the account, for the address it
//! comes from, and for both together. Nobody is locked out: the wait has an end, and where somebody has signed in before,
//! what others try elsewhere does not count against them.
//!
//! All of it is in memory, and is counted anew from the chain of events at every start (`recall.rs`): tries at accounts that
//! there are stand there before they are answered.

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
pub const REMEMBERED: Duration = Duration::from_secs(15 * 60);
/// Letters of a login, of which none that somebody has is longer.
const LOGIN: usize = 65;
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

/// A try of before the start.
#[derive(Debug)]
pub struct Past {
    pub login: String,
    pub address: Option<IpAddr>,
    /// How long ago.
    pub ago: Duration,
    pub right: bool,
}

impl Slow {
    /// Counts what was tried before the start, the oldest first.
    pub fn recall(&self, tries: impl IntoIterator<Item = Past>, now: Instant) {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        for Past { login, address, ago, right } in tries {
            if right {
                memory.was_right(&login, address);
            } else if ago <= REMEMBERED {
                // A machine that has just started knows no moment of before its start: then it was a moment ago.
                memory.count(&login, address, now.checked_sub(ago).unwrap_or(now));
            }
        }
    }

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
        memory.count(login, address, now);
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
            if let Some(tries) = memory.tries.get_mut(&key) {
                tries.wrong = tries.wrong.saturating_sub(1);
            }
        }
        memory.was_right(login, address);
    }
}

/// What is kept of a login that is longer than any that somebody has.
fn short(login: &str) -> String {
    login.chars().take(LOGIN).collect()
}

/// Whom an address stands for: who has one of IPv6 has as many as they like, all of one network.
fn place(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
        v4 => v4,
    }
}

impl Memory {
    /// Counts a try as wrong.
    fn count(&mut self, login: &str, address: Option<IpAddr>, at: Instant) {
        if self.tries.len() >= MOST {
            self.tries.retain(|_, tries| at.saturating_duration_since(tries.last) < LONGEST);
        }
        for (key, _) in self.keys(login, address) {
            let entry = self.tries.entry(key).or_insert(Tries { wrong: 0, last: at });
            if at.saturating_duration_since(entry.last) > REMEMBERED {
                entry.wrong = 0;
            }
            (entry.wrong, entry.last) = (entry.wrong.saturating_add(1), at);
        }
    }

    /// Whoever knows the password has it here, and was here.
    fn was_right(&mut self, login: &str, address: Option<IpAddr>) {
        if self.at_home.len() >= MOST {
            self.at_home.clear();
        }
        let both = (short(login), address.map(place));
        self.tries.remove(&Key::Both(both.0.clone(), both.1));
        self.at_home.insert(both);
    }

    /// What a try counts for, and how many wrong ones are free.
    fn keys(&self, login: &str, address: Option<IpAddr>) -> Vec<(Key, u32)> {
        let address = address.map(place);
        let both = (short(login), address);
        let home = self.at_home.contains(&both);
        let account = (!home).then(|| (Key::Account(both.0.clone()), FREE_OF_ACCOUNT));
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
        let of_network = |network: u16, host: u16| {
            Some(IpAddr::from([0x2001, 0xdb8, 0, network, 0, 0, 0, host]))
        };
        for host in 0..FREE_OF_ADDRESS as u16 {
            slow.admit(&format!("b{host}"), of_network(1, host), now).unwrap();
        }
        assert!(slow.admit("another", of_network(1, 999), now).is_err(), "all of one network");
        slow.admit("another", of_network(2, 999), now).unwrap();
    }

    #[test]
    fn what_was_tried_before_the_start_counts_as_if_it_had_not_ended() {
        let [home, other] = ["10.0.0.5", "10.0.0.6"].map(|text| text.parse().ok());
        let now = Instant::now();
        let past = |address, seconds, right| Past {
            login: "siti".to_owned(),
            address,
            ago: Duration::from_secs(seconds),
            right,
        };
        let all_wrong = || (0..FREE_OF_ACCOUNT).map(|_| past(other, 0, false));
        let slow = Slow::default();
        slow.recall([past(home, 86_400, true)].into_iter().chain(all_wrong()), now);
        assert!(slow.admit("siti", other, now).is_err());
        assert!(slow.admit("siti", None, now).is_err(), "the account is slowed elsewhere too");
        slow.admit("siti", home, now).unwrap();

        // What was long ago is forgotten, and the right one takes back what was wrong before it.
        let slow = Slow::default();
        let old = (0..9).map(|_| past(other, REMEMBERED.as_secs() + 1, false));
        let few = (0..FREE_OF_BOTH).map(|_| past(other, 1, false));
        slow.recall(old.chain(few).chain([past(other, 0, true)]), now);
        for _ in 0..FREE_OF_BOTH {
            slow.admit("siti", other, now).unwrap();
        }
        assert!(slow.admit("siti", other, now).is_err());
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
