//! The code to run, from the command line, from files and from standard input.

use std::io::Read;
use std::path::Path;
use std::string::FromUtf8Error;

use anyhow::{Context, Result, ensure};

use crate::args::Args;

/// What to run: statements in order, then one expression if there is one.
#[derive(Debug, Default)]
pub(crate) struct Code {
    /// What the session starts with.
    pub(crate) prelude: Option<String>,
    pub(crate) statements: Vec<String>,
    pub(crate) expression: Option<String>,
}

/// Reads all of the code.
pub(crate) fn gather(args: &Args) -> Result<Code> {
    let prelude = args.prelude.as_deref().map(script).transpose()?;
    let mut code = Code { prelude, ..Code::default() };
    for path in &args.script {
        code.statements.push(script(path)?);
    }
    let from_stdin = args.code.iter().filter(|code| *code == "-").count();
    ensure!(from_stdin <= 1, "`-` stands for standard input, which can be read only once");
    ensure!(
        from_stdin == 0 || !args.stdin,
        "`-` reads code from standard input, which --stdin gives to the guest; leave out one of them"
    );
    ensure!(
        from_stdin == 0 || !args.repl,
        "`-` reads code from standard input, which --repl reads line by line; leave out one of them"
    );
    for string in &args.code {
        let string = if string == "-" { standard_input()? } else { string.clone() };
        code.statements.extend(code.expression.replace(string));
    }
    Ok(code)
}

fn script(path: &Path) -> Result<String> {
    let bytes = std::fs::read(path).with_context(|| format!("can't read the script `{}`", path.display()))?;
    text(bytes).with_context(|| format!("the script `{}` isn't UTF-8 text", path.display()))
}

fn standard_input() -> Result<String> {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).context("can't read the code from standard input")?;
    text(bytes).context("the code on standard input isn't UTF-8 text")
}

/// Leaves out the mark that some editors put at the start of a file, as Python does.
fn text(bytes: Vec<u8>) -> Result<String, FromUtf8Error> {
    let text = String::from_utf8(bytes)?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}
