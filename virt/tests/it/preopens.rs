//! Directories of the host's beside the guest's own files.

use std::fs;
use std::path::Path;

use wasi_virt::WasiVirt;
use wasmtime::Engine;
use wasmtime::component::Component;
use wasmtime_wasi::{FsPerms, WasiCtxBuilder};

use crate::{permissive, python, wrap};

/// Runs Python, wrapped like this, where the host preopens a directory as `/data`.
async fn run(virt: WasiVirt, directory: &Path, permissions: FsPerms, code: &str) {
    let wrapped = wrap(&virt.allow_clocks(true), python()).component;
    let component = Component::new(&Engine::default(), wrapped).expect("a component");
    let permit = |wasi: &mut WasiCtxBuilder| {
        wasi.preopened_dir(directory, "/data", permissions).expect("a directory");
    };
    permissive::run(&component, permit, code).await.unwrap_or_else(|error| panic!("{code}: {error}"));
}

const USE: &str = "
import errno, os, shutil

with open('/host/in.txt') as file:
    assert file.read() == 'from the host'
with open('/host/out.txt', 'w') as file:
    file.write('from the guest')
os.makedirs('/host/a/b')
os.rename('/host/out.txt', '/host/a/b/out.txt')
os.symlink('in.txt', '/host/link')
assert os.readlink('/host/link') == 'in.txt'
assert sorted(os.listdir('/host')) == ['a', 'in.txt', 'link']
assert os.stat('/host/in.txt').st_size == 13

# The guest's own files are apart from them.
with open('/tmp/own', 'w') as file:
    file.write('own')
try:
    os.rename('/tmp/own', '/host/own')
    raise AssertionError('renamed across file systems')
except OSError as error:
    assert error.errno == errno.EXDEV, error
shutil.copy('/host/in.txt', '/tmp/copy')
assert open('/tmp/copy').read() == 'from the host'

# Nothing leads out of the directory.
for path in ['/host/../secret', '/host/../../secret']:
    try:
        open(path)
        raise AssertionError(path)
    except OSError:
        pass
";

#[tokio::test]
async fn a_directory_of_the_hosts() {
    let parent = tempfile::tempdir().expect("a temporary directory");
    let directory = parent.path().join("shared");
    fs::create_dir(&directory).expect("a new directory");
    fs::write(parent.path().join("secret"), "secret").expect("a new file");
    fs::write(directory.join("in.txt"), "from the host").expect("a new file");
    run(WasiVirt::new().preopen("/host", "/data"), &directory, FsPerms::ReadWrite, USE).await;
    let out = fs::read_to_string(directory.join("a/b/out.txt")).expect("the guest made it");
    assert_eq!(out, "from the guest");
    assert!(!directory.join("own").exists() && !directory.join("copy").exists());
}

#[tokio::test]
async fn the_hosts_permissions_hold() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    fs::write(directory.path().join("in.txt"), "from the host").expect("a new file");
    let code = "
assert open('/host/in.txt').read() == 'from the host'
try:
    open('/host/new', 'w')
    raise AssertionError('written')
except OSError:
    pass
";
    run(WasiVirt::new().preopen("/host", "/data"), directory.path(), FsPerms::ReadOnly, code).await;
    assert!(!directory.path().join("new").exists());
}

#[tokio::test]
async fn all_directories_under_their_own_names() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    fs::write(directory.path().join("in.txt"), "from the host").expect("a new file");
    let code = "
assert open('/data/in.txt').read() == 'from the host'
with open('/tmp/own', 'w') as file: file.write('own')
";
    run(WasiVirt::new().allow_fs(true), directory.path(), FsPerms::ReadWrite, code).await;
    assert!(!directory.path().join("own").exists());
}

#[tokio::test]
async fn what_isnt_permitted_isnt_there() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    fs::write(directory.path().join("in.txt"), "from the host").expect("a new file");
    let code = "
import os
assert os.listdir('/') == ['tmp'], os.listdir('/')
for path in ['/data/in.txt', '/host/in.txt']:
    assert not os.path.exists(path), path
";
    run(WasiVirt::new(), directory.path(), FsPerms::ReadWrite, code).await;
}
