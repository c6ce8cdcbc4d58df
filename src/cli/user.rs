//! `desmigratif user`: people with an account, at the machine of the server; also while it runs.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Subcommand;
use geodata::AreaCode;

use super::output::print;
use crate::access::Role;
use crate::accounts::{Accounts, GrantLine, PersonLine};
use crate::scenarios::store::{Store, SystemClock};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make an account and an invitation, with which its owner sets a password.
    Add {
        #[command(flatten)]
        state: State,
        /// What they sign in with.
        login: String,
        /// Their name.
        #[arg(long)]
        name: String,
        /// What they may do: ROLE, ROLE:AREA or ROLE:AREA:LAST-DAY, for example `planner`, `regency:52.03` or
        /// `reader::2027-12-31`. Roles: reader, analyst, regency, province, planner, approver, admin.
        #[arg(long = "role", value_name = "ROLE", required = true, value_parser = grant)]
        roles: Vec<GrantLine>,
    },
    /// List everybody and what they may do.
    List {
        #[command(flatten)]
        state: State,
    },
    /// Let somebody not sign in any more; their sign-ins and tokens end at once.
    Disable {
        #[command(flatten)]
        state: State,
        /// Whose account.
        login: String,
    },
    /// Let somebody sign in again.
    Enable {
        #[command(flatten)]
        state: State,
        /// Whose account.
        login: String,
    },
    /// Invite somebody again, who has lost their password.
    Reset {
        #[command(flatten)]
        state: State,
        /// Whose account.
        login: String,
    },
    /// Say anew what somebody may do.
    Grant {
        #[command(flatten)]
        state: State,
        /// Whose account.
        login: String,
        /// As for `add`; all that they may do from now on.
        #[arg(long = "role", value_name = "ROLE", value_parser = grant)]
        roles: Vec<GrantLine>,
    },
}

#[derive(Debug, clap::Args)]
struct State {
    /// Where accounts and scenarios are kept.
    #[arg(long, value_name = "DIR", default_value = "state")]
    state: PathBuf,
}

impl State {
    fn accounts(&self) -> anyhow::Result<Accounts> {
        Ok(Accounts::new(Arc::new(Store::open(&self.state, Arc::new(SystemClock))?)))
    }
}

/// `ROLE`, `ROLE:AREA` or `ROLE:AREA:DAY`; the area may be empty.
fn grant(text: &str) -> Result<GrantLine, String> {
    let mut parts = text.splitn(3, ':');
    let name = parts.next().unwrap_or_default();
    let role = Role::named(name).ok_or_else(|| {
        let all: Vec<&str> = Role::ALL.iter().map(|role| role.name()).collect();
        format!("no role is called `{name}`; there are {}", all.join(", "))
    })?;
    let area = parts.next().filter(|area| !area.is_empty()).map(str::parse::<AreaCode>).transpose();
    let until = parts.next().filter(|day| !day.is_empty()).map(str::to_owned);
    Ok(GrantLine { role, area: area.map_err(|error| error.to_string())?, until })
}

pub(super) fn run(arguments: Arguments) -> anyhow::Result<()> {
    let by = format!(
        "{} (at the server)",
        std::env::var("USER").unwrap_or_else(|_| "operator".to_owned())
    );
    match arguments.command {
        Command::Add { state, login, name, roles } => {
            let accounts = state.accounts()?;
            let person = accounts.add(&login, name.trim(), &roles, &by)?;
            invite(&accounts, &person, &by)
        }
        Command::List { state } => print(&table(&state.accounts()?.people()?)),
        Command::Disable { state, login } => disable(&state, &login, true, &by),
        Command::Enable { state, login } => disable(&state, &login, false, &by),
        Command::Reset { state, login } => {
            let accounts = state.accounts()?;
            invite(&accounts, &accounts.of(&login)?, &by)
        }
        Command::Grant { state, login, roles } => {
            let accounts = state.accounts()?;
            let person = accounts.change(&accounts.of(&login)?.id, Some(&roles), None, &by)?;
            print(&table(&[person]))
        }
    }
}

fn disable(state: &State, login: &str, disabled: bool, by: &str) -> anyhow::Result<()> {
    let accounts = state.accounts()?;
    let person = accounts.change(&accounts.of(login)?.id, None, Some(disabled), by)?;
    print(&table(&[person]))
}

fn invite(accounts: &Accounts, person: &PersonLine, by: &str) -> anyhow::Result<()> {
    let (secret, until) = accounts.invite(&person.id, by)?;
    print(&format!(
        "{}{} sets a password, once and until {until}, at the address of the server with\n  /masuk#undangan={secret}\n",
        table(std::slice::from_ref(person)),
        person.name
    ))
}

fn table(people: &[PersonLine]) -> String {
    let mut page = String::new();
    for person in people {
        let state = match (person.disabled, person.has_password) {
            (true, _) => "disabled",
            (false, true) => "active",
            (false, false) => "invited",
        };
        let grants: Vec<String> = person.grants.iter().map(words).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(
            page,
            "{:<24} {:<9} {}  {}",
            person.login,
            state,
            person.name,
            grants.join(", ")
        );
    }
    page
}

fn words(grant: &GrantLine) -> String {
    let area = grant.area.map_or_else(String::new, |area| format!(" of {area}"));
    let until = grant.until.as_deref().map_or_else(String::new, |day| format!(" until {day}"));
    format!("{}{area}{until}", grant.role.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_read_with_its_area_and_last_day() {
        let regency = grant("regency:52.03:2027-12-31").unwrap();
        assert_eq!(words(&regency), "regency of 52.03 until 2027-12-31");
        assert_eq!(words(&grant("reader::2027-12-31").unwrap()), "reader until 2027-12-31");
        assert_eq!(words(&grant("planner").unwrap()), "planner");
        assert!(grant("king").unwrap_err().contains("planner"));
        assert!(grant("regency:5203").unwrap_err().contains("Kemendagri"));
    }
}
