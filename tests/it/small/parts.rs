//! Women and men of all who are counted, as villages report them: whoever knows all that is shown of the three cannot say of
//! anybody withheld how many they are.

use std::collections::BTreeMap;

use geodata::AreaCode;
use geodata::dataset::Dataset;
use geodata::registry::{Base, Entry, Table, fold};
use geodata::suppression;
use geodata::testing::written;
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::json;

use super::known::{Cell, Known};
use crate::support::country;

const YEAR: i32 = 2025;
const ALL: &str = "pmi_reported";
const WOMEN: &str = "pmi_reported_female";
const MEN: &str = "pmi_reported_male";
/// Those of whom nobody said which; in no table.
const OTHERS: &str = "others";
const COUNTS: [&str; 4] = [ALL, WOMEN, MEN, OTHERS];

#[derive(Deserialize)]
struct Shown {
    area_code: String,
    indicator: String,
    value: Option<f64>,
    status: String,
}

/// The country with what villages and areas above them reported; `stated` says which figures they did, women and men together.
/// And how many there are in truth.
fn reported(
    women_and_men: &[(f64, f64, f64)],
    stated: &[bool],
) -> (Vec<Entry>, BTreeMap<Cell, f64>) {
    let mut truth: BTreeMap<Cell, f64> = BTreeMap::new();
    for (village, (women, men, others)) in country::contents().villages.iter().zip(women_and_men) {
        for area in std::iter::successors(Some(village.code), |area| area.parent()) {
            let sums = [women + men + others, *women, *men, *others];
            for (of, count) in COUNTS.into_iter().zip(sums) {
                *truth.entry((of, area, YEAR)).or_default() += count;
            }
        }
    }
    let mut is_stated = stated.iter().copied().cycle();
    let mut entries: Vec<Entry> = Vec::new();
    let areas: Vec<AreaCode> =
        truth.keys().filter(|(of, ..)| *of == ALL).map(|(_, area, _)| *area).collect();
    for area in areas {
        let (total, parts) = (is_stated.next().unwrap(), is_stated.next().unwrap());
        for (of, stated) in [(ALL, total || parts), (WOMEN, parts), (MEN, parts)] {
            if !stated {
                continue;
            }
            let seq = i64::try_from(entries.len()).unwrap() + 1;
            let value = truth[&(of, area, YEAR)];
            entries.push(Entry {
                id: format!("r{seq}"),
                seq,
                table: Table::IndicatorValues,
                row: json!({"area_code": area, "indicator": of, "year": YEAR, "value": value, "source": "Daftar"}),
                replaces: None,
                withdrawn: false,
                approved: true,
            });
        }
    }
    (entries, truth)
}

/// What everybody knows; `complete` says whether they know too that everybody was told apart.
fn published(
    everybody: &Dataset,
    whole: &Dataset,
    truth: &BTreeMap<Cell, f64>,
    complete: bool,
) -> Known {
    let mut known = Known::default();
    let areas: Vec<AreaCode> =
        truth.keys().filter(|(of, ..)| *of == ALL).map(|(_, area, _)| *area).collect();
    for of in COUNTS {
        known.tree(of, &[YEAR], &areas);
    }
    for area in areas {
        let parts = [(WOMEN, 1.0), (MEN, 1.0), (OTHERS, 1.0), (ALL, -1.0)];
        let sum = parts.map(|(of, times)| ((of, area, YEAR), times)).to_vec();
        known.sums.push((sum, [0.0, 0.0]));
        if complete {
            known.cell((OTHERS, area, YEAR), 0.0, 0.0);
        }
    }
    let rows = |dataset: &Dataset| dataset.rows::<Shown>("indicator_values").unwrap();
    for (row, was) in rows(everybody).into_iter().zip(rows(whole)) {
        let Some(of) = COUNTS.into_iter().find(|of| *of == row.indicator) else { continue };
        let cell = (of, row.area_code.parse().unwrap(), YEAR);
        match row.value {
            Some(value) => known.cell(cell, value, value),
            // Of totals zeros are never withheld.
            None => {
                assert_eq!(row.status, "suppressed");
                if of == ALL {
                    assert!(was.value > Some(0.0));
                    known.cell(cell, 1.0, f64::INFINITY);
                }
                // That nobody is there is no small number.
                if truth[&cell] > 0.0 {
                    known.withheld.push(cell);
                }
            }
        }
    }
    known
}

fn people() -> impl Strategy<Value = f64> {
    prop_oneof![
        3 => Just(0.0),
        4 => (1..5i32).prop_map(f64::from),
        4 => (5..12i32).prop_map(f64::from),
        3 => (12..80i32).prop_map(f64::from),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn women_men_and_all_of_them_do_not_tell_one_another(
        people in proptest::collection::vec((people(), people(), people()), 40),
        stated in proptest::collection::vec(proptest::bool::weighted(0.8), 97),
        complete in proptest::bool::ANY,
    ) {
        let told = |(women, men, others): &(f64, f64, f64)| {
            (*women, *men, if complete { 0.0 } else { *others })
        };
        let people: Vec<(f64, f64, f64)> = people.iter().map(told).collect();
        let (entries, truth) = reported(&people, &stated);
        let dir = tempfile::tempdir().unwrap();
        let base = written(&country::contents(), &dir.path().join("country")).unwrap();
        let values = base.table("indicator_values").unwrap().clone();
        let folded = fold(Base { dataset: &base, values: &values }, &entries).unwrap().unwrap();
        prop_assert!(folded.unfit.is_empty(), "{:?}", folded.unfit);
        let whole = folded.dataset;
        let everybody = suppression::for_everybody(&whole).unwrap();
        prop_assert!(everybody.is_some(), "there are small counts");
        let known = published(&everybody.unwrap(), &whole, &truth, complete);
        let recovered = known.recovered(&truth);
        prop_assert!(recovered.is_empty(), "{recovered:#?}");
    }
}

#[test]
fn who_withholds_each_count_by_itself_gives_it_away() {
    let area: AreaCode = "52.01".parse().unwrap();
    let truth: BTreeMap<Cell, f64> = [(ALL, 12.0), (WOMEN, 9.0), (MEN, 3.0), (OTHERS, 0.0)]
        .map(|(of, count)| ((of, area, YEAR), count))
        .into();
    let mut known = Known::default();
    for (cell, count) in &truth {
        if cell.0 == MEN {
            known.cell(*cell, 1.0, f64::INFINITY);
            known.withheld.push(*cell);
        } else {
            known.cell(*cell, *count, *count);
        }
    }
    let sum = [(WOMEN, 1.0), (MEN, 1.0), (OTHERS, 1.0), (ALL, -1.0)];
    known.sums.push((sum.map(|(of, times)| ((of, area, YEAR), times)).to_vec(), [0.0, 0.0]));
    let recovered = known.recovered(&truth);
    assert!(recovered.len() == 1 && recovered[0].contains("between 3 and 3"), "{recovered:?}");
}
