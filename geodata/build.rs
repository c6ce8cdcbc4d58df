//! Packs what the demonstration starts from into the library: the two npm packages, reduced to the columns
//! and the country that are read, each file compressed.
//!
//! Without `web/node_modules` the library is built all the same, and holds nothing packed; the command
//! `desmigratif demo` says then what to do.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use libdeflater::{CompressionLvl, Compressor};
use serde_json::Value;

/// Tables below `node_modules` and their columns that the demonstration reads.
const TABLES: [(&str, &[&str]); 5] = [
    ("idn-area-data/data/provinces.csv", &["code", "name"]),
    ("idn-area-data/data/regencies.csv", &["code", "name"]),
    ("idn-area-data/data/districts.csv", &["code", "name"]),
    ("idn-area-data/data/villages.csv", &["code", "name"]),
    ("idn-area-data/data/islands.csv", &["regency_code", "coordinate", "is_populated"]),
];
/// Natural Earth's countries, and the one that is kept.
const ATLAS: &str = "world-atlas/countries-10m.json";
const INDONESIA: &str = "360";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let web = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../web");
    let npm = web.join("node_modules");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut packed = Vec::new();
    if npm.join("idn-area-data").is_dir() && npm.join("world-atlas").is_dir() {
        for (name, columns) in TABLES {
            packed.push(pack(&out, name, table(&watched(&npm, name), columns)?.as_slice())?);
        }
        packed.push(pack(&out, ATLAS, country(&watched(&npm, ATLAS))?.as_bytes())?);
    } else {
        // A file that is missing would make Cargo run this again at every build; the directory is there.
        println!("cargo::rerun-if-changed={}", web.display());
        println!(
            "cargo::warning=the demonstration's inputs are not built in: web/node_modules is missing (npm ci in web/)"
        );
    }
    let list = format!("&[\n{}]\n", packed.concat());
    fs::write(out.join("packed.rs"), list)?;
    Ok(())
}

/// The path of an input, at whose change this runs again.
fn watched(npm: &Path, name: &str) -> PathBuf {
    let path = npm.join(name);
    println!("cargo::rerun-if-changed={}", path.display());
    path
}

/// Some columns of a CSV file.
fn table(path: &Path, columns: &[&str]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut reader = csv::Reader::from_path(path)?;
    let headings = reader.headers()?.clone();
    let mut places = Vec::new();
    for name in columns {
        let place = headings.iter().position(|heading| heading == *name);
        places.push(place.ok_or_else(|| format!("{}: no column {name}", path.display()))?);
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns)?;
    for record in reader.records() {
        let record = record?;
        writer.write_record(places.iter().map(|place| record.get(*place).unwrap_or_default()))?;
    }
    Ok(writer.into_inner()?)
}

/// A topology with one country and the arcs that it uses.
fn country(path: &Path) -> Result<String, Box<dyn Error>> {
    let wrong = |problem: &str| format!("{}: {problem}", path.display());
    let mut topology: Value = serde_json::from_slice(&fs::read(path)?)?;
    let arcs = topology["arcs"].as_array().ok_or_else(|| wrong("no arcs"))?.clone();
    let countries = topology["objects"]["countries"]["geometries"].as_array();
    let found = countries.and_then(|all| all.iter().find(|one| one["id"] == INDONESIA));
    let mut country = found.ok_or_else(|| wrong("no Indonesia"))?.clone();
    let mut kept = Vec::new();
    renumber(&mut country["arcs"], &mut kept).ok_or_else(|| wrong("an arc that is no number"))?;
    topology["arcs"] = kept.iter().map(|arc| arcs.get(*arc).cloned().unwrap_or_default()).collect();
    topology["objects"] = serde_json::json!({ "countries": { "geometries": [country] } });
    let text = topology.to_string();
    // The numbers of the transformation are fractions: they must be read back as they were.
    if serde_json::from_str::<Value>(&text)? != topology {
        return Err(wrong("numbers change when they are written").into());
    }
    Ok(text)
}

/// Gives the arcs below `value` the numbers of their places in `kept`; `~i` is arc `i` backwards.
fn renumber(value: &mut Value, kept: &mut Vec<usize>) -> Option<()> {
    if let Value::Array(values) = value {
        return values.iter_mut().try_for_each(|value| renumber(value, kept));
    }
    let index = value.as_i64()?;
    let arc = usize::try_from(if index < 0 { !index } else { index }).ok()?;
    let place = kept.iter().position(|known| *known == arc).unwrap_or_else(|| {
        kept.push(arc);
        kept.len() - 1
    });
    let place = i64::try_from(place).ok()?;
    *value = Value::from(if index < 0 { !place } else { place });
    Some(())
}

/// Compresses a file and gives the line of Rust that holds it.
fn pack(out: &Path, name: &str, bytes: &[u8]) -> Result<String, Box<dyn Error>> {
    let mut compressor = Compressor::new(CompressionLvl::best());
    let mut deflated = vec![0; compressor.deflate_compress_bound(bytes.len())];
    let length = compressor.deflate_compress(bytes, &mut deflated)?;
    deflated.truncate(length);
    let file = format!("{}.deflate", name.replace('/', "-"));
    fs::write(out.join(&file), deflated)?;
    let length = bytes.len();
    Ok(format!(
        "Packed {{ name: {name:?}, length: {length}, deflated: include_bytes!({file:?}) }},\n"
    ))
}
