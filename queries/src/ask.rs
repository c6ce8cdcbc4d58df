//! The server's own questions: rows as structs, outside of what bounds and records the public's SQL.
//!
//! What the server computes must not depend on how many rows, places or bytes the operator grants to
//! others, and is not theirs to read in `system_queries`. An own question has a time and a memory of its
//! own, and passes the same guard: the conditions that users write in a plan come this way.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::engine::QueryEngine;
use crate::error::QueryError;
use crate::guard;
use crate::params::Params;
use crate::structs;

impl QueryEngine {
    /// Reads `SELECT ... WHERE (condition)`, whatever text stood in the bracket: whether it asks for that one condition.
    /// One that could not be asked again with the same answer over the same dataset is refused.
    ///
    /// # Errors
    /// [`QueryError::Changing`] for a part that depends on time, chance or what was asked before; whatever else is
    /// wrong with the text.
    pub fn check_condition(&self, sql: &str) -> Result<bool, QueryError> {
        let statement = guard::parse(sql, &self.own.known)?;
        guard::check_constant(&statement, &self.own.state)?;
        Ok(guard::is_one_condition(&statement))
    }

    /// The parts of a condition that all have to hold (`a AND b`), each as a text of its own, in their order; none of a text
    /// that is more than one condition.
    ///
    /// # Errors
    /// As [`Self::check_condition`].
    pub fn conjuncts(&self, condition: &str) -> Result<Option<Vec<String>>, QueryError> {
        let sql = format!("SELECT 1 WHERE (\n{condition}\n)");
        let statement = guard::parse(&sql, &self.own.known)?;
        guard::check_constant(&statement, &self.own.state)?;
        Ok(guard::is_one_condition(&statement).then(|| guard::conjuncts(&statement)))
    }

    /// All rows of `sql` as structs, by the names of the columns. Dropping the future ends the query.
    ///
    /// # Errors
    /// Whatever is wrong with the statement; [`QueryError::TooLarge`], [`QueryError::OutOfMemory`] or
    /// [`QueryError::Timeout`] when it meets [`crate::OwnLimits`]; [`QueryError::Internal`] when a row does
    /// not fit `T`. There is never a part of the rows.
    pub async fn ask<T: DeserializeOwned + Send + 'static>(
        &self,
        sql: &str,
        params: Params,
    ) -> Result<Vec<T>, QueryError> {
        let bounds = self.limits().own.bounds();
        let (lane, sql) = (Arc::clone(&self.own), sql.to_owned());
        let asked = async move {
            let (_, batches, summary) = lane.run(&sql, params, Ok(bounds)).await?.collect().await?;
            let mut rows: Vec<T> = Vec::with_capacity(summary.rows);
            for batch in &batches {
                rows.extend(structs::read::<T>(batch)?);
            }
            // Own questions have no row limit, so this cannot be; if it ever is, it must not go unseen.
            if summary.truncated || rows.len() != summary.rows {
                return Err(QueryError::internal("an answer to the server itself was cut off"));
            }
            Ok(rows)
        };
        self.own.executor.run(asked).await?
    }
}
