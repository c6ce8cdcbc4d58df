//! Statements that nobody would write, made at random from a number.
//!
//! Everything is a whole number or NULL. Whatever could be answered in several ways (an order with ties, a bare column
//! beside an aggregate, a subquery of several rows as a value) is not made.

/// Numbers that follow from a seed, the same everywhere (splitmix64).
#[derive(Debug)]
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((x ^ (x >> 31)) % most as u64).unwrap()
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

/// How columns are called: by names of their own, or every table's by the same two, as codes and names are in real tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    Different,
    Same,
}

const TABLES: [&str; 4] = ["a", "b", "c", "e"];

impl Naming {
    fn columns(self, table: usize) -> [&'static str; 2] {
        match self {
            Self::Different => [["k", "l"], ["v", "w"], ["x", "y"], ["p", "q"]][table],
            Self::Same => ["x", "y"],
        }
    }

    /// The tables that statements are about: NULL stands in every column, and one table has no row.
    fn tables(self) -> String {
        let named = |table: usize| format!("{}({})", TABLES[table], self.columns(table).join(", "));
        format!(
            "WITH {} AS (VALUES (1, 1), (2, NULL), (3, 1), (NULL, 2), (3, 3)), \
             {} AS (VALUES (1, 2), (1, NULL), (3, 1), (NULL, 3)), \
             {} AS (VALUES (1, 1), (2, 3), (NULL, NULL), (3, 2), (2, 3)), \
             {} AS (SELECT x, y FROM c WHERE x > 9)",
            named(0),
            named(1),
            named(2),
            named(3)
        )
    }
}

/// One statement from `seed`.
pub(super) fn statement(seed: u64, naming: Naming) -> String {
    let mut maker = Maker { chance: Chance(seed), names: 0, naming };
    format!("{} {}", naming.tables(), maker.whole())
}

struct Maker {
    chance: Chance,
    names: usize,
    naming: Naming,
}

/// The columns in reach: those of the statement around, then its own.
type Reach = Vec<String>;

impl Maker {
    fn whole(&mut self) -> String {
        let (from, own) = self.from(&Vec::new(), 2);
        match self.chance.below(8) {
            0 => {
                let (key, value, condition) =
                    (self.pick(&own), self.pick(&own), self.condition(&own, 2));
                let (total, having) = (self.aggregate(&value), self.aggregate(&value));
                let tail = self.chance.of(&[
                    "",
                    "HAVING count(*) > 1",
                    "HAVING # IS NULL",
                    "HAVING # > 2",
                ]);
                let tail = tail.replace('#', &having);
                format!(
                    "SELECT {key} AS r, {total} AS s FROM {from} WHERE {condition} GROUP BY {key} {tail}"
                )
            }
            1 => {
                let (one, other) = (self.rows(&Vec::new(), 1), self.rows(&Vec::new(), 1));
                let operator = self.chance.of(&["UNION", "UNION ALL", "EXCEPT", "INTERSECT"]);
                format!("{one} {operator} {other}")
            }
            2 => {
                let condition = self.condition(&own, 2);
                let (part, value) = (self.pick(&own), self.pick(&own));
                let window = self.chance.of(&["sum(#)", "count(*)", "min(#)", "max(#)"]);
                let window = window.replace('#', &value);
                format!(
                    "SELECT {value} AS r, {window} OVER (PARTITION BY {part}) AS s FROM {from} WHERE {condition}"
                )
            }
            3 => {
                let (one, two, condition) =
                    (self.number(&own, 1), self.number(&own, 1), self.condition(&own, 1));
                let (most, skipped) = (self.chance.below(5), self.chance.below(3));
                format!(
                    "SELECT {one} AS r, {two} AS s FROM {from} WHERE {condition} ORDER BY 1 NULLS LAST, 2 NULLS LAST LIMIT {most} OFFSET {skipped}"
                )
            }
            4 => {
                let (inner, name) = (self.rows(&Vec::new(), 2), self.name());
                let column = vec![format!("{name}.r")];
                let condition = self.condition(&column, 2);
                format!(
                    "SELECT {name}.r AS r, count(*) AS s FROM ({inner}) AS {name} WHERE {condition} GROUP BY {name}.r"
                )
            }
            5 => {
                let (shown, condition) = (self.condition(&own, 2), self.condition(&own, 1));
                let key = self.pick(&own);
                format!("SELECT {key} AS r, {shown} AS s FROM {from} WHERE {condition}")
            }
            _ => {
                let (one, two, condition) =
                    (self.number(&own, 2), self.number(&own, 2), self.condition(&own, 3));
                let distinct = self.chance.of(&["", "", "DISTINCT"]);
                format!("SELECT {distinct} {one} AS r, {two} AS s FROM {from} WHERE {condition}")
            }
        }
    }

    fn name(&mut self) -> String {
        self.names += 1;
        format!("t{}", self.names)
    }

    fn pick(&mut self, reach: &Reach) -> String {
        // Its own columns stand last and are asked for more often.
        let (all, own) = (reach.len(), reach.len().min(2));
        let place = if self.chance.below(3) > 0 {
            all - 1 - self.chance.below(own)
        } else {
            self.chance.below(all)
        };
        reach[place].clone()
    }

    /// Tables that are joined, and the columns in reach behind them. ON sees what stands around too, now and then.
    fn from(&mut self, around: &Reach, most: usize) -> (String, Reach) {
        let (mut text, mut own) = self.table();
        for _ in 1..=self.chance.below(most) {
            let (other, columns) = self.table();
            own.extend(columns);
            let join =
                self.chance.of(&["JOIN", "JOIN", "LEFT JOIN", "LEFT JOIN", "FULL JOIN", ","]);
            if join == "," {
                text = format!("{text}, {other}");
                // A comma binds less than a JOIN behind it: ON would not see what stands before.
                break;
            }
            let seen: Reach = match self.chance.below(6) {
                0 => around.iter().chain(&own).cloned().collect(),
                _ => own.clone(),
            };
            let condition = if join == "FULL JOIN" {
                let (one, two) = (&own[own.len() - 3], &own[own.len() - 2]);
                format!("{one} = {two}")
            } else {
                self.plain(&seen)
            };
            text = format!("{text} {join} {other} ON {condition}");
        }
        (text, around.iter().cloned().chain(own).collect())
    }

    fn table(&mut self) -> (String, Reach) {
        let place = if self.chance.below(8) == 0 { 3 } else { self.chance.below(3) };
        let (table, columns, name) = (TABLES[place], self.naming.columns(place), self.name());
        (
            format!("{table} AS {name}"),
            columns.iter().map(|column| format!("{name}.{column}")).collect(),
        )
    }

    fn aggregate(&mut self, column: &str) -> String {
        let form = self.chance.of(&[
            "count(*)",
            "count(#)",
            "max(#)",
            "min(#)",
            "sum(#)",
            "count(DISTINCT #)",
        ]);
        form.replace('#', column)
    }

    /// A comparison without a subquery.
    fn plain(&mut self, reach: &Reach) -> String {
        let (one, two) = (self.pick(reach), self.pick(reach));
        let form = self.chance.of(&[
            "P = Q",
            "P = Q",
            "P < Q",
            "P <> Q",
            "P = Q OR P IS NULL",
            "P IS NOT DISTINCT FROM Q",
            "P = 1",
            "P + 1 = Q",
        ]);
        form.replace('P', &one).replace('Q', &two)
    }

    fn number(&mut self, reach: &Reach, depth: usize) -> String {
        if depth == 0 || self.chance.below(3) == 0 {
            return match self.chance.below(8) {
                0 => self.chance.of(&["0", "1", "2", "3"]).to_owned(),
                1 => "CAST(NULL AS BIGINT)".to_owned(),
                _ => self.pick(reach),
            };
        }
        let one = self.number(reach, depth - 1);
        match self.chance.below(7) {
            0 => format!("({one} + 1)"),
            1 => format!("COALESCE({one}, {})", self.number(reach, depth - 1)),
            2 => format!("NULLIF({one}, {})", self.number(reach, depth - 1)),
            3 => format!("CASE WHEN {} THEN {one} END", self.condition(reach, depth - 1)),
            4 => {
                let condition = self.condition(reach, depth - 1);
                format!(
                    "CASE WHEN {condition} THEN {one} ELSE {} END",
                    self.number(reach, depth - 1)
                )
            }
            _ => format!("({})", self.value(reach, depth - 1)),
        }
    }

    fn condition(&mut self, reach: &Reach, depth: usize) -> String {
        if depth == 0 {
            return format!("({})", self.plain(reach));
        }
        match self.chance.below(12) {
            0 => format!(
                "({} AND {})",
                self.condition(reach, depth - 1),
                self.condition(reach, depth - 1)
            ),
            1 => format!(
                "({} OR {})",
                self.condition(reach, depth - 1),
                self.condition(reach, depth - 1)
            ),
            2 => format!("NOT {}", self.condition(reach, depth - 1)),
            3 => format!("({}) IS NULL", self.condition(reach, depth - 1)),
            4 => {
                let list = self.chance.of(&["(1, 2)", "(1, NULL)", "(3)", "(NULL)"]);
                let word = self.chance.of(&["IN", "NOT IN"]);
                format!("({} {word} {list})", self.number(reach, depth - 1))
            }
            5..=7 => {
                let (one, word) =
                    (self.number(reach, depth - 1), self.chance.of(&["IN", "NOT IN"]));
                format!("({one} {word} ({}))", self.rows(reach, depth - 1))
            }
            8 | 9 => {
                let word = self.chance.of(&["EXISTS", "NOT EXISTS"]);
                let tail =
                    self.chance.of(&["", "", "", " LIMIT 1", " LIMIT 0", " LIMIT 2 OFFSET 1"]);
                let rows = self.rows(reach, depth - 1);
                // SQLite forgets DISTINCT here, and then counts the rows that OFFSET skips wrongly.
                let tail = if rows.starts_with("SELECT DISTINCT") { "" } else { tail };
                format!("{word} ({rows}{tail})")
            }
            10 => {
                let operator = self.chance.of(&["=", "<", ">=", "<>", "IS DISTINCT FROM"]);
                let (one, two) = (self.number(reach, depth - 1), self.number(reach, depth - 1));
                format!("({one} {operator} {two})")
            }
            _ => format!("({})", self.plain(reach)),
        }
    }

    /// A subquery of one column and any number of rows.
    fn rows(&mut self, around: &Reach, depth: usize) -> String {
        let (from, all) = self.from(around, 2);
        let own: Reach = all[around.len()..].to_vec();
        let condition = self.condition(&all, depth);
        match self.chance.below(8) {
            0 => {
                let (key, value) = (self.pick(&own), self.pick(&own));
                let total = self.aggregate(&value);
                let tail = self
                    .chance
                    .of(&["", "HAVING count(*) > 1", "HAVING min(#) < 2"])
                    .replace('#', &value);
                format!("SELECT {total} AS r FROM {from} WHERE {condition} GROUP BY {key} {tail}")
            }
            1 => format!("SELECT DISTINCT {} AS r FROM {from} WHERE {condition}", self.pick(&own)),
            2 => format!("SELECT {} AS r FROM {from} WHERE {condition}", self.number(&all, depth)),
            3 => {
                let value = self.pick(&own);
                format!("SELECT {} AS r FROM {from} WHERE {condition}", self.aggregate(&value))
            }
            _ => format!("SELECT {} AS r FROM {from} WHERE {condition}", self.pick(&own)),
        }
    }

    /// A subquery of one value.
    fn value(&mut self, around: &Reach, depth: usize) -> String {
        let (from, all) = self.from(around, 2);
        let own: Reach = all[around.len()..].to_vec();
        let (value, condition) = (self.pick(&own), self.condition(&all, depth));
        match self.chance.below(5) {
            0 => {
                let order = self.chance.of(&["", "DESC "]);
                format!(
                    "SELECT {value} AS r FROM {from} WHERE {condition} ORDER BY {value} {order}NULLS LAST LIMIT 1"
                )
            }
            1 => {
                format!("SELECT {} + 1 AS r FROM {from} WHERE {condition}", self.aggregate(&value))
            }
            _ => format!("SELECT {} AS r FROM {from} WHERE {condition}", self.aggregate(&value)),
        }
    }
}
