//! Migrant workers placed in one year, by regency: as published where that is known.

use std::collections::HashMap;

use super::inputs::Register;
use super::{noise, people, profile};
use crate::code::Level;
use crate::facts::{Placement, RegencyFact};

/// The year of the national and provincial figures that everything is scaled to.
pub const YEAR: i32 = 2023;

/// Workers placed in [`YEAR`] for every regency, in the order of the register; they add up to
/// the published totals of the country and of the provinces that were published.
///
/// Within a province the published figures of its regencies (of whatever period) give the
/// proportions; the rest is shared out by population and by the model's assumptions.
pub fn by_regency(
    register: &Register,
    facts: &[RegencyFact],
    placements: &[Placement],
    seed: u64,
) -> Vec<i64> {
    let published: HashMap<&str, i64> = placements
        .iter()
        .filter(|row| row.sex == "total" && (row.year_from, row.year_to) == (YEAR, YEAR))
        .map(|row| (row.area_code.as_str(), row.placed))
        .collect();
    let inclination: Vec<f64> = facts
        .iter()
        .map(|fact| {
            let key = noise::hash(fact.code.feature_id() ^ seed);
            let town = if fact.code.is_kota() { 0.45 } else { 1.0 };
            let chance = (0.45 * noise::normal(noise::unit(key), noise::unit(key ^ 1))).exp();
            fact.population as f64
                * profile::of(fact.code).migration
                * profile::origin(fact.code)
                * town
                * chance
        })
        .collect();
    let members: Vec<Vec<usize>> = register
        .provinces
        .iter()
        .map(|province| {
            (0..facts.len()).filter(|k| facts[*k].code.is_within(province.code)).collect()
        })
        .collect();
    let known: Vec<Option<i64>> = register
        .provinces
        .iter()
        .map(|province| published.get(province.code.to_string().as_str()).copied())
        .collect();
    let country = published.get("ID").copied().unwrap_or(0);
    let open: i64 = (country - known.iter().flatten().sum::<i64>()).max(0);
    let weights: Vec<f64> = members
        .iter()
        .zip(&known)
        .map(
            |(members, known)| {
                if known.is_some() { 0.0 } else { members.iter().map(|k| inclination[*k]).sum() }
            },
        )
        .collect();
    let shared = people::share_out(open, &weights, 0);
    let mut placed = vec![0; facts.len()];
    for ((members, known), shared) in members.iter().zip(&known).zip(shared) {
        let weights = proportions(members, facts, placements, &inclination);
        let shares = people::share_out(known.unwrap_or(shared), &weights, 0);
        for (k, share) in members.iter().zip(shares) {
            placed[*k] = share;
        }
    }
    placed
}

/// The proportions of a province's regencies: published counts where there are any, scaled
/// inclinations for the rest.
fn proportions(
    members: &[usize],
    facts: &[RegencyFact],
    placements: &[Placement],
    inclination: &[f64],
) -> Vec<f64> {
    let counts: Vec<Option<f64>> =
        members.iter().map(|k| published(facts, placements, *k)).collect();
    let (mut counted, mut behind) = (0.0, 0.0);
    for (k, count) in members.iter().zip(&counts) {
        if let Some(count) = count {
            counted += count;
            behind += inclination[*k];
        }
    }
    if counted <= 0.0 {
        return members.iter().map(|k| inclination[*k]).collect();
    }
    // The source may say how many all others have together; else they are like the counted ones.
    let province = members.first().and_then(|k| facts[*k].code.ancestor(Level::Province));
    let others = province.map(|province| format!("{province}.other"));
    let others: i64 = placements
        .iter()
        .filter(|row| Some(&row.area_code) == others.as_ref())
        .map(|row| row.placed)
        .sum();
    let uncounted: f64 = members
        .iter()
        .zip(&counts)
        .filter(|(_, count)| count.is_none())
        .map(|(k, _)| inclination[*k])
        .sum();
    let scale = if others > 0 && uncounted > 0.0 {
        others as f64 / uncounted
    } else {
        counted / behind.max(1.0)
    };
    members.iter().zip(&counts).map(|(k, count)| count.unwrap_or(inclination[*k] * scale)).collect()
}

/// A regency's latest complete published count. For Jawa Timur this is 2019, the last year
/// before the pandemic that is listed for all its regencies.
fn published(facts: &[RegencyFact], placements: &[Placement], regency: usize) -> Option<f64> {
    let code = facts[regency].code.to_string();
    let own = || placements.iter().filter(|row| row.area_code == code);
    if let Some(row) =
        own().find(|row| row.sex == "total" && (row.year_to == 2019 || row.year_from < row.year_to))
    {
        return Some(row.placed as f64);
    }
    let by_sex: i64 = own().filter(|row| row.sex != "total").map(|row| row.placed).sum();
    (by_sex > 0).then_some(by_sex as f64)
}
