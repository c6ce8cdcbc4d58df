//! The polygons of an area as bytes.

use super::number::{Reader, put, put_signed};
use crate::topology::{Polygon, Vertex};

/// The bytes of an area are no polygons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the geometry of an area is damaged; make the dataset again")]
pub struct Damaged;

/// West, north, east, south in tile units of a zoom, all included.
pub type Bounds = [i32; 4];

/// Appends the polygons of an area.
pub(super) fn encode(polygons: &[Polygon], out: &mut Vec<u8>) {
    put(out, polygons.len() as u32);
    let mut corner = [0, 0];
    let mut rings = Vec::new();
    for polygon in polygons {
        let [west, north, east, south] = bounds(polygon);
        put_signed(out, west - corner[0]);
        put_signed(out, north - corner[1]);
        put(out, (east - west) as u32);
        put(out, (south - north) as u32);
        corner = [west, north];
        rings.clear();
        put(&mut rings, polygon.len() as u32);
        let mut cursor = corner;
        for ring in polygon {
            put(&mut rings, ring.len() as u32);
            for [x, y] in ring {
                put_signed(&mut rings, x - cursor[0]);
                put_signed(&mut rings, y - cursor[1]);
                cursor = [*x, *y];
            }
        }
        put(out, rings.len() as u32);
        out.extend_from_slice(&rings);
    }
}

/// The bounding box of a polygon, which is that of its exterior.
pub(super) fn bounds(polygon: &Polygon) -> Bounds {
    let boxes = polygon.iter().flatten().map(|[x, y]| [*x, *y, *x, *y]);
    let union =
        |a: Bounds, b: Bounds| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])];
    boxes.reduce(union).unwrap_or_default()
}

/// The polygons of an area where they stand.
#[derive(Debug, Clone)]
pub struct Geometry<'a> {
    reader: Reader<'a>,
    left: u32,
    corner: Vertex,
    /// The last unit of the zoom.
    last: i32,
}

impl<'a> Geometry<'a> {
    pub(super) fn new(bytes: &'a [u8], last: i32) -> Result<Self, Damaged> {
        let mut reader = Reader(bytes);
        let left = reader.varint().ok_or(Damaged)?;
        Ok(Self { reader, left, corner: [0, 0], last })
    }

    fn part(&mut self) -> Option<Part<'a>> {
        let west = self.corner[0].checked_add(self.reader.signed()?)?;
        let north = self.corner[1].checked_add(self.reader.signed()?)?;
        let east = west.checked_add_unsigned(self.reader.varint()?)?;
        let south = north.checked_add_unsigned(self.reader.varint()?)?;
        if west < 0 || north < 0 || east > self.last || south > self.last {
            return None;
        }
        self.corner = [west, north];
        let length = usize::try_from(self.reader.varint()?).ok()?;
        Some(Part { bounds: [west, north, east, south], bytes: self.reader.bytes(length)? })
    }
}

impl<'a> Iterator for Geometry<'a> {
    type Item = Result<Part<'a>, Damaged>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        let part = self.part();
        if part.is_none() {
            self.left = 0;
        }
        Some(part.ok_or(Damaged))
    }
}

/// A polygon of an area.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    bounds: Bounds,
    bytes: &'a [u8],
}

impl Part<'_> {
    /// Its bounding box.
    pub const fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// Appends its vertices to `vertices`, one ring after the other, the exterior first, and to `ends` where each
    /// ring ends there.
    ///
    /// # Errors
    /// [`Damaged`]; what was appended until then stays.
    pub fn decode(&self, vertices: &mut Vec<Vertex>, ends: &mut Vec<usize>) -> Result<(), Damaged> {
        self.read(vertices, ends).ok_or(Damaged)
    }

    fn read(&self, vertices: &mut Vec<Vertex>, ends: &mut Vec<usize>) -> Option<()> {
        let [west, north, east, south] = self.bounds;
        let mut reader = Reader(self.bytes);
        let [mut x, mut y] = [west, north];
        for _ in 0..reader.varint()? {
            for _ in 0..reader.varint()? {
                x = x.checked_add(reader.signed()?)?;
                y = y.checked_add(reader.signed()?)?;
                if x < west || x > east || y < north || y > south {
                    return None;
                }
                vertices.push([x, y]);
            }
            ends.push(vertices.len());
        }
        reader.0.is_empty().then_some(())
    }
}
