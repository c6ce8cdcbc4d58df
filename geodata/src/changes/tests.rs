use super::*;
use crate::testing::rows::change;

fn code(text: &str) -> AreaCode {
    text.parse().unwrap()
}

/// `from`, `to`, kind, day, share.
fn changes(rows: &[(&str, &str, &str, &str, Option<f64>)]) -> Result<Changes, ChangeError> {
    Changes::new(
        rows.iter()
            .map(|(from, to, kind, day, share)| change(from, to, kind, day, *share))
            .collect(),
    )
}

fn heirs(changes: &Changes, of: &str, since: Option<&str>) -> Vec<(String, Option<f64>)> {
    let heirs = changes.follow(code(of), since);
    heirs.iter().map(|heir| (heir.code.to_string(), heir.share)).collect()
}

#[test]
fn a_chain_is_followed_to_its_end_and_shares_are_multiplied() {
    let known = changes(&[
        ("52.03.01.2001", "52.03.02.2001", "recode", "2010-01-01", None),
        ("52.03.02.2001", "52.03.02.2001", "split", "2015-01-01", Some(0.75)),
        ("52.03.02.2001", "52.03.02.2009", "split", "2015-01-01", Some(0.25)),
        ("52.03.02.2009", "52.03.02.2010", "split", "2020-01-01", Some(0.5)),
        ("52.03.02.2009", "52.03.02.2011", "split", "2020-01-01", Some(0.5)),
        ("52.03.02.2011", "52.03.02.2001", "merge", "2022-01-01", None),
    ])
    .unwrap();
    let ends = |since| heirs(&known, "52.03.01.2001", since);
    let expected =
        [("52.03.02.2001".to_owned(), Some(0.875)), ("52.03.02.2010".to_owned(), Some(0.125))];
    assert_eq!(ends(None), expected);
    assert!(ends(Some("2010-01-01")).is_empty(), "the change of that day has taken place");
    assert_eq!(heirs(&known, "52.03.02.2009", None).len(), 2);
    assert!(heirs(&known, "52.03.03.2001", None).is_empty());
    let last = &known.follow(code("52.03.02.2011"), None)[0];
    assert_eq!((last.last.kind.as_str(), last.share), ("merge", Some(1.0)));
}

#[test]
fn a_share_that_nobody_states_is_not_made_up() {
    let known = changes(&[
        ("52.03", "52.03", "split", "2015-01-01", None),
        ("52.03", "52.09", "split", "2015-01-01", Some(0.25)),
    ])
    .unwrap();
    let expected = [("52.03".to_owned(), None), ("52.09".to_owned(), Some(0.25))];
    assert_eq!(heirs(&known, "52.03", None), expected);
}

#[test]
fn a_number_that_was_given_again_is_followed_by_its_edition() {
    // 96.04 is given away and taken again on one day.
    let known = changes(&[
        ("96.09", "96.04", "recode", "2024-01-01", None),
        ("96.04", "96.02", "recode", "2024-01-01", None),
    ])
    .unwrap();
    assert_eq!(heirs(&known, "96.09", Some("2023-01-01"))[0].0, "96.04");
    assert_eq!(heirs(&known, "96.04", Some("2023-01-01"))[0].0, "96.02");
    assert!(heirs(&known, "96.04", Some("2024-06-01")).is_empty());
    assert!(heirs(&known, "96.09", Some("soon")).is_empty(), "a day that is none follows nothing");
}

#[test]
fn a_circle_is_refused_and_one_that_days_untie_is_not() {
    let circle = [("52.01", "52.02", "recode", "", None), ("52.02", "52.01", "recode", "", None)];
    let message = changes(&circle).unwrap_err().to_string();
    assert!(message.contains("circle"), "{message}");
    let back = [
        ("52.01", "52.02", "recode", "2010-01-01", None),
        ("52.02", "52.01", "recode", "2012-01-01", None),
    ];
    assert_eq!(heirs(&changes(&back).unwrap(), "52.01", None)[0].0, "52.01");
    let itself = changes(&[("52.01", "52.01", "recode", "2010-01-01", None)]).unwrap_err();
    assert!(itself.to_string().contains("leads from 52.01 to 52.01"), "{itself}");
}

#[test]
fn what_contradicts_itself_is_refused_with_its_row() {
    let good = ("52.01", "52.02", "recode", "2010-01-01", None);
    for (bad, says) in [
        (("52.03", "52.04.01", "recode", "", None), "is the code of a regency"),
        (("5203", "52.04", "recode", "", None), "is not a Kemendagri code"),
        (("52.03", "52.04", "moved", "", None), "no kind of change"),
        (("52.03", "52.04", "rename", "", None), "a rename leads from"),
        (("52.03", "52.04", "recode", "2022-02-30", None), "no day"),
        (("52.03", "52.04", "recode", "22-07-25", None), "no day"),
        (("52.03", "52.04", "recode", "9999-12-31", None), "no day"),
        (("52.03", "52.04", "recode", "2022-07-25T10:00:00", None), "no day"),
        (("52.03", "52.04", "split", "2022-07-25", Some(0.4)), "has one part"),
        (("52.03", "52.04", "merge", "2022-07-25", Some(f64::NAN)), "no share"),
        (("52.03", "52.04", "merge", "2022-07-25", Some(-0.1)), "no share"),
        (("52.01", "52.04", "recode", "2010-01-01", None), "2 changes on one day"),
    ] {
        let error = changes(&[good, bad]).unwrap_err();
        assert!(error.to_string().contains(says), "{error} for {bad:?}");
        assert_eq!(error.row, 1, "{bad:?}");
    }
    let parts = |a, b| {
        let part = |to, share| ("52.01", to, "split", "2010-01-01", Some(share));
        changes(&[part("52.01", a), part("52.02", b)])
    };
    assert!(parts(0.5, 0.5).is_ok());
    assert!(parts(0.5, 0.6).unwrap_err().to_string().contains("sum to 1.1"));
}

#[test]
fn a_part_keeps_its_digits_only_as_a_question() {
    let known = Changes::new(facts().unwrap()).unwrap();
    let kept = known.kept(code("92.09.06.2002"), None).unwrap();
    assert_eq!((kept.code, kept.around.code), (code("96.04.06.2002"), code("96.04")));
    // The province was split, and the regency stayed.
    assert_eq!(known.kept(code("91.03.01.2001"), None), None);
    // What the regency of that number is today was never anything else.
    assert_eq!(known.kept(code("96.04.06.2002"), None), None);
}

#[test]
fn the_way_to_what_is_gone_ends_at_the_first_area_that_is_there() {
    let known = Changes::new(facts().unwrap()).unwrap();
    let there = ["91", "91.03", "92", "93", "93.01"].map(code);
    let found = |of: &str| known.successors(code(of), |code| there.contains(&code));
    let (whose, heirs) = found("91.01.05.2001").unwrap();
    assert_eq!((whose, heirs[0].code), (code("91.01"), code("93.01")));
    assert_eq!(heirs[0].last.basis, "UU 14/2022");
    assert!(found("91.03.99.2001").is_none(), "its regency is there, and never changed");
    assert!(found("91.02").is_none(), "what came of it is not in this dataset");
}

#[test]
fn the_facts_are_valid_and_lead_to_regencies_of_the_register() {
    let rows = facts().unwrap();
    let recoded: Vec<_> = rows.iter().filter(|row| row.kind == "recode").collect();
    assert_eq!((rows.len(), recoded.len()), (32, 26));
    let regencies = crate::facts::regencies().unwrap();
    for row in &recoded {
        let now = regencies.iter().find(|fact| fact.code == code(&row.to_code));
        assert!(now.is_some() && row.from_name.is_some(), "{row:?}");
        assert!(!regencies.iter().any(|fact| fact.code == code(&row.from_code)), "{row:?}");
    }
    let into =
        |province: &str| recoded.iter().filter(|row| row.to_code.starts_with(province)).count();
    assert_eq!(["93", "94", "95", "96"].map(into), [4, 8, 8, 6]);
    // The shares are those of the registered residents.
    let residents = |province: &str| -> f64 {
        let own = regencies.iter().filter(|fact| fact.code.is_within(code(province)));
        own.map(|fact| fact.population as f64).sum()
    };
    let known = Changes::new(rows.clone()).unwrap();
    for (of, parts) in [("91", &["91", "93", "94", "95"][..]), ("92", &["92", "96"])] {
        let all: f64 = parts.iter().map(|part| residents(part)).sum();
        let heirs = known.follow(code(of), None);
        assert_eq!(heirs.len(), parts.len());
        for (heir, part) in heirs.iter().zip(parts) {
            let share = heir.share.unwrap();
            assert!((share - residents(part) / all).abs() < 1e-5, "{part}: {share}");
        }
    }
    for alias in aliases().unwrap() {
        assert!(alias.area_code.parse::<AreaCode>().is_ok() && !alias.source.is_empty());
    }
}

fn made_of(
    changes: &Changes,
    of: &str,
    since: Option<&str>,
    had: bool,
) -> Vec<(String, Option<f64>)> {
    let formers = changes.made_of(code(of), since, had);
    formers.iter().map(|of| (of.code.to_string(), of.share)).collect()
}

#[test]
fn an_area_knows_what_it_was_made_of_in_every_edition() {
    let known = changes(&[
        // Two became one, which was given another number, and took in a third and a part of a fourth.
        ("52.07", "52.09", "merge", "2010-01-01", None),
        ("52.08", "52.09", "merge", "2010-01-01", None),
        ("52.09", "52.03", "recode", "2012-01-01", None),
        ("52.10", "52.03", "merge", "2015-01-01", None),
        ("52.11", "52.11", "split", "2020-01-01", Some(0.75)),
        ("52.11", "52.03", "split", "2020-01-01", Some(0.25)),
    ])
    .unwrap();
    let of = |since, had| made_of(&known, "52.03", Some(since), had);
    let whole = |of: &str| (of.to_owned(), Some(1.0));
    let quarter = ("52.11".to_owned(), Some(0.25));
    let first = [whole("52.07"), whole("52.08"), whole("52.10"), quarter.clone()];
    assert_eq!(of("2009-12-31", false), first);
    assert_eq!(of("2011-01-01", false), [whole("52.09"), whole("52.10"), quarter.clone()]);
    assert_eq!(of("2013-01-01", true), [whole("52.03"), whole("52.10"), quarter.clone()]);
    assert_eq!(of("2016-01-01", true), [whole("52.03"), quarter.clone()]);
    assert_eq!(of("2020-01-01", true), [whole("52.03")]);
    assert_eq!(
        made_of(&known, "52.11", Some("2016-01-01"), true),
        [("52.11".to_owned(), Some(0.75))]
    );
    assert_eq!(made_of(&known, "52.71", None, false), [whole("52.71")], "nothing is known of it");
    assert!(of("soon", true).is_empty());
    // A number that was given away and taken again on one day.
    let swapped = changes(&[
        ("96.09", "96.04", "recode", "2024-01-01", None),
        ("96.04", "96.02", "recode", "2024-01-01", None),
    ])
    .unwrap();
    assert_eq!(made_of(&swapped, "96.04", Some("2023-01-01"), true), [whole("96.09")]);
    assert_eq!(made_of(&swapped, "96.02", Some("2023-01-01"), false), [whole("96.04")]);
}

#[test]
fn whether_an_area_was_there_before_others_joined_it_is_told_by_the_changes() {
    let joined = |more: &[(&str, &str, &str, &str, Option<f64>)], had| {
        let one = ("52.07", "52.03", "merge", "2010-01-01", None);
        let known = changes(&[&[one], more].concat()).unwrap();
        let formers = made_of(&known, "52.03", None, had);
        formers.into_iter().map(|(code, _)| code).collect::<Vec<_>>()
    };
    let second = ("52.08", "52.03", "merge", "2010-01-01", None);
    let own = ("52.03", "52.03", "merge", "2010-01-01", None);
    assert_eq!(joined(&[], false), ["52.03", "52.07"], "what merges into nothing is a recode");
    assert_eq!(joined(&[second], false), ["52.07", "52.08"], "made of the two");
    assert_eq!(joined(&[second], true), ["52.03", "52.07", "52.08"], "a file has it");
    assert_eq!(joined(&[second, own], false), ["52.03", "52.07", "52.08"], "it has its own row");
}

#[test]
fn only_recodes_lead_to_the_same_area() {
    let known = changes(&[
        ("52.03.01.2001", "52.03.02.2001", "recode", "2010-01-01", None),
        ("52.03.02.2001", "52.03.02.2002", "recode", "2012-01-01", None),
        ("52.03.01.2003", "52.03.02.2003", "merge", "2010-01-01", None),
        ("52.03.02.2003", "52.03.02.2004", "recode", "2012-01-01", None),
        ("52.03.01.2005", "52.03.01.2005", "split", "2010-01-01", Some(0.5)),
        ("52.03.01.2005", "52.03.01.2006", "split", "2010-01-01", Some(0.5)),
        ("52.03.01.2006", "52.03.01.2007", "recode", "2011-01-01", None),
        ("52.03.01.2005", "52.03.01.2007", "merge", "2012-01-01", None),
        ("52.09", "52.04", "recode", "2010-01-01", None),
    ])
    .unwrap();
    let villages = ["52.03.02.2002", "52.03.02.2004", "52.03.01.2007"].map(code);
    let gone = code("52.09");
    let exists = |code: AreaCode| match code.level() {
        Level::Village => villages.contains(&code),
        _ => !code.is_within(gone),
    };
    let today = |of: &str| known.today(code(of), exists);
    let to = |of: &str| match today(of) {
        Today::Elsewhere(heir) => heir.code.to_string(),
        Today::Among(whose, heirs) => format!("{whose}: {}", heirs.len()),
        other => format!("{other:?}"),
    };
    assert_eq!(to("52.03.01.2001"), "52.03.02.2002");
    assert_eq!(to("52.03.01.2003"), "52.03.01.2003: 1", "it was merged on the way");
    assert_eq!(to("52.03.01.2005"), "52.03.01.2005: 1", "it was split on the way");
    assert_eq!(to("52.03.02.2004"), "There");
    assert_eq!(to("52.09.01.2001"), "52.09: 1");
    assert_eq!(to("52.04.01.2001"), "Unknown");
    let ground = |of: &str| known.ground(code(of), exists).to_string();
    assert_eq!(
        (ground("52.09.01.2001"), ground("52.09")),
        ("52.04".to_owned(), "52.04".to_owned())
    );
    assert_eq!(ground("52.03.01.2003"), "52.03.01.2003");
}
