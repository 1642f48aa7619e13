use super::*;

fn quota(bytes: u64, names: u32) -> Tree {
    tree(&Settings { quota: bytes, files: names, ..Settings::default() })
}

#[test]
fn bytes_are_bounded() {
    let mut tree = quota(1_000, 100);
    tree.put("tmp/abc", &[1; 997]).expect("with its name, 1,000 bytes");
    assert_eq!(tree.quota.used(), (1_000, 1));
    let file = tree.find(ROOT, "tmp/abc", Last::Follow).expect("it is there");
    assert_eq!(tree.write(file, 997, b"x"), Err(Error::NoSpace));
    assert_eq!(tree.resize(file, 998), Err(Error::NoSpace));
    assert_eq!(tree.put("tmp/d", b""), Err(Error::NoSpace));
    assert_eq!(tree.make_symlink("t", ROOT, "tmp/l"), Err(Error::NoSpace));
    tree.write(file, 0, &[2; 997]).expect("no byte more");
    tree.rename((ROOT, "tmp/abc"), (ROOT, "tmp/xyz")).expect("a name of the same length");
    assert_eq!(tree.rename((ROOT, "tmp/xyz"), (ROOT, "tmp/longer")), Err(Error::NoSpace));
    assert_eq!(tree.get("tmp/xyz"), Ok(vec![2; 997]));
    tree.resize(file, 10).expect("less");
    assert_eq!(tree.quota.used(), (13, 1));
    tree.unlink(ROOT, "tmp/xyz").expect("it is there");
    assert_eq!(tree.quota.used(), (0, 0));
}

#[test]
fn sizes_beyond_all_bounds_are_errors() {
    let mut tree = quota(u64::MAX, 100);
    tree.put("tmp/a", b"x").expect("room");
    let file = tree.find(ROOT, "tmp/a", Last::Follow).expect("it is there");
    assert_eq!(tree.write(file, u64::MAX, b"xy"), Err(Error::TooLarge));
    assert!(tree.resize(file, u64::MAX).is_err());
    assert!(tree.write(file, 1 << 62, b"x").is_err());
    assert_eq!(tree.read(file, u64::MAX, usize::MAX), Ok(Vec::new()));
    assert_eq!(tree.quota.used(), (2, 1), "a failure takes nothing");

    let mut tree = quota(1 << 20, 100);
    tree.put("tmp/a", b"x").expect("room");
    let file = tree.find(ROOT, "tmp/a", Last::Follow).expect("it is there");
    for size in [1 << 32, 1 << 60, 1 << 62, u64::MAX] {
        assert_eq!(tree.resize(file, size), Err(Error::NoSpace), "{size}");
    }
    assert_eq!(tree.write(file, 1 << 60, b"x"), Err(Error::NoSpace));
}

#[test]
fn names_are_bounded() {
    let mut tree = quota(1_000, 3);
    tree.make_directory(ROOT, "tmp/d").expect("room");
    tree.make_symlink("d", ROOT, "tmp/l").expect("room");
    tree.put("tmp/f", b"").expect("room");
    assert_eq!(tree.put("tmp/g", b""), Err(Error::NoSpace));
    assert_eq!(tree.make_directory(ROOT, "tmp/g"), Err(Error::NoSpace));
    assert_eq!(tree.make_link((ROOT, "tmp/f"), Last::Keep, (ROOT, "tmp/g")), Err(Error::NoSpace));
    assert_eq!(tree.rename((ROOT, "rw/file"), (ROOT, "tmp/g")), Err(Error::NoSpace), "its name is the guest's then");
    tree.rename((ROOT, "tmp/f"), (ROOT, "rw/f")).expect("no name more");
    tree.remove_all("tmp/d").expect("it is there");
    tree.put("tmp/g", b"").expect("room again");
    for path in ["tmp/l", "tmp/g", "rw/f"] {
        tree.unlink(ROOT, path).expect("it is there");
    }
    assert_eq!(tree.quota.used(), (0, 0));
}

#[test]
fn a_quota_that_grows_takes_effect_at_once() {
    let mut tree = quota(10, 1);
    tree.put("tmp/a", b"123456789").expect("with its name, 10 bytes");
    assert_eq!(tree.put("tmp/b", b""), Err(Error::NoSpace));
    tree.set_quota(12, 2);
    tree.put("tmp/b", b"1").expect("room for two more");
    assert_eq!(tree.put("tmp/b", b"12"), Err(Error::NoSpace));
    tree.set_quota(u64::MAX, u32::MAX);
    tree.put("tmp/b", &[0; 1_000]).expect("no bound but memory");
    assert_eq!(tree.quota.used(), (1_011, 2));
}

#[test]
fn a_quota_below_what_is_used_leaves_it() {
    let mut tree = quota(1_000, 10);
    tree.put("tmp/a", &[1; 99]).expect("room");
    tree.put("tmp/b", &[2; 99]).expect("room");
    for (bytes, names) in [(150, 10), (1_000, 1), (0, 0)] {
        tree.set_quota(bytes, names);
        assert_eq!(tree.put("tmp/c", b""), Err(Error::NoSpace), "{bytes} {names}");
        assert_eq!(tree.make_directory(ROOT, "tmp/c"), Err(Error::NoSpace), "{bytes} {names}");
        assert_eq!(tree.get("tmp/a"), Ok(vec![1; 99]));
        assert_eq!(tree.quota.used(), (200, 2));
    }
    let file = tree.find(ROOT, "tmp/a", Last::Follow).expect("it is there");
    assert_eq!(tree.append(file, b"x"), Err(Error::NoSpace));
    tree.write(file, 0, &[3; 99]).expect("no byte more");
    tree.rename((ROOT, "tmp/a"), (ROOT, "tmp/z")).expect("no byte more either");
    tree.resize(file, 50).expect("less");
    assert_eq!(tree.append(file, b"x"), Err(Error::NoSpace), "still more than the quota");

    tree.set_quota(151, 2);
    assert_eq!(tree.append(file, b"x"), Err(Error::NoSpace), "all of it is in use");
    tree.unlink(ROOT, "tmp/b").expect("it is there");
    tree.append(file, b"x").expect("room again");
    tree.put("tmp/d", &[4; 97]).expect("room again");
    assert_eq!(tree.quota.used(), (150, 2));
}

#[test]
fn what_the_image_holds_counts_once_it_is_written_to() {
    let mut tree = quota(20, 10);
    let file = tree.find(ROOT, "rw/file", Last::Follow).expect("it is there");
    tree.set_times(file, None, Some(now())).expect("writable");
    assert_eq!(tree.quota.used(), (0, 0));
    assert_eq!(tree.write(file, 20, b"x"), Err(Error::NoSpace));
    assert_eq!(tree.quota.used(), (0, 0));
    tree.append(file, b"!").expect("15 bytes");
    assert_eq!((tree.quota.used(), tree.get("rw/file")), ((15, 0), Ok(b"from the image!".to_vec())));
    tree.unlink(ROOT, "rw/file").expect("it is there");
    assert_eq!(tree.quota.used(), (0, 0));
}

#[test]
fn the_host_writes_and_removes_whole_trees() {
    let mut tree = quota(100, 10);
    tree.replace("tmp/a/b/c", b"content").expect("room");
    tree.replace("tmp/a/b/d", b"content").expect("room");
    tree.make_symlink("/data", ROOT, "tmp/a/b/l").expect("room");
    assert_eq!(tree.get("tmp/a/b/c").as_deref(), Ok(b"content".as_slice()));
    assert_eq!(tree.replace("tmp/a/b/c", &[0; 200]), Err(Error::NoSpace));
    assert_eq!(tree.get("tmp/a/b/c").as_deref(), Ok(b"content".as_slice()), "the old content stays whole");
    assert_eq!(tree.replace("tmp/a/b/new", &[0; 200]), Err(Error::NoSpace));
    assert_eq!(tree.names("tmp/a/b"), ["c", "d", "l"], "nothing half-written");
    assert_eq!(tree.replace("rw/file/below", b""), Err(Error::NotDirectory));
    tree.remove_all("tmp/a").expect("it is there");
    assert_eq!((tree.quota.used(), tree.names("tmp")), ((0, 0), Vec::new()));
    assert_eq!(tree.names("data"), ["link", "sub"], "a link goes, not what it leads to");
    assert_eq!(tree.remove_all("."), Err(Error::Busy));
    assert_eq!(tree.remove_all("none"), Err(Error::NotFound));
}
