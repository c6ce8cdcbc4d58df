//! Signs and clauses that the engine reads in another sense than PostgreSQL, or reads past.

use std::ops::ControlFlow;

use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast::{
    BinaryOperator, CastKind, DataType, ExactNumberInfo, Expr, Function, FunctionArg,
    FunctionArgExpr, FunctionArguments, Ident, LimitClause, ObjectName, Query, Select,
    SelectFlavor, SelectItem, SetExpr, TableFactor, Value, VisitMut, VisitorMut,
};

use super::arrays;
use super::call::{as_geometry, call, call_of};
use super::distinct::{rebind, taken};
use super::joins;
use super::json;
use super::like_any::LikeAny;
use super::moments;
use super::refuse::refuse;
use super::row_values;
use super::rows::{as_lists, as_subquery, lay_out, name_members, number_items};
use super::signs::DISTANCE;
use super::twice::name_repeated;
use super::values::one_geometry;
use crate::error::QueryError;
use crate::functions::{DIVIDED, RELATE_AS, TIMES, UNION_OF_TWO};

/// Puts powers in place of carets, and refuses what would be read past.
pub(super) fn translate(statement: &mut Statement) -> Result<(), QueryError> {
    match statement {
        Statement::Statement(ast) => match ast.visit(&mut Translator::default()) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(error) => Err(error),
        },
        Statement::Explain(explain) => translate(&mut explain.statement),
        _ => Ok(()),
    }
}

#[derive(Default)]
struct Translator {
    lists: LikeAny,
}

impl VisitorMut for Translator {
    type Break = QueryError;

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<QueryError> {
        rebind(expr);
        json::translate(expr)?;
        if let Expr::Function(function) = expr {
            name_by_arguments(function);
            if let Some(rest) = remainder(function) {
                *expr = rest;
            }
            lay_out(expr);
            return ControlFlow::Continue(());
        }
        lay_out(expr);
        if let Some(any) = self.lists.spell_out(expr) {
            *expr = any?;
            return ControlFlow::Continue(());
        }
        if let Some(members) = row_values::spell_out(expr, &mut self.lists) {
            *expr = members?;
            return ControlFlow::Continue(());
        }
        if let Some(moment) = moments::spell_out(expr) {
            *expr = moment?;
            return ControlFlow::Continue(());
        }
        if let Some(known) = arrays::spell_out(expr, &mut self.lists) {
            *expr = known?;
            return ControlFlow::Continue(());
        }
        if matches!(expr, Expr::Cast { data_type, .. } if has_length(data_type)) {
            return refuse(
                "texts of a length, varchar(n) and char; left(x, n) has the first n letters",
            );
        }
        if matches!(expr, Expr::AtTimeZone { .. }) {
            return refuse(
                "AT TIME ZONE; moments are those of Greenwich here: x + INTERVAL '7 hours' is the time of Jakarta",
            );
        }
        if let Expr::Cast { expr: inner, data_type: DataType::Custom(name, _), .. } = expr {
            match name.to_string().to_lowercase().as_str() {
                "geometry" => *expr = as_geometry(taken(inner)),
                "geography" => {
                    return refuse(
                        "geography; ST_Distance(a, b, true), ST_Area(a, true) and ST_DWithin(a, b, metres) are in metres",
                    );
                }
                _ => {}
            }
            return ControlFlow::Continue(());
        }
        let Expr::BinaryOp { left, op, right } = expr else { return ControlFlow::Continue(()) };
        if let Some(name) = of_interval(left, op, right) {
            let (interval, number) = if is_interval(left) {
                (taken(left), taken(right))
            } else {
                (taken(right), taken(left))
            };
            *expr = call(name, vec![interval, number]);
            return ControlFlow::Continue(());
        }
        let named = match op {
            BinaryOperator::PGOverlap => Some("geometry_overlaps"),
            BinaryOperator::Custom(sign) if sign == DISTANCE => Some("ST_Distance"),
            _ => None,
        };
        if let Some(name) = named {
            *expr = call(name, vec![taken(left), taken(right)]);
            return ControlFlow::Continue(());
        }
        if *op != BinaryOperator::BitwiseXor {
            return ControlFlow::Continue(());
        }
        // Here a caret binds less than a product, there more: without brackets it is anybody's guess.
        if matches!(**left, Expr::BinaryOp { .. }) || matches!(**right, Expr::BinaryOp { .. }) {
            return refuse("write brackets around a ^ b, or power(a, b), beside another operator");
        }
        *expr = power(taken(left), taken(right));
        ControlFlow::Continue(())
    }

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<QueryError> {
        fetch_as_limit(query)?;
        joins::check_sets(&query.body)?;
        match query.body.as_mut() {
            SetExpr::Select(select) => check_select(select),
            SetExpr::Values(values) => {
                one_geometry(values);
                ControlFlow::Continue(())
            }
            _ => ControlFlow::Continue(()),
        }
    }

    fn pre_visit_select(&mut self, select: &mut Select) -> ControlFlow<QueryError> {
        // Where a value is asked for the engine looks for a column that is not there, and panics.
        if select.projection.is_empty() && select.flavor != SelectFlavor::FromFirstNoSelect {
            return refuse("SELECT of nothing; SELECT 1 FROM ... asks whether there is a row");
        }
        select.from.iter().try_for_each(joins::check)?;
        name_members(select);
        name_repeated(select);
        ControlFlow::Continue(())
    }

    fn post_visit_table_factor(&mut self, table: &mut TableFactor) -> ControlFlow<QueryError> {
        as_lists(table);
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, table: &mut TableFactor) -> ControlFlow<QueryError> {
        as_subquery(table)?;
        number_items(table)?;
        match table {
            TableFactor::Table { sample: Some(_), .. } => refuse(
                "TABLESAMPLE; ORDER BY a hash of the code and LIMIT take a sample that can be repeated",
            ),
            TableFactor::Table { version: Some(_), .. } => {
                refuse("FOR SYSTEM_TIME; there is one version of the data")
            }
            TableFactor::Table { with_ordinality: true, .. } => {
                refuse("WITH ORDINALITY; row_number() OVER () counts rows")
            }
            TableFactor::NestedJoin { table_with_joins, .. } => joins::check(table_with_joins),
            TableFactor::Pivot { .. } => refuse(
                "PIVOT; GROUP BY what stays, and one sum(x) FILTER (WHERE kind = 'a') AS a for each column",
            ),
            TableFactor::Unpivot { .. } => {
                refuse("UNPIVOT; UNION ALL of one SELECT for each of the columns")
            }
            TableFactor::JsonTable { .. } | TableFactor::OpenJsonTable { .. } => refuse(
                "tables of JSON; json_array_elements(json) in FROM, and -> and ->> of its rows",
            ),
            TableFactor::MatchRecognize { .. } => {
                refuse("MATCH_RECOGNIZE; window functions such as lag(x) OVER (ORDER BY ...)")
            }
            TableFactor::XmlTable { .. } | TableFactor::SemanticView { .. } => {
                refuse("tables of XML and views of other systems")
            }
            TableFactor::Table { with_hints, partitions, index_hints, .. }
                if !with_hints.is_empty() || !partitions.is_empty() || !index_hints.is_empty() =>
            {
                refuse("hints and partitions of a table")
            }
            _ => ControlFlow::Continue(()),
        }
    }
}

/// Whether a type of text cuts what is longer; the engine would leave it whole.
fn has_length(kind: &DataType) -> bool {
    match kind {
        DataType::Char(_) | DataType::Character(_) => true,
        DataType::Varchar(length)
        | DataType::Nvarchar(length)
        | DataType::CharVarying(length)
        | DataType::CharacterVarying(length) => length.is_some(),
        _ => false,
    }
}

/// The function of an interval times or divided by a number, which the engine does not know.
fn of_interval(left: &Expr, op: &BinaryOperator, right: &Expr) -> Option<&'static str> {
    match (is_interval(left), op, is_interval(right)) {
        (true, BinaryOperator::Multiply, false) | (false, BinaryOperator::Multiply, true) => {
            Some(TIMES)
        }
        (true, BinaryOperator::Divide, false) => Some(DIVIDED),
        _ => None,
    }
}

/// Whether an expression is written as an interval. Of names of columns nobody knows that here.
fn is_interval(expr: &Expr) -> bool {
    match expr {
        Expr::Interval(_) | Expr::Cast { data_type: DataType::Interval { .. }, .. } => true,
        Expr::Nested(inner) | Expr::UnaryOp { expr: inner, .. } => is_interval(inner),
        other => [TIMES, DIVIDED].iter().any(|name| call_of(other, name).is_some()),
    }
}

/// `FETCH FIRST n ROWS ONLY` as `LIMIT n`.
fn fetch_as_limit(query: &mut Query) -> ControlFlow<QueryError> {
    let Some(fetch) = &query.fetch else { return ControlFlow::Continue(()) };
    if fetch.with_ties || fetch.percent {
        return refuse("FETCH FIRST WITH TIES or PERCENT; rank() OVER (ORDER BY ...) finds ties");
    }
    let one = Expr::Value(Value::Number("1".to_owned(), false).into());
    let rows = fetch.quantity.clone().unwrap_or(one);
    let clause = query.limit_clause.get_or_insert(LimitClause::LimitOffset {
        limit: None,
        offset: None,
        limit_by: Vec::new(),
    });
    match clause {
        LimitClause::LimitOffset { limit: limit @ None, .. } => *limit = Some(rows),
        _ => return refuse("FETCH FIRST beside LIMIT"),
    }
    query.fetch = None;
    ControlFlow::Continue(())
}

/// `ST_Union` of a group is an aggregate and of two geometries a function; `ST_Relate` gives a matrix, and a truth value
/// beside a pattern. The engine tells functions apart by their names, PostgreSQL also by their arguments.
fn name_by_arguments(function: &mut Function) {
    let [name] = function.name.0.as_slice() else { return };
    let is = |wanted: &str| name.as_ident().is_some_and(|n| n.value.eq_ignore_ascii_case(wanted));
    let FunctionArguments::List(list) = &function.args else { return };
    if is("ST_Union") && list.args.len() == 2 {
        function.name = ObjectName::from(vec![Ident::new(UNION_OF_TWO)]);
    } else if is("ST_Relate") && list.args.len() == 3 {
        function.name = ObjectName::from(vec![Ident::new(RELATE_AS)]);
    } else if is("array_remove") {
        // The engine's own of these names change the first that they find.
        function.name = ObjectName::from(vec![Ident::new("array_remove_all")]);
    } else if is("array_replace") {
        function.name = ObjectName::from(vec![Ident::new("array_replace_all")]);
    }
}

/// `mod(a, b)` as `a % b`.
fn remainder(function: &mut Function) -> Option<Expr> {
    let [name] = function.name.0.as_slice() else { return None };
    if !name.as_ident()?.value.eq_ignore_ascii_case("mod") {
        return None;
    }
    let FunctionArguments::List(list) = &mut function.args else { return None };
    let [
        FunctionArg::Unnamed(FunctionArgExpr::Expr(a)),
        FunctionArg::Unnamed(FunctionArgExpr::Expr(b)),
    ] = list.args.as_mut_slice()
    else {
        return None;
    };
    let side = |expr: &mut Expr| Box::new(Expr::Nested(Box::new(taken(expr))));
    let rest = Expr::BinaryOp { left: side(a), op: BinaryOperator::Modulo, right: side(b) };
    Some(Expr::Nested(Box::new(rest)))
}

/// `2#3` is read as 2 with the name `#3`, and `1_000` as 1 with the name `_000`.
fn check_select(select: &Select) -> ControlFlow<QueryError> {
    let runs_on = |item: &SelectItem| {
        matches!(item, SelectItem::ExprWithAlias { expr: Expr::Value(value), alias }
            if matches!(value.value, Value::Number(..))
                && alias.quote_style.is_none()
                && value.span.end == alias.span.start)
    };
    if select.projection.iter().any(runs_on) {
        return refuse("a number with letters or _ behind it; a number is written in digits, 1000");
    }
    let named_by_sign = |item: &SelectItem| {
        matches!(item, SelectItem::ExprWithAlias { alias, .. }
            if alias.quote_style.is_none() && alias.value.starts_with('#'))
    };
    if select.projection.iter().any(named_by_sign) {
        return refuse("the operator #");
    }
    ControlFlow::Continue(())
}

/// `power(a, b)` of double precision, as PostgreSQL computes `a ^ b` of whole numbers.
fn power(base: Expr, exponent: Expr) -> Expr {
    let double = |expr| Expr::Cast {
        kind: CastKind::Cast,
        expr: Box::new(expr),
        data_type: DataType::Double(ExactNumberInfo::None),
        array: false,
        format: None,
    };
    call("power", vec![double(base), double(exponent)])
}
