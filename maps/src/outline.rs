//! Outlines of areas: rings become lines, without what only follows the edge of the tile.

use geozero::mvt::tile::{Feature, GeomType, Layer};

/// How far polygons reach beyond the tile, in its units; there they were cut.
const BUFFER: i32 = 64;
const EXTENT: i32 = 4096;

const MOVE_TO: u32 = 1;
const LINE_TO: u32 = 2;
const CLOSE: u32 = 7;

type Position = [i32; 2];

/// The layer with lines in place of its areas; what is no area is left out.
pub fn outlines(layer: &Layer, name: String) -> Layer {
    let feature = |feature: &Feature| {
        let mut geometry = Vec::with_capacity(feature.geometry.len());
        let mut cursor = [0, 0];
        for ring in rings(&feature.geometry) {
            for line in apart(&ring) {
                draw(&line, &mut cursor, &mut geometry);
            }
        }
        (!geometry.is_empty()).then(|| Feature {
            id: feature.id,
            tags: Vec::new(),
            r#type: Some(GeomType::Linestring as i32),
            geometry,
        })
    };
    let areas =
        layer.features.iter().filter(|feature| feature.r#type == Some(GeomType::Polygon as i32));
    Layer {
        version: layer.version,
        name,
        features: areas.filter_map(feature).collect(),
        keys: Vec::new(),
        values: Vec::new(),
        extent: layer.extent,
    }
}

/// The rings of a polygon, closed.
fn rings(commands: &[u32]) -> Vec<Vec<Position>> {
    let mut rings: Vec<Vec<Position>> = Vec::new();
    let mut cursor = [0, 0];
    let mut rest = commands.iter().copied();
    while let Some(command) = rest.next() {
        let (id, count) = (command & 7, command >> 3);
        if id == CLOSE {
            if let Some(ring) = rings.last_mut() {
                ring.extend(ring.first().copied());
            }
            continue;
        }
        for _ in 0..count {
            let (Some(x), Some(y)) = (rest.next(), rest.next()) else { return rings };
            cursor = [cursor[0] + unzigzag(x), cursor[1] + unzigzag(y)];
            if id == MOVE_TO {
                rings.push(Vec::new());
            }
            if let Some(ring) = rings.last_mut() {
                ring.push(cursor);
            }
        }
    }
    rings
}

/// A closed ring without its edges along the edge of the tile's buffer.
fn apart(ring: &[Position]) -> Vec<Vec<Position>> {
    let mut lines = vec![Vec::new()];
    for pair in ring.windows(2) {
        let [from, to] = pair else { continue };
        if follows_edge(*from, *to) {
            lines.push(Vec::new());
            continue;
        }
        if let Some(line) = lines.last_mut() {
            if line.is_empty() {
                line.push(*from);
            }
            line.push(*to);
        }
    }
    lines.retain(|line| line.len() > 1);
    lines
}

fn follows_edge(from: Position, to: Position) -> bool {
    (0..2).any(|axis| {
        let at = |position: Position| position.get(axis).copied().unwrap_or_default();
        at(from) == at(to) && (at(from) <= -BUFFER || at(from) >= EXTENT + BUFFER)
    })
}

fn draw(line: &[Position], cursor: &mut Position, out: &mut Vec<u32>) {
    let Some((first, rest)) = line.split_first() else { return };
    let mut step = |to: &Position, out: &mut Vec<u32>| {
        out.extend([zigzag(to[0] - cursor[0]), zigzag(to[1] - cursor[1])]);
        *cursor = *to;
    };
    out.push(MOVE_TO | 1 << 3);
    step(first, out);
    out.push(LINE_TO | (rest.len() as u32) << 3);
    for to in rest {
        step(to, out);
    }
}

fn zigzag(value: i32) -> u32 {
    (value << 1 ^ value >> 31) as u32
}

fn unzigzag(value: u32) -> i32 {
    (value >> 1) as i32 ^ -((value & 1) as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn polygon(ring: &[Position]) -> Vec<u32> {
        let mut commands = Vec::new();
        draw(ring, &mut [0, 0], &mut commands);
        commands.push(CLOSE | 1 << 3);
        commands
    }

    #[test]
    fn a_ring_is_closed_and_what_follows_the_edge_is_left_out() {
        let whole = rings(&polygon(&[[10, 10], [90, 10], [90, 90]]));
        assert_eq!(whole, [vec![[10, 10], [90, 10], [90, 90], [10, 10]]]);
        let cut = rings(&polygon(&[[-64, 10], [50, 10], [50, 90], [-64, 90]]));
        assert_eq!(cut.len(), 1);
        assert_eq!(apart(&cut[0]), [vec![[-64, 10], [50, 10], [50, 90], [-64, 90]]]);
    }

    #[test]
    fn signs_survive_their_coding() {
        for value in [0, 1, -1, 4160, -64, i32::MAX / 2] {
            assert_eq!(unzigzag(zigzag(value)), value);
        }
    }
}
