//! [`Plan`]: what a policy or a flag wants counted.

use crate::base::time::Timestamp;

/// What is to be counted beyond the plain profile.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// Runs after this time are left out, and listed.
    pub until: Option<Timestamp>,
}
