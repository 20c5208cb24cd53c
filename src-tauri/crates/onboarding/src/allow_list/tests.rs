//! The list in a real file: what is put in and taken out, and what queries find.

use gangway_model::{AccountId, Timestamp};

use super::*;
use crate::file::{FileError, Meta, ProjectFile};
use crate::view::AccountKind;

const FIRST: &str = "eu-west-1";
const SECOND: &str = "us-east-1";

fn new_file() -> (tempfile::TempDir, ProjectFile) {
    let folder = tempfile::tempdir().unwrap();
    let meta = Meta {
        id: "00000000-0000-0000-0000-000000000000".to_owned(),
        name: "Acme".to_owned(),
        world: "w".to_owned(),
        kind: AccountKind::Practice,
        profile: None,
        account: AccountId::parse("111122223333").unwrap(),
        arn: "arn:aws:iam::111122223333:user/a".to_owned(),
        created_at: Timestamp(0),
    };
    let file = ProjectFile::create(&folder.path().join("a.gangway"), &meta).unwrap();
    (folder, file)
}

fn account(number: usize) -> String {
    format!("arn:aws:iam::{:012}:root", 400_000_000_000 + number)
}

fn entry(principal: &str, name: &str, note: &str, at: i64) -> AllowEntry {
    let (principal, name, note) = (principal.to_owned(), name.to_owned(), note.to_owned());
    AllowEntry { principal, name, note, added_at: Timestamp(at), added_by: "hand".to_owned(), source_row: None }
}

fn listed(principal: &str) -> SeenInAws {
    SeenInAws { principal: principal.to_owned(), state: SeenState::Listed, permission_id: None, reason: None }
}

fn token(property: AllowProperty, operator: AllowOperator, value: &str) -> AllowToken {
    AllowToken { property, operator, value: value.to_owned(), region: None }
}

async fn names(file: &ProjectFile, query: AllowQuery) -> Vec<String> {
    let page = file.allow_list_page(query, vec![FIRST.to_owned(), SECOND.to_owned()], 0, 100).await.unwrap();
    assert_eq!(page.total, page.rows.len());
    page.rows.into_iter().map(|row| if row.name.is_empty() { row.principal } else { row.name }).collect()
}

async fn three(file: &ProjectFile) {
    let role = "arn:aws:iam::400000000003:role/Partner";
    let entries =
        vec![entry(&account(1), "Ölmühle GmbH", "trial", 86_400_000), entry(&account(2), "acme", "", 0), entry(role, "Zeta", "paid", 1)];
    assert_eq!(file.allow_list_put(entries).await.unwrap(), Put { added: 3, ..Put::default() });
}

#[tokio::test]
async fn search_filter_and_order() {
    let (_folder, file) = new_file();
    three(&file).await;
    let with = |tokens: Vec<AllowToken>| AllowQuery { tokens, ..AllowQuery::default() };
    use AllowOperator::{Before, Contains, ContainsNot, From, Is, IsNot};
    use AllowProperty::{Account, AddedAt, Kind, Name, Note};

    assert_eq!(names(&file, AllowQuery::default()).await, ["acme", "Zeta", "Ölmühle GmbH"]);
    assert_eq!(names(&file, AllowQuery { descending: true, ..AllowQuery::default() }).await, ["Ölmühle GmbH", "Zeta", "acme"]);
    assert_eq!(names(&file, AllowQuery { sort: AllowSort::AddedAt, ..AllowQuery::default() }).await, ["acme", "Zeta", "Ölmühle GmbH"]);
    // What SQLite's lower() does not fold is folded.
    assert_eq!(names(&file, AllowQuery::search("ÖLMÜHLE")).await, ["Ölmühle GmbH"]);
    assert_eq!(names(&file, AllowQuery::search("4000-0000 0003")).await, ["Zeta"]);
    assert_eq!(names(&file, AllowQuery::search("%")).await, [""; 0], "no pattern, only text");
    assert_eq!(names(&file, AllowQuery::search("' OR 1=1 --")).await, [""; 0]);
    assert_eq!(names(&file, with(vec![token(Kind, Is, "role")])).await, ["Zeta"]);
    assert_eq!(names(&file, with(vec![token(Kind, IsNot, "role"), token(Note, Contains, "TRI")])).await, ["Ölmühle GmbH"]);
    assert_eq!(names(&file, with(vec![token(Note, ContainsNot, "a")])).await, ["acme"]);
    assert_eq!(names(&file, with(vec![token(Account, Is, "4000 0000 0002")])).await, ["acme"]);
    assert_eq!(names(&file, with(vec![token(AddedAt, From, "1970-01-02")])).await, ["Ölmühle GmbH"]);
    assert_eq!(names(&file, with(vec![token(AddedAt, Before, "1970-01-02")])).await, ["acme", "Zeta"]);
    assert_eq!(names(&file, with(vec![token(AddedAt, From, "yesterday")])).await, [""; 0], "what is no day finds nothing");
    let either = AllowQuery { any: true, ..with(vec![token(Name, Is, "ACME"), token(Kind, Is, "role")]) };
    assert_eq!(names(&file, either.clone()).await, ["acme", "Zeta"]);
    let searched = AllowQuery { search: "PAID".to_owned(), ..either };
    assert_eq!(names(&file, searched).await, ["Zeta"], "a search narrows what any of the tokens found");
}

#[tokio::test]
async fn each_region_has_its_state_and_what_only_aws_lists_comes_last() {
    let (_folder, file) = new_file();
    three(&file).await;
    let stranger = account(9);
    let regions = || vec![FIRST.to_owned(), SECOND.to_owned()];
    file.keep_allow_list_seen(FIRST.to_owned(), vec![listed(&account(1)), listed(&stranger)], Timestamp(5)).await.unwrap();

    let states = async |query: AllowQuery| -> Vec<(String, Vec<AllowState>)> {
        let page = file.allow_list_page(query, regions(), 0, 100).await.unwrap();
        page.rows.into_iter().map(|row| (row.principal, row.places.into_iter().map(|place| place.state).collect())).collect()
    };
    use AllowState::{Listed, Missing, OnlyInAws, ToRemove, Unknown};
    let role = "arn:aws:iam::400000000003:role/Partner".to_owned();
    assert_eq!(
        states(AllowQuery::default()).await,
        [
            (account(2), vec![Missing, Unknown]),
            (role.clone(), vec![Missing, Unknown]),
            (account(1), vec![Listed, Unknown]),
            (stranger.clone(), vec![OnlyInAws, Unknown]),
        ]
    );
    let missing = |region: Option<&str>| AllowQuery {
        tokens: vec![AllowToken { region: region.map(str::to_owned), ..token(AllowProperty::State, AllowOperator::Is, "missing") }],
        ..AllowQuery::default()
    };
    let found: Vec<String> = states(missing(None)).await.into_iter().map(|(principal, _)| principal).collect();
    assert_eq!(found, [account(2), role.clone()]);
    assert_eq!(states(missing(Some(SECOND))).await, [], "where AWS has not been asked nothing is missing");

    // Taken off here, and still there: not somebody else's, but to be removed.
    file.allow_list_remove(vec![account(1)], Timestamp(6)).await.unwrap();
    let only = states(AllowQuery { view: AllowView::OnlyInAws, ..AllowQuery::default() }).await;
    assert_eq!(only, [(account(1), vec![ToRemove, Unknown]), (stranger, vec![OnlyInAws, Unknown])]);
    // A new look replaces the old one.
    file.keep_allow_list_seen(FIRST.to_owned(), Vec::new(), Timestamp(7)).await.unwrap();
    assert_eq!(states(AllowQuery { view: AllowView::OnlyInAws, ..AllowQuery::default() }).await, []);
}

#[tokio::test]
async fn a_name_is_kept_where_none_is_given_and_every_change_leaves_a_line() {
    let (folder, file) = new_file();
    file.allow_list_put(vec![entry(&account(1), "Acme", "trial", 1)]).await.unwrap();
    let again = |name: &str| vec![AllowEntry { added_by: "b.csv".to_owned(), ..entry(&account(1), name, "", 2) }];
    assert_eq!(file.allow_list_put(again("")).await.unwrap(), Put { same: 1, ..Put::default() });
    assert_eq!(file.allow_list_put(again("Acme AG")).await.unwrap(), Put { changed: 1, ..Put::default() });
    assert!(file.allow_list_edit(account(1), "Acme AG".to_owned(), String::new(), Timestamp(3)).await.unwrap());
    assert!(!file.allow_list_edit(account(1), "Acme AG".to_owned(), String::new(), Timestamp(4)).await.unwrap());
    assert!(!file.allow_list_edit(account(2), "nobody".to_owned(), String::new(), Timestamp(4)).await.unwrap());
    assert_eq!(file.allow_list_remove(vec![account(1), account(2)], Timestamp(5)).await.unwrap(), 1);
    let (path, lines) = (folder.path().join("a.gangway"), "SELECT at, what, source, before, after FROM allow_list_history ORDER BY id");
    drop(file);
    let db = rusqlite::Connection::open(path).unwrap();
    let mut statement = db.prepare(lines).unwrap();
    type Line = (i64, String, String, Option<String>, Option<String>);
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)));
    let lines: Vec<Line> = rows.unwrap().collect::<Result<_, _>>().unwrap();
    let line = |at, what: &str, source: &str, before: Option<&str>, after: Option<&str>| {
        (at, what.to_owned(), source.to_owned(), before.map(str::to_owned), after.map(str::to_owned))
    };
    assert_eq!(
        lines,
        [
            line(1, "added", "hand", None, Some("Acme")),
            line(2, "renamed", "b.csv", Some("Acme"), Some("Acme AG")),
            line(3, "noted", "hand", Some("trial"), Some("")),
            line(5, "removed", "hand", Some("Acme AG"), None),
        ]
    );
}

#[tokio::test]
async fn who_subscribed_and_is_not_allowed_and_who_is_allowed_and_ended() -> Result<(), FileError> {
    let (_folder, file) = new_file();
    three(&file).await;
    let said = |number: usize, state| SubscriptionEntry {
        account: AccountId::parse(&format!("{}", 400_000_000_000 + number)).unwrap(),
        name: format!("S{number}"),
        state,
        since: Some("2026-01-02".to_owned()),
        how: "report.csv".to_owned(),
    };
    use SubscriptionState::{Ended, Yes};
    file.keep_subscriptions(vec![said(1, Yes), said(2, Ended), said(7, Yes), said(8, Ended)], Timestamp(1)).await?;
    let view = |view| AllowQuery { view, ..AllowQuery::default() };
    assert_eq!(names(&file, view(AllowView::SubscribedNotAllowed)).await, ["S7"]);
    assert_eq!(names(&file, view(AllowView::AllowedButEnded)).await, ["acme"]);
    let counts = file.allow_list_counts(vec![FIRST.to_owned()]).await?;
    assert_eq!(counts, AllowCounts { listed: 3, only_in_aws: 0, subscribed_not_allowed: 1, allowed_but_ended: 1, subscriptions: 4 });
    let filter =
        |value: &str| AllowQuery { tokens: vec![token(AllowProperty::Subscription, AllowOperator::Is, value)], ..AllowQuery::default() };
    assert_eq!(names(&file, filter("unknown")).await, ["Zeta"]);
    assert_eq!(names(&file, filter("yes")).await, ["Ölmühle GmbH"]);
    Ok(())
}

#[tokio::test]
async fn pages_run_over_from_the_list_into_what_only_aws_lists_and_a_selection_holds_on_all_of_them() {
    let (_folder, file) = new_file();
    file.allow_list_put((0..30).map(|number| entry(&account(number), &format!("c{number:02}"), "", 1)).collect()).await.unwrap();
    file.keep_allow_list_seen(FIRST.to_owned(), (25..35).map(|number| listed(&account(number))).collect(), Timestamp(5)).await.unwrap();
    let mut seen = Vec::new();
    for page in 0..5 {
        let page = file.allow_list_page(AllowQuery::default(), vec![FIRST.to_owned()], page, 8).await.unwrap();
        assert_eq!(page.total, 35);
        seen.extend(page.rows.into_iter().map(|row| row.principal));
    }
    assert_eq!(seen, (0..35).map(account).collect::<Vec<_>>(), "each once, none left out");
    let all = AllowSelection::Found { query: AllowQuery::search("c0"), except: vec![account(3)] };
    let chosen = file.allow_list_selected(all, vec![FIRST.to_owned()]).await.unwrap();
    assert_eq!(chosen, (0..10).filter(|number| *number != 3).map(account).collect::<Vec<_>>());
}
