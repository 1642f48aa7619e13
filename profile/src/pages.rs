//! Which pages of its memory a component's sessions write to, as Linux knows it.
//!
//! An engine maps the memory that instances start with from one file, privately: a page that an instance writes to becomes a
//! copy of its own, which isn't the file's any more.

use std::path::Path;

use anyhow::Context;

use crate::{memory, pagemap};

/// The pages of its memory that every one of so many sessions writes to from its start to the end of these expressions, by
/// their numbers. Of several memories it is the one with the largest image.
///
/// # Errors
///
/// Where the component can't be run, an expression fails, or the system doesn't tell.
pub async fn of_sessions(component: &Path, expressions: &[String], sessions: u32) -> anyhow::Result<Vec<u64>> {
    let sandbox = memory::sandbox(component)?;
    let mut always: Option<Vec<u64>> = None;
    for _ in 0..sessions {
        let mut session = sandbox.session().start().await?;
        // What it grows by later isn't there for the next one to write to when it starts.
        let memory = memory::addresses()?;
        for expression in expressions {
            session.eval_json(expression).await.with_context(|| format!("`{expression}` fails"))?;
        }
        let pages = pagemap::own(memory).context("can't read `/proc/self/pagemap`")?;
        match &mut always {
            Some(always) => always.retain(|page| pages.contains(page)),
            None => always = Some(pages),
        }
    }
    always.context("there are no sessions to tell from")
}

/// How many runs of pages that follow each other these are, which are in order.
#[must_use]
pub fn runs(pages: &[u64]) -> usize {
    let gaps = pages.windows(2).filter(|pair| pair[0] + 1 != pair[1]).count();
    gaps + usize::from(!pages.is_empty())
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_that_follow_each_other_are_a_run() {
        assert_eq!(super::runs(&[]), 0);
        assert_eq!(super::runs(&[7]), 1);
        assert_eq!(super::runs(&[1, 2, 3, 5, 9, 10]), 3);
    }
}
