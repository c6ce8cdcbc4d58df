//! Functions that make several rows of one, as PostgreSQL has them: in the select list, `(ST_Dump(geom)).geom`, and in FROM,
//! `villages v, ST_Dump(v.geometry) AS d`.
//!
//! The engine knows one such function, `unnest` of a list. Ours give lists, and `unnest` is put around them here; in FROM
//! a LATERAL subquery takes their place.

use std::collections::HashSet;
use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    AccessExpr, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, Ident, ObjectName,
    Query, Select, SelectItem, SetExpr, Statement, TableAlias, TableAliasColumnDef, TableFactor,
    Value,
};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::parser::Parser;

use super::call::{as_geometry, call, call_of};
use super::distinct::taken;
use super::json::as_json;
use super::twice::folded;
use crate::error::QueryError;
use crate::functions::{Row, gives_rows};

/// Names `(ST_Dump(geom)).geom` in a select list `geom`, and `ST_Subdivide(geom)` `st_subdivide`, as PostgreSQL does; what
/// another has the name of already gets a number, as results number their columns.
pub(super) fn name_members(select: &mut Select) {
    let mut taken_names: HashSet<String> =
        select.projection.iter().filter_map(given_name).collect();
    for item in &mut select.projection {
        let SelectItem::UnnamedExpr(expr) = item else { continue };
        let name = match &*expr {
            Expr::CompoundFieldAccess { access_chain, .. } => match access_chain.last() {
                Some(AccessExpr::Dot(Expr::Identifier(name))) => folded(name),
                _ => continue,
            },
            Expr::Function(function) if rows_of(function).is_some() => {
                function.name.to_string().to_lowercase()
            }
            _ => continue,
        };
        let numbered = (2..).map(|number| format!("{name}_{number}"));
        let free = std::iter::once(name.clone()).chain(numbered);
        let mut free = free;
        let Some(free) = free.find(|name| !taken_names.contains(name)) else {
            continue;
        };
        taken_names.insert(free.clone());
        let alias = Ident::with_quote('"', free);
        *item = SelectItem::ExprWithAlias { expr: taken(expr), alias };
    }
}

/// The name that an item of a select list has by itself.
fn given_name(item: &SelectItem) -> Option<String> {
    match item {
        SelectItem::ExprWithAlias { alias, .. } => Some(folded(alias)),
        SelectItem::UnnamedExpr(Expr::Identifier(name)) => Some(folded(name)),
        SelectItem::UnnamedExpr(Expr::CompoundIdentifier(parts)) => parts.last().map(folded),
        _ => None,
    }
}

fn rows_of(function: &Function) -> Option<Row> {
    match function.name.0.as_slice() {
        [name] => gives_rows(&name.as_ident()?.value),
        _ => None,
    }
}

/// Lays out a list that a function gives, and takes members of rows; what stands within is done already.
pub(super) fn lay_out(expr: &mut Expr) {
    match expr {
        Expr::Function(function) => match rows_of(function) {
            // The list of geometries loses their mark when it is laid out.
            Some(Row::Geometry) => *expr = as_geometry(call("unnest", vec![taken(expr)])),
            Some(_) => *expr = call("unnest", vec![taken(expr)]),
            None => {
                if let Some(inner) = laid_out_twice(expr) {
                    *expr = inner;
                }
            }
        },
        Expr::CompoundFieldAccess { root, access_chain } => {
            let Some(AccessExpr::Dot(Expr::Identifier(member))) = access_chain.first() else {
                return;
            };
            let name = folded(member);
            let mut base = root.as_ref();
            while let Expr::Nested(inner) = base {
                base = inner;
            }
            let first = match base {
                Expr::Function(_) => {
                    let name = Expr::Value(Value::SingleQuotedString(name).into());
                    call("get_field", vec![bare(taken(root)), name])
                }
                // `(d).geom` of a row of FROM.
                Expr::Identifier(row) => {
                    Expr::CompoundIdentifier(vec![row.clone(), member.clone()])
                }
                _ => return,
            };
            let rest: Vec<AccessExpr> = access_chain.drain(1..).collect();
            *expr = if rest.is_empty() {
                first
            } else {
                Expr::CompoundFieldAccess { root: Box::new(first), access_chain: rest }
            };
        }
        _ => {}
    }
}

/// The expression without brackets around it.
fn bare(mut expr: Expr) -> Expr {
    while let Expr::Nested(inner) = expr {
        expr = *inner;
    }
    expr
}

/// `unnest(ST_Dump(geom))` as it was written: the list of the function has been laid out already.
fn laid_out_twice(expr: &Expr) -> Option<Expr> {
    let [inner] = call_of(expr, "unnest")? else { return None };
    let FunctionArg::Unnamed(FunctionArgExpr::Expr(inner)) = inner else { return None };
    let list = match call_of(inner, "ST_SetSRID") {
        Some([FunctionArg::Unnamed(FunctionArgExpr::Expr(list)), _]) => list,
        _ => inner,
    };
    match call_of(list, "unnest") {
        Some([FunctionArg::Unnamed(FunctionArgExpr::Expr(Expr::Function(function)))])
            if rows_of(function).is_some() =>
        {
            Some(inner.clone())
        }
        _ => None,
    }
}

/// A function of FROM that makes rows, as a subquery of the row around it.
pub(super) fn as_subquery(table: &mut TableFactor) -> ControlFlow<QueryError> {
    let (call, alias, ordinality) = match table {
        TableFactor::Table { name, args: Some(args), alias, with_ordinality, .. } => {
            (named_call(name, &args.args), alias.clone(), *with_ordinality)
        }
        TableFactor::Function { name, args, alias, with_ordinality, .. } => {
            (named_call(name, args), alias.clone(), *with_ordinality)
        }
        TableFactor::UNNEST { array_exprs, alias, with_ordinality, .. } => {
            let [Expr::Function(function)] = array_exprs.as_slice() else {
                return ControlFlow::Continue(());
            };
            let made = rows_of(function).map(|row| (row, Expr::Function(function.clone())));
            (made, alias.clone(), *with_ordinality)
        }
        _ => return ControlFlow::Continue(()),
    };
    let Some((row, expr)) = call else { return ControlFlow::Continue(()) };
    if ordinality {
        let message =
            "WITH ORDINALITY of a function that makes rows; path, or i and j, number them";
        return ControlFlow::Break(QueryError::Unsupported { message: message.to_owned() });
    }
    let name = match &expr {
        Expr::Function(function) => function.name.to_string().to_lowercase(),
        _ => return ControlFlow::Continue(()),
    };
    let alias = alias.unwrap_or_else(|| TableAlias {
        explicit: true,
        name: Ident::new(name),
        columns: Vec::new(),
        at: None,
    });
    if let Some(subquery) = laid_out(row, &expr, &alias.name) {
        *table = TableFactor::Derived {
            lateral: true,
            subquery: Box::new(subquery),
            alias: Some(alias),
            sample: None,
        };
    }
    ControlFlow::Continue(())
}

fn named_call(name: &ObjectName, args: &[FunctionArg]) -> Option<(Row, Expr)> {
    let [part] = name.0.as_slice() else { return None };
    let written = &part.as_ident()?.value;
    let name = as_json(written).unwrap_or_else(|| written.clone());
    let row = gives_rows(&name)?;
    let mut made = call(&name, Vec::new());
    if let Expr::Function(Function { args: FunctionArguments::List(list), .. }) = &mut made {
        list.args = args.to_vec();
    }
    Some((row, made))
}

/// `SELECT` of the rows of a function; a single value has the name of the table. The function stands beside each of its
/// columns, and is laid out once: of a list that has a name of its own, the engine loses the members where it moves them.
fn laid_out(row: Row, made: &Expr, name: &Ident) -> Option<Query> {
    let columns = row.columns();
    let parsed = Parser::parse_sql(&GenericDialect {}, "SELECT 1").ok()?;
    let Some(Statement::Query(query)) = parsed.into_iter().next() else { return None };
    let mut query = *query;
    let SetExpr::Select(select) = query.body.as_mut() else { return None };
    select.projection = if columns.is_empty() {
        vec![SelectItem::ExprWithAlias { expr: made.clone(), alias: name.clone() }]
    } else {
        let member = |column: &&str| {
            let named = Expr::Value(Value::SingleQuotedString((*column).to_owned()).into());
            let expr = call("get_field", vec![made.clone(), named]);
            SelectItem::ExprWithAlias { expr, alias: Ident::new(*column) }
        };
        columns.iter().map(member).collect()
    };
    Some(query)
}

/// `UNNEST(list) AS item`: the one column has the name of the table. `UNNEST(list) WITH ORDINALITY AS t(item, number)`:
/// beside the list another of its numbers.
pub(super) fn number_items(table: &mut TableFactor) -> ControlFlow<QueryError> {
    if let TableFactor::UNNEST { alias: Some(alias), array_exprs, with_ordinality: false, .. } =
        table
        && alias.columns.is_empty()
        && array_exprs.len() == 1
    {
        alias.columns.push(TableAliasColumnDef { name: alias.name.clone(), data_type: None });
    }
    let TableFactor::UNNEST { alias, array_exprs, with_ordinality: ordinality @ true, .. } = table
    else {
        return ControlFlow::Continue(());
    };
    let [list] = array_exprs.as_slice() else {
        let message = "WITH ORDINALITY of several arrays; unnest one of them with generate_subscripts(array, 1) beside it";
        return ControlFlow::Break(QueryError::Unsupported { message: message.to_owned() });
    };
    let one = Expr::Value(Value::Number("1".to_owned(), false).into());
    let numbers = call("generate_subscripts", vec![list.clone(), one]);
    array_exprs.push(numbers);
    *ordinality = false;
    let alias = alias.get_or_insert_with(|| TableAlias {
        explicit: true,
        name: Ident::new("unnest"),
        columns: Vec::new(),
        at: None,
    });
    if alias.columns.is_empty() {
        alias.columns.push(TableAliasColumnDef { name: alias.name.clone(), data_type: None });
    }
    if alias.columns.len() == 1 {
        alias.columns.push(TableAliasColumnDef::from_name("ordinality"));
    }
    ControlFlow::Continue(())
}

/// What `UNNEST` lays out itself is not laid out before.
pub(super) fn as_lists(table: &mut TableFactor) {
    let TableFactor::UNNEST { array_exprs, .. } = table else { return };
    for expr in array_exprs {
        let list = match call_of(expr, "unnest") {
            Some(
                [FunctionArg::Unnamed(FunctionArgExpr::Expr(list @ Expr::Function(function)))],
            ) if rows_of(function).is_some() => Some(list.clone()),
            _ => None,
        };
        if let Some(list) = list {
            *expr = list;
        }
    }
}
