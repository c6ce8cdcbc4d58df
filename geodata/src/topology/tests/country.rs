//! Random small countries whose neighbours do not quite agree.

use geo::{Coord, LineString, MultiPolygon, Polygon};
use proptest::prelude::*;

use crate::topology::{Area, Country};
use crate::{Level, PerLevel};

/// Polygons by level, and the parents of the rows.
#[derive(Debug, Clone, Default)]
pub struct Made {
    pub polygons: PerLevel<Vec<Option<MultiPolygon<f64>>>>,
    pub parents: PerLevel<Vec<Option<usize>>>,
}

impl Made {
    pub fn country(&self) -> Country<'_> {
        let areas = |level: Level| {
            let rows = self.polygons.get(level).iter().zip(self.parents.get(level));
            rows.map(|(own, parent)| Area { polygons: own.as_ref(), parent: *parent }).collect()
        };
        Country { areas: PerLevel::of(areas) }
    }
}

/// What is random about a country.
#[derive(Debug, Clone)]
pub struct Recipe {
    columns: usize,
    rows: usize,
    /// Width of a village, degrees.
    cell: f64,
    /// How far corners stray, as a share of the cell, for all villages alike.
    stray: f64,
    /// How far each village's own copy of a corner strays, as a share of the cell: slivers and overlaps.
    sliver: f64,
    /// Vertices on each side.
    detail: usize,
    numbers: Vec<f64>,
}

pub fn recipe() -> impl Strategy<Value = Recipe> {
    let sliver = prop_oneof![Just(0.0), 1e-6..1e-3f64, 1e-3..0.2f64];
    let numbers = proptest::collection::vec(-1.0..1.0f64, 600);
    (1..5usize, 1..5usize, -3.6..-0.5f64, 0.0..0.4f64, sliver, 1..6usize, numbers).prop_map(
        |(columns, rows, cell, stray, sliver, detail, numbers)| {
            let cell = 10f64.powf(cell);
            Recipe { columns, rows, cell, stray, sliver, detail, numbers }
        },
    )
}

impl Recipe {
    /// A number from -1 to 1 that belongs to these others.
    fn random(&self, of: &[usize]) -> f64 {
        let mixed =
            of.iter().fold(17usize, |mixed, n| mixed.wrapping_mul(31).wrapping_add(*n * 7 + 3));
        self.numbers[mixed % self.numbers.len()]
    }

    /// A place on the mesh, in cells, as a village draws it.
    fn place(&self, x: f64, y: f64, village: usize, own: bool) -> Coord<f64> {
        let key = [(x * 64.0) as usize, (y * 64.0) as usize];
        let common = |axis: usize| self.random(&[key[0], key[1], axis]) * self.stray;
        let strayed = |axis: usize| {
            if own { self.random(&[key[0], key[1], axis, village, 5]) * self.sliver } else { 0.0 }
        };
        Coord {
            x: 110.0 + self.cell * (x + common(0) + strayed(0)),
            y: -7.0 - self.cell * (y + common(1) + strayed(1)),
        }
    }

    fn outline(&self, column: usize, row: usize) -> LineString<f64> {
        let village = row * self.columns + column;
        let (x, y) = (column as f64, row as f64);
        let corners = [[x, y], [x + 1.0, y], [x + 1.0, y + 1.0], [x, y + 1.0]];
        let mut line = Vec::new();
        for (from, to) in corners.iter().zip(corners.iter().cycle().skip(1)) {
            for step in 0..self.detail {
                // Now and then a village leaves out a vertex that its neighbour has.
                if step > 0 && self.random(&[village, step, 9]) > 0.8 {
                    continue;
                }
                let share = step as f64 / self.detail as f64;
                let at = [0, 1].map(|axis| from[axis] + (to[axis] - from[axis]) * share);
                let at = self.place(at[0], at[1], village, step > 0 || self.sliver > 1e-3);
                line.push(at);
                if self.random(&[village, step, 11]) > 0.95 {
                    // A spike there and back.
                    line.extend([
                        Coord { x: at.x + self.cell * 0.7, y: at.y + self.cell * 0.1 },
                        at,
                    ]);
                }
            }
        }
        line.push(line[0]);
        line.into()
    }

    fn square(&self, x: f64, y: f64, size: f64) -> LineString<f64> {
        let corners = [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]];
        corners
            .map(|[x, y]| Coord { x: 110.0 + self.cell * x, y: -7.0 - self.cell * y })
            .to_vec()
            .into()
    }

    pub fn make(&self) -> Made {
        let mut made = Made::default();
        let mut add = |polygons: Option<MultiPolygon<f64>>, parent: usize| {
            made.polygons.get_mut(Level::Village).push(polygons);
            made.parents.get_mut(Level::Village).push(Some(parent));
        };
        for row in 0..self.rows {
            for column in 0..self.columns {
                let village = row * self.columns + column;
                let (x, y) = (column as f64, row as f64);
                let kind = self.random(&[village, 21]);
                let lake = self.square(x + 0.4, y + 0.4, 0.2);
                let mut holes = Vec::new();
                // Some have a lake, in some of which another village lies, all or in part.
                if kind > 0.6 {
                    holes.push(lake.clone());
                }
                if kind > 0.75 {
                    let island =
                        if kind > 0.9 { lake } else { self.square(x + 0.45, y + 0.4, 0.05) };
                    add(Some(Polygon::new(island, vec![]).into()), row);
                }
                let mut parts = vec![Polygon::new(self.outline(column, row), holes)];
                if kind < -0.7 {
                    let far = self.square(x + 9.0, y, 0.01 + 0.5 * (kind + 1.0));
                    parts.push(Polygon::new(far, vec![]));
                }
                add((kind.abs() > 0.02).then(|| parts.into()), row);
            }
        }
        // Districts are rows of the mesh, the last without parts; two make a regency.
        for district in 0..=self.rows {
            let own = Polygon::new(self.square(-3.0, district as f64, 1.0), vec![]).into();
            made.polygons.get_mut(Level::District).push((district >= self.rows).then_some(own));
            made.parents.get_mut(Level::District).push(Some(district / 2));
        }
        for _ in 0..=self.rows / 2 {
            made.polygons.get_mut(Level::Regency).push(None);
            made.parents.get_mut(Level::Regency).push(Some(0));
        }
        made.polygons.get_mut(Level::Province).push(None);
        made.parents.get_mut(Level::Province).push(None);
        made
    }
}
