//! The code register: which areas there are. Everything else is joined to it by code.

use std::collections::HashMap;
use std::path::Path;

use super::completeness;
use super::country::Country;
use super::findings::{Findings, ORPHAN, PARENT_DIFFERS};
use super::spec::{Register, Spec};
use crate::code::{AreaCode, Level};
use crate::dataset::{AreaAlias, NewArea};
use crate::error::{GeodataError, Place};
use crate::names::normalise;
use crate::progress::Progress;
use crate::source;

/// Reads the registers of all levels.
///
/// # Errors
///
/// A file cannot be read, a code is wrong, duplicated, of another level or without its parent.
pub fn read(
    spec: &Spec,
    input: &Path,
    findings: &mut Findings,
    progress: &dyn Progress,
) -> Result<Country, GeodataError> {
    progress.stage("reading the code register", Some(4));
    let mut country = Country::default();
    for (level, register) in spec.registers() {
        let above = level.parent().map(|parent| spec.register(parent));
        let (areas, aliases) = read_level(register, above, level, input, &country, findings)?;
        country.set(level, areas);
        country.aliases.extend(aliases);
        progress.advance(1);
    }
    completeness::check(spec, input, &country, findings)?;
    Ok(country)
}

fn read_level(
    register: &Register,
    above: Option<&Register>,
    level: Level,
    input: &Path,
    country: &Country,
    findings: &mut Findings,
) -> Result<(Vec<NewArea>, Vec<AreaAlias>), GeodataError> {
    let path = input.join(&register.file);
    let columns: Vec<&str> = [&register.code, &register.name]
        .into_iter()
        .chain(&register.parent)
        .chain(&register.alias)
        .map(String::as_str)
        .collect();
    let table = source::read(&path, &register.read, &columns, false)?;
    let mut seen: HashMap<AreaCode, Place> = HashMap::with_capacity(table.rows.len());
    let mut areas = Vec::with_capacity(table.rows.len());
    let mut aliases = Vec::new();
    for record in table.records() {
        let code = record.code(0)?.ok_or_else(|| {
            record.error(0, "the code is blank", "every area of the register needs its code")
        })?;
        if code.level() != level {
            return Err(record.error(
                0,
                format!("{code} is the code of a {}", code.level()),
                format!("this file must hold the codes of {}", level.plural()),
            ));
        }
        if let Some(first) = seen.insert(code, record.row().place.clone()) {
            return Err(record.error(
                0,
                format!("the code {code} is duplicated; it also stands in {}", first.in_words()),
                "remove or correct one of the two rows",
            ));
        }
        if let Some(parent) = code.parent()
            && country.get(parent).is_none()
        {
            let problem = format!("{code} has no parent: {parent} is not in the register");
            if above.is_some_and(|above| above.partial) {
                findings.about(ORPHAN, &register.source, code, Some(&record.name(1)?), problem);
                continue;
            }
            return Err(record.error(
                0,
                problem,
                format!(
                    "correct the code, or fetch the register of {} again, which may have been cut off; if it is known to be only a part, state partial = true for it",
                    parent.level().plural()
                ),
            ));
        }
        let name = record.name(1)?;
        if name.is_empty() {
            return Err(record.error(
                1,
                format!("{code} has no name"),
                "every area of the register needs a name",
            ));
        }
        if register.parent.is_some() {
            let stated = record.text(2);
            let parent = code.parent().map(|p| p.to_string()).unwrap_or_default();
            if stated != parent {
                findings.about(
                    PARENT_DIFFERS,
                    &register.source,
                    code,
                    Some(&name),
                    format!("the register says {stated}, the code says {parent}; the code counts"),
                );
            }
        }
        if register.alias.is_some() {
            let alias = record.name(columns.len() - 1)?;
            if !alias.is_empty() && normalise(&alias) != normalise(&name) {
                let (area_code, source) = (code.to_string(), register.source.clone());
                aliases.push(AreaAlias { area_code, alias, source });
            }
        }
        let kind = kind(code).ok_or_else(|| {
            record.error(
                0,
                format!("{code} is neither kelurahan (1xxx), desa (2xxx) nor desa adat (3xxx)"),
                "correct the code",
            )
        })?;
        areas.push(NewArea {
            code,
            name,
            kind: kind.to_owned(),
            point: None,
            area_km2: None,
            population: None,
            geometry: None,
        });
    }
    Ok((areas, aliases))
}

fn kind(code: AreaCode) -> Option<&'static str> {
    match code.level() {
        Level::Province => Some("provinsi"),
        Level::Regency if code.is_kota() => Some("kota"),
        Level::Regency => Some("kabupaten"),
        Level::District => Some("kecamatan"),
        Level::Village => code.village_kind().map(crate::code::VillageKind::as_str),
    }
}
