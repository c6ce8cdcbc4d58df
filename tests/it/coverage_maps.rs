//! Classes of coverage, and maps of areas side by side: the country's classes, whatever is looked at.

use std::process::Command;

use desmigratif::classes::{CLASSES, Scheme, counted, rising};
use serde_json::Value;

use crate::coverage::{serve, uneven};
use crate::support::server::column;

/// What is known of a measure, ascending.
fn known(answer: &Value, measure: &str) -> Vec<f64> {
    let items = answer["items"].as_array().unwrap();
    let mut values: Vec<f64> = items.iter().filter_map(|row| row[measure].as_f64()).collect();
    values.sort_by(f64::total_cmp);
    values
}

fn edges(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|edge| edge.as_f64().unwrap()).collect()
}

/// What maps show, and what was asked for.
fn said(maps: &Value) -> [&str; 2] {
    ["series", "asked"].map(|field| maps[field].as_str().unwrap())
}

#[tokio::test]
async fn classes_are_the_countrys_wherever_one_looks() {
    let (server, _dir) = serve(&uneven()).await;
    for level in ["province", "regency", "district"] {
        let all = server.json(&format!("/api/v1/coverage?level={level}")).await;
        let classes = &all["classes"];
        for measure in ["need", "per_1000", "expected", "reached_pct"] {
            let expected = rising(&known(&all, measure), CLASSES);
            assert_eq!(edges(&classes[measure]), expected, "{level} {measure}");
        }
        for measure in ["designated", "ltsa"] {
            let expected = counted(&known(&all, measure), CLASSES);
            assert_eq!(edges(&classes[measure]), expected, "{level} {measure}");
        }
        let gap = Scheme::Diverging.breaks(&known(&all, "gap"), CLASSES, 0.0);
        assert_eq!(edges(&classes["gap"]), gap, "{level}");
        if level != "province" {
            let part = server.json(&format!("/api/v1/coverage?level={level}&parent=11")).await;
            assert!(
                part["items"].as_array().unwrap().len() < all["items"].as_array().unwrap().len()
            );
            assert_eq!(&part["classes"], classes, "{level}");
        }
    }
    let districts = server.json("/api/v1/coverage?level=district").await;
    assert!(!edges(&districts["classes"]["designated"]).is_empty(), "{districts}");
    assert!(edges(&districts["classes"]["need"]).is_empty(), "of districts it is not known");
}

#[tokio::test]
async fn an_answer_that_was_compressed_once_is_the_answer() {
    let (server, _dir) = serve(&uneven()).await;
    let raw = reqwest::Client::builder().gzip(false).build().unwrap();
    let path = "/api/v1/coverage?level=district";
    let ask = async |coding: &str| {
        let asked = raw.get(format!("{}{path}", server.base)).header("accept-encoding", coding);
        asked.send().await.unwrap()
    };
    let plain = ask("identity").await;
    assert!(plain.headers().get("content-encoding").is_none());
    let text = plain.bytes().await.unwrap();
    for _ in 0..2 {
        let packed = ask("br;q=0.5, gzip").await;
        assert_eq!(packed.headers()["content-encoding"], "gzip");
        assert!(packed.headers()["etag"].to_str().unwrap().ends_with("+gzip\""));
        assert!(packed.headers()["vary"].to_str().unwrap().contains("accept-encoding"));
        let bytes = packed.bytes().await.unwrap();
        let mut unpacked = vec![0; text.len()];
        let mut unpack = libdeflater::Decompressor::new();
        assert_eq!(unpack.gzip_decompress(&bytes, &mut unpacked).unwrap(), text.len());
        assert_eq!(unpacked, text);
    }
    assert_eq!(ask("gzip;q=0, identity").await.bytes().await.unwrap(), text);
}

#[tokio::test]
async fn maps_show_the_parts_of_each_area_in_the_countrys_classes() {
    let (server, _dir) = serve(&uneven()).await;
    let regencies = server.json("/api/v1/coverage?level=regency").await;
    let compared = server.json("/api/v1/coverage/compare?codes=12,11&maps=pmi_placed").await;
    let maps = &compared["maps"];
    assert_eq!(said(maps), ["pmi_placed", "pmi_placed"]);
    let parts = maps["parts"].as_array().unwrap();
    let codes: Vec<&str> = parts.iter().map(|part| part["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["12.01", "12.02", "11.01", "11.71"]);
    for part in parts {
        let code = part["code"].as_str().unwrap();
        assert_eq!(part["area"], code[..2]);
        let row = regencies["items"].as_array().unwrap().iter().find(|row| row["code"] == code);
        assert_eq!(part["value"], row.unwrap()["need"], "{code}");
    }
    assert_eq!(edges(&maps["breaks"]), edges(&regencies["classes"]["need"]));

    // A regency's count is not its districts': what is known of every part is drawn.
    let below = server.json("/api/v1/coverage/compare?codes=11.01,12.02&maps=pmi_placed").await;
    assert_eq!(said(&below["maps"]), ["designated", "pmi_placed"]);
    let districts = server.json("/api/v1/coverage?level=district").await;
    for part in below["maps"]["parts"].as_array().unwrap() {
        let rows = districts["items"].as_array().unwrap();
        let row = rows.iter().find(|row| row["code"] == part["code"]).unwrap();
        assert_eq!(part["value"].as_f64(), row["designated"].as_f64(), "{part}");
    }
    assert_eq!(edges(&below["maps"]["breaks"]), edges(&districts["classes"]["designated"]));
    let then =
        server.json("/api/v1/coverage/compare?codes=11.01.01&maps=designated&year=2018").await;
    let known = then["maps"]["parts"].as_array().unwrap().iter();
    assert!(known.clone().all(|part| part["value"] == 0.0 || part["value"] == 1.0));
    let designated: f64 = known.filter_map(|part| part["value"].as_f64()).sum();
    assert_eq!(Some(designated), then["items"][0]["designated"].as_f64());

    assert!(server.json("/api/v1/coverage/compare?codes=11,12").await["maps"].is_null());
    for path in ["compare", "compare.pdf"] {
        let path = format!("/api/v1/coverage/{path}?codes=11,12&maps=nothing");
        assert_eq!(server.problem(&path).await.code, "invalid_parameter");
    }
}

#[tokio::test]
async fn the_page_to_print_has_a_map_of_each_area_and_one_legend() {
    let (server, dir) = serve(&uneven()).await;
    for (codes, series) in [("11,12", "pmi_placed"), ("11.01,12.02,11.71", "designated")] {
        let asked = format!("codes={codes}&maps={series}");
        let compared = server.json(&format!("/api/v1/coverage/compare?{asked}")).await;
        let maps = &compared["maps"];
        let pdf =
            server.get(&format!("/api/v1/coverage/compare.pdf?{asked}")).send().await.unwrap();
        let file = dir.path().join("page.pdf");
        std::fs::write(&file, pdf.bytes().await.unwrap()).unwrap();
        let read = |program: &str, arguments: &[&str]| {
            let read = Command::new(program).args(arguments).arg(&file).arg("-").output();
            let read = read.expect("poppler-utils reads documents; scripts/setup installs it");
            assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
            String::from_utf8(read.stdout).unwrap()
        };
        let text = read("pdftotext", &["-layout", "-enc", "UTF-8"]);
        assert_eq!(text.matches('\u{c}').count(), 1, "one page");
        let name = if series == "designated" { "Peta: desa Desmigratif" } else { "Peta: " };
        let said = "kelas dari seluruh Indonesia, sama untuk semua peta";
        assert!(text.contains(name) && text.contains(said), "{text}");
        let (breaks, parts) = (edges(&maps["breaks"]), maps["parts"].as_array().unwrap());
        let unknown = parts.iter().filter(|part| part["value"].is_null()).count();
        assert_eq!(text.contains("belum ada data"), unknown > 0, "{text}");
        // Only regions of maps are filled by the even-odd rule: of every area its land and its parts, of the legend its swatches.
        let drawn = read("pdftocairo", &["-svg"]);
        let filled = drawn.replace("=\"", ":").matches("fill-rule:evenodd").count();
        let legend = breaks.len() + 1 + usize::from(unknown > 0);
        let areas = column(&compared, "code").len();
        assert_eq!(
            filled,
            areas + parts.len() + legend,
            "{areas} areas, {} parts, {legend} in the legend",
            parts.len()
        );
    }
}
