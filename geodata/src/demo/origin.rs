//! Where the demonstration comes from and what a reader must know: titles, sources, report.

use super::inputs::Register;
use super::values;
use crate::dataset::{
    CheckTitle, ColumnOrigin, DatasetKind, Meta, NewArea, ReportLine, Severity, SourceEntry,
    Standing,
};
use crate::facts::RegencyFact;

/// Polygons whose area is further than this factor from the official one are listed.
const FAR: f64 = 1.25;

/// Titles, sources and the origin of columns.
pub fn meta() -> Meta {
    Meta {
        kind: DatasetKind::Demonstration,
        title_id: "Data peragaan: kode dan nama resmi, batas dalam skematis, nilai hasil model"
            .to_owned(),
        title_en:
            "Demonstration data: official codes and names, schematic inner borders, modelled values"
                .to_owned(),
        vintage: "2025".to_owned(),
        sources: sources(),
        columns: columns(),
    }
}

fn sources() -> Vec<SourceEntry> {
    let entry =
        |key: &str, title: &str, licence: &str, url: &str, vintage: &str, note: &str| SourceEntry {
            key: key.to_owned(),
            title: title.to_owned(),
            licence: licence.to_owned(),
            standing: match key {
                "register" | "natural_earth" | "regencies" => Standing::Volunteers,
                "borders" | "model" => Standing::Model,
                _ => Standing::Press,
            },
            url: url.to_owned(),
            vintage: vintage.to_owned(),
            note: note.to_owned(),
        };
    vec![
        entry(
            "register",
            "Codes and names of areas, idn-area-data 4.0.1 (Kepmendagri 300.2.2-2138/2025)",
            "ODbL 1.0",
            "https://github.com/fityannugroho/idn-area-data",
            "2025",
            "Name the source and share alike.",
        ),
        entry(
            "natural_earth",
            "Coast of Natural Earth 1:10m, world-atlas 2",
            "Public domain",
            "https://www.naturalearthdata.com",
            "",
            "Generalised; small islands are missing.",
        ),
        entry(
            "borders",
            "Schematic inner borders and islets, computed by this program",
            "",
            "",
            "",
            "Not the real borders. They grow from one point for each regency until areas are near the official ones.",
        ),
        entry(
            "regencies",
            "Points, official area (BIG 2024) and population (Dukcapil 2024) of regencies, geodata/data/regencies.csv",
            "MIT (upstream tables)",
            "https://github.com/cahyadsn/wilayah",
            "2024",
            "Figures as published; population of December 2024.",
        ),
        entry(
            "pmi_placements",
            "Published placements of migrant workers, geodata/data/pmi_placements.csv",
            "Facts, each with its source",
            "",
            "2011-2025",
            "National, by province, and by regency for three provinces.",
        ),
        entry(
            "model",
            "Model of this program",
            "",
            "",
            "2024",
            "Modelled values: only population by regency and placements by province (where published) are real totals.",
        ),
        entry(
            "programme",
            "Facts of the programme, geodata/data/programme",
            "Facts, each with its source",
            "",
            "",
            "Only the designations that the project's articles name; not the official list.",
        ),
    ]
}

fn columns() -> Vec<ColumnOrigin> {
    let rows = [
        (
            "provinces regencies districts villages",
            "code name kind",
            "register",
            "2025",
            "observed",
        ),
        ("provinces regencies districts villages", "geometry lon lat", "borders", "", "modelled"),
        ("districts villages", "area_km2", "borders", "", "modelled"),
        ("provinces regencies", "area_km2 population", "regencies", "2024", "observed"),
        ("districts", "population", "model", "2024", "modelled"),
        ("indicator_values", "value", "model", "2024", "modelled"),
        ("designations", "village_code", "programme", "", "observed"),
        ("ltsa_offices", "area_code", "programme", "", "observed"),
        ("ltsa_offices", "lon lat", "borders", "", "derived"),
    ];
    let mut columns = Vec::new();
    for (tables, names, source, vintage, status) in rows {
        for table in tables.split(' ') {
            columns.extend(names.split(' ').map(|column| ColumnOrigin {
                table: table.to_owned(),
                column: column.to_owned(),
                source: source.to_owned(),
                vintage: vintage.to_owned(),
                status: status.to_owned(),
            }));
        }
    }
    columns
}

/// What happened while building.
pub struct Notes<'a> {
    /// What was read.
    pub register: &'a Register,
    /// Official figures.
    pub facts: &'a [RegencyFact],
    /// Added islands by regency.
    pub islets: &'a [(usize, usize)],
    /// Places where the coast crossed itself.
    pub crossings: usize,
    /// Desa without an index.
    pub unassessed: usize,
    /// Offices without a position.
    pub unplaced: &'a [String],
    /// The regencies.
    pub regencies: &'a [NewArea],
    /// The geodesic area of their polygons.
    pub areas: &'a [f64],
}

/// The report: what a reader of the data should know.
pub fn report(notes: &Notes<'_>) -> Vec<ReportLine> {
    let line = |source: &str, check: &str, severity, detail: String| ReportLine {
        source: source.to_owned(),
        check: check.to_owned(),
        severity,
        area_code: None,
        name: None,
        detail,
        area_before_km2: None,
        area_after_km2: None,
        value: None,
    };
    let mut lines = vec![
        line("borders", "demo_schematic_borders", Severity::Warning, "all inner borders are schematic; only the coast is real".to_owned()),
        line("model", "demo_modelled_values", Severity::Warning, "all indicator values are modelled; population adds up to the official figure of each regency, placements to the published ones of 2023".to_owned()),
    ];
    if notes.unassessed > 0 {
        let detail = format!(
            "{} desa were left without a development index, as some are in the published one; kelurahan have none by definition",
            notes.unassessed
        );
        lines.push(ReportLine {
            value: Some(notes.unassessed as f64),
            ..line(values::SOURCE, "demo_no_idm", Severity::Info, detail)
        });
    }
    if notes.crossings > 0 {
        let detail = format!(
            "the generalised coast crossed itself in {} places; a vertex was put there",
            notes.crossings
        );
        lines.push(ReportLine {
            value: Some(notes.crossings as f64),
            ..line("natural_earth", "demo_coast_crossing", Severity::Info, detail)
        });
    }
    if notes.register.islands_unplaced > 0 {
        let detail = format!(
            "{} islands of the gazetteer have no usable coordinate",
            notes.register.islands_unplaced
        );
        lines.push(ReportLine {
            value: Some(notes.register.islands_unplaced as f64),
            ..line("register", "demo_island_unplaced", Severity::Info, detail)
        });
    }
    for (code, name) in &notes.register.names_mended {
        let detail = "a quotation mark in the name was read as an apostrophe".to_owned();
        lines.push(ReportLine {
            area_code: Some(code.to_string()),
            name: Some(name.clone()),
            ..line("register", "demo_name_mended", Severity::Info, detail)
        });
    }
    for (regency, count) in notes.islets {
        let area = &notes.regencies[*regency];
        let detail = format!("the coast lacks this regency; {count} schematic islands were added");
        lines.push(ReportLine {
            area_code: Some(area.code.to_string()),
            name: Some(area.name.clone()),
            value: Some(*count as f64),
            ..line("natural_earth", "demo_islets", Severity::Info, detail)
        });
    }
    for ((area, fact), drawn) in notes.regencies.iter().zip(notes.facts).zip(notes.areas) {
        if drawn / fact.area_km2 > FAR || fact.area_km2 / drawn > FAR {
            let detail = "the drawn polygon is not near the official area, because the generalised coast leaves another share of land".to_owned();
            lines.push(ReportLine {
                area_code: Some(area.code.to_string()),
                name: Some(area.name.clone()),
                area_before_km2: Some(fact.area_km2),
                area_after_km2: Some(*drawn),
                ..line("borders", "demo_area_differs", Severity::Info, detail)
            });
        }
    }
    for id in notes.unplaced {
        lines.push(line(
            "programme",
            "demo_office_unplaced",
            Severity::Warning,
            format!("the office {id} has no position: its area is not in the register"),
        ));
    }
    lines
}

/// What the checks mean.
pub fn checks() -> Vec<CheckTitle> {
    let titles = [
        ("demo_schematic_borders", "Batas dalam skematis", "Inner borders are schematic"),
        ("demo_modelled_values", "Nilai hasil model", "Values are modelled"),
        ("demo_no_idm", "Desa tanpa IDM", "Desa without a development index"),
        ("demo_coast_crossing", "Garis pantai yang memotong dirinya", "Coast that crossed itself"),
        ("demo_island_unplaced", "Pulau tanpa koordinat", "Islands without a coordinate"),
        ("demo_name_mended", "Nama yang diperbaiki", "Names that were mended"),
        ("demo_islets", "Pulau skematis yang ditambahkan", "Schematic islands that were added"),
        (
            "demo_area_differs",
            "Luas gambar berbeda dari luas resmi",
            "Drawn area differs from the official one",
        ),
        ("demo_office_unplaced", "Kantor tanpa letak", "Offices without a position"),
    ];
    titles.map(|(check, title_id, title_en)| CheckTitle { check, title_id, title_en }).to_vec()
}
