//! The seller's AWS account through the AWS SDK. The only room that names aws_sdk_*.
