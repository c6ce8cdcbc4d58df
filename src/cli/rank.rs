//! `desmigratif rank`: the candidates of a plan, best first.

use super::plan::{Format, Opened, PlanArguments, cell, csv, read, table, with_hint};
use crate::planning::{self, Excerpt, RankedVillage, RankingAnswer};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    plan: PlanArguments,
    /// Villages to list at most.
    #[arg(long, default_value_t = 100)]
    limit: usize,
    /// List only villages of this area; ranks stay national.
    #[arg(long, value_name = "CODE")]
    within: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let opened = Opened::open(&arguments.plan.data)?;
    let prepared = opened.prepare(read(&arguments.plan.plan)?)?;
    let excerpt = Excerpt { limit: arguments.limit, offset: 0, within: arguments.within.clone() };
    let answer = planning::ranking(&opened.dataset, &prepared, &excerpt).map_err(with_hint)?;
    super::output::print(&match arguments.plan.format {
        Format::Json => serde_json::to_string_pretty(&answer)? + "\n",
        Format::Csv => csv(&rows(&answer, true)),
        Format::Table => page_of(&answer),
    })
}

fn page_of(answer: &RankingAnswer) -> String {
    let mut page = table(&rows(answer, false));
    page.push_str(&format!(
        "\n{} of {} candidates, plan {}\n",
        answer.items.len(),
        answer.candidates,
        answer.plan_hash
    ));
    if answer.not_assessable > 0 {
        let open = answer.not_assessable;
        page.push_str(&format!(
            "note: {open} villages cannot be assessed: the condition asks for a value that is not known of them\n"
        ));
    }
    if let Some(reach) = answer.reach.as_ref().filter(|r| r.regencies_known < r.regencies) {
        page.push_str(&format!(
            "note: {} is known in {} of {} regencies\n",
            reach.indicator, reach.regencies_known, reach.regencies
        ));
    }
    for warning in &answer.warnings {
        page.push_str(&format!("note: {}\n", warning.detail));
    }
    page
}

/// A heading and one row a village; with the parts of the score for other programs.
fn rows(answer: &RankingAnswer, with_parts: bool) -> Vec<Vec<String>> {
    let names: Vec<String> = answer.criteria.iter().map(|c| c.indicator.clone()).collect();
    let mut heading: Vec<String> =
        ["rank", "best", "worst", "code", "name", "regency", "province", "score"]
            .map(str::to_owned)
            .to_vec();
    if with_parts {
        heading.extend(names.iter().cloned());
    }
    let row = |item: &RankedVillage| {
        let score = |x: f64| if with_parts { x.to_string() } else { format!("{x:.6}") };
        let mut row = vec![
            cell(item.rank),
            cell(item.rank_best),
            cell(item.rank_worst),
            item.id.clone(),
            cell(item.name.as_ref()),
            cell(item.regency_name.as_ref()),
            cell(item.province_name.as_ref()),
            cell(item.score.map(score)),
        ];
        if with_parts {
            row.extend(names.iter().map(|name| cell(item.parts.get(name).copied().flatten())));
        }
        row
    };
    std::iter::once(heading).chain(answer.items.iter().map(row)).collect()
}
