//! The tiny country as a grid.
//!
//! Two provinces, each with two regencies, each with two districts, each with five villages: 40
//! villages. All are squares of a grid (a village is 0.1° wide), so neighbours share their sides. Village
//! `11.01.01.2005` has no polygon and no point. `12.02.02.2004` is an island far to the east.

use std::sync::Arc;

use geo::{Coord, LineString, MultiPolygon, Polygon};

use super::rows;
use crate::dataset::{
    Aggregate, CheckTitle, ColumnOrigin, Contents, DatasetKind, Indicator, Meta, NewArea, Severity,
    SourceEntry,
};
use crate::{AreaCode, GeodataError, Level, templates};

/// The side of a village in degrees.
const SIDE: f64 = 0.1;
/// The south-west corner of the country.
const CORNER: [f64; 2] = [110.0, -8.0];
/// The village without geometry.
pub const BARE: &str = "11.01.01.2005";
/// The island.
pub const ISLAND: &str = "12.02.02.2004";

/// Who says all of it.
const SOURCE: &str = "T";
/// Names of provinces with their regencies.
const PROVINCES: [(&str, [&str; 2]); 2] = [
    ("Pasir Putih", ["Kabupaten Kupang", "Kota Kupang"]),
    ("Gunung Api", ["Kabupaten Banyuwangi", "Kabupaten Malang"]),
];
/// Names of the villages of every district.
const NAMES: [&str; 5] = ["Oesao", "Soka'an", "Sumberagung", "Arjowilangun", "Désa Baru"];

/// The whole country.
///
/// # Errors
/// Never in practice: when a code or a template in the program is wrong.
pub fn contents() -> Result<Contents, GeodataError> {
    let mut contents = Contents { meta: meta(), ..Contents::default() };
    for (p, (province, regencies)) in PROVINCES.into_iter().enumerate() {
        let (code, west) = (format!("{}", 11 + p), CORNER[0] + p as f64 * 10.0 * SIDE);
        let size = [10.0 * SIDE, 2.0 * SIDE];
        contents.provinces.push(area(&code, province, "provinsi", [west, CORNER[1]], size)?);
        for (r, name) in regencies.into_iter().enumerate() {
            let south = CORNER[1] + r as f64 * SIDE;
            regency(&mut contents, (&code, r + 1), name, [west, south])?;
        }
    }
    let (bare, island): (AreaCode, AreaCode) = (BARE.parse()?, ISLAND.parse()?);
    for village in &mut contents.villages {
        if village.code == bare {
            (village.point, village.geometry) = (None, None);
        } else if village.code == island {
            *village = area(ISLAND, "Pulau Jauh", "desa", [115.0, -6.0], [SIDE, SIDE])?;
        }
    }
    indicators(&mut contents);
    programme(&mut contents)?;
    Ok(contents)
}

/// Adds the regency `number` of a province with its districts and villages, from its south-west corner on.
fn regency(
    contents: &mut Contents,
    (province, number): (&str, usize),
    name: &str,
    [west, south]: [f64; 2],
) -> Result<(), GeodataError> {
    let town = name.starts_with("Kota");
    let code = format!("{province}.{:02}", if town { 71 } else { number });
    let kind = if town { "kota" } else { "kabupaten" };
    contents.regencies.push(area(&code, name, kind, [west, south], [10.0 * SIDE, SIDE])?);
    let (block, kind) = if town { (1, "kelurahan") } else { (2, "desa") };
    for d in 1..=2 {
        let (district, name) = (format!("{code}.{d:02}"), format!("Kecamatan {d}"));
        let west = west + f64::from(d - 1) * 5.0 * SIDE;
        let size = [5.0 * SIDE, SIDE];
        contents.districts.push(area(&district, &name, "kecamatan", [west, south], size)?);
        for (v, name) in NAMES.into_iter().enumerate() {
            let corner = [west + v as f64 * SIDE, south];
            let code = format!("{district}.{block}{:03}", v + 1);
            contents.villages.push(area(&code, name, kind, corner, [SIDE, SIDE])?);
        }
    }
    Ok(())
}

fn area(
    code: &str,
    name: &str,
    kind: &str,
    corner: [f64; 2],
    size: [f64; 2],
) -> Result<NewArea, GeodataError> {
    let [west, south] = corner;
    let [width, height] = size;
    let code: AreaCode = code.parse()?;
    let square = square(west, south, width, height);
    Ok(NewArea {
        code,
        name: name.to_owned(),
        kind: kind.to_owned(),
        point: Some(Coord { x: west + width / 2.0, y: south + height / 2.0 }),
        area_km2: Some((width * height * 12_000.0 * 10.0).round() / 10.0),
        population: (code.level() != Level::Village).then_some((width * height * 1e6) as i64),
        geometry: Some(Arc::new(MultiPolygon(vec![square]))),
    })
}

fn square(west: f64, south: f64, width: f64, height: f64) -> Polygon<f64> {
    let (east, north) = (west + width, south + height);
    let ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
    Polygon::new(LineString(ring.map(|[x, y]| Coord { x, y }).to_vec()), Vec::new())
}

fn meta() -> Meta {
    Meta {
        kind: DatasetKind::Demonstration,
        title_id: "Negeri uji".into(),
        title_en: "Test country".into(),
        vintage: "2025".into(),
        sources: vec![SourceEntry {
            key: SOURCE.into(),
            title: "Test <source>".into(),
            licence: "CC0".into(),
            ..Default::default()
        }],
        columns: vec![ColumnOrigin {
            table: "villages".into(),
            column: "geometry".into(),
            source: SOURCE.into(),
            ..Default::default()
        }],
    }
}

fn indicator(id: &str, level: &str, dimension: &str, direction: &str) -> Indicator {
    Indicator {
        id: id.into(),
        name_id: format!("Nama {id}"),
        name_en: format!("Name of {id}"),
        description_id: "Uji".into(),
        description_en: "Test".into(),
        unit: "%".into(),
        direction: direction.into(),
        dimension: dimension.into(),
        level: level.into(),
        aggregate: if id == "pmi_placed" { Aggregate::Sum } else { Aggregate::Mean },
        decimals: 1,
        owner: SOURCE.into(),
        min_cell: None,
    }
}

/// `pmi_placed`, `pmi_per_1000` and `poverty_pct` by regency, `idm` by village: the n-th village has n/40, the last none.
fn indicators(contents: &mut Contents) {
    contents.indicators = vec![
        indicator("pmi_placed", "regency", "need", "benefit"),
        indicator("pmi_per_1000", "regency", "need", "benefit"),
        indicator("poverty_pct", "regency", "need", "benefit"),
        indicator("idm", "village", "readiness", "cost"),
    ];
    let values = &mut contents.values;
    let mut value = |area, id, year, value| values.push(rows::value(area, id, year, value, SOURCE));
    for (at, regency) in contents.regencies.iter().enumerate() {
        value(regency.code, "pmi_placed", 2023, Some(50.0 * at as f64));
        value(regency.code, "pmi_placed", 2024, Some(100.0 * (at + 1) as f64));
        value(regency.code, "pmi_per_1000", 2024, Some(10.0 * (at + 1) as f64));
        value(regency.code, "poverty_pct", 2024, Some(5.0 + at as f64));
    }
    let count = contents.villages.len();
    for (at, village) in (1..).zip(&contents.villages) {
        value(village.code, "idm", 2024, (at < count).then(|| at as f64 / 40.0));
    }
}

fn programme(contents: &mut Contents) -> Result<(), GeodataError> {
    let tables = &mut contents.programme;
    tables.plan_templates = templates::built_in()?;
    tables.programmes.push(rows::programme(SOURCE));
    tables.designations = [("d1", "11.01.01.2001", 2017), ("d2", "12.01.02.2003", 2019)]
        .map(|(id, village, year)| rows::designation(id, village, Some(year), SOURCE))
        .to_vec();
    let office = |id, lon: f64| rows::office(id, "11.01", "operating", Some([lon, -7.95]), SOURCE);
    tables.ltsa_offices = vec![office("west", 110.05), office("east", 111.95)];
    let line = |check, severity, area| rows::report(check, severity, area, "no polygon", SOURCE);
    contents.report = vec![
        line("no_geometry", Severity::Warning, BARE),
        line("renamed", Severity::Info, "11.01.01.2001"),
        line("renamed", Severity::Info, "11.01.01.2002"),
    ];
    contents.checks = vec![
        CheckTitle { check: "no_geometry", title_id: "Tanpa poligon", title_en: "No polygon" },
        CheckTitle { check: "renamed", title_id: "Nama diganti", title_en: "Renamed" },
    ];
    Ok(())
}
