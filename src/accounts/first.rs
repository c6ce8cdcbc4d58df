//! The first administrator: whoever can read what the server printed at its start.

use std::net::IpAddr;
use std::time::Instant;

use super::people::added;
use super::{AccountError, Accounts, PersonLine, invitation, password, secret};
use crate::access::{Grant, Role};

impl Accounts {
    /// A code with which the first administrator is made, where nobody has an account yet. It is new at every start.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn first_code(&self) -> Result<Option<String>, AccountError> {
        if !self.is_empty()? {
            return Ok(None);
        }
        let code = secret::new();
        if let Ok(mut kept) = self.first.lock() {
            *kept = Some(secret::hash(&code));
        }
        Ok(Some(code))
    }

    /// Makes the first administrator.
    ///
    /// # Errors
    /// [`AccountError::FirstCode`], [`AccountError::Password`], [`AccountError::Login`].
    pub fn make_first(
        &self,
        code: &str,
        login: &str,
        name: &str,
        password: &str,
        address: Option<IpAddr>,
    ) -> Result<PersonLine, AccountError> {
        let given = secret::hash(code);
        let right = self.first.lock().is_ok_and(|kept| kept.as_ref() == Some(&given));
        if !right {
            // Only who guesses waits: others could keep whoever has the code from ever giving it.
            self.slow.admit("", address, Instant::now())?;
        }
        if !right || !self.is_empty()? {
            return Err(AccountError::FirstCode);
        }
        let grants = [Grant::checked(Role::Admin, None, None).map_err(AccountError::Invalid)?];
        super::people::check_person(login, name)?;
        password::check(password, login)?;
        let phc = password::hash(password)?;
        let person = self.store.write(|writing| {
            let sql = "SELECT EXISTS (SELECT 1 FROM people)";
            if writing.transaction.query_row(sql, [], |row| row.get(0))? {
                return Err(AccountError::FirstCode);
            }
            let by = "server (first code)";
            let person = added(writing, login, name, &grants, by)?;
            invitation::set(writing, &person, &phc)?;
            Ok(person)
        })?;
        if let Ok(mut kept) = self.first.lock() {
            *kept = None;
        }
        Ok(person)
    }
}
