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
    fn peek(&self) -> Option<&'a str> {
        let length = self.rest().find(|letter: char| letter.is_whitespace() || ";&|<>()\\'\"`$".contains(letter));
        let word = &self.rest()[..length.unwrap_or(self.rest().len())];
        let ends = self.rest()[word.len()..].bytes().next().is_none_or(|byte| !b"\\'\"`$".contains(&byte));
        (ends && !word.is_empty()).then_some(word)
    }

    /// One command with its redirections; false when none begins here.
    fn command(&mut self) -> Read<bool> {
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

    /// A command that holds commands; false when the word begins none.
    fn compound(&mut self, word: &str, start: usize) -> Read<bool> {
        let body = match word {
            "{" => Self::braces,
            "if" => Self::conditional,
            "while" | "until" => Self::repetition,
            "for" | "select" => Self::iteration,
            "case" => Self::choice,
            "[[" => Self::condition,
            "function" => Self::function,
            _ => return Ok(false),
        };
        self.at += word.len();
        self.deeper(|cursor| body(cursor, start))?;
        Ok(true)
    }

    /// `( … )`, or `(( … ))`.
    fn group(&mut self, start: usize) -> Read {
        if self.starts("((") && self.arithmetic()? {
            self.bashism(start, "`(( ))`");
            return Ok(());
        }
        self.at += 1;
        self.deeper(|cursor| {
            cursor.body(start, "(")?;
            cursor.close(start, "(", ")")
        })
    }

    fn braces(&mut self, start: usize) -> Read {
        self.body(start, "{")?;
        self.close(start, "{", "}")
    }

    fn conditional(&mut self, start: usize) -> Read {
        self.body(start, "if")?;
        self.close(start, "if", "then")?;
        loop {
            self.body(start, "then")?;
            match self.peek() {
                Some("elif") => {
                    self.at += 4;
                    self.body(start, "elif")?;
                    self.close(start, "if", "then")?;
                }
                Some("else") => {
                    self.at += 4;
                    self.body(start, "else")?;
                    return self.close(start, "if", "fi");
                }
                _ => return self.close(start, "if", "fi"),
            }
        }
    }

    fn repetition(&mut self, start: usize) -> Read {
        self.body(start, "while")?;
        self.do_done(start, "while")
    }

    fn do_done(&mut self, start: usize, word: &str) -> Read {
        self.close(start, word, "do")?;
        self.body(start, "do")?;
        self.close(start, word, "done")
    }

    fn iteration(&mut self, start: usize) -> Read {
        self.blanks();
        if self.starts("((") {
            self.bashism(start, "`for (( ))`");
            if !self.arithmetic()? {
                return self.unclosed(self.at, "((", "))");
            }
        } else {
            if self.word()?.is_none() {
                return self.wrong(
                    start..start + 3,
                    "`for` without the name of a variable",
                    "write `for NAME in WORDS; do …; done`",
                );
            }
            self.lines();
            if self.peek() == Some("in") {
                self.at += 2;
                self.blanks();
                while self.word()?.is_some() {
                    self.blanks();
                }
            }
        }
        self.blanks();
        self.take(";");
        self.lines();
        if self.peek() == Some("{") {
            let brace = self.at;
            self.at += 1;
            return self.braces(brace);
        }
        self.do_done(start, "for")
    }

    fn choice(&mut self, start: usize) -> Read {
        self.blanks();
        self.word()?;
        self.lines();
        self.close(start, "case", "in")?;
        loop {
            self.lines();
            if self.peek() == Some("esac") {
                self.at += 4;
                return Ok(());
            }
            if self.at >= self.text.len() {
                return self.unclosed(start, "case", "esac");
            }
            self.take("(");
            self.patterns()?;
            self.list()?;
            self.lines();
            let ended = self.take(";;&") || self.take(";;") || self.take(";&");
            if !ended && self.peek() != Some("esac") {
                return if self.at >= self.text.len() { self.unclosed(start, "case", "esac") } else { self.unexpected() };
            }
        }
    }

    /// The patterns of a branch and the parenthesis behind them.
    fn patterns(&mut self) -> Read {
        loop {
            self.blanks();
            if self.word()?.is_none() {
                return self.unexpected();
            }
            self.blanks();
            if self.take(")") {
                return Ok(());
            }
            if !self.take("|") {
                return self.unexpected();
            }
        }
    }

    /// `[[ … ]]`, whose inside has rules of its own.
    fn condition(&mut self, start: usize) -> Read {
        self.bashism(start, "`[[ ]]`");
        loop {
            match self.byte() {
                None => return self.unclosed(start, "[[", "]]"),
                Some(b']') if self.ends_condition() => {
                    self.at += 2;
                    return Ok(());
                }
                Some(b'\\' | b'\'' | b'"' | b'`' | b'$') => self.quoted(false)?,
                Some(_) => self.at += 1,
            }
        }
    }

    /// Whether `]]` comes next as a word of its own: `[[:space:]]` is none.
    fn ends_condition(&self) -> bool {
        let before = self.text.as_bytes()[self.at - 1];
        let is_end = |byte: u8| byte.is_ascii_whitespace() || b";&|)".contains(&byte);
        self.starts("]]") && (before.is_ascii_whitespace() || before == b')') && self.byte_after(2).is_none_or(is_end)
    }

    fn function(&mut self, start: usize) -> Read {
        self.blanks();
        self.word()?;
        self.bashism(start, "`function`");
        self.blanks();
        if self.take("(") {
            self.blanks();
            self.close(start, "(", ")")?;
        }
        self.function_body(start)
    }

    fn function_body(&mut self, start: usize) -> Read {
        self.lines();
        if self.command()? {
            return Ok(());
        }
        self.wrong(start..self.at, "a function without commands", "write `NAME() { COMMANDS; }`")
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
    fn redirection(&mut self) -> Read<bool> {
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

    /// Commands of which there has to be one.
    fn body(&mut self, start: usize, word: &str) -> Read {
        if self.list()? {
            return Ok(());
        }
        if self.at >= self.text.len() {
            return self.wrong(
                start..start + self.length_at(start),
                format!("nothing behind `{word}`"),
                "write the commands and the word that ends them",
            );
        }
        let found = self.peek().map_or_else(|| self.rest().chars().take(1).collect(), str::to_owned);
        self.wrong(
            self.at..self.at + found.len(),
            format!("`{found}` where `{word}` needs a command"),
            "write a command; `:` does nothing",
        )
    }

    /// How long the word or operator at a place is.
    fn length_at(&self, start: usize) -> usize {
        self.text[start..].bytes().take_while(u8::is_ascii_alphabetic).count().max(1)
    }

    /// The word that has to come next.
    fn close(&mut self, start: usize, opening: &str, closing: &str) -> Read {
        self.lines();
        let comes = if closing == ")" { self.starts(")") } else { self.peek() == Some(closing) };
        if comes {
            self.at += closing.len();
            return Ok(());
        }
        if self.at >= self.text.len() {
            return self.unclosed(start, opening, closing);
        }
        let found: String = self.peek().map_or_else(|| self.rest().chars().take(1).collect(), str::to_owned);
        let line = self.text[..start].matches('\n').count() + 1;
        self.wrong(
            self.at..self.at + found.len(),
            format!("`{found}` where `{closing}` has to come"),
            format!("the `{opening}` is in line {line} of the script"),
        )
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
