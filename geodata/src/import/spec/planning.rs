//! Rounds and templates of plans in a specification.

use std::collections::BTreeSet;

use crate::dataset::{Indicator, Round};
use crate::templates::Template;

/// What the state of a round may be.
const STATES: [&str; 4] = ["draft", "review", "signed", "closed"];

/// What is wrong with them, in words.
pub(super) fn check(
    rounds: &[Round],
    templates: &[Template],
    catalogue: &[Indicator],
) -> Result<(), String> {
    let mut ids = BTreeSet::new();
    for round in rounds {
        if !ids.insert(round.id.as_str()) {
            return Err(format!("the round `{}` is stated twice", round.id));
        }
        if !STATES.contains(&round.status.as_str()) {
            let states = STATES.join(", ");
            return Err(format!("the status of the round `{}` is none of {states}", round.id));
        }
        if round.target_n.is_some_and(|target| target < 1) {
            return Err(format!("target_n of the round `{}` must be positive", round.id));
        }
    }
    let mut ids = BTreeSet::new();
    for template in templates {
        let id = &template.id;
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        if id.is_empty() || !id.bytes().all(plain) {
            return Err(format!("the id of the template `{id}` must be of a-z, 0-9 and _"));
        }
        if !ids.insert(id.as_str()) {
            return Err(format!("the template `{id}` is stated twice"));
        }
        let texts =
            [&template.title_id, &template.title_en, &template.reason_id, &template.reason_en];
        if texts.iter().any(|text| text.trim().is_empty()) {
            return Err(format!("the template `{id}` has an empty title or reason"));
        }
        if template.indicators().next().is_none() {
            return Err(format!("the plan of the template `{id}` has no criteria"));
        }
        let unknown = |indicator: &&str| !catalogue.iter().any(|line| line.id == *indicator);
        if let Some(unknown) = template.indicators().find(unknown) {
            return Err(format!(
                "the template `{id}` compares by `{unknown}`, which is not in the catalogue"
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue;

    fn refused(rounds: &str, templates: &str) -> String {
        #[derive(serde::Deserialize)]
        struct Part {
            #[serde(default)]
            rounds: Vec<Round>,
            #[serde(default)]
            templates: Vec<Template>,
        }
        let part: Part = toml::from_str(&format!("{rounds}\n{templates}")).unwrap();
        let catalogue = catalogue::indicators().unwrap();
        check(&part.rounds, &part.templates, &catalogue).err().unwrap_or_default()
    }

    fn round(id: &str, status: &str, target: i32) -> String {
        format!(
            "[[rounds]]\nid = '{id}'\nprogramme = 'desmigratif'\nyear = 2028\nname = 'n'\n\
             target_n = {target}\nstatus = '{status}'\nsource = 's'\n"
        )
    }

    fn template(id: &str, indicator: &str) -> String {
        format!(
            "[[templates]]\nid = '{id}'\ntitle_id = 't'\ntitle_en = 't'\nreason_id = 'r'\n\
             reason_en = 'r'\nplan = {{ criteria = [{{ indicator = '{indicator}', weight = 1 }}] }}\n"
        )
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(refused(&round("2028", "draft", 5), &template("own", "idm")), "");
        let twice = round("2028", "draft", 5).repeat(2);
        assert!(refused(&twice, "").contains("`2028` is stated twice"));
        assert!(refused(&round("2028", "open", 5), "").contains("none of draft, review"));
        assert!(refused(&round("2028", "draft", 0), "").contains("target_n"));
        assert!(refused("", &template("own", "idn")).contains("`idn`"));
        assert!(refused("", &template("My own", "idm")).contains("a-z"));
        assert!(refused("", &template("own", "idm").repeat(2)).contains("twice"));
        assert!(refused("", &template("own", "idm").replace("'r'", "' '")).contains("reason"));
    }
}
