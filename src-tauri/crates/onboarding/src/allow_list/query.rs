//! Pages of the list: search, property filter, order and pages, all in SQLite.

use gangway_model::{AccountId, Timestamp};
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Transaction, params, params_from_iter};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::row::{AllowCounts, AllowKind, AllowPage, AllowPlace, AllowRow, AllowSource, AllowState, Subscription, SubscriptionState};
use crate::file::{FileError, ProjectFile};

/// The most rows of one page.
const MOST: usize = 500;

/// Which rows, in which order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct AllowQuery {
    /// The rows to begin with.
    pub view: AllowView,
    /// Occurs in name, note or principal; account ids also in groups.
    pub search: String,
    /// Each narrows them further.
    pub tokens: Vec<AllowToken>,
    /// One of the tokens is enough.
    pub any: bool,
    /// By which column.
    pub sort: AllowSort,
    /// Last first.
    pub descending: bool,
}

impl AllowQuery {
    /// The rows in which this text occurs.
    #[must_use]
    pub fn search(text: &str) -> Self {
        Self { search: text.to_owned(), ..Self::default() }
    }
}

/// See [`AllowQuery`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AllowView {
    /// The list, then what only AWS lists.
    #[default]
    All,
    /// What only AWS lists.
    OnlyInAws,
    /// Accounts that have subscribed and are not on the list.
    SubscribedNotAllowed,
    /// Rows of the list whose account's subscription has ended.
    AllowedButEnded,
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AllowToken {
    /// Of what.
    pub property: AllowProperty,
    /// How.
    pub operator: AllowOperator,
    /// Against what. A state or a kind as the bridge writes it; a day as `2026-11-23`.
    pub value: String,
    /// For a state: in this Region; `None`: in any.
    pub region: Option<String>,
}

/// See [`AllowToken`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AllowProperty {
    /// Name, note and principal together.
    Text,
    /// The customer's name.
    Name,
    /// The account id or ARN.
    Account,
    /// What kind of principal.
    Kind,
    /// The note.
    Note,
    /// `hand`, or a file's name.
    AddedBy,
    /// The day it was added, in UTC.
    AddedAt,
    /// Its state in a Region.
    State,
    /// `yes`, `ended` or `unknown`.
    Subscription,
}

/// See [`AllowToken`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AllowOperator {
    /// Is.
    Is,
    /// Is not.
    IsNot,
    /// Contains.
    Contains,
    /// Does not contain.
    ContainsNot,
    /// On this day or later.
    From,
    /// Before this day.
    Before,
}

/// See [`AllowQuery`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AllowSort {
    /// Customer's name.
    #[default]
    Name,
    /// Account id.
    Account,
    /// Kind of principal.
    Kind,
    /// Note.
    Note,
    /// When it was added.
    AddedAt,
    /// By whom it was added.
    AddedBy,
    /// In how many Regions AWS lists it.
    State,
    /// Whether it has subscribed.
    Subscription,
}

/// Rows that something is to be done with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "of")]
pub enum AllowSelection {
    /// These.
    These {
        /// Their principals.
        principals: Vec<String>,
    },
    /// Everything that a query finds, on all pages.
    Found {
        /// The query.
        query: AllowQuery,
        /// Except these principals.
        except: Vec<String>,
    },
}

/// A condition in SQL with its values, in the order of its question marks.
#[derive(Default)]
struct Sql {
    text: String,
    values: Vec<Value>,
}

fn sql(text: &str, values: impl IntoIterator<Item = Value>) -> Sql {
    Sql { text: text.to_owned(), values: values.into_iter().collect() }
}

fn text(value: impl Into<String>) -> Value {
    Value::Text(value.into())
}

/// What people type of an account id: digits in groups. `None` when it is something else.
fn digits_of(wanted: &str) -> Option<String> {
    let digits: String = wanted.chars().filter(char::is_ascii_digit).collect();
    (!digits.is_empty() && wanted.chars().all(|c| c.is_ascii_digit() || c == ' ' || c == '-')).then_some(digits)
}

/// A day as milliseconds since 1970.
fn day(value: &str) -> Option<i64> {
    let format = time::macros::format_description!("[year]-[month]-[day]");
    let day = time::Date::parse(value.trim(), format).ok()?;
    Some(day.midnight().assume_utc().unix_timestamp() * 1000)
}

/// A column in lower case, as SQLite can: what is folded by the program is looked at instead where there is one.
fn column_condition(column: &str, operator: AllowOperator, value: &str) -> Sql {
    let wanted = value.trim().to_lowercase();
    match operator {
        AllowOperator::Is => sql(&format!("{column} = ?"), [text(wanted)]),
        AllowOperator::IsNot => sql(&format!("{column} <> ?"), [text(wanted)]),
        AllowOperator::ContainsNot => sql(&format!("instr({column}, ?) = 0"), [text(wanted)]),
        _ => sql(&format!("instr({column}, ?) > 0"), [text(wanted)]),
    }
}

fn state_condition(token: &AllowToken, places: &str) -> Sql {
    // The Regions that are asked about: one, or all of the product's.
    let regions = token.region.as_ref().map_or_else(|| text(places), |region| text(serde_json::json!([region]).to_string()));
    let seen = |state: &str| {
        sql(
            "EXISTS (SELECT 1 FROM allow_list_seen s WHERE s.principal = a.principal AND s.state = ? AND s.region IN (SELECT value FROM json_each(?)))",
            [text(state), regions.clone()],
        )
    };
    match token.value.as_str() {
        "missing" => sql(
            "EXISTS (SELECT 1 FROM allow_list_look l WHERE l.region IN (SELECT value FROM json_each(?)) AND NOT EXISTS
             (SELECT 1 FROM allow_list_seen s WHERE s.principal = a.principal AND s.region = l.region))",
            [regions],
        ),
        "unknown" => sql("EXISTS (SELECT 1 FROM json_each(?) p WHERE p.value NOT IN (SELECT region FROM allow_list_look))", [regions]),
        state @ ("listed" | "adding" | "removing" | "refused") => seen(state),
        _ => sql("0", []),
    }
}

fn condition(token: &AllowToken, places: &str) -> Sql {
    let negated = matches!(token.operator, AllowOperator::IsNot | AllowOperator::ContainsNot);
    match token.property {
        AllowProperty::Text => {
            let mut found = text_condition(&token.value);
            if negated {
                found.text = format!("NOT {}", found.text);
            }
            found
        }
        AllowProperty::Name => column_condition("a.name_folded", token.operator, &token.value),
        AllowProperty::Account => {
            let wanted = digits_of(token.value.trim()).unwrap_or_else(|| token.value.trim().to_owned());
            match token.operator {
                AllowOperator::Is => sql("(a.account = ? OR a.principal = ?)", [text(wanted.clone()), text(wanted)]),
                AllowOperator::IsNot => sql("(a.account IS NOT ? AND a.principal <> ?)", [text(wanted.clone()), text(wanted)]),
                AllowOperator::ContainsNot => sql("instr(a.principal, ?) = 0", [text(wanted)]),
                _ => sql("instr(a.principal, ?) > 0", [text(wanted)]),
            }
        }
        AllowProperty::Kind => column_condition("a.kind", token.operator, &token.value),
        AllowProperty::Note => column_condition("lower(a.note)", token.operator, &token.value),
        AllowProperty::AddedBy => column_condition("lower(a.added_by)", token.operator, &token.value),
        AllowProperty::AddedAt => match (day(&token.value), token.operator) {
            (Some(at), AllowOperator::Before) => sql("a.added_at < ?", [Value::Integer(at)]),
            (Some(at), AllowOperator::From) => sql("a.added_at >= ?", [Value::Integer(at)]),
            (Some(at), _) => sql("a.added_at >= ? AND a.added_at < ?", [Value::Integer(at), Value::Integer(at + 86_400_000)]),
            (None, _) => sql("0", []),
        },
        AllowProperty::State => {
            let mut found = state_condition(token, places);
            if negated {
                found.text = format!("NOT {}", found.text);
            }
            found
        }
        AllowProperty::Subscription => {
            let found = "COALESCE((SELECT state FROM subscription u WHERE u.account = a.account), 'unknown')";
            column_condition(found, if negated { AllowOperator::IsNot } else { AllowOperator::Is }, &token.value)
        }
    }
}

/// Name, note and principal hold this text.
fn text_condition(wanted: &str) -> Sql {
    let wanted = wanted.trim().to_lowercase();
    match digits_of(&wanted) {
        Some(digits) => sql("(instr(a.folded, ?) > 0 OR instr(a.principal, ?) > 0)", [text(wanted), text(digits)]),
        None => sql("instr(a.folded, ?) > 0", [text(wanted)]),
    }
}

fn conditions(query: &AllowQuery, places: &str) -> Sql {
    let mut all = if query.search.trim().is_empty() { sql("1", []) } else { text_condition(&query.search) };
    let tokens: Vec<Sql> = query.tokens.iter().map(|token| condition(token, places)).collect();
    if !tokens.is_empty() {
        let texts: Vec<String> = tokens.iter().map(|one| format!("({})", one.text)).collect();
        all.text = format!("{} AND ({})", all.text, texts.join(if query.any { " OR " } else { " AND " }));
        all.values.extend(tokens.into_iter().flat_map(|one| one.values));
    }
    all
}

/// Rows of the list that the query wants. `a` is the list.
fn listed(query: &AllowQuery, places: &str) -> Sql {
    let mut found = conditions(query, places);
    if query.view == AllowView::AllowedButEnded {
        found.text =
            format!("({}) AND EXISTS (SELECT 1 FROM subscription u WHERE u.account = a.account AND u.state = 'ended')", found.text);
    }
    found
}

/// What only AWS lists, shaped like rows of the list.
const ONLY_IN_AWS: &str = "(SELECT s.principal, CASE WHEN s.principal = '*' THEN NULL ELSE substr(s.principal, instr(s.principal, '::') + 2, 12) END AS account,
    CASE WHEN s.principal = '*' THEN 'everyone' WHEN s.principal LIKE '%:root' THEN 'account' WHEN s.principal LIKE '%:role/%' THEN 'role' ELSE 'user' END AS kind,
    '' AS name, '' AS note, 0 AS added_at, '' AS added_by, NULL AS source_row, '' AS name_folded, s.principal AS folded
    FROM allow_list_seen s WHERE s.state = 'listed' AND s.region IN (SELECT value FROM json_each(?))
    AND NOT EXISTS (SELECT 1 FROM allow_list l WHERE l.principal = s.principal) GROUP BY s.principal)";

/// Who has subscribed and is not on the list, shaped like rows of the list. Everybody is, where everyone is allowed.
const ONLY_SUBSCRIBED: &str =
    "(SELECT 'arn:aws:iam::' || u.account || ':root' AS principal, u.account, 'account' AS kind, u.name, '' AS note,
    0 AS added_at, '' AS added_by, NULL AS source_row, lower(u.name) AS name_folded, lower(u.name) || u.account AS folded
    FROM subscription u WHERE u.state = 'yes' AND NOT EXISTS (SELECT 1 FROM allow_list l WHERE l.account = u.account)
    AND NOT EXISTS (SELECT 1 FROM allow_list l WHERE l.principal = '*'))";

fn order(query: &AllowQuery) -> String {
    let way = if query.descending { "DESC" } else { "ASC" };
    let by = match query.sort {
        AllowSort::Name => "a.name_folded",
        AllowSort::Account => "a.account",
        AllowSort::Kind => "a.kind",
        AllowSort::Note => "a.note",
        AllowSort::AddedAt => "a.added_at",
        AllowSort::AddedBy => "a.added_by",
        AllowSort::State => "(SELECT count(*) FROM allow_list_seen s WHERE s.principal = a.principal AND s.state = 'listed')",
        AllowSort::Subscription => "COALESCE((SELECT state FROM subscription u WHERE u.account = a.account), '')",
    };
    format!("{by} {way}, a.principal {way}")
}

struct Found<'a, 'c> {
    db: &'a Transaction<'c>,
    query: &'a AllowQuery,
    regions: &'a [String],
    /// The Regions as JSON, for SQLite.
    places: String,
    looks: Vec<(String, Timestamp)>,
}

impl<'a, 'c> Found<'a, 'c> {
    fn new(db: &'a Transaction<'c>, query: &'a AllowQuery, regions: &'a [String]) -> Result<Self, FileError> {
        let mut statement = db.prepare_cached("SELECT region, at FROM allow_list_look")?;
        let looks = statement.query_map([], |row| Ok((row.get(0)?, Timestamp(row.get(1)?))))?.collect::<Result<_, _>>()?;
        Ok(Self { db, query, regions, places: serde_json::to_string(regions)?, looks })
    }

    /// The tables that the view is made of, with what each means and its condition.
    fn sources(&self) -> Vec<(AllowSource, &'static str, Sql)> {
        let outside = |table: &'static str, source| {
            let mut found = conditions(self.query, &self.places);
            if source == AllowSource::OnlyInAws {
                found.values.insert(0, text(self.places.clone()));
            }
            (source, table, found)
        };
        let list = || (AllowSource::List, "allow_list", listed(self.query, &self.places));
        match self.query.view {
            AllowView::All => vec![list(), outside(ONLY_IN_AWS, AllowSource::OnlyInAws)],
            AllowView::OnlyInAws => vec![outside(ONLY_IN_AWS, AllowSource::OnlyInAws)],
            AllowView::SubscribedNotAllowed => vec![outside(ONLY_SUBSCRIBED, AllowSource::OnlySubscribed)],
            AllowView::AllowedButEnded => vec![list()],
        }
    }

    fn page(&self, page: usize, size: usize) -> Result<AllowPage, FileError> {
        let size = size.clamp(1, MOST);
        let (mut skip, mut rows, mut total) = (page.saturating_mul(size), Vec::new(), 0_usize);
        for (source, table, found) in self.sources() {
            let mut count = self.db.prepare_cached(&format!("SELECT count(*) FROM {table} a WHERE {}", found.text))?;
            let here: i64 = count.query_row(params_from_iter(&found.values), |row| row.get(0))?;
            let here = usize::try_from(here).unwrap_or_default();
            total += here;
            if skip >= here || rows.len() >= size {
                skip = skip.saturating_sub(here);
                continue;
            }
            self.rows(source, table, found, skip, size - rows.len(), &mut rows)?;
            skip = 0;
        }
        Ok(AllowPage { rows, total, page })
    }

    fn rows(
        &self,
        source: AllowSource,
        table: &str,
        found: Sql,
        skip: usize,
        most: usize,
        rows: &mut Vec<AllowRow>,
    ) -> Result<(), FileError> {
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT a.principal, a.account, a.kind, a.name, a.note, a.added_at, a.added_by, a.source_row FROM {table} a
             WHERE {} ORDER BY {} LIMIT {most} OFFSET {skip}",
            found.text,
            order(self.query)
        ))?;
        let mut cursor = statement.query(params_from_iter(&found.values))?;
        while let Some(row) = cursor.next()? {
            let principal: String = row.get(0)?;
            let account: Option<String> = row.get(1)?;
            let kind: String = row.get(2)?;
            let added_at: i64 = row.get(5)?;
            rows.push(AllowRow {
                account_id: account.as_deref().and_then(|account| AccountId::parse(account).ok()),
                kind: match kind.as_str() {
                    "account" => AllowKind::Account,
                    "role" => AllowKind::Role,
                    "user" => AllowKind::User,
                    _ => AllowKind::Everyone,
                },
                source,
                name: row.get(3)?,
                note: row.get(4)?,
                added_at: (source == AllowSource::List).then_some(Timestamp(added_at)),
                added_by: row.get(6)?,
                source_row: row.get(7)?,
                places: self.places_of(&principal, source)?,
                subscription: self.subscription_of(account.as_deref())?,
                principal,
            });
        }
        Ok(())
    }

    fn places_of(&self, principal: &str, source: AllowSource) -> Result<Vec<AllowPlace>, FileError> {
        let mut statement = self.db.prepare_cached("SELECT region, state, reason, at FROM allow_list_seen WHERE principal = ?1")?;
        let mut seen: Vec<(String, String, Option<String>, i64)> =
            statement.query_map([principal], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?.collect::<Result<_, _>>()?;
        let removed = source == AllowSource::OnlyInAws
            && self.db.prepare_cached("SELECT 1 FROM allow_list_removed WHERE principal = ?1")?.exists([principal])?;
        let mut places = Vec::new();
        for region in self.regions {
            let looked = self.looks.iter().find(|(at, _)| at == region).map(|(_, at)| *at);
            let here = seen.iter().position(|(at, ..)| at == region).map(|index| seen.swap_remove(index));
            let place = match (here, looked) {
                (Some((region, state, reason, at)), _) => AllowPlace {
                    region,
                    state: match (state.as_str(), source) {
                        ("listed", AllowSource::OnlyInAws) if removed => AllowState::ToRemove,
                        ("listed", AllowSource::OnlyInAws | AllowSource::OnlySubscribed) => AllowState::OnlyInAws,
                        ("listed", AllowSource::List) => AllowState::Listed,
                        ("adding", _) => AllowState::Adding,
                        ("removing", _) => AllowState::Removing,
                        _ => AllowState::Refused,
                    },
                    reason: reason.map(|text| serde_json::from_str(&text)).transpose()?,
                    at: Some(Timestamp(at)),
                },
                (None, Some(at)) => {
                    let state = if source == AllowSource::List { AllowState::Missing } else { AllowState::Absent };
                    AllowPlace { region: region.clone(), state, reason: None, at: Some(at) }
                }
                (None, None) => AllowPlace { region: region.clone(), state: AllowState::Unknown, reason: None, at: None },
            };
            places.push(place);
        }
        Ok(places)
    }

    fn subscription_of(&self, account: Option<&str>) -> Result<Option<Subscription>, FileError> {
        let Some(account) = account else { return Ok(None) };
        let mut statement = self.db.prepare_cached("SELECT state, since, how FROM subscription WHERE account = ?1")?;
        let found = statement.query_row([account], |row| {
            let state: String = row.get(0)?;
            let state = if state == "yes" { SubscriptionState::Yes } else { SubscriptionState::Ended };
            Ok(Subscription { state, since: row.get(1)?, how: row.get(2)? })
        });
        Ok(found.optional()?)
    }

    /// Principals of rows of the list (or, in the other views, of what they show) that the query finds.
    fn principals(&self) -> Result<Vec<String>, FileError> {
        let mut all = Vec::new();
        for (source, table, found) in self.sources() {
            // What only AWS lists is no row that can be taken along with others: whoever wants it chooses its view.
            if source == AllowSource::OnlyInAws && self.query.view == AllowView::All {
                continue;
            }
            let mut statement =
                self.db.prepare(&format!("SELECT a.principal FROM {table} a WHERE {} ORDER BY {}", found.text, order(self.query)))?;
            let rows = statement.query_map(params_from_iter(&found.values), |row| row.get(0))?;
            for row in rows {
                all.push(row?);
            }
        }
        Ok(all)
    }
}

/// The principals of a selection, each once.
pub(super) fn principals(db: &Transaction<'_>, selection: &AllowSelection, regions: &[String]) -> Result<Vec<String>, FileError> {
    match selection {
        AllowSelection::These { principals } => Ok(principals.clone()),
        AllowSelection::Found { query, except } => {
            let except: std::collections::HashSet<&str> = except.iter().map(String::as_str).collect();
            let mut all = Found::new(db, query, regions)?.principals()?;
            all.retain(|principal| !except.contains(principal.as_str()));
            Ok(all)
        }
    }
}

impl ProjectFile {
    /// A page of the list. `regions`: the product's, for the state in each. A page has 1 to 500 rows.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_list_page(&self, query: AllowQuery, regions: Vec<String>, page: usize, size: usize) -> Result<AllowPage, FileError> {
        self.with(move |db| Found::new(db, &query, &regions)?.page(page, size)).await
    }

    /// Every row that a query finds, for a file.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_list_all(&self, query: AllowQuery, regions: Vec<String>) -> Result<Vec<AllowRow>, FileError> {
        self.with(move |db| {
            let found = Found::new(db, &query, &regions)?;
            let mut rows = Vec::new();
            for (source, table, condition) in found.sources() {
                found.rows(source, table, condition, 0, usize::MAX >> 1, &mut rows)?;
            }
            Ok(rows)
        })
        .await
    }

    /// The principals of a selection.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_list_selected(&self, selection: AllowSelection, regions: Vec<String>) -> Result<Vec<String>, FileError> {
        self.with(move |db| principals(db, &selection, &regions)).await
    }

    /// How many there are of what the page names.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_list_counts(&self, regions: Vec<String>) -> Result<AllowCounts, FileError> {
        self.with(move |db| {
            let count = |text: &str, values: Vec<Value>| -> Result<usize, FileError> {
                let found: i64 = db.prepare_cached(text)?.query_row(params_from_iter(values), |row| row.get(0))?;
                Ok(usize::try_from(found).unwrap_or_default())
            };
            let places = serde_json::to_string(&regions)?;
            Ok(AllowCounts {
                listed: count("SELECT count(*) FROM allow_list", Vec::new())?,
                only_in_aws: count(&format!("SELECT count(*) FROM {ONLY_IN_AWS} a"), vec![text(places)])?,
                subscribed_not_allowed: count(&format!("SELECT count(*) FROM {ONLY_SUBSCRIBED} a"), Vec::new())?,
                allowed_but_ended: count(
                    "SELECT count(*) FROM subscription u JOIN allow_list a ON a.account = u.account WHERE u.state = 'ended'",
                    Vec::new(),
                )?,
                subscriptions: count("SELECT count(*) FROM subscription", Vec::new())?,
            })
        })
        .await
    }

    /// Which of these principals are on the list already.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_list_has(&self, principals: Vec<String>) -> Result<Vec<String>, FileError> {
        self.with(move |db| {
            let mut statement = db.prepare_cached("SELECT 1 FROM allow_list WHERE principal = ?1")?;
            let mut there = Vec::new();
            for principal in principals {
                if statement.exists(params![principal])? {
                    there.push(principal);
                }
            }
            Ok(there)
        })
        .await
    }
}
