//! Commands that hold commands: groups, conditions, loops, choices and functions.

use super::cursor::{Cursor, Read};

impl Cursor<'_> {
    /// A command that holds commands; false when the word begins none.
    pub(super) fn compound(&mut self, word: &str, start: usize) -> Read<bool> {
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
    pub(super) fn group(&mut self, start: usize) -> Read {
        if self.starts("((") && self.arithmetic() {
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
            if !self.arithmetic() {
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

    pub(super) fn function_body(&mut self, start: usize) -> Read {
        self.lines();
        if self.command()? {
            return Ok(());
        }
        self.wrong(start..self.at, "a function without commands", "write `NAME() { COMMANDS; }`")
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
    pub(super) fn close(&mut self, start: usize, opening: &str, closing: &str) -> Read {
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
}
