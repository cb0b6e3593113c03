//! Commands of a script (POSIX.1-2024 Shell Command Language, section 2.10, and the compound commands of bash 5.2).

use super::cursor::{Cursor, Document, Read};

/// Words that end a list of commands when they stand where a command begins.
const CLOSING: [&str; 8] = ["then", "else", "elif", "fi", "do", "done", "esac", "}"];

/// Operators of redirections, the longest first.
const REDIRECTIONS: [&str; 12] = ["<<<", "<<-", "&>>", "<<", ">>", "<&", ">&", "<>", ">|", "&>", "<", ">"];

impl<'a> Cursor<'a> {
    /// Reads all of it.
    pub(super) fn script(&mut self) -> Read {
        self.list()?;
        self.end();
        if self.at < self.text.len() { self.unexpected() } else { Ok(()) }
    }

    /// Reads commands until something comes that begins none. Tells whether there was one.
    pub(super) fn list(&mut self) -> Read<bool> {
        let mut any = false;
        loop {
            self.lines();
            if !self.chain()? {
                return Ok(any);
            }
            any = true;
            self.blanks();
            let separated = if self.starts(";;") || self.starts(";&") {
                return Ok(true);
            } else {
                self.take(";") || (!self.starts("&&") && self.take("&")) || self.newline()
            };
            if !separated {
                return Ok(true);
            }
        }
    }

    /// Commands with `&&`, `||` and `|` between them.
    fn chain(&mut self) -> Read<bool> {
        let mut operator: Option<(usize, &str)> = None;
        loop {
            let timed = self.prefixes();
            if !self.command()? && !timed {
                return match operator {
                    None => Ok(false),
                    Some((at, operator)) if self.at >= self.text.len() => {
                        self.wrong(at..at + operator.len(), format!("nothing behind `{operator}`"), "write the second command")
                    }
                    Some(_) => self.unexpected(),
                };
            }
            self.blanks();
            let at = self.at;
            operator = ["&&", "||", "|&", "|"].into_iter().find(|operator| self.take(operator)).map(|operator| (at, operator));
            if operator.is_none() {
                return Ok(true);
            }
            self.lines();
        }
    }

    /// Goes past `!` and `time`. Tells whether `time` stood there, which needs no command.
    fn prefixes(&mut self) -> bool {
        let mut timed = false;
        loop {
            self.blanks();
            match self.peek() {
                Some("!") => self.at += 1,
                Some("coproc") => self.at += 6,
                Some("time") => {
                    self.at += 4;
                    self.blanks();
                    self.take("-p");
                    timed = true;
                }
                _ => return timed,
            }
        }
    }

    /// The next word, if it stands for itself; the cursor stays.
    pub(super) fn peek(&self) -> Option<&'a str> {
        let length = self.rest().find(|letter: char| letter.is_whitespace() || ";&|<>()\\'\"`$".contains(letter));
        let word = &self.rest()[..length.unwrap_or(self.rest().len())];
        let ends = self.rest()[word.len()..].bytes().next().is_none_or(|byte| !b"\\'\"`$".contains(&byte));
        (ends && !word.is_empty()).then_some(word)
    }

    /// One command with its redirections; false when none begins here.
    pub(super) fn command(&mut self) -> Read<bool> {
        self.blanks();
        let start = self.at;
        let compound = match self.byte() {
            None | Some(b'\n' | b';' | b'&' | b'|' | b')') if !self.starts("&>") => return Ok(false),
            Some(b'(') => {
                self.group(start)?;
                true
            }
            _ => match self.peek() {
                Some(word) if CLOSING.contains(&word) => return Ok(false),
                Some(word) => self.compound(word, start)?,
                None => false,
            },
        };
        if compound {
            self.redirections()?;
            return Ok(true);
        }
        self.simple()
    }

    /// Assignments, words and redirections.
    fn simple(&mut self) -> Read<bool> {
        let start = self.at;
        let mut words = 0;
        loop {
            self.blanks();
            if self.redirection()? {
                words += 1;
                continue;
            }
            if self.byte() == Some(b'(') {
                if words != 1 {
                    return self.unexpected();
                }
                self.at += 1;
                self.blanks();
                if !self.take(")") {
                    return self.unexpected();
                }
                self.deeper(|cursor| cursor.function_body(start))?;
                return Ok(true);
            }
            if self.word()?.is_none() {
                return Ok(words > 0);
            }
            words += 1;
        }
    }

    fn redirections(&mut self) -> Read {
        self.blanks();
        while self.redirection()? {
            self.blanks();
        }
        Ok(())
    }

    /// One redirection, if one comes next.
    pub(super) fn redirection(&mut self) -> Read<bool> {
        let start = self.at;
        let digits = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        self.at += digits;
        let is_substitution = digits == 0 && (self.starts("<(") || self.starts(">("));
        let operator = REDIRECTIONS.into_iter().find(|operator| self.starts(operator)).filter(|_| !is_substitution);
        let Some(operator) = operator else {
            self.at = start;
            return Ok(false);
        };
        self.at += operator.len();
        match operator {
            "<<<" => self.bashism(start, "`<<<`"),
            "&>" | "&>>" => self.bashism(start, "`&>`"),
            _ => {}
        }
        self.blanks();
        let Some(word) = self.word()? else {
            return self.wrong(start..self.at, format!("nothing behind `{operator}`"), "name a file, or a number behind `&`");
        };
        if matches!(operator, "<<" | "<<-") {
            let quoted = &self.text[word.start..word.end];
            let word = quoted.chars().filter(|letter| !matches!(letter, '\'' | '"' | '\\')).collect();
            self.waiting.push(Document { range: start..self.at, word, without_tabs: operator == "<<-" });
        }
        Ok(true)
    }

    /// What comes next begins nothing.
    pub(super) fn unexpected<T>(&self) -> Read<T> {
        let found = match self.peek() {
            Some(word) => word.to_owned(),
            None => self.rest().chars().take(if self.starts(";;") { 2 } else { 1 }).collect(),
        };
        let message = match found.as_str() {
            "" => "unexpected end of the script".to_owned(),
            "\n" => "unexpected end of the line".to_owned(),
            word => format!("unexpected `{word}`"),
        };
        self.wrong(self.at..self.at + found.len(), message, "nothing that a shell knows begins or ends like this here")
    }
}
