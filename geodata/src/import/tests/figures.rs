//! Whose figures count, which are of a part of a year, and what contradicts.

use super::office::{Office, SPEC};
use crate::code::AreaCode;
use crate::dataset::{Claim, Dataset, ValueStatus};
use crate::values::{Resolved, Values, When};

const REPORTED: &str = r#"
[[table]]
file = "reported.csv"
source = "office"
level = "regency"
also = ["province"]
code = "code"
year_column = "year"
source_column = "source"
standing = "press"
standing_of = [{ contains = "BP2MI", standing = "bp2mi" }, { contains = "Disnaker", standing = "regency_office" }]
part_of_year = [
    { where = { note = "partial: January to September" }, months = [1, 9] },
    { where = { note = "partial" } },
]
value = [{ column = "n", indicator = "pmi_placed" }]
"#;

fn spec(more: &str) -> String {
    format!("precedence = [\"bp2mi\", \"regency_office\", \"press\"]\n{SPEC}{REPORTED}{more}")
}

fn office(rows: &str) -> Office {
    let office = Office::new();
    office.put("pmi.csv", "code,year,measure,sex,n\n0,2022,year,total,99\n");
    office.put("reported.csv", &format!("code,year,n,note,source\n{rows}"));
    office
}

fn opened(office: &Office, more: &str) -> (Dataset, Values) {
    office.import_with(&spec(more), false).unwrap();
    let dataset = Dataset::open(&office.out()).unwrap();
    let values = Values::new(&dataset).unwrap();
    (dataset, values)
}

fn latest<'a>(values: &'a Values, code: &str, indicator: &str) -> Option<Resolved<'a>> {
    values.resolve(code.parse::<AreaCode>().unwrap(), indicator, When::Latest)
}

#[test]
fn what_contradicts_a_better_source_is_a_claim_beside_the_value() {
    let office = office(
        "52.03,2023,64566,,a newspaper\n52.03,2023,59009,,an agency (BP2MI)\n52.03,2023,60000,,Disnaker\n\
         52.10,2023,7,,a newspaper\n52.10,2023,7,,another (BP2MI)\n",
    );
    let (dataset, values) = opened(&office, "");
    let spoken = latest(&values, "52.03", "pmi_placed").unwrap();
    assert_eq!((spoken.value, spoken.source), (59_009.0, "an agency (BP2MI)"));
    // The rate follows from the figure that speaks: 59,009 of 1,500.
    let rate = latest(&values, "52.03", "pmi_per_1000").unwrap().value;
    assert!((rate - 59_009.0 / 1.5).abs() < 1e-6, "{rate}");
    let claims: Vec<Claim> = dataset.rows("claims").unwrap();
    let of_figure: Vec<&Claim> = claims.iter().filter(|c| c.metric == "pmi_placed").collect();
    let says = |c: &&Claim| (c.value.unwrap(), c.source.clone(), c.period.clone());
    let year = Some("2023".to_owned());
    assert_eq!(
        of_figure.iter().map(says).collect::<Vec<_>>(),
        [
            (60_000.0, "Disnaker".to_owned(), year.clone()),
            (64_566.0, "a newspaper".to_owned(), year)
        ]
    );
    for claim in of_figure {
        assert_eq!((claim.area_code.as_deref(), claim.programme.as_deref()), (Some("52.03"), None));
        assert!(claim.note.as_deref().unwrap().contains("59009"), "{claim:?}");
    }
    let report = office.import_with(&spec(""), false).unwrap();
    // What two sources say alike contradicts nobody.
    assert_eq!(report.count("figure_contradicted"), 2);
}

#[test]
fn a_part_of_a_year_stands_for_no_year_and_gives_no_rate() {
    let office = office(
        "52.03,2014,900,partial: January to September,BP2MI\n52.03,2014,1000,,a newspaper\n\
         52.10,2014,500,partial,BP2MI\n",
    );
    let (_, values) = opened(&office, "");
    let whole = latest(&values, "52.03", "pmi_placed").unwrap();
    assert_eq!((whole.value, whole.status), (1000.0, ValueStatus::Observed));
    let part = latest(&values, "52.10", "pmi_placed").unwrap();
    assert_eq!((part.value, part.status, part.period), (500.0, ValueStatus::Partial, None));
    assert_eq!(latest(&values, "52.10", "pmi_per_1000"), None);
    let code: AreaCode = "52.10".parse().unwrap();
    assert_eq!(values.resolve(code, "pmi_placed", When::Year(2014)), None);
}

#[test]
fn a_mean_of_years_is_averaged_and_gives_way_to_a_year() {
    let office = Office::new();
    let with_period = SPEC
        .replace("mean_over_years = 15.5", "mean_over_years = 15.5, period = \"2007-01/2022-06\"");
    office.import_with(&with_period, false).unwrap();
    let values = Values::new(&Dataset::open(&office.out()).unwrap()).unwrap();
    let mean = latest(&values, "52.10", "pmi_placed").unwrap();
    assert_eq!((mean.value, mean.status), (10.0, ValueStatus::Averaged));
    assert_eq!((mean.from_year, mean.year), (2007, 2022));
    assert_eq!(latest(&values, "52.03", "pmi_placed").unwrap().value, 45.0);
}

#[test]
fn a_province_speaks_for_itself_and_what_is_imputed_only_where_it_is_asked_for() {
    let office = office(
        "52,2024,1000,,a newspaper\n52,2025,100,partial: January to September,a newspaper\n\
         52.03,2025,40,partial: January to September,a newspaper\n",
    );
    let rule = "[[imputation]]\nindicator = \"pmi_placed\"\narea = \"52\"\nyear = 2024\nshares_of = 2025\ndrift = 0.3\n";
    let (_, values) = opened(&office, rule);
    assert_eq!(latest(&values, "52", "pmi_placed").unwrap().value, 1000.0);
    let regency: AreaCode = "52.03".parse().unwrap();
    let imputed = |indicator| values.resolve(regency, indicator, When::WithImputed).unwrap();
    assert_eq!(latest(&values, "52.03", "pmi_placed").unwrap().value, 40.0);
    assert_eq!(latest(&values, "52.03", "pmi_per_1000"), None);
    let placed = imputed("pmi_placed");
    assert_eq!((placed.value, placed.year, placed.status), (400.0, 2024, ValueStatus::Imputed));
    let [lower, upper] = placed.bounds.unwrap();
    assert!(lower < 400.0 * 0.7 && upper > 400.0 * 1.3, "{lower} {upper}");
    let rate = imputed("pmi_per_1000");
    assert!((rate.value - 400.0 / 1.5).abs() < 1e-9);
    assert!((rate.bounds.unwrap()[0] - lower / 1.5).abs() < 1e-9);
}

#[test]
fn a_specification_that_ranks_or_divides_wrongly_is_refused() {
    let office = office("52.03,2014,900,,BP2MI\n");
    let fails = |from: &str, to: &str, says: &str| {
        let wrong = spec("").replacen(from, to, 1);
        let message = office.import_with(&wrong, false).unwrap_err().to_string();
        assert!(message.contains(says), "{message}");
    };
    fails("standing = \"press\"", "standing = \"rumour\"", "`rumour` is not in `precedence`");
    fails("months = [1, 9]", "months = [9, 1]", "months 9 to 1");
    fails("months = [1, 9]", "months = [1, 12]", "whole year");
    fails("also = [\"province\"]", "also = [\"village\"]", "not above regency");
    let period = "mean_over_years = 15.5, period = \"2007-01/2022-12\"";
    fails("mean_over_years = 15.5", period, "192 months");
    fails(
        "\n[[table]]\nfile = \"reported",
        "\n[[imputation]]\nindicator = \"idm\"\narea = \"52\"\nyear = 2024\nshares_of = 2025\ndrift = 0.3\n[[table]]\nfile = \"reported",
        "only a count",
    );
}
