use super::*;

const FOLLOW: Last = Last::Follow;

#[test]
fn nothing_leads_out_of_the_root() {
    let mut tree = tree(&Settings::default());
    let file = tree.find(ROOT, "rw/file", FOLLOW).expect("it is there");
    for path in ["../rw/file", "../../../rw/../rw/file", "data/link", "data/../../rw/./file", "rw//file"] {
        assert_eq!(tree.find(ROOT, path, FOLLOW), Ok(file), "{path}");
    }
    for (name, target) in [("up", "../../../.."), ("root", "/"), ("above", "/.."), ("abs", "/rw")] {
        tree.make_symlink(target, ROOT, &format!("tmp/{name}")).expect("room");
        assert!(tree.names("tmp/up").contains(&"rw".to_owned()), "{target}");
    }
    assert_eq!(tree.find(ROOT, "tmp/root/rw/file", FOLLOW), Ok(file));
    assert_eq!(tree.find(ROOT, "tmp/abs/file", FOLLOW), Ok(file));
    assert_eq!(tree.find(ROOT, "tmp/above/tmp/up/rw/file", FOLLOW), Ok(file));
    assert_eq!(tree.find(ROOT, "/rw", FOLLOW), Err(Error::NotPermitted));
}

#[test]
fn a_path_may_go_up_from_an_open_directory() {
    let mut tree = tree(&Settings::default());
    let sub = tree.open(ROOT, "data/sub", FOLLOW, Open::default()).expect("it is there");
    assert_eq!(tree.find(sub, "../link", Last::Keep), tree.find(ROOT, "data/link", Last::Keep));
    assert_eq!(tree.find(sub, "../../../../data/sub", FOLLOW), Ok(sub));
    tree.make_directory(ROOT, "tmp/a").expect("room");
    tree.make_directory(ROOT, "tmp/a/b").expect("room");
    let b = tree.open(ROOT, "tmp/a/b", FOLLOW, Open::default()).expect("it is there");
    tree.rename((ROOT, "tmp/a/b"), (ROOT, "rw/c")).expect("a free name");
    assert_eq!(tree.find(b, "../file", FOLLOW), tree.find(ROOT, "rw/file", FOLLOW));
}

#[test]
fn what_cant_be_a_path_is_refused() {
    let mut tree = tree(&Settings::default());
    let long = "n".repeat(256);
    for (path, error) in [
        ("", Error::NotFound),
        ("a\0b", Error::Invalid),
        (long.as_str(), Error::NameTooLong),
        (&"n/".repeat(2049), Error::NameTooLong),
        ("rw/file/", Error::NotDirectory),
        ("rw/file/.", Error::NotDirectory),
        ("rw/file/..", Error::NotDirectory),
        ("none/..", Error::NotFound),
    ] {
        assert_eq!(tree.find(ROOT, path, FOLLOW), Err(error), "{path}");
    }
    assert_eq!(tree.put(&format!("tmp/{}", &long[1..]), b""), Ok(()));
    assert_eq!(tree.put(&format!("tmp/{long}"), b""), Err(Error::NameTooLong));
    assert_eq!(tree.put("tmp/new/", b""), Err(Error::IsDirectory));
}

#[test]
fn links_that_lead_on_forever_end() {
    let mut tree = tree(&Settings::default());
    tree.make_symlink("loop", ROOT, "tmp/loop").expect("room");
    assert_eq!(tree.get("tmp/loop"), Err(Error::Loop));
    tree.make_symlink("/rw/file", ROOT, "tmp/0").expect("room");
    for number in 1..=40 {
        tree.make_symlink(&format!("{}", number - 1), ROOT, &format!("tmp/{number}")).expect("room");
    }
    assert_eq!(tree.get("tmp/39").as_deref(), Ok(b"from the image".as_slice()), "40 links");
    assert_eq!(tree.get("tmp/40"), Err(Error::Loop), "41 links");
    assert_eq!(tree.read_link(ROOT, "tmp/40").as_deref(), Ok("39"));
    let open = tree.open(ROOT, "tmp/0", Last::Keep, Open::default());
    assert_eq!(open, Err(Error::Loop), "a link that isn't to be followed");
}

#[test]
fn what_is_read_only_stays_as_it_is() {
    let mut tree = tree(&Settings::default());
    let read_only = Err(Error::ReadOnly);
    assert_eq!(tree.put("data/sub/file", b""), read_only);
    assert_eq!(tree.put("data/new", b""), read_only);
    assert_eq!(tree.unlink(ROOT, "data/sub/file"), read_only);
    assert_eq!(tree.unlink(ROOT, "data/link"), read_only);
    assert_eq!(tree.make_directory(ROOT, "data/new"), read_only);
    assert_eq!(tree.make_symlink("x", ROOT, "data/new"), read_only);
    assert_eq!(tree.make_link((ROOT, "rw/file"), FOLLOW, (ROOT, "data/new")), read_only);
    assert_eq!(tree.make_link((ROOT, "data/sub/file"), FOLLOW, (ROOT, "tmp/new")), read_only);
    assert_eq!(tree.rename((ROOT, "data/sub/file"), (ROOT, "tmp/new")), read_only);
    assert_eq!(tree.rename((ROOT, "rw/file"), (ROOT, "data/sub/file")), read_only);
    assert_eq!(tree.rename((ROOT, "data"), (ROOT, "elsewhere")), read_only);
    assert_eq!(tree.remove_all("data"), read_only);
    assert_eq!(tree.replace("data/sub/file", b"new"), read_only);
    let file = tree.find(ROOT, "data/sub/file", FOLLOW).expect("it is there");
    assert_eq!(tree.set_times(file, None, None), read_only);
    assert_eq!(tree.resize(file, 0), read_only);
    assert_eq!(tree.get("data/sub/file").as_deref(), Ok(b"read only".as_slice()));
}

#[test]
fn a_listing_goes_on_where_it_was() {
    let mut tree = tree(&Settings::default());
    for name in ["a", "b", "c", "d"] {
        tree.put(&format!("tmp/{name}"), b"").expect("room");
    }
    let directory = tree.find(ROOT, "tmp", FOLLOW).expect("it is there");
    let mut seen: Vec<String> = Vec::new();
    while let Some((name, _)) = tree.entry_after(directory, seen.last().map(String::as_str)).expect("a directory") {
        tree.unlink(ROOT, &format!("tmp/{name}")).expect("it was just listed");
        seen.push(name);
    }
    assert_eq!(seen, ["a", "b", "c", "d"]);
}
