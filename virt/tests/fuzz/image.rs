//! Images of files.

use fuzz::{bytes, changed, fuzz};
use proptest::collection::vec;
use proptest::prelude::*;
use wasi_virt_image::{Builder, Image, Kind, Settings};

/// A whole image: files in directories, a link, and settings that aren't the default ones.
fn whole() -> Vec<u8> {
    let settings = Settings { preopens: vec![("/host".into(), ".".into())], clocks: true, ..Settings::default() };
    let mut builder = Builder::new(settings);
    for name in ["/a/b/c", "/a/d", "/é", "/z"] {
        builder.file(name, name.as_bytes().repeat(3), name.len() > 3, 7).expect("a new path");
    }
    builder.symlink("/link", "a/d", true, 8).expect("a new path");
    builder.build()
}

/// Reads all that is there.
fn read(bytes: &[u8]) -> Result<(), TestCaseError> {
    let Ok(image) = Image::new(bytes) else { return Ok(()) };
    let total: usize = image.settings().map_or(0, |settings| {
        let pairs = settings.env.iter().chain(&settings.preopens).map(|(first, second)| first.len() + second.len());
        settings.cwd.len() + pairs.sum::<usize>()
    });
    prop_assert!(total <= bytes.len(), "{total} bytes of settings in {}", bytes.len());
    prop_assert!(u64::from(image.count()) * wasi_virt_image::NODE as u64 <= bytes.len() as u64);
    for number in (0..image.count()).chain([image.count(), u32::MAX]) {
        let Ok(node) = image.get(number) else { continue };
        prop_assert!(number < image.count(), "there is no node {number}");
        prop_assert_eq!(&image.node(number), &node);
        if let Kind::File(content) = node.kind {
            prop_assert!(content.len() <= bytes.len());
        }
    }
    Ok(())
}

#[test]
fn changed_images_are_read_or_refused() {
    let whole = whole();
    read(&whole).expect("it is right");
    fuzz("changed images", 2000, &bytes(), |changes| read(&changed(&whole, &changes)));
}

#[test]
fn any_bytes_are_read_or_refused() {
    let header = (any::<[u8; 20]>(), vec(any::<u8>(), 0..200)).prop_map(|(header, rest)| [&header[..], &rest].concat());
    fuzz("images", 2000, &(any::<bool>(), header), |(has_magic, bytes)| {
        let magic: &[u8] = if has_magic { &wasi_virt_image::MAGIC } else { b"" };
        read(&[magic, &bytes].concat())
    });
}

#[test]
fn what_is_built_is_read() {
    let path = "(/[a-c.é]{1,2}){1,3}";
    let entry = (path, vec(any::<u8>(), 0..50), any::<bool>(), any::<u64>());
    fuzz("built images", 500, &vec(entry, 0..20), |entries| {
        let mut builder = Builder::new(Settings::default());
        let mut added = Vec::new();
        for (path, content, read_only, modified) in entries {
            if builder.file(&path, content.clone(), read_only, modified).is_ok() {
                added.push((path, content, read_only, modified));
            }
        }
        let bytes = builder.build();
        let image = Image::new(&bytes).expect("it was just built");
        for (path, content, read_only, modified) in added {
            let find = |directory, name: &str| image.child(directory, name).expect("it was added");
            let node = image.node(path.split('/').skip(1).fold(Image::ROOT, find));
            prop_assert_eq!((node.kind, node.read_only, node.modified), (Kind::File(&content), read_only, modified));
        }
        Ok(())
    });
}
