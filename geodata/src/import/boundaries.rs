//! Polygons: read, repaired and joined to the register by code.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use geo::{Coord, MultiPolygon};
use rayon::prelude::*;

use super::country::Country;
use super::findings::{
    CRS_UNSTATED, Findings, LABEL_OUTSIDE, NAME_DIFFERS, NO_POLYGON, NOT_REGISTERED, NULL_GEOMETRY,
    REPAIRED, UNREPAIRABLE,
};
use super::spec::{Boundaries, Spec};
use crate::code::{AreaCode, Level};
use crate::error::{GeodataError, Place};
use crate::progress::Progress;
use crate::repair::{self, Repair, measure};
use crate::source::{self, Row, Source, crs};

/// A feature after its repair.
struct Feature {
    code: AreaCode,
    place: Place,
    name: Option<String>,
    label: Option<Coord<f64>>,
    had_geometry: bool,
    geometry: Option<MultiPolygon<f64>>,
    repair: Option<Repair>,
    area_km2: f64,
    point: Option<Coord<f64>>,
}

/// Reads all layers and gives every area its polygon, its interior point and its area.
///
/// # Errors
///
/// A layer cannot be read, is not in longitude and latitude, or has a wrong or duplicated code.
pub fn join(
    spec: &Spec,
    input: &Path,
    country: &mut Country,
    findings: &mut Findings,
    progress: &dyn Progress,
) -> Result<(), GeodataError> {
    for (level, layer) in spec.boundaries() {
        progress.stage(&format!("reading the polygons of {}", level.plural()), None);
        let source = read(layer, input)?;
        if !source.crs_stated {
            findings.note(
                CRS_UNSTATED,
                &layer.source,
                Some(&layer.file),
                "it states no reference system and its coordinates lie within the bounds; state read.crs",
            );
        }
        crs::check_coordinates(&source, spec.bounds)?;
        check_codes(&source, level)?;
        progress.stage(
            &format!("checking and repairing {}", level.plural()),
            Some(source.rows.len() as u64),
        );
        let features = repair_all(source, layer, progress)?;
        for feature in features {
            place(feature, layer, country, findings);
        }
        for area in country.level(level).iter().filter(|a| a.geometry.is_none()) {
            let code = area.code.to_string();
            let listed = findings.lines.iter().rev().any(|line| {
                [NULL_GEOMETRY, UNREPAIRABLE].iter().any(|c| line.check == c.title.check)
                    && line.area_code.as_deref() == Some(&code)
            });
            if !listed {
                findings.about(
                    NO_POLYGON,
                    &layer.source,
                    area.code,
                    Some(&area.name),
                    format!(
                        "no polygon in {}; the area has no map and no interior point",
                        layer.file
                    ),
                );
            }
        }
    }
    Ok(())
}

fn read(layer: &Boundaries, input: &Path) -> Result<Source, GeodataError> {
    let mut columns = vec![layer.code.as_str()];
    columns.extend(layer.name.as_deref());
    columns.extend(layer.label.iter().flat_map(|label| [label.lon.as_str(), label.lat.as_str()]));
    source::read(&input.join(&layer.file), &layer.read, &columns, true)
}

fn check_codes(source: &Source, level: Level) -> Result<(), GeodataError> {
    let mut seen: HashMap<AreaCode, &Place> = HashMap::with_capacity(source.rows.len());
    for record in source.records() {
        let code = record.code(0)?.ok_or_else(|| {
            record.error(0, "the code is blank", "every feature needs the code of its area")
        })?;
        if code.level() != level {
            return Err(record.error(
                0,
                format!("{code} is the code of a {}", code.level()),
                format!("this layer must hold {}", level.plural()),
            ));
        }
        if let Some(first) = seen.insert(code, &record.row().place) {
            return Err(record.error(
                0,
                format!("the code {code} is duplicated; it also stands in {}", first.in_words()),
                "merge the two features into one MultiPolygon, or correct the code",
            ));
        }
    }
    Ok(())
}

fn repair_all(
    mut source: Source,
    layer: &Boundaries,
    progress: &dyn Progress,
) -> Result<Vec<Feature>, GeodataError> {
    let rows = std::mem::take(&mut source.rows);
    rows.into_par_iter()
        .map(|mut row| {
            let raw = row.geometry.take();
            let feature = feature(&source, &row, layer, raw)?;
            progress.advance(1);
            Ok(feature)
        })
        .collect()
}

fn feature(
    source: &Source,
    row: &Row,
    layer: &Boundaries,
    raw: Option<source::RawPolygons>,
) -> Result<Feature, GeodataError> {
    let record = source.record(row);
    let code = record.code(0)?.ok_or_else(|| {
        record.error(0, "the code is blank", "every feature needs the code of its area")
    })?;
    let named = usize::from(layer.name.is_some());
    let label = match &layer.label {
        Some(_) => {
            record.number(1 + named)?.zip(record.number(2 + named)?).map(|(x, y)| Coord { x, y })
        }
        None => None,
    };
    let had_geometry =
        raw.as_ref().is_some_and(|polygons| polygons.iter().flatten().any(|ring| !ring.is_empty()));
    let repaired = repair::repair(raw.filter(|_| had_geometry).unwrap_or_default());
    Ok(Feature {
        code,
        place: row.place.clone(),
        name: layer.name.as_ref().map(|_| record.name(1)).transpose()?,
        label,
        had_geometry,
        area_km2: repaired.geometry.as_ref().map_or(0.0, measure::area_km2),
        point: repaired.geometry.as_ref().and_then(measure::point_on_surface),
        geometry: repaired.geometry,
        repair: repaired.repair,
    })
}

/// Gives the feature to its area and lists what was not as it should be.
fn place(feature: Feature, layer: &Boundaries, country: &mut Country, findings: &mut Findings) {
    let source = &layer.source;
    let Some(area) = country.get_mut(feature.code) else {
        let detail = format!(
            "{} of {}: left out, the register has no such area",
            feature.place.in_words(),
            layer.file
        );
        findings.about(NOT_REGISTERED, source, feature.code, feature.name.as_deref(), detail);
        return;
    };
    if let Some(name) = &feature.name
        && normalised(name) != normalised(&area.name)
    {
        findings.about(
            NAME_DIFFERS,
            source,
            area.code,
            Some(&area.name),
            format!("`{name}` in {}", layer.file),
        );
    }
    match (&feature.geometry, feature.had_geometry) {
        (None, false) => {
            let detail = format!("{} of {} has no geometry", feature.place.in_words(), layer.file);
            findings.about(NULL_GEOMETRY, source, area.code, Some(&area.name), detail);
        }
        (None, true) => {
            let before = feature.repair.as_ref().map_or(0.0, |r| r.before_km2);
            findings.repaired(
                UNREPAIRABLE,
                source,
                area,
                words(feature.repair.as_ref()),
                before,
                0.0,
            );
        }
        (Some(_), _) => {
            if let Some(repair) = &feature.repair {
                findings.repaired(
                    REPAIRED,
                    source,
                    area,
                    words(Some(repair)),
                    repair.before_km2,
                    repair.after_km2,
                );
            }
        }
    }
    if let (Some(label), Some(geometry)) = (feature.label, &feature.geometry)
        && !measure::covers(geometry, label)
    {
        findings.about(
            LABEL_OUTSIDE,
            source,
            area.code,
            Some(&area.name),
            format!("{:.5} {:.5} in {}", label.x, label.y, layer.file),
        );
    }
    area.area_km2 = feature.geometry.is_some().then_some(feature.area_km2);
    area.point = feature.point;
    area.geometry = feature.geometry.map(Arc::new);
    if let Some(label) = feature.label {
        country.labels.insert(feature.code, label);
    }
}

fn words(repair: Option<&Repair>) -> String {
    let Some(repair) = repair else { return "nothing with an area was left".to_owned() };
    let problems: Vec<String> = repair.problems.iter().map(ToString::to_string).collect();
    let at = repair.at.map(|c| format!(" near {:.5} {:.5}", c.x, c.y)).unwrap_or_default();
    // Holes that are parts, and loops that run the other way.
    let cancelled = if repair.before_km2 < repair.after_km2 / 2.0 {
        "; in the rings as stored most of the area cancels out"
    } else {
        ""
    };
    format!("{}{at}{cancelled}", problems.join(", "))
}

/// A name without case, blanks and punctuation, for comparing spellings.
pub fn normalised(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
