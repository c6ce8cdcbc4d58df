//! What is wrong with a query, where, and what to do.

use std::borrow::Cow;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::code::Code;

/// A place in the text of a query, both counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The line.
    pub line: u64,
    /// The column, in characters.
    pub column: u64,
}

/// Why a query has no answer.
#[derive(Debug, Clone, thiserror::Error, Serialize, Deserialize)]
pub enum QueryError {
    /// The text is not SQL.
    #[error("the SQL could not be read: {message}")]
    Syntax {
        /// What the parser expected and found.
        message: String,
        /// Its place in the text of the query.
        position: Option<Position>,
    },
    /// No table has this name.
    #[error("there is no table `{name}`")]
    UnknownTable {
        /// The name in the query.
        name: String,
        /// The table that was probably meant.
        suggestion: Option<String>,
        /// Its place in the text of the query.
        position: Option<Position>,
    },
    /// No column in reach has this name.
    #[error("there is no column `{name}`")]
    UnknownColumn {
        /// The name in the query.
        name: String,
        /// The column that was probably meant.
        suggestion: Option<String>,
        /// Its place in the text of the query.
        position: Option<Position>,
    },
    /// No function has this name.
    #[error("there is no function `{name}`")]
    UnknownFunction {
        /// The name in the query.
        name: String,
        /// The function that was probably meant.
        suggestion: Option<String>,
        /// Its place in the text of the query.
        position: Option<Position>,
    },
    /// The query is SQL, but its parts do not fit together.
    #[error("the query does not fit together: {message}")]
    Type {
        /// What does not fit.
        message: String,
        /// Its place in the text of the query.
        position: Option<Position>,
    },
    /// A value could not be computed, such as a division by zero or a malformed geometry.
    #[error("a value could not be computed: {message}")]
    Evaluation {
        /// What could not be computed.
        message: String,
    },
    /// The SQL is right, but this engine does not do that.
    #[error("this engine does not support that: {message}")]
    Unsupported {
        /// What is not supported.
        message: String,
    },
    /// The statement would do more than read the tables.
    #[error("only reading is allowed: {what}")]
    Forbidden {
        /// What was refused.
        what: String,
    },
    /// The statement is deeper, or reads more tables, than can be planned safely.
    #[error("the statement has more than {limit} {what}")]
    TooComplex {
        /// What there is too much of.
        what: Cow<'static, str>,
        /// How many there may be.
        limit: usize,
    },
    /// The answer would be another one each time, and here it must not be.
    #[error("{part} gives another answer each time")]
    Changing {
        /// A function or a table.
        part: String,
    },
    /// A parameter or an option of the request is wrong.
    #[error("parameter `{name}` {problem}")]
    Parameter {
        /// The parameter.
        name: String,
        /// What is wrong with it.
        problem: String,
    },
    /// More rows were asked for than are allowed.
    #[error("{requested} rows were asked for and {max} are allowed")]
    TooManyRows {
        /// The limit in the request.
        requested: usize,
        /// The largest possible limit.
        max: usize,
    },
    /// There are more rows than an answer may have, and it was to have all.
    #[error("the answer has more than {max} rows")]
    MoreRows {
        /// The most that an answer may have.
        max: usize,
    },
    /// The answer, or the query's own text, is larger than allowed.
    #[error("{what} is larger than {limit_bytes} bytes")]
    TooLarge {
        /// What is too large.
        what: Cow<'static, str>,
        /// The limit in bytes.
        limit_bytes: usize,
    },
    /// The query ran too long.
    #[error("the query did not finish within {:.1} s", limit.as_secs_f64())]
    Timeout {
        /// The time it had.
        limit: Duration,
    },
    /// The query needs more memory than it may have.
    #[error("the query needs more memory than it may have ({limit_bytes} bytes)")]
    OutOfMemory {
        /// What it may have, in bytes.
        limit_bytes: usize,
    },
    /// Too many queries are running.
    #[error("{running} queries are running already")]
    Busy {
        /// How many run at once.
        running: usize,
    },
    /// Nobody waits for the answer any more.
    #[error("the query was cancelled")]
    Cancelled,
    /// A format that needs a geometry was asked for a result that has none.
    #[error("the result has no geometry column, and GeoJSON needs one")]
    NoGeometry,
    /// Something failed that is not the query's fault. The message is for the log, not for clients.
    #[error("internal error: {message}")]
    Internal {
        /// What failed.
        message: String,
    },
}

impl QueryError {
    /// Which kind of failure this is.
    pub const fn code(&self) -> Code {
        match self {
            Self::Syntax { .. } => Code::SqlSyntax,
            Self::UnknownTable { .. } => Code::UnknownTable,
            Self::UnknownColumn { .. } => Code::UnknownColumn,
            Self::UnknownFunction { .. } => Code::UnknownFunction,
            Self::Type { .. } => Code::SqlType,
            Self::Evaluation { .. } => Code::SqlEvaluation,
            Self::Unsupported { .. } => Code::SqlUnsupported,
            Self::Forbidden { .. } => Code::StatementForbidden,
            Self::TooComplex { .. } => Code::StatementTooComplex,
            Self::Changing { .. } => Code::StatementForbidden,
            Self::Parameter { .. } => Code::ParameterInvalid,
            Self::TooManyRows { .. } | Self::MoreRows { .. } => Code::TooManyRows,
            Self::TooLarge { .. } => Code::TooLarge,
            Self::Timeout { .. } => Code::QueryTimeout,
            Self::OutOfMemory { .. } => Code::OutOfMemory,
            Self::Busy { .. } => Code::Busy,
            Self::Cancelled => Code::Cancelled,
            Self::NoGeometry => Code::NoGeometry,
            Self::Internal { .. } => Code::Internal,
        }
    }

    /// Where in the query's text the mistake is, where that is known.
    pub const fn position(&self) -> Option<Position> {
        match self {
            Self::Syntax { position, .. }
            | Self::UnknownTable { position, .. }
            | Self::UnknownColumn { position, .. }
            | Self::UnknownFunction { position, .. }
            | Self::Type { position, .. } => *position,
            _ => None,
        }
    }

    /// What the reader should do.
    pub fn hint(&self) -> String {
        match self {
            Self::UnknownTable { suggestion: Some(name), .. }
            | Self::UnknownColumn { suggestion: Some(name), .. }
            | Self::UnknownFunction { suggestion: Some(name), .. } => {
                format!("did you mean `{name}`?")
            }
            Self::Syntax { .. } => "correct the SQL at the marked place".to_owned(),
            Self::UnknownTable { .. } => "SHOW TABLES lists the tables".to_owned(),
            Self::UnknownColumn { .. } => {
                "DESCRIBE with the table's name lists its columns; text stands in single quotes"
                    .to_owned()
            }
            Self::UnknownFunction { .. } => "SHOW FUNCTIONS lists the functions".to_owned(),
            Self::Type { .. } => "check the arguments and cast where types differ".to_owned(),
            Self::Evaluation { .. } => {
                "filter the rows that cause it; NULLIF(x, 0) guards a division, TRY_CAST a cast"
                    .to_owned()
            }
            Self::Unsupported { .. } => {
                "write the query in another way, for example with a join".to_owned()
            }
            Self::Forbidden { .. } => {
                "use one SELECT, WITH, VALUES, EXPLAIN, SHOW TABLES or DESCRIBE statement"
                    .to_owned()
            }
            Self::TooComplex { .. } => {
                "use a list (IN, VALUES) instead of a chain, or ask in several statements"
                    .to_owned()
            }
            Self::Changing { .. } => {
                "write the date or the number itself: the same plan must find the same villages"
                    .to_owned()
            }
            Self::Parameter { .. } => "correct the parameter and send the query again".to_owned(),
            Self::TooManyRows { max, .. } => format!("ask for at most {max} rows, or aggregate"),
            Self::MoreRows { max } => {
                format!("filter or aggregate, or ask for the first {max} of them with `limit`")
            }
            Self::TooLarge { .. } => {
                "select fewer columns (geometry is large) or fewer rows".to_owned()
            }
            Self::Timeout { .. } => {
                "filter earlier, or join on codes and not on geometry".to_owned()
            }
            Self::OutOfMemory { .. } => "filter or aggregate before sorting and joining".to_owned(),
            Self::Busy { .. } => "try again in a few seconds".to_owned(),
            Self::Cancelled => "run it again if it is still wanted".to_owned(),
            Self::NoGeometry => "select a geometry column, or choose JSON or CSV".to_owned(),
            Self::Internal { .. } => "report this with the request id".to_owned(),
        }
    }

    /// Whether the caller can mend this, as opposed to us.
    pub const fn is_callers_mistake(&self) -> bool {
        !matches!(self, Self::Internal { .. })
    }

    /// A parameter error.
    pub(crate) fn parameter(name: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Parameter { name: name.into(), problem: problem.into() }
    }

    /// An internal error from anything that can be displayed.
    pub(crate) fn internal(error: impl std::fmt::Display) -> Self {
        Self::Internal { message: error.to_string() }
    }
}
