//! A conversation: statements end with `;`, commands begin with `\`.

use std::fmt::Write as _;

use queries::{Params, TableEntry};

use super::ask::{Asked, Output};
use super::complete::Names;
use super::history::{History, usual_file};
use super::terminal::{Terminal, Typed};

const HELP: &str = r"A statement ends with a semicolon and may have several lines.
\d          the tables
\d TABLE    the columns of a table, with units and meaning
\df [WORD]  the functions, or those with WORD in their name
\f FORMAT   how answers are printed: table, csv, json, geojson
\p NAME=VALUE  the value of $NAME in the statements that follow; \p alone forgets all
\s          the statements so far; \g N runs number N again
\q          the end (also Ctrl-D)
Tab completes names; the arrow up brings back lines that begin as what is typed. A line that begins with a blank is
not kept for the next time, nor is any with --no-history.
";

/// What is typed, as a whole.
#[derive(Debug, PartialEq)]
enum Input {
    Statement(String),
    Command(String),
}

/// Asks for statements until there are no more; where `kept`, what is typed is there the next time.
pub(super) fn run(asked: &Asked, output: Output, kept: bool) -> anyhow::Result<()> {
    let mut conversation = Conversation { asked, output, params: Vec::new(), history: Vec::new() };
    println(&format!("dataset {}; \\? for help", asked.engine.version))?;
    let (history, problem) = History::open(usual_file().filter(|_| kept));
    if let Some(problem) = problem {
        eprintln!("what is typed is not kept: {problem}");
    }
    let mut terminal = Terminal::new(Names::new(&asked.engine.queries), history);
    let mut reader = Reader::default();
    loop {
        let prompt = if reader.is_empty() { "desmigratif> " } else { "          -> " };
        let line = match terminal.line(prompt)? {
            Typed::Line(line) => line + "\n",
            Typed::Dropped => {
                reader = Reader::default();
                continue;
            }
            Typed::End => return println(""),
        };
        for input in reader.take(&line) {
            match conversation.answer(input) {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                // What is wrong with one statement is no end of the conversation.
                Err(error) => eprintln!("{error:#}"),
            }
        }
    }
}

fn println(text: &str) -> anyhow::Result<()> {
    super::super::output::print(&format!("{text}\n"))
}

/// Puts lines together to statements.
#[derive(Debug, Default)]
struct Reader {
    waiting: String,
}

impl Reader {
    fn is_empty(&self) -> bool {
        self.waiting.trim().is_empty()
    }

    /// What is complete with one more line.
    fn take(&mut self, line: &str) -> Vec<Input> {
        if self.is_empty() && line.trim_start().starts_with('\\') {
            return vec![Input::Command(line.trim().to_owned())];
        }
        self.waiting.push_str(line);
        let mut complete = Vec::new();
        while let Some(end) = end_of_statement(&self.waiting) {
            let rest = self.waiting.split_off(end);
            let statement = std::mem::replace(&mut self.waiting, rest);
            let statement = statement.trim().trim_end_matches(';').trim();
            if !statement.is_empty() {
                complete.push(Input::Statement(statement.to_owned()));
            }
        }
        complete
    }
}

/// Behind the first semicolon that is in no text, name or comment.
fn end_of_statement(text: &str) -> Option<usize> {
    let mut letters = text.char_indices().peekable();
    let mut quote = None;
    while let Some((at, letter)) = letters.next() {
        let next = letters.peek().map(|(_, next)| *next);
        match (quote, letter) {
            (Some('\n'), '\n') => quote = None,
            (Some('*'), '*') if next == Some('/') => quote = None,
            (Some(open), _) if open == letter && matches!(open, '\'' | '"') => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(letter),
            (None, '-') if next == Some('-') => quote = Some('\n'),
            (None, '/') if next == Some('*') => {
                letters.next();
                quote = Some('*');
            }
            (None, ';') => return Some(at + 1),
            (None, _) => {}
        }
    }
    None
}

struct Conversation<'a> {
    asked: &'a Asked,
    output: Output,
    params: Vec<String>,
    history: Vec<String>,
}

impl Conversation<'_> {
    /// Answers; `false` is the end.
    fn answer(&mut self, input: Input) -> anyhow::Result<bool> {
        match input {
            Input::Statement(sql) => self.run(sql).map(|()| true),
            Input::Command(command) => self.command(&command),
        }
    }

    fn run(&mut self, sql: String) -> anyhow::Result<()> {
        self.history.push(sql.clone());
        // A value that this statement does not name would be an error of it.
        let named = |pair: &&String| {
            pair.split_once('=').is_some_and(|(name, _)| sql.contains(&format!("${name}")))
        };
        let pairs: Vec<String> = self.params.iter().filter(named).cloned().collect();
        let params = if pairs.is_empty() { Params::None } else { super::params::read(&pairs)? };
        self.asked.answer(sql, params, self.output)
    }

    fn command(&mut self, command: &str) -> anyhow::Result<bool> {
        let (name, argument) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
        let argument = argument.trim().trim_end_matches(';').trim();
        let queries = &self.asked.engine.queries;
        match (name, argument) {
            ("\\q", _) => return Ok(false),
            ("\\?" | "\\h", _) => super::super::output::print(HELP)?,
            ("\\d" | "\\dt", "") => super::super::output::print(&tables(queries.tables()))?,
            ("\\d", table) => match queries.tables().iter().find(|entry| entry.name == table) {
                Some(entry) => super::super::output::print(&columns(entry))?,
                None => eprintln!("there is no table `{table}`; \\d lists all"),
            },
            ("\\df", word) => {
                let word = word.to_lowercase();
                let functions = queries.functions().iter();
                let lines = functions
                    .filter(|function| function.name.to_lowercase().contains(&word))
                    .map(|function| {
                        format!("{}\n    {}\n", function.signature, function.description_en)
                    });
                super::super::output::print(&lines.collect::<String>())?;
            }
            ("\\f", format) => match format {
                "table" => self.output = Output::Table,
                "csv" => self.output = Output::Csv,
                "json" => self.output = Output::Json,
                "geojson" => self.output = Output::Geojson,
                _ => eprintln!(
                    "\\f table, csv, json or geojson; --format has those that are no text"
                ),
            },
            ("\\p", "") => self.params.clear(),
            ("\\p", pair) => {
                super::params::read(&[pair.to_owned()])?;
                let name = |pair: &str| pair.split('=').next().map(str::to_owned);
                self.params.retain(|known| name(known) != name(pair));
                self.params.push(pair.trim_start_matches('$').to_owned());
            }
            ("\\s", _) => {
                let lines = self.history.iter().enumerate();
                let lines: String =
                    lines.map(|(n, sql)| format!("{:>4}  {sql}\n", n + 1)).collect();
                super::super::output::print(&lines)?;
            }
            ("\\g", number) => {
                let number = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
                match number.and_then(|number| self.history.get(number)).cloned() {
                    Some(sql) => self.run(sql)?,
                    None => eprintln!("\\g N runs statement N of \\s again"),
                }
            }
            _ => eprintln!("`{name}` is no command; \\? lists all"),
        }
        Ok(true)
    }
}

fn tables(tables: &[TableEntry]) -> String {
    let wide = tables.iter().map(|table| table.name.len()).max().unwrap_or(0);
    let mut out = String::new();
    for table in tables {
        let rows = table.rows.map_or_else(|| "-".to_owned(), |rows| rows.to_string());
        let _ = writeln!(out, "{:<wide$}  {rows:>11}  {}", table.name, table.description_en);
    }
    out
}

fn columns(table: &TableEntry) -> String {
    let mut out = format!("{} ({})\n", table.name, table.description_en);
    let name = table.columns.iter().map(|column| column.name.len()).max().unwrap_or(0);
    let kind = table.columns.iter().map(|column| column.data_type.len()).max().unwrap_or(0);
    for column in &table.columns {
        let unit =
            if column.unit.is_empty() { String::new() } else { format!(" [{}]", column.unit) };
        let _ = writeln!(
            out,
            "  {:<name$}  {:<kind$}  {}{unit}",
            column.name, column.data_type, column.description_en
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_end_at_a_semicolon_that_is_one() {
        let statement = |text: &str| Input::Statement(text.to_owned());
        let mut reader = Reader::default();
        assert_eq!(reader.take("SELECT ';' AS \"a;b\" -- one; \n"), []);
        assert_eq!(
            reader.take(" , 2 /* ; ' */ ; SELECT 3;\n"),
            [statement("SELECT ';' AS \"a;b\" -- one; \n , 2 /* ; ' */"), statement("SELECT 3"),]
        );
        assert!(reader.is_empty());
        assert_eq!(reader.take(";;\n"), []);
        assert_eq!(reader.take("  \\d villages\n"), [Input::Command("\\d villages".to_owned())]);
        assert_eq!(reader.take("SELECT 'it''s'\n"), []);
        assert_eq!(reader.take("\\d;\n"), [statement("SELECT 'it''s'\n\\d")]);
    }
}
