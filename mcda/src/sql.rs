//! The ranking as SQL: the same operations on the same numbers in the same order, so that the
//! query gives the scores and ranks of [`rank()`](super::rank()) to the last bit.

use std::fmt::Write as _;

use super::plan::Figures;
use super::{Direction, Method, MissingPolicy, Plan, Ranking, UsedCriterion};

/// The table of candidates.
const TABLE: &str = "village_indicators";
/// The same table, where figures that are imputed stand for those that nobody published.
const WITH_IMPUTED: &str = "village_indicators_with_imputed";

/// The same table with means of three years.
const OF_THREE_YEARS: &str = "village_indicators_of_three_years";

/// The table of candidates that holds these figures.
pub const fn table(figures: Figures) -> &'static str {
    match figures {
        Figures::Latest => TABLE,
        Figures::WithImputed => WITH_IMPUTED,
        Figures::OfThreeYears => OF_THREE_YEARS,
    }
}

/// SQL that recomputes a weighted sum over goalposts from the table that the plan names. `migrants` is the column
/// that decides between equal scores. `None` for other methods and normalisations, for medians,
/// and for candidates that stand in the plan itself: those are not in any table.
pub fn recompute(plan: &Plan, ranking: &Ranking, migrants: Option<&str>) -> Option<String> {
    let official = plan.method == Method::Wsm && plan.candidates.rows.is_none();
    let used: Vec<(usize, &UsedCriterion, [f64; 2])> = ranking
        .criteria
        .iter()
        .enumerate()
        .filter(|(_, c)| c.dropped.is_none())
        .map(|(j, c)| c.goalposts.map(|g| (j, c, g)))
        .collect::<Option<_>>()?;
    let clipped = ranking.normalisation == super::Normalisation::Goalposts;
    let medians = used.iter().any(|(j, ..)| plan.missing_policy(*j) == MissingPolicy::Median);
    if !official || !clipped || medians || used.is_empty() {
        return None;
    }
    let mut sql = String::from("WITH parts AS (\n  SELECT code, name");
    if let Some(column) = migrants {
        let _ = write!(sql, ", {} AS migrants", quoted(column));
    }
    for (j, criterion, [low, high]) in &used {
        let column = quoted(&criterion.indicator);
        let value = format!("CAST({column} AS DOUBLE)");
        let distance = match criterion.direction {
            Direction::Benefit => format!("({value} - {})", number(*low)),
            Direction::Cost => format!("({} - {value})", number(*high)),
        };
        let scaled = format!("{distance} / {}", number(high - low));
        let _ = write!(
            sql,
            ",\n    CASE WHEN {column} IS NULL THEN 0.0 ELSE {} * least(greatest({scaled}, 0.0), 1.0) END AS part_{j}",
            number(criterion.weight)
        );
        if plan.missing_policy(*j) == MissingPolicy::Reweight {
            let weight = number(criterion.weight);
            let _ = write!(
                sql,
                ",\n    CASE WHEN {column} IS NULL THEN {weight} ELSE 0.0 END AS out_{j}"
            );
        }
    }
    let _ = write!(sql, "\n  FROM {}", table(plan.figures()));
    let required = plan
        .criteria
        .iter()
        .enumerate()
        .filter(|(j, _)| plan.missing_policy(*j) == MissingPolicy::Reject);
    let conditions: Vec<String> = plan
        .candidates
        .condition
        .iter()
        // On lines of its own, so that a comment at its end does not swallow the bracket.
        .map(|condition| format!("(\n    {condition}\n  )"))
        .chain(required.map(|(_, c)| format!("{} IS NOT NULL", quoted(&c.indicator))))
        .collect();
    if !conditions.is_empty() {
        let _ = write!(sql, "\n  WHERE {}", conditions.join(" AND "));
    }
    let sum = |prefix: &str, keep: &dyn Fn(usize) -> bool| -> String {
        let terms: Vec<String> =
            used.iter().filter(|(j, ..)| keep(*j)).map(|(j, ..)| format!("{prefix}_{j}")).collect();
        terms.join(" + ")
    };
    let reweights = |j: usize| plan.missing_policy(j) == MissingPolicy::Reweight;
    let left_out = sum("out", &reweights).replace(" + ", " - ");
    let total = sum("part", &|_| true);
    let score = if left_out.is_empty() {
        total
    } else {
        let counted = format!("(1.0 - {left_out})");
        format!(
            "CASE WHEN {counted} > 0.0 AND {counted} < 1.0 THEN ({total}) / {counted} ELSE {total} END"
        )
    };
    let parts: String =
        used.iter().map(|(j, c, _)| format!(",\n  part_{j} AS {}", quoted(&c.indicator))).collect();
    let tie = if migrants.is_some() { "migrants DESC NULLS LAST, " } else { "" };
    let carried = if migrants.is_some() { ", migrants" } else { "" };
    let inner: String = used.iter().map(|(j, ..)| format!(", part_{j}")).collect();
    let _ = write!(
        sql,
        "\n), scores AS (\n  SELECT code, name{carried}{inner},\n    {score} AS score\n  FROM parts\n)\n\
         SELECT rank() OVER (ORDER BY round(score, 12) DESC) AS rank,\n  code AS id, name, score{parts}\n\
         FROM scores\nORDER BY round(score, 12) DESC, {tie}code"
    );
    Some(sql)
}

/// A name as an SQL identifier.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A number whose text reads back as the same number.
fn number(x: f64) -> String {
    if x < 0.0 { format!("({x:?})") } else { format!("{x:?}") }
}
