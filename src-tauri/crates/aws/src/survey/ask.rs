//! One Region being asked: every call waits for its bucket, throttled ones wait longer, and failures are told part by part.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use gangway_model::Region;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::UnboundedSender;

use super::pace::Api;
use super::seen::{Event, Gap, Part};
use crate::account::{Account, Clients};
use crate::error::{AwsError, AwsErrorKind, Purpose};

/// A whole list, however many pages it has, must be there within this time; an endpoint may also invent pages forever.
const ALL_PAGES: Duration = Duration::from_secs(300);

/// How often a call is tried anew after AWS has said, to all attempts of the SDK, that there are too many.
const PATIENCE: u32 = 3;

/// What all questions to a Region share.
pub(super) struct Ask {
    pub(super) account: Account,
    pub(super) clients: Arc<Clients>,
    pub(super) region: Region,
    gate: Arc<Semaphore>,
    events: UnboundedSender<Event>,
    calls: AtomicU32,
    chain: AtomicU32,
}

impl Ask {
    pub(super) fn new(account: Account, region: Region, gate: Arc<Semaphore>, events: UnboundedSender<Event>) -> Self {
        let clients = account.clients(&region);
        Self { account, clients, region, gate, events, calls: AtomicU32::new(0), chain: AtomicU32::new(0) }
    }

    pub(super) fn tell(&self, event: Event) {
        // Nobody listening is no reason to stop.
        let _ = self.events.send(event);
    }

    pub(super) fn calls(&self) -> u32 {
        self.calls.load(Ordering::Relaxed)
    }

    pub(super) fn longest_chain(&self) -> u32 {
        self.chain.load(Ordering::Relaxed)
    }

    /// One call, when its turn has come. `depth` is how many answers it had to wait for, its own included.
    pub(super) async fn call<T, E, F>(&self, api: Api, operation: &'static str, depth: u32, send: impl Fn() -> F) -> Result<T, AwsError>
    where
        E: std::error::Error + ProvideErrorMetadata + Send + Sync + 'static,
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    {
        self.paced(api, depth, || async { send().await.map_err(|error| self.account.failed(operation, Purpose::Asking, &error)) }).await
    }

    /// The same for a question of the account's own, which answers with our error.
    pub(super) async fn paced<T, F>(&self, api: Api, depth: u32, send: impl Fn() -> F) -> Result<T, AwsError>
    where
        F: Future<Output = Result<T, AwsError>>,
    {
        self.chain.fetch_max(depth, Ordering::Relaxed);
        let mut tried = 0;
        loop {
            self.clients.pace.wait(api).await;
            let answer = {
                let _turn = self.gate.acquire().await;
                self.calls.fetch_add(1, Ordering::Relaxed);
                send().await
            };
            match answer {
                Err(AwsError { kind: AwsErrorKind::Throttled { .. }, .. }) if tried < PATIENCE => {
                    self.clients.pace.slow_down(api);
                    tried += 1;
                }
                answer => return answer,
            }
        }
    }

    /// Every item of every page. `send` asks for the page of a token and gives its items with the next token.
    pub(super) async fn pages<T, F>(
        &self,
        api: Api,
        operation: &'static str,
        depth: u32,
        send: impl Fn(Option<String>) -> F,
    ) -> Result<Vec<T>, AwsError>
    where
        F: Future<Output = Result<(Vec<T>, Option<String>), AwsError>>,
    {
        let reading = async {
            let (mut items, mut token, mut page) = (Vec::new(), None, 0);
            loop {
                let (more, next) = self.paced(api, depth + page, || send(token.clone())).await?;
                items.extend(more);
                match next.filter(|next| !next.is_empty()) {
                    None => return Ok(items),
                    Some(next) if token.as_ref() == Some(&next) => {
                        return Err(AwsError::new(operation, AwsErrorKind::NotUnderstood).because("a page names itself as the next one"));
                    }
                    next => (token, page) = (next, page + 1),
                }
            }
        };
        tokio::time::timeout(ALL_PAGES, reading).await.unwrap_or_else(|_| Err(AwsError::new(operation, AwsErrorKind::NoAnswer)))
    }

    /// Tells that a part is there, or keeps why it is not.
    pub(super) fn part<T>(&self, part: Part, answer: Result<Vec<T>, AwsError>, gaps: &mut Gaps) -> Option<Vec<T>> {
        match answer {
            Ok(items) => {
                self.tell(Event::Part { region: self.region.clone(), part, count: items.len() });
                Some(items)
            }
            Err(error) => {
                gaps.add(part, error);
                None
            }
        }
    }
}

/// The parts that could not be seen: the first reason for each.
#[derive(Debug, Default)]
pub(super) struct Gaps(pub(super) Vec<Gap>);

impl Gaps {
    pub(super) fn add(&mut self, part: Part, error: AwsError) {
        if !self.0.iter().any(|gap| gap.part == part) {
            self.0.push(Gap { part, operation: error.operation.to_owned(), reason: error.message(), request_id: error.request_id });
        }
    }

    pub(super) fn join(&mut self, others: Self) {
        for gap in others.0 {
            if !self.0.iter().any(|known| known.part == gap.part) {
                self.0.push(gap);
            }
        }
    }
}

/// The pages of an operation: `page!(ask, ask.clients.ec2.describe_vpcs().max_results(1000), "DescribeVpcs", token, set_next_token, vpcs,
/// next_token)` is the answer to one token.
macro_rules! page {
    ($ask:expr, $operation:expr, $request:expr, $token:expr, $set:ident, $items:ident, $next:ident) => {{
        let request = $request.$set($token);
        async move {
            let sent = request.send().await;
            let answer = sent.map_err(|error| $ask.account.failed($operation, crate::error::Purpose::Asking, &error))?;
            Ok((answer.$items.unwrap_or_default().into_iter().collect(), answer.$next))
        }
    }};
}
pub(super) use page;
