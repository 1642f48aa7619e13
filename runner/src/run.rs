//! The run itself: load, start, execute, evaluate.

use component_sandbox::{Cache, Engine, Error, Output, Report, Sandbox, Session, SessionBuilder};
use serde_json::value::RawValue;

use crate::args::Args;
use crate::code::Code;
use crate::compiled;
use crate::failure::{Cause, Failure, Step};
use crate::files::{self, Put};
use crate::spinner;

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Run {
    /// The value of the expression as JSON, where there was one, or what went wrong.
    pub(crate) result: Result<Option<Box<RawValue>>, Failure>,
    /// What was captured, or, where it went to the terminal, how much of it was cut.
    pub(crate) output: Output,
    pub(crate) report: Report,
}

impl Run {
    /// A run that came to nothing before the guest's first instruction.
    pub(crate) fn failed(failure: Failure) -> Self {
        let mut output = Output::default();
        if let Cause::Sandbox(Error::Prelude(error)) = &failure.cause {
            output.stderr.bytes = error.traceback().into();
        }
        Self { result: Err(failure), output, report: Report::default() }
    }
}

/// Runs the code as the command line says.
pub(crate) async fn run(args: &Args, code: &Code, puts: &[Put]) -> Run {
    let mut session = match start(args, code).await {
        Ok(session) => session,
        Err(failure) => return Run::failed(failure),
    };
    let mut result = match files::put(&mut session, puts).await {
        Ok(()) => execute(&mut session, code).await,
        Err(failure) => Err(failure),
    };
    // What the code left behind is wanted also where it raised an error after.
    if session.ended().is_none()
        && let Err(failure) = files::out(&mut session, &args.out).await
    {
        result = result.and(Err(failure));
    }
    Run { result, output: session.take_output(), report: session.report() }
}

/// Loads the component.
pub(crate) fn load(args: &Args) -> Result<Sandbox, Failure> {
    let name = args.component.display();
    let spinner = spinner::Compiling::new(format!("compiling {name} (once: the result is kept)"));
    let mut engine = Engine::builder().sessions(1).fuel(args.fuel.is_some()).on_compile(spinner.starter());
    if let Some(directory) = &args.cache {
        engine = engine
            .cache(Cache::at(directory).map_err(|error| Error::Host(error.to_string())).map_err(Step::Load.fail())?);
    }
    let load = |engine: Engine| {
        if args.compiled { compiled::load(&engine, &args.component) } else { engine.load(&args.component) }
    };
    engine.build().and_then(load).map_err(Step::Load.fail())
}

/// Sets up a session with what holds for every one: limits for each call, the environment, the prelude.
pub(crate) fn session(args: &Args, code: &Code, sandbox: &Sandbox) -> SessionBuilder {
    let mut session = sandbox.session().timeout(args.timeout).output_limit(args.output_limit);
    if let Some(memory) = args.memory {
        // The process is the session's: what it may have, it may hand over.
        session = session.memory(memory).transfer_limit(memory.max(32 << 20));
    }
    for (name, value) in &args.env {
        session = session.env(name, value);
    }
    if let Some(fuel) = args.fuel {
        session = session.fuel(fuel);
    }
    if let Some(prelude) = &code.prelude {
        session = session.prelude(prelude);
    }
    session
}

async fn start(args: &Args, code: &Code) -> Result<Session, Failure> {
    let mut session = session(args, code, &load(args)?).total_timeout(args.timeout);
    if args.stdin {
        session = session.stdin(tokio::io::stdin());
    }
    if !args.json {
        session = session.stdout(tokio::io::stdout()).stderr(tokio::io::stderr());
    }
    session.start().await.map_err(Step::Start.fail())
}

async fn execute(session: &mut Session, code: &Code) -> Result<Option<Box<RawValue>>, Failure> {
    for statements in &code.statements {
        session.exec(statements).await.map_err(Step::Exec.fail())?;
    }
    match &code.expression {
        Some(expression) => session.eval(expression).await.map(Some).map_err(Step::Eval.fail()),
        None => Ok(None),
    }
}
