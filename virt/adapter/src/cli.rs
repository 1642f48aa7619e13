//! `wasi:cli`, apart from the standard streams: environment, exit, and terminals, of which there are none.

use wasi_virt_image::Environment;

use crate::Adapter;
use crate::bindings::exports::wasi::cli::{
    environment, exit, terminal_input, terminal_output, terminal_stderr, terminal_stdin, terminal_stdout,
};
use crate::host;
use crate::state::settings;

impl environment::Guest for Adapter {
    fn get_environment() -> Vec<(String, String)> {
        let settings = settings();
        let mut environment = settings.env.clone();
        let shown = |name: &String| match &settings.host_env {
            Environment::None => false,
            Environment::All => true,
            Environment::Allow(names) => names.contains(name),
            Environment::Deny(names) => !names.contains(name),
        };
        let is_set = |name: &String| settings.env.iter().any(|(set, _)| set == name);
        environment.extend(host::environment().into_iter().filter(|(name, _)| shown(name) && !is_set(name)));
        environment
    }

    fn get_arguments() -> Vec<String> {
        host::arguments()
    }

    fn initial_cwd() -> Option<String> {
        Some(settings().cwd.clone())
    }
}

impl exit::Guest for Adapter {
    fn exit(status: Result<(), ()>) {
        host::exit(status);
        panic!("the guest may not exit");
    }

    fn exit_with_code(status: u8) {
        host::exit_with_code(status);
        panic!("the guest may not exit");
    }
}

/// A terminal, which no guest ever gets.
pub(crate) enum Terminal {}

impl terminal_input::Guest for Adapter {
    type TerminalInput = Terminal;
}

impl terminal_input::GuestTerminalInput for Terminal {}

impl terminal_output::Guest for Adapter {
    type TerminalOutput = Terminal;
}

impl terminal_output::GuestTerminalOutput for Terminal {}

impl terminal_stdin::Guest for Adapter {
    fn get_terminal_stdin() -> Option<terminal_input::TerminalInput> {
        None
    }
}

impl terminal_stdout::Guest for Adapter {
    fn get_terminal_stdout() -> Option<terminal_output::TerminalOutput> {
        None
    }
}

impl terminal_stderr::Guest for Adapter {
    fn get_terminal_stderr() -> Option<terminal_output::TerminalOutput> {
        None
    }
}
