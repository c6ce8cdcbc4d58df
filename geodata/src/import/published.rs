//! What is committed with the project about the programme, by the codes that the register has.

use super::carry::{Carrier, one_area};
use super::codes::Codes;
use super::country::Country;
use super::findings::{ELSEWHERE, FOLLOWED, Findings};
use super::spec::Follow;
use crate::code::AreaCode;
use crate::dataset::ProgrammeTables;
use crate::error::GeodataError;
use crate::programme;

/// The committed tables of the programme: an area that has another code in this register by that one. Designations and offices of
/// areas that the register does not have are left out, as when an office imports one province; what else is published of such an
/// area stays.
///
/// # Errors
///
/// A committed table is not valid, which a test rules out.
pub fn facts(
    country: &Country,
    codes: &Codes,
    findings: &mut Findings,
) -> Result<ProgrammeTables, GeodataError> {
    let mut tables = programme::facts()?;
    let follow = Follow::default();
    let carrier = Carrier::new(country, &codes.changes, &follow);
    let mut known = |text: &mut String, id: &str| {
        let Ok(code) = text.parse::<AreaCode>() else { return false };
        match one_area(Some(&carrier), country, code, "") {
            Ok((to, by)) => {
                if let Some(by) = by {
                    let detail = format!("{code} is {to} today, {}", by.in_words());
                    findings.about(FOLLOWED, "programme", to, Some(id), detail);
                }
                *text = to.to_string();
                true
            }
            Err(reason) => {
                findings.note(ELSEWHERE, "programme", Some(id), format!("{code}: {reason}"));
                false
            }
        }
    };
    tables.designations.retain_mut(|of| known(&mut of.village_code, &of.id));
    tables.ltsa_offices.retain_mut(|of| known(&mut of.area_code, &of.id));
    for (id, code) in named(&mut tables) {
        let Some(former) = code.as_deref().and_then(|text| text.parse().ok()) else { continue };
        // What is published of another part of the country stays as it was published.
        let Ok((to, Some(by))) = one_area(Some(&carrier), country, former, "") else { continue };
        let detail = format!("{former} is {to} today, {}", by.in_words());
        findings.about(FOLLOWED, "programme", to, Some(id), detail);
        *code = Some(to.to_string());
    }
    Ok(tables)
}

/// What else is published of areas, each with what it is known by and the code.
fn named(tables: &mut ProgrammeTables) -> impl Iterator<Item = (&str, &mut Option<String>)> {
    let ProgrammeTables {
        claims,
        events,
        office_holders,
        partnerships,
        pillar_wordings,
        statements,
        ..
    } = tables;
    let claims = claims.iter_mut().map(|of| (of.id.as_str(), &mut of.area_code));
    let events = events.iter_mut().map(|of| (of.id.as_str(), &mut of.area_code));
    let holders = office_holders.iter_mut().map(|of| (of.id.as_str(), &mut of.area_code));
    let partners = partnerships.iter_mut().map(|of| (of.institution.as_str(), &mut of.area_code));
    let wordings = pillar_wordings.iter_mut().map(|of| (of.programme.as_str(), &mut of.area_code));
    let statements = statements.iter_mut().map(|of| (of.id.as_str(), &mut of.area_code));
    claims.chain(events).chain(holders).chain(partners).chain(wordings).chain(statements)
}
