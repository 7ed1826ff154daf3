//! Chapter 13 as functions: params ↔ requests, answers ↔ lines, bytes ↔ events. No I/O, no tasks.

pub mod answer;
pub mod events;
pub mod lines;
pub mod meta;
pub mod percent;
pub mod problem;
pub mod request;
