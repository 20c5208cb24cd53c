//! The catalogue of texts: turns a code with parameters into a sentence.
