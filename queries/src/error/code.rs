//! The kinds of failure, as programs tell them apart.

/// Why a query has no answer. The names are stable: clients decide and translate by them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// The text is not SQL.
    SqlSyntax,
    /// No table has this name.
    UnknownTable,
    /// No column in reach has this name.
    UnknownColumn,
    /// No function has this name.
    UnknownFunction,
    /// The parts of the query do not fit together.
    SqlType,
    /// A value could not be computed.
    SqlEvaluation,
    /// The engine does not do that.
    SqlUnsupported,
    /// The statement would do more than read.
    StatementForbidden,
    /// The statement is deeper, or reads more tables, than can be planned safely.
    StatementTooComplex,
    /// A parameter or an option is wrong.
    ParameterInvalid,
    /// More rows were asked for than are allowed.
    TooManyRows,
    /// The answer or the text is larger than allowed.
    TooLarge,
    /// The query ran too long.
    QueryTimeout,
    /// The query needs more memory than there is.
    OutOfMemory,
    /// Too many queries are running.
    Busy,
    /// Nobody waits for the answer any more.
    Cancelled,
    /// The format needs a geometry and the rows have none.
    NoGeometry,
    /// Something failed that is not the query's fault.
    Internal,
}

impl Code {
    /// Every code.
    pub const ALL: [Self; 18] = [
        Self::SqlSyntax,
        Self::UnknownTable,
        Self::UnknownColumn,
        Self::UnknownFunction,
        Self::SqlType,
        Self::SqlEvaluation,
        Self::SqlUnsupported,
        Self::StatementForbidden,
        Self::StatementTooComplex,
        Self::ParameterInvalid,
        Self::TooManyRows,
        Self::TooLarge,
        Self::QueryTimeout,
        Self::OutOfMemory,
        Self::Busy,
        Self::Cancelled,
        Self::NoGeometry,
        Self::Internal,
    ];

    /// The name in answers, in metrics and in the log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SqlSyntax => "sql_syntax",
            Self::UnknownTable => "unknown_table",
            Self::UnknownColumn => "unknown_column",
            Self::UnknownFunction => "unknown_function",
            Self::SqlType => "sql_type",
            Self::SqlEvaluation => "sql_evaluation",
            Self::SqlUnsupported => "sql_unsupported",
            Self::StatementForbidden => "statement_forbidden",
            Self::StatementTooComplex => "statement_too_complex",
            Self::ParameterInvalid => "parameter_invalid",
            Self::TooManyRows => "too_many_rows",
            Self::TooLarge => "too_large",
            Self::QueryTimeout => "query_timeout",
            Self::OutOfMemory => "out_of_memory",
            Self::Busy => "busy",
            Self::Cancelled => "cancelled",
            Self::NoGeometry => "no_geometry",
            Self::Internal => "internal",
        }
    }
}
