//! Roles, and grants of them over areas.

use geodata::{AreaCode, Level};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Action;
use crate::calendar::is_day;

/// What somebody is there for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Looks.
    Reader,
    /// Asks by SQL.
    Analyst,
    /// Sees counts of few people, beside whatever else somebody is there for.
    Trusted,
    /// Plans and signs for a kabupaten or kota.
    Regency,
    /// Plans and signs for a province.
    Province,
    /// Plans for the ministry.
    Planner,
    /// Signs for the ministry.
    Approver,
    /// Manages people and the server; signs nothing.
    Admin,
}

/// Where a role may do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Nowhere.
    Nowhere,
    /// Within the area of the grant.
    Within,
    /// Everywhere, whatever the area of the grant.
    Everywhere,
}

impl Role {
    /// All of them, in order.
    pub const ALL: [Self; 8] = [
        Self::Reader,
        Self::Analyst,
        Self::Trusted,
        Self::Regency,
        Self::Province,
        Self::Planner,
        Self::Approver,
        Self::Admin,
    ];

    /// The name in documents, tables and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Analyst => "analyst",
            Self::Trusted => "trusted",
            Self::Regency => "regency",
            Self::Province => "province",
            Self::Planner => "planner",
            Self::Approver => "approver",
            Self::Admin => "admin",
        }
    }

    /// The role of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// The level of the area that a grant of this role must name; none where it stands for the whole country, or for
    /// any area that it names.
    pub const fn level(self) -> Option<Level> {
        match self {
            Self::Regency => Some(Level::Regency),
            Self::Province => Some(Level::Province),
            _ => None,
        }
    }

    /// Where somebody of this role may do `action`. What is not named here is denied.
    pub const fn extent(self, action: Action) -> Extent {
        use Action as Do;
        use Extent::{Everywhere, Nowhere, Within};
        match (self, action) {
            (_, Do::Arrive | Do::Look | Do::ReadSigned) => Everywhere,
            (Self::Admin, Do::Audit | Do::Operate | Do::People) => Everywhere,
            (Self::Admin, _) => Nowhere,
            (_, Do::Calculate) => Everywhere,
            (Self::Trusted, Do::SmallNumbers) => Everywhere,
            (
                Self::Analyst | Self::Regency | Self::Province | Self::Planner | Self::Approver,
                Do::Query,
            ) => Everywhere,
            (Self::Regency | Self::Province | Self::Planner | Self::Approver, Do::ReadDrafts) => {
                Everywhere
            }
            (Self::Planner | Self::Approver, Do::Audit) => Everywhere,
            (Self::Regency | Self::Province | Self::Planner, Do::Plan | Do::Record) => Within,
            (Self::Regency | Self::Province | Self::Approver, Do::Sign) => Within,
            _ => Nowhere,
        }
    }
}

/// A role over an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The area; none for the whole country.
    pub area: Option<AreaCode>,
    /// The last day on which it holds, `2027-12-31`; none for as long as nobody ends it.
    pub until: Option<String>,
}

impl Grant {
    /// A grant that makes sense.
    ///
    /// # Errors
    /// What does not: a regency without its code, the ministry's role over one area, a day that is none.
    pub fn checked(
        role: Role,
        area: Option<AreaCode>,
        until: Option<String>,
    ) -> Result<Self, String> {
        let name = role.name();
        match (role, role.level(), area) {
            (_, Some(level), Some(code)) if code.level() != level => {
                return Err(format!(
                    "`{name}` needs the code of a {level}, and {code} is one of a {}",
                    code.level()
                ));
            }
            (_, Some(level), None) => return Err(format!("`{name}` needs the code of a {level}")),
            (
                Role::Approver | Role::Admin | Role::Reader | Role::Analyst | Role::Trusted,
                _,
                Some(code),
            ) => {
                return Err(format!("`{name}` stands for the whole country, not for {code}"));
            }
            _ => {}
        }
        match until {
            Some(day) if !is_day(&day) => Err(format!("`{day}` is no day like 2027-12-31")),
            until => Ok(Self { role, area, until }),
        }
    }

    /// Whether it holds on `day` (`2027-01-31`).
    pub fn holds(&self, day: &str) -> bool {
        self.until.as_deref().is_none_or(|until| day <= until)
    }

    /// Whether `area` lies in what the grant is over.
    pub fn covers(&self, area: AreaCode) -> bool {
        self.area.is_none_or(|own| area.is_within(own))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<AreaCode> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn a_grant_names_the_area_that_its_role_needs() {
        assert!(Grant::checked(Role::Regency, code("52.03"), None).is_ok());
        for wrong in [None, code("52"), code("52.03.01")] {
            assert!(Grant::checked(Role::Regency, wrong, None).is_err());
        }
        assert!(Grant::checked(Role::Province, code("52"), None).is_ok());
        assert!(Grant::checked(Role::Planner, code("52"), None).is_ok());
        assert!(Grant::checked(Role::Planner, None, None).is_ok());
        for country in [Role::Approver, Role::Admin, Role::Reader, Role::Analyst, Role::Trusted] {
            assert!(Grant::checked(country, code("52"), None).is_err(), "{}", country.name());
        }
    }

    #[test]
    fn a_grant_ends_after_its_last_day() {
        let grant = Grant::checked(Role::Planner, None, Some("2027-02-28".to_owned())).unwrap();
        assert!(grant.holds("2027-02-28") && !grant.holds("2027-03-01"));
        for wrong in ["2027-02-29", "2027-2-28", "tomorrow", "2027-02-28 ", ""] {
            assert!(
                Grant::checked(Role::Planner, None, Some(wrong.to_owned())).is_err(),
                "{wrong}"
            );
        }
    }

    #[test]
    fn small_numbers_are_for_those_who_were_granted_them() {
        let sees = |role: &Role| role.extent(Action::SmallNumbers) != Extent::Nowhere;
        assert_eq!(Role::ALL.into_iter().filter(sees).collect::<Vec<_>>(), [Role::Trusted]);
    }

    #[test]
    fn whoever_manages_people_decides_nothing_about_villages() {
        for action in [Action::Plan, Action::Record, Action::Sign, Action::Calculate, Action::Query]
        {
            assert_eq!(Role::Admin.extent(action), Extent::Nowhere, "{}", action.name());
        }
        let managing = |role: &Role| role.extent(Action::People) != Extent::Nowhere;
        assert_eq!(Role::ALL.into_iter().filter(managing).collect::<Vec<_>>(), [Role::Admin]);
    }
}
