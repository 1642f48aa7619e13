//! Files and directories that are embedded.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use wasi_virt::WasiVirt;

use crate::{python, refused, wrap};

fn tree() -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("a temporary directory");
    fs::create_dir(directory.path().join("below")).expect("a new directory");
    fs::write(directory.path().join("below/file"), "content").expect("a new file");
    directory
}

fn size(virt: &WasiVirt) -> usize {
    wrap(virt, python()).image
}

#[test]
fn the_image_holds_the_files() {
    let tree = tree();
    let empty = size(&WasiVirt::new());
    fs::write(tree.path().join("large"), vec![b'x'; 100_000]).expect("a new file");
    let with = size(&WasiVirt::new().mount("/data", tree.path()));
    assert!((100_000..101_000).contains(&(with - empty)), "{empty} {with}");
    let file = size(&WasiVirt::new().mount("/one/file", tree.path().join("large")));
    assert!((100_000..101_000).contains(&(file - empty)), "{empty} {file}");
}

#[test]
fn the_root_and_tmp_can_be_mounted() {
    let tree = tree();
    fs::create_dir(tree.path().join("tmp")).expect("a new directory");
    wrap(&WasiVirt::new().mount("/", tree.path()), python());
    wrap(&WasiVirt::new().mount("/tmp", tree.path()), python());
    wrap(&WasiVirt::new().mount("/tmp/below/deep/", tree.path()).mount("/tmp/below2", tree.path()), python());
}

#[test]
fn a_missing_source() {
    let message = refused(&WasiVirt::new().mount("/data", "no/such/file"), python());
    assert!(message.starts_with("can't read `no/such/file` for the mount `/data`: "), "{message}");
}

#[test]
fn a_path_outside_the_root() {
    let tree = tree();
    for path in ["", "data", "../data", "/../data", "/data/../..", "/./data", "/a\0b"] {
        for virt in
            [WasiVirt::new().mount(path, tree.path()), WasiVirt::new().preopen(path, "/"), WasiVirt::new().cwd(path)]
        {
            assert_eq!(
                refused(&virt, python()),
                format!(
                    "`{path}` can't be a path in the guest: expected an absolute one without `.` and `..`, such as `/data`"
                )
            );
        }
    }
}

#[test]
fn two_mounts_on_one_path() {
    let tree = tree();
    for (first, second) in [("/data", "/data"), ("/data", "/data/"), ("//data", "/data")] {
        let virt = WasiVirt::new().mount(first, tree.path()).mount_rw(second, tree.path());
        assert_eq!(refused(&virt, python()), "two mounts are on `/data`; give each its own path");
        let virt = WasiVirt::new().mount(first, tree.path()).preopen(second, "/");
        assert_eq!(refused(&virt, python()), "two mounts are on `/data`; give each its own path");
    }
    let virt = WasiVirt::new().mount("/data", tree.path()).mount("/data/below", tree.path());
    assert_eq!(refused(&virt, python()), "two mounts are on `/data/below`; give each its own path");
}

#[test]
fn a_mount_below_another() {
    let tree = tree();
    let file = tree.path().join("below/file");
    for virt in [
        WasiVirt::new().mount("/data", tree.path()).mount("/data/other", tree.path()),
        WasiVirt::new().mount("/data/other", tree.path()).mount("/data", tree.path()),
    ] {
        wrap(&virt, python());
    }
    for virt in [
        WasiVirt::new().mount("/data", &file).mount("/data/other", tree.path()),
        WasiVirt::new().mount("/data/other", tree.path()).mount("/data", &file),
    ] {
        let message = refused(&virt, python());
        assert!(message.ends_with("` lies below a file, not a directory"), "{message}");
    }
}

#[test]
fn only_writable_mounts_count_against_the_quota() {
    let tree = tree();
    wrap(&WasiVirt::new().quota(7).mount_rw("/data", tree.path()), python());
    wrap(&WasiVirt::new().quota(6).mount("/data", tree.path()), python());
    assert_eq!(
        refused(&WasiVirt::new().quota(6).mount_rw("/data", tree.path()), python()),
        "the writable mounts hold 7 B, more than the quota of 6 B; raise `--quota`, or mount what needn't be written \
         read-only"
    );
}

#[test]
fn links_stay_within_the_mount() {
    let tree = tree();
    let link = |target: &str, name: &str| symlink(target, tree.path().join(name)).expect("a new link");
    link("below/file", "a");
    link("../below/./file", "below/b");
    link("missing", "c");
    wrap(&WasiVirt::new().mount("/data", tree.path()), python());
    for target in ["..", "/etc/passwd", "below/../../etc"] {
        link(target, "below/../d");
        let message = refused(&WasiVirt::new().mount("/data", tree.path()), python());
        assert!(message.ends_with("d`: it is a symbolic link that leaves the directory that is mounted"), "{message}");
        fs::remove_file(tree.path().join("d")).expect("the link");
    }
    // The source of a mount is the user's own choice.
    let outside = tempfile::tempdir().expect("a temporary directory");
    symlink(tree.path(), outside.path().join("link")).expect("a new link");
    wrap(&WasiVirt::new().mount("/data", outside.path().join("link")), python());
}

#[test]
fn what_is_neither_file_nor_directory() {
    let message = refused(&WasiVirt::new().mount("/null", Path::new("/dev/null")), python());
    assert_eq!(message, "can't mount `/dev/null`: it is neither a file nor a directory");
}
