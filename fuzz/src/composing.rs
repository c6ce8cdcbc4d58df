//! Statements from bytes: each byte is a word of SQL, or repeats or nests what stands there.
//!
//! A fuzzer that changes single letters of a text hardly ever writes a deep or a long one that can be read at all. Here
//! one byte more is a thousand levels more.

use queries::Params;

/// The longest text, in bytes: beyond what the guard takes, so that this bound is met too.
const LONGEST: usize = 300 * 1024;
/// The most repetitions.
const MOST: usize = 12_000;

/// What bytes came to.
#[derive(Debug)]
pub struct Composed {
    /// The statement or condition.
    pub text: String,
    /// The values of its placeholders.
    pub params: Params,
    /// Whether it is the condition of a plan.
    pub is_condition: bool,
}

/// Reads bytes as a little programme: the first says what it makes, each other one adds a word (see `WORDS`), or does
/// something with the words before it.
pub fn compose(bytes: &[u8]) -> Composed {
    let (head, rest) = bytes.split_first().map_or((0, bytes), |(head, rest)| (*head, rest));
    let mut page = Page::default();
    let mut rest = rest.iter().copied();
    while let Some(byte) = rest.next() {
        match byte {
            // Repeats the last words.
            0xf8 | 0xf9 => {
                let (count, times) = (count(&mut rest), number(&mut rest));
                page.repeat(count, times);
            }
            // Sets brackets around them.
            0xfa | 0xfb => {
                let (count, times) = (count(&mut rest), number(&mut rest));
                page.enclose(count, times);
            }
            // A letter as it is.
            0xfc | 0xfd => page.push(&char::from(rest.next().unwrap_or(b' ')).to_string()),
            0xfe | 0xff => page.push(&number(&mut rest).to_string()),
            word => page.push(WORDS.get(usize::from(word)).copied().unwrap_or(" ")),
        }
    }
    Composed { text: page.text, params: params(head >> 1), is_condition: head & 1 == 1 }
}

/// One byte: 1 to 16.
fn count(rest: &mut impl Iterator<Item = u8>) -> usize {
    usize::from(rest.next().unwrap_or(0) % 16) + 1
}

/// Two bytes; most numbers are small.
fn number(rest: &mut impl Iterator<Item = u8>) -> usize {
    let (scale, value) = (rest.next().unwrap_or(0), rest.next().unwrap_or(1));
    let scale = [1, 1, 4, 50][usize::from(scale % 4)];
    usize::from(value).saturating_mul(scale).min(MOST)
}

fn params(kind: u8) -> Params {
    let json = match kind % 4 {
        0 => return Params::None,
        1 => "[1, \"a\"]".to_owned(),
        2 => format!("[[{}]]", vec!["\"52.03.01.2001\""; 20_000].join(", ")),
        _ => "{\"a\": [[1, [2, null]], -1.5]}".to_owned(),
    };
    json.parse().ok().and_then(|json| Params::from_json(json).ok()).unwrap_or_default()
}

#[derive(Default)]
struct Page {
    text: String,
    /// Where each word begins.
    words: Vec<usize>,
}

impl Page {
    fn push(&mut self, word: &str) {
        if self.text.len() + word.len() <= LONGEST {
            self.words.push(self.text.len());
            self.text.push_str(word);
        }
    }

    /// Where the last `count` words begin.
    fn start(&self, count: usize) -> usize {
        let at = self.words.len().saturating_sub(count);
        self.words.get(at).copied().unwrap_or(self.text.len())
    }

    fn repeat(&mut self, count: usize, times: usize) {
        let part = self.text.get(self.start(count)..).unwrap_or_default().to_owned();
        let room = LONGEST.saturating_sub(self.text.len()) / part.len().max(1);
        self.push(&part.repeat(times.min(room)));
    }

    fn enclose(&mut self, count: usize, times: usize) {
        let start = self.start(count);
        let times = times.min(LONGEST.saturating_sub(self.text.len()) / 2);
        self.text.insert_str(start, &"(".repeat(times));
        self.text.push_str(&")".repeat(times));
        self.words.retain(|word| *word <= start);
    }
}

/// Words of SQL, a byte each. New ones go to the end: the corpus names them by their place.
const WORDS: &[&str] = &[
    "SELECT ",
    "FROM ",
    "WHERE ",
    "villages ",
    "regencies ",
    "village_indicators ",
    "code ",
    "name ",
    "geometry ",
    "area_km2 ",
    "designated ",
    "1 ",
    "0 ",
    "-1 ",
    "'a' ",
    "NULL ",
    "true ",
    "(",
    ")",
    ", ",
    "* ",
    "+1 ",
    "-",
    "*2 ",
    "/3 ",
    "%2 ",
    "^2 ",
    "<",
    ">",
    "= ",
    "<> ",
    "<= ",
    "|| 'a' ",
    "&",
    "#",
    "~",
    "!",
    "AND ",
    "OR ",
    "NOT ",
    "IS NULL ",
    "IS NOT TRUE ",
    "IS DISTINCT FROM ",
    "IN (",
    "LIKE 'x%' ",
    "ILIKE '%x' ",
    "LIKE ANY (ARRAY['a','b','c']) ",
    "LIKE ANY ('a','b') ",
    "ILIKE ANY (ARRAY[",
    "SIMILAR TO '(a|b)+%' ",
    "SIMILAR TO '",
    "~ 'a+' ",
    "!~* '(a*)*b' ",
    "REGEXP 'x' ",
    "BETWEEN 1 AND 2 ",
    "BETWEEN SYMMETRIC 1 AND ",
    "NOT BETWEEN ",
    "CASE ",
    "WHEN ",
    "THEN ",
    "ELSE ",
    "END ",
    "AS ",
    "AS x ",
    "a",
    "b",
    "x ",
    "a.",
    "x.",
    "v ",
    "r ",
    "UNION ",
    "UNION ALL ",
    "EXCEPT ",
    "INTERSECT ",
    "MINUS ",
    "ALL ",
    "ANY (",
    "SOME (",
    "EXISTS (",
    "NOT EXISTS (",
    "NOT IN (",
    "WITH ",
    "RECURSIVE ",
    "WITH a AS (",
    ") SELECT ",
    "a AS (SELECT ",
    "JOIN ",
    "LEFT JOIN ",
    "RIGHT JOIN ",
    "FULL JOIN ",
    "CROSS JOIN ",
    "NATURAL JOIN ",
    "SEMI JOIN ",
    "ANTI JOIN ",
    "LATERAL (",
    "ON ",
    "ON true ",
    "USING (code) ",
    "GROUP BY ",
    "CUBE (",
    "ROLLUP (",
    "GROUPING SETS (",
    "GROUPING(",
    "HAVING ",
    "ORDER BY ",
    "DESC NULLS LAST ",
    "LIMIT 1 ",
    "OFFSET 1 ",
    "FETCH FIRST 1 ROWS ONLY ",
    "DISTINCT ",
    "DISTINCT ON (code) ",
    "OVER (",
    "PARTITION BY ",
    "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW ",
    "RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING ",
    "WINDOW w AS (",
    "FILTER (WHERE ",
    "WITHIN GROUP (ORDER BY ",
    "QUALIFY ",
    "VALUES ",
    "VALUES (1, 2) ",
    "TABLE villages ",
    "EXPLAIN ",
    "EXPLAIN ANALYZE ",
    "SHOW TABLES ",
    "SHOW COLUMNS FROM ",
    "DESCRIBE ",
    "count(*) ",
    "count(",
    "sum(",
    "avg(",
    "min(",
    "max(",
    "array_agg(",
    "string_agg(name, ',' ",
    "first_value(",
    "lag(",
    "row_number() ",
    "rank() ",
    "percentile_cont(0.5) ",
    "approx_percentile_cont(",
    "coalesce(",
    "nullif(",
    "greatest(",
    "abs(",
    "mod(",
    "round(",
    "power(",
    "length(",
    "substr(",
    "substring(name FROM 1 FOR 2) ",
    "position('a' IN ",
    "trim(BOTH ' ' FROM ",
    "overlay(name PLACING 'x' FROM 1) ",
    "extract(year FROM ",
    "date_trunc('month', ",
    "date_part('year', ",
    "to_char(",
    "to_char(now(), 'YYYY-MM-DD') ",
    "to_timestamp(",
    "CAST(",
    "AS int) ",
    "AS text) ",
    "AS geometry) ",
    "TRY_CAST(",
    "::int ",
    "::text ",
    "::geometry ",
    "::date ",
    "::decimal(38,10) ",
    "::int[] ",
    "ARRAY[",
    "make_array(",
    "]",
    "[1] ",
    "[1:2] ",
    "{",
    "}",
    "{'a': 1} ",
    "struct(",
    "named_struct('a', 1) ",
    "MAP {'a': 1} ",
    "unnest(",
    "generate_series(1, 3) ",
    "range(1, 3) ",
    "interval '1' day ",
    "interval '1 month 2 days' ",
    "DATE '2026-01-01' ",
    "TIMESTAMP '2026-01-01 00:00:00' ",
    "AT TIME ZONE 'Asia/Jakarta' ",
    "now() ",
    "random() ",
    "system_queries ",
    "COLLATE x ",
    "ESCAPE '!' ",
    "ST_Point(",
    "ST_GeomFromText('",
    "POINT(1 2)",
    "POLYGON((0 0,1 0,1 1,0 0))",
    "') ",
    "'",
    "\"",
    "`",
    "$$",
    "E'\\",
    "X'0",
    "U&'",
    "$1 ",
    "$a ",
    "? ",
    ":a ",
    "@a ",
    "-- c\n",
    "/* ",
    "*/ ",
    "; ",
    "ST_Contains(",
    "ST_Intersects(",
    "ST_DWithin(",
    "ST_Union(",
    "ST_Collect(",
    "ST_AsText(",
    "ST_Buffer(",
    "ST_Area(",
    "ST_Distance(",
    "ST_SetSRID(",
    "ST_Transform(",
    "in_area(code, ",
    "nearest(",
    "villages_within(",
    "&& ",
    "<-> ",
    "-> ",
    "->> ",
    "@> ",
    "<@ ",
    "=> ",
    ":= ",
    "regexp_like(name, '",
    "repeat('x', 9) ",
    "1e308 ",
    "9223372036854775807 ",
    "99999999999999999999999999999999999999999 ",
    "0.1 ",
    ".5 ",
    "1.e",
];
