//! Hard files as real spreadsheets write them, and prose as people write it.

use std::io::Write as _;

use gangway_model::AccountId;

use super::super::{AllowKind, AllowRow, AllowSource, ExportFormat, export};
use super::*;

fn own() -> AccountId {
    AccountId::parse("111122223333").unwrap()
}

fn file(bytes: impl Into<Vec<u8>>) -> Result<Import, ImportError> {
    Import::file(ImportKind::Customers, "customers.csv", bytes.into(), &own())
}

fn root(id: &str) -> Option<String> {
    Some(format!("arn:aws:iam::{id}:root"))
}

/// Verdict, code of what is wrong, and principal.
fn judged(given: &str) -> (ImportVerdict, String, Option<String>) {
    let judgement = judge::cell(given, &own());
    (judgement.verdict, judgement.message.map(|why| why.code).unwrap_or_default(), judgement.principal)
}

fn found(import: &Import) -> Vec<(u32, Option<String>, String)> {
    import.rows.iter().map(|row| (row.row, row.principal.clone(), row.name.clone())).collect()
}

use ImportVerdict::{Doubtful, Duplicate, Everyone, Good, Nothing, Refused, There};

#[test]
fn a_cell_is_good_doubtful_or_refused_with_its_reason() {
    for good in [
        "444455556666",
        "4444-5555-6666",
        "4444 5555 6666",
        "4444\u{a0}5555\u{a0}6666",
        "4444–5555–6666",
        "=\"444455556666\"",
        "'444455556666",
        "\u{feff}444455556666 ",
        "444455556666.0",
        "arn:aws:iam::444455556666:root",
    ] {
        assert_eq!(judged(good), (Good, String::new(), root("444455556666")), "{good}");
    }
    for (doubtful, code, id) in [
        ("12345678901", "import-zeros-lost", "012345678901"),
        ("1234567890", "import-zeros-lost", "001234567890"),
        ("123457000000", "import-digits-doubtful", "123457000000"),
        ("444,455,556,666", "import-thousands", "444455556666"),
        ("444.455.556.666", "import-thousands", "444455556666"),
        ("111122223333", "import-own-account", "111122223333"),
        ("Account 4444-5555-6666 (production)", "import-in-text", "444455556666"),
    ] {
        assert_eq!(judged(doubtful), (Doubtful, code.to_owned(), root(id)), "{doubtful}");
    }
    for (refused, code) in [
        ("1.23457E+11", "import-digits-lost"),
        ("1,23457E+11", "import-digits-lost"),
        ("1234", "field-account-id"),
        ("4444555566667", "field-account-id"),
        ("arn:aws:iam::444455556666:role/team/Partner", "field-principal-path"),
        ("arn:aws:sts::444455556666:assumed-role/Partner/x", "field-principal-assumed-role"),
        ("444455556666 and 777788889999", "field-principal"),
        ("Acme GmbH", "field-principal"),
    ] {
        assert_eq!(judged(refused), (Refused, code.to_owned(), None), "{refused}");
    }
    assert_eq!(judged("*"), (Everyone, "import-everyone".to_owned(), Some("*".to_owned())));
    assert_eq!(judged(" "), (Nothing, String::new(), None));
}

#[test]
fn ids_are_found_in_mail_and_what_is_none_is_passed_over() {
    let mail = "Hi Ann,\n\nwe'd like to connect from account 4444-5555-6666 (Regions: eu-west-1 and us-east-1).\n\
                Call me at +49 30 123456789012 or 030 1234 5678, ticket #777788889999, by 2026-11-23 12:30.\nBest, Bob";
    let import = Import::text(ImportKind::Customers, mail, &own()).unwrap();
    let with: Vec<_> = import.rows.iter().filter(|row| row.verdict != Nothing).collect();
    assert_eq!(with.len(), 1, "{with:#?}");
    assert_eq!((with[0].row, &with[0].principal, with[0].note.as_str()), (3, &root("444455556666"), "eu-west-1, us-east-1"));
    assert_eq!(import.preview().counts.nothing, 3, "the other lines that are not empty");

    let two = Import::text(ImportKind::Customers, "444455556666, 777788889999; 4444 5555 6666\nnot an account\n123", &own()).unwrap();
    let verdicts: Vec<_> = two.rows.iter().map(|row| (row.row, row.verdict)).collect();
    assert_eq!(verdicts, [(1, Good), (1, Good), (1, Duplicate), (2, Nothing), (3, Refused)]);
    let arns = "our roles are arn:aws:iam::444455556666:role/A, and \"arn:aws:iam::444455556666:role/B\". Thanks";
    let arns = Import::text(ImportKind::Customers, arns, &own()).unwrap();
    let names: Vec<_> = arns.rows.iter().filter_map(|row| row.principal.clone()).collect();
    assert_eq!(names, ["arn:aws:iam::444455556666:role/A", "arn:aws:iam::444455556666:role/B"]);
    assert!(matches!(Import::text(ImportKind::Customers, " \n ", &own()), Err(ImportError::Empty)));
}

#[test]
fn columns_pasted_from_a_spreadsheet_are_columns() {
    let pasted = "Customer\tAWS account\nAcme\t4444 5555 6666\nÖl AG\t1,23457E+11\n";
    let import = Import::text(ImportKind::Customers, pasted, &own()).unwrap();
    assert_eq!(found(&import), [(2, root("444455556666"), "Acme".to_owned()), (3, None, "Öl AG".to_owned())]);
    assert_eq!(import.source_name(), "hand");
}

/// The same table in every encoding that Excel writes.
#[test]
fn encodings_delimiters_and_line_ends() {
    let table = "Kunde;Konto-ID;Notiz\r\n\"Öl; Mühle\r\nGmbH\";012345678901;täglich\r\nAcme;444455556666;\r\n";
    let utf_16 = |bytes: fn(u16) -> [u8; 2]| table.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let (latin, _, unmappable) = encoding_rs::WINDOWS_1252.encode(table);
    assert!(!unmappable);
    let with_mark = |mark: &[u8], body: Vec<u8>| [mark, &body].concat();
    for (name, bytes) in [
        ("UTF-8", table.as_bytes().to_vec()),
        ("UTF-8", with_mark(b"\xef\xbb\xbf", table.as_bytes().to_vec())),
        ("UTF-16LE", with_mark(b"\xff\xfe", utf_16(u16::to_le_bytes))),
        ("UTF-16BE", with_mark(b"\xfe\xff", utf_16(u16::to_be_bytes))),
        ("UTF-16LE", utf_16(u16::to_le_bytes)),
        ("windows-1252", latin.into_owned()),
    ] {
        let import = file(bytes).unwrap();
        let preview = import.preview();
        assert_eq!(preview.encoding.as_deref(), Some(name));
        let header: Vec<&str> = preview.columns.iter().map(|column| column.header.as_str()).collect();
        assert_eq!(header, ["Kunde", "Konto-ID", "Notiz"]);
        assert_eq!((preview.mapping.account, preview.mapping.name, preview.mapping.note), (Some(1), Some(0), Some(2)));
        // A line break in quotes is one of the name's; the next row's line is the file's.
        assert_eq!(
            found(&import),
            [(2, root("012345678901"), "Öl; Mühle  GmbH".to_owned()), (4, root("444455556666"), "Acme".to_owned())],
            "{name}"
        );
        assert_eq!(import.rows[0].note, "täglich");
    }
    for delimiter in [',', ';', '\t', '|'] {
        let import = file(format!("444455556666{delimiter}Acme\n777788889999{delimiter}Zeta, Inc\n")).unwrap();
        assert_eq!(found(&import).len(), 2, "{delimiter:?}");
        assert_eq!(import.preview().mapping.first_row, 1, "there is no header");
        assert_eq!(import.rows[0].name, "Acme");
    }
    let said = file("sep=|\nid|name\n444455556666|a;b\n").unwrap();
    assert_eq!(found(&said), [(3, root("444455556666"), "a;b".to_owned())]);
    assert_eq!(found(&file("444455556666\r777788889999\r").unwrap()).len(), 2, "one column, lines as on an old Mac");
}

#[test]
fn titles_and_merged_headers_above_the_data_are_passed_over() {
    let table = "Our customers 2026,,,\n,,Contact,\nCompany,AWS Account ID,Mail,Comment\n,,,\nAcme,444455556666,a@example.com,x\nZeta,12345678901,,\n";
    let import = file(table).unwrap();
    let mapping = import.preview().mapping;
    assert_eq!((mapping.first_row, mapping.account, mapping.name, mapping.note), (5, Some(1), Some(0), Some(3)));
    assert_eq!(import.rows.iter().map(|row| row.verdict).collect::<Vec<_>>(), [Good, Doubtful]);

    // Read another way by the user.
    let mut import = import;
    import.map(ImportMapping { name: Some(2), first_row: 6, ..mapping });
    assert_eq!(found(&import), [(6, root("012345678901"), String::new())]);
}

#[test]
fn only_what_was_accepted_goes_in() {
    let mut import = file("444455556666\n12345678901\n111122223333\n*\n1.23457E+11\n444455556666\n777788889999\n").unwrap();
    import.mark_there(&std::collections::HashSet::from(["arn:aws:iam::777788889999:root".to_owned()]));
    let counts = import.preview().counts;
    let expected = ImportCounts { good: 1, there: 1, duplicate: 1, doubtful: 2, everyone: 1, refused: 1, nothing: 0 };
    assert_eq!(counts, expected);
    let codes: Vec<_> = import.preview().doubts.into_iter().map(|one| (one.code, one.count)).collect();
    assert_eq!(codes, [("import-own-account".to_owned(), 1), ("import-zeros-lost".to_owned(), 1)]);
    let rows = |accepted: &[&str], everyone| -> Vec<u32> {
        let accepted: Vec<String> = accepted.iter().map(|&code| code.to_owned()).collect();
        import.chosen(&accepted, everyone).map(|row| row.row).collect()
    };
    assert_eq!(rows(&[], false), [1, 7]);
    assert_eq!(rows(&["import-zeros-lost"], false), [1, 2, 7]);
    assert_eq!(rows(&["import-own-account"], true), [1, 3, 4, 7]);
    assert_eq!(import.page(Some(There), 0, 10).rows.len(), 1);
    assert_eq!(import.page(None, 1, 3).rows.iter().map(|row| row.row).collect::<Vec<_>>(), [4, 5, 6]);
}

fn workbook(fill: impl FnOnce(&mut rust_xlsxwriter::Workbook)) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    fill(&mut book);
    book.save_to_buffer().unwrap()
}

#[test]
fn workbooks_with_numbers_for_ids() {
    let bytes = workbook(|book| {
        book.add_worksheet().set_name("Read me").unwrap().write_string(0, 0, "Nothing here").unwrap();
        let sheet = book.add_worksheet().set_name("Customers").unwrap();
        let bold = rust_xlsxwriter::Format::new();
        sheet.merge_range(0, 0, 0, 2, "Customers of 2026", &bold).unwrap();
        for (column, title) in ["Company", "Account", "Since"].into_iter().enumerate() {
            sheet.write_string(2, u16::try_from(column).unwrap(), title).unwrap();
        }
        for (row, (name, id)) in (3..).zip([("Acme", 444_455_556_666.0), ("Zeta", 12_345_678_901.0), ("Rho", 123_457_000_000.0)]) {
            sheet.write_string(row, 0, name).unwrap();
            sheet.write_number(row, 1, id).unwrap();
        }
        // A cell at the last possible place makes the sheet look as large as it can be.
        sheet.write_string(1_048_575, 16_383, "far away").unwrap();
    });
    let import = Import::file(ImportKind::Customers, "customers.xlsx", bytes, &own()).unwrap();
    let preview = import.preview();
    assert_eq!((preview.sheets.len(), preview.mapping.sheet.as_str()), (2, "Customers"));
    assert_eq!((preview.mapping.first_row, preview.encoding), (4, None));
    let rows: Vec<_> = import.rows.iter().map(|row| (row.row, row.name.as_str(), row.verdict)).collect();
    assert_eq!(rows, [(4, "Acme", Good), (5, "Zeta", Doubtful), (6, "Rho", Doubtful)], "exact digits, never 4.44E+11");
    assert_eq!(import.rows[0].principal, root("444455556666"));
    let mut import = import;
    import.map(ImportMapping { sheet: "Read me".to_owned(), ..preview.mapping });
    assert_eq!(import.preview().mapping.sheet, "Read me");
    assert_eq!(import.preview().mapping.account, None);
}

#[test]
fn what_is_no_table_is_refused_with_its_reason() {
    let zip = |parts: &[(&str, usize)]| {
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, size) in parts {
            archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            let zeros = vec![b' '; 1 << 20];
            for _ in 0..*size {
                archive.write_all(&zeros).unwrap();
            }
        }
        archive.finish().unwrap().into_inner()
    };
    assert!(matches!(file(Vec::new()), Err(ImportError::Empty)));
    assert!(matches!(file(" \r\n;;\r\n"), Err(ImportError::Empty)));
    assert!(matches!(file(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x02\x03\x04\x05".repeat(9)), Err(ImportError::NotATable)));
    assert!(matches!(file(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old".to_vec()), Err(ImportError::OldOrEncrypted)));
    assert!(matches!(file(b"PK\x03\x04 broken".to_vec()), Err(ImportError::Broken(_))));
    assert!(matches!(file(zip(&[("word/document.xml", 0)])), Err(ImportError::NotATable)));
    // A bomb: 300 MiB of spaces in a few hundred kilobytes.
    let bomb = zip(&[("xl/workbook.xml", 0), ("xl/worksheets/sheet1.xml", 300)]);
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    assert!(matches!(file(bomb), Err(ImportError::TooLarge)));
    let bytes = workbook(|book| {
        book.add_worksheet();
    });
    assert!(matches!(file(bytes), Err(ImportError::Empty)));
    // Words without accounts are a table; nothing in it is taken for one.
    let words = file("a,b\nc,d\n").unwrap();
    assert_eq!((words.preview().mapping.account, words.preview().counts.nothing), (None, 2));
}

#[test]
fn a_report_says_who_has_subscribed() {
    let report = "Customer AWS account number,Customer name,Subscription status,Subscription start date\n\
                  444455556666,Acme,Active,2026-01-02\n777788889999,Zeta,CANCELLED,2025-03-04\n";
    let import = Import::file(ImportKind::Subscriptions, "report.csv", report.into(), &own()).unwrap();
    let rows: Vec<_> = import.rows.iter().map(|row| (row.name.as_str(), row.state, row.since.as_deref())).collect();
    assert_eq!(
        rows,
        [("Acme", Some(SubscriptionState::Yes), Some("2026-01-02")), ("Zeta", Some(SubscriptionState::Ended), Some("2025-03-04"))]
    );
}

#[test]
fn an_export_comes_back_as_it_was_and_runs_nothing() {
    let row = |principal: &str, name: &str, note: &str| AllowRow {
        account_id: gangway_model::Principal::parse(principal).unwrap().account(),
        kind: AllowKind::of(principal),
        principal: principal.to_owned(),
        source: AllowSource::List,
        name: name.to_owned(),
        note: note.to_owned(),
        added_at: Some(gangway_model::Timestamp(0)),
        added_by: "hand".to_owned(),
        source_row: None,
        places: Vec::new(),
        subscription: None,
    };
    let rows = [
        row("arn:aws:iam::012345678901:root", "=HYPERLINK(\"http://example.com\")", "+1"),
        row("arn:aws:iam::444455556666:role/Partner", "@SUM(A1)", "-5, \"quoted\""),
        row("arn:aws-cn:iam::777788889999:root", "Öl", "'=kept"),
        row("*", "everyone", "'plain"),
    ];
    for format in [ExportFormat::Csv, ExportFormat::Xlsx] {
        let bytes = export(&rows, format).unwrap();
        if format == ExportFormat::Csv {
            let text = String::from_utf8(bytes.clone()).unwrap();
            for record in csv::Reader::from_reader(text.as_bytes()).into_records() {
                assert!(record.unwrap().iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{text}");
            }
            assert!(text.contains("0123-4567-8901"), "{text}");
        }
        let name = format!("list.{}", format.extension());
        let import = Import::file(ImportKind::Customers, &name, bytes, &own()).unwrap();
        let back: Vec<_> = import.rows.iter().map(|row| (row.principal.clone().unwrap(), row.name.clone(), row.note.clone())).collect();
        let there: Vec<_> = rows.iter().map(|row| (row.principal.clone(), row.name.clone(), row.note.clone())).collect();
        assert_eq!(back, there, "{format:?}");
    }
}

#[test]
fn a_file_of_several_ids_a_line_loses_none() {
    let read = |text: &str| Import::file(ImportKind::Customers, "ids.txt", text.as_bytes().to_vec(), &own()).unwrap();
    for separator in [",", ";", ", ", "\t"] {
        let lines = [["444455556666", "555566667777", "666677778888"].join(separator), "777788889999".to_owned()];
        let import = read(&lines.join("\n"));
        assert_eq!((import.preview().counts.good, import.source_name()), (4, "ids.txt"), "{separator:?}");
    }
    assert_eq!(read("444455556666,555566667777;666677778888\n").preview().counts.good, 3);
    // Beside another column, a second id is that column's: which one counts is chosen by the user.
    let import = read("Acme,444455556666,555566667777\nUmbrella,666677778888,777788889999\n");
    assert_eq!((import.preview().counts.good, import.preview().mapping.account), (2, Some(1)));
}

#[test]
fn a_draft_of_the_invitation_reads_back() {
    let invitation = super::super::Invitation {
        subject: "Account id for “Öl & Mühle” – which of your AWS accounts will connect to our service?".to_owned(),
        text: format!("Hello,\n\n{} =3D ends with a space \nBye", "größer ".repeat(30)),
    };
    let draft = invitation.draft();
    assert!(draft.lines().all(|line| line.len() <= 76 && line.is_ascii()), "{draft}");
    assert!(draft.starts_with("X-Unsent: 1\r\n"));
}

#[test]
fn every_doubt_has_its_words_and_its_question() {
    let words = gangway_words::Words::english();
    let codes =
        ["import-zeros-lost", "import-digits-doubtful", "import-thousands", "import-own-account", "import-in-text", "import-odd-groups"];
    let given = ["12345678901", "123457000000", "444,455,556,666", "111122223333", "id 444455556666 x"];
    for one in given {
        let (_, code, _) = judged(one);
        assert!(codes.contains(&code.as_str()), "{code}");
    }
    for code in codes {
        assert!(words.knows(code) && words.knows(&format!("ui-import-accept-{code}")), "{code}");
    }
}
