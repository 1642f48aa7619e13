//! The attacks, in groups. `{FOLDER}` and `{SECRET}` stand for a directory and a file of the host's, `{PORT}` for a port that
//! it listens on, `{PID}` for its process.

pub(crate) mod descriptors;
pub(crate) mod entropy;
pub(crate) mod environment;
pub(crate) mod exits;
pub(crate) mod files;
pub(crate) mod imports;
pub(crate) mod interrupts;
pub(crate) mod introspection;
pub(crate) mod javascript;
pub(crate) mod memory;
pub(crate) mod network;
pub(crate) mod numpy;
pub(crate) mod output;
pub(crate) mod poisoning;
pub(crate) mod processes;
pub(crate) mod results;
pub(crate) mod stack;
pub(crate) mod tools;
pub(crate) mod waiting;

/// Attacks of one kind.
pub(crate) struct Group {
    pub(crate) name: &'static str,
    pub(crate) attacks: &'static [Attack],
}

/// Statements that attack; what they leave in `result` is looked at, too.
pub(crate) struct Attack {
    pub(crate) name: &'static str,
    pub(crate) code: &'static str,
}

pub(crate) const GROUPS: &[Group] = &[
    descriptors::GROUP,
    entropy::GROUP,
    environment::GROUP,
    exits::GROUP,
    files::GROUP,
    imports::GROUP,
    interrupts::GROUP,
    introspection::GROUP,
    javascript::GROUP,
    memory::GROUP,
    network::GROUP,
    numpy::GROUP,
    output::GROUP,
    poisoning::GROUP,
    processes::GROUP,
    results::GROUP,
    stack::GROUP,
    tools::GROUP,
    waiting::GROUP,
];

/// Names a group and its attacks, each a name and its code.
macro_rules! group {
    ($group:literal, $($name:literal => $code:literal),* $(,)?) => {
        pub(crate) const GROUP: super::Group = super::Group {
            name: $group,
            attacks: &[$(super::Attack { name: $name, code: $code }),*],
        };
    };
}
pub(crate) use group;
