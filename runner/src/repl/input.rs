//! Reads lines: from a terminal with a prompt, editing and history, from anything else as they are.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{CompletionType, Config, Context, Editor, Helper};
use tokio::io::{AsyncBufReadExt, BufReader, Stdin};

use super::history;

/// How many lines are remembered.
const HISTORY: usize = 1000;

/// What was read.
#[derive(Debug)]
pub(crate) enum Input {
    /// A line, or several that were pasted, without the last one's end.
    Lines(String),
    /// Ctrl-C.
    Interrupted,
    /// Ctrl-D, or the end of what is piped in.
    End,
}

/// Where lines come from.
pub(crate) enum Reader {
    Terminal(Box<Terminal>),
    Plain(BufReader<Stdin>),
}

/// A terminal.
pub(crate) struct Terminal {
    /// `None` while it reads, on a thread of its own.
    editor: Option<Editor<Indent, FileHistory>>,
    history: Option<PathBuf>,
}

impl Reader {
    /// Reads from standard input.
    pub(crate) fn new() -> Self {
        let terminal = io::stdin().is_terminal().then(Terminal::new);
        match terminal {
            Some(Ok(terminal)) => Self::Terminal(Box::new(terminal)),
            // Without an editor, lines are read as they are.
            _ => Self::Plain(BufReader::new(tokio::io::stdin())),
        }
    }

    /// Whether somebody sits there.
    pub(crate) fn is_terminal(&self) -> bool {
        matches!(self, Self::Terminal(_))
    }

    /// Reads what is next.
    pub(crate) async fn read(&mut self, prompt: &'static str) -> io::Result<Input> {
        match self {
            Self::Terminal(terminal) => terminal.read(prompt).await,
            Self::Plain(reader) => tokio::select! {
                line = read_line(reader) => line,
                Ok(()) = tokio::signal::ctrl_c() => Ok(Input::Interrupted),
            },
        }
    }
}

async fn read_line(reader: &mut BufReader<Stdin>) -> io::Result<Input> {
    let mut line = String::new();
    if reader.read_line(&mut line).await? == 0 {
        return Ok(Input::End);
    }
    // Some editors put a mark at the start of a file.
    let line = line.trim_end_matches(['\r', '\n']).trim_start_matches('\u{feff}');
    Ok(Input::Lines(line.to_owned()))
}

impl Terminal {
    fn new() -> rustyline::Result<Self> {
        let config = Config::builder().completion_type(CompletionType::List).max_history_size(HISTORY)?;
        let mut editor = Editor::with_config(config.build())?;
        editor.set_helper(Some(Indent));
        let history = history::path();
        if let Some(path) = &history {
            // There is none yet, or none that can be read: then a new one begins.
            let _ = editor.load_history(path);
        }
        Ok(Self { editor: Some(editor), history })
    }

    async fn read(&mut self, prompt: &'static str) -> io::Result<Input> {
        let Some(mut editor) = self.editor.take() else {
            return Ok(Input::End);
        };
        // The runtime goes on meanwhile, so that a signal that comes now isn't taken for one that ends the next call.
        let reading = tokio::task::spawn_blocking(move || {
            let line = editor.readline(prompt);
            (editor, line)
        });
        let (editor, line) = reading.await?;
        let editor = self.editor.insert(editor);
        match line {
            Ok(line) => {
                editor.add_history_entry(&line).map_err(to_io)?;
                if let Some(path) = &self.history
                    && editor.append_history(path).is_err()
                {
                    self.history = None;
                }
                Ok(Input::Lines(line))
            }
            Err(ReadlineError::Interrupted) => Ok(Input::Interrupted),
            Err(ReadlineError::Eof) => Ok(Input::End),
            Err(error) => Err(to_io(error)),
        }
    }
}

fn to_io(error: ReadlineError) -> io::Error {
    match error {
        ReadlineError::Io(error) => error,
        error => io::Error::other(error),
    }
}

/// Lets the tabulator key indent.
#[derive(Debug)]
pub(crate) struct Indent;

impl Completer for Indent {
    type Candidate = String;

    fn complete(&self, _: &str, position: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        Ok((position, vec![" ".repeat(4)]))
    }
}

impl Helper for Indent {}
impl rustyline::highlight::Highlighter for Indent {}
impl rustyline::hint::Hinter for Indent {
    type Hint = String;
}
impl rustyline::validate::Validator for Indent {}
