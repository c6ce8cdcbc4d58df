use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use super::*;
use crate::code::AreaCode;

#[test]
fn every_committed_table_is_valid_and_names_its_source() {
    let facts = facts().unwrap();
    assert_eq!(facts.pillars.len(), 4);
    assert_eq!(facts.designations.len(), 6);
    for designation in &facts.designations {
        let code: AreaCode = designation.village_code.parse().unwrap();
        assert_eq!(code.level(), crate::Level::Village);
        assert_eq!(designation.funding, "UNKNOWN");
    }
    assert!(facts.claims.iter().all(|claim| !claim.source.is_empty()));
    assert!(facts.institutions.iter().all(|institution| !institution.source.is_empty()));
}

#[test]
fn the_rounds_of_2016_to_2019_sum_to_the_claim_of_402() {
    let facts = facts().unwrap();
    let targets: i32 =
        facts.rounds.iter().filter(|r| r.year <= 2019).filter_map(|r| r.target_n).sum();
    assert_eq!(targets, 402);
    assert!(facts.claims.iter().any(|claim| claim.value == Some(402.0)));
    assert!(facts.claims.iter().any(|claim| claim.value == Some(503.0)));
}

#[test]
fn only_the_cirebon_claim_has_a_funding_source() {
    let funded: Vec<_> =
        facts().unwrap().claims.into_iter().filter(|claim| claim.funding != "UNKNOWN").collect();
    assert_eq!(funded.len(), 1);
    assert_eq!(funded[0].area_code.as_deref(), Some("32.09"));
    assert_eq!(funded[0].funding, "DANA_DESA");
}

/// Where each fact of the articles stands in our tables.
#[derive(serde::Deserialize)]
struct Stands {
    fact: u32,
    table: String,
    row: String,
}

/// A fact of the articles, as somebody else listed them.
#[derive(serde::Deserialize)]
struct Fact {
    fact_id: u32,
    fact_type: String,
    subject: String,
    value: Option<f64>,
    #[serde(rename = "kode_kemendagri_2025")]
    code: String,
    source_file: String,
}

fn stands() -> Vec<Stands> {
    rows("the places of facts", include_str!("../../tests/fixtures/articles.csv")).unwrap()
}

/// The rows of our tables by table and key, each with what the fact must agree with.
fn known(facts: &ProgrammeTables) -> HashMap<(&'static str, String), Row> {
    let row = |text: &str, value: Option<f64>, source: &str| Row {
        text: text.to_owned(),
        value,
        source: source.to_owned(),
    };
    let name = |id: &str| {
        facts.institutions.iter().find(|i| i.id == id).map(|i| i.name.as_str()).unwrap_or_default()
    };
    let mut known = HashMap::new();
    for r in &facts.claims {
        known.insert(("claims", r.id.clone()), row("", r.value, &r.source));
    }
    for r in &facts.statements {
        known.insert(("statements", r.id.clone()), row("", None, &r.source));
    }
    for r in &facts.events {
        known.insert(("events", r.id.clone()), row("", None, &r.source));
    }
    for r in &facts.office_holders {
        known.insert(("office_holders", r.id.clone()), row(&r.name, None, &r.source));
    }
    for r in &facts.designations {
        known.insert(("designations", r.id.clone()), row(&r.village_code, None, &r.source));
    }
    for r in &facts.pillar_wordings {
        known.insert(("pillar_wordings", r.wording.clone()), row(&r.wording, None, &r.source));
    }
    for r in &facts.ltsa_desks {
        let key = format!("{}/{}", r.version, r.desk_type);
        known.insert(("ltsa_desks", key), row("", None, &r.source));
    }
    for r in &facts.partnerships {
        let year = r.year.map(|year| year.to_string()).unwrap_or_default();
        let key = format!("{}/{year}", r.institution);
        known.insert(("partnerships", key), row(name(&r.institution), None, &r.source));
    }
    known
}

#[derive(Debug)]
struct Row {
    text: String,
    value: Option<f64>,
    source: String,
}

#[test]
fn every_fact_of_the_articles_stands_in_a_table() {
    let facts = facts().unwrap();
    let known = known(&facts);
    let stands = stands();
    let numbers: BTreeSet<u32> = stands.iter().map(|place| place.fact).collect();
    assert_eq!(numbers, (1..=133).collect());
    for place in &stands {
        let there = known.keys().any(|(table, row)| *table == place.table && *row == place.row);
        assert!(there, "{}: {} {}", place.fact, place.table, place.row);
    }
    let of_kind = |kind: &str| facts.statements.iter().filter(|s| s.kind == kind).count();
    assert_eq!((of_kind("objective"), of_kind("rationale"), of_kind("ownership")), (14, 3, 2));
    for holder in &facts.office_holders {
        let named = |id: &String| facts.institutions.iter().any(|i| i.id == *id);
        assert!(holder.institution.as_ref().is_none_or(named), "{}", holder.id);
        let took_place = |id: &String| facts.events.iter().any(|e| e.id == *id);
        assert!(holder.event.as_ref().is_none_or(took_place), "{}", holder.id);
    }
    let main = |version: &str, main| {
        let of = |desk: &&crate::dataset::LtsaDesk| desk.version == version && desk.main == main;
        facts.ltsa_desks.iter().filter(of).count()
    };
    assert_eq!((main("menaker_2021", Some(true)), main("menaker_2021", Some(false))), (7, 1));
    assert_eq!(main("pp_59_2021", None), 8, "the regulation does not tell main desks from others");
}

#[test]
fn the_tables_say_what_the_list_of_facts_says() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let shared = std::env::var_os("DESMIGRATIF_SHARED").map_or(beside, Into::into);
    let Ok(text) = std::fs::read_to_string(shared.join("planning/seed_facts.csv")) else {
        crate::testing::skipped(
            "the list of facts is not here; put it at ../shared/planning or set DESMIGRATIF_SHARED",
        );
        return;
    };
    let list: Vec<Fact> = rows("seed_facts", &text).unwrap();
    assert_eq!(list.len(), 133);
    let facts = facts().unwrap();
    let known = known(&facts);
    let stands = stands();
    for fact in list {
        let place = stands.iter().find(|place| place.fact == fact.fact_id).unwrap();
        let (_, row) = known
            .iter()
            .find(|((table, row), _)| *table == place.table && *row == place.row)
            .unwrap();
        let at = format!("{} {}: {row:?}", fact.fact_id, fact.subject);
        // Two sources may name one institution; each partnership has its own.
        assert!(row.source.contains(&fact.source_file), "{at}");
        match fact.fact_type.as_str() {
            "designation" => assert_eq!(row.text, fact.code, "{at}"),
            "person" | "pillar" => assert_eq!(row.text, fact.subject, "{at}"),
            _ if fact.value.is_some() && place.table == "claims" => {
                assert_eq!(row.value, fact.value, "{at}");
            }
            _ => {}
        }
    }
}
