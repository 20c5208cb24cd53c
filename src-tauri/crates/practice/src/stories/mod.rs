//! Guided rehearsals: ready stories that the world plays with whoever rehearses. A story lays out what exists at its
//! beginning, and has chapters; each begins by itself when the rehearsal comes to it, may make something go wrong in a way
//! that its user can mend, and passes when it is mended. The world knows keys and facts only; sentences are others' work.

mod account;
mod chapters;
mod dns;
mod look;
mod own_zone;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::aws::AwsError;
use crate::dns::FormError;
use crate::state::{StateError, Tx};
use crate::world::World;

use look::Look;

/// Name of the stored course.
const META: &str = "story";

/// Facts of a chapter by name: host names, record names, ids, for the sentences about it.
pub type Facts = BTreeMap<String, String>;

/// Why a story could not be begun or gone on with.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoryError {
    #[error("There is no story \"{0}\".")]
    Unknown(String),
    #[error("the story could not lay out the accounts: {}: {}", .0.code, .0.message)]
    Aws(AwsError),
    #[error(transparent)]
    Form(#[from] FormError),
    #[error(transparent)]
    State(#[from] StateError),
}

impl From<AwsError> for StoryError {
    fn from(error: AwsError) -> StoryError {
        StoryError::Aws(error)
    }
}

/// One part of a story.
pub(crate) struct Chapter {
    /// In kebab case, unique in the story.
    key: &'static str,
    /// The facts with which it begins; `None` while the rehearsal has not come to it.
    begins: fn(&Look<'_>) -> Result<Option<Facts>, StateError>,
    /// What happens then.
    happens: fn(&World, &Facts) -> Result<(), StoryError>,
    /// Whether it is over.
    passes: fn(&Look<'_>, &Facts) -> Result<bool, StateError>,
    /// What ends with it.
    ends: fn(&World, &Facts) -> Result<(), StoryError>,
}

/// A ready story.
struct Story {
    name: &'static str,
    /// Lays out what exists at the beginning, beside what every world has.
    seed: fn(&Tx<'_>, i64) -> Result<(), StoryError>,
    /// What happens at its beginning, once the world stands.
    opens: fn(&World) -> Result<(), StoryError>,
    chapters: &'static [Chapter],
}

const STORIES: [Story; 4] = [
    Story { name: "smooth", seed: |_, _| Ok(()), opens: |_| Ok(()), chapters: chapters::SMOOTH },
    Story { name: "dns-troubles", seed: |_, _| Ok(()), opens: |_| Ok(()), chapters: dns::CHAPTERS },
    Story { name: "own-zone", seed: own_zone::seed, opens: |_| Ok(()), chapters: chapters::SMOOTH },
    Story { name: "full-account", seed: account::seed, opens: account::open, chapters: account::CHAPTERS },
];

/// Where a chapter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChapterState {
    /// The rehearsal has not come to it.
    Ahead,
    /// It plays.
    Now,
    /// It is over.
    Passed,
}

/// A chapter as the control interface tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChapterReading {
    /// Its key.
    pub key: String,
    /// Where it is.
    pub state: ChapterState,
    /// When it came to that state, world time in ms; `None` while it is ahead.
    pub since_ms: Option<i64>,
    /// What it is about.
    pub facts: Facts,
}

/// The story that plays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryReading {
    /// Its name.
    pub name: String,
    /// World time in ms.
    pub begun_ms: i64,
    /// In order.
    pub chapters: Vec<ChapterReading>,
}

/// A story to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryKind {
    /// Its name.
    pub name: String,
    /// The keys of its chapters, in order.
    pub chapters: Vec<String>,
}

/// What the control interface tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoriesReading {
    /// What can be played.
    pub catalogue: Vec<StoryKind>,
    /// What plays; `None` in a plain world.
    pub playing: Option<StoryReading>,
}

/// What can be played, in the order in which it is shown. The same in every world.
#[must_use]
pub fn stories() -> Vec<StoryKind> {
    let kind = |story: &Story| StoryKind {
        name: story.name.to_owned(),
        chapters: story.chapters.iter().map(|chapter| chapter.key.to_owned()).collect(),
    };
    STORIES.iter().map(kind).collect()
}

/// What can be played, and what plays.
pub(crate) fn reading(tx: &Tx<'_>) -> Result<StoriesReading, StateError> {
    Ok(StoriesReading { catalogue: stories(), playing: playing(tx)? })
}

fn playing(tx: &Tx<'_>) -> Result<Option<StoryReading>, StateError> {
    Ok(tx.meta::<Option<StoryReading>>(META)?.flatten())
}

/// A fresh world in which the story of that name plays.
pub(crate) fn begin(world: &World, name: &str) -> Result<(), StoryError> {
    let story = STORIES.iter().find(|story| story.name == name).ok_or_else(|| StoryError::Unknown(name.to_owned()))?;
    world.reset()?;
    let now = world.clock.now_ms();
    let ahead =
        |chapter: &Chapter| ChapterReading { key: chapter.key.to_owned(), state: ChapterState::Ahead, since_ms: None, facts: Facts::new() };
    let course = StoryReading { name: name.to_owned(), begun_ms: now, chapters: story.chapters.iter().map(ahead).collect() };
    world.state.transact(|tx| {
        (story.seed)(tx, now)?;
        tx.set_meta(META, &Some(course))?;
        Ok::<_, StoryError>(())
    })?;
    world.names.reload()?;
    (story.opens)(world)?;
    // What was laid out as old is carried out before anyone looks: records of a zone that has been there for weeks are served.
    world.tick();
    Ok(())
}

/// Ends the story; what it made stays, what goes wrong by it ends.
pub(crate) fn end(world: &World) -> Result<(), StoryError> {
    let Some(course) = world.state.transact(playing)? else { return Ok(()) };
    for (chapter, reading) in chapters_of(&course) {
        if reading.state == ChapterState::Now {
            (chapter.ends)(world, &reading.facts)?;
        }
    }
    Ok(world.state.transact(|tx| tx.set_meta(META, &None::<StoryReading>))?)
}

fn chapters_of(course: &StoryReading) -> impl Iterator<Item = (&'static Chapter, &ChapterReading)> {
    let story = STORIES.iter().find(|story| story.name == course.name);
    let chapters: &'static [Chapter] = story.map_or(&[], |story| story.chapters);
    chapters.iter().filter_map(|chapter| Some((chapter, course.chapters.iter().find(|reading| reading.key == chapter.key)?)))
}

/// Looks where the rehearsal is. Blocks, and may ask over DNS with no transaction open.
pub(crate) fn tick(world: &World) -> Result<(), StoryError> {
    let Some(course) = world.state.transact(playing)? else { return Ok(()) };
    let look = Look::at(world);
    for (chapter, reading) in chapters_of(&course) {
        let next = match reading.state {
            ChapterState::Ahead => match (chapter.begins)(&look)? {
                Some(facts) => {
                    (chapter.happens)(world, &facts)?;
                    Some((ChapterState::Now, facts))
                }
                None => None,
            },
            ChapterState::Now if (chapter.passes)(&look, &reading.facts)? => {
                (chapter.ends)(world, &reading.facts)?;
                Some((ChapterState::Passed, reading.facts.clone()))
            }
            ChapterState::Now | ChapterState::Passed => None,
        };
        if let Some((state, facts)) = next {
            note(world, &course, chapter.key, state, facts)?;
        }
    }
    Ok(())
}

/// Stores that a chapter came to a state, unless another story was begun meanwhile.
fn note(world: &World, course: &StoryReading, key: &str, state: ChapterState, facts: Facts) -> Result<(), StateError> {
    let now = world.clock.now_ms();
    world.state.transact(|tx| {
        let Some(mut stored) = playing(tx)?.filter(|stored| (&stored.name, stored.begun_ms) == (&course.name, course.begun_ms)) else {
            return Ok(());
        };
        if let Some(chapter) = stored.chapters.iter_mut().find(|chapter| chapter.key == key) {
            *chapter = ChapterReading { key: key.to_owned(), state, since_ms: Some(now), facts };
        }
        tx.set_meta(META, &Some(stored))
    })
}
