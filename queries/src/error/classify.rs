//! Reads the engine's errors: a mistake in the query, or ours?

use arrow::error::ArrowError;
use datafusion::common::{Diagnostic, SchemaError};
use datafusion::error::DataFusionError;
use datafusion::sql::sqlparser::parser::ParserError;
use geoarrow_schema::error::GeoArrowError;

use super::query_error::{Position, QueryError};
use super::suggest::closest;
use crate::functions::instead_of;

/// What exists, for suggestions, and what the limits are.
#[derive(Debug, Default, Clone)]
pub(crate) struct Known {
    pub tables: Vec<String>,
    pub functions: Vec<String>,
    pub memory_bytes: usize,
}

/// Turns an engine error into ours.
pub(crate) fn from_datafusion(error: &DataFusionError, known: &Known) -> QueryError {
    classify(error, known, None)
}

/// As [`from_datafusion`], for errors of planning: nothing has been computed, so that what the engine takes for its own
/// mistake is a statement that it cannot plan, such as one that compares what cannot be compared.
pub(crate) fn from_planning(error: &DataFusionError, known: &Known) -> QueryError {
    match error.find_root() {
        DataFusionError::Internal(message) => {
            let message = message.split("\nThis issue was likely").next().unwrap_or(message);
            if message.starts_with("Unnest should be rewritten") {
                let message = "a function that makes several rows of one stands in the select list or in FROM, not in a condition or an aggregate; take a subquery";
                return QueryError::Unsupported { message: message.to_owned() };
            }
            QueryError::Unsupported { message: tidy(message) }
        }
        _ => from_datafusion(error, known),
    }
}

fn classify(error: &DataFusionError, known: &Known, position: Option<Position>) -> QueryError {
    match error {
        DataFusionError::Context(_, inner) => classify(inner, known, position),
        DataFusionError::Shared(inner) => classify(inner, known, position),
        DataFusionError::Diagnostic(diagnostic, inner) => {
            classify(inner, known, position.or_else(|| span_of(diagnostic)))
        }
        DataFusionError::Collection(errors) => match errors.first() {
            Some(first) => classify(first, known, position),
            None => QueryError::internal("an empty collection of errors"),
        },
        DataFusionError::SQL(error, _) => from_parser(error),
        DataFusionError::SchemaError(error, _) => from_schema(error, position),
        DataFusionError::Plan(message) | DataFusionError::Configuration(message) => {
            from_plan(message, known, position)
        }
        DataFusionError::NotImplemented(message) => {
            QueryError::Unsupported { message: tidy(message) }
        }
        DataFusionError::Execution(message) => QueryError::Evaluation { message: tidy(message) },
        DataFusionError::ResourcesExhausted(_) => {
            QueryError::OutOfMemory { limit_bytes: known.memory_bytes }
        }
        DataFusionError::ArrowError(error, _) => from_arrow(error, known, position),
        DataFusionError::External(error) => from_external(error.as_ref(), known, position),
        // The engine takes a pattern that does not compile for a mistake of its own.
        DataFusionError::Internal(message) if message.contains("Regular expression") => {
            let message = message.split("\nThis issue was likely").next().unwrap_or(message);
            QueryError::Evaluation { message: tidy(message) }
        }
        other => QueryError::internal(other),
    }
}

fn span_of(diagnostic: &Diagnostic) -> Option<Position> {
    let start = diagnostic.span?.start;
    Some(Position { line: start.line, column: start.column })
}

fn from_parser(error: &ParserError) -> QueryError {
    match error {
        ParserError::TokenizerError(text) | ParserError::ParserError(text) => {
            let (message, position) = split_location(text);
            QueryError::Syntax { message, position }
        }
        ParserError::RecursionLimitExceeded => {
            QueryError::Syntax { message: "it is nested too deeply".to_owned(), position: None }
        }
    }
}

/// The parser ends its messages with ` at Line: 1, Column: 8`.
fn split_location(text: &str) -> (String, Option<Position>) {
    let Some((message, place)) = text.rsplit_once(" at Line: ") else {
        return (tidy(text), None);
    };
    let position = place.split_once(", Column: ").and_then(|(line, column)| {
        let digits: String = column.chars().take_while(char::is_ascii_digit).collect();
        Some(Position { line: line.trim().parse().ok()?, column: digits.parse().ok()? })
    });
    match position {
        // Line 0 is how the parser says that the text ended too early.
        Some(Position { line: 0, .. }) => (tidy(message), None),
        Some(_) => (tidy(message), position),
        None => (tidy(text), None),
    }
}

fn from_schema(error: &SchemaError, position: Option<Position>) -> QueryError {
    match error {
        SchemaError::FieldNotFound { field, valid_fields } => {
            let name = field.name();
            let at = position.or_else(|| {
                let start = field.spans.first()?.start;
                Some(Position { line: start.line, column: start.column })
            });
            QueryError::UnknownColumn {
                name: field.flat_name(),
                suggestion: closest(name, valid_fields.iter().map(|c| c.name())),
                position: at,
            }
        }
        SchemaError::AmbiguousReference { field } => QueryError::Type {
            message: format!(
                "column `{}` stands in more than one table; write table.{}",
                field.name(),
                field.name()
            ),
            position,
        },
        SchemaError::DuplicateQualifiedField { name, .. }
        | SchemaError::DuplicateUnqualifiedField { name } => QueryError::Type {
            message: format!("column `{name}` would appear twice; rename one with AS"),
            position,
        },
    }
}

fn from_plan(message: &str, known: &Known, position: Option<Position>) -> QueryError {
    if let Some(name) = quoted_after(message, "table '").filter(|_| message.contains("not found")) {
        let name = name.rsplit('.').next().unwrap_or(name).to_owned();
        let suggestion = closest(&name, known.tables.iter().map(String::as_str));
        return QueryError::UnknownTable { name, suggestion, position };
    }
    for start in ["Invalid function '", "Table function '", "table function '"] {
        if let Some(name) = quoted_after(message, start) {
            if let Some(instead) = instead_of(name) {
                return QueryError::Unsupported { message: format!("{name}; {instead}") };
            }
            let suggestion = closest(name, known.functions.iter().map(String::as_str));
            return QueryError::UnknownFunction { name: name.to_owned(), suggestion, position };
        }
    }
    QueryError::Type { message: tidy(message), position }
}

fn from_arrow(error: &ArrowError, known: &Known, position: Option<Position>) -> QueryError {
    match error {
        ArrowError::ExternalError(inner) => from_external(inner.as_ref(), known, position),
        ArrowError::MemoryError(_) => QueryError::OutOfMemory { limit_bytes: known.memory_bytes },
        ArrowError::DivideByZero => {
            QueryError::Evaluation { message: "division by zero".to_owned() }
        }
        ArrowError::CastError(message)
        | ArrowError::ParseError(message)
        | ArrowError::ComputeError(message)
        | ArrowError::InvalidArgumentError(message)
        | ArrowError::ArithmeticOverflow(message) => {
            QueryError::Evaluation { message: tidy(message) }
        }
        other => QueryError::internal(other),
    }
}

fn from_external(
    error: &(dyn std::error::Error + 'static),
    known: &Known,
    position: Option<Position>,
) -> QueryError {
    if let Some(error) = error.downcast_ref::<QueryError>() {
        return error.clone();
    }
    if let Some(error) = error.downcast_ref::<DataFusionError>() {
        return classify(error, known, position);
    }
    if let Some(error) = error.downcast_ref::<ArrowError>() {
        return from_arrow(error, known, position);
    }
    if let Some(error) = error.downcast_ref::<GeoArrowError>() {
        return QueryError::Evaluation {
            message: format!("geometry: {}", tidy(&error.to_string())),
        };
    }
    // The type of this error is one of the engine's dependencies.
    let message = error.to_string();
    if message.starts_with("regex parse error") {
        return QueryError::Evaluation { message: tidy(&message) };
    }
    QueryError::internal(error)
}

fn quoted_after<'a>(message: &'a str, start: &str) -> Option<&'a str> {
    let rest = message.split_once(start)?.1;
    Some(rest.split_once('\'')?.0)
}

/// The first part of an engine's message, without lists of type signatures and backtraces.
fn tidy(message: &str) -> String {
    const LONGEST: usize = 300;
    let message = message.split("\n\nbacktrace:").next().unwrap_or(message);
    let message = message.split("Candidate functions:").next().unwrap_or(message);
    let message = message.trim_start_matches("sql parser error: ");
    let mut text = message.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > LONGEST {
        text = text.chars().take(LONGEST).chain(['…']).collect();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    fn known() -> Known {
        Known {
            tables: vec!["villages".into(), "regencies".into()],
            functions: vec!["st_contains".into(), "count".into()],
            memory_bytes: 1024,
        }
    }

    #[test]
    fn a_parser_message_gives_up_its_position() {
        let (message, position) =
            split_location("Expected: an expression, found: FROM at Line: 2, Column: 8");
        assert_eq!(message, "Expected: an expression, found: FROM");
        assert_eq!(position, Some(Position { line: 2, column: 8 }));
    }

    #[test]
    fn a_missing_table_is_named_with_its_neighbour() {
        let error = from_datafusion(
            &DataFusionError::Plan("table 'desa.main.vilages' not found".into()),
            &known(),
        );
        assert_eq!(error.code(), Code::UnknownTable);
        assert_eq!(error.hint(), "did you mean `villages`?");
    }

    #[test]
    fn a_shared_and_wrapped_error_is_unwrapped() {
        let inner = DataFusionError::ResourcesExhausted("x".into());
        let error = DataFusionError::Shared(std::sync::Arc::new(DataFusionError::Context(
            "sort".into(),
            Box::new(inner),
        )));
        assert_eq!(from_datafusion(&error, &known()).code(), Code::OutOfMemory);
    }

    #[test]
    fn lists_of_signatures_are_cut_off() {
        assert_eq!(
            tidy("No function matches. Candidate functions:\n\tx(Int8)"),
            "No function matches."
        );
    }
}
