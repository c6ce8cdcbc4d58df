//! Copies of a dataset: what they share, and where they differ.

use std::sync::Arc;

use arrow::array::RecordBatch;

use super::files::REMAKE;
use super::model::Area;
use super::read::{Areas, Dataset};
use super::report::ReportCount;
use super::shape::PolygonColumn;
use crate::code::{AreaCode, Level};
use crate::error::GeodataError;

impl Dataset {
    /// Takes the polygons of a level from columns that hold the same, so that the vertices stand in memory once.
    ///
    /// # Errors
    /// When the columns have not as many rows as there are areas.
    pub fn set_polygons(
        &mut self,
        level: Level,
        columns: Vec<PolygonColumn>,
    ) -> Result<(), GeodataError> {
        let rows: usize = columns.iter().map(PolygonColumn::len).sum();
        let known = self.areas(level).len();
        if rows != known {
            let problem = format!("has {known} {level} areas and {rows} polygons");
            return Err(GeodataError::dataset(&self.dir, problem, REMAKE));
        }
        let areas = self.level_mut(level);
        let shapes =
            columns.iter().flat_map(|column| (0..column.len()).map(|row| column.shape(row)));
        for (area, shape) in Arc::make_mut(&mut areas.rows).iter_mut().zip(shapes) {
            area.geometry = shape;
        }
        areas.polygons = columns;
        Ok(())
    }

    /// Takes the polygons of another copy of the same dataset, and where they have the same residents its areas too, so that
    /// both stand in memory once.
    ///
    /// # Errors
    /// When the copies have other areas.
    pub fn share_with(&mut self, other: &Self) -> Result<(), GeodataError> {
        for level in Level::ALL {
            let (dir, theirs) = (self.dir.clone(), other.level(level));
            let areas = self.level_mut(level);
            let pairs = || areas.rows.iter().zip(theirs.rows.iter());
            if areas.rows.len() != theirs.rows.len() || pairs().any(|(a, b)| a.code != b.code) {
                let problem = format!("has other {} than its copy", level.plural());
                return Err(GeodataError::dataset(&dir, problem, REMAKE));
            }
            areas.polygons.clone_from(&theirs.polygons);
            if pairs().all(|(own, other)| own.population == other.population) {
                areas.rows = Arc::clone(&theirs.rows);
                continue;
            }
            for (own, other) in Arc::make_mut(&mut areas.rows).iter_mut().zip(theirs.rows.iter()) {
                own.geometry.clone_from(&other.geometry);
            }
        }
        Ok(())
    }

    /// Whether both have the very same areas of a level in memory.
    pub fn shares_areas(&self, other: &Self, level: Level) -> bool {
        Arc::ptr_eq(&self.level(level).rows, &other.level(level).rows)
    }

    /// Puts other tables in the place of those of the same name, and leaves out the residents of some areas.
    pub(crate) fn replace(
        &mut self,
        tables: Vec<(&'static str, RecordBatch)>,
        without_residents: impl Fn(AreaCode) -> bool,
    ) {
        self.tables.extend(tables);
        let levels =
            [&mut self.provinces, &mut self.regencies, &mut self.districts, &mut self.villages];
        for areas in levels {
            let gone = |area: &Area| area.population.is_some() && without_residents(area.code);
            if !areas.rows.iter().any(gone) {
                continue;
            }
            for area in Arc::make_mut(&mut areas.rows) {
                area.population = area.population.filter(|_| !without_residents(area.code));
            }
        }
    }

    /// The same dataset with other tables in the place of those of the same name, and known by another version;
    /// `last` is the number of the last event that made it so.
    #[must_use]
    pub(crate) fn with(
        &self,
        tables: Vec<(&'static str, RecordBatch)>,
        version: String,
        last: i64,
        report: Option<ReportCount>,
    ) -> Self {
        let mut copy = self.clone();
        copy.recorded = last;
        copy.manifest.version = version;
        copy.manifest.report.extend(report);
        copy.added.extend(tables.iter().map(|(name, _)| *name));
        copy.tables.extend(tables);
        copy
    }

    /// The number of the last event by which something that people recorded counts here; 0 where nothing does.
    pub const fn recorded(&self) -> i64 {
        self.recorded
    }

    /// The tables that are not as their files are.
    pub(crate) fn added(&self) -> impl Iterator<Item = (&'static str, &RecordBatch)> {
        self.added.iter().filter_map(|name| Some((*name, self.tables.get(name)?)))
    }

    fn level_mut(&mut self, level: Level) -> &mut Areas {
        match level {
            Level::Province => &mut self.provinces,
            Level::Regency => &mut self.regencies,
            Level::District => &mut self.districts,
            Level::Village => &mut self.villages,
        }
    }
}
