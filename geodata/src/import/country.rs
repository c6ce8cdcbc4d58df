//! The areas of all levels, found by code.

use std::collections::HashMap;

use geo::Coord;

use crate::code::{AreaCode, Level};
use crate::dataset::{AreaAlias, NewArea};

/// Areas of the four levels, each sorted by code.
#[derive(Debug, Default)]
pub struct Country {
    areas: [Vec<NewArea>; 4],
    /// The label points that the boundary files give: longitude and latitude.
    pub labels: HashMap<AreaCode, Coord<f64>>,
    /// Other names that the register gives.
    pub aliases: Vec<AreaAlias>,
}

const fn slot(level: Level) -> usize {
    match level {
        Level::Province => 0,
        Level::Regency => 1,
        Level::District => 2,
        Level::Village => 3,
    }
}

impl Country {
    /// Sets the areas of a level.
    pub fn set(&mut self, level: Level, mut areas: Vec<NewArea>) {
        areas.sort_by_key(|area| area.code);
        if let Some(place) = self.areas.get_mut(slot(level)) {
            *place = areas;
        }
    }

    /// The areas of a level, sorted by code.
    pub fn level(&self, level: Level) -> &[NewArea] {
        self.areas.get(slot(level)).map_or(&[], Vec::as_slice)
    }

    /// The area with this code.
    pub fn get(&self, code: AreaCode) -> Option<&NewArea> {
        let areas = self.level(code.level());
        areas.binary_search_by_key(&code, |area| area.code).ok().and_then(|at| areas.get(at))
    }

    /// The area with this code, to be changed.
    pub fn get_mut(&mut self, code: AreaCode) -> Option<&mut NewArea> {
        let areas = self.areas.get_mut(slot(code.level()))?;
        areas.binary_search_by_key(&code, |area| area.code).ok().and_then(|at| areas.get_mut(at))
    }

    /// The areas from the provinces down.
    pub fn into_levels(self) -> [Vec<NewArea>; 4] {
        self.areas
    }
}
