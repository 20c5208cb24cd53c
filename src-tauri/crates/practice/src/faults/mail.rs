//! What can go wrong with mail and Seller Operations.

use super::catalogue::Kind;

pub(super) const KINDS: &[Kind] = &[];
