//! The standard library of the wrapped Python guest: all of it imports, but for what is listed with a reason.

use std::collections::BTreeMap;

use component_sandbox::Error;

use crate::wrapped;

/// The modules that can't work in the guest, from the table in the guest's README.
fn unsupported() -> BTreeMap<String, String> {
    let readme = include_str!("../../../guest/python/README.md");
    let rows = readme.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("| `")?.split(" | ");
        let modules = cells.next()?.trim_end_matches('`').to_owned();
        let reason = cells.next()?.trim_end_matches(" |").to_owned();
        Some((modules, reason))
    });
    rows.flat_map(|(modules, reason)| {
        modules.split("`, `").map(|module| (module.to_owned(), reason.clone())).collect::<Vec<_>>()
    })
    .collect()
}

#[tokio::test]
async fn every_public_module_imports_or_is_listed() {
    let mut session = wrapped().session().start().await.expect("a session");
    session.exec("import sys").await.expect("an import");
    let modules: Vec<String> =
        session.eval("sorted(n for n in sys.stdlib_module_names if n[0] != '_')").await.expect("CPython's own list");
    assert!(modules.len() > 150, "{modules:?}");

    let unsupported = unsupported();
    for module in unsupported.keys() {
        assert!(modules.contains(module), "{module} is listed and isn't in the standard library");
    }
    let mut wrong = Vec::new();
    for module in &modules {
        let mut session = wrapped().session().start().await.expect("a session");
        let imported = session.exec(&format!("import {module}")).await;
        match (imported, unsupported.get(module)) {
            (Ok(()), None) | (Err(_), Some(_)) => {}
            (Ok(()), Some(reason)) => wrong.push(format!("{module} imports, though the README says: {reason}")),
            (Err(Error::Guest(error)), None) => wrong.push(format!("{module} doesn't import: {error}")),
            (Err(error), None) => wrong.push(format!("{module} ends the session: {error}")),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn modules_below_packages_import() {
    let mut session = wrapped().session().start().await.expect("a session");
    for module in [
        "email.mime.multipart",
        "importlib.metadata",
        "importlib.resources",
        "json.tool",
        "logging.config",
        "unittest.mock",
        "urllib.robotparser",
        "wsgiref.util",
        "xml.dom.minidom",
        "xml.sax.saxutils",
        "encodings.cp1251",
        "concurrent.futures",
        "collections.abc",
        "html.entities",
        "asyncio.subprocess",
        "zipfile._path",
    ] {
        session.exec(&format!("import {module}")).await.expect(module);
    }
}

#[tokio::test]
async fn asyncio_and_sqlite_work() {
    let mut session = wrapped().session().start().await.expect("a session");
    let script = "
import asyncio, sqlite3

async def main():
    await asyncio.sleep(0.01)
    with sqlite3.connect('/tmp/data.db') as connection:
        connection.execute('create table numbers (n)')
        connection.executemany('insert into numbers values (?)', [(n,) for n in range(10)])
    with sqlite3.connect('/tmp/data.db') as connection:
        return connection.execute('select sum(n) from numbers').fetchone()[0]

result = asyncio.run(main())
";
    session.exec(script).await.expect("an event loop and a database");
    assert_eq!(session.eval::<i64>("result").await.expect("the sum"), 45);
}
