use geodata::coverage::gaps;

use super::fixture::{assert_close, at, fixture, numbers, ranks, villages};
use crate::equity::{equity, hamilton, sainte_lague};

#[test]
fn the_lorenz_curve_gini_hoover_and_gaps_are_those_of_the_reference() {
    let need = numbers(at("/equity/need_pmi"));
    let designated = numbers(at("/equity/designated"));
    let found = equity(&need, &designated).unwrap();
    let expected = &fixture()["equity"];
    let order: Vec<&str> =
        found.order.iter().map(|i| expected["units"][*i].as_str().unwrap()).collect();
    assert_eq!(expected["lorenz_order"], serde_json::json!(order));
    assert_close(&found.cumulative_need, &numbers(&expected["lorenz_x_cum_need"]), "x");
    let y = numbers(&expected["lorenz_y_cum_designated"]);
    assert_close(&found.cumulative_designated, &y, "y");
    assert_close(
        &[found.gini],
        &numbers(&serde_json::json!([expected["gini_need_weighted"]])),
        "gini",
    );
    assert_close(
        &[found.hoover],
        &numbers(&serde_json::json!([expected["hoover_index"]])),
        "hoover",
    );
    let expected_gaps = numbers(&expected["coverage_gap (expected-designated)"]);
    assert_close(&gaps(&need, &designated).unwrap(), &expected_gaps, "gaps");
    assert_eq!(hamilton(&need, 10), ranks(&expected["quota_10_seats_largest_remainder"]));
    assert_eq!(sainte_lague(&need, 10), ranks(&expected["quota_10_seats_sainte_lague"]));
}

#[test]
fn quotas_hand_out_every_seat_and_nothing_without_need() {
    for seats in [0, 1, 7, 150] {
        for quota in [hamilton, sainte_lague] {
            let given = quota(&[3.0, 0.0, 5.5, 1.0], seats);
            assert_eq!(given.iter().sum::<u32>(), seats);
            assert_eq!(given[1], 0);
        }
    }
    assert_eq!(hamilton(&[0.0], 3), [0]);
    assert!(equity(&[1.0], &[0.0]).is_none());
    assert_eq!(villages("id").len(), 12);
}
