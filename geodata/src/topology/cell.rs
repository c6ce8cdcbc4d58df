//! The part of a graph between clip lines, while it is simplified.

use std::ops::Range;

use super::edge::Edge;
use super::lines::ClipLines;
use super::model::Vertex;
use super::plane::{bounds, side};
use super::users::UsersId;

/// Vertices by number, in the order of their positions, and what each is connected with.
#[derive(Debug)]
pub(super) struct Cell<'a> {
    lines: &'a ClipLines,
    vertices: Vec<Vertex>,
    /// Where the connections of each vertex begin; one more at the end.
    starts: Vec<u32>,
    /// The other vertex, and the users of the edge there.
    connections: Vec<(u32, UsersId)>,
    state: Vec<State>,
    buckets: Buckets,
}

/// What may become of a vertex.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// It has two edges and is on no clip line.
    Movable,
    Fixed,
    Gone,
}

impl<'a> Cell<'a> {
    /// The cell of these edges; of those that are marked only the vertices count, as obstacles.
    pub(super) fn new(edges: impl Iterator<Item = (Edge, bool)>, lines: &'a ClipLines) -> Self {
        let mut own = Vec::new();
        let mut vertices = Vec::new();
        for (edge, vertices_only) in edges {
            vertices.extend([edge.a, edge.b]);
            if !vertices_only {
                own.push(edge);
            }
        }
        vertices.sort_unstable();
        vertices.dedup();
        let number = |v: Vertex| vertices.partition_point(|other| *other < v) as u32;
        let ends: Vec<(u32, u32, UsersId)> = own
            .iter()
            .flat_map(|edge| {
                let (a, b) = (number(edge.a), number(edge.b));
                [(a, b, edge.users), (b, a, super::users::reversed(edge.users))]
            })
            .collect();
        let mut starts = vec![0u32; vertices.len() + 1];
        for (from, ..) in &ends {
            starts.get_mut(*from as usize + 1).into_iter().for_each(|count| *count += 1);
        }
        let mut before = 0;
        for count in &mut starts {
            before += *count;
            *count = before;
        }
        let mut connections = vec![(0, 0); ends.len()];
        let mut next = starts.clone();
        for (from, to, users) in ends {
            let Some(place) = next.get_mut(from as usize) else { continue };
            connections.get_mut(*place as usize).into_iter().for_each(|c| *c = (to, users));
            *place += 1;
        }
        let degree = starts.windows(2).map(|w| Some(w.last()? - w.first()?));
        let state = degree.zip(&vertices).map(|(degree, v)| {
            let fixed = degree != Some(2) || v.iter().any(|at| lines.hold(*at));
            if fixed { State::Fixed } else { State::Movable }
        });
        let state = state.collect();
        let buckets = Buckets::new(&vertices);
        Self { lines, vertices, starts, connections, state, buckets }
    }

    /// How many vertices there were.
    pub(super) fn len(&self) -> u32 {
        self.vertices.len() as u32
    }

    /// The position of a vertex.
    pub(super) fn at(&self, vertex: u32) -> Vertex {
        self.vertices.get(vertex as usize).copied().unwrap_or_default()
    }

    /// Where the connections of a vertex stand among all.
    pub(super) fn range(&self, vertex: u32) -> Range<usize> {
        let start = |at: usize| self.starts.get(at).map_or(0, |start| *start as usize);
        start(vertex as usize)..start(vertex as usize + 1)
    }

    /// The connections of all vertices: the other vertex, and the users of the edge there.
    pub(super) fn all_connections(&self) -> &[(u32, UsersId)] {
        &self.connections
    }

    fn connections(&self, vertex: u32) -> &[(u32, UsersId)] {
        self.connections.get(self.range(vertex)).unwrap_or_default()
    }

    /// Whether an edge between two vertices would lie along a clip line.
    pub(super) fn along_line(&self, a: u32, b: u32) -> bool {
        let (a, b) = (self.at(a), self.at(b));
        [0, 1].into_iter().any(|axis| a[axis] == b[axis] && self.lines.hold(a[axis]))
    }

    /// The two vertices that a removable vertex lies between.
    pub(super) fn between(&self, vertex: u32) -> Option<[u32; 2]> {
        match self.connections(vertex) {
            [(a, _), (b, _)] if self.state.get(vertex as usize) == Some(&State::Movable) => {
                Some([*a, *b])
            }
            _ => None,
        }
    }

    /// Whether the ends can be connected instead: they are not yet, the triangle, its border included, holds no
    /// other vertex, and the edge would not lie along a clip line, where the cell beyond could make it too.
    pub(super) fn may_go(&self, vertex: u32, [a, b]: [u32; 2]) -> bool {
        if self.along_line(a, b) || self.connections(a).iter().any(|(other, _)| *other == b) {
            return false;
        }
        let corners = [a, vertex, b].map(|v| self.at(v));
        let [p, q, r] = corners;
        let turn = side(p, q, r).signum();
        let holds = |v: Vertex| {
            let sides = [side(p, q, v), side(q, r, v), side(r, p, v)];
            // Of a triangle without area all positions on its line are here; the box does the rest.
            sides.iter().all(|side| side.signum() * turn >= 0 && (turn != 0 || *side == 0))
        };
        let obstacle = |other: u32| {
            let alive = self.state.get(other as usize) != Some(&State::Gone);
            alive && ![a, vertex, b].contains(&other) && holds(self.at(other))
        };
        !self.buckets.any(bounds(&corners), &self.vertices, obstacle)
    }

    /// Connects the ends of a vertex, which goes.
    pub(super) fn remove(&mut self, vertex: u32, [a, b]: [u32; 2]) {
        self.state.get_mut(vertex as usize).into_iter().for_each(|state| *state = State::Gone);
        for (end, other) in [(a, b), (b, a)] {
            let own = self.range(end);
            let own = self.connections.get_mut(own).unwrap_or_default();
            // The edges on both sides of the vertex have the same users.
            own.iter_mut().filter(|c| c.0 == vertex).for_each(|c| c.0 = other);
        }
    }

    /// The edges that are left.
    pub(super) fn edges(&self) -> Vec<Edge> {
        let mut edges = Vec::with_capacity(self.connections.len() / 2);
        for vertex in (0..self.len()).filter(|v| self.state.get(*v as usize) != Some(&State::Gone))
        {
            let onwards = self.connections(vertex).iter().filter(|(other, _)| *other > vertex);
            edges.extend(
                onwards.map(|(other, users)| Edge::new(self.at(vertex), self.at(*other), *users)),
            );
        }
        edges
    }
}

/// Vertices by square.
#[derive(Debug)]
struct Buckets {
    corner: Vertex,
    rows: i32,
    starts: Vec<u32>,
    members: Vec<u32>,
}

/// A square is `1 << BITS` units wide.
const BITS: u32 = 5;

impl Buckets {
    fn new(vertices: &[Vertex]) -> Self {
        let [west, north, east, south] = bounds(vertices);
        let (columns, rows) = if vertices.is_empty() {
            (0, 0)
        } else {
            (((east - west) >> BITS) + 1, ((south - north) >> BITS) + 1)
        };
        let mut buckets =
            Self { corner: [west, north], rows, starts: Vec::new(), members: Vec::new() };
        let mut starts = vec![0u32; (columns * rows + 1) as usize];
        for v in vertices {
            starts.get_mut(buckets.square(*v) + 1).into_iter().for_each(|count| *count += 1);
        }
        let mut before = 0;
        for count in &mut starts {
            before += *count;
            *count = before;
        }
        let mut next = starts.clone();
        let mut members = vec![0; vertices.len()];
        for (number, v) in vertices.iter().enumerate() {
            let Some(place) = next.get_mut(buckets.square(*v)) else { continue };
            members.get_mut(*place as usize).into_iter().for_each(|member| *member = number as u32);
            *place += 1;
        }
        (buckets.starts, buckets.members) = (starts, members);
        buckets
    }

    fn square(&self, v: Vertex) -> usize {
        (((v[0] - self.corner[0]) >> BITS) * self.rows + ((v[1] - self.corner[1]) >> BITS)) as usize
    }

    /// Whether a vertex within a box is what is asked for.
    fn any(
        &self,
        [west, north, east, south]: [i32; 4],
        vertices: &[Vertex],
        wanted: impl Fn(u32) -> bool,
    ) -> bool {
        let within = |number: &u32| {
            let at = vertices.get(*number as usize).copied().unwrap_or_default();
            (west..=east).contains(&at[0]) && (north..=south).contains(&at[1]) && wanted(*number)
        };
        (((west - self.corner[0]) >> BITS)..=((east - self.corner[0]) >> BITS)).any(|column| {
            let square = |row: i32| (column * self.rows + row) as usize;
            let [first, last] = [north, south].map(|y| square((y - self.corner[1]) >> BITS));
            let start = |at: usize| self.starts.get(at).map_or(0, |start| *start as usize);
            self.members.get(start(first)..start(last + 1)).unwrap_or_default().iter().any(within)
        })
    }
}
