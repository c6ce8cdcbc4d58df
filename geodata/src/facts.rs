//! Facts by regency and published placements, from the tables committed in `data/`.
//!
//! One row is one figure or one regency with its source; `data/README.md` names the sources.

use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::code::{AreaCode, CodeError};
use crate::error::{GeodataError, Place};

/// What is known of a kabupaten or kota.
#[derive(Debug, Clone, Deserialize)]
pub struct RegencyFact {
    /// Its code.
    #[serde(deserialize_with = "code")]
    pub code: AreaCode,
    /// Longitude in degrees of a point in its largest part.
    pub label_lon: f64,
    /// Latitude in degrees of a point in its largest part.
    pub label_lat: f64,
    /// Official land area in square kilometres.
    pub area_km2: f64,
    /// Registered men and boys.
    pub population_male: i64,
    /// Registered women and girls.
    pub population_female: i64,
    /// Registered population.
    pub population: i64,
    /// The year of area and population.
    pub year: i32,
    /// Where the row comes from.
    pub source: String,
}

/// A published number of migrant workers placed.
#[derive(Debug, Clone, Deserialize)]
pub struct Placement {
    /// A regency, a province, `ID` for the country, or `PP.other` for a province's regencies
    /// that the source does not list one by one.
    pub area_code: String,
    /// The area's name.
    pub area_name: String,
    /// The first year of the period.
    pub year_from: i32,
    /// The last year of the period.
    pub year_to: i32,
    /// `total`, `male` or `female`.
    pub sex: String,
    /// Workers placed abroad in the period.
    pub placed: i64,
    /// Who published it, and where.
    pub source: String,
}

/// All 514 regencies, sorted by code.
///
/// # Errors
/// When the committed table is not valid, which a test rules out.
pub fn regencies() -> Result<Vec<RegencyFact>, GeodataError> {
    let mut rows: Vec<RegencyFact> = rows("regencies.csv", include_str!("../data/regencies.csv"))?;
    rows.sort_by_key(|row| row.code);
    Ok(rows)
}

/// The published placements, as published: years and periods differ by source.
///
/// # Errors
/// When the committed table is not valid, which a test rules out.
pub fn placements() -> Result<Vec<Placement>, GeodataError> {
    rows("pmi_placements.csv", include_str!("../data/pmi_placements.csv"))
}

/// Where the government of a province sits.
#[derive(Debug, Clone, Deserialize)]
pub struct Capital {
    /// The province.
    #[serde(deserialize_with = "code")]
    pub province_code: AreaCode,
    /// The regency or district that the capital is, or is the seat of.
    #[serde(deserialize_with = "code")]
    pub area_code: AreaCode,
    /// The capital's name.
    pub name: String,
    /// The law that says so; none where nobody has looked it up.
    pub source: Option<String>,
}

/// The capitals of all 38 provinces.
///
/// # Errors
/// When the committed table is not valid, which a test rules out.
pub fn capitals() -> Result<Vec<Capital>, GeodataError> {
    rows("capitals.csv", include_str!("../data/capitals.csv"))
}

fn code<'de, D: serde::Deserializer<'de>>(from: D) -> Result<AreaCode, D::Error> {
    String::deserialize(from)?.parse().map_err(|error: CodeError| serde::de::Error::custom(error))
}

/// The rows of a committed table; `file` is its path in `geodata/data`.
///
/// # Errors
/// When the table is not valid, with the line.
pub(crate) fn rows<T: DeserializeOwned>(file: &str, text: &str) -> Result<Vec<T>, GeodataError> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().collect::<Result<_, _>>().map_err(
        |error: csv::Error| {
            let place =
                error.position().map_or(Place::File, |position| Place::Line(position.line()));
            GeodataError::source(
                Path::new("geodata/data").join(file).as_path(),
                place,
                error.to_string(),
                "the table is part of the program; report this",
            )
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_one_row_for_each_regency_and_its_parts_add_up() {
        let rows = regencies().unwrap();
        assert_eq!(rows.len(), 514);
        assert!(rows.windows(2).all(|pair| pair[0].code < pair[1].code));
        for row in &rows {
            assert_eq!(row.population_male + row.population_female, row.population, "{}", row.code);
            assert!(
                (94.0..142.0).contains(&row.label_lon) && (-12.0..7.0).contains(&row.label_lat),
                "{}",
                row.code
            );
            assert!(row.area_km2 > 1.0 && !row.source.is_empty());
        }
        assert_eq!(rows.iter().map(|row| row.population).sum::<i64>(), 284_973_643);
    }

    #[test]
    fn every_province_has_one_capital_and_it_lies_within() {
        let capitals = capitals().unwrap();
        let regencies = regencies().unwrap();
        assert_eq!(capitals.len(), 38);
        assert!(capitals.windows(2).all(|pair| pair[0].province_code < pair[1].province_code));
        for capital in capitals {
            assert!(capital.area_code.is_within(capital.province_code), "{}", capital.name);
            let regency = capital.area_code.ancestor(crate::Level::Regency).unwrap();
            assert!(regencies.iter().any(|row| row.code == regency), "{regency}");
            if let Some(law) = &capital.source {
                assert!(law.starts_with("UU ") && law.contains('/'), "{law}");
            }
        }
        let unsourced = super::capitals().unwrap().iter().filter(|c| c.source.is_none()).count();
        assert_eq!(unsourced, 25, "whoever finds a source lowers this");
    }

    #[test]
    fn every_placement_names_an_area_and_a_source() {
        for row in placements().unwrap() {
            let area = row.area_code.trim_end_matches(".other");
            assert!(area == "ID" || area.parse::<AreaCode>().is_ok(), "{area}");
            assert!(row.placed >= 0 && row.year_from <= row.year_to && !row.source.is_empty());
        }
    }
}
