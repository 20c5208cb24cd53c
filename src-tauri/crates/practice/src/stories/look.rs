//! What a chapter can see of the world: the seller's account, the desk's cases, and the records that are really served.

use crate::aws::{self, CertificateSeen, EndpointServiceSeen, SELLER};
use crate::desk::{self, CaseSeen};
use crate::state::StateError;
use crate::world::World;

/// A look at the world.
pub(crate) struct Look<'a> {
    world: &'a World,
    now: i64,
}

impl<'a> Look<'a> {
    pub(crate) fn at(world: &'a World) -> Look<'a> {
        Look { world, now: world.clock.now_ms() }
    }

    /// The seller's endpoint services, in order of creation.
    pub(crate) fn services(&self) -> Result<Vec<EndpointServiceSeen>, StateError> {
        self.world.state.transact(|tx| aws::endpoint_services(tx, self.now, SELLER))
    }

    /// The seller's certificates, in order of creation.
    pub(crate) fn certificates(&self) -> Result<Vec<CertificateSeen>, StateError> {
        self.world.state.transact(|tx| aws::certificates(tx, self.now, SELLER))
    }

    /// Whether a customer's endpoint waits for the seller to accept it.
    pub(crate) fn customer_waits(&self) -> Result<bool, StateError> {
        self.world.state.transact(|tx| aws::customer_waits(tx, self.now, SELLER))
    }

    /// What Seller Operations have taken up, in order.
    pub(crate) fn cases(&self) -> Result<Vec<CaseSeen>, StateError> {
        self.world.state.transact(desk::cases)
    }

    /// Whether a record of that name and type stands in a zone of the registrar's form.
    pub(crate) fn published(&self, name: &str, kind: &str) -> bool {
        let stands =
            |zone: crate::dns::ZoneForm| zone.editable && zone.records.iter().any(|record| record.name == name && record.kind == kind);
        self.world.names.zones().into_iter().any(stands)
    }
}
