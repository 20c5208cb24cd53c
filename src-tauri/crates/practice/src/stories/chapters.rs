//! The chapters of a rehearsal in which everything goes well. They make nothing go wrong: they say how far one is.

use super::look::Look;
use super::{Chapter, Facts};
use crate::state::StateError;

/// Nothing happens.
macro_rules! nothing {
    () => {
        |_, _| Ok(())
    };
}
pub(super) use nothing;

/// One fact.
pub(super) fn fact(name: &str, value: &str) -> Facts {
    Facts::from([(name.to_owned(), value.to_owned())])
}

/// Whether an endpoint service is available.
fn service_built(look: &Look<'_>) -> Result<bool, StateError> {
    Ok(look.services()?.iter().any(|service| service.state == "Available"))
}

/// Whether a certificate is issued and a private DNS name is verified.
pub(super) fn names_proven(look: &Look<'_>) -> Result<bool, StateError> {
    let issued = look.certificates()?.iter().any(|certificate| certificate.status == "ISSUED");
    Ok(issued && look.services()?.iter().any(|service| service.private_dns_state.as_deref() == Some("verified")))
}

/// The service DNS name that Seller Operations gave name servers for.
pub(super) fn case_name(look: &Look<'_>) -> Result<Option<String>, StateError> {
    Ok(look.cases()?.into_iter().next().map(|case| case.service_dns_name))
}

pub(super) const BUILD: Chapter = Chapter {
    key: "build",
    begins: |_| Ok(Some(Facts::new())),
    happens: nothing!(),
    passes: |look, _| service_built(look),
    ends: nothing!(),
};

pub(super) const PROVE: Chapter = Chapter {
    key: "prove-names",
    begins: |look| Ok(service_built(look)?.then(Facts::new)),
    happens: nothing!(),
    passes: |look, _| names_proven(look),
    ends: nothing!(),
};

pub(super) const SUBMIT: Chapter = Chapter {
    key: "submit",
    begins: |look| Ok(names_proven(look)?.then(Facts::new)),
    happens: nothing!(),
    passes: |look, _| Ok(case_name(look)?.is_some()),
    ends: nothing!(),
};

pub(super) const DELEGATE: Chapter = Chapter {
    key: "delegate",
    begins: |look| Ok(case_name(look)?.map(|name| fact("name", &name))),
    happens: nothing!(),
    passes: |look, _| Ok(look.cases()?.iter().any(|case| case.launched)),
    ends: nothing!(),
};

pub(super) const SMOOTH: &[Chapter] = &[BUILD, PROVE, SUBMIT, DELEGATE];
