//! The tiny country with everything that is odd.
//!
//! Two provinces, three regencies, five districts, 41 villages, each a square of 0.1°:
//!
//! ```text
//! 116.0        116.5        117.0                 123.0     123.4        124.0  124.2
//!   +------------+                                                         +--+  ++
//!   |  52.03.02  |  11 villages: 2011 lies in a hole of 2001               |  |  ++   53.01.02
//!   +------------+------------+                     +---------+            +--+
//!   |  52.03.01  |  52.71.01  |  10 + 10            | 53.01.01|  8      2001 is two islands,
//!   +------------+------------+                     +---------+         2002 has no geometry
//! ```
//!
//! Need (`pmi_placed`, 2024): 3000 in 52.03, 1000 in 52.71, unknown in 53.01. Designated: four villages,
//! of which 52.03.01.2001 by two programmes.

use std::path::Path;
use std::sync::Arc;

use geo::{Coord, InteriorPoint, LineString, MultiPolygon, Polygon, Rect};

use super::rows;
use crate::GeodataError;
use crate::catalogue;
use crate::code::AreaCode;
use crate::dataset::{
    Claim, Contents, Designation, Event, IndicatorValue, Institution, LtsaDesk, LtsaOffice, Meta,
    NewArea, OfficeHolder, Partnership, Pillar, PillarStatus, PillarWording, Programme,
    ProgrammeTables, ReportLine, Round, RoundQuota, Severity, Statement,
};
use crate::templates;

/// Who says all of it.
const SOURCE: &str = "tiny";

/// Number of villages in the tiny country.
pub const VILLAGES: usize = 41;

/// The tiny country before it is written.
///
/// # Errors
/// Never in practice: when the catalogue of indicators or a code in this file is wrong.
pub fn contents() -> Result<Contents, GeodataError> {
    let catalogue = catalogue::indicators().map_err(|error| {
        GeodataError::dataset(
            Path::new("indicators.toml"),
            error.to_string(),
            "correct the catalogue",
        )
    })?;
    let wanted = ["idm", "poverty_pct", "population", "pmi_placed", "pmi_per_1000"];
    Ok(Contents {
        meta: Meta {
            title_id: "Negeri kecil".into(),
            title_en: "Tiny country".into(),
            vintage: "2025".into(),
            ..Meta::default()
        },
        provinces: provinces()?,
        regencies: regencies()?,
        districts: districts()?,
        villages: villages()?,
        indicators: catalogue.into_iter().filter(|i| wanted.contains(&i.id.as_str())).collect(),
        values: values()?,
        programme: programme(),
        report: vec![ReportLine {
            name: Some("Tanpa Batas".into()),
            ..rows::report(
                "no_geometry",
                Severity::Warning,
                "53.01.02.2002",
                "the source has no polygon",
                "villages",
            )
        }],
        checks: Vec::new(),
        ..Contents::default()
    })
}

fn rect(west: f64, south: f64, east: f64, north: f64) -> Polygon<f64> {
    Rect::new(Coord { x: west, y: south }, Coord { x: east, y: north }).to_polygon()
}

/// Two provinces; population is made up.
fn provinces() -> Result<Vec<NewArea>, GeodataError> {
    Ok(vec![
        area("52", "Nusa Tenggara Barat", "provinsi", vec![mataram_and_lombok()])?,
        area("53", "Nusa Tenggara Timur", "provinsi", kupang())?,
    ])
}

fn regencies() -> Result<Vec<NewArea>, GeodataError> {
    Ok(vec![
        area("52.03", "Kabupaten Lombok Timur", "kabupaten", vec![rect(116.0, -9.0, 116.5, -8.6)])?,
        area("52.71", "Kota Mataram", "kota", vec![rect(116.5, -9.0, 117.0, -8.8)])?,
        area("53.01", "Kabupaten Kupang", "kabupaten", kupang())?,
    ])
}

fn districts() -> Result<Vec<NewArea>, GeodataError> {
    Ok(vec![
        area("52.03.01", "Keruak", "kecamatan", vec![rect(116.0, -9.0, 116.5, -8.8)])?,
        area("52.03.02", "Jerowaru", "kecamatan", vec![rect(116.0, -8.8, 116.5, -8.6)])?,
        area("52.71.01", "Ampenan", "kecamatan", vec![rect(116.5, -9.0, 117.0, -8.8)])?,
        area("53.01.01", "Semau", "kecamatan", vec![rect(123.0, -10.4, 123.4, -10.2)])?,
        area("53.01.02", "Kupang Barat", "kecamatan", islands())?,
    ])
}

fn mataram_and_lombok() -> Polygon<f64> {
    let corners = [
        (116.0, -9.0),
        (117.0, -9.0),
        (117.0, -8.8),
        (116.5, -8.8),
        (116.5, -8.6),
        (116.0, -8.6),
        (116.0, -9.0),
    ];
    Polygon::new(LineString::from(corners.to_vec()), Vec::new())
}

fn islands() -> Vec<Polygon<f64>> {
    vec![rect(124.0, -10.4, 124.1, -10.3), rect(124.2, -10.4, 124.25, -10.35)]
}

fn kupang() -> Vec<Polygon<f64>> {
    std::iter::once(rect(123.0, -10.4, 123.4, -10.2)).chain(islands()).collect()
}

fn area(
    code: &str,
    name: &str,
    kind: &str,
    parts: Vec<Polygon<f64>>,
) -> Result<NewArea, GeodataError> {
    let code: AreaCode = code.parse()?;
    let first = parts.first().and_then(|part| part.interior_point()).map(Coord::from);
    Ok(NewArea {
        code,
        name: name.to_owned(),
        kind: kind.to_owned(),
        point: first,
        area_km2: Some(100.0 * parts.len() as f64),
        population: (code.level() != crate::Level::Village).then_some(100_000),
        geometry: Some(Arc::new(MultiPolygon::new(parts))),
    })
}

/// A grid of square villages of 0.1° from `west, south`, numbered row by row.
fn grid(
    district: &str,
    first: u32,
    kind: &str,
    west: f64,
    south: f64,
    columns: u32,
    rows: u32,
) -> Result<Vec<NewArea>, GeodataError> {
    let tenth = |from: f64, n: u32| ((from * 10.0).round() + f64::from(n)) / 10.0;
    (0..rows * columns)
        .map(|n| {
            let (x, y) = (n % columns, n / columns);
            let cell =
                rect(tenth(west, x), tenth(south, y), tenth(west, x + 1), tenth(south, y + 1));
            let code = format!("{district}.{}", first + n);
            area(&code, &format!("Desa {}", first + n), kind, vec![cell])
        })
        .collect()
}

fn villages() -> Result<Vec<NewArea>, GeodataError> {
    let mut all = grid("52.03.01", 2001, "desa", 116.0, -9.0, 5, 2)?;
    let mut jerowaru = grid("52.03.02", 2001, "desa", 116.0, -8.8, 5, 2)?;
    let enclave = rect(116.04, -8.76, 116.06, -8.74);
    if let Some(around) = jerowaru.first_mut() {
        let outer = rect(116.0, -8.8, 116.1, -8.7);
        let hole = LineString::new(enclave.exterior().0.iter().rev().copied().collect());
        around.geometry = Some(Arc::new(MultiPolygon::new(vec![Polygon::new(
            outer.exterior().clone(),
            vec![hole],
        )])));
        around.point = Some(Coord { x: 116.02, y: -8.75 });
    }
    all.extend(jerowaru);
    let middle = Some(Coord { x: 116.05, y: -8.75 });
    all.push(NewArea {
        point: middle,
        ..area("52.03.02.2011", "Desa Kantong", "desa", vec![enclave])?
    });
    all.extend(grid("52.71.01", 1001, "kelurahan", 116.5, -9.0, 5, 2)?);
    all.extend(grid("53.01.01", 2001, "desa", 123.0, -10.4, 4, 2)?);
    all.push(area("53.01.02.2001", "Dua Pulau", "desa", islands())?);
    let nowhere = area("53.01.02.2002", "Tanpa Batas", "desa", Vec::new())?;
    all.push(NewArea { geometry: None, point: None, area_km2: None, ..nowhere });
    Ok(all)
}

fn values() -> Result<Vec<IndicatorValue>, GeodataError> {
    let stated: [(&str, &str, i32, Option<f64>); 14] = [
        ("52.03", "pmi_placed", 2023, Some(9999.0)),
        ("52.03", "pmi_placed", 2024, Some(3000.0)),
        ("52.71", "pmi_placed", 2024, Some(1000.0)),
        ("53.01", "pmi_placed", 2024, None),
        ("52.03", "pmi_per_1000", 2024, Some(30.0)),
        ("52.71", "pmi_per_1000", 2024, Some(10.0)),
        ("52.03", "poverty_pct", 2021, Some(15.0)),
        ("52.71", "poverty_pct", 2021, Some(8.0)),
        ("53.01", "poverty_pct", 2021, Some(25.0)),
        // At another level than the indicator's: no village may take it.
        ("52", "poverty_pct", 2021, Some(99.0)),
        ("52.03.01.2001", "idm", 2024, Some(0.61)),
        ("52.03.01.2002", "idm", 2024, Some(0.72)),
        ("52.03.01.2003", "idm", 2023, Some(0.55)),
        ("53.01.02.2002", "idm", 2024, None),
    ];
    stated
        .into_iter()
        .map(|(area, indicator, year, value)| {
            Ok(rows::value(area.parse()?, indicator, year, value, SOURCE))
        })
        .collect()
}

fn programme() -> ProgrammeTables {
    let text = |value: &str| Some(value.to_owned());
    let designation =
        |id: &str, village: &str, programme: &str, year: i32, funding: &str| Designation {
            programme: programme.into(),
            round: text("r2019"),
            funding: funding.into(),
            ..rows::designation(id, village, Some(year), SOURCE)
        };
    let office = |id: &str, area: &str, status: &str, place: Option<[f64; 2]>| LtsaOffice {
        name: format!("LTSA {area}"),
        since: text("2015"),
        location_basis: "centre of the regency".into(),
        ..rows::office(id, area, status, place, SOURCE)
    };
    let pillar = |pillar_no: i32| Pillar {
        programme: "desmigratif".into(),
        pillar_no,
        name_id: format!("Pilar {pillar_no}"),
        name_en: format!("Pillar {pillar_no}"),
        source: SOURCE.into(),
    };
    ProgrammeTables {
        programmes: vec![Programme {
            ministry: text("Kementerian Ketenagakerjaan"),
            valid_from: text("2016"),
            ..rows::programme(SOURCE)
        }],
        pillars: vec![pillar(1), pillar(2)],
        pillar_wordings: vec![PillarWording {
            programme: "desmigratif".into(),
            pillar_no: Some(1),
            wording: "Layanan".into(),
            as_of: text("2017-09-11"),
            area_code: None,
            stated_by: None,
            source: SOURCE.into(),
            note: None,
        }],
        statements: vec![Statement {
            id: "s1".into(),
            kind: "objective".into(),
            programme: text("desmigratif"),
            area_code: None,
            text_id: "Desa sejahtera".into(),
            text_en: "A village that is well off".into(),
            as_of: None,
            stated_by: None,
            source: SOURCE.into(),
            note: None,
        }],
        events: vec![Event {
            id: "e1".into(),
            programme: "desmigratif".into(),
            name_id: "Peluncuran".into(),
            name_en: "Launch".into(),
            date: text("2017-09-11"),
            area_code: text("52"),
            place: None,
            source: SOURCE.into(),
            note: None,
        }],
        office_holders: vec![OfficeHolder {
            id: "h1".into(),
            name: "Nama".into(),
            role: "Kepala Dinas".into(),
            institution: text("kemnaker"),
            area_code: None,
            event: text("e1"),
            as_of: text("2017-09-11"),
            source: SOURCE.into(),
        }],
        rounds: vec![Round {
            id: "r2019".into(),
            programme: "desmigratif".into(),
            year: 2019,
            name: "2019".into(),
            target_n: Some(4),
            status: "closed".into(),
            source: SOURCE.into(),
        }],
        round_quotas: vec![RoundQuota {
            round: "r2019".into(),
            area_code: "52".into(),
            min_n: Some(1),
            max_n: None,
            basis: "tiny".into(),
        }],
        plan_templates: templates::built_in().unwrap_or_default(),
        designations: vec![
            designation("d1", "52.03.01.2001", "desmigratif", 2017, "APBN"),
            designation("d2", "52.03.01.2001", "sbmi", 2019, "CSR"),
            designation("d3", "52.03.01.2002", "desmigratif", 2018, "APBN"),
            designation("d4", "52.71.01.1001", "desmigratif", 2018, "APBD_KAB"),
            designation("d5", "53.01.01.2001", "desmigratif", 2018, "APBN"),
        ],
        pillar_status: vec![PillarStatus {
            village_code: "52.03.01.2001".into(),
            programme: "desmigratif".into(),
            pillar_no: 1,
            as_of: "2019-01-01".into(),
            state: "running".into(),
            evidence: None,
        }],
        ltsa_offices: vec![
            office("o1", "52.03", "operating", Some([116.25, -8.75])),
            office("o2", "53.01", "planned", Some([123.2, -10.3])),
            office("o3", "52", "operating", None),
        ],
        ltsa_desks: vec![LtsaDesk {
            version: "2021".into(),
            desk_type: "dukcapil".into(),
            name_id: "Dukcapil".into(),
            name_en: "Civil registry".into(),
            main: Some(true),
            legal_basis: None,
            valid_from: None,
            source: SOURCE.into(),
        }],
        institutions: vec![Institution {
            id: "kemnaker".into(),
            name: "Kemnaker".into(),
            kind: "ministry".into(),
            source: SOURCE.into(),
        }],
        partnerships: vec![Partnership {
            institution: "kemnaker".into(),
            programme: text("desmigratif"),
            area_code: None,
            role: "lead".into(),
            document: None,
            year: Some(2016),
            source: SOURCE.into(),
        }],
        claims: vec![Claim {
            id: "c1".into(),
            metric: "n_desmigratif".into(),
            subject: "designated villages".into(),
            area_code: None,
            programme: text("desmigratif"),
            period: None,
            as_of: text("2019"),
            value: Some(402.0),
            unit: text("desa"),
            status: "published".into(),
            funding: "UNKNOWN".into(),
            stated_by: text("Kemnaker"),
            source: SOURCE.into(),
            note: None,
        }],
    }
}
