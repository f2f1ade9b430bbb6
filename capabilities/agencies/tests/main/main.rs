//! Do agencies, people and sites hold together, and does each door open for the right people alone?

mod tables;

const CAPABILITIES: &[gongkai_capability::Capability] = &[gongkai_agencies::CAPABILITY];
