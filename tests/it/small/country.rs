//! The small country with a count of few people, in two versions that everybody should see alike.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use geodata::AreaCode;
use geodata::dataset::{Claim, Contents, IndicatorValue, Severity, ValueStatus};
use geodata::testing::{rows, written};

use crate::support::country;

/// The regency with few people, and the only one beside it.
pub const FEW: &str = "11.01";
pub const BESIDE: &str = "11.71";
/// What both have together, which is stated.
const TOGETHER: f64 = 44.0;

/// The country where `few` people come from [`FEW`].
fn contents(few: f64) -> Contents {
    let mut contents = country::contents();
    contents.indicators.iter_mut().find(|of| of.id == "pmi_placed").unwrap().min_cell = Some(5);
    let code = |text: &str| text.parse::<AreaCode>().unwrap();
    let count = |area: AreaCode| match area {
        area if area == code(FEW) => Some(few),
        area if area == code(BESIDE) => Some(TOGETHER - few),
        _ => None,
    };
    for row in &mut contents.values {
        // A hundred thousand people live in each regency.
        match (count(row.area), &*row.indicator, row.year) {
            (Some(count), "pmi_placed", 2024) => row.value = Some(count),
            (Some(count), "pmi_per_1000", 2024) => row.value = Some(count / 100.0),
            _ => {}
        }
    }
    let mut add = |area: &str, year, value, status| {
        let row = rows::value(code(area), "pmi_placed", year, Some(value), "T");
        contents.values.push(IndicatorValue { status, ..row });
    };
    add("11", 2024, TOGETHER, ValueStatus::Observed);
    // Three years of which two are shown would tell the third.
    add(FEW, 2022, 60.0, ValueStatus::Observed);
    add(BESIDE, 2022, 60.0, ValueStatus::Observed);
    add(FEW, 2021, 20.0 + few, ValueStatus::Averaged);
    add("11", 2021, 90.0 + few, ValueStatus::Averaged);
    add(FEW, 2025, few - 1.0, ValueStatus::Partial);
    contents.report.push(rows::report(
        "value_implausible",
        Severity::Warning,
        FEW,
        &format!("pmi_placed 2024 is {few}"),
        "T",
    ));
    contents.programme.claims.push(Claim {
        id: "V1".into(),
        metric: "pmi_placed".into(),
        subject: "Kupang".into(),
        area_code: Some(FEW.into()),
        programme: None,
        period: Some("2024".into()),
        as_of: None,
        value: Some(few + 0.5),
        unit: None,
        status: "contradicted".into(),
        funding: "UNKNOWN".into(),
        stated_by: None,
        source: "T".into(),
        note: Some(format!("contradicts {few}")),
    });
    contents
}

/// The country in which three people come from [`FEW`], and that in which four do. Each is written once for all tests.
pub fn directories() -> [&'static Path; 2] {
    static DIRECTORIES: OnceLock<[PathBuf; 2]> = OnceLock::new();
    let both = DIRECTORIES.get_or_init(|| {
        [3.0, 4.0].map(|few| {
            let dir = tempfile::tempdir().unwrap().keep().join("country");
            written(&contents(few), &dir).unwrap();
            dir
        })
    });
    both.each_ref().map(PathBuf::as_path)
}
