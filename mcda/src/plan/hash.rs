//! One short name for a plan: equal plans have equal hashes, however they were written down.

use super::Plan;
use geodata::canonical::{canonical, short_fingerprint};

/// BLAKE3 of the plan as canonical JSON (keys sorted, defaults left out), as 32 hex digits. The
/// basket is left out: it is no input.
pub fn plan_hash(plan: &Plan) -> String {
    if !plan.basket.is_empty() {
        return plan_hash(&plan.without_basket());
    }
    // A plan holds only numbers, texts, lists and maps with text keys: all of it is JSON, except
    // numbers that are not finite, which validation refuses before anything is computed.
    let text = canonical(plan).unwrap_or_default();
    short_fingerprint(32, [text])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(text: &str) -> Plan {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn the_order_of_keys_and_written_out_defaults_do_not_change_the_hash() {
        let a = plan(r#"{"criteria": [{"indicator": "x", "weight": 1, "direction": "cost"}]}"#);
        let b = plan(
            r#"{"missing": "interval", "method": "wsm",
                "criteria": [{"direction": "cost", "weight": 1.0, "indicator": "x"}]}"#,
        );
        assert_eq!(plan_hash(&a), plan_hash(&b));
        assert_eq!(plan_hash(&a).len(), 32);
    }

    #[test]
    fn what_has_been_picked_so_far_does_not_change_the_hash() {
        let a = plan(r#"{"criteria": [{"indicator": "x", "weight": 1}]}"#);
        let b = Plan { basket: vec!["52.03.01.2001".into()], ..a.clone() };
        assert_ne!(a, b);
        assert_eq!(plan_hash(&a), plan_hash(&b));
    }

    #[test]
    fn years_change_the_hash_only_where_they_are_three() {
        let of = |years: &str| {
            let criteria = r#""criteria": [{"indicator": "x", "weight": 1}]"#;
            plan_hash(&plan(&format!("{{{years}{criteria}}}")))
        };
        assert_eq!(of(""), of(r#""years": 1, "#));
        assert_ne!(of(""), of(r#""years": 3, "#));
        // The text that is hashed is as it was before plans could say so.
        let text = canonical(&plan(r#"{"criteria": [{"indicator": "x", "weight": 1}]}"#)).unwrap();
        assert!(!text.contains("years"), "{text}");
    }

    #[test]
    fn another_weight_is_another_plan() {
        let a = plan(r#"{"criteria": [{"indicator": "x", "weight": 0.1}]}"#);
        let b = plan(r#"{"criteria": [{"indicator": "x", "weight": 0.2}]}"#);
        assert_ne!(plan_hash(&a), plan_hash(&b));
    }
}
