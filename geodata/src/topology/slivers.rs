//! Gaps and overlaps between neighbours that are too narrow to be drawn.
//!
//! Neighbours that were digitised apart cross one another many times. What lies between two crossings is a face of the
//! graph that nobody of its neighbours covers, or several cover. A narrow one is given to that neighbour with whom it has the
//! longest border, on all levels at once: the difference between the two is taken from every edge around it, and
//! the edges between them have no users left. Nothing moves, so the graph stays planar; levels nest as before, because the
//! face is now covered by whoever covers the neighbour. (GRASS `v.clean tool=rmarea` does it so.)

use std::sync::Mutex;

use super::cell::Cell;
use super::edge::Edge;
use super::plane::{double_area, sector, vector};
use super::users::{NOBODY, Users, UsersId, reversed};

/// Faces with more edges than this are left.
const MOST_EDGES: usize = 256;

/// The edges of a cell in which slivers of at most this mean width are closed, and how many these were; `None` if there were none.
pub(super) fn close(
    cell: &Cell<'_>,
    narrow: i64,
    users: &Mutex<Users>,
) -> Option<(Vec<Edge>, u64)> {
    let mut faces = Faces {
        cell,
        connections: cell.all_connections().to_vec(),
        seen: vec![false; cell.all_connections().len()],
    };
    let mut closed = 0;
    let mut face = Vec::new();
    for vertex in 0..cell.len() {
        for start in cell.range(vertex) {
            if faces.trace(vertex, start, &mut face) && faces.is_narrow(&face, narrow) {
                closed += u64::from(faces.give_away(&face, users));
            }
        }
    }
    (closed > 0).then(|| (faces.edges(), closed))
}

/// An edge of a face by the vertex where it begins and its place among the connections; the face is to its left.
type Side = (u32, usize);

struct Faces<'a> {
    cell: &'a Cell<'a>,
    /// As the cell's; without users where an edge is gone.
    connections: Vec<(u32, UsersId)>,
    seen: Vec<bool>,
}

impl Faces<'_> {
    fn users(&self, at: usize) -> UsersId {
        self.connections.get(at).map_or(NOBODY, |connection| connection.1)
    }

    /// Collects the face to the left of an edge; false if it was seen before, or has too many edges.
    fn trace(&mut self, vertex: u32, start: usize, face: &mut Vec<Side>) -> bool {
        face.clear();
        let (mut from, mut at) = (vertex, start);
        while face.len() < MOST_EDGES && self.users(at) != NOBODY {
            match self.seen.get_mut(at) {
                Some(seen) if !*seen => *seen = true,
                _ => return false,
            }
            face.push((from, at));
            let Some(&(to, _)) = self.connections.get(at) else { return false };
            let Some(next) = self.onwards(from, to) else { return false };
            if next == start {
                return true;
            }
            (from, at) = (to, next);
        }
        false
    }

    /// The next edge around the face on the left of the one that arrives `at` a vertex.
    fn onwards(&self, from: u32, at: u32) -> Option<usize> {
        let live = self.cell.range(at).filter(|place| self.users(*place) != NOBODY);
        let target =
            |place: &usize| self.connections.get(*place).map_or(at, |connection| connection.0);
        let here = self.cell.at(at);
        let back = vector(here, self.cell.at(from));
        let direction = |place: &usize| vector(here, self.cell.at(target(place)));
        if self.cell.range(at).len() == 2 {
            return live.min_by_key(|place| target(place) == from);
        }
        live.min_by(|p, q| sector(back, direction(p), direction(q)))
    }

    /// Whether a face has an area and is narrow on average, and none of it lies along a clip line, where
    /// the cell beyond has a copy.
    fn is_narrow(&self, face: &[Side], narrow: i64) -> bool {
        let ring: Vec<_> = face.iter().map(|(from, _)| self.cell.at(*from)).collect();
        let double = double_area(&ring);
        let around: i64 = face.iter().map(|side| self.length(*side)).sum();
        let along = |(from, at): &Side| {
            let to = self.connections.get(*at).map_or(*from, |connection| connection.0);
            self.cell.along_line(*from, to)
        };
        double > 0 && double <= i128::from(narrow) * i128::from(around) && !face.iter().any(along)
    }

    /// The longer side of an edge's box.
    fn length(&self, (from, at): Side) -> i64 {
        let to = self.connections.get(at).map_or(from, |connection| connection.0);
        let [x, y] = vector(self.cell.at(from), self.cell.at(to));
        x.abs().max(y.abs())
    }

    /// Gives a face to a neighbour, if nobody or everybody around it covers it: others are no slivers.
    fn give_away(&mut self, face: &[Side], users: &Mutex<Users>) -> bool {
        let mut neighbours: Vec<(UsersId, i64)> = Vec::new();
        for side in face {
            let (id, length) = (self.users(side.1), self.length(*side));
            match neighbours.iter_mut().find(|neighbour| neighbour.0 == id) {
                Some(neighbour) => neighbour.1 += length,
                None => neighbours.push((id, length)),
            }
        }
        // With one neighbour it is a lake or an island.
        let longest = neighbours.iter().copied().rev().max_by_key(|neighbour| neighbour.1);
        let (Some((taken, _)), true) = (longest, neighbours.len() > 1) else { return false };
        let mut users = users.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let ways: Vec<bool> = neighbours
            .iter()
            .flat_map(|(id, _)| users.of(*id))
            .map(|(_, forwards)| forwards)
            .collect();
        if ways.iter().any(|forwards| Some(forwards) != ways.first()) {
            return false;
        }
        for &(from, at) in face {
            let left = users.sum(self.users(at), reversed(taken));
            let Some(connection) = self.connections.get_mut(at) else { continue };
            connection.1 = left;
            let to = connection.0;
            let twin = self
                .cell
                .range(to)
                .find(|place| self.connections.get(*place).is_some_and(|c| c.0 == from));
            if let Some(twin) = twin.and_then(|twin| self.connections.get_mut(twin)) {
                twin.1 = reversed(left);
            }
        }
        true
    }

    fn edges(&self) -> Vec<Edge> {
        let mut edges = Vec::with_capacity(self.connections.len() / 2);
        for vertex in 0..self.cell.len() {
            let own = self.cell.range(vertex).filter_map(|place| self.connections.get(place));
            let onwards = own.filter(|(other, users)| *other > vertex && *users != NOBODY);
            edges.extend(onwards.map(|(other, users)| Edge {
                a: self.cell.at(vertex),
                b: self.cell.at(*other),
                users: *users,
            }));
        }
        edges
    }
}
