//! Do real documents read as they should? The five sources are read from `GONGKAI_SHARED` (default `../shared` beside the
//! checkout); the laws from the folder `GONGKAI_LAWS` names. Without them these tests say so and pass.

mod laws;
mod sources;
