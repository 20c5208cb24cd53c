//! The words of an onboarding: validated values, messages, findings, changes and evidence.
//!
//! Absent on purpose: any I/O, any clock, any knowledge of AWS SDK types, SQLite or the window.

mod change;
mod ids;
mod message;
mod names;
mod step;
mod time_stamp;

pub use change::{Call, CallTag, Change, ChangeId, Cost, Input, Output, Plan, Undo, Verb};
pub use ids::{AccountId, CertificateArn, LoadBalancerArn, MailAddress, Principal, ProductId, Region, ServiceName, ZoneId};
pub use message::{Evidence, FieldProblem, Finding, Message, Param, Severity, message};
pub use names::{DnsName, PrivateDnsName, ServiceDnsName};
pub use step::{SectionId, StepId};
pub use time_stamp::Timestamp;
