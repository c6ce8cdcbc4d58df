//! Planning a whole country: `make bench`, or `cargo bench --bench planning`.
//!
//! Runs over the dataset directory in `DATA` (else `data`, which `make run` fills), and prints
//! medians beside those of a peer on the same machine in the same run: the ranking beside the SQL
//! that recomputes it, robustness beside sorting all villages for every weighting. No peer finds
//! the best set of a whole country; its time stands alone.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark that cannot run should stop, and one that runs should tell"
)]

mod shared;

use std::hint::black_box;
use std::time::Instant;

use desmigratif::planning::{self, Excerpt, Prepared, SensitivityOptions, Source};
use geodata::dataset::Dataset;
use geodata::values::Values;
use mcda::{Plan, Silent, rank};
use queries::{Limits, QueryEngine, QueryRequest};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::json;
use tokio::runtime::Runtime;

/// Criteria of the plan.
const CRITERIA: usize = 12;

fn main() {
    let Some(data) = shared::data() else { return };
    let dataset = Dataset::open(&data).unwrap();
    let engine =
        QueryEngine::new(&dataset, &Values::new(&dataset).unwrap(), Limits::default()).unwrap();
    let source = Source::new(&dataset, &engine);
    let runtime = Runtime::new().unwrap();
    let prepare = |plan: Plan| runtime.block_on(source.prepare(plan)).unwrap();
    let all = prepare(plan(&dataset));
    println!("{}: {} villages", data.display(), all.candidates.len());
    ranking(&runtime, &engine, &dataset, &all);
    robustness(&source, &all);
    let plan = runtime.block_on(planning::default_plan(&source)).unwrap();
    selection(&source, &plan, &prepare);
}

/// Every village by the first criteria of the catalogue.
fn plan(dataset: &Dataset) -> Plan {
    let indicators = dataset.indicators().unwrap();
    let known = indicators.iter().filter(|one| one.direction != "none").take(CRITERIA);
    let criterion = |id: &String| json!({"indicator": id, "weight": 1});
    let criteria: Vec<_> = known.map(|one| criterion(&one.id)).collect();
    println!("{} criteria", criteria.len());
    serde_json::from_value(json!({"criteria": criteria})).unwrap()
}

fn ranking(runtime: &Runtime, engine: &QueryEngine, dataset: &Dataset, all: &Prepared) {
    let ours = median(41, || rank(&all.plan, &all.candidates).unwrap());
    let excerpt = Excerpt { limit: 1, offset: 0, within: None };
    let sql = planning::ranking(dataset, all, &excerpt).unwrap().sql.unwrap();
    let peer = median(9, || {
        let request = QueryRequest::new(sql.clone());
        runtime.block_on(async { engine.run(request).await.unwrap().collect().await.unwrap() })
    });
    line("rank all", ours, "its SQL, first rows", peer);
}

fn robustness(source: &Source<'_>, all: &Prepared) {
    let draws = 10_000;
    let options = SensitivityOptions {
        draws: Some(draws),
        weights: planning::WeightChoice::Uniform,
        ..SensitivityOptions::default()
    };
    let ours = median(1, || planning::sensitivity(source, all, &options, &Silent).unwrap());
    let ranking = rank(&all.plan, &all.candidates).unwrap();
    let n = all.candidates.len();
    let columns: Vec<Vec<f64>> = (0..all.plan.criteria.len())
        .map(|j| {
            let value = |i| ranking.normalised(&all.candidates, i, j).unwrap_or(0.0);
            (0..n).map(value).collect()
        })
        .collect();
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let tried = 20;
    let peer = median(1, || {
        for _ in 0..tried {
            let weights: Vec<f64> = columns.iter().map(|_| -random.random::<f64>().ln()).collect();
            let score = |i: usize| columns.iter().zip(&weights).map(|(c, w)| c[i] * w).sum();
            let scores: Vec<f64> = (0..n).map(score).collect();
            let mut order: Vec<u32> = (0..n as u32).collect();
            order.sort_unstable_by(|a, b| scores[*b as usize].total_cmp(&scores[*a as usize]));
            black_box(order);
        }
    });
    line("10,000 weightings", ours, "sorting all each time", peer * draws as f64 / tried as f64);
}

fn selection(source: &Source<'_>, plan: &Plan, prepare: &impl Fn(Plan) -> Prepared) {
    for (name, more) in [
        ("the plan to begin with", json!({})),
        (
            "the same, two a province, budgets",
            json!({
                "per_province": {"min": 2}, "cost": 200_000_000, "budget": {"APBN": 2.5e10, "DANA_DESA": 7e9}
            }),
        ),
    ] {
        let mut value = serde_json::to_value(plan).unwrap();
        let constraints = value["constraints"].as_object_mut().unwrap();
        constraints.extend(more.as_object().unwrap().clone());
        let prepared = prepare(serde_json::from_value(value).unwrap());
        let started = Instant::now();
        let found = planning::selection(source, &prepared, &Silent).unwrap();
        let seconds = started.elapsed().as_secs_f64();
        let candidates = found.candidates;
        println!(
            "{name:<34} {seconds:>8.2} s   {:?} of {candidates}, gap {:?}, {} best sets",
            found.status,
            found.gap,
            found.best_sets.len()
        );
    }
}

fn line(what: &str, ours: f64, peer: &str, theirs: f64) {
    let (ours, theirs, ratio) = (ours * 1e3, theirs * 1e3, theirs / ours);
    println!("{what:<34} {ours:>8.2} ms   {peer}: {theirs:.1} ms, {ratio:.1} times as long");
}

/// Median of the seconds that some runs take.
fn median<T>(runs: usize, mut run: impl FnMut() -> T) -> f64 {
    let mut seconds: Vec<f64> = (0..runs)
        .map(|_| {
            let started = Instant::now();
            black_box(run());
            started.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    seconds[runs / 2]
}
