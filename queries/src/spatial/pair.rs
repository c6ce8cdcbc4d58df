//! Whether two rows belong together: what the scalar function says of them, with what is known of both.

use datafusion::error::{DataFusionError, Result};
use geo::Coord;
use geodata::distance::Position;

use super::build::{Built, SMALL_AREA, Values};
use super::condition::{Condition, Test};
use crate::geometry::{MIXED, Model, Predicate, Shape, Side, Stripes, metres, planar_distance};

/// A row of the probing input, and what has been made of it.
#[derive(Default)]
pub(super) struct ProbeRow {
    pub row: usize,
    pub point: Option<Coord<f64>>,
    /// The largest distance, unless it is the other input's.
    pub limit: Option<f64>,
    /// How many pairs there are to test with this row.
    pub candidates: usize,
    position: Option<Position>,
    shape: Option<Box<Shape>>,
    stripes: Option<Option<Box<Stripes>>>,
}

impl ProbeRow {
    pub fn new(row: usize, values: &Values) -> Self {
        let finite = |point: &Coord<f64>| point.x.is_finite() && point.y.is_finite();
        let point = values.column.point(row).filter(finite);
        Self { row, point, ..Self::default() }
    }

    pub fn shape(&mut self, values: &Values) -> Result<Option<&Shape>> {
        if self.shape.is_none() {
            let read = values.column.shape(self.row);
            let read = read.map_err(|error| DataFusionError::External(error.into()))?;
            self.shape = read.map(|shape| Box::new(shape.into_owned()));
        }
        Ok(self.shape.as_deref())
    }

    /// Where a point lies in the area of this row; `None` when it is none.
    fn position(
        &mut self,
        values: &Values,
        point: Coord<f64>,
    ) -> Option<geo::coordinate_position::CoordPos> {
        let column = &values.column;
        if self.candidates > 4 && self.stripes.is_none() {
            let large = column.vertices(self.row) >= SMALL_AREA;
            self.stripes = Some(if large { column.stripes(self.row).map(Box::new) } else { None });
        }
        match &self.stripes {
            Some(Some(stripes)) => Some(stripes.position(point)),
            _ => column.position(self.row, point),
        }
    }
}

/// What stays the same for all pairs.
pub(super) struct Search<'a> {
    pub condition: &'a Condition,
    /// Whether the geometry that is held is the first argument.
    pub build_first: bool,
    pub built: &'a Built,
    /// The largest distance, where it is a constant.
    pub limit: Option<f64>,
}

/// Whether the pair holds; where a filter decides of it, whether it may.
pub(super) fn holds(
    search: &Search<'_>,
    id: u32,
    values: &Values,
    probe: &mut ProbeRow,
) -> Result<bool> {
    match &search.condition.test {
        Test::Relation(predicate) => related(*predicate, search, id, values, probe),
        Test::Near(near) if near.whole => {
            let Some(limit) = search.built.limit(id).or(probe.limit) else { return Ok(false) };
            within(limit, search, id, values, probe)
        }
        Test::Near(_) | Test::Nearest(_) => Ok(true),
    }
}

/// How far a held row is from one that probes, as the scalar function has it; `None` when one is EMPTY.
pub(super) fn distance(
    search: &Search<'_>,
    model: Model,
    id: u32,
    values: &Values,
    probe: &mut ProbeRow,
) -> Result<Option<f64>> {
    let (Some(a), Some(b)) = (search.built.shape(id)?, probe.shape(values)?) else {
        return Ok(None);
    };
    if a.is_empty() || b.is_empty() {
        return Ok(None);
    }
    let (a, b) = if search.build_first { (a, b) } else { (b, a) };
    Ok(Some(match model {
        Model::Plane => planar_distance(&a.geometry, &b.geometry),
        model => metres(&a.geometry, &b.geometry, model),
    }))
}

fn related(
    predicate: Predicate,
    search: &Search<'_>,
    id: u32,
    values: &Values,
    probe: &mut ProbeRow,
) -> Result<bool> {
    let (built, build_first) = (search.built, search.build_first);
    let Some((column, row)) = built.column(id) else { return Ok(false) };
    let finite = |point: &Coord<f64>| point.x.is_finite() && point.y.is_finite();
    let point = column.point(row).filter(finite);
    match (point, probe.point) {
        (Some(a), Some(b)) => return Ok(predicate.of_points(a == b)),
        (None, Some(point)) => {
            let position = match built.stripes(id)? {
                Some(stripes) => Some(stripes.position(point)),
                None => column.position(row, point),
            };
            if let Some(position) = position {
                return Ok(predicate.of_position(!build_first, position));
            }
        }
        (Some(point), None) => {
            if let Some(position) = probe.position(values, point) {
                return Ok(predicate.of_position(build_first, position));
            }
        }
        (None, None) => {}
    }
    let (Some(a), Some(b)) = (built.shape(id)?, probe.shape(values)?) else { return Ok(false) };
    if predicate.is_refused(a, b) {
        return Err(DataFusionError::Execution(MIXED.to_owned()));
    }
    let (a, b) = (Side::row(a), Side::row(b));
    Ok(if build_first { predicate.holds(&a, &b) } else { predicate.holds(&b, &a) })
}

fn within(
    limit: f64,
    search: &Search<'_>,
    id: u32,
    values: &Values,
    probe: &mut ProbeRow,
) -> Result<bool> {
    let (built, build_first) = (search.built, search.build_first);
    let Some((column, row)) = built.column(id) else { return Ok(false) };
    if let (Some(a), Some(b)) = (column.point(row), probe.point) {
        let a = Position::new(a.into());
        let b = *probe.position.get_or_insert_with(|| Position::new(b.into()));
        return Ok(if build_first { a.is_within(&b, limit) } else { b.is_within(&a, limit) });
    }
    let (Some(a), Some(b)) = (built.shape(id)?, probe.shape(values)?) else { return Ok(false) };
    if a.is_empty() || b.is_empty() {
        return Ok(false);
    }
    let (a, b) = if build_first { (a, b) } else { (b, a) };
    Ok(metres(&a.geometry, &b.geometry, Model::Spheroid) <= limit)
}
