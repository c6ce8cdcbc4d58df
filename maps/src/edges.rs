//! Outlines of areas: each edge once, though two neighbours have it, and none that only follows the edge of the tile.

use crate::rings::Position;

/// How far polygons reach beyond the tile, in its units; there they were cut.
const BUFFER: i32 = 64;
const EXTENT: i32 = 4096;

/// Edges of rings.
#[derive(Default)]
pub struct Edges {
    /// Sixteen bits for each of the four coordinates, so that they sort fast.
    packed: Vec<u64>,
}

impl Edges {
    /// Adds a ring; the point that closes it is not in it.
    pub fn add(&mut self, ring: &[Position]) {
        let closing = ring.last().zip(ring.first());
        let pairs = ring.iter().zip(ring.iter().skip(1)).chain(closing);
        for (from, to) in pairs.filter(|(from, to)| from != to && !follows_edge(**from, **to)) {
            self.packed.push(pack(*from.min(to)) << 32 | pack(*from.max(to)));
        }
    }

    /// All, each once.
    pub fn take(&mut self) -> impl Iterator<Item = [Position; 2]> {
        self.packed.sort_unstable();
        self.packed.dedup();
        self.packed.drain(..).map(|edge| [unpack(edge >> 32), unpack(edge)])
    }
}

/// Whatever is beyond sixteen bits was refused when it was read.
fn pack([x, y]: Position) -> u64 {
    u64::from(x as u16) << 16 | u64::from(y as u16)
}

fn unpack(packed: u64) -> Position {
    [i32::from((packed >> 16) as u16 as i16), i32::from(packed as u16 as i16)]
}

fn follows_edge(from: Position, to: Position) -> bool {
    from.iter().zip(to).any(|(from, to)| *from == to && (to <= -BUFFER || to >= EXTENT + BUFFER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_edge_is_there_once_and_the_edge_of_the_tile_is_not() {
        let mut edges = Edges::default();
        edges.add(&[[-64, 10], [50, 10], [50, 90], [-64, 90]]);
        edges.add(&[[50, 10], [90, 10], [90, 90], [50, 90]]);
        let found: Vec<_> = edges.take().collect();
        assert_eq!(found.len(), 6);
        assert_eq!(found.iter().filter(|edge| **edge == [[50, 10], [50, 90]]).count(), 1);
        assert!(found.contains(&[[-64, 10], [50, 10]]), "signs survive: {found:?}");
        assert!(!found.contains(&[[-64, 10], [-64, 90]]));
        assert_eq!(edges.take().count(), 0);
    }
}
