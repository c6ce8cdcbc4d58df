//! The programme's own tables: what the input reports, and where its offices lie.

use std::collections::BTreeMap;
use std::path::Path;

use geo::Coord;

use super::carry::{Carrier, one_area};
use super::codes::Codes;
use super::country::Country;
use super::findings::{
    DESIGNATED_TWICE, FOLLOWED, Findings, OFFICE_PLANNED, OFFICE_TWICE, OFFICE_UNPLACED, PROPOSED,
    UNKNOWN_CODE,
};
use super::spec::{Designations, Ltsa, Spec};
use crate::code::AreaCode;
use crate::dataset::{Designation, LtsaOffice, ProgrammeTables};
use crate::error::{GeodataError, Place};
use crate::repair::measure;
use crate::source::{self, Record};
use crate::{offices, templates};

/// Adds the rounds of the specification, in the place of those with the same id, and its templates of
/// plans; without any the dataset has those of the program.
///
/// # Errors
///
/// A round of a programme that is not known, or a plan that JSON cannot write.
pub fn planning(spec: &Spec, tables: &mut ProgrammeTables) -> Result<(), GeodataError> {
    for round in &spec.rounds {
        if !tables.programmes.iter().any(|programme| programme.id == round.programme) {
            let problem =
                format!("the round `{}` is of the programme `{}`", round.id, round.programme);
            let known: Vec<&str> = tables.programmes.iter().map(|p| p.id.as_str()).collect();
            let advice = format!("name one of {}", known.join(", "));
            let at = Path::new("the specification");
            return Err(GeodataError::source(at, Place::File, problem, advice));
        }
        match tables.rounds.iter_mut().find(|known| known.id == round.id) {
            Some(known) => *known = round.clone(),
            None => tables.rounds.push(round.clone()),
        }
    }
    tables.plan_templates = match spec.templates.as_slice() {
        [] => templates::built_in()?,
        own => own.iter().map(|template| template.row()).collect::<Result<_, _>>()?,
    };
    Ok(())
}

/// Adds the reported villages: certain matches become designations, all others are proposals.
///
/// # Errors
///
/// The file cannot be read or holds a wrong code.
pub fn designations(
    spec: &Designations,
    input: &Path,
    country: &Country,
    codes: &Codes,
    tables: &mut ProgrammeTables,
    findings: &mut Findings,
) -> Result<(), GeodataError> {
    let carrier = spec.follow.as_ref().map(|of| Carrier::new(country, &codes.changes, of));
    let optional = [&spec.matched_name, &spec.regency, &spec.year, &spec.source_column];
    let mut columns: Vec<&str> = vec![&spec.programme, &spec.code, &spec.name, &spec.match_column];
    columns.extend(optional.iter().filter_map(|c| c.as_deref()));
    let table = source::read(&input.join(&spec.file), &spec.read, &columns, false)?;
    let at = |column: &Option<String>| {
        column.as_deref().and_then(|c| columns.iter().position(|n| *n == c))
    };
    for record in table.records() {
        let text = |column: &Option<String>| {
            at(column).map(|at| record.remark(at)).transpose().map(Option::unwrap_or_default)
        };
        let programme = record.text(0);
        if !tables.programmes.iter().any(|p| p.id == programme) {
            return Err(record.error(
                0,
                format!("there is no programme `{programme}`"),
                "use an id of geodata/data/programme/programmes.csv",
            ));
        }
        let code = record.code(1)?;
        let reported = record.name(2)?;
        let matched = record.text(3);
        let from = if spec.source_column.is_some() {
            text(&spec.source_column)?
        } else {
            spec.source.clone()
        };
        let Some(mut code) = code.filter(|_| spec.accept.contains(&matched)) else {
            let detail = proposal(
                &matched,
                &reported,
                &text(&spec.regency)?,
                &text(&spec.matched_name)?,
                code,
            );
            match code {
                Some(code) => findings.about(PROPOSED, &spec.source, code, Some(&reported), detail),
                None => findings.note(PROPOSED, &spec.source, Some(&reported), detail),
            }
            continue;
        };
        let place = format!("{} of {}", record.row().place.in_words(), spec.file);
        match one_area(carrier.as_ref(), country, code, &reported) {
            Ok((to, by)) => {
                if let Some(by) = by {
                    let detail = format!("{place}: {code} is {to} today, {}", by.in_words());
                    findings.about(FOLLOWED, &spec.source, to, Some(&reported), detail);
                }
                code = to;
            }
            Err(reason) => {
                let detail = format!("{place}: {reason}");
                findings.about(UNKNOWN_CODE, &spec.source, code, Some(&reported), detail);
                continue;
            }
        }
        let year = at(&spec.year).map(|at| record.year(at)).transpose()?.flatten();
        add(spec, tables, findings, &programme, code, &reported, year, from);
    }
    tables
        .designations
        .sort_by(|a, b| (&a.village_code, &a.programme).cmp(&(&b.village_code, &b.programme)));
    Ok(())
}

fn proposal(
    matched: &str,
    reported: &str,
    regency: &str,
    name: &str,
    code: Option<AreaCode>,
) -> String {
    match code {
        Some(code) => format!(
            "`{reported}` ({regency}) may be {name} {code} ({matched} match); confirm it before it counts"
        ),
        None => format!(
            "`{reported}` ({regency}) fits several villages ({matched} match); find out which one it is"
        ),
    }
}

#[expect(clippy::too_many_arguments, reason = "the parts of one row")]
fn add(
    spec: &Designations,
    tables: &mut ProgrammeTables,
    findings: &mut Findings,
    programme: &str,
    code: AreaCode,
    reported: &str,
    year: Option<i32>,
    from: String,
) {
    let village_code = code.to_string();
    let known = tables
        .designations
        .iter_mut()
        .find(|d| d.village_code == village_code && d.programme == programme);
    if let Some(known) = known {
        let in_words =
            |year: Option<i32>| year.map_or("without a year".to_owned(), |y| y.to_string());
        let detail = format!(
            "also reported ({}) beside {} ({})",
            in_words(year),
            known.source,
            in_words(known.year)
        );
        findings.about(DESIGNATED_TWICE, &spec.source, code, Some(reported), detail);
        known.year = known.year.or(year);
        known.source = format!("{}; {from}", known.source);
        return;
    }
    let round = year.and_then(|y| {
        tables
            .rounds
            .iter()
            .find(|r| r.programme == programme && r.year == y && r.status == "closed")
    });
    let when = year.map_or("undated".to_owned(), |y| y.to_string());
    tables.designations.push(Designation {
        id: format!("{programme}-{when}-{village_code}"),
        village_code,
        programme: programme.to_owned(),
        round: round.map(|r| r.id.clone()),
        year,
        status: "designated".to_owned(),
        funding: "UNKNOWN".to_owned(),
        source: from,
        note: Some("Reported; not from the official list".to_owned()),
    });
}

/// Puts the reported offices in the place of the committed ones, one per area; [`locate`] places them.
///
/// # Errors
///
/// The file cannot be read or holds a wrong code.
pub fn reported_offices(
    spec: &Ltsa,
    input: &Path,
    country: &Country,
    codes: &Codes,
    tables: &mut ProgrammeTables,
    findings: &mut Findings,
) -> Result<(), GeodataError> {
    let carrier = spec.follow.as_ref().map(|of| Carrier::new(country, &codes.changes, of));
    let optional = [&spec.since, &spec.note, &spec.source_column];
    let mut columns: Vec<&str> = vec![&spec.code];
    columns.extend(optional.iter().filter_map(|c| c.as_deref()));
    let table = source::read(&input.join(&spec.file), &spec.read, &columns, false)?;
    let at = |column: &Option<String>| {
        column.as_deref().and_then(|c| columns.iter().position(|n| *n == c))
    };
    let text = |record: &Record<'_>, column: &Option<String>| {
        let text = at(column).map(|at| record.remark(at)).transpose()?;
        Ok::<_, GeodataError>(text.filter(|t| !t.is_empty()))
    };
    let mut offices: BTreeMap<AreaCode, LtsaOffice> = BTreeMap::new();
    for record in table.records() {
        let code = record.code(0)?.ok_or_else(|| {
            record.error(0, "the code is blank", "an office needs the code of its area")
        })?;
        let place = format!("{} of {}", record.row().place.in_words(), spec.file);
        let found = one_area(carrier.as_ref(), country, code, "");
        let found = found.and_then(|(to, by)| {
            let area = country.get(to).ok_or_else(|| "not in the register".to_owned())?;
            Ok((area, by))
        });
        let area = match found {
            Ok((area, by)) => {
                if let Some(by) = by {
                    let detail =
                        format!("{place}: {code} is {} today, {}", area.code, by.in_words());
                    findings.about(FOLLOWED, &spec.source, area.code, Some(&area.name), detail);
                }
                area
            }
            Err(reason) => {
                let detail = format!("{place}: {reason}");
                findings.about(UNKNOWN_CODE, &spec.source, code, None, detail);
                continue;
            }
        };
        let code = area.code;
        let note = text(&record, &spec.note)?;
        let planned = spec.planned.is_some() && note == spec.planned;
        let since = at(&spec.since).map(|at| record.time(at)).transpose()?.flatten();
        let since = since.map(|s| s.trim_end_matches("planned").trim().to_owned());
        let from = text(&record, &spec.source_column)?.unwrap_or_else(|| spec.source.clone());
        if planned {
            findings.about(
                OFFICE_PLANNED,
                &spec.source,
                code,
                Some(&area.name),
                format!(
                    "planned for {}; no distance is measured to it",
                    since.as_deref().unwrap_or("an unknown date")
                ),
            );
        }
        if let Some(known) = offices.get_mut(&code) {
            let words =
                |since: &Option<String>| since.clone().unwrap_or_else(|| "unknown".to_owned());
            let detail = format!(
                "reported twice, since {} and since {}",
                words(&known.since),
                words(&since)
            );
            findings.about(OFFICE_TWICE, &spec.source, code, Some(&area.name), &*detail);
            // "2016" says more than "2018 or earlier", and does not contradict it.
            known.since = [known.since.take(), since]
                .into_iter()
                .flatten()
                .min_by_key(|s| (s.len(), s.clone()));
            known.note = Some(
                [known.note.take(), note, Some(detail)]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join("; "),
            );
            known.source = format!("{}; {from}", known.source);
            continue;
        }
        let name = if code.level() == crate::Level::Province {
            format!("LTSA Provinsi {}", area.name)
        } else {
            format!("LTSA {}", area.name)
        };
        let status = if planned { "planned" } else { "operating" }.to_owned();
        offices.insert(
            code,
            LtsaOffice {
                id: format!("ltsa-{code}"),
                area_code: code.to_string(),
                name,
                since,
                status,
                lon: None,
                lat: None,
                location_basis: String::new(),
                placed_by_rule: false,
                source: from,
                note,
            },
        );
    }
    tables.ltsa_offices = offices.into_values().collect();
    Ok(())
}

/// Puts the offices at the label point of their area or capital, or at its interior point where the
/// label is not within it.
///
/// # Errors
///
/// The committed table of capitals is not valid, which a test rules out.
pub fn locate(
    country: &Country,
    source: &str,
    tables: &mut ProgrammeTables,
    findings: &mut Findings,
) -> Result<(), GeodataError> {
    let place = |code: AreaCode| {
        let label = country.labels.get(&code).copied();
        let area = country.get(code)?;
        let within = |point: &Coord<f64>| match &area.geometry {
            Some(polygons) => measure::covers(polygons, *point),
            None => true,
        };
        let label = label.filter(within).map(|point| (point, "label point"));
        label.or_else(|| Some((area.point?, "point inside the polygon")))
    };
    for id in offices::locate(&mut tables.ltsa_offices, place)? {
        findings.note(
            OFFICE_UNPLACED,
            source,
            Some(&id),
            "its area has neither a label point nor a polygon; no distance is measured to it",
        );
    }
    Ok(())
}
