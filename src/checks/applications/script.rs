//! Scripts for a shell, taken apart into the commands that they start.

use super::command::Word;
use crate::yaml::Node;
use std::borrow::Cow;
use std::iter::Peekable;
use std::str::Chars;

/// Takes the simple commands of a script apart. What a shell would compute is left as it is and marked; words of loops and conditions stay in
/// front of their commands, which nobody then knows.
pub(super) fn split<'a>(script: &str, place: &'a Node, parameters: &[Word<'a>]) -> Vec<Vec<Word<'a>>> {
    let splitter = Splitter { place, parameters, commands: Vec::new(), words: Vec::new(), word: None };
    splitter.split(script)
}

/// A script on its way into words.
struct Splitter<'a, 'p> {
    place: &'a Node,
    parameters: &'p [Word<'a>],
    commands: Vec<Vec<Word<'a>>>,
    words: Vec<Word<'a>>,
    /// The word that has begun, and whether something is put into it.
    word: Option<(String, bool)>,
}

impl<'a> Splitter<'a, '_> {
    fn split(mut self, script: &str) -> Vec<Vec<Word<'a>>> {
        let mut letters = script.chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '\\' => match letters.next() {
                    Some('\n') | None => {}
                    Some(letter) => self.push(letter),
                },
                '\'' => self.quoted(letters.by_ref().take_while(|letter| *letter != '\'')),
                '"' => self.double_quoted(&mut letters),
                '$' | '`' => self.put_in(letter, &mut letters),
                '#' if self.word.is_none() => while letters.next_if(|letter| *letter != '\n').is_some() {},
                '\n' | ';' | '|' | '&' | '(' | ')' => self.end_command(),
                letter if letter.is_whitespace() => self.end_word(),
                letter => self.push(letter),
            }
        }
        self.end_command();
        self.commands
    }

    fn push(&mut self, letter: char) {
        self.word.get_or_insert_default().0.push(letter);
    }

    fn quoted(&mut self, letters: impl Iterator<Item = char>) {
        self.word.get_or_insert_default().0.extend(letters);
    }

    fn double_quoted(&mut self, letters: &mut Peekable<Chars<'_>>) {
        self.word.get_or_insert_default();
        while let Some(letter) = letters.next().filter(|letter| *letter != '"') {
            match letter {
                '\\' => self.quoted(letters.next().filter(|letter| *letter != '\n').into_iter()),
                '$' | '`' => self.put_in(letter, letters),
                letter => self.push(letter),
            }
        }
    }

    /// What a shell puts in: `$NAME`, `${NAME}`, `$(command)`, and the same between backticks.
    fn put_in(&mut self, mark: char, letters: &mut Peekable<Chars<'_>>) {
        let (word, has_gap) = self.word.get_or_insert_default();
        *has_gap = true;
        word.push(mark);
        if mark == '`' {
            word.extend(letters.by_ref().take_while(|letter| *letter != '`'));
            return;
        }
        let mut depth = 0_u32;
        while let Some(letter) = letters.next_if(|letter| depth > 0 || matches!(letter, '(' | '{')) {
            word.push(letter);
            match letter {
                '(' | '{' => depth += 1,
                ')' | '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }

    fn end_word(&mut self) {
        let Some((text, has_gap)) = self.word.take() else { return };
        if text == "$@" || text == "$*" {
            self.words.extend(self.parameters.iter().cloned());
        } else {
            self.words.push(Word { text: Cow::Owned(text), place: self.place, has_gap });
        }
    }

    fn end_command(&mut self) {
        self.end_word();
        if !self.words.is_empty() {
            self.commands.push(std::mem::take(&mut self.words));
        }
    }
}
