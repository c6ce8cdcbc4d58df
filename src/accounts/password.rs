//! Passwords: Argon2id, with the costs that OWASP names (19 MiB, two passes, one lane).

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::{
    PasswordHash, PasswordHasher as _, PasswordVerifier as _, Salt, SaltString,
};

use super::AccountError;

/// Fewest letters (ASVS 2.1.1) and most bytes of a password. No letter is asked for: long ones are strong.
const LEAST: usize = 12;
const MOST: usize = 256;

/// Whether a password is good enough for `login`.
///
/// # Errors
/// [`AccountError::Password`].
pub fn check(password: &str, login: &str) -> Result<(), AccountError> {
    if password.chars().count() < LEAST {
        return Err(AccountError::Password("has fewer than 12 letters"));
    }
    if password.len() > MOST {
        return Err(AccountError::Password("has more than 256 bytes"));
    }
    let lower = password.to_lowercase();
    let first = password.chars().next();
    if lower.contains(&login.to_lowercase()) {
        return Err(AccountError::Password("contains the login"));
    }
    let runs = [
        "1234567890",
        "abcdefghijkl",
        "qwertyuiop",
        "password",
        "katasandi",
        "kata sandi",
        "desmigratif",
    ];
    let without_runs = runs.iter().fold(lower, |text, run| text.replace(run, ""));
    if without_runs.chars().count() < LEAST / 2 || password.chars().all(|c| Some(c) == first) {
        return Err(AccountError::Password("is one of those that are guessed first"));
    }
    Ok(())
}

/// The hash that is stored, with its salt and costs.
///
/// # Errors
/// [`AccountError::Secret`].
pub fn hash(password: &str) -> Result<String, AccountError> {
    let failed = |error: argon2::password_hash::Error| AccountError::Secret(error.to_string());
    let salt = SaltString::encode_b64(&rand::random::<[u8; Salt::RECOMMENDED_LENGTH]>())
        .map_err(failed)?;
    Ok(Argon2::default().hash_password(password.as_bytes(), &salt).map_err(failed)?.to_string())
}

/// Whether `password` is the one of `stored`. Where there is none it takes as long, so that nobody learns from the time
/// who has an account.
pub fn matches(password: &str, stored: Option<&str>) -> bool {
    static NOBODYS: LazyLock<String> =
        LazyLock::new(|| hash("nobody has this one").unwrap_or_default());
    let text = stored.unwrap_or(&NOBODYS);
    // Nobody has a longer one; hashing it would only take time.
    let bytes = if password.len() > MOST { &[] } else { password.as_bytes() };
    let same = PasswordHash::new(text)
        .is_ok_and(|hash| Argon2::default().verify_password(bytes, &hash).is_ok());
    same && stored.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_password_is_known_again_and_no_other() {
        let stored = hash("sawah hijau di lombok").unwrap();
        assert!(stored.starts_with("$argon2id$"), "{stored}");
        assert!(matches("sawah hijau di lombok", Some(&stored)));
        for wrong in ["sawah hijau di Lombok", "", "sawah hijau di lombok "] {
            assert!(!matches(wrong, Some(&stored)), "{wrong:?}");
        }
        assert!(!matches("nobody has this one", None));
        assert_ne!(stored, hash("sawah hijau di lombok").unwrap(), "salted");
    }

    #[test]
    fn what_is_guessed_first_is_refused() {
        for weak in
            ["short", "aaaaaaaaaaaaaaaa", "password1234567890", "siti.rahma-2027", "qwertyuiop12"]
        {
            assert!(check(weak, "siti.rahma").is_err(), "{weak}");
        }
        assert!(check(&"x".repeat(300), "siti").is_err());
        check("sawah hijau di lombok", "siti.rahma").unwrap();
    }
}
