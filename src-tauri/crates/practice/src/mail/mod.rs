//! Mail in the practice world: one server with two ports, Seller Operations' mailbox behind it, and the seller's in-box for what they
//! answer. Mails are part of the state, so they survive a restart.

mod authority;
mod content;
mod envelope;
mod letter;
mod listener;
mod login;
mod session;
mod trouble;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tokio_rustls::TlsAcceptor;

use crate::state::{Place, Record, State, StateError, Tx};

use authority::Authority;
pub(crate) use authority::AuthorityError;
pub(crate) use envelope::upcoming;
pub(crate) use letter::{Letter, compose};
pub(crate) use listener::{Port, serve};

/// Seller Operations' address.
pub(crate) const SELLER_OPERATIONS: &str = "seller-operations@practice.example";
/// The seller's address.
pub(crate) const SELLER: &str = "you@practice.example";

/// The password of the one account that the server knows; its name is [`SELLER`]. It opens nothing outside of this world.
pub(crate) const PASSWORD: &str = "practice-only";

/// What the control interface shows of both mailboxes, each in order of arrival.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    /// The seller's in-box.
    pub inbox: Vec<MailView>,
    /// What Seller Operations received.
    pub sent: Vec<MailView>,
}

/// One mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailView {
    /// The world's own id of this copy.
    pub id: String,
    /// From the header.
    pub from: String,
    /// From the header.
    pub to: String,
    /// From the header.
    pub subject: String,
    /// World time, ms since the epoch.
    pub received_ms: i64,
    /// The first plain text part.
    pub text: String,
    /// What came with it.
    pub attachments: Vec<Attachment>,
}

/// An attachment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// File name.
    pub name: String,
    /// Size in octets, decoded.
    pub bytes: usize,
}

/// Whose mailbox a stored mail lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Folder {
    Seller,
    SellerOperations,
}

impl Folder {
    /// The mailbox of an address, if it is one of this server's.
    pub(crate) fn of(address: &str) -> Option<Folder> {
        if address.eq_ignore_ascii_case(SELLER_OPERATIONS) {
            Some(Folder::SellerOperations)
        } else if address.eq_ignore_ascii_case(SELLER) {
            Some(Folder::Seller)
        } else {
            None
        }
    }
}

/// A mail as it is stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StoredMail {
    pub(crate) folder: Folder,
    /// From the envelope.
    pub(crate) sender: String,
    /// World time, ms since the epoch.
    pub(crate) received_ms: i64,
    /// The message as it came (RFC 5322), in base64.
    raw: String,
}

impl StoredMail {
    pub(crate) fn new(folder: Folder, sender: &str, received_ms: i64, message: &[u8]) -> StoredMail {
        use base64::Engine as _;
        let raw = base64::engine::general_purpose::STANDARD.encode(message);
        StoredMail { folder, sender: sender.to_owned(), received_ms, raw }
    }

    /// The message as it came.
    pub(crate) fn message(&self) -> Vec<u8> {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.decode(&self.raw).unwrap_or_default()
    }

    fn view(&self, id: String) -> MailView {
        let letter = Letter::read(&self.message());
        MailView {
            id,
            from: letter.from,
            to: letter.to,
            subject: letter.subject,
            received_ms: self.received_ms,
            text: letter.text,
            attachments: letter.attachments.into_iter().map(|(name, octets)| Attachment { name, bytes: octets.len() }).collect(),
        }
    }
}

impl Record for StoredMail {
    const KIND: &'static str = "mail";
}

/// Puts a mail into a mailbox; answers the id of the copy.
pub(crate) fn deliver(tx: &Tx<'_>, mail: &StoredMail) -> Result<String, StateError> {
    let id = uuid::Uuid::new_v4().to_string();
    tx.put(Place::WORLD, &id, mail)?;
    Ok(id)
}

/// The mail server's identity, and the mailboxes.
pub(crate) struct PostOffice {
    authority: Authority,
    right: TlsAcceptor,
    wrong: BTreeMap<String, TlsAcceptor>,
}

impl PostOffice {
    /// Takes up the certificates stored in `state`, making them when there are none.
    pub(crate) fn open(state: &State) -> Result<PostOffice, AuthorityError> {
        let authority = Authority::open(state)?;
        Ok(PostOffice { right: authority.acceptor()?, wrong: authority.wrong_acceptors()?, authority })
    }

    /// TLS with the right certificate, or with the one with which this is wrong.
    fn acceptor(&self, wrong: Option<&str>) -> &TlsAcceptor {
        wrong.and_then(|wrong| self.wrong.get(wrong)).unwrap_or(&self.right)
    }

    /// Stores the certificate in a state that was cleared: who trusts this world's authority goes on doing so.
    pub(crate) fn store_authority(&self, state: &State) -> Result<(), StateError> {
        self.authority.store(state)
    }

    /// The authority behind the server's certificate.
    pub(crate) fn trust_root_pem(&self) -> &str {
        self.authority.root_pem()
    }

    /// Both mailboxes.
    pub(crate) fn mailbox(&self, state: &State) -> Result<Mailbox, StateError> {
        let mails = state.transact(|tx| tx.list::<StoredMail>(Place::WORLD))?;
        let (inbox, sent): (Vec<_>, Vec<_>) = mails.into_iter().partition(|entry| entry.record.folder == Folder::Seller);
        let views = |entries: Vec<crate::state::Entry<StoredMail>>| entries.into_iter().map(|entry| entry.record.view(entry.id)).collect();
        Ok(Mailbox { inbox: views(inbox), sent: views(sent) })
    }

    /// The mail of that id in either mailbox, as it came (RFC 5322).
    pub(crate) fn message(&self, state: &State, id: &str) -> Result<Option<Vec<u8>>, StateError> {
        let mail = state.transact(|tx| tx.get::<StoredMail>(Place::WORLD, id))?;
        Ok(mail.map(|mail| mail.message()))
    }
}
