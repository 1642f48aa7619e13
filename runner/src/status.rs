//! The exit status.

use std::process::ExitCode;

use component_sandbox::Error;

use crate::failure::Cause;
use crate::run::Run;

/// How the command ends; 2, wrong usage, is clap's.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Status {
    Done = 0,
    Raised = 1,
    Timeout = 124,
    Ended = 125,
    Unusable = 126,
}

impl Status {
    pub(crate) fn of(run: &Run) -> Self {
        match &run.result {
            Ok(_) => Self::Done,
            Err(failure) => match &failure.cause {
                Cause::Local(..) | Cause::Sandbox(Error::Guest(_) | Error::Prelude(_) | Error::File(_)) => Self::Raised,
                Cause::Sandbox(Error::Timeout { .. }) => Self::Timeout,
                Cause::Sandbox(Error::Component(_) | Error::NoFiles | Error::Host(_)) => Self::Unusable,
                Cause::Sandbox(_) => Self::Ended,
            },
        }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status as u8)
    }
}
