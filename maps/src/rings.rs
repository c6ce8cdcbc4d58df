//! The polygons of tiles, read as rings.

use crate::error::MapError;

const MOVE_TO: u32 = 1;
const LINE_TO: u32 = 2;
const CLOSE: u32 = 7;

/// In units of the tile.
pub type Position = [i32; 2];

/// The rings of one polygon, without the point that closes each. Read into again and again: there are thousands of them.
#[derive(Default)]
pub struct Rings {
    points: Vec<Position>,
    /// Where each ring ends among the points.
    ends: Vec<usize>,
}

impl Rings {
    /// Reads the commands of a polygon. Points are moved onto a grid of `step` units: what is smaller than the eye can
    /// see costs triangles, and neighbours, which share their points, still share them.
    pub fn read(&mut self, commands: &[u32], step: i32) -> Result<(), MapError> {
        self.points.clear();
        self.ends.clear();
        let broken = || MapError::Tile("a geometry ends in its middle".to_owned());
        let mut cursor: Position = [0, 0];
        let mut rest = commands.iter().copied();
        while let Some(command) = rest.next() {
            let (id, count) = (command & 7, command >> 3);
            match id {
                CLOSE => self.end(),
                MOVE_TO | LINE_TO => {
                    for _ in 0..count {
                        let moves = [rest.next(), rest.next()];
                        let [Some(x), Some(y)] = moves else { return Err(broken()) };
                        cursor = [
                            cursor[0].wrapping_add(unzigzag(x)),
                            cursor[1].wrapping_add(unzigzag(y)),
                        ];
                        if id == MOVE_TO {
                            self.end();
                        }
                        self.add(cursor.map(|at| onto_grid(at, step)))?;
                    }
                }
                _ => return Err(MapError::Tile(format!("{id} is no command of a geometry"))),
            }
        }
        self.end();
        Ok(())
    }

    /// The rings that have any length.
    pub fn iter(&self) -> impl Iterator<Item = &[Position]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).filter_map(|(from, to)| self.points.get(from..*to))
    }

    /// The least and the greatest of all positions; `None` without any.
    pub fn bounds(&self) -> Option<[Position; 2]> {
        let first = *self.points.first()?;
        Some(self.points.iter().fold([first, first], |[least, most], at| {
            [[least[0].min(at[0]), least[1].min(at[1])], [most[0].max(at[0]), most[1].max(at[1])]]
        }))
    }

    fn add(&mut self, at: Position) -> Result<(), MapError> {
        // Twice the width of a tile is more than any tile of ours reaches; edges are kept in so many bits.
        if at.iter().any(|part| i16::try_from(*part).is_err()) {
            return Err(MapError::Tile(format!("{at:?} is far outside")));
        }
        let open = self.open();
        if open.last() == Some(&at) {
            return Ok(());
        }
        // A point on the way, or at the end of a way there and back, changes no area.
        if let [.., before, last] = open
            && on_the_way(*before, *last, at)
        {
            self.points.pop();
            return self.add(at);
        }
        self.points.push(at);
        Ok(())
    }

    /// The points of the ring that is being read.
    fn open(&self) -> &[Position] {
        self.points.get(self.ends.last().copied().unwrap_or(0)..).unwrap_or_default()
    }

    fn end(&mut self) {
        let open = self.open();
        if open.len() > 1 && open.first() == open.last() {
            self.points.pop();
        }
        if self.open().len() > 1 {
            self.ends.push(self.points.len());
        } else {
            self.points.truncate(self.ends.last().copied().unwrap_or(0));
        }
    }
}

/// Whether three points are on one line.
fn on_the_way(from: Position, by: Position, to: Position) -> bool {
    let way = |to: Position| [i64::from(to[0] - from[0]), i64::from(to[1] - from[1])];
    let ([x, y], [to_x, to_y]) = (way(by), way(to));
    x * to_y == y * to_x
}

fn onto_grid(at: i32, step: i32) -> i32 {
    if step < 2 { at } else { at.saturating_add(step / 2).div_euclid(step) * step }
}

fn unzigzag(value: u32) -> i32 {
    (value >> 1) as i32 ^ -((value & 1) as i32)
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// The commands of a polygon.
    pub fn polygon(rings: &[&[Position]]) -> Vec<u32> {
        let zigzag = |value: i32| (value << 1 ^ value >> 31) as u32;
        let (mut commands, mut cursor) = (Vec::new(), [0, 0]);
        for ring in rings {
            for (place, at) in ring.iter().enumerate() {
                match place {
                    0 => commands.push(MOVE_TO | 1 << 3),
                    1 => commands.push(LINE_TO | (ring.len() as u32 - 1) << 3),
                    _ => {}
                }
                commands.extend([zigzag(at[0] - cursor[0]), zigzag(at[1] - cursor[1])]);
                cursor = *at;
            }
            commands.push(CLOSE | 1 << 3);
        }
        commands
    }

    fn read(commands: &[u32], step: i32) -> Result<Vec<Vec<Position>>, MapError> {
        let mut rings = Rings::default();
        rings.read(&polygon(&[&[[5, 5], [9, 9], [5, 9]]]), 1)?;
        rings.read(commands, step)?;
        Ok(rings.iter().map(<[Position]>::to_vec).collect())
    }

    #[test]
    fn rings_are_read_as_they_were_written() {
        let (outer, inner) =
            ([[-64, 0], [90, 0], [90, 90], [-64, 90]], [[10, 10], [10, 20], [20, 20]]);
        let commands = polygon(&[&outer, &inner]);
        assert_eq!(read(&commands, 1).unwrap(), [outer.to_vec(), inner.to_vec()]);
    }

    #[test]
    fn points_of_neighbours_meet_on_the_grid_and_what_has_no_length_is_no_ring() {
        let rings =
            read(&polygon(&[&[[1, 1], [41, 1], [42, 2], [41, 39]], &[[0, 0], [1, 1], [0, 1]]]), 4);
        assert_eq!(rings.unwrap(), [[[0, 0], [40, 0], [44, 4], [40, 40]]]);
        assert_eq!([-6, -5, -2, 5].map(|at| onto_grid(at, 4)), [-4, -4, 0, 4]);
    }

    #[test]
    fn what_is_no_geometry_is_refused() {
        let whole = polygon(&[&[[1, 1], [41, 1], [41, 39]]]);
        for broken in [&whole[..whole.len() - 2], &[9, 1][..], &[11, 0, 0], &[u32::MAX - 5]] {
            assert!(matches!(read(broken, 1), Err(MapError::Tile(_))), "{broken:?}");
        }
        assert!(read(&[9, u32::MAX, 0, 9, u32::MAX, 0], 1).is_err(), "far outside");
    }
}
