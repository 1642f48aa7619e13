//! What holds no resources: clocks, random numbers, environment, exit.

use wasi_virt_image::Environment;

use crate::bindings::wasi::cli;
use crate::bindings::wasi::clocks::{monotonic_clock, wall_clock};
use crate::bindings::wasi::random::{insecure, insecure_seed as seed, random};
use crate::fs::Time;
use crate::io::Pollable;
use crate::state::settings;

/// Functions that ask the host for something if a setting allows it.
macro_rules! ask {
    ($setting:ident: $($name:ident($($argument:ident: $type:ty)?) -> $result:ty = $call:expr;)*) => {
        $(pub(crate) fn $name($($argument: $type)?) -> Option<$result> {
            settings().$setting.then(|| $call)
        })*
    };
}

ask! { clocks:
    wall() -> Time = time(wall_clock::now());
    wall_resolution() -> Time = time(wall_clock::resolution());
    monotonic() -> u64 = monotonic_clock::now();
    monotonic_resolution() -> u64 = monotonic_clock::resolution();
    instant(when: u64) -> Pollable = Pollable::Host(monotonic_clock::subscribe_instant(when));
    duration(length: u64) -> Pollable = Pollable::Host(monotonic_clock::subscribe_duration(length));
}

ask! { random:
    random_bytes(length: u64) -> Vec<u8> = random::get_random_bytes(length);
    random_u64() -> u64 = random::get_random_u64();
    insecure_bytes(length: u64) -> Vec<u8> = insecure::get_insecure_random_bytes(length);
    insecure_u64() -> u64 = insecure::get_insecure_random_u64();
    insecure_seed() -> (u64, u64) = seed::insecure_seed();
}

fn time(time: wall_clock::Datetime) -> Time {
    Time { seconds: time.seconds, nanoseconds: time.nanoseconds }
}

/// All of the host's environment, if the guest sees any of it.
pub(crate) fn environment() -> Vec<(String, String)> {
    if settings().host_env == Environment::None { Vec::new() } else { cli::environment::get_environment() }
}

/// The host's arguments, if the guest sees anything of the host's environment.
pub(crate) fn arguments() -> Vec<String> {
    if settings().host_env == Environment::None { Vec::new() } else { cli::environment::get_arguments() }
}

/// Exits, if the guest may.
pub(crate) fn exit(status: Result<(), ()>) {
    if settings().exit {
        cli::exit::exit(status);
    }
}

/// Exits with a code, if the guest may.
pub(crate) fn exit_with_code(status: u8) {
    if settings().exit {
        cli::exit::exit_with_code(status);
    }
}
