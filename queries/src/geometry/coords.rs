//! Coordinates, rings and areas as they stand in Arrow's buffers.

use geo::coordinate_position::CoordPos;
use geo::{Coord, Rect};
use geoarrow_array::GeoArrowArray;
use geoarrow_array::array::{CoordBuffer, MultiPolygonArray, PolygonArray};

use super::winding::{Ring, Whole, Winding};

/// A buffer of coordinates in either layout: the next x or y stands `stride` numbers behind one.
pub(super) struct Coords<'a> {
    x: &'a [f64],
    y: &'a [f64],
    stride: usize,
}

impl<'a> Coords<'a> {
    pub fn new(buffer: &'a CoordBuffer) -> Self {
        match buffer {
            CoordBuffer::Interleaved(coords) => {
                let all: &[f64] = coords.coords().as_ref();
                Self { x: all, y: all.get(1..).unwrap_or(&[]), stride: coords.dim().size() }
            }
            CoordBuffer::Separated(coords) => {
                let [x, y, ..] = coords.raw_buffers();
                Self { x: x.as_ref(), y: y.as_ref(), stride: 1 }
            }
        }
    }

    /// A coordinate; where there is none, no number.
    pub fn get(&self, index: usize) -> Coord<f64> {
        let at = |values: &[f64]| values.get(index * self.stride).copied().unwrap_or(f64::NAN);
        Coord { x: at(self.x), y: at(self.y) }
    }

    /// The box of coordinates `start` to `end`. What is no number widens no box, but when it comes
    /// first it stays: as `geo` has it, so that both say the same of every geometry.
    pub fn bounds(&self, start: usize, end: usize) -> Option<Rect<f64>> {
        let (low_x, high_x) = reach(self.x, start, end, self.stride)?;
        let (low_y, high_y) = reach(self.y, start, end, self.stride)?;
        Some(Rect::new(Coord { x: low_x, y: low_y }, Coord { x: high_x, y: high_y }))
    }
}

fn reach(values: &[f64], start: usize, end: usize, stride: usize) -> Option<(f64, f64)> {
    let last = end.checked_sub(1).filter(|last| *last >= start)?;
    let run = values.get(start * stride..=last * stride)?;
    let first = *run.first()?;
    let (mut low, mut high) = (first, first);
    for value in run.iter().step_by(stride) {
        low = if *value < low { *value } else { low };
        high = if *value > high { *value } else { high };
    }
    Some((low, high))
}

/// Where the items of a row begin and end.
#[derive(Clone, Copy)]
struct Offsets<'a>(&'a [i32]);

impl Offsets<'_> {
    fn range(self, row: usize) -> std::ops::Range<usize> {
        let at =
            |row: usize| self.0.get(row).map_or(0, |offset| usize::try_from(*offset).unwrap_or(0));
        at(row)..at(row + 1)
    }
}

/// A column of polygons or multipolygons.
pub(super) struct Areas<'a> {
    /// Of multipolygons alone.
    parts: Option<Offsets<'a>>,
    polygons: Offsets<'a>,
    rings: Offsets<'a>,
    coords: Coords<'a>,
}

impl<'a> Areas<'a> {
    /// `None` when the column holds no areas.
    pub fn new(column: &'a dyn GeoArrowArray) -> Option<Self> {
        let any = column.as_any();
        if let Some(column) = any.downcast_ref::<MultiPolygonArray>() {
            return Some(Self {
                parts: Some(Offsets(column.geom_offsets())),
                polygons: Offsets(column.polygon_offsets()),
                rings: Offsets(column.ring_offsets()),
                coords: Coords::new(column.coords()),
            });
        }
        let column = any.downcast_ref::<PolygonArray>()?;
        Some(Self {
            parts: None,
            polygons: Offsets(column.geom_offsets()),
            rings: Offsets(column.ring_offsets()),
            coords: Coords::new(column.coords()),
        })
    }

    fn polygons(&self, row: usize) -> std::ops::Range<usize> {
        self.parts.map_or(row..row + 1, |parts| parts.range(row))
    }

    /// The box around the exteriors; holes lie in them.
    pub fn bounds(&self, row: usize) -> Option<Rect<f64>> {
        let exterior = |polygon: usize| {
            let ring = self.polygons.range(polygon).next()?;
            let run = self.rings.range(ring);
            self.coords.bounds(run.start, run.end)
        };
        self.polygons(row).filter_map(exterior).reduce(around)
    }

    /// How many vertices a row has.
    pub fn vertices(&self, row: usize) -> usize {
        let polygons = self.polygons(row).map(|polygon| self.polygons.range(polygon));
        polygons.flatten().map(|ring| self.rings.range(ring).len()).sum()
    }

    /// Calls `each` for every ring of a row with its coordinates, exteriors first.
    pub fn rings(
        &self,
        row: usize,
        mut each: impl FnMut(Ring, &mut dyn Iterator<Item = Coord<f64>>),
    ) {
        for (part, polygon) in (0u32..).zip(self.polygons(row)) {
            for (order, ring) in self.polygons.range(polygon).enumerate() {
                let mut coords = self.rings.range(ring).map(|index| self.coords.get(index));
                each(Ring { part, hole: order > 0 }, &mut coords);
            }
        }
    }

    /// Where a finite point lies in the area of a row.
    pub fn position(&self, row: usize, point: Coord<f64>) -> CoordPos {
        let mut whole = Whole::default();
        for (part, polygon) in (0u32..).zip(self.polygons(row)) {
            for (order, ring) in self.polygons.range(polygon).enumerate() {
                let run = self.rings.range(ring);
                let mut winding = Winding::new(point);
                if let Some(first) = run.clone().next().map(|first| self.coords.get(first)) {
                    if run.len() == 1 {
                        winding.add(first, first);
                    }
                    let mut start = first;
                    for index in run.skip(1) {
                        let end = self.coords.get(index);
                        winding.add(start, end);
                        start = end;
                    }
                }
                whole.add(Ring { part, hole: order > 0 }, winding.position());
                // A point that is outside has nothing to look for in the holes.
                if whole.is_outside() {
                    break;
                }
            }
        }
        whole.finish()
    }
}

fn around(a: Rect<f64>, b: Rect<f64>) -> Rect<f64> {
    let (low, high) = (a.min(), a.max());
    let (low_b, high_b) = (b.min(), b.max());
    Rect::new(
        Coord { x: low.x.min(low_b.x), y: low.y.min(low_b.y) },
        Coord { x: high.x.max(high_b.x), y: high.y.max(high_b.y) },
    )
}
