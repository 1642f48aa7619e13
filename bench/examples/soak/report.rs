//! The report, in Markdown.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

use testing::Held;

use crate::count::Kind;
use crate::process::{Busy, machine};

/// How much more memory the process may hold at the end: what the allocator keeps varies by some MiB, and what one run in
/// a hundred left behind would be more.
const MEMORY: u64 = 32 << 20;

/// How many more maps: those of memory that the allocator splits.
const MAPS: usize = 50;

/// What a soak has shown.
pub(crate) struct Report {
    pub(crate) cores: usize,
    pub(crate) wall: Duration,
    pub(crate) runs: BTreeMap<&'static str, Kind>,
    pub(crate) wrong: Vec<String>,
    pub(crate) before: Held,
    pub(crate) after: Held,
    pub(crate) busy: Busy,
    pub(crate) guests: Vec<&'static str>,
}

impl Report {
    /// What must not be, in a sentence each.
    pub(crate) fn faults(&self) -> Vec<String> {
        let (before, after) = (&self.before, &self.after);
        let mut faults = self.wrong.clone();
        if after.memory > before.memory + MEMORY {
            faults.push(format!("memory grew from {} to {} MiB", before.memory >> 20, after.memory >> 20));
        }
        for (what, before, after) in [
            ("threads", before.threads, after.threads),
            ("descriptors", before.descriptors, after.descriptors),
            ("maps, beyond what varies,", before.maps + MAPS, after.maps),
        ] {
            if after > before {
                faults.push(format!("{what} grew from {before} to {after}"));
            }
        }
        faults
    }

    /// The report alone.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text).expect("writing to a string can't fail");
        text
    }

    /// The page of the documentation.
    pub(crate) fn page(&self) -> String {
        format!("{BEFORE}{}{AFTER}", self.text())
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        let date = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
        let seconds = self.wall.as_secs();
        let all: u64 = self.runs.values().map(|kind| kind.all).sum();
        let wrong: u64 = self.runs.values().map(|kind| kind.wrong).sum();
        let (own, others) = self.busy.percent();
        writeln!(
            out,
            "{}, {} cores of {}, {} min {} s: **{all} runs, {wrong} wrong or lost**, {} a second. The machine's cores computed \
             {own} % of the time for it, and {others} % for other programs.\n",
            date.split('T').next().unwrap_or_default(),
            self.cores,
            machine(),
            seconds / 60,
            seconds % 60,
            all / seconds.max(1),
        )?;
        writeln!(out, "Guests: {}.\n", self.guests.join("; "))?;
        writeln!(out, "| kind of run | runs | wrong or lost |\n|---|---|---|")?;
        for (name, kind) in &self.runs {
            writeln!(out, "| {name} | {} | {} |", kind.all, kind.wrong)?;
        }
        let (before, after) = (&self.before, &self.after);
        writeln!(out, "\n| the process holds | after warming up | at the end |\n|---|---|---|")?;
        writeln!(out, "| memory | {} MiB | {} MiB |", before.memory >> 20, after.memory >> 20)?;
        writeln!(out, "| threads | {} | {} |", before.threads, after.threads)?;
        writeln!(out, "| file descriptors | {} | {} |", before.descriptors, after.descriptors)?;
        writeln!(out, "| memory maps | {} | {} |", before.maps, after.maps)
    }
}

const BEFORE: &str = "\
# Reliability

Written by `./build.sh soak 30 --write`, which runs good and bad code, mixed, on all cores for half an hour: four runs at once for
each core, each in a session of its own, with the right answer known. `./build.sh soak 2` takes two minutes and only prints the
report; CI does it for half a minute. It fails where an answer is wrong or takes longer than a minute, where a run panics, and where
the process holds more at the end than after the first tenth of the time: a thread, a descriptor, or 32 MiB.

The guests' code comes from the cache, which another process fills first, and this one then holds some 100 MiB. Reports of more than
400 MiB are of processes that had compiled the guests themselves: the allocator keeps the compiler's heap.

";

const AFTER: &str = "
What each kind has to do:

- Every session starts clean: it sees its own environment, and no name that another bound, also in `builtins`; *secrets* are put
  into modules and the environment as well, *files* into `/tmp`, which has to be empty before.
- *a value*, *computing*, *output*, *an error*, *no Python*, *deep recursion*, *memory limit*, *files* and *host functions* have to give
  exactly the right answer, and leave a session that still has its own number and answers `6 * 7`.
- *exit*, *trap*, *output limit*, *too many calls*, the *time limits*, *cancelled* and *dropped* have to end the session in just this way,
  and no call may get an answer from it after. Where a time limit, 200 ms, strikes while the session starts, that is right as well.

What it doesn't show: faults that are rarer than one in the number of runs, other processors and systems, and code that attacks with
more thought, which [the tests of the promises](security.md) do.
";
