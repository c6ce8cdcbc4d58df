//! The answer of a join for one part of the probing input, batch by batch.

use std::collections::VecDeque;
use std::sync::Arc;

use arrow::array::{AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::SendableRecordBatchStream;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::metrics::BaselineMetrics;
use futures::StreamExt;
use futures::future::{BoxFuture, Shared};

use super::build::{Built, Part};
use super::condition::Condition;
use super::duty::{Duties, Duty};
use super::output::{Layout, Rows};
use super::pair::Search;
use super::probe::{Partners, Pause, Probing};

/// The rows that are held, as all streams wait for them.
pub(super) type Holding =
    Shared<BoxFuture<'static, std::result::Result<Arc<Built>, Arc<DataFusionError>>>>;

/// What is asked of the pairs that hold.
#[derive(Debug, Clone)]
pub(super) struct Rest {
    pub filter: Arc<dyn PhysicalExpr>,
    pub layout: Layout,
}

/// One stream of a join.
pub(super) struct JoinStream {
    pub holding: Holding,
    pub probe: SendableRecordBatchStream,
    pub part: Part,
    pub condition: Arc<Condition>,
    pub build_first: bool,
    /// The largest distance, where it is a constant.
    pub limit: Option<Arc<dyn PhysicalExpr>>,
    pub rest: Option<Rest>,
    pub duties: Duties,
    pub layout: Layout,
    pub batch_rows: usize,
    pub metrics: BaselineMetrics,
    pub state: State,
}

/// How far a stream is.
#[derive(Default)]
pub(super) struct State {
    ready: VecDeque<RecordBatch>,
    present: Option<(RecordBatch, Probing, Partners)>,
    over: bool,
    /// The value of a constant limit.
    limit: Option<f64>,
    /// The next held row to hand out, at the end.
    last: Option<u32>,
}

impl JoinStream {
    /// The next batch; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<RecordBatch>> {
        let built = self.holding.clone().await.map_err(DataFusionError::Shared)?;
        loop {
            if let Some(batch) = self.state.ready.pop_front() {
                self.metrics.output_rows().add(batch.num_rows());
                return Ok(Some(batch));
            }
            if let Some((batch, mut probing, mut partners)) = self.state.present.take() {
                let end = self.step(&built, &batch, &mut probing, &mut partners).await?;
                if end {
                    self.leave(&built, &batch, &partners)?;
                } else {
                    self.state.present = Some((batch, probing, partners));
                }
            } else if let Some(from) = self.state.last {
                self.hold_out(&built, from)?;
            } else if self.state.over {
                return Ok(None);
            } else if let Some(batch) = self.probe.next().await {
                self.enter(batch?)?;
            } else {
                self.state.over = true;
                if self.duties.build != Duty::Nothing && built.finish() {
                    self.state.last = Some(0);
                }
            }
        }
    }

    /// Pairs that are handed on at once; fewer where a filter has to be asked of each.
    fn room(&self) -> usize {
        if self.rest.is_some() { self.batch_rows.min(1024) } else { self.batch_rows }
    }

    fn enter(&mut self, batch: RecordBatch) -> Result<()> {
        let _time = self.metrics.elapsed_compute().timer();
        let partners = Partners {
            one_is_enough: self.duties.one_is_enough(),
            held_alone: !self.duties.pairs && self.duties.probe == Duty::Nothing,
            certain: self.rest.is_none(),
            rows: vec![false; batch.num_rows()],
        };
        if let (Some(limit), None) = (&self.limit, self.state.limit) {
            self.state.limit = Some(constant(limit, &batch)?);
        }
        let probing = Probing::new(self.part.evaluate(&batch)?, &self.condition.test);
        self.state.present = Some((batch, probing, partners));
        Ok(())
    }

    /// Tests some pairs; whether the batch is done.
    async fn step(
        &mut self,
        built: &Built,
        batch: &RecordBatch,
        probing: &mut Probing,
        partners: &mut Partners,
    ) -> Result<bool> {
        let mut pairs = Vec::new();
        loop {
            let search = Search {
                condition: &self.condition,
                build_first: self.build_first,
                built,
                limit: self.state.limit,
            };
            let timer = self.metrics.elapsed_compute().timer();
            let pause = probing.advance(&search, &mut pairs, self.room(), partners)?;
            if pause == Pause::Turn {
                drop(timer);
                tokio::task::yield_now().await;
                continue;
            }
            let batches = self.pair(built, batch, pairs, partners)?;
            drop(timer);
            self.state.ready.extend(batches);
            tokio::task::yield_now().await;
            return Ok(pause == Pause::End);
        }
    }

    /// Asks the rest of the condition; the rows of the pairs that are left.
    fn pair(
        &self,
        built: &Built,
        batch: &RecordBatch,
        mut pairs: Vec<(u32, u32)>,
        partners: &mut Partners,
    ) -> Result<Vec<RecordBatch>> {
        if let Some(rest) = &self.rest {
            pairs = kept(rest, built, batch, &pairs, self.batch_rows)?;
            for (id, row) in &pairs {
                partners.found(built, *id, *row);
            }
        }
        if !self.duties.pairs || pairs.is_empty() {
            return Ok(Vec::new());
        }
        let (ids, rows): (Vec<u32>, Vec<u32>) = pairs.into_iter().unzip();
        let rows =
            Rows { build: Some(&ids), probe: Some((batch, &rows)), marks: None, count: ids.len() };
        self.layout.batches(built, &rows, self.batch_rows)
    }

    /// Hands out what is asked for of a batch besides pairs.
    fn leave(&mut self, built: &Built, batch: &RecordBatch, partners: &Partners) -> Result<()> {
        let (rows, marks) = chosen(self.duties.probe, 0, &partners.rows);
        let rows = Rows {
            build: None,
            probe: Some((batch, &rows)),
            marks: Some(&marks),
            count: rows.len(),
        };
        self.state.ready.extend(self.layout.batches(built, &rows, self.batch_rows)?);
        Ok(())
    }

    /// Hands out what is asked for of the held rows, some at a time.
    fn hold_out(&mut self, built: &Built, from: u32) -> Result<()> {
        let to = (from as usize + self.batch_rows).min(built.rows()) as u32;
        self.state.last = (to > from).then_some(to);
        let found: Vec<bool> = (from..to).map(|id| built.is_matched(id)).collect();
        let (ids, marks) = chosen(self.duties.build, from, &found);
        let rows = Rows { build: Some(&ids), probe: None, marks: Some(&marks), count: ids.len() };
        self.state.ready.extend(self.layout.batches(built, &rows, self.batch_rows)?);
        Ok(())
    }
}

/// The value of an expression over no columns. NULL is a limit that no distance keeps to.
fn constant(limit: &Arc<dyn PhysicalExpr>, batch: &RecordBatch) -> Result<f64> {
    let value = limit.evaluate(&batch.slice(0, batch.num_rows().min(1)))?;
    let value = cast(&value.into_array(1)?, &DataType::Float64)?;
    let value = value.as_primitive::<Float64Type>().iter().next().flatten();
    Ok(value.unwrap_or(f64::NAN))
}

/// The rows that are handed out, numbered from `first`, and whether they have a partner.
fn chosen(duty: Duty, first: u32, found: &[bool]) -> (Vec<u32>, Vec<bool>) {
    let wanted = |found: &bool| match duty {
        Duty::Nothing => false,
        Duty::Padded | Duty::Alone => !found,
        Duty::Matched => *found,
        Duty::Marked => true,
    };
    (first..)
        .zip(found)
        .filter(|(_, found)| wanted(found))
        .map(|(row, found)| (row, *found))
        .unzip()
}

/// The pairs of which the rest of the condition is true.
fn kept(
    rest: &Rest,
    built: &Built,
    batch: &RecordBatch,
    pairs: &[(u32, u32)],
    most: usize,
) -> Result<Vec<(u32, u32)>> {
    let (ids, rows): (Vec<u32>, Vec<u32>) = pairs.iter().copied().unzip();
    let all =
        Rows { build: Some(&ids), probe: Some((batch, &rows)), marks: None, count: pairs.len() };
    let mut kept = Vec::new();
    let mut later = pairs.iter();
    for part in rest.layout.batches(built, &all, most)? {
        let answer = rest.filter.evaluate(&part)?.into_array(part.num_rows())?;
        let answer = answer.as_boolean();
        let these = later.by_ref().take(part.num_rows());
        kept.extend(
            these
                .zip(answer.iter())
                .filter(|(_, holds)| *holds == Some(true))
                .map(|(pair, _)| *pair),
        );
    }
    Ok(kept)
}
