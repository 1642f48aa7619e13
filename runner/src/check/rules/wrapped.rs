//! A guest works as well with a filesystem of its own.

use component_sandbox::Sandbox;
use wasi_virt::{Stdio, WasiVirt};

use super::{or_broken, values};
use crate::check::kit::{Found, Kit, expect, quote};

pub(super) async fn works(kit: &Kit<'_>, component: &[u8]) -> Found {
    let check = async {
        let wrapped = wrap(kit.sandbox, component)?;
        let kit = Kit { sandbox: &wrapped, ..*kit };
        let mut session = kit.session().await?;
        let mut tally = values::values(&kit, &mut session).await;
        if let Some(files) = &kit.samples.files {
            let written = session.exec(&files.write).await;
            tally.add(match written {
                Ok(()) => expect(&mut session, &files.read, &files.json).await,
                Err(error) => Err(format!("{} gave an error, {}", quote(&files.write), quote(&error.to_string()))),
            });
        }
        Ok(tally.found())
    };
    or_broken(check.await)
}

/// The component with a filesystem of its own, which it may have already.
fn wrap(sandbox: &Sandbox, component: &[u8]) -> Result<Sandbox, String> {
    let virt = WasiVirt::new().stdio(Stdio::Allow).allow_clocks(true).allow_random(true).allow_exit(true);
    match virt.wrap(component) {
        Ok(wrapped) => sandbox
            .engine()
            .load_bytes(&wrapped)
            .map_err(|error| format!("the wrapped component can't be loaded: {error}")),
        Err(wasi_virt::Error::Wrapped) => Ok(sandbox.clone()),
        Err(error) => Err(format!("`wasi-virt` can't wrap it: {error}")),
    }
}
