use std::fs;
use std::sync::Arc;

use geo::{Coord, MultiPolygon, polygon};

use super::*;
use crate::code::Level;
use crate::progress::Silent;

fn square(x: f64, y: f64, size: f64) -> MultiPolygon<f64> {
    MultiPolygon(vec![polygon![
        (x: x, y: y), (x: x + size, y: y), (x: x + size, y: y + size), (x: x, y: y + size), (x: x, y: y)
    ]])
}

fn area(code: &str, name: &str, kind: &str) -> NewArea {
    NewArea {
        code: code.parse().unwrap(),
        name: name.to_owned(),
        kind: kind.to_owned(),
        point: Some(Coord { x: 116.5, y: -8.5 }),
        area_km2: Some(12.5),
        population: None,
        geometry: Some(Arc::new(square(116.0, -9.0, 1.0))),
    }
}

/// The area with polygons of its own.
fn new(area: &Area) -> NewArea {
    NewArea {
        code: area.code,
        name: area.name.clone(),
        kind: area.kind.clone(),
        point: area.point,
        area_km2: area.area_km2,
        population: area.population,
        geometry: area.geometry.as_ref().map(|shape| Arc::new(shape.to_geo())),
    }
}

fn contents() -> Contents {
    let meta = Meta {
        title_id: "Uji".into(),
        title_en: "Test".into(),
        vintage: "2025".into(),
        ..Meta::default()
    };
    let without = NewArea { geometry: None, point: None, ..area("52.03.01.2001", "Sakra", "desa") };
    let value = |year, value| IndicatorValue {
        area: "52.03.01.2001".parse().unwrap(),
        indicator: Arc::from("idm"),
        year,
        value,
        status: if value.is_some() { ValueStatus::Observed } else { ValueStatus::Missing },
        source: Arc::from("D"),
        qualifier: Qualifier::default(),
    };
    Contents {
        meta,
        provinces: vec![NewArea {
            population: Some(5),
            ..area("52", "Nusa Tenggara Barat", "provinsi")
        }],
        regencies: vec![area("52.03", "Kabupaten Lombok Timur", "kabupaten")],
        districts: vec![area("52.03.01", "Keruak", "kecamatan")],
        villages: vec![area("52.03.01.2002", "Keruak", "desa"), without],
        indicators: crate::catalogue::indicators().unwrap(),
        values: vec![value(2024, Some(0.7)), value(2023, None)],
        programme: crate::programme::facts().unwrap(),
        report: vec![ReportLine {
            source: "villages".into(),
            check: "no_geometry".into(),
            severity: Severity::Warning,
            area_code: Some("52.03.01.2001".into()),
            name: None,
            detail: "no polygon".into(),
            area_before_km2: None,
            area_after_km2: None,
            value: None,
        }],
        checks: vec![CheckTitle {
            check: "no_geometry",
            title_id: "Tanpa poligon",
            title_en: "Without polygon",
        }],
        ..Contents::default()
    }
}

#[test]
fn what_was_written_is_read_back_sorted_by_code() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("data");
    let contents = contents();
    let manifest = write(&contents, &[("report.txt", b"page".to_vec())], &out, &Silent).unwrap();
    let dataset = Dataset::open(&out).unwrap();
    assert_eq!(dataset.manifest, manifest);
    assert_eq!(
        dataset.areas(Level::Province).iter().map(new).collect::<Vec<_>>(),
        contents.provinces
    );
    let villages: Vec<_> =
        dataset.areas(Level::Village).iter().map(|v| v.code.to_string()).collect();
    assert_eq!(villages, ["52.03.01.2001", "52.03.01.2002"]);
    assert_eq!(new(&dataset.areas(Level::Village)[0]).geometry, None);
    assert_eq!(new(&dataset.areas(Level::Village)[1]), contents.villages[0]);
    let columns = dataset.polygons(Level::Village);
    assert_eq!(columns.iter().map(PolygonColumn::len).sum::<usize>(), 2);
    assert_eq!(dataset.indicators().unwrap(), contents.indicators);
    assert_eq!(dataset.designations().unwrap(), contents.programme.designations);
    assert_eq!(dataset.rows::<Claim>("claims").unwrap(), contents.programme.claims);
    assert_eq!(dataset.rows::<ReportLine>("join_report").unwrap(), contents.report);
    assert_eq!(dataset.table("indicator_values").unwrap().num_rows(), 2);
    assert_eq!(dataset.manifest.report[0].count, 1);
    assert_eq!(dataset.area("52.03".parse().unwrap()).unwrap().name, "Kabupaten Lombok Timur");
    for table in PLAIN_TABLES {
        assert!(dataset.table(table).is_some(), "{table}");
    }
}

#[test]
fn the_same_contents_give_the_same_bytes_and_the_same_version() {
    let dir = tempfile::tempdir().unwrap();
    let [a, b] =
        ["a", "b"].map(|name| write(&contents(), &[], &dir.path().join(name), &Silent).unwrap());
    assert_eq!(a, b);
    let mut other = contents();
    other.values[0].value = Some(0.71);
    let c = write(&other, &[], &dir.path().join("c"), &Silent).unwrap();
    assert_ne!(a.version, c.version);
}

/// Whatever bit of whatever file flips, the dataset is not opened, and the file is named.
#[test]
fn a_changed_bit_is_found_and_its_file_named() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("data");
    write(&contents(), &[("notes.txt", b"beside the tables".to_vec())], &out, &Silent).unwrap();
    let manifest = Dataset::open(&out).unwrap().manifest;
    for file in &manifest.files {
        let path = out.join(&file.name);
        let genuine = fs::read(&path).unwrap();
        for at in [0, genuine.len() / 3, genuine.len() / 2, genuine.len() - 1] {
            let mut bytes = genuine.clone();
            bytes[at] ^= 1 << (at % 8);
            fs::write(&path, &bytes).unwrap();
            let error = Dataset::open(&out).unwrap_err().to_string();
            let place = format!("between bytes 0 and {}", genuine.len());
            assert!(error.contains(&file.name) && error.contains(&place), "{error}");
        }
        fs::write(&path, &genuine[..genuine.len() / 2]).unwrap();
        let error = Dataset::open(&out).unwrap_err().to_string();
        assert!(error.contains(&file.name) && error.contains("the manifest says"), "{error}");
        fs::write(&path, &genuine).unwrap();
    }
    let path = out.join(MANIFEST);
    let genuine = fs::read_to_string(&path).unwrap();
    for (said, lie) in [
        ("villages = ", "villages = 1"),
        ("blake3 = \"", "blake3 = \"0"),
        ("version = \"", "version = \"0"),
    ] {
        let altered = genuine.replacen(said, lie, 1);
        assert_ne!(altered, genuine);
        fs::write(&path, altered).unwrap();
        let error = Dataset::open(&out).unwrap_err().to_string();
        assert!(error.contains(MANIFEST) && error.contains("states version"), "{said}: {error}");
    }
}

#[test]
fn damage_in_a_long_file_is_said_to_be_somewhere() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("data");
    write(&contents(), &[("long.bin", vec![7; 3_500_000])], &out, &Silent).unwrap();
    let path = out.join("long.bin");
    let mut bytes = fs::read(&path).unwrap();
    bytes[2_500_000] = 8;
    fs::write(&path, &bytes).unwrap();
    let error = Dataset::open(&out).unwrap_err().to_string();
    assert!(
        error.contains("long.bin") && error.contains("between bytes 2097152 and 3145728"),
        "{error}"
    );
}

#[test]
fn a_directory_that_is_no_dataset_is_neither_opened_nor_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("precious");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("letter.txt"), "keep").unwrap();
    assert!(Dataset::open(&out).unwrap_err().to_string().contains("is not a dataset"));
    assert!(write(&contents(), &[], &out, &Silent).is_err());
    assert_eq!(fs::read_to_string(out.join("letter.txt")).unwrap(), "keep");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing half-written stays");
}

#[test]
fn writing_again_replaces_the_dataset() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("data");
    write(&contents(), &[], &out, &Silent).unwrap();
    let fewer = Contents { villages: Vec::new(), ..contents() };
    write(&fewer, &[], &out, &Silent).unwrap();
    assert_eq!(Dataset::open(&out).unwrap().manifest.counts.villages, 0);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

/// Who opens the dataset while another takes its place, again and again, always finds a whole one.
#[test]
fn there_is_a_whole_dataset_at_every_moment() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("data");
    write(&contents(), &[], &out, &Silent).unwrap();
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..20 {
                write(&Contents::default(), &[], &out, &Silent).unwrap();
                write(&contents(), &[], &out, &Silent).unwrap();
            }
            done.store(true, std::sync::atomic::Ordering::Relaxed);
        });
        while !done.load(std::sync::atomic::Ordering::Relaxed) {
            assert!(out.join(MANIFEST).is_file());
        }
    });
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn a_symbolic_link_to_a_dataset_stays_one() {
    let dir = tempfile::tempdir().unwrap();
    let (real, link) = (dir.path().join("2026"), dir.path().join("data"));
    write(&contents(), &[], &real, &Silent).unwrap();
    std::os::unix::fs::symlink("2026", &link).unwrap();
    write(&Contents::default(), &[], &link, &Silent).unwrap();
    assert!(link.is_symlink());
    assert_eq!(Dataset::open(&real).unwrap().manifest.counts.villages, 0);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
}

/// Lets some tables through and then wants an end.
struct Impatient(std::sync::atomic::AtomicUsize);

impl crate::progress::Progress for Impatient {
    fn stage(&self, _name: &str, _total: Option<u64>) {}
    fn advance(&self, _steps: u64) {}
    fn interrupted(&self) -> bool {
        let left = |left: usize| left.checked_sub(1);
        let order = std::sync::atomic::Ordering::Relaxed;
        self.0.fetch_update(order, order, left).is_err()
    }
}

#[test]
fn an_interrupted_writing_leaves_nothing_and_keeps_what_was_there() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("data");
    for tables in [0, 3, 9] {
        let error = write(&contents(), &[], &out, &Impatient(tables.into())).unwrap_err();
        assert!(matches!(error, crate::GeodataError::Interrupted), "{error}");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }
    let whole = write(&contents(), &[], &out, &Silent).unwrap();
    write(&Contents::default(), &[], &out, &Impatient(9.into())).unwrap_err();
    assert_eq!(Dataset::open(&out).unwrap().manifest.version, whole.version);
}

#[test]
fn what_a_killed_process_left_is_removed_and_what_a_living_one_builds_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let [left, living, other] = [".data.building-1", ".data.building-2", ".data.building-note"]
        .map(|name| {
            fs::create_dir(dir.path().join(name)).unwrap();
            dir.path().join(name)
        });
    fs::write(left.join("villages.parquet"), "half").unwrap();
    let lock = fs::File::open(&living).unwrap();
    lock.lock().unwrap();
    write(&contents(), &[], &dir.path().join("data"), &Silent).unwrap();
    assert_eq!([left, living, other].map(|path| path.exists()), [false, true, true]);
}

#[test]
fn a_dataset_from_before_a_table_was_there_has_it_empty() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("data");
    let mut with = contents();
    with.codes.changes = crate::changes::facts().unwrap();
    let mut manifest = write(&with, &[], &out, &Silent).unwrap();
    let changes = |out| Dataset::open(out).unwrap().rows::<AreaChange>("area_changes").unwrap();
    assert_eq!(changes(&out), with.codes.changes);
    let later = schema::LATER_TABLES.map(|table| format!("{table}.parquet"));
    manifest.files.retain(|file| !later.contains(&file.name));
    manifest.version = manifest.contents_version().unwrap();
    fs::write(out.join(MANIFEST), toml::to_string(&manifest).unwrap()).unwrap();
    later.iter().for_each(|file| fs::remove_file(out.join(file)).unwrap());
    assert!(changes(&out).is_empty());
    assert_eq!(Dataset::open(&out).unwrap().designations().unwrap(), with.programme.designations);
}

#[test]
fn another_format_is_refused_by_its_number() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("data");
    write(&contents(), &[], &out, &Silent).unwrap();
    let path = out.join(MANIFEST);
    let text = fs::read_to_string(&path)
        .unwrap()
        .replace(&format!("format = {FORMAT}"), "format = 99\nfuture = true");
    fs::write(&path, text).unwrap();
    assert!(Dataset::open(&out).unwrap_err().to_string().contains("format 99"));
}
