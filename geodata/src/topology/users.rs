//! Whose border an edge is.
//!
//! Along the borders of a country the same few lists of areas come again and again, so an edge holds the number of
//! its list. The list of the reversed edge has the same number with the lowest bit flipped.

use std::collections::HashMap;

/// The number of a list of users.
pub(super) type UsersId = u32;

/// Nobody's list; an edge that nobody uses is dropped.
pub(super) const NOBODY: UsersId = 0;

/// An area by its number in the country, and the direction of its ring along the edge: `number + 1`, negative where
/// the ring goes from the edge's second vertex to its first.
pub(super) type User = i32;

/// The user for the area with this number.
pub(super) fn user(area: u32, forwards: bool) -> User {
    let number = area as i32 + 1;
    if forwards { number } else { -number }
}

/// The list of the reversed edge.
pub(super) fn reversed(id: UsersId) -> UsersId {
    if id == NOBODY { id } else { id ^ 1 }
}

/// All lists.
#[derive(Debug, Default)]
pub(super) struct Users {
    /// Sorted by area; a user stands as often as its ring goes along the edge, and begins forwards.
    lists: Vec<Box<[User]>>,
    numbers: HashMap<Box<[User]>, UsersId>,
    sums: HashMap<(UsersId, UsersId), UsersId>,
}

impl Users {
    /// The number of a list, from which users of opposite direction are taken in pairs.
    pub(super) fn number(&mut self, list: &mut Vec<User>) -> UsersId {
        net(list);
        let Some(first) = list.first() else { return NOBODY };
        let backwards = *first < 0;
        if backwards {
            list.iter_mut().for_each(|user| *user = -*user);
        }
        let number = match self.numbers.get(list.as_slice()) {
            Some(number) => *number,
            None => {
                self.lists.push(list.as_slice().into());
                let number = 2 * self.lists.len() as UsersId;
                self.numbers.insert(list.as_slice().into(), number);
                number
            }
        };
        number | UsersId::from(backwards)
    }

    /// Everybody on the list: area and direction.
    pub(super) fn of(&self, id: UsersId) -> impl Iterator<Item = (u32, bool)> + '_ {
        let list = (id as usize / 2).checked_sub(1).and_then(|at| self.lists.get(at));
        let all = list.map_or(&[] as &[User], |list| list);
        all.iter().map(move |user| (user.unsigned_abs() - 1, (*user > 0) != (id & 1 == 1)))
    }

    /// The list of two edges that became one.
    pub(super) fn sum(&mut self, p: UsersId, q: UsersId) -> UsersId {
        let key = (p.min(q), p.max(q));
        if let Some(sum) = self.sums.get(&key) {
            return *sum;
        }
        let mut list: Vec<User> =
            self.of(p).chain(self.of(q)).map(|(area, forwards)| user(area, forwards)).collect();
        let sum = self.number(&mut list);
        self.sums.insert(key, sum);
        sum
    }

    /// For each number the number of the list of those that `stay`, in lists of their own.
    pub(super) fn without(&self, stay: impl Fn(u32) -> bool) -> (Self, Vec<UsersId>) {
        let mut fewer = Self::default();
        let mut numbers = vec![NOBODY; 2];
        for list in &self.lists {
            let mut list: Vec<User> =
                list.iter().copied().filter(|user| stay(user.unsigned_abs() - 1)).collect();
            let number = fewer.number(&mut list);
            numbers.extend([number, reversed(number)]);
        }
        (fewer, numbers)
    }
}

/// Sorts users by area and takes out those that cancel.
fn net(list: &mut Vec<User>) {
    list.sort_unstable_by_key(|user| (user.unsigned_abs(), *user));
    if list
        .windows(2)
        .all(|p| p.first().map(|u| u.unsigned_abs()) != p.last().map(|u| u.unsigned_abs()))
    {
        return;
    }
    let mut kept: Vec<User> = Vec::with_capacity(list.len());
    for &user in list.iter() {
        // Backward users of an area come first: each forward one after them takes one away.
        if kept.last() == Some(&-user) {
            kept.pop();
        } else {
            kept.push(user);
        }
    }
    *list = kept;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(users: &Users, id: UsersId) -> Vec<(u32, bool)> {
        users.of(id).collect()
    }

    #[test]
    fn both_directions_of_an_edge_share_a_list() {
        let mut users = Users::default();
        let there = users.number(&mut vec![user(4, true), user(2, false)]);
        let back = users.number(&mut vec![user(2, true), user(4, false)]);
        assert_eq!(reversed(there), back);
        assert_eq!(list(&users, there), [(2, false), (4, true)]);
        assert_eq!(list(&users, back), [(2, true), (4, false)]);
        assert_eq!(users.sum(there, back), NOBODY);
    }

    #[test]
    fn users_of_opposite_direction_cancel() {
        let mut users = Users::default();
        assert_eq!(users.number(&mut vec![user(1, true), user(1, false)]), NOBODY);
        let twice = users.number(&mut vec![user(1, true), user(1, true), user(3, false)]);
        assert_eq!(list(&users, twice), [(1, true), (1, true), (3, false)]);
        let once = users.number(&mut vec![user(1, false)]);
        let sum = users.sum(twice, once);
        assert_eq!(list(&users, sum), [(1, true), (3, false)]);
        let (fewer, numbers) = users.without(|area| area == 1);
        assert_eq!(fewer.of(numbers[sum as usize]).collect::<Vec<_>>(), [(1, true)]);
    }
}
