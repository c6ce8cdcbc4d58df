//! `desmigratif select`: the best set of villages under the constraints of a plan.

use super::plan::{Format, Opened, PlanArguments, cell, csv, read, table, with_hint};
use super::progress::Selecting;
use crate::planning::{self, SelectionAnswer};

pub(super) fn run(arguments: &PlanArguments) -> anyhow::Result<()> {
    let opened = Opened::open(&arguments.data)?;
    let prepared = opened.prepare(read(&arguments.plan)?)?;
    let watch = Selecting::begin();
    let answer = planning::selection(&opened.source(), &prepared, &watch);
    watch.finish();
    let answer = answer.map_err(with_hint)?;
    super::output::print(&match arguments.format {
        Format::Json => serde_json::to_string_pretty(&answer)? + "\n",
        Format::Csv => csv(&rows(&answer)),
        Format::Table => page_of(&answer)?,
    })
}

fn page_of(answer: &SelectionAnswer) -> anyhow::Result<String> {
    let mut page = table(&rows(answer));
    let status = serde_json::to_value(answer.status)?;
    page.push_str(&format!(
        "\n{} of {} candidates, {}, objective {}, plan {}\n",
        answer.selected.len(),
        answer.candidates,
        status.as_str().unwrap_or_default(),
        cell(answer.objective),
        answer.plan_hash
    ));
    for relax in &answer.relax {
        page.push_str(&format!("relax {}: {}\n", relax.constraint, relax.detail));
    }
    for warning in &answer.warnings {
        page.push_str(&format!("note: {}\n", warning.detail));
    }
    Ok(page)
}

fn rows(answer: &SelectionAnswer) -> Vec<Vec<String>> {
    let heading = ["code", "name", "regency", "province", "rank", "score", "cost", "funding"];
    let rows = answer.items.iter().map(|item| {
        let village = &item.village;
        vec![
            village.id.clone(),
            cell(village.name.as_ref()),
            cell(village.regency_name.as_ref()),
            cell(village.province_name.as_ref()),
            cell(village.rank),
            cell(village.score),
            cell(item.cost),
            cell(item.funding.as_ref()),
        ]
    });
    std::iter::once(heading.map(str::to_owned).to_vec()).chain(rows).collect()
}
