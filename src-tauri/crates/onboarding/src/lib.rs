//! The heart: the project file, the journal, the steps, and the engine that checks, plans, applies and verifies them.
