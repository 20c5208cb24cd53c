//! A small world to rehearse in: two AWS accounts, name servers, a Seller Operations mailbox. Speaks wire formats only.
