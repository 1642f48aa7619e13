use super::*;

const WRITE: Open = Open { create: true, write: true, exclusive: false, directory: false, truncate: false };

#[test]
fn an_unlinked_file_lives_as_long_as_its_handles() {
    let mut tree = tree(&Settings::default());
    for path in ["tmp/new", "rw/file"] {
        let file = tree.open(ROOT, path, Last::Follow, WRITE).expect("room");
        tree.hold(file);
        tree.resize(file, 0).expect("writable");
        tree.write(file, 0, b"before").expect("room");
        tree.unlink(ROOT, path).expect("it is there");
        assert_eq!(tree.stat(file).links, 0);
        assert_eq!(tree.get(path), Err(Error::NotFound));
        tree.release(file);
        tree.append(file, b" and after").expect("room");
        assert_eq!(tree.read(file, 0, 100).as_deref(), Ok(b"before and after".as_slice()));
        assert_eq!(tree.quota.used(), (16, 0));
        tree.release(file);
        assert_eq!(tree.quota.used(), (0, 0));
        assert!(!tree.nodes.contains_key(&file));
    }
}

#[test]
fn a_file_that_is_renamed_over_stays_for_its_handles() {
    let mut tree = tree(&Settings::default());
    let old = tree.open(ROOT, "rw/file", Last::Follow, Open::default()).expect("it is there");
    tree.put("tmp/new", b"new").expect("room");
    tree.rename((ROOT, "tmp/new"), (ROOT, "rw/file")).expect("it is replaced");
    assert_eq!(tree.get("rw/file").as_deref(), Ok(b"new".as_slice()));
    assert_eq!(tree.read(old, 0, 100).as_deref(), Ok(b"from the image".as_slice()));
    tree.release(old);
}

#[test]
fn a_directory_that_was_removed_is_empty_for_good() {
    let mut tree = tree(&Settings::default());
    tree.make_directory(ROOT, "tmp/a").expect("room");
    tree.make_directory(ROOT, "tmp/a/b").expect("room");
    let b = tree.open(ROOT, "tmp/a/b", Last::Follow, Open::default()).expect("it is there");
    tree.remove_directory(ROOT, "tmp/a/b").expect("it is empty");
    tree.remove_directory(ROOT, "tmp/a").expect("it is empty");
    assert_eq!(tree.open(b, "new", Last::Follow, WRITE), Err(Error::NotFound));
    assert_eq!(tree.make_directory(b, "new"), Err(Error::NotFound));
    assert_eq!(tree.find(b, "..", Last::Follow), Err(Error::NotFound));
    assert_eq!(tree.find(b, ".", Last::Follow), Ok(b));
    assert_eq!(tree.entries(b), Ok(Vec::new()));
    tree.release(b);
    assert_eq!((tree.nodes.len(), tree.parents.len()), (2, 1), "the root and `/tmp`, which were changed");
}

#[test]
fn hard_links_share_what_they_name() {
    let mut tree = tree(&Settings::default());
    tree.make_link((ROOT, "data/link"), Last::Follow, (ROOT, "tmp/other")).expect("the file that the link leads to");
    tree.put("tmp/other", b"through the other name").expect("room");
    assert_eq!(tree.get("rw/file"), tree.get("tmp/other"));
    let file = tree.find(ROOT, "rw/file", Last::Follow).expect("it is there");
    assert_eq!(tree.stat(file).links, 2);
    tree.rename((ROOT, "rw/file"), (ROOT, "tmp/other")).expect("two names of one file: nothing is done");
    assert_eq!(tree.names("rw"), ["file"]);
    tree.unlink(ROOT, "rw/file").expect("it is there");
    assert_eq!(tree.stat(file).links, 1);
    assert_eq!(tree.make_link((ROOT, "tmp"), Last::Keep, (ROOT, "rw/d")), Err(Error::NotPermitted));
}

#[test]
fn times_are_those_of_what_happened() {
    let mut tree = tree(&Settings::default());
    let file = tree.find(ROOT, "rw/file", Last::Follow).expect("it is there");
    let image = Time { seconds: 5, nanoseconds: 0 };
    assert_eq!(tree.stat(file).modified, image);
    tree.set_times(file, Some(Time::default()), None).expect("writable");
    let stat = tree.stat(file);
    assert_eq!((stat.accessed, stat.modified, stat.changed), (Time::default(), image, now()));
    tree.write(file, 0, b"F").expect("room");
    assert_eq!((tree.stat(file).modified, tree.stat(ROOT).modified), (now(), Time::default()));
}
