//! The demonstration dataset: the whole country with official codes and names, the real coast,
//! schematic inner borders and modelled values.
//!
//! How the borders are made: the land is triangulated (`mesh`); regencies grow over the
//! triangles from their points until their areas are near the official ones (`regencies`);
//! districts and villages divide them further (`subdivide`); borders are straightened
//! (`smooth`) and traced (`outline`). As every area is a set of the same triangles, areas
//! nest exactly and neighbours share their vertices.

mod coast;
mod curve;
mod front;
mod graph;
mod inputs;
mod islets;
mod mesh;
mod migration;
mod nearby;
mod noise;
mod origin;
mod outline;
mod people;
mod points;
mod profile;
mod regencies;
mod shapes;
mod smooth;
mod subdivide;
#[cfg(test)]
mod tests;
mod values;

use std::sync::Arc;

use geo::MultiPolygon;
use rayon::prelude::*;

pub use inputs::{DemoInputs, Island, Named, Register};

use crate::code::{AreaCode, Level};
use crate::dataset::{
    CodeTables, Contents, Indicator, IndicatorValue, NewArea, ProgrammeTables, ValueStatus,
};
use crate::error::{GeodataError, Place};
use crate::facts::{self, RegencyFact};
use crate::progress::{Progress, go_on};
use crate::repair::measure;
use crate::{catalogue, changes, derive, offices, programme, templates};
use values::Site;

/// Whose data the demonstration is made from, and on what terms.
pub const NOTICE: &str = "\
Codes, names and islands: idn-area-data 4.0.1, Copyright (c) 2023 Fityan, made available under the Open
Database License 1.0 (https://opendatacommons.org/licenses/odbl/1-0/): whoever passes the dataset on names
the source and shares alike. Coast: Natural Earth 1:10m, public domain, as packed by world-atlas 2
(Copyright 2013-2019 Michael Bostock, ISC License).";

/// Builds the demonstration dataset. The same inputs and `seed` give the same contents, bit for
/// bit, whatever the number of threads.
///
/// # Errors
/// When a package does not hold what it should, the committed tables do not fit it, or whoever is
/// watching wants it to end.
pub fn build(
    inputs: &DemoInputs,
    seed: u64,
    progress: &dyn Progress,
) -> Result<Contents, GeodataError> {
    progress.stage("reading", None);
    let register = inputs.read()?;
    let facts = facts::regencies()?;
    check_facts(&register, &facts)?;
    let country = shapes::country(&register, &facts, seed, progress)?;

    go_on(progress)?;
    progress.stage("measuring", Some(4));
    let [p, r, d, v] = country.levels;
    let mut provinces = measured(&register.provinces, p);
    progress.advance(1);
    let mut regencies = measured(&register.regencies, r);
    progress.advance(1);
    let mut districts = measured(&register.districts, d);
    progress.advance(1);
    let villages = measured(&register.villages, v);
    progress.advance(1);

    go_on(progress)?;
    progress.stage("values", None);
    let sites = sites(&villages, &facts);
    let modelled = values::model(&register, &facts, &facts::placements()?, &sites, seed);
    let drawn: Vec<f64> = regencies.iter().filter_map(|area| area.area_km2).collect();
    official_figures(&mut provinces, &mut regencies, &facts);
    residents(&mut districts, &villages, &modelled.population);
    let mut tables = programme::facts()?;
    tables.plan_templates = templates::built_in()?;
    let place_of = |code: AreaCode| {
        let areas = match code.level() {
            Level::Province => &provinces,
            Level::Regency => &regencies,
            Level::District => &districts,
            Level::Village => &villages,
        };
        let area = areas.iter().find(|area| area.code == code)?;
        Some((area.point?, "point inside the polygon"))
    };
    let unplaced = offices::locate(&mut tables.ltsa_offices, place_of)?;
    let mut values = modelled.values;
    values.extend(distances(&villages, &tables));
    let notes = origin::Notes {
        register: &register,
        facts: &facts,
        islets: &country.islets,
        crossings: country.crossings,
        unassessed: modelled.unassessed,
        unplaced: &unplaced,
        regencies: &regencies,
        areas: &drawn,
    };
    Ok(Contents {
        meta: origin::meta(),
        report: origin::report(&notes),
        checks: origin::checks(),
        indicators: indicators()?,
        values,
        programme: tables,
        codes: CodeTables {
            changes: changes::facts()?,
            aliases: changes::aliases()?,
            bridge: Vec::new(),
        },
        provinces,
        regencies,
        districts,
        villages,
        ..Contents::default()
    })
}

/// The facts must be those of the register.
fn check_facts(register: &Register, facts: &[RegencyFact]) -> Result<(), GeodataError> {
    let same = register.regencies.iter().map(|row| row.code).eq(facts.iter().map(|fact| fact.code));
    if same {
        return Ok(());
    }
    Err(GeodataError::source(
        std::path::Path::new("geodata/data/regencies.csv"),
        Place::File,
        "names other regencies than the register",
        "use `idn-area-data` 4.0.1, as web/package.json pins it",
    ))
}

/// The areas of one level with their polygons, measured.
fn measured(rows: &[Named], shapes: Vec<MultiPolygon<f64>>) -> Vec<NewArea> {
    rows.par_iter()
        .zip(shapes)
        .map(|(row, shape)| NewArea {
            code: row.code,
            name: row.name.clone(),
            kind: kind(row.code).to_owned(),
            point: measure::point_on_surface(&shape),
            area_km2: Some(measure::area_km2(&shape)),
            population: None,
            geometry: Some(Arc::new(shape)),
        })
        .collect()
}

/// The value of the column `kind`.
fn kind(code: AreaCode) -> &'static str {
    match code.level() {
        Level::Province => "provinsi",
        Level::Regency if code.is_kota() => "kota",
        Level::Regency => "kabupaten",
        Level::District => "kecamatan",
        Level::Village => code.village_kind().map_or("desa", crate::VillageKind::as_str),
    }
}

/// What the model needs to know of the villages.
fn sites(villages: &[NewArea], facts: &[RegencyFact]) -> Vec<Site> {
    let regency = |code: AreaCode| {
        let above = code.ancestor(Level::Regency)?;
        facts.binary_search_by_key(&above, |fact| fact.code).ok()
    };
    villages
        .iter()
        .filter_map(|village| {
            Some(Site {
                code: village.code,
                regency: regency(village.code)?,
                at: village.point?,
                area_km2: village.area_km2?,
            })
        })
        .collect()
}

/// Official area and population of regencies, and their sums for provinces.
fn official_figures(provinces: &mut [NewArea], regencies: &mut [NewArea], facts: &[RegencyFact]) {
    for (regency, fact) in regencies.iter_mut().zip(facts) {
        regency.area_km2 = Some(fact.area_km2);
        regency.population = Some(fact.population);
    }
    for province in provinces {
        let own = || facts.iter().filter(|fact| fact.code.is_within(province.code));
        province.area_km2 = Some(own().map(|fact| fact.area_km2).sum());
        province.population = Some(own().map(|fact| fact.population).sum());
    }
}

/// The residents of districts: the sums over their villages.
fn residents(districts: &mut [NewArea], villages: &[NewArea], population: &[i64]) {
    let mut sums = std::collections::HashMap::new();
    for (village, people) in villages.iter().zip(population) {
        *sums.entry(village.code.parent()).or_insert(0) += people;
    }
    for district in districts {
        district.population = sums.get(&Some(district.code)).copied();
    }
}

/// Distances over the schematic map, which makes them modelled, whatever they lead to.
fn distances(villages: &[NewArea], tables: &ProgrammeTables) -> Vec<IndicatorValue> {
    let mut values = derive::distances(villages, tables, values::YEAR);
    let source: Arc<str> = values::SOURCE.into();
    for row in values.iter_mut().filter(|row| row.status == ValueStatus::Observed) {
        row.status = ValueStatus::Modelled;
    }
    for row in &mut values {
        row.source = source.clone();
    }
    values
}

/// The catalogue, with what the demonstration knows at village level.
fn indicators() -> Result<Vec<Indicator>, GeodataError> {
    let mut indicators = catalogue::indicators().map_err(|error| {
        GeodataError::source(
            std::path::Path::new("geodata/data/indicators.toml"),
            Place::File,
            error.to_string(),
            "the table is part of the program; report this",
        )
    })?;
    for indicator in indicators
        .iter_mut()
        .filter(|indicator| values::AT_VILLAGE.contains(&indicator.id.as_str()))
    {
        indicator.level = Level::Village.as_str().to_owned();
    }
    Ok(indicators)
}
