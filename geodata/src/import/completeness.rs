//! Whether the register is whole. A file that was cut at the end of a line is a valid file with fewer
//! areas; what tells is the number that the edition has, and areas that nothing lies within.

use std::collections::HashSet;
use std::path::Path;

use super::country::Country;
use super::findings::{CHILDLESS, Findings, REGISTER_COUNT};
use super::spec::{Register, Spec};
use crate::code::{AreaCode, Level};
use crate::dataset::NewArea;
use crate::error::{GeodataError, Place};

/// The share of the expected areas below which a file was cut off: between two editions the country
/// gains or loses less than one village in a hundred.
const WHOLE: f64 = 0.99;

/// The number and the share of areas with nothing within them from which the file below was cut off.
const CHILDLESS_NUMBER: usize = 3;
const CHILDLESS_SHARE: f64 = 0.02;

/// Refuses a register that was cut off, and lists what is not as expected.
///
/// # Errors
///
/// A register that is not said to be partial has far fewer areas than expected, or none within many of
/// the areas above.
pub fn check(
    spec: &Spec,
    input: &Path,
    country: &Country,
    findings: &mut Findings,
) -> Result<(), GeodataError> {
    for (level, register) in spec.registers() {
        let cut = |problem: String| {
            let advice = format!(
                "the file was cut off: fetch it again; if it is known to be only a part, state partial = true in [register.{level}]"
            );
            Err(GeodataError::source(&input.join(&register.file), Place::File, problem, advice))
        };
        let count = country.level(level).len();
        if let Some(expected) = register.expect.filter(|expected| *expected != count) {
            let problem = format!("{count} {} where {expected} are expected", level.plural());
            if !register.partial && (count as f64) < expected as f64 * WHOLE {
                return cut(problem);
            }
            findings.note(REGISTER_COUNT, &register.source, Some(&register.file), problem);
        }
        let Some(above) = level.parent().filter(|_| !register.partial) else { continue };
        let all = country.level(above).len();
        let childless = childless(country, above, level);
        if childless.len() >= CHILDLESS_NUMBER
            && childless.len() as f64 > all as f64 * CHILDLESS_SHARE
        {
            return cut(format!(
                "{} of {all} {} have no {} in it{}",
                childless.len(),
                above.plural(),
                level.plural(),
                examples(&childless)
            ));
        }
        list(&childless, level, register, findings);
    }
    Ok(())
}

/// The areas of the level `above` that no area of `level` lies within.
fn childless(country: &Country, above: Level, level: Level) -> Vec<&NewArea> {
    let parents: HashSet<AreaCode> =
        country.level(level).iter().filter_map(|area| area.code.parent()).collect();
    country.level(above).iter().filter(|area| !parents.contains(&area.code)).collect()
}

fn examples(areas: &[&NewArea]) -> String {
    let named: Vec<String> =
        areas.iter().take(3).map(|area| format!("{} {}", area.code, area.name)).collect();
    format!(", among them {}", named.join(", "))
}

fn list(childless: &[&NewArea], level: Level, register: &Register, findings: &mut Findings) {
    for area in childless {
        let detail = format!("no {} in {}", level.plural(), register.file);
        findings.about(CHILDLESS, &register.source, area.code, Some(&area.name), detail);
    }
}
