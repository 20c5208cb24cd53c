//! What is kept and what is undone, over restarts and from the layout before.

use super::*;

#[derive(Debug, PartialEq, Serialize, serde::Deserialize)]
struct Note(String);
impl Record for Note {
    const KIND: &'static str = "note";
}
const HERE: Place<'static> = Place { account: "111122223333", region: "eu-west-1" };

#[test]
fn a_replaced_record_keeps_its_place_and_a_failed_transaction_leaves_nothing() {
    let state = State::open(None).unwrap();
    let seqs: Vec<i64> = state
        .transact(|tx| {
            tx.put(HERE, "b", &Note("1".into()))?;
            tx.put(HERE, "a", &Note("2".into()))?;
            tx.put(HERE, "b", &Note("3".into()))?;
            Ok::<_, StateError>(tx.list::<Note>(HERE)?.iter().map(|entry| entry.seq).collect())
        })
        .unwrap();
    assert_eq!(seqs, [1, 2]);
    assert!(!state.transact(|tx| tx.put_new(HERE, "b", &Note("4".into()))).unwrap());
    let failed = state.transact(|tx| {
        tx.delete::<Note>(HERE, "b")?;
        Err::<(), _>(StateError::OtherSchema { found: 9 })
    });
    assert!(failed.is_err());
    let left = state.transact(|tx| tx.page::<Note>(HERE, 0, 1)).unwrap();
    assert_eq!((left.len(), left[0].id.as_str(), &left[0].record), (1, "b", &Note("3".into())));
    let other = Place { region: "us-east-1", ..HERE };
    assert_eq!(state.transact(|tx| tx.get::<Note>(other, "b")).unwrap(), None);
    assert_eq!(state.transact(|tx| tx.find::<Note>("a")).unwrap().unwrap().region, "eu-west-1");
    let begins = |with: &str| state.transact(|tx| tx.any::<Note>(HERE, with)).unwrap();
    assert_eq!(["a", "b", "aa", "c", ""].map(begins), [true, true, false, false, true]);
}

/// A shelf that was put up in a transaction that came to nothing is put up again.
#[test]
fn records_are_found_by_the_beginning_of_their_ids() {
    let state = State::open(None).unwrap();
    state
        .transact(|tx| {
            for id in ["api/2", "api/1", "apj/1", "ap", "api", "API/1"] {
                tx.put(HERE, id, &Note(id.into()))?;
            }
            tx.put(Place { region: "eu-west-2", ..HERE }, "api/3", &Note("elsewhere".into()))?;
            let found: Vec<String> = tx.beginning::<Note>(HERE, "api/")?.into_iter().map(|entry| entry.id).collect();
            assert_eq!(found, ["api/2", "api/1"]);
            assert_eq!(tx.count_beginning::<Note>(HERE, "api/")?, (2, Some("api/2".to_owned())));
            assert_eq!(tx.count_beginning::<Note>(HERE, "b")?, (0, None));
            Ok::<_, StateError>(())
        })
        .unwrap();
}

#[test]
fn what_is_undone_is_not_remembered() {
    let state = State::open(None).unwrap();
    let failed = state.transact(|tx| {
        tx.put(HERE, "a", &Note("1".into()))?;
        Err::<(), _>(StateError::OtherSchema { found: 9 })
    });
    assert!(failed.is_err());
    let elsewhere = Place { region: "us-east-1", ..HERE };
    state.transact(|tx| tx.put(elsewhere, "b", &Note("2".into()))).unwrap();
    state.transact(|tx| tx.put(HERE, "c", &Note("3".into()))).unwrap();
    let all = state.transact(|tx| tx.everywhere::<Note>()).unwrap();
    let told: Vec<_> = all.iter().map(|entry| (entry.region.as_str(), entry.id.as_str())).collect();
    assert_eq!(told, [("us-east-1", "b"), ("eu-west-1", "c")]);
    let ids = &state.transact(|tx| tx.inventory()).unwrap()["111122223333"];
    assert_eq!((&ids["us-east-1"]["note"], &ids["eu-west-1"]["note"]), (&vec!["b".to_owned()], &vec!["c".to_owned()]));
}

#[test]
fn a_file_of_the_layout_before_is_carried_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.db");
    let old = Connection::open(&path).unwrap();
    old.execute_batch(
        "CREATE TABLE meta(name TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
         CREATE TABLE record(seq INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, region TEXT NOT NULL,
           kind TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL, UNIQUE(account, region, kind, id));
         CREATE INDEX record_listed ON record(account, region, kind, seq);
         CREATE INDEX record_found ON record(kind, id);
         INSERT INTO record VALUES(7, '111122223333', 'us-east-1', 'note', 'b', '\"2\"'),
           (3, '111122223333', 'eu-west-1', 'note', 'a', '\"1\"');
         INSERT INTO meta VALUES('world', '\"w\"');
         PRAGMA user_version = 1;",
    )
    .unwrap();
    drop(old);
    let state = State::open(Some(&path)).unwrap();
    let all = state.transact(|tx| tx.everywhere::<Note>()).unwrap();
    let told: Vec<_> = all.iter().map(|entry| (entry.seq, entry.region.as_str(), &entry.record.0[..])).collect();
    assert_eq!(told, [(3, "eu-west-1", "1"), (7, "us-east-1", "2")]);
    assert_eq!(state.transact(|tx| tx.meta::<String>("world")).unwrap().as_deref(), Some("w"));
    state.transact(|tx| tx.put(HERE, "c", &Note("3".into()))).unwrap();
    assert_eq!(state.transact(|tx| tx.find::<Note>("c")).unwrap().unwrap().seq, 8);
    drop(state);
    assert!(State::open(Some(&path)).is_ok());
}

#[test]
fn a_file_is_found_again_and_has_one_owner() {
    let folder = std::env::temp_dir().join(format!("gangway-state-{}", uuid::Uuid::new_v4()));
    std::fs::create_dir(&folder).unwrap();
    let path = folder.join("world.db");
    let first = State::open(Some(&path)).unwrap();
    first.transact(|tx| tx.set_meta("world", &"w")).unwrap();
    assert!(matches!(State::open(Some(&path)), Err(StateError::InUse(_))));
    drop(first);
    let again = State::open(Some(&path)).unwrap();
    assert_eq!(again.transact(|tx| tx.meta::<String>("world")).unwrap().as_deref(), Some("w"));
    drop(again);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn what_is_out_of_sight_can_still_be_written() {
    let state = State::open(None).unwrap();
    state
        .transact(|tx| {
            tx.put(HERE, "old", &Note("1".into()))?;
            let newest = tx.newest()?;
            tx.put(HERE, "new", &Note("2".into()))?;
            tx.put(Place::WORLD, "own", &Note("3".into()))?;
            assert!(tx.created_after(newest, "new")? && !tx.created_after(newest, "old")? && !tx.created_after(newest, "own")?);
            tx.hide_after(newest);
            assert_eq!((tx.list::<Note>(HERE)?.len(), tx.everywhere::<Note>()?.len(), tx.any::<Note>(HERE, "n")?), (1, 2, false));
            assert!(tx.get::<Note>(HERE, "new")?.is_none() && tx.find::<Note>("new")?.is_none());
            assert!(tx.get::<Note>(HERE, "old")?.is_some() && tx.get::<Note>(Place::WORLD, "own")?.is_some());
            assert_eq!((tx.beginning::<Note>(HERE, "n")?.len(), tx.count_beginning::<Note>(HERE, "n")?.0), (0, 1));
            assert!(!tx.put_new(HERE, "new", &Note("4".into()))?);
            tx.put(HERE, "new", &Note("5".into()))
        })
        .unwrap();
    assert_eq!(state.transact(|tx| tx.get::<Note>(HERE, "new")).unwrap(), Some(Note("5".into())));
}
