//! The topology of the real country, where its files are at hand.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test ends where something is wrong"
)]

#[path = "../benches/country/mod.rs"]
mod country;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Instant;

use geo::{Coord, LineString, MultiPolygon, Validation};
use geodata::progress::Silent;
use geodata::topology::{self, Area, Country, FINEST, Polygon, Ring, Vertex, Zoom};
use geodata::{Level, PerLevel, pyramid};
use rayon::prelude::*;

/// Polygons with more vertices are left to the check of edges, and so are all but one of `SAMPLE` areas beyond zoom `ALL`.
const LARGE: usize = 20_000;
const ALL: u8 = 9;
const SAMPLE: usize = 50;

/// The villages' polygons, and for each level the digits of the codes.
struct Real {
    polygons: Vec<Option<MultiPolygon<f64>>>,
    codes: BTreeMap<Level, Vec<u64>>,
}

impl Real {
    fn read() -> Option<Self> {
        let mut villages = country::real()?;
        villages.sort_by_key(|village| village.id);
        let mut codes = BTreeMap::new();
        let shorter = [
            (Level::District, 10_000),
            (Level::Regency, 1_000_000),
            (Level::Province, 100_000_000),
        ];
        let own: Vec<u64> = villages.iter().map(|village| village.id).collect();
        for (level, divisor) in shorter {
            let mut above: Vec<u64> = own.iter().map(|id| id / divisor).collect();
            above.dedup();
            codes.insert(level, above);
        }
        codes.insert(Level::Village, own);
        let polygons = villages.into_iter().map(|village| village.polygon);
        Some(Self { polygons: polygons.collect(), codes })
    }

    /// The row of the area above.
    fn parent(&self, level: Level, row: usize) -> Option<usize> {
        let divisor = if level == Level::Village { 10_000 } else { 100 };
        self.codes[&level.parent()?].binary_search(&(self.codes[&level][row] / divisor)).ok()
    }

    fn country(&self) -> Country<'_> {
        let mut country = Country::default();
        for level in Level::ALL {
            let area = |row: usize| Area {
                polygons: self
                    .polygons
                    .get(row)
                    .filter(|_| level == Level::Village)
                    .and_then(Option::as_ref),
                parent: self.parent(level, row),
            };
            *country.areas.get_mut(level) = (0..self.codes[&level].len()).map(area).collect();
        }
        country
    }
}

#[test]
fn the_real_country_is_valid_and_nests_at_every_zoom() {
    let Some(real) = Real::read() else { return };
    let country = real.country();
    let mut took = std::time::Duration::ZERO;
    let mut since = Instant::now();
    let mut zooms = 0;
    let findings = topology::build(&country, &Silent, &mut |zoom| {
        took += since.elapsed();
        eprintln!("zoom {} after {took:.1?}: {}", zoom.z, counted(&zoom));
        assert_eq!(zoom.z, FINEST - zooms);
        zooms += 1;
        everybody_is_there(&real, &zoom);
        rings_are_sound(&zoom);
        edges_are_sound(&zoom);
        levels_nest(&real, &zoom);
        since = Instant::now();
        Ok(())
    });
    let findings = findings.unwrap();
    eprintln!(
        "built in {took:.1?}, {} with stand-ins by zoom and level: {:?}",
        memory(),
        findings.collapsed
    );
    assert_eq!((zooms, findings.unlinked), (FINEST + 1, 0));
}

fn counted(zoom: &Zoom) -> String {
    let level = |level: Level| {
        let rings = zoom.levels.get(level).iter().flatten().flatten();
        format!("{} vertices of {}", rings.map(Vec::len).sum::<usize>(), level.plural())
    };
    Level::ALL.map(level).join(", ")
}

/// The most memory that this process ever held.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default().to_owned()
}

fn everybody_is_there(real: &Real, zoom: &Zoom) {
    for (row, area) in zoom.levels.get(Level::Village).iter().enumerate() {
        assert_eq!(area.is_empty(), real.polygons[row].is_none(), "row {row} at zoom {}", zoom.z);
    }
}

fn rings_are_sound(zoom: &Zoom) {
    for level in Level::ALL {
        zoom.levels.get(level).par_iter().enumerate().for_each(|(row, area)| {
            for polygon in area {
                let place = || format!("{level} {row} at zoom {}", zoom.z);
                for (number, ring) in polygon.iter().enumerate() {
                    let distinct: HashSet<&Vertex> = ring.iter().collect();
                    assert!(
                        ring.len() > 2 && distinct.len() == ring.len(),
                        "{}: {ring:?}",
                        place()
                    );
                    assert_eq!(double_area(ring) > 0, number == 0, "{}: {ring:?}", place());
                }
                let chosen = zoom.z <= ALL || row % SAMPLE == 0;
                if chosen && polygon.iter().map(Vec::len).sum::<usize>() < LARGE {
                    assert!(geometry(polygon).is_valid(), "{}: {polygon:?}", place());
                }
            }
        });
    }
}

/// Edges of all levels meet in vertices only, and cross no line at which tiles are cut.
fn edges_are_sound(zoom: &Zoom) {
    let areas = Level::ALL.into_iter().flat_map(|level| zoom.levels.get(level));
    let mut edges: Vec<(Vertex, Vertex)> = areas
        .filter(|area| !is_stand_in(area))
        .flat_map(|area| directed(area).map(|(a, b)| (a.min(b), a.max(b))))
        .collect();
    edges.par_sort_unstable();
    edges.dedup();
    let mut squares: Vec<([i32; 2], u32)> = Vec::new();
    for (number, (a, b)) in edges.iter().enumerate() {
        for axis in [0, 1] {
            let (low, high) = (a[axis].min(b[axis]), a[axis].max(b[axis]));
            for tile in low.div_euclid(4096)..=high.div_euclid(4096) + 1 {
                let crossed =
                    [tile * 4096 - 64, tile * 4096 + 64].map(|line| low < line && line < high);
                assert_eq!(crossed, [false; 2], "{a:?} to {b:?} at zoom {}", zoom.z);
            }
        }
        for x in a[0] >> 7..=b[0] >> 7 {
            for y in a[1].min(b[1]) >> 7..=a[1].max(b[1]) >> 7 {
                squares.push(([x, y], number as u32));
            }
        }
    }
    squares.par_sort_unstable();
    let groups: Vec<_> = squares.chunk_by(|p, q| p.0 == q.0).collect();
    groups.par_iter().for_each(|group| {
        for (at, (_, p)) in group.iter().enumerate() {
            let p = edges[*p as usize];
            for q in group[at + 1..]
                .iter()
                .map(|(_, q)| edges[*q as usize])
                .take_while(|q| q.0[0] <= p.1[0])
            {
                assert!(!meet_badly(p, q), "{p:?} and {q:?} at zoom {}", zoom.z);
            }
        }
    });
}

/// The border of an area is made of borders of its parts; where these do not overlap their areas add up exactly.
fn levels_nest(real: &Real, zoom: &Zoom) {
    for level in Level::ALL {
        let Some(below) = level.below() else { continue };
        let mut parts: HashMap<usize, Vec<&Vec<Polygon>>> = HashMap::new();
        for (row, area) in zoom.levels.get(below).iter().enumerate() {
            parts.entry(real.parent(below, row).unwrap()).or_default().push(area);
        }
        let drawn = zoom.z > 5 || below != Level::Village;
        zoom.levels.get(level).par_iter().enumerate().filter(|_| drawn).for_each(|(row, area)| {
            if is_stand_in(area) {
                return;
            }
            let edges: Vec<_> = parts[&row].iter().flat_map(|part| directed(part)).collect();
            let known: HashSet<_> = edges.iter().copied().collect();
            let mut own = directed(area);
            assert!(own.all(|edge| known.contains(&edge)), "{level} {row} at zoom {}", zoom.z);
            // A border that one part has and no other returns is the larger area's, unless parts overlap there.
            let sum: i128 = edges.iter().map(determinant).sum();
            let whole: i128 = directed(area).map(|edge| determinant(&edge)).sum();
            let inner = edges.iter().filter(|(a, b)| !known.contains(&(*b, *a))).count();
            if parts[&row].iter().any(|part| is_stand_in(part)) {
                return;
            }
            assert!(whole <= sum, "{level} {row} at zoom {}", zoom.z);
            if inner == directed(area).count() && known.len() == edges.len() {
                assert_eq!(whole, sum, "{level} {row} at zoom {}", zoom.z);
            }
        });
    }
}

/// The smallest triangle of a grid, or an area that looks like it.
fn is_stand_in(area: &[Polygon]) -> bool {
    let [polygon] = area else { return area.is_empty() };
    let [ring] = polygon.as_slice() else { return false };
    let [[x, y], [east, north], [west, south]] = ring.as_slice() else { return false };
    *x == *west && *y == *north && east - x == south - y
}

fn directed(area: &[Polygon]) -> impl Iterator<Item = (Vertex, Vertex)> + '_ {
    area.iter()
        .flatten()
        .flat_map(|ring| ring.iter().copied().zip(ring.iter().copied().cycle().skip(1)))
}

fn determinant((a, b): &(Vertex, Vertex)) -> i128 {
    i128::from(a[0]) * i128::from(b[1]) - i128::from(a[1]) * i128::from(b[0])
}

fn double_area(ring: &Ring) -> i128 {
    ring.iter()
        .copied()
        .zip(ring.iter().copied().cycle().skip(1))
        .map(|edge| determinant(&edge))
        .sum()
}

fn side(a: Vertex, b: Vertex, c: Vertex) -> i64 {
    let [ax, ay, bx, by, cx, cy] = [a[0], a[1], b[0], b[1], c[0], c[1]].map(i64::from);
    ((bx - ax) * (cy - ay) - (by - ay) * (cx - ax)).signum()
}

/// Whether two edges have a point in common that is not a vertex of both.
fn meet_badly(p: (Vertex, Vertex), q: (Vertex, Vertex)) -> bool {
    let boxes = [0, 1].into_iter().all(|axis| {
        let range = |e: (Vertex, Vertex)| (e.0[axis].min(e.1[axis]), e.0[axis].max(e.1[axis]));
        range(p).0 <= range(q).1 && range(q).0 <= range(p).1
    });
    let within = |v: Vertex, of: (Vertex, Vertex)| {
        v != of.0
            && v != of.1
            && side(of.0, of.1, v) == 0
            && [0, 1].into_iter().all(|axis| {
                (of.0[axis].min(of.1[axis])..=of.0[axis].max(of.1[axis])).contains(&v[axis])
            })
    };
    let apart =
        |p: (Vertex, Vertex), q: (Vertex, Vertex)| side(p.0, p.1, q.0) * side(p.0, p.1, q.1) < 0;
    boxes
        && (within(p.0, q)
            || within(p.1, q)
            || within(q.0, p)
            || within(q.1, p)
            || apart(p, q) && apart(q, p))
}

fn geometry(polygon: &Polygon) -> geo::Polygon<f64> {
    let line = |ring: &Ring| -> LineString<f64> {
        ring.iter().map(|v| Coord { x: f64::from(v[0]), y: f64::from(v[1]) }).collect()
    };
    let mut rings = polygon.iter().map(line);
    let exterior = rings.next().unwrap_or(LineString(Vec::new()));
    geo::Polygon::new(exterior, rings.collect())
}
