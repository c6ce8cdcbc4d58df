//! A second factor: codes of an authenticator app (TOTP, RFC 6238: SHA-1, six digits, 30 seconds).

use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::json;
use totp_rs::{Algorithm, Builder, Secret, Totp};

use super::{AccountError, Accounts, time};
use crate::access::Person;
use crate::scenarios::store::Writing;

/// Seconds of a code, and how many before and after are taken too: clocks differ.
const STEP: u64 = 30;
const AROUND: u16 = 1;
const DIGITS: u8 = 6;
/// Random bytes of a secret (RFC 4226: at least 16, best 20).
const BYTES: usize = 20;

impl Accounts {
    /// Begins a second factor for somebody: its secret in base32, for their app. It counts when they have confirmed it.
    ///
    /// # Errors
    /// [`AccountError::Invalid`] where they have one.
    pub fn begin_second(&self, person: &Person) -> Result<String, AccountError> {
        let secret = Secret::from(rand::random::<[u8; BYTES]>().to_vec()).to_base32();
        self.store.write(|writing| {
            if has_second(writing.transaction, &person.id)? {
                return Err(AccountError::Invalid("there is a second factor already; end it first".to_owned()));
            }
            let sql = "INSERT INTO second_factors (person, secret) VALUES (?1, ?2) ON CONFLICT (person) DO UPDATE SET secret = ?2";
            writing.transaction.execute(sql, params![person.id, secret])?;
            Ok(secret)
        })
    }

    /// Confirms it with a code of the app.
    ///
    /// # Errors
    /// [`AccountError::Code`].
    pub fn confirm_second(&self, person: &Person, code: &str) -> Result<(), AccountError> {
        self.slow.admit(&person.login, None, std::time::Instant::now())?;
        self.store.write(|writing| {
            take(writing, &person.id, code, false)?;
            let sql = "UPDATE second_factors SET confirmed = 1 WHERE person = ?1";
            writing.transaction.execute(sql, [&person.id])?;
            let body = json!({"person": person.id, "login": person.login});
            Ok::<_, AccountError>(writing.record(
                Some(&person.signature()),
                "second_factor_set",
                &body,
            )?)
        })?;
        self.slow.was_right(&person.login, None);
        self.known.forget();
        Ok(())
    }

    /// Ends the second factor of somebody: their own, or of somebody who has lost their phone.
    ///
    /// # Errors
    /// When the state cannot be written.
    pub fn end_second(&self, id: &str, login: &str, by: &str) -> Result<(), AccountError> {
        self.store.write(|writing| {
            let ended = writing
                .transaction
                .execute("DELETE FROM second_factors WHERE person = ?1", [id])?;
            if ended == 0 {
                return Ok(());
            }
            let body = json!({"person": id, "login": login});
            Ok::<_, AccountError>(writing.record(Some(by), "second_factor_ended", &body)?)
        })?;
        self.known.forget();
        Ok(())
    }
}

/// Whether somebody has a second factor that they have confirmed.
pub(super) fn has_second(state: &Connection, id: &str) -> Result<bool, AccountError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM second_factors WHERE person = ?1 AND confirmed)";
    Ok(state.prepare_cached(sql)?.query_row([id], |row| row.get(0))?)
}

/// Takes a code of somebody, which holds once.
///
/// # Errors
/// [`AccountError::Code`].
pub(super) fn take(
    writing: &Writing<'_>,
    id: &str,
    code: &str,
    confirmed: bool,
) -> Result<(), AccountError> {
    let sql = "SELECT secret, last_step FROM second_factors WHERE person = ?1 AND confirmed = ?2";
    let mut query = writing.transaction.prepare_cached(sql)?;
    let row = query.query_row(params![id, confirmed], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))
    });
    let Some((secret, last)) = row.optional()? else { return Err(AccountError::Code) };
    let step = totp(&secret)?.check(code.trim(), time::seconds(writing.now));
    let step = step.and_then(|step| i64::try_from(step).ok()).filter(|step| *step > last);
    let Some(step) = step else { return Err(AccountError::Code) };
    let sql = "UPDATE second_factors SET last_step = ?2 WHERE person = ?1";
    writing.transaction.execute(sql, params![id, step])?;
    Ok(())
}

fn totp(secret: &str) -> Result<Totp, AccountError> {
    let failed = |error: &dyn std::fmt::Display| AccountError::Secret(error.to_string());
    let secret = Secret::try_from_base32(secret).map_err(|error| failed(&error))?;
    let codes =
        Builder::new().with_algorithm(Algorithm::SHA1).with_digits(DIGITS).with_step_duration(STEP);
    codes.with_skew(AROUND).with_secret(secret).build().map_err(|error| failed(&error))
}

#[cfg(test)]
pub(super) fn code_at(secret: &str, now: &str) -> String {
    totp(secret).unwrap().generate(time::seconds(now)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, the last six of the eight digits.
        let totp = totp(&Secret::from(b"12345678901234567890".to_vec()).to_base32()).unwrap();
        for (time, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")]
        {
            assert_eq!(totp.generate(time).to_string(), code);
        }
    }
}
