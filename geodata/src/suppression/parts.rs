//! Counts that are parts of another count of the same people: women and men of all.
//!
//! Of one area and year a total less one part is the other, so a part that is shown tells the one that is not. Where any of
//! them is withheld, or what is left of the total is small, all parts are; where a single part could be all of the total, the
//! total goes too. What is withheld that way is unknown in the tree of its own count, where more may have to go with it
//! ([`hidden_with`]), and so on until nothing more does.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::{Cells, hidden_with, is_small};
use crate::code::AreaCode;

/// A count, and those that it is made of.
struct Sum {
    total: &'static str,
    parts: [&'static str; 2],
}

/// What `geodata/data/reported.toml` has in parts. Who is not told apart is in the total alone.
const SUMS: [Sum; 2] = [
    Sum { total: "pmi_reported", parts: ["pmi_reported_female", "pmi_reported_male"] },
    Sum { total: "pmi_reported", parts: ["pmi_reported_documented", "pmi_reported_undocumented"] },
];

/// Differences that are looked at where several sources state a count.
const TRIED: usize = 1_000;

/// Figures of one year, by indicator.
pub(super) type ByIndicator<'a> = BTreeMap<&'a str, &'a Cells>;
/// The areas of which they are withheld.
pub(super) type Hidden<'a> = BTreeMap<&'a str, BTreeSet<AreaCode>>;

/// Withholds parts with their totals and totals with their parts. Each pass withholds more or is the last.
pub(super) fn together<'a>(cells: &ByIndicator<'a>, least: f64, hidden: &mut Hidden<'a>) {
    loop {
        let mut more = Hidden::new();
        for sum in &SUMS {
            sum.withhold(cells, least, hidden, &mut more);
        }
        more.retain(|indicator, areas| {
            let gone = hidden.get(indicator);
            areas.retain(|area| gone.is_none_or(|gone| !gone.contains(area)));
            !areas.is_empty()
        });
        if more.is_empty() {
            return;
        }
        for (indicator, areas) in more {
            let gone = hidden.entry(indicator).or_default();
            gone.extend(areas);
            if let Some(cells) = cells.get(indicator) {
                *gone = hidden_with(cells, least, gone);
            }
        }
    }
}

impl Sum {
    /// What has to go beside what is `hidden`.
    fn withhold<'a>(
        &self,
        cells: &ByIndicator<'a>,
        least: f64,
        hidden: &Hidden<'a>,
        more: &mut Hidden<'a>,
    ) {
        // By the names that the caller has, which live long enough.
        let of = |indicator: &str| cells.get_key_value(indicator).map(|(name, of)| (*name, *of));
        let parts: Vec<(&'a str, &Cells)> = self.parts.iter().filter_map(|part| of(part)).collect();
        let total = of(self.total);
        let areas: BTreeSet<AreaCode> =
            parts.iter().flat_map(|(_, cells)| cells.keys().copied()).collect();
        for area in areas {
            let is_hidden =
                |name: &str| hidden.get(name).is_some_and(|areas| areas.contains(&area));
            let stated = |cells: &'_ Cells| cells.get(&area).cloned().unwrap_or_default();
            let known: Vec<(&'a str, Vec<f64>)> =
                parts.iter().map(|(name, cells)| (*name, stated(cells))).collect();
            let totals = total.map(|(_, cells)| stated(cells)).unwrap_or_default();
            let rests = rests(&totals, &known);
            let gone = known.iter().any(|(name, _)| is_hidden(name)) || is_hidden(self.total);
            let tells =
                rests.as_ref().is_none_or(|of| of.iter().any(|rest| is_small(*rest, least)));
            if !gone && !tells {
                continue;
            }
            // Nobody is withheld where there is nobody.
            let people = known.iter().filter(|(_, values)| values.iter().any(|value| *value > 0.0));
            let people: Vec<&'a str> = people.map(|(name, _)| *name).collect();
            for name in &people {
                more.entry(name).or_default().insert(area);
            }
            let (Some((total, _)), [_]) = (total, people.as_slice()) else { continue };
            let is_all = rests.is_none_or(|of| of.iter().any(|rest| *rest < 1.0));
            if is_all && totals.iter().any(|value| *value > 0.0) {
                more.entry(total).or_default().insert(area);
            }
        }
    }
}

/// What is left of each total without the parts, of whatever their sources say; none where they say more than is worth trying.
fn rests(totals: &[f64], parts: &[(&str, Vec<f64>)]) -> Option<Vec<f64>> {
    let mut rests = totals.to_vec();
    for (_, of) in parts.iter().filter(|(_, values)| !values.is_empty()) {
        if rests.len().saturating_mul(of.len()) > TRIED {
            return None;
        }
        rests = rests.iter().flat_map(|rest| of.iter().map(move |part| rest - part)).collect();
    }
    Some(rests)
}
