//! One source file: what it defines, what it imports, which paths its code names.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// A path as it is written, such as `super::rules::Rules`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub segments: Vec<String>,
    pub line: usize,
}

/// One name that a `use` brings into the file.
#[derive(Debug, Clone)]
pub struct Import {
    pub path: Named,
    /// The name in this file; `*` for all names.
    pub alias: String,
    /// Whether others see it as if it were defined here (`pub use`).
    pub passed_on: bool,
}

/// What matters of a source file. Code under `#[cfg(test)]` is left out, inline modules belong to
/// their file, and names inside of macros are seen like all others.
#[derive(Debug, Default)]
pub struct Source {
    /// Child modules in files of their own, and where `#[path]` says they are.
    pub children: BTreeMap<String, Option<String>>,
    pub definitions: BTreeSet<String>,
    pub imports: Vec<Import>,
    /// Paths of two segments or more, outside of `use`.
    pub paths: Vec<Named>,
    /// Single names, outside of `use`.
    pub names: BTreeMap<String, usize>,
}

impl Source {
    pub fn parse(text: &str) -> Result<Self, String> {
        let tokens: TokenStream = text.parse().map_err(|error| format!("{error}"))?;
        let mut source = Self::default();
        source.walk(tokens, &mut Vec::new(), true);
        Ok(source)
    }

    /// Reads `tokens`, which lie in the modules `inline` of this file; `items` at the top of one.
    fn walk(&mut self, tokens: TokenStream, inline: &mut Vec<String>, items: bool) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        let mut attributes = Attributes::default();
        let mut passed_on = false;
        while let Some(token) = tokens.get(at) {
            let rest = &tokens[at..];
            match token {
                TokenTree::Punct(punct) if punct.as_char() == '#' => {
                    let (length, group) = attribute(rest);
                    if let Some(group) = group {
                        attributes.read(group);
                        if !attributes.test {
                            self.walk(group.stream(), inline, false);
                        }
                    }
                    at += length;
                    continue;
                }
                _ if attributes.test => {
                    at += item_length(rest);
                }
                TokenTree::Ident(word) if word == "pub" => {
                    passed_on = true;
                    at += 1 + usize::from(is_group(rest.get(1), Delimiter::Parenthesis));
                    continue;
                }
                TokenTree::Ident(word) if word == "use" => {
                    let end = rest.iter().position(is_semicolon).unwrap_or(rest.len());
                    let begin = Vec::new();
                    self.import(&rest[1..end], begin, inline, passed_on);
                    at += end + 1;
                }
                TokenTree::Ident(word) if word == "mod" && name(rest.get(1)).is_some() => {
                    let module = name(rest.get(1)).unwrap_or_default();
                    if let Some(TokenTree::Group(body)) = rest.get(2) {
                        self.definitions.insert(module.clone());
                        inline.push(module);
                        self.walk(body.stream(), inline, true);
                        inline.pop();
                    } else {
                        self.children.insert(module, attributes.path.take());
                    }
                    at += 3;
                }
                TokenTree::Ident(_) => at += self.code(rest, inline, items),
                TokenTree::Group(group) => {
                    self.walk(group.stream(), inline, false);
                    at += 1;
                }
                _ => at += 1,
            }
            attributes = Attributes::default();
            passed_on = false;
        }
    }

    /// Reads a definition, a path or a name at the beginning of `tokens`; how many tokens it was.
    fn code(&mut self, tokens: &[TokenTree], inline: &[String], items: bool) -> usize {
        let word = name(tokens.first()).unwrap_or_default();
        if items && inline.is_empty() {
            const KINDS: [&str; 8] =
                ["fn", "struct", "enum", "trait", "type", "const", "static", "union"];
            let defined = match word.as_str() {
                "macro_rules" => name(tokens.get(2)),
                kind if KINDS.contains(&kind) => name(tokens.get(1)),
                _ => None,
            };
            self.definitions.extend(defined.filter(|name| name != "fn" && name != "unsafe"));
        }
        let line = line(&tokens[0]);
        let (segments, length) = path(tokens);
        if segments.len() > 1 {
            self.paths.push(Named { segments: from_file(segments, inline), line });
        } else {
            self.names.entry(word).or_insert(line);
        }
        length
    }

    /// Reads the tree of a `use` after `begin`.
    fn import(&mut self, tokens: &[TokenTree], begin: Vec<String>, inline: &[String], pass: bool) {
        let Some(first) = tokens.first() else { return };
        let (segments, length) = path(tokens);
        let mut whole = begin;
        whole.extend(segments);
        let add = |this: &mut Self, whole: Vec<String>, alias: Option<String>| {
            let mut whole = whole;
            if whole.last().is_some_and(|last| last == "self") && whole.len() > 1 {
                whole.pop();
            }
            let alias = alias.or_else(|| whole.last().cloned()).unwrap_or_default();
            let path = Named { segments: from_file(whole, inline), line: line(first) };
            this.imports.push(Import { path, alias, passed_on: pass });
        };
        match tokens.get(length) {
            None => add(self, whole, None),
            Some(TokenTree::Ident(word)) if word == "as" => {
                add(self, whole, name(tokens.get(length + 1)));
            }
            Some(TokenTree::Punct(punct)) if punct.as_char() == '*' => {
                add(self, whole, Some("*".to_owned()));
            }
            Some(TokenTree::Group(group)) => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                for part in inner.split(is_comma) {
                    self.import(part, whole.clone(), inline, pass);
                }
            }
            // A leading `::`.
            Some(_) => self.import(&tokens[length + 1..], whole, inline, pass),
        }
    }
}

/// What the attributes before an item say.
#[derive(Default)]
struct Attributes {
    test: bool,
    path: Option<String>,
}

impl Attributes {
    fn read(&mut self, group: &Group) {
        let text: String = group.stream().to_string().split_whitespace().collect();
        self.test |= text == "cfg(test)" || text.starts_with("cfg(all(test,");
        if let Some(path) = text.strip_prefix("path=\"") {
            self.path = Some(path.trim_end_matches('"').to_owned());
        }
    }
}

/// An attribute at the beginning of `tokens`: its length and its brackets.
fn attribute(tokens: &[TokenTree]) -> (usize, Option<&Group>) {
    match (tokens.get(1), tokens.get(2)) {
        (Some(TokenTree::Group(group)), _) if group.delimiter() == Delimiter::Bracket => {
            (2, Some(group))
        }
        (Some(TokenTree::Punct(bang)), Some(TokenTree::Group(_))) if bang.as_char() == '!' => {
            (3, None)
        }
        _ => (1, None),
    }
}

/// How many tokens the item at the beginning of `tokens` has.
fn item_length(tokens: &[TokenTree]) -> usize {
    const ITEMS: [&str; 16] = [
        "pub",
        "fn",
        "struct",
        "enum",
        "trait",
        "type",
        "const",
        "static",
        "mod",
        "use",
        "impl",
        "unsafe",
        "async",
        "extern",
        "macro_rules",
        "let",
    ];
    let first = name(tokens.first()).unwrap_or_default();
    let is_use = tokens.iter().take(3).any(|token| name(Some(token)).is_some_and(|w| w == "use"));
    let is_item = ITEMS.contains(&first.as_str());
    let ends = |token: &TokenTree| {
        is_semicolon(token)
            || (!is_use && is_group(Some(token), Delimiter::Brace))
            || (!is_item && is_comma(token))
    };
    tokens.iter().position(ends).map_or(tokens.len(), |end| end + 1)
}

/// The path at the beginning of `tokens`, and how many tokens it is, a last `::` included.
fn path(tokens: &[TokenTree]) -> (Vec<String>, usize) {
    let mut segments = Vec::new();
    let mut at = 0;
    while let Some(segment) = name(tokens.get(at)) {
        segments.push(segment);
        at += 1;
        if !(is_colon(tokens.get(at)) && is_colon(tokens.get(at + 1))) {
            break;
        }
        at += 2;
    }
    (segments, at)
}

/// A path as seen from the file when it is written in the modules `inline` of it.
fn from_file(segments: Vec<String>, inline: &[String]) -> Vec<String> {
    if inline.is_empty() {
        return segments;
    }
    let supers = segments.iter().take_while(|segment| *segment == "super").count();
    let own = segments.first().is_some_and(|first| first == "self");
    if supers == 0 && !own {
        return segments;
    }
    let rest = segments.iter().skip(supers.max(usize::from(own))).cloned();
    let mut whole = vec!["self".to_owned()];
    if supers <= inline.len() {
        whole.extend(inline[..inline.len() - supers].iter().cloned());
    } else {
        whole = vec!["super".to_owned(); supers - inline.len()];
    }
    whole.extend(rest);
    whole
}

fn name(token: Option<&TokenTree>) -> Option<String> {
    match token {
        Some(TokenTree::Ident(word)) => Some(word.to_string().trim_start_matches("r#").to_owned()),
        _ => None,
    }
}

fn line(token: &TokenTree) -> usize {
    token.span().start().line
}

fn is(token: Option<&TokenTree>, char: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == char)
}

fn is_colon(token: Option<&TokenTree>) -> bool {
    is(token, ':')
}

fn is_semicolon(token: &TokenTree) -> bool {
    is(Some(token), ';')
}

fn is_comma(token: &TokenTree) -> bool {
    is(Some(token), ',')
}

fn is_group(token: Option<&TokenTree>, delimiter: Delimiter) -> bool {
    matches!(token, Some(TokenTree::Group(group)) if group.delimiter() == delimiter)
}
