//! The package for AWS Marketplace Seller Operations, and its way there.
