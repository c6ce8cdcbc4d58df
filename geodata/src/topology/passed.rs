//! The edges that the ring of each area goes along.

use super::edge::Edge;
use super::model::Vertex;
use super::users::Users;

/// An edge by its place in the graph, and whether a ring goes along it backwards (lowest bit).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Passed(u32);

impl Passed {
    pub(super) fn new(edge: usize, forwards: bool) -> Self {
        Self((edge as u32) << 1 | u32::from(!forwards))
    }

    pub(super) fn edge(self) -> usize {
        (self.0 >> 1) as usize
    }

    pub(super) fn forwards(self) -> bool {
        self.0 & 1 == 0
    }

    /// The edge in the direction of the ring.
    pub(super) fn directed(self, edges: &[Edge]) -> Option<(Vertex, Vertex)> {
        let edge = edges.get(self.edge())?;
        Some(if self.forwards() { (edge.a, edge.b) } else { (edge.b, edge.a) })
    }
}

/// For each area, by number, what its ring passes, in the order of the edges.
#[derive(Debug)]
pub(super) struct PassedByArea {
    ends: Vec<u32>,
    all: Vec<Passed>,
}

impl PassedByArea {
    /// Turns the users of edges around.
    pub(super) fn new(edges: &[Edge], users: &Users, areas: usize) -> Self {
        let mut ends = vec![0u32; areas + 1];
        for edge in edges {
            for (area, _) in users.of(edge.users) {
                ends.get_mut(area as usize + 1).into_iter().for_each(|count| *count += 1);
            }
        }
        let mut before = 0;
        for count in &mut ends {
            before += *count;
            *count = before;
        }
        // While it is filled, `ends` says where each area's next entry goes, which at last is its end.
        let mut all = vec![Passed(0); before as usize];
        for (at, edge) in edges.iter().enumerate() {
            for (area, forwards) in users.of(edge.users) {
                let Some(place) = ends.get_mut(area as usize) else { continue };
                all.get_mut(*place as usize)
                    .into_iter()
                    .for_each(|p| *p = Passed::new(at, forwards));
                *place += 1;
            }
        }
        ends.pop();
        Self { ends, all }
    }

    /// What the ring of an area passes.
    pub(super) fn of(&self, area: u32) -> &[Passed] {
        let end = |at: usize| self.ends.get(at).map_or(0, |end| *end as usize);
        let start = (area as usize).checked_sub(1).map_or(0, end);
        self.all.get(start..end(area as usize)).unwrap_or_default()
    }
}
