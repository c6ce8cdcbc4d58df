//! How much a statement may ask for, looked at before anything recurses.
//!
//! A chain such as `1 + 1 + 1 + …` is read in a loop and becomes a tree as deep as it is long; whatever walks that
//! tree afterwards (planning, optimising, even freeing it) calls itself once a level, and a stack has an end. So the
//! words are counted first, in one pass over the text: what they can become at most is a bound for every walk. The
//! engine's threads have the stack for these bounds (`crate::executor`). The numbers follow SQLite's
//! (`SQLITE_MAX_EXPR_DEPTH` 1000, `SQLITE_MAX_COMPOUND_SELECT` 500), on the safe side of our walks.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    Expr, FunctionArgumentClause, FunctionArguments, Query, Statement as Ast, TableFactor, Visit,
    Visitor,
};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};

use crate::error::QueryError;

/// Operators that can stand in one another: the levels of an expression.
pub(super) const MAX_DEPTH: usize = 500;
/// Brackets in one another. Expressions end earlier, by the parser's own count ([`super::patience::MAX_DEPTH`]); it does not count
/// brackets of types, patterns and options, and reads them by calling itself.
pub(super) const MAX_BRACKETS: usize = 256;
/// `EXPLAIN` before one another. The engine takes one, and reads a thousand by calling itself.
pub(super) const MAX_EXPLAINS: usize = 8;
/// `SELECT`s that one `UNION`, `EXCEPT` or `INTERSECT` chain joins.
pub(super) const MAX_COMPOUND: usize = 200;
/// Arms of all `CASE` expressions: each is computed for every row.
pub(super) const MAX_ARMS: usize = 2_000;
/// Tables that are read, each as often as the names of subqueries (`WITH`) repeat it.
pub(super) const MAX_TABLES: usize = 500;
/// Subqueries of expressions in one another. Where the engine checks its plans it looks at each twice as often as at the one
/// around it: twenty take seconds, thirty an hour.
pub(super) const MAX_SUBQUERIES: usize = 12;
/// Aggregates with an order (`WITHIN GROUP`, or `ORDER BY` among their arguments) in one another. The engine writes the name of each
/// from the name of what it is ordered by, twice: twenty took a quarter of a minute.
pub(super) const MAX_ORDERED: usize = 8;

fn refuse(what: &'static str, limit: usize) -> QueryError {
    QueryError::TooComplex { what: what.into(), limit }
}

/// Refuses a text that would become too deep a tree. A text that is no SQL passes: the parser says why.
pub(super) fn check_text(sql: &str) -> Result<(), QueryError> {
    let Ok(tokens) = Tokenizer::new(&GenericDialect {}, sql).tokenize() else { return Ok(()) };
    let mut levels = Levels::default();
    let (mut arms, mut explains, mut angles) = (0, 0, 0);
    let mut before = Keyword::NoKeyword;
    for token in &tokens {
        match token {
            Token::LParen | Token::LBrace => levels.open(),
            // `a[1][2]` is as deep as it is long.
            Token::LBracket => {
                levels.operator();
                levels.open();
            }
            Token::RParen | Token::RBracket | Token::RBrace => levels.close(),
            // What stands beside each other in a list stands in nothing of it.
            Token::Comma | Token::SemiColon => levels.next_of_list(),
            Token::Word(word) => match word.keyword {
                Keyword::SELECT | Keyword::VALUES => levels.next_of_list(),
                Keyword::UNION | Keyword::EXCEPT | Keyword::INTERSECT | Keyword::MINUS => {
                    levels.compound();
                }
                Keyword::WHEN => arms += 1,
                Keyword::EXPLAIN => explains += 1,
                keyword if joins_operands(keyword) => levels.operator(),
                _ => {}
            },
            // `STRUCT<a int, b STRUCT<…` is as deep as it is long, in spite of the commas.
            Token::Lt if opens_a_type(before) => angles += 1,
            token if is_operator(token) => levels.operator(),
            _ => {}
        }
        match token {
            Token::Word(word) => before = word.keyword,
            Token::Whitespace(_) => {}
            _ => before = Keyword::NoKeyword,
        }
        if levels.around.len().max(angles) > MAX_BRACKETS {
            // As the parser says it of those that it counts.
            let message = format!("it is nested in more than {MAX_BRACKETS} brackets");
            return Err(QueryError::Syntax { message, position: None });
        }
        if explains > MAX_EXPLAINS {
            return Err(refuse("EXPLAINs of one another", MAX_EXPLAINS));
        }
        if levels.operators + levels.compounds > MAX_DEPTH {
            return Err(refuse("operators in one another", MAX_DEPTH));
        }
        if levels.compounds >= MAX_COMPOUND {
            return Err(refuse("SELECTs in one UNION, EXCEPT or INTERSECT", MAX_COMPOUND));
        }
        if arms > MAX_ARMS {
            return Err(refuse("arms of CASE", MAX_ARMS));
        }
    }
    Ok(())
}

/// How deep the tree can be at a place in the text.
#[derive(Default)]
struct Levels {
    /// Operators of the present part of a list, and set operations, of the brackets around the innermost.
    around: Vec<[usize; 2]>,
    /// The same of the innermost bracket.
    innermost: [usize; 2],
    /// All operators that the place can stand in.
    operators: usize,
    /// All set operations.
    compounds: usize,
}

impl Levels {
    fn open(&mut self) {
        self.around.push(std::mem::take(&mut self.innermost));
    }

    fn close(&mut self) {
        // More closed than opened: the parser says so.
        let Some(outer) = self.around.pop() else { return };
        let [operators, compounds] = std::mem::replace(&mut self.innermost, outer);
        self.operators -= operators;
        self.compounds -= compounds;
    }

    fn next_of_list(&mut self) {
        self.operators -= std::mem::take(&mut self.innermost[0]);
    }

    fn operator(&mut self) {
        self.innermost[0] += 1;
        self.operators += 1;
    }

    fn compound(&mut self) {
        self.innermost[1] += 1;
        self.compounds += 1;
    }
}

/// Words after which a sharp bracket holds types.
fn opens_a_type(keyword: Keyword) -> bool {
    matches!(keyword, Keyword::ARRAY | Keyword::STRUCT | Keyword::MAP)
}

/// Words that stand between or before operands.
fn joins_operands(keyword: Keyword) -> bool {
    use Keyword as K;
    matches!(
        keyword,
        K::AND
            | K::OR
            | K::XOR
            | K::NOT
            | K::IS
            | K::IN
            | K::LIKE
            | K::ILIKE
            | K::SIMILAR
            | K::RLIKE
            | K::REGEXP
            | K::MATCH
            | K::BETWEEN
            | K::DIV
            | K::COLLATE
            | K::AT
            | K::OVERLAPS
            | K::OPERATOR
            | K::MEMBER
            | K::JOIN
            | K::APPLY
            | K::PIVOT
            | K::UNPIVOT
    )
}

/// Signs that stand between or before operands: all but brackets, lists, names and values.
fn is_operator(token: &Token) -> bool {
    let text = token.to_string();
    let sign = |c: char| c.is_ascii_punctuation();
    let value = matches!(
        token,
        Token::Word(_)
            | Token::Number(..)
            | Token::Whitespace(_)
            | Token::Placeholder(_)
            | Token::Period
            | Token::LParen
            | Token::RParen
            | Token::LBrace
            | Token::RBrace
            | Token::LBracket
            | Token::RBracket
    );
    // Texts begin with a sign as well, with their quote.
    !value && !text.contains(['\'', '"', '`', '$']) && text.chars().all(sign)
}

/// Refuses a statement that reads too many tables, or nests too many subqueries.
pub(super) fn check_tables(statement: &Ast) -> Result<(), QueryError> {
    match statement.visit(&mut Tables::default()) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break((what, limit)) => Err(refuse(what, limit)),
    }
}

/// Counts the tables of a statement, and the subqueries in one another. Names that `WITH` gives are put in place where they are used, so that ten of them
/// that each use the one before twice are a thousand.
#[derive(Default)]
struct Tables {
    open: Vec<Scope>,
    /// Aggregates with an order that the place stands in.
    ordered: usize,
}

#[derive(Default)]
struct Scope {
    found: Found,
    /// What each name that `WITH` gives in this query stands for.
    named: HashMap<String, Found>,
    /// Queries, by their place in memory, that stand in expressions.
    in_expressions: HashSet<usize>,
    /// Queries, by their place in memory, that give such a name.
    defines: HashMap<usize, String>,
}

/// What a query holds.
#[derive(Default, Clone, Copy)]
struct Found {
    tables: usize,
    /// Subqueries of expressions in one another.
    levels: usize,
}

type Refused = (&'static str, usize);

impl Visitor for Tables {
    type Break = Refused;

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<Refused> {
        self.ordered += usize::from(is_ordered(expr));
        if self.ordered > MAX_ORDERED {
            return ControlFlow::Break(("ordered aggregates in one another", MAX_ORDERED));
        }
        let (Expr::InSubquery { subquery, .. }
        | Expr::Exists { subquery, .. }
        | Expr::Subquery(subquery)) = expr
        else {
            return ControlFlow::Continue(());
        };
        if let Some(scope) = self.open.last_mut() {
            scope.in_expressions.insert(place(subquery));
        }
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, expr: &Expr) -> ControlFlow<Refused> {
        self.ordered -= usize::from(is_ordered(expr));
        ControlFlow::Continue(())
    }

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<Refused> {
        let with = query.with.iter().flat_map(|with| &with.cte_tables);
        let defines = with.map(|cte| (place(&cte.query), cte.alias.name.value.to_lowercase()));
        self.open.push(Scope { defines: defines.collect(), ..Scope::default() });
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, query: &Query) -> ControlFlow<Refused> {
        let Some(done) = self.open.pop() else { return ControlFlow::Continue(()) };
        let Some(around) = self.open.last_mut() else { return ControlFlow::Continue(()) };
        match around.defines.get(&place(query)).cloned() {
            Some(name) => {
                around.named.insert(name, done.found);
                ControlFlow::Continue(())
            }
            None => {
                let level = usize::from(around.in_expressions.contains(&place(query)));
                around.found.add(Found { levels: done.found.levels + level, ..done.found })
            }
        }
    }

    fn pre_visit_table_factor(&mut self, table: &TableFactor) -> ControlFlow<Refused> {
        let TableFactor::Table { name, .. } = table else { return ControlFlow::Continue(()) };
        let name = name.to_string().to_lowercase();
        let found = self.open.iter().rev().find_map(|scope| scope.named.get(&name)).copied();
        let found = found.unwrap_or_default();
        let Some(scope) = self.open.last_mut() else { return ControlFlow::Continue(()) };
        scope.found.add(Found { tables: found.tables.max(1), ..found })
    }
}

/// Whether it is a call that says in which order it takes its rows.
fn is_ordered(expr: &Expr) -> bool {
    let Expr::Function(call) = expr else { return false };
    let ordered =
        |clause: &FunctionArgumentClause| matches!(clause, FunctionArgumentClause::OrderBy(_));
    let inside =
        matches!(&call.args, FunctionArguments::List(list) if list.clauses.iter().any(ordered));
    inside || !call.within_group.is_empty()
}

impl Found {
    /// What stands in a query belongs to it.
    fn add(&mut self, inner: Self) -> ControlFlow<Refused> {
        self.tables = self.tables.saturating_add(inner.tables);
        self.levels = self.levels.max(inner.levels);
        if self.tables > MAX_TABLES {
            return ControlFlow::Break(("tables in one statement", MAX_TABLES));
        }
        if self.levels > MAX_SUBQUERIES {
            return ControlFlow::Break(("subqueries in one another", MAX_SUBQUERIES));
        }
        ControlFlow::Continue(())
    }
}

fn place(query: &Query) -> usize {
    std::ptr::from_ref(query) as usize
}
