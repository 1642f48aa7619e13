//! What was asked for, checked.

use wasi_virt_image::{Environment, Settings, Stdio};
use wit_parser::InterfaceId;

use crate::error::{Error, Result};
use crate::guest::{Guest, package};
use crate::mount::{Mount, guest_path};
use crate::virt::WasiVirt;

impl WasiVirt {
    /// The settings, with paths in their only form.
    pub(crate) fn checked_settings(&self) -> Result<Settings> {
        let mut settings = self.settings.clone();
        settings.cwd = guest_path(&settings.cwd)?;
        for (guest, _) in &mut settings.preopens {
            *guest = guest_path(guest)?;
        }
        if self.host_directories {
            // The adapter takes the last, unnamed pair for all that the others don't name.
            settings.preopens.push(("*".to_owned(), "*".to_owned()));
        }
        for (name, value) in &settings.env {
            if name.is_empty() || name.contains(['=', '\0']) || value.contains('\0') {
                return Err(Error::Variable { name: name.clone() });
            }
        }
        settings.env.sort();
        match self.allowed() {
            Some(option) if self.sealed => Err(Error::Sealed { option }),
            _ => Ok(settings),
        }
    }

    /// The mounts, with paths in their only form.
    pub(crate) fn checked_mounts(&self) -> Result<Vec<Mount>> {
        let check = |mount: &Mount| Ok(Mount { guest: guest_path(&mount.guest)?, ..mount.clone() });
        self.mounts.iter().map(check).collect()
    }

    /// The guest's imports that are denied whole.
    pub(crate) fn denied(&self, guest: &Guest<'_>) -> Vec<InterfaceId> {
        let is_denied = |interface: &str| match package(interface) {
            "wasi:http" => !self.http,
            "wasi:sockets" => !self.sockets,
            _ => false,
        };
        guest.imported_interfaces().filter(|(name, _)| is_denied(name)).map(|(_, id)| id).collect()
    }

    /// The first option by which something of the host's is allowed.
    fn allowed(&self) -> Option<&'static str> {
        let settings = &self.settings;
        let options = [
            (settings.clocks, "--allow-clocks"),
            (settings.random, "--allow-random"),
            (settings.exit, "--allow-exit"),
            (settings.host_env != Environment::None, "--allow-env"),
            (settings.stdin == Stdio::Allow, "--stdin"),
            (settings.stdout == Stdio::Allow, "--stdout"),
            (settings.stderr == Stdio::Allow, "--stderr"),
            (!settings.preopens.is_empty(), "--preopen"),
            (self.host_directories, "--allow-fs"),
            (self.sockets, "--allow-sockets"),
            (self.http, "--allow-http"),
        ];
        options.iter().find(|(allowed, _)| *allowed).map(|(_, option)| *option)
    }
}
