//! The decision.

use geodata::AreaCode;

use super::{Action, Extent, Grant, Principal, Role};

/// What is acted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On<'a> {
    /// Something, somewhere: whether there is any right at all.
    Somewhere,
    /// The whole country.
    Country,
    /// An area and everything in it.
    Area(AreaCode),
    /// A signature of this role: of one area of its level, or without one of the whole list.
    Office(Role, Option<&'a AreaCode>),
}

/// Whether `principal` may do `action` on `on`. What is not named here is denied.
pub fn may(principal: &Principal, action: Action, on: On<'_>) -> bool {
    match principal {
        Principal::Administrator => true,
        Principal::Public => matches!(
            action,
            Action::Arrive | Action::Look | Action::Query | Action::Calculate | Action::ReadSigned
        ),
        Principal::Stranger => action == Action::Arrive,
        Principal::Person(person) => {
            person.scope.allows(action)
                && person.grants.iter().any(|grant| allows(grant, action, on))
                || action == Action::Arrive
        }
    }
}

/// Everything that `principal` may do somewhere.
pub fn rights(principal: &Principal) -> Vec<Action> {
    Action::ALL.into_iter().filter(|action| may(principal, *action, On::Somewhere)).collect()
}

fn allows(grant: &Grant, action: Action, on: On<'_>) -> bool {
    match (grant.role.extent(action), on) {
        (Extent::Nowhere, _) => false,
        (_, On::Office(role, area)) => grant.role == role && grant.area.as_ref() == area,
        (Extent::Everywhere, _) | (Extent::Within, On::Somewhere) => true,
        (Extent::Within, On::Country) => grant.area.is_none(),
        (Extent::Within, On::Area(area)) => grant.covers(area),
    }
}

/// The areas in which `principal` may do `action`; none where that is the whole country, an empty list where it is nowhere.
pub fn grounds(principal: &Principal, action: Action) -> Option<Vec<AreaCode>> {
    if may(principal, action, On::Country) {
        return None;
    }
    let grants = principal.person().map_or(&[][..], |person| &person.grants);
    let within = grants.iter().filter(|grant| {
        grant.area.is_some_and(|area| may(principal, action, On::Area(area)))
            && grant.role.extent(action) == Extent::Within
    });
    Some(within.filter_map(|grant| grant.area).collect())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::access::{Access, Person, Scope};

    fn code(text: &str) -> AreaCode {
        text.parse().unwrap()
    }

    fn person(role: Role, area: Option<&str>, scope: Scope) -> Principal {
        let grants = vec![Grant::checked(role, area.map(code), None).unwrap()];
        let (id, login, name) = ("1".to_owned(), "a".to_owned(), "A".to_owned());
        Principal::Person(Arc::new(Person { id, login, name, grants, second: true, scope }))
    }

    const SIGNED_IN: Scope = Scope::SignIn { fresh: true };

    #[test]
    fn who_sits_at_the_machine_may_everything_and_who_comes_through_a_proxy_does_not_sit_there() {
        assert_eq!(Principal::unknown(Access::Local, false), Principal::Administrator);
        assert_eq!(Principal::unknown(Access::Local, true), Principal::Public);
        assert_eq!(Principal::unknown(Access::Public, false), Principal::Public);
        assert_eq!(Principal::unknown(Access::Accounts, false), Principal::Stranger);
        let all = |action| may(&Principal::Administrator, action, On::Country);
        assert!(Action::ALL.into_iter().all(all));
    }

    #[test]
    fn the_public_changes_nothing_and_sees_no_drafts_and_no_names_and_a_stranger_sees_nothing() {
        use Action::{Audit, Operate, People, Plan, ReadDrafts, Record, Sign, SmallNumbers};
        for denied in [ReadDrafts, SmallNumbers, Plan, Record, Sign, Audit, Operate, People] {
            assert!(!may(&Principal::Public, denied, On::Somewhere), "{}", denied.name());
        }
        assert_eq!(rights(&Principal::Stranger), [Action::Arrive]);
    }

    #[test]
    fn a_regency_reads_everything_and_plans_and_signs_at_home() {
        let lombok = person(Role::Regency, Some("52.03"), SIGNED_IN);
        assert!(may(&lombok, Action::ReadDrafts, On::Country));
        assert!(may(&lombok, Action::Plan, On::Area(code("52.03.01.2001"))));
        assert!(!may(&lombok, Action::Plan, On::Area(code("52.02"))));
        assert!(!may(&lombok, Action::Plan, On::Area(code("52"))));
        assert!(!may(&lombok, Action::Plan, On::Country));
        assert_eq!(grounds(&lombok, Action::Plan), Some(vec![code("52.03")]));
        let (own, other) = (code("52.03"), code("52.02"));
        assert!(may(&lombok, Action::Sign, On::Office(Role::Regency, Some(&own))));
        assert!(!may(&lombok, Action::Sign, On::Office(Role::Regency, Some(&other))));
        assert!(!may(&lombok, Action::Sign, On::Office(Role::Regency, None)));
        assert!(!may(&lombok, Action::Sign, On::Office(Role::Approver, None)));
    }

    #[test]
    fn the_ministry_signs_by_its_approver_and_plans_by_its_planner() {
        let approver = person(Role::Approver, None, SIGNED_IN);
        assert!(may(&approver, Action::Sign, On::Office(Role::Approver, None)));
        assert!(!may(&approver, Action::Plan, On::Somewhere));
        let own = code("52.03");
        assert!(!may(&approver, Action::Sign, On::Office(Role::Regency, Some(&own))));
        let planner = person(Role::Planner, None, SIGNED_IN);
        assert!(may(&planner, Action::Plan, On::Country));
        assert!(!may(&planner, Action::Sign, On::Somewhere));
        assert_eq!(grounds(&planner, Action::Plan), None);
        assert_eq!(grounds(&approver, Action::Plan), Some(Vec::new()));
    }

    #[test]
    fn a_token_does_what_it_is_for_and_what_its_owner_may() {
        let token = Scope::Token(vec![Action::Look, Action::Query, Action::Plan]);
        let reader = person(Role::Reader, None, token.clone());
        assert!(may(&reader, Action::Look, On::Country));
        assert!(!may(&reader, Action::Query, On::Country), "its owner may not");
        assert!(!may(&reader, Action::Calculate, On::Country), "it is not for that");
        let planner = person(Role::Planner, None, token);
        assert!(
            may(&planner, Action::Query, On::Country) && may(&planner, Action::Plan, On::Country)
        );
        assert!(!may(&planner, Action::ReadDrafts, On::Country));
    }
}
