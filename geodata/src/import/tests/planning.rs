//! Rounds and templates that an office states, and those that it has otherwise.

use super::{Office, SPEC};
use crate::dataset::{Dataset, PlanTemplate, Round};
use crate::templates;

const OWN: &str = r#"
[[rounds]]
id = "2027"
programme = "desmigratif"
year = 2027
name = "Putaran 2027"
target_n = 40
status = "review"
source = "a decree"
[[rounds]]
id = "2028"
programme = "desmigratif"
year = 2028
name = "Putaran 2028"
status = "draft"
source = "a letter"
[[templates]]
id = "own"
title_id = "Punya kami"
title_en = "Ours"
reason_id = "Sebab begini"
reason_en = "Because of this"
[templates.plan]
criteria = [{ indicator = "idm", weight = 1, goalposts = [0.3, 0.9] }]
constraints = { count = 7 }
"#;

fn tables(office: &Office) -> (Vec<Round>, Vec<PlanTemplate>) {
    let dataset = Dataset::open(&office.out()).unwrap();
    (dataset.rows("rounds").unwrap(), dataset.rows("plan_templates").unwrap())
}

#[test]
fn without_any_the_dataset_has_those_of_the_program() {
    let office = Office::new();
    office.import().unwrap();
    let (rounds, templates) = tables(&office);
    assert_eq!(templates, templates::built_in().unwrap());
    assert_eq!(rounds.iter().filter(|round| round.id == "2027").count(), 1);
}

#[test]
fn what_an_office_states_is_in_the_dataset() {
    let office = Office::new();
    office.import_with(&format!("{SPEC}{OWN}"), false).unwrap();
    let (rounds, templates) = tables(&office);
    let of = |id: &str| rounds.iter().filter(|round| round.id == id).collect::<Vec<_>>();
    assert_eq!((of("2027").len(), of("2028").len(), of("2019").len()), (1, 1, 1));
    assert_eq!((of("2027")[0].target_n, of("2027")[0].status.as_str()), (Some(40), "review"));
    let [own] = templates.as_slice() else { panic!("{templates:?}") };
    assert_eq!((own.id.as_str(), own.reason_en.as_str()), ("own", "Because of this"));
    let plan: serde_json::Value = serde_json::from_str(&own.plan).unwrap();
    assert_eq!(plan["criteria"][0]["goalposts"], serde_json::json!([0.3, 0.9]));
    assert_eq!(plan["constraints"]["count"], 7);
}

#[test]
fn a_round_of_an_unknown_programme_is_refused() {
    let office = Office::new();
    let spec = format!("{SPEC}{}", OWN.replace("programme = \"desmigratif\"", "programme = \"x\""));
    let error = office.import_with(&spec, false).unwrap_err().to_string();
    assert!(error.contains("`2027`") && error.contains("desmigratif"), "{error}");
}
