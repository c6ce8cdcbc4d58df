//! Counts that are parts of another count of the same people: women and men of all.
//!
//! Of one area a total less one part is the other, and parts have totals of their own in the areas above. What follows from all
//! that together is no longer seen by looking at one equation after another, so parts are shown or withheld by whole trees: where
//! anything is withheld or small of an area, no part is shown of it, of the topmost area above it of which a part is stated, and of
//! all within that one; zeros neither, as whoever sees that there are no men knows that all are women. Who states parts of villages
//! alone, as village lists do, so loses those of the village.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::{Cells, is_small};
use crate::code::AreaCode;

/// A count, and pairs of counts that it is made of. Who is not told apart is in the total alone.
struct Group {
    total: &'static str,
    pairs: [[&'static str; 2]; 2],
}

/// What `geodata/data/reported.toml` has in parts.
const GROUPS: [Group; 1] = [Group {
    total: "pmi_reported",
    pairs: [
        ["pmi_reported_female", "pmi_reported_male"],
        ["pmi_reported_documented", "pmi_reported_undocumented"],
    ],
}];

/// Differences that are looked at where several sources state a count.
const TRIED: usize = 1_000;

/// Figures by year.
pub(super) type Years = BTreeMap<i32, Cells>;
/// Figures of one year, by indicator.
pub(super) type ByIndicator<'a> = BTreeMap<&'a str, &'a Cells>;
/// The areas of which they are withheld.
pub(super) type Hidden<'a> = BTreeMap<&'a str, BTreeSet<AreaCode>>;

/// Parts say of a total that nobody states how large it is at least: it counts as stated.
pub(super) fn imply(figures: &mut BTreeMap<&str, Years>) {
    for group in &GROUPS {
        let Some((name, mut totals)) = figures.remove_entry(group.total) else { continue };
        for pair in &group.pairs {
            let mut sums: BTreeMap<(i32, AreaCode), f64> = BTreeMap::new();
            for (year, cells) in pair.iter().filter_map(|part| figures.get(part)).flatten() {
                for (area, values) in cells {
                    let most = values.iter().copied().fold(0.0, f64::max);
                    *sums.entry((*year, *area)).or_default() += most;
                }
            }
            for ((year, area), sum) in sums {
                let stated = totals.entry(year).or_default();
                stated.entry(area).or_insert_with(|| vec![sum]);
            }
        }
        figures.insert(name, totals);
    }
}

/// Withholds parts beside what is `hidden` of one year.
pub(super) fn withhold<'a>(cells: &ByIndicator<'a>, least: f64, hidden: &mut Hidden<'a>) {
    for group in &GROUPS {
        let of = |name: &str| cells.get_key_value(name).map(|(name, of)| (*name, *of));
        let parts: Vec<(&'a str, &'a Cells)> =
            group.pairs.as_flattened().iter().filter_map(|part| of(part)).collect();
        let stated: BTreeSet<AreaCode> =
            parts.iter().flat_map(|(_, cells)| cells.keys().copied()).collect();
        let tells = |area: &AreaCode| {
            let small = |values: &[f64]| values.iter().any(|value| is_small(*value, least));
            let values = |name: &str| of(name).and_then(|(_, cells)| cells.get(area));
            let totals = values(group.total).map_or(&[][..], Vec::as_slice);
            let rest_is_small = |pair: &[&str; 2]| {
                let stated = pair.iter().filter_map(|part| values(part)).map(Vec::as_slice);
                rests(totals, stated).is_none_or(|rests| small(&rests))
            };
            parts.iter().any(|(_, cells)| cells.get(area).is_some_and(|values| small(values)))
                || group.pairs.iter().any(rest_is_small)
        };
        let withheld = hidden.get(group.total).into_iter().flatten().copied();
        let told = stated.iter().copied().filter(tells).chain(withheld);
        let topmost = |area| upwards(area).filter(|above| stated.contains(above)).last();
        let trees: BTreeSet<AreaCode> = told.filter_map(topmost).collect();
        let gone = |area: &&AreaCode| upwards(**area).any(|above| trees.contains(&above));
        for (name, cells) in parts {
            hidden.entry(name).or_default().extend(cells.keys().filter(gone).copied());
        }
    }
}

/// An area and all above it.
fn upwards(area: AreaCode) -> impl Iterator<Item = AreaCode> {
    std::iter::successors(Some(area), |area| area.parent())
}

/// What is left of each total without the parts, of whatever their sources say; none where they say more than is worth trying.
fn rests<'a>(totals: &[f64], parts: impl Iterator<Item = &'a [f64]>) -> Option<Vec<f64>> {
    let mut rests = totals.to_vec();
    for of in parts {
        if rests.len().saturating_mul(of.len()) > TRIED {
            return None;
        }
        rests = rests.iter().flat_map(|rest| of.iter().map(move |part| rest - part)).collect();
    }
    Some(rests)
}
