//! Which capabilities are there, and which may stand on which? THE list: a capability depends only on those above it.

use gongkai_capability::Capability;

pub static CAPABILITIES: [Capability; 6] = [
    gongkai_agencies::CAPABILITY,
    gongkai_catalogue::CAPABILITY,
    gongkai_documents::CAPABILITY,
    gongkai_requests::CAPABILITY,
    gongkai_portal::CAPABILITY,
    gongkai_exchange::CAPABILITY,
];
