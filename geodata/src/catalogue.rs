//! The indicator catalogue that `import` and `demo` start from.

use std::collections::HashMap;

use serde::Deserialize;

use crate::dataset::Indicator;

const CATALOGUE: &str = include_str!("../data/indicators.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    indicator: Vec<Indicator>,
}

/// All indicators that the planner knows, in the order in which it shows them.
///
/// # Errors
/// When the committed catalogue is not valid, which a test rules out.
pub fn indicators() -> Result<Vec<Indicator>, toml::de::Error> {
    Ok(toml::from_str::<File>(CATALOGUE)?.indicator)
}

/// What of a line of the catalogue is only asked at import.
#[derive(Deserialize)]
struct Range {
    id: String,
    plausible: [f64; 2],
}

#[derive(Deserialize)]
struct Ranges {
    indicator: Vec<Range>,
}

/// The plausible range of every indicator, by its id: the least and the greatest value, in its unit.
/// What lies outside is probably in another unit, or another number.
///
/// # Errors
/// When the committed catalogue is not valid, which a test rules out.
pub fn plausible() -> Result<HashMap<String, [f64; 2]>, toml::de::Error> {
    let ranges = toml::from_str::<Ranges>(CATALOGUE)?;
    Ok(ranges.indicator.into_iter().map(|range| (range.id, range.plausible)).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::code::Level;

    #[test]
    fn every_indicator_has_a_plausible_range() {
        let ranges = plausible().unwrap();
        for indicator in indicators().unwrap() {
            let [least, greatest] = ranges[&indicator.id];
            assert!(least < greatest && least >= 0.0, "{}", indicator.id);
            assert!(indicator.unit != "%" || greatest <= 100.0, "{}", indicator.id);
        }
    }

    #[test]
    fn the_catalogue_is_valid_and_its_ids_are_unique_column_names() {
        let indicators = indicators().unwrap();
        let ids: HashSet<_> = indicators.iter().map(|i| i.id.clone()).collect();
        assert_eq!(ids.len(), indicators.len());
        for indicator in &indicators {
            assert!(
                indicator
                    .id
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
            );
            assert!(indicator.level.parse::<Level>().is_ok(), "{}", indicator.id);
            assert!(
                ["benefit", "cost"].contains(&indicator.direction.as_str()),
                "{}",
                indicator.id
            );
            assert!(
                ["need", "readiness", "coverage", "cost"].contains(&indicator.dimension.as_str())
            );
        }
    }
}
