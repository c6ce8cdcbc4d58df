//! An office with the smallest country that has one of everything.

use crate::error::GeodataError;
use crate::import::{ImportReport, import};
use crate::progress::Silent;

pub const SPEC: &str = r#"
title_id = "Uji"
title_en = "Test"
vintage = "2025"
year = 2025
[[source]]
key = "office"
title = "An office"
licence = "none"
[register.province]
file = "provinces.csv"
source = "office"
code = "code"
name = "name"
[register.regency]
file = "regencies.csv"
source = "office"
code = "code"
name = "name"
[register.district]
file = "districts.csv"
source = "office"
code = "code"
name = "name"
[register.village]
file = "villages.csv"
source = "office"
code = "code"
name = "name"
parent = "district"
[boundaries.district]
file = "districts.geojson"
source = "office"
code = "code"
[boundaries.village]
file = "villages.geojson"
source = "office"
code = "code"
name = "name"
label = { lon = "lng", lat = "lat" }
[official]
file = "official.csv"
source = "office"
code = "code"
year = 2024
population = "people"
area_km2 = "km2"
not_areas = ["0"]
[[table]]
file = "pmi.csv"
source = "office"
level = "regency"
code = "code"
year_column = "year"
not_areas = ["0"]
expect = ["kabupaten"]
parts = { column = "sex", whole = "total", of = ["male", "female"] }
value = [
    { column = "n", indicator = "pmi_placed", where = { measure = "year" } },
    { column = "n", indicator = "pmi_placed", where = { measure = "2007-2022" }, mean_over_years = 15.5 },
]
[[table]]
file = "idm.csv"
source = "office"
level = "village"
code = "code"
year = 2024
expect = ["desa"]
value = [{ column = "idm", indicator = "idm", zero_is_suspicious = true }]
class = { column = "status", of = "idm", classes = [{ name = "BERKEMBANG", above = 0.5 }, { name = "MAJU", above = 0.7 }] }
[designations]
file = "desmigratif.csv"
source = "office"
programme = "programme"
code = "code"
name = "name"
year = "year"
match = "match"
accept = ["exact"]
[ltsa]
file = "ltsa.csv"
source = "office"
code = "code"
since = "since"
note = "note"
planned = "planned"
"#;

/// A village whose polygon is a square of a tenth of a degree, `east` squares east of the first.
pub fn village(code: &str, name: &str, east: f64) -> String {
    let (w, e) = (116.0 + east / 10.0, 116.1 + east / 10.0);
    format!(
        r#"{{"type":"Feature","properties":{{"code":"{code}","name":"{name}","lng":{w},"lat":-8.45}},"geometry":{{"type":"Polygon","coordinates":[[[{w},-8.5],[{e},-8.5],[{e},-8.4],[{w},-8.4],[{w},-8.5]]]}}}}"#
    )
}

pub fn layer(features: &[String]) -> String {
    format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}", features.join(",\n"))
}

pub struct Office {
    pub dir: tempfile::TempDir,
}

impl Office {
    pub fn new() -> Self {
        let office = Self { dir: tempfile::tempdir().unwrap() };
        std::fs::create_dir(office.input()).unwrap();
        let district = r#"{"type":"Feature","properties":{"code":"52.03.01"},"geometry":{"type":"Polygon","coordinates":[[[116,-8.5],[116.2,-8.5],[116.2,-8.4],[116,-8.4],[116,-8.5]]]}}"#;
        let villages = [
            village("52.03.01.2001", "Sukamaju", 0.0),
            village("52.03.01.2002", "Mawar", 1.0),
            village("52.03.01.2003", "Jauh", 5.0),
        ];
        for (name, text) in [
            ("provinces.csv", "code,name\n52,Nusa Tenggara Barat\n".to_owned()),
            ("regencies.csv", "code,name\n52.03,Kabupaten Lombok Timur\n52.10,Kabupaten Sepuluh\n".to_owned()),
            ("districts.csv", "code,name\n52.03.01,Keruak\n".to_owned()),
            ("villages.csv", "code,name,district\n52.03.01.2001,Suka Maju,52.03.01\n52.03.01.2002,Mawar,52.03.01\n52.03.01.2003,Jauh,52.03.01\n52.03.01.1001,Kota,52.03.02\n".to_owned()),
            ("districts.geojson", layer(&[district.to_owned()])),
            ("villages.geojson", layer(&villages)),
            ("official.csv", "code,people,km2\n0,9,\n52,2000,500\n52.03,1500,400\n52.10,500,100\n".to_owned()),
            ("pmi.csv", "code,year,measure,sex,n\n52.03,2021,year,male,10\n52.03,2021,year,female,20\n52.03,2022,year,total,45\n52.03,2022,2007-2022,total,1550\n52.10,2020,year,total,\n52.10,2022,2007-2022,total,155\n0,2022,year,total,99\n".to_owned()),
            ("idm.csv", "code,idm,status\n52.03.01.2001,0.75,MAJU\n52.03.01.2002,,\n52.03.09.2009,0.6,BERKEMBANG\n52.03.01.2003,0.6,MAJU\n".to_owned()),
            ("desmigratif.csv", "programme,code,name,year,match\ndesmigratif,52.03.01.2001,Sukamaju,2018,exact\ndesmigratif,52.03.01.2002,Mawr,2018,fuzzy\ndesmigratif,,Somewhere,,ambiguous\n".to_owned()),
            ("ltsa.csv", "code,since,note\n52.03,2016,\n52.03,2018 or earlier,desk\n52.10,2019 planned,planned\n".to_owned()),
        ] {
            office.put(name, &text);
        }
        office
    }

    pub fn input(&self) -> std::path::PathBuf {
        self.dir.path().join("input")
    }

    pub fn out(&self) -> std::path::PathBuf {
        self.dir.path().join("out")
    }

    pub fn put(&self, name: &str, text: &str) {
        std::fs::write(self.input().join(name), text).unwrap();
    }

    pub fn change(&self, name: &str, from: &str, to: &str) {
        let text = std::fs::read_to_string(self.input().join(name)).unwrap();
        assert!(text.contains(from), "{name} holds {from}");
        self.put(name, &text.replacen(from, to, 1));
    }

    pub fn import_with(&self, spec: &str, strict: bool) -> Result<ImportReport, GeodataError> {
        let path = self.dir.path().join("office.toml");
        std::fs::write(&path, spec).unwrap();
        import(&path, &self.input(), &self.out(), strict, &Silent)
    }

    pub fn import(&self) -> Result<ImportReport, GeodataError> {
        self.import_with(SPEC, false)
    }

    /// The message of an import that must fail and leave nothing behind.
    pub fn fails(&self) -> String {
        let message = self.import().unwrap_err().to_string();
        assert!(!self.out().exists(), "no dataset is left behind");
        let left: Vec<_> =
            std::fs::read_dir(self.dir.path()).unwrap().flatten().map(|e| e.file_name()).collect();
        assert_eq!(left.len(), 2, "nothing half-written is left behind: {left:?}");
        message
    }
}
