//! Official population and land area, and what follows from them.

use std::collections::HashMap;
use std::path::Path;

use super::country::Country;
use super::findings::{AREA_DIFFERS, Findings, NOT_AN_AREA, UNKNOWN_CODE};
use super::spec::Official;
use crate::code::{AreaCode, Level};
use crate::dataset::{IndicatorValue, Qualifier, ValueStatus};
use crate::derive;
use crate::error::GeodataError;
use crate::source::{self, Cell};
use crate::values::Row;

/// Shares of the official area by which polygons may differ without being listed.
const TOLERANCE: f64 = 0.05;

/// Gives the areas their official population and land area, and the indicators that follow.
///
/// # Errors
///
/// The table cannot be read or holds a text where a number or code should be.
pub fn read(
    official: &Official,
    input: &Path,
    country: &mut Country,
    findings: &mut Findings,
) -> Result<Vec<IndicatorValue>, GeodataError> {
    let path = input.join(&official.file);
    let columns: Vec<&str> =
        [Some(&official.code), official.population.as_ref(), official.area_km2.as_ref()]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
    let table = source::read(&path, &official.read, &columns, false)?;
    let at = |column: &Option<String>| {
        column.as_deref().and_then(|c| columns.iter().position(|name| *name == c))
    };
    let (population_at, area_at) = (at(&official.population), at(&official.area_km2));
    let polygons = village_areas(country);
    let mut seen = HashMap::new();
    let mut values = Vec::new();
    for record in table.records() {
        let place = record.row().place.in_words();
        if *record.cell(0) == Cell::Empty || official.not_areas.contains(&record.text(0)) {
            findings.note(
                NOT_AN_AREA,
                &official.source,
                None,
                format!("{place} of {}: code {}", official.file, record.text(0)),
            );
            continue;
        }
        let Some(code) = record.code(0)? else { continue };
        if let Some(first) = seen.insert(code, place.clone()) {
            return Err(record.error(
                0,
                format!("the code {code} is duplicated; it also stands in {first}"),
                "remove or correct one of the two rows",
            ));
        }
        let population = population_at.map(|at| record.whole(at)).transpose()?.flatten();
        let area_km2 = area_at.map(|at| record.number(at)).transpose()?.flatten();
        if let Some(at) = population_at.filter(|_| population.is_some_and(|people| people < 0)) {
            return Err(record.error(at, "a number of residents is negative", "correct the cell"));
        }
        if let Some(at) = area_at.filter(|_| area_km2.is_some_and(|km2| km2 <= 0.0)) {
            return Err(record.error(at, "an area is not positive", "correct the cell"));
        }
        let Some(area) = country.get_mut(code) else {
            findings.about(
                UNKNOWN_CODE,
                &official.source,
                code,
                None,
                format!("{place} of {}: not in the register", official.file),
            );
            continue;
        };
        if population.is_some() {
            area.population = population;
        }
        if let (Some(stated), Some(drawn)) = (area_km2, polygons.get(&code)) {
            let share = drawn / stated - 1.0;
            if code.level() == Level::Regency && share.abs() > TOLERANCE {
                let detail = format!(
                    "official {stated:.1} km², polygons of its villages {drawn:.1} km²: {:+.1}%",
                    share * 100.0
                );
                findings.measured(AREA_DIFFERS, &official.source, area, detail, share * 100.0);
            }
        }
        if area_km2.is_some() {
            area.area_km2 = area_km2;
        }
        if code.level() == Level::Regency {
            values.extend(derived(official, code, population, area_km2));
        }
    }
    Ok(values)
}

fn derived(
    official: &Official,
    area: AreaCode,
    population: Option<i64>,
    area_km2: Option<f64>,
) -> Vec<IndicatorValue> {
    let value = |indicator: &str, value: Option<f64>| IndicatorValue {
        area,
        indicator: indicator.into(),
        year: official.year,
        status: if value.is_some() { ValueStatus::Observed } else { ValueStatus::Missing },
        value,
        source: official.source.as_str().into(),
        qualifier: Qualifier::default(),
    };
    let people = population.map(|p| p as f64);
    let density = people.zip(area_km2.filter(|a| *a > 0.0)).map(|(p, a)| p / a);
    vec![value("population", people), value("population_density", density)]
}

/// The sum of the polygons of the villages of every regency and province, in square kilometres.
fn village_areas(country: &Country) -> HashMap<AreaCode, f64> {
    let mut sums = HashMap::new();
    for village in country.level(Level::Village) {
        for level in [Level::Province, Level::Regency, Level::District] {
            if let (Some(code), Some(area)) = (village.code.ancestor(level), village.area_km2) {
                *sums.entry(code).or_insert(0.0) += area;
            }
        }
    }
    sums
}

/// Placements per 1,000 residents (of the year of the population) of every area where both are known, of every year:
/// of the figure that speaks for it, by the rule of [`crate::values`].
pub fn placements_per_1000<'a>(
    values: &'a [IndicatorValue],
    country: &Country,
) -> Vec<IndicatorValue> {
    let mut speaks: HashMap<_, &'a IndicatorValue> = HashMap::new();
    // What is known of a part of a year is no rate of a year.
    let of_years = |v: &&IndicatorValue| {
        &*v.indicator == "pmi_placed" && v.value.is_some() && v.status != ValueStatus::Partial
    };
    for value in values.iter().filter(of_years) {
        // A mean and an imputed figure are no figures of a year, and stand for themselves.
        let kind = Some(value.status).filter(|status| !status.is_of_one_year());
        let slot = speaks.entry((value.area, kind, value.year)).or_insert(value);
        if Row::from(value).precedence() < Row::from(*slot).precedence() {
            *slot = value;
        }
    }
    let mut all: Vec<IndicatorValue> = speaks
        .into_values()
        .filter_map(|placed| derive::per_1000(placed, country.get(placed.area)?.population?))
        .collect();
    all.sort_by_key(|v| (v.area, v.year, v.status));
    all
}
