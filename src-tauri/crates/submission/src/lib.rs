//! The package for AWS Marketplace Seller Operations: its text, its JSON, its checklists and evidence, the zip around them, the mail that carries it
//! and the SMTP conversation that sends the mail.
//!
//! Absent on purpose: the AWS SDK, the project file, any file system; and the customer list, for which Seller Operations does not ask.

mod checklist;
mod mail;
mod package;
mod rules;
mod scan;
mod secret;
mod smtp;
mod submission;
mod text;
mod tls;

pub use checklist::{CHECKLIST, ChecklistItem, ChecklistList, ChecklistState};
pub use mail::{Mail, MailError, Person, compose, draft, new_message_id};
pub use package::{Package, PackageError, PackageFile, build};
pub use rules::validate;
pub use scan::{Leak, LeakKind, scan};
pub use secret::Secret;
pub use smtp::{Delivery, MailRoute, Stage, Timeouts, Tls, send};
pub use submission::{Certificate, Company, PrivateName, Product, SCHEMA_VERSION, ServiceEntry, Submission, ValidationRecord};
pub use text::{CODES, mail_subject, submission_text};
