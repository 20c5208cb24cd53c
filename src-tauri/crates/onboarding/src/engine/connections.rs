//! Connections: who asks, who is connected, and the seller's yes or no. An answer is the user's own order for exactly these connections; it is
//! remembered in the list's history.

use std::collections::{BTreeMap, BTreeSet};

use gangway_model::{AccountId, Region, message};
use tokio::task::JoinSet;

use super::Engine;
use crate::allow_apply::connections::{ConnectionAnswer, ConnectionPlace, ConnectionRow, ConnectionZone, Connections, zones_of};
use crate::trouble::Trouble;

/// Endpoints that one call answers. AWS documents no limit.
const PER_CALL: usize = 50;

impl Engine {
    /// The connections to all endpoint services of the product, those that wait for an answer first.
    ///
    /// # Errors
    /// What the sign-in or the file says; a Region that does not answer is told beside the others.
    pub async fn connections(&self) -> Result<Connections, Trouble> {
        let inner = &self.inner;
        let account = inner.require_identity(false).await?;
        let mut asked = JoinSet::new();
        for (region, service) in inner.allow_services().await? {
            let account = account.clone();
            asked.spawn(async move {
                let seen = account.connections(&region, &service).await;
                // Without zones the rows are as good.
                let zones = account.zones(&region).await.unwrap_or_default();
                (region, service, seen, zones)
            });
        }
        let (mut rows, mut failed) = (Vec::new(), BTreeMap::new());
        while let Some(answer) = asked.join_next().await {
            let (region, service, seen, zones) = answer.map_err(|error| Trouble::of("internal").caused_by(&error))?;
            let seen = match seen {
                Ok(seen) => seen,
                Err(error) => {
                    failed.insert(region, error.into());
                    continue;
                }
            };
            for one in seen {
                let Ok(owner) = AccountId::parse(&one.owner) else { continue };
                let from = one.region.clone().unwrap_or_else(|| region.to_string());
                let id = |name: &str| zones.iter().find(|zone| zone.name == name).map(|zone| zone.id.clone());
                let named = zones_of(&one.dns_names, &from).into_iter();
                rows.push(ConnectionRow {
                    region: region.clone(),
                    service: service.clone(),
                    endpoint_id: one.endpoint_id,
                    owner,
                    name: String::new(),
                    known: false,
                    state: one.state,
                    created_at: one.created_at,
                    from_region: one.region,
                    zones: named.map(|name| ConnectionZone { id: id(&name), name }).collect(),
                    dns_names: one.dns_names,
                });
            }
        }
        let customers = inner.file.customers(rows.iter().map(|row| row.owner.to_string()).collect()).await?;
        for row in &mut rows {
            let name = customers.get(row.owner.as_str());
            (row.known, row.name) = (name.is_some(), name.cloned().unwrap_or_default());
        }
        let waits = |row: &ConnectionRow| row.state != "pendingAcceptance";
        rows.sort_by(|a, b| (waits(a), b.created_at, &a.endpoint_id).cmp(&(waits(b), a.created_at, &b.endpoint_id)));
        Ok(Connections { rows, failed })
    }

    /// Accepts or rejects these connections and says what became of each. Accepting an account that is not on the list needs `strangers`.
    ///
    /// # Errors
    /// `identity-changed`, `connection-unknown-account` before anything is sent, what AWS or the file says of the whole.
    pub async fn answer_connections(
        &self,
        places: Vec<ConnectionPlace>,
        accept: bool,
        strangers: bool,
    ) -> Result<Vec<ConnectionAnswer>, Trouble> {
        let inner = &self.inner;
        let account = inner.require_identity(true).await?;
        let wanted: BTreeSet<ConnectionPlace> = places.into_iter().collect();
        let seen = self.connections().await?;
        let owners: BTreeMap<(&Region, &str), &ConnectionRow> =
            seen.rows.iter().map(|row| ((&row.region, row.endpoint_id.as_str()), row)).collect();
        let row_of = |place: &ConnectionPlace| owners.get(&(&place.region, place.endpoint_id.as_str())).copied();
        if accept && !strangers {
            let stranger = wanted.iter().filter_map(row_of).find(|row| !row.known);
            if let Some(row) = stranger {
                return Err(Trouble::of("connection-unknown-account").with("account", row.owner.as_str()));
            }
        }
        let mut answers = Vec::new();
        for (region, service) in inner.allow_services().await? {
            let mine: Vec<String> = wanted.iter().filter(|one| one.region == region).map(|one| one.endpoint_id.clone()).collect();
            for part in mine.chunks(PER_CALL) {
                let answered = account.answer_connections(&region, &service, part, accept).await;
                let why = match answered {
                    Ok(answered) => {
                        answers.extend(answered.into_iter().map(|(endpoint_id, refused)| ConnectionAnswer {
                            region: region.clone(),
                            endpoint_id,
                            refused: refused.map(|(code, text)| message("connection-refused").with("code", code).with("text", text)),
                        }));
                        continue;
                    }
                    Err(error) => error.message(),
                };
                // The other parts and Regions are answered all the same.
                answers.extend(part.iter().map(|endpoint_id| ConnectionAnswer {
                    region: region.clone(),
                    endpoint_id: endpoint_id.clone(),
                    refused: Some(why.clone()),
                }));
            }
        }
        Ok(answers)
    }
}
