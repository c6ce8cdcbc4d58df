//! A country small enough to check by hand.
//!
//! Two provinces, each with two regencies, each with two districts, each with five villages: 40
//! villages. All are squares of a grid (a village is 0.1° wide), so neighbours share their sides. Village
//! `11.01.01.2005` has no polygon and no point. `12.02.02.2004` is an island far to the east.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use geo::{Coord, LineString, MultiPolygon, Polygon};
use geodata::dataset::*;
use geodata::progress::Silent;
use geodata::{AreaCode, Level};

/// The side of a village in degrees.
pub const SIDE: f64 = 0.1;
/// The south-west corner of the country.
pub const CORNER: [f64; 2] = [110.0, -8.0];
/// The village without geometry.
pub const BARE: &str = "11.01.01.2005";
/// The island.
pub const ISLAND: &str = "12.02.02.2004";

/// The country as a dataset directory, written once for all tests.
pub fn directory() -> &'static Path {
    static DIRECTORY: OnceLock<PathBuf> = OnceLock::new();
    DIRECTORY.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap().keep().join("country");
        write(&contents(), &[], &dir, &Silent).unwrap();
        dir
    })
}

fn code(text: &str) -> AreaCode {
    text.parse().unwrap()
}

fn square(west: f64, south: f64, width: f64, height: f64) -> Polygon<f64> {
    let (east, north) = (west + width, south + height);
    let ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
    Polygon::new(LineString(ring.map(|[x, y]| Coord { x, y }).to_vec()), Vec::new())
}

fn area(text: &str, name: &str, kind: &str, corner: [f64; 2], size: [f64; 2]) -> NewArea {
    let [west, south] = corner;
    let [width, height] = size;
    let level = code(text).level();
    NewArea {
        code: code(text),
        name: name.to_owned(),
        kind: kind.to_owned(),
        point: Some(Coord { x: west + width / 2.0, y: south + height / 2.0 }),
        area_km2: Some((width * height * 12_000.0 * 10.0).round() / 10.0),
        population: (level != Level::Village).then_some((width * height * 1e6) as i64),
        geometry: Some(Arc::new(MultiPolygon(vec![square(west, south, width, height)]))),
    }
}

/// The whole country.
pub fn contents() -> Contents {
    let mut contents = Contents { meta: meta(), ..Contents::default() };
    let provinces = ["Pasir Putih", "Gunung Api"];
    let regencies =
        [["Kabupaten Kupang", "Kota Kupang"], ["Kabupaten Banyuwangi", "Kabupaten Malang"]];
    let villages = ["Oesao", "Soka'an", "Sumberagung", "Arjowilangun", "Désa Baru"];
    for (p, province) in provinces.iter().enumerate() {
        let (pc, west) = (11 + p, CORNER[0] + p as f64 * 10.0 * SIDE);
        contents.provinces.push(area(
            &format!("{pc}"),
            province,
            "provinsi",
            [west, CORNER[1]],
            [10.0 * SIDE, 2.0 * SIDE],
        ));
        for (r, regency) in regencies[p].iter().enumerate() {
            let kota = regency.starts_with("Kota");
            let rc = format!("{pc}.{:02}", if kota { 71 } else { r + 1 });
            let kind = if kota { "kota" } else { "kabupaten" };
            let south = CORNER[1] + r as f64 * SIDE;
            contents.regencies.push(area(&rc, regency, kind, [west, south], [10.0 * SIDE, SIDE]));
            for d in 0..2 {
                let dc = format!("{rc}.{:02}", d + 1);
                let dw = west + d as f64 * 5.0 * SIDE;
                contents.districts.push(area(
                    &dc,
                    &format!("Kecamatan {}", d + 1),
                    "kecamatan",
                    [dw, south],
                    [5.0 * SIDE, SIDE],
                ));
                for (v, village) in villages.iter().enumerate() {
                    let (block, kind) = if kota { (1, "kelurahan") } else { (2, "desa") };
                    let vc = format!("{dc}.{block}{:03}", v + 1);
                    contents.villages.push(area(
                        &vc,
                        village,
                        kind,
                        [dw + v as f64 * SIDE, south],
                        [SIDE, SIDE],
                    ));
                }
            }
        }
    }
    for village in &mut contents.villages {
        if village.code == code(BARE) {
            (village.point, village.geometry) = (None, None);
        } else if village.code == code(ISLAND) {
            *village = area(ISLAND, "Pulau Jauh", "desa", [115.0, -6.0], [SIDE, SIDE]);
        }
    }
    indicators(&mut contents);
    programme(&mut contents);
    contents
}

fn meta() -> Meta {
    Meta {
        kind: DatasetKind::Demonstration,
        title_id: "Negeri uji".into(),
        title_en: "Test country".into(),
        vintage: "2025".into(),
        sources: vec![SourceEntry {
            key: "T".into(),
            title: "Test <source>".into(),
            licence: "CC0".into(),
            ..Default::default()
        }],
        columns: vec![ColumnOrigin {
            table: "villages".into(),
            column: "geometry".into(),
            source: "T".into(),
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
        owner: "T".into(),
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
    let mut value = |area: AreaCode, id: &str, year: i32, value: Option<f64>| {
        contents.values.push(IndicatorValue {
            area,
            indicator: Arc::from(id),
            year,
            value,
            status: if value.is_some() { ValueStatus::Observed } else { ValueStatus::Missing },
            source: Arc::from("T"),
            qualifier: Qualifier::default(),
        });
    };
    for (at, regency) in contents.regencies.iter().enumerate() {
        value(regency.code, "pmi_placed", 2023, Some(50.0 * at as f64));
        value(regency.code, "pmi_placed", 2024, Some(100.0 * (at + 1) as f64));
        value(regency.code, "pmi_per_1000", 2024, Some(10.0 * (at + 1) as f64));
        value(regency.code, "poverty_pct", 2024, Some(5.0 + at as f64));
    }
    let last = contents.villages.len() - 1;
    for (at, village) in contents.villages.iter().enumerate() {
        value(village.code, "idm", 2024, (at != last).then(|| (at + 1) as f64 / 40.0));
    }
}

fn programme(contents: &mut Contents) {
    let tables = &mut contents.programme;
    tables.plan_templates = geodata::templates::built_in().unwrap();
    tables.programmes.push(Programme {
        id: "desmigratif".into(),
        name: "Desa Migran Produktif".into(),
        ministry: None,
        legal_basis: None,
        valid_from: None,
        valid_to: None,
        source: "T".into(),
    });
    for (id, village, year) in [("d1", "11.01.01.2001", 2017), ("d2", "12.01.02.2003", 2019)] {
        tables.designations.push(Designation {
            id: id.into(),
            village_code: village.into(),
            programme: "desmigratif".into(),
            round: None,
            year: Some(year),
            status: "reported".into(),
            funding: "APBN".into(),
            source: "T".into(),
            note: None,
        });
    }
    let office = |id: &str, lon: f64| LtsaOffice {
        id: id.into(),
        area_code: "11.01".into(),
        name: format!("LTSA {id}"),
        since: None,
        status: "operating".into(),
        lon: Some(lon),
        lat: Some(-7.95),
        location_basis: "test".into(),
        placed_by_rule: true,
        source: "T".into(),
        note: None,
    };
    tables.ltsa_offices = vec![office("west", 110.05), office("east", 111.95)];
    let line = |check: &str, severity, area: &str| ReportLine {
        source: "T".into(),
        check: check.into(),
        severity,
        area_code: Some(area.into()),
        name: None,
        detail: "no polygon".into(),
        area_before_km2: None,
        area_after_km2: None,
        value: None,
    };
    contents.report = vec![
        line("no_geometry", Severity::Warning, BARE),
        line("renamed", Severity::Info, "11.01.01.2001"),
        line("renamed", Severity::Info, "11.01.01.2002"),
    ];
    contents.checks = vec![
        CheckTitle { check: "no_geometry", title_id: "Tanpa poligon", title_en: "No polygon" },
        CheckTitle { check: "renamed", title_id: "Nama diganti", title_en: "Renamed" },
    ];
}
