//! From the coast to the polygons of all levels.

use geo::MultiPolygon;
use rayon::prelude::*;

use super::coast;
use super::inputs::Register;
use super::islets;
use super::mesh::{self, Mesh, NONE};
use super::noise;
use super::outline::outlines;
use super::points;
use super::regencies::Owners;
use super::smooth::smooth;
use super::subdivide::{Part, subdivide};
use crate::code::{AreaCode, Level};
use crate::error::GeodataError;
use crate::facts::RegencyFact;
use crate::progress::{Progress, go_on};

/// Kilometres between the corners of the mesh on which regencies are first fitted.
const COARSE_KM: f64 = 4.2;
/// Corners of the final mesh for each village.
const CORNERS_PER_VILLAGE: f64 = 9.0;
const FIRST_ROUNDS: usize = 60;
const LAST_ROUNDS: usize = 5;

/// All levels and what was added to the coast.
#[derive(Debug)]
pub struct Country {
    /// By [`Level::ALL`] and in the order of the register: outlines that share all vertices
    /// with their neighbours.
    pub levels: [Vec<MultiPolygon<f64>>; 4],
    /// Added islands: the place of the regency among the facts, and their number.
    pub islets: Vec<(usize, usize)>,
    /// Places where the coast crossed itself and was mended.
    pub crossings: usize,
}

/// Builds the polygons of every area of `register`. The facts are one per regency, in the same order.
///
/// # Errors
/// When the coast cannot be triangulated, or whoever is watching wants it to end.
pub fn country(
    register: &Register,
    facts: &[RegencyFact],
    seed: u64,
    progress: &dyn Progress,
) -> Result<Country, GeodataError> {
    progress.stage("land", Some(3));
    let added = islets::islets(&register.coast, facts, &register.islands, seed);
    let mut rings = register.coast.clone();
    rings.extend(added.iter().map(|islet| islet.ring.clone()));
    let crossings = coast::untangle(&mut rings);
    let triangulate = |inner: &[[f64; 2]]| {
        mesh::triangulate(&rings, inner).map_err(|problem| {
            let file = std::path::Path::new("world-atlas/countries-10m.json");
            GeodataError::source(
                file,
                crate::error::Place::File,
                problem,
                "reinstall `world-atlas` with `npm ci` in web/",
            )
        })
    };
    let land = triangulate(&[])?;
    progress.advance(1);
    go_on(progress)?;
    let owners = Owners { facts, islands: &register.islands, islets: &added, seed };
    let rough = triangulate(&points::coarse(&land, facts, COARSE_KM, seed))?;
    progress.advance(1);
    go_on(progress)?;
    let mut speeds: Vec<f64> = facts.iter().map(|fact| fact.area_km2.sqrt()).collect();
    let regency = owners.assign(&rough, &mut speeds, FIRST_ROUNDS);
    progress.advance(1);
    go_on(progress)?;

    progress.stage("regencies", Some(2));
    let counts = villages_by_regency(register);
    let mut areas = vec![0.0; facts.len()];
    for (triangle, regency) in regency.iter().enumerate() {
        areas[*regency as usize] += rough.area(triangle);
    }
    let spacing: Vec<f64> = areas
        .iter()
        .zip(&counts)
        .map(|(area, n)| points::spacing(area.max(0.05), *n as f64 * CORNERS_PER_VILLAGE))
        .collect();
    let fine = triangulate(&points::fine(&rough, &regency, &spacing, seed))?;
    progress.advance(1);
    go_on(progress)?;
    let regency = owners.assign(&fine, &mut speeds, LAST_ROUNDS);
    progress.advance(1);
    go_on(progress)?;

    let (mut mesh, villages) = divide(&fine, &regency, register, seed, progress)?;
    progress.stage("borders", Some(5));
    smooth(&mut mesh, &villages, 4);
    progress.advance(1);
    go_on(progress)?;
    let levels = Level::ALL.map(|level| {
        let shapes = shapes(&mesh, &villages, register, level);
        progress.advance(1);
        shapes
    });
    let mut islets: Vec<(usize, usize)> = Vec::new();
    for islet in &added {
        match islets.last_mut() {
            Some((regency, count)) if *regency == islet.regency => *count += 1,
            _ => islets.push((islet.regency, 1)),
        }
    }
    Ok(Country { levels, islets, crossings })
}

fn villages_by_regency(register: &Register) -> Vec<usize> {
    let mut counts = vec![0; register.regencies.len()];
    for village in &register.villages {
        if let Some(at) = place(register, Level::Regency, village.code) {
            counts[at] += 1;
        }
    }
    counts
}

/// The place of the area at `level` that contains `code`, in the register.
fn place(register: &Register, level: Level, code: AreaCode) -> Option<usize> {
    let rows = match level {
        Level::Province => &register.provinces,
        Level::Regency => &register.regencies,
        Level::District => &register.districts,
        Level::Village => &register.villages,
    };
    let code = code.ancestor(level)?;
    rows.binary_search_by_key(&code, |row| row.code).ok()
}

/// Divides all regencies and joins their parts to one mesh again; the village of every triangle.
fn divide(
    fine: &Mesh,
    regency: &[u32],
    register: &Register,
    seed: u64,
    progress: &dyn Progress,
) -> Result<(Mesh, Vec<u32>), GeodataError> {
    progress.stage("villages", Some(register.regencies.len() as u64));
    let mut members: Vec<Vec<[u32; 3]>> = vec![Vec::new(); register.regencies.len()];
    for (triangle, regency) in fine.triangles.iter().zip(regency) {
        members[*regency as usize].push(*triangle);
    }
    let mut districts: Vec<Vec<Vec<AreaCode>>> = vec![Vec::new(); register.regencies.len()];
    let mut last = None;
    // Villages are sorted by code, so that districts and regencies come one after the other.
    for village in &register.villages {
        let Some(at) = place(register, Level::Regency, village.code) else { continue };
        let district = village.code.parent();
        if district != last {
            districts[at].push(Vec::new());
            last = district;
        }
        if let Some(codes) = districts[at].last_mut() {
            codes.push(village.code);
        }
    }
    let parts = members
        .into_par_iter()
        .zip(&districts)
        .enumerate()
        .map(|(number, (triangles, districts))| {
            go_on(progress)?;
            let (globals, part) = local(fine, &triangles);
            let (part, labels) =
                subdivide(part, districts, noise::hash(seed ^ (number as u64) << 20));
            progress.advance(1);
            Ok((globals, part, labels))
        })
        .collect::<Result<Vec<(Vec<u32>, Part, Vec<u32>)>, GeodataError>>()?;
    let mut points = fine.points.clone();
    let (mut triangles, mut labels, mut first) = (Vec::new(), Vec::new(), 0u32);
    for ((globals, part, own), districts) in parts.into_iter().zip(&districts) {
        let base = points.len() as u32;
        let global = |corner: u32| {
            globals
                .get(corner as usize)
                .copied()
                .unwrap_or_else(|| base + corner - globals.len() as u32)
        };
        triangles.extend(part.triangles.iter().map(|corners| corners.map(global)));
        labels.extend(own.iter().map(|village| first + village));
        points.extend(&part.points[globals.len()..]);
        first += districts.iter().map(|codes| codes.len() as u32).sum::<u32>();
    }
    Ok((Mesh::from_triangles(points, triangles), labels))
}

/// A copy of some triangles with corners of their own, and the numbers these had.
fn local(mesh: &Mesh, triangles: &[[u32; 3]]) -> (Vec<u32>, Part) {
    let mut globals: Vec<u32> = triangles.iter().flatten().copied().collect();
    globals.sort_unstable();
    globals.dedup();
    let number = |corner: u32| globals.partition_point(|known| *known < corner) as u32;
    let part = Part {
        points: globals.iter().map(|corner| mesh.points[*corner as usize]).collect(),
        triangles: triangles.iter().map(|corners| corners.map(number)).collect(),
    };
    (globals, part)
}

/// The shapes of one level.
fn shapes(
    mesh: &Mesh,
    villages: &[u32],
    register: &Register,
    level: Level,
) -> Vec<MultiPolygon<f64>> {
    let above: Vec<u32> = register
        .villages
        .iter()
        .map(|row| place(register, level, row.code).map_or(NONE, |at| at as u32))
        .collect();
    let count = above.iter().max().map_or(0, |most| *most as usize + 1);
    let labels: Vec<u32> = villages.iter().map(|village| above[*village as usize]).collect();
    outlines(mesh, &labels, count)
}
