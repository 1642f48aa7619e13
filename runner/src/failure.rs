//! What stops a run.

use std::path::{Path, PathBuf};
use std::{fmt, io};

use component_sandbox::Error;

/// What went wrong, and in which step.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) step: Step,
    pub(crate) cause: Cause,
}

/// What went wrong.
#[derive(Debug)]
pub(crate) enum Cause {
    /// In the sandbox.
    Sandbox(Error),
    /// With a file of this machine.
    Local(PathBuf, io::Error),
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sandbox(error) => error.fmt(f),
            Self::Local(path, error) => write!(f, "can't write `{}`: {error}", path.display()),
        }
    }
}

/// The steps of a run.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    Load,
    Start,
    File,
    Exec,
    Eval,
    Out,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Load => "load",
            Self::Start => "start",
            Self::File => "file",
            Self::Exec => "exec",
            Self::Eval => "eval",
            Self::Out => "out",
        })
    }
}

impl Step {
    pub(crate) fn fail(self) -> impl FnOnce(Error) -> Failure {
        move |error| Failure { step: self, cause: Cause::Sandbox(error) }
    }
}

impl Failure {
    pub(crate) fn local(step: Step, path: &Path, error: io::Error) -> Self {
        Self { step, cause: Cause::Local(path.to_owned(), error) }
    }
}
