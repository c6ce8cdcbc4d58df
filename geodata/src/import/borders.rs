//! What was met when the borders of all levels were made one topology.

use super::country::Country;
use super::findings::{BORDER_DIFFERS, BORDER_LOST, Findings};
use super::spec::Spec;
use crate::code::Level;
use crate::topology;

/// Lists the areas whose own published border gave way to that of the areas within.
pub fn tell(met: &topology::Findings, spec: &Spec, country: &Country, findings: &mut Findings) {
    for (level, layer) in spec.boundaries() {
        let areas = country.level(level);
        for area in met.differing.get(level).iter().filter_map(|row| areas.get(*row)) {
            let below = level.below().map_or("areas", Level::plural);
            let detail = format!("the map shows the union of its {below}");
            findings.about(BORDER_DIFFERS, &layer.source, area.code, Some(&area.name), detail);
        }
    }
    if met.unlinked > 0 {
        findings.note(BORDER_LOST, "topology", None, format!("{} segments", met.unlinked));
    }
}
