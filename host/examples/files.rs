//! Hands files to the code and takes back those that it wrote; the host's own are never touched.
//!
//! `cargo run --release --example files [COMPONENT]`, after `./build.sh`.

use component_sandbox::{Engine, Error, FileKind};

const SALES: &str = "region,amount\nnorth,10\nsouth,5\nnorth,7\n";

/// The code, which isn't trusted: SQL over a file that it is given, and a report that it writes.
const CODE: &str = "
import csv, json, os, sqlite3

database = sqlite3.connect('/tmp/sales.db')
database.execute('create table sales (region text, amount int)')
with open('/tmp/in/sales.csv') as file:
    rows = [(row['region'], int(row['amount'])) for row in csv.DictReader(file)]
database.executemany('insert into sales values (?, ?)', rows)
database.commit()

os.makedirs('/tmp/out')
with open('/tmp/out/totals.json', 'w') as file:
    json.dump(dict(database.execute('select region, sum(amount) from sales group by region')), file)
";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../dist/sandbox-virt.wasm");
    let component = std::env::args_os().nth(1).unwrap_or_else(|| default.into());
    let engine = Engine::new()?;
    let sandbox = engine.load(component)?;

    // 4 MiB in 100 files, in place of what the component was wrapped with.
    let mut session = sandbox.session().file_quota(4 << 20, 100).start().await?;
    session.write_file("/tmp/in/sales.csv", SALES.as_bytes()).await?;
    session.exec(CODE).await?;

    for entry in session.list_files("/tmp/out").await? {
        println!("{} {:?}, {} bytes", entry.name, entry.kind, entry.size);
        assert_eq!((entry.name.as_str(), entry.kind), ("totals.json", FileKind::File));
    }
    let totals = String::from_utf8(session.read_file("/tmp/out/totals.json").await?)?;
    println!("{totals}");
    assert_eq!(totals, r#"{"north": 17, "south": 5}"#);

    // A refusal names the path, and the session goes on.
    let error = session.read_file("/etc/passwd").await.expect_err("the host's files aren't there");
    println!("{error}");
    assert!(matches!(&error, Error::File(reason) if reason.contains("/etc/passwd")), "{error:?}");
    session.remove_file("/tmp/out").await?;

    // Another session starts from the component's own files.
    let mut other = sandbox.session().start().await?;
    assert!(!other.eval::<bool>("__import__('os').path.exists('/tmp/sales.db')").await?);
    Ok(())
}
