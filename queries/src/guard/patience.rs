//! How long the parser may try.
//!
//! Where a word has more than one meaning the parser tries one of them, and when that fails anywhere inside it reads the same text
//! again as the other: `CAST(…` as a cast and then as a function, `FROM (…` as a subquery and then as a join, `a.b…` as an
//! expression and then as a name. Such places in one another are read twice as often each: `CASE WHEN true THEN` forty times over,
//! 800 bytes, and a mistake at the end would keep a thread for months, and nothing ends a parser. But at each step it asks the
//! dialect what it may read; so the dialect counts, and when it was asked too often it does not come back. It also looks at the
//! stack: the parser bounds how deep most things are nested, not all (`INTERVAL INTERVAL …`).

use std::any::TypeId;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use datafusion::sql::sqlparser::ast::Expr;
use datafusion::sql::sqlparser::dialect::{Dialect, GenericDialect, Precedence};
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::parser::{Parser, ParserError};
use datafusion::sql::sqlparser::tokenizer::Token;

use super::signs::is_ours;
use crate::error::QueryError;

/// How deep expressions may be nested, by the parser's own count.
pub(super) const MAX_DEPTH: usize = 64;
/// Questions for each byte of a text. What is read once needs 6 at most (`a.b.c, a.b.c, …`), and a tenth of a microsecond for each.
const QUESTIONS_PER_BYTE: usize = 16;
/// Questions beside these, for places of several meanings in one another in a short text: a tenth of a second. Fifteen levels
/// are within it, whatever they are made of.
const QUESTIONS: usize = 1_000_000;

/// What must be left of the stack, in bytes. Where the parser calls itself through what it knows to be deep it takes a new
/// piece of stack with 128 KiB left.
const STACK_BYTES: usize = 64 * 1024;

/// Lets `parse` read `sql` with the dialect that it is given, and ends it when it reads the same again and again.
pub(super) fn bounded<T>(
    sql: &str,
    parse: impl FnOnce(&dyn Dialect) -> T,
) -> Result<T, QueryError> {
    let limit = sql.len().saturating_mul(QUESTIONS_PER_BYTE).saturating_add(QUESTIONS);
    let dialect = Counting { left: Cell::new(limit) };
    // The parser takes an answer of ours for an error in one meaning, and tries the next. Only unwinding leads out of it.
    match catch_unwind(AssertUnwindSafe(|| parse(&dialect))) {
        Ok(parsed) => Ok(parsed),
        Err(thrown) => match thrown.downcast_ref::<Exhausted>() {
            Some(Exhausted::Patience) => {
                let what =
                    "steps to be read: words or brackets of several meanings stand in one another";
                Err(QueryError::TooComplex { what: what.into(), limit })
            }
            Some(Exhausted::Stack) => {
                Err(QueryError::TooComplex { what: "levels".into(), limit: MAX_DEPTH })
            }
            None => resume_unwind(thrown),
        },
    }
}

/// What is thrown; no panic, so that no hook reports it.
enum Exhausted {
    Patience,
    Stack,
}

/// The generic dialect, which counts what it is asked.
#[derive(Debug)]
struct Counting {
    left: Cell<usize>,
}

impl Counting {
    fn count(&self) {
        match self.left.get().checked_sub(1) {
            Some(left) => self.left.set(left),
            None => resume_unwind(Box::new(Exhausted::Patience)),
        }
        if stacker::remaining_stack().is_some_and(|left| left < STACK_BYTES) {
            resume_unwind(Box::new(Exhausted::Stack));
        }
    }
}

/// Methods that only say yes or no, as the generic dialect does.
macro_rules! as_generic {
    ($($question:ident),*) => {
        $(fn $question(&self) -> bool {
            self.count();
            GenericDialect.$question()
        })*
    };
}

// Written out: a dialect cannot inherit. Methods that are not here have one answer in all dialects that are not overridden.
impl Dialect for Counting {
    fn dialect(&self) -> TypeId {
        TypeId::of::<GenericDialect>()
    }

    // Asked for each letter, before anything is parsed.
    fn is_delimited_identifier_start(&self, letter: char) -> bool {
        GenericDialect.is_delimited_identifier_start(letter)
    }

    fn is_identifier_start(&self, letter: char) -> bool {
        GenericDialect.is_identifier_start(letter)
    }

    fn is_identifier_part(&self, letter: char) -> bool {
        GenericDialect.is_identifier_part(letter)
    }

    // Asked at the beginning of each expression, and after it.
    fn parse_prefix(&self, parser: &mut Parser) -> Option<Result<Expr, ParserError>> {
        self.count();
        GenericDialect.parse_prefix(parser)
    }

    fn get_next_precedence(&self, parser: &Parser) -> Option<Result<u8, ParserError>> {
        self.count();
        // As in PostgreSQL below sums and above comparisons, which the default does not know of operators of one's own.
        let next = &parser.peek_token_ref().token;
        if matches!(next, Token::CustomBinaryOperator(sign) if is_ours(sign)) {
            return Some(Ok(self.prec_value(Precedence::Pipe)));
        }
        GenericDialect.get_next_precedence(parser)
    }

    fn is_reserved_for_identifier(&self, keyword: Keyword) -> bool {
        self.count();
        GenericDialect.is_reserved_for_identifier(keyword)
    }

    as_generic! {
        allow_extract_custom, allow_extract_single_quotes, convert_type_before_value, describe_requires_table_keyword,
        ignores_wildcard_escapes, require_interval_qualifier, requires_single_line_comment_whitespace,
        support_map_literal_syntax, supports_alter_column_type_using, supports_array_join_syntax,
        supports_array_typedef_with_brackets, supports_array_typedef_without_element_type,
        supports_asc_desc_in_column_definition, supports_bang_not_operator, supports_binary_kw_as_cast,
        supports_bitwise_shift_operators, supports_boolean_literals, supports_column_definition_trailing_commas,
        supports_comma_separated_drop_column_list, supports_comma_separated_set_assignments,
        supports_comma_separated_trim, supports_comment_on, supports_comment_optimizer_hint, supports_connect_by,
        supports_constraint_keyword_without_name, supports_create_index_with_clause,
        supports_create_table_like_parenthesized, supports_create_table_multi_schema_info_sources,
        supports_create_table_select, supports_create_table_using, supports_create_view_comment_syntax,
        supports_cross_join_constraint, supports_cte_without_as, supports_data_type_signed_suffix, supports_detach,
        supports_dictionary_syntax, supports_dollar_as_money_prefix, supports_dollar_placeholder,
        supports_double_ampersand_operator, supports_empty_projections, supports_end_transaction_modifier,
        supports_eq_alias_assignment, supports_execute_immediate, supports_explain_with_utility_options,
        supports_extract_comma_syntax, supports_factorial_operator, supports_filter_during_aggregation,
        supports_from_first_insert, supports_from_first_select, supports_from_trailing_commas,
        supports_geometric_types, supports_group_by_expr, supports_group_by_with_modifier, supports_in_empty_list,
        supports_insert_format, supports_insert_set, supports_insert_table_alias, supports_insert_table_function,
        supports_insert_table_query, supports_install, supports_interpolate, supports_interval_options,
        supports_key_column_option, supports_lambda_functions, supports_left_associative_joins_without_parens,
        supports_limit_by, supports_limit_comma, supports_listen_notify, supports_load_data, supports_load_extension,
        supports_long_type_as_bigint, supports_map_literal_with_angle_brackets, supports_match_against,
        supports_match_recognize, supports_multiline_comment_hints, supports_named_fn_args_with_assignment_operator,
        supports_named_fn_args_with_colon_operator, supports_named_fn_args_with_eq_operator,
        supports_named_fn_args_with_expr_name, supports_named_fn_args_with_rarrow_operator, supports_nested_comments,
        supports_notnull_operator, supports_numeric_literal_underscores, supports_numeric_prefix,
        supports_object_name_double_dot_notation, supports_optimize_table, supports_order_by_all,
        supports_outer_join_operator, supports_parens_around_table_factor, supports_parenthesized_set_variables,
        supports_partiql, supports_partition_by_after_order_by, supports_pipe_operator, supports_prewhere,
        supports_projection_trailing_commas, supports_quote_delimited_string, supports_select_exclude,
        supports_select_expr_star, supports_select_format, supports_select_item_multi_column_alias,
        supports_select_modifiers, supports_select_wildcard_except, supports_select_wildcard_exclude,
        supports_select_wildcard_ilike, supports_select_wildcard_rename, supports_select_wildcard_replace,
        supports_select_wildcard_with_alias, supports_semantic_view_table_factor, supports_set_names,
        supports_set_stmt_without_operator, supports_settings, supports_show_like_before_in,
        supports_space_separated_column_options, supports_start_transaction_modifier, supports_string_escape_constant,
        supports_string_literal_backslash_escape, supports_string_literal_concatenation,
        supports_string_literal_concatenation_with_newline, supports_struct_literal,
        supports_subquery_as_function_arg, supports_table_hints, supports_table_sample_before_alias,
        supports_table_versioning, supports_top_before_distinct, supports_trailing_commas,
        supports_triple_quoted_string, supports_try_convert, supports_unicode_string_literal,
        supports_update_order_by, supports_user_host_grantee, supports_values_as_table_factor,
        supports_window_clause_named_window_reference, supports_window_function_null_treatment_arg,
        supports_with_fill, supports_within_after_array_aggregation, supports_xml_expressions
    }
}
