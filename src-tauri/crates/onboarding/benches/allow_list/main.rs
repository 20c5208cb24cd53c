//! A hundred thousand customers from a file into the list and onto its first page, and pages of what was searched for; beside Python's csv and
//! openpyxl doing the same: `cargo bench --bench allow_list`. `GANGWAY_PYTHON` names the Python with openpyxl.
//!
//! A wrong answer ends the run with an error, a slow one does not: it is a measurement and no test of time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use gangway_model::{AccountId, Timestamp};
use gangway_onboarding::allow_list::{
    AllowEntry, AllowOperator, AllowProperty, AllowQuery, AllowSort, AllowToken, ExportFormat, Import, ImportKind, export,
};
use gangway_onboarding::file::{Meta, ProjectFile};
use gangway_onboarding::view::AccountKind;

const ROWS: usize = 100_000;
const REGION: &str = "eu-west-1";

fn main() {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(measured());
}

fn line(what: &str, spent: Duration, beside: &str) {
    println!("{what:<64}{:>10.1} ms  {beside}", spent.as_secs_f64() * 1000.0);
}

async fn measured() {
    let folder = tempfile::tempdir().unwrap();
    let own = AccountId::parse("111122223333").unwrap();
    let mut text = String::from("\u{feff}Customer;AWS account id;Note\r\n");
    for row in 0..ROWS {
        let _ = write!(text, "Customer {row:06} GmbH;{:012};since {}\r\n", 200_000_000_123 + row * 7, 2020 + row % 6);
    }
    let csv = folder.path().join("customers.csv");
    std::fs::write(&csv, text).unwrap();
    let list = taken_in(folder.path(), &csv, &own).await;

    let regions = || vec![REGION.to_owned()];
    let rows = list.allow_list_all(AllowQuery::default(), regions()).await.unwrap();
    let xlsx = folder.path().join("customers.xlsx");
    let began = Instant::now();
    std::fs::write(&xlsx, export(&rows, ExportFormat::Xlsx).unwrap()).unwrap();
    line("saved as a workbook", began.elapsed(), "");
    drop(list);
    let list = taken_in(folder.path(), &xlsx, &own).await;
    pages(&list).await;
}

async fn taken_in(folder: &Path, file: &Path, own: &AccountId) -> ProjectFile {
    let meta = Meta {
        id: "00000000-0000-0000-0000-000000000000".to_owned(),
        name: "Bench".to_owned(),
        world: "w".to_owned(),
        kind: AccountKind::Practice,
        profile: None,
        account: own.clone(),
        arn: "arn:aws:iam::111122223333:user/a".to_owned(),
        created_at: Timestamp(0),
    };
    let name = file.file_name().unwrap().to_string_lossy().into_owned();
    let list = ProjectFile::create(&folder.join(format!("{name}.gangway")), &meta).unwrap();
    let began = Instant::now();
    let import = Import::file(ImportKind::Customers, &name, std::fs::read(file).unwrap(), own).unwrap();
    let read = began.elapsed();
    let entries: Vec<AllowEntry> = import
        .chosen(&[], false)
        .map(|row| AllowEntry {
            principal: row.principal.clone().unwrap(),
            name: row.name.clone(),
            note: row.note.clone(),
            added_at: Timestamp(1),
            added_by: name.clone(),
            source_row: Some(i64::from(row.row)),
        })
        .collect();
    assert_eq!(list.allow_list_put(entries).await.unwrap().added, ROWS);
    let page = list.allow_list_page(AllowQuery::default(), vec![REGION.to_owned()], 0, 25).await.unwrap();
    let spent = began.elapsed();
    assert_eq!((page.total, page.rows.len(), page.rows[0].name.as_str()), (ROWS, 25, "Customer 000000 GmbH"));
    line(&format!("{name}: {ROWS} rows read and checked"), read, "");
    line(&format!("{name}: on the list and on the first page, from the start"), spent, &peer(file));
    list
}

/// What Python needs for the same, where there is one.
fn peer(file: &Path) -> String {
    let python = std::env::var("GANGWAY_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/allow_list/peer.py");
    match Command::new(python).arg(script).arg(file).output() {
        Ok(told) if told.status.success() => {
            let words = String::from_utf8_lossy(&told.stdout).into_owned();
            let words: Vec<&str> = words.split_whitespace().collect();
            assert_eq!(words[0], ROWS.to_string(), "Python finds the same");
            format!("Python: {} ms (in memory)", words[2])
        }
        _ => "Python: not measured".to_owned(),
    }
}

async fn pages(list: &ProjectFile) {
    let token = |property, operator, value: &str| AllowToken { property, operator, value: value.to_owned(), region: None };
    let note = token(AllowProperty::Note, AllowOperator::Contains, "2023");
    let missing = token(AllowProperty::State, AllowOperator::Is, "missing");
    let queries = [
        ("first page", AllowQuery::default(), 0, ROWS),
        ("last page", AllowQuery::default(), ROWS / 25 - 1, ROWS),
        ("sorted by note", AllowQuery { sort: AllowSort::Note, ..AllowQuery::default() }, 0, ROWS),
        ("search: c", AllowQuery::search("c"), 0, ROWS),
        ("search: customer 00123", AllowQuery::search("customer 00123"), 0, 10),
        ("search: 2000-0000-0123", AllowQuery::search("2000-0000-0123"), 0, 1),
        ("search: not there", AllowQuery::search("not there"), 0, 0),
        ("note contains 2023, where AWS has not been asked", AllowQuery { tokens: vec![note, missing], ..AllowQuery::default() }, 0, 0),
    ];
    for (what, query, page, total) in queries {
        let mut spent: Vec<Duration> = Vec::new();
        for _ in 0..20 {
            let began = Instant::now();
            let found = list.allow_list_page(query.clone(), vec![REGION.to_owned()], page, 25).await.unwrap();
            spent.push(began.elapsed());
            assert_eq!(found.total, total, "{what}");
        }
        spent.sort();
        line(&format!("page of {what}"), spent[10], &format!("slowest of 20: {:.1} ms", spent[19].as_secs_f64() * 1000.0));
    }
}
