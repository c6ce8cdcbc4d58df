use super::fixture::{candidates, columns, plan};
use crate::{Method, MissingPolicy, Normalisation, rank, sql};

#[test]
fn the_query_carries_the_numbers_of_the_plan_unrounded() {
    let mut plan = plan(Method::Wsm, None);
    plan.candidates.condition = Some("kind = 'desa' -- only villages".into());
    plan.criteria[1].missing = Some(MissingPolicy::Reject);
    for (criterion, column) in plan.criteria.iter_mut().zip(columns()) {
        criterion.goalposts = Some([column[0].min(column[1]), column[0].max(column[1])]);
    }
    plan.criteria[0].goalposts = Some([-0.1, 0.3]);
    let ranking = rank(&plan, &candidates()).unwrap();
    let sql = sql::recompute(&plan, &ranking, Some("pmi")).unwrap();
    assert!(
        sql.contains("0.3 * least(greatest((CAST(\"C1\" AS DOUBLE) - (-0.1)) / 0.4, 0.0), 1.0)")
    );
    assert!(sql.contains("(0.71 - CAST(\"C6\" AS DOUBLE))"), "a cost counts down: {sql}");
    assert!(sql.contains("-- only villages\n  )"), "a comment does not swallow the bracket");
    assert!(sql.contains("\"C2\" IS NOT NULL"));
}

#[test]
fn there_is_no_query_for_what_sql_cannot_recompute() {
    let plan_of = |method, normalisation| {
        let plan = plan(method, normalisation);
        let ranking = rank(&plan, &candidates()).unwrap();
        sql::recompute(&plan, &ranking, None)
    };
    assert_eq!(plan_of(Method::Topsis, None), None);
    assert_eq!(plan_of(Method::Wsm, Some(Normalisation::Minmax)), None);
}
