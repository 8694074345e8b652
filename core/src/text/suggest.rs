//! Names and titles that begin as typed.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use imbl::OrdMap;

use super::document::Document;
use super::expand::near_words;
use super::field::{FIELDS, NAME, TITLE};
use super::find::unreadable;
use super::lines::{Entry, Line, Lines};
use super::state::TextIndex;
use super::typed::{Fit, Misspelt, Typed};
use super::word::fold;
use crate::error::Result;
use crate::options::CallOptions;

/// Lines looked at between two looks at the options.
const BLOCK: usize = 4096;

/// What may be suggested of the advisors' own texts. Immutable; a clone shares all.
#[derive(Debug, Clone, Default)]
pub(super) struct Suggestions {
    names: Lines,
    titles: Lines,
    /// The titles by their folded texts.
    groups: OrdMap<Box<str>, Arc<Group>>,
}

/// A title in all its spellings.
#[derive(Debug, Clone, Default)]
struct Group {
    spellings: BTreeMap<Box<str>, u32>,
    entry: Option<Arc<Entry>>,
}

impl Group {
    /// As most spell it; of equals, the first by bytes.
    fn entry(&self) -> Option<Arc<Entry>> {
        let (text, _) = self.spellings.iter().rev().max_by_key(|(_, count)| **count)?;
        Some(Arc::new(Entry::new(text, None, self.spellings.values().sum())))
    }
}

impl Suggestions {
    /// *Cost*: a sort of all words of names and titles.
    pub(super) fn build<'a>(documents: impl Iterator<Item = Document<'a>>) -> Self {
        let mut names = Vec::new();
        let mut groups: BTreeMap<Box<str>, Group> = BTreeMap::new();
        for document in documents {
            names.extend(name_of(&document).map(Arc::new));
            if let Some(title) = title_of(&document) {
                let group = groups.entry(fold(title).into()).or_default();
                *group.spellings.entry(title.into()).or_default() += 1;
            }
        }
        let groups: OrdMap<Box<str>, Arc<Group>> = groups
            .into_iter()
            .map(|(folded, mut group)| {
                group.entry = group.entry();
                (folded, Arc::new(group))
            })
            .collect();
        let titles = groups.values().filter_map(|group| group.entry.clone());
        Self { names: Lines::build(names.into_iter()), titles: Lines::build(titles), groups }
    }

    /// Takes what an advisor was out, and what it is in.
    pub(super) fn replace(&mut self, old: Option<&Document<'_>>, new: Option<&Document<'_>>) {
        let [old_name, new_name] = [old, new].map(|document| document.and_then(name_of));
        if old_name != new_name {
            if let Some(old) = old_name {
                self.names.remove(&Arc::new(old));
            }
            if let Some(new) = new_name {
                self.names.insert(&Arc::new(new));
            }
        }
        let [old_title, new_title] = [old, new].map(|document| document.and_then(title_of));
        if old_title != new_title {
            if let Some(old) = old_title {
                self.change_title(old, false);
            }
            if let Some(new) = new_title {
                self.change_title(new, true);
            }
        }
    }

    fn change_title(&mut self, title: &str, is_added: bool) {
        let folded: Box<str> = fold(title).into();
        let mut group =
            self.groups.get(&folded).map_or_else(Group::default, |group| (**group).clone());
        let count = group.spellings.entry(title.into()).or_default();
        *count = if is_added { *count + 1 } else { count.saturating_sub(1) };
        group.spellings.retain(|_, count| *count > 0);
        let entry = group.entry();
        if let Some(old) = std::mem::replace(&mut group.entry, entry) {
            self.titles.remove(&old);
        }
        match &group.entry {
            Some(new) => {
                self.titles.insert(new);
                self.groups.insert(folded, Arc::new(group));
            }
            None => {
                self.groups.remove(&folded);
            }
        }
    }

    pub(super) fn byte_count(&self) -> usize {
        self.names.byte_count() + self.titles.byte_count()
    }

    #[cfg(test)]
    pub(super) fn listed(&self) -> Vec<(&Entry, bool)> {
        let lines = self.names.all().chain(self.titles.all());
        lines.map(|line| (&*line.entry, line.is_first)).collect()
    }
}

fn name_of(document: &Document<'_>) -> Option<Entry> {
    let name = document.texts(&FIELDS[NAME]).next()?;
    Some(Entry::new(name, Some(document.id()), 1))
}

fn title_of<'a>(document: &Document<'a>) -> Option<&'a str> {
    document.texts(&FIELDS[TITLE]).next()
}

/// Names, or titles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Listed {
    Names,
    Titles,
}

impl TextIndex {
    /// The best of the names or titles whose words begin as typed.
    ///
    /// *Order*: those that begin so themselves, then the number of advisors, largest first, then the text
    /// without case and accents, the text, the advisor's id. *Cost*: one look at each word that begins as the
    /// rarest typed one does; for names, at most until enough begin so themselves.
    ///
    /// # Errors
    /// `Timeout`, `Cancelled` by the options.
    pub(crate) fn begun(
        &self,
        listed: Listed,
        typed: &Typed,
        limit: usize,
        options: &CallOptions,
    ) -> Result<Vec<(Fit, &Entry)>> {
        let lines = self.lines(listed);
        let rarest = typed.words().iter().min_by_key(|word| lines.count_beginning(word));
        let Some(rarest) = rarest else { return Ok(Vec::new()) };
        let mut best = Best::new(limit);
        for (place, line) in lines.beginning(rarest).enumerate() {
            if place % BLOCK == 0 {
                options.check()?;
            }
            let fit = if let [_] = typed.words() {
                Some(Fit { edit_count: 0, is_inner: !line.is_first })
            } else {
                typed.fit_folded(line.entry.folded())
            };
            if let Some(fit) = fit {
                best.offer(fit, line);
            }
            // Names come in their order, and each counts once.
            if listed == Listed::Names && typed.words().len() == 1 && best.is_full_of_starts() {
                break;
            }
        }
        Ok(best.finish())
    }

    /// As [`TextIndex::begun`], for words with slips; fewest edits first.
    ///
    /// # Errors
    /// `Timeout`, `Cancelled` by the options.
    pub(crate) fn nearly_begun(
        &self,
        listed: Listed,
        misspelt: &Misspelt<'_>,
        limit: usize,
        options: &CallOptions,
    ) -> Result<Vec<(Fit, &Entry)>> {
        let Some(near) = misspelt.longest() else { return Ok(Vec::new()) };
        let mut best = Best::new(limit);
        for word in near_words(self.segments(), near).map_err(unreadable)? {
            options.check()?;
            for line in self.lines(listed).beginning(&word) {
                if let Some(fit) = misspelt.fit_folded(line.entry.folded()) {
                    best.offer(fit, line);
                }
            }
        }
        Ok(best.finish())
    }

    fn lines(&self, listed: Listed) -> &Lines {
        match listed {
            Listed::Names => &self.suggestions().names,
            Listed::Titles => &self.suggestions().titles,
        }
    }
}

/// The best lines so far, each entry once.
struct Best<'a> {
    limit: usize,
    found: Vec<(Fit, &'a Entry)>,
    start_count: usize,
    /// What the last of enough has; whoever has worse is not among the best.
    bar: Option<(Fit, u32)>,
}

impl<'a> Best<'a> {
    fn new(limit: usize) -> Self {
        Self { limit, found: Vec::new(), start_count: 0, bar: None }
    }

    fn offer(&mut self, fit: Fit, line: &'a Line) {
        self.start_count += usize::from(!fit.is_inner);
        if self
            .bar
            .is_some_and(|(worst, count)| fit > worst || (fit == worst && line.entry.count < count))
        {
            return;
        }
        self.found.push((fit, &line.entry));
        // Only now and then: most lines then fail at the bar.
        if self.found.len() >= 8 * self.limit.max(16) {
            self.cut();
        }
    }

    fn is_full_of_starts(&self) -> bool {
        self.start_count >= self.limit
    }

    fn cut(&mut self) {
        self.found.sort_unstable_by(order);
        let mut seen = HashSet::new();
        self.found.retain(|(_, entry)| seen.insert(std::ptr::from_ref::<Entry>(entry)));
        self.found.truncate(self.limit);
        if self.found.len() == self.limit {
            self.bar = self.found.last().map(|(fit, entry)| (*fit, entry.count));
        }
    }

    fn finish(mut self) -> Vec<(Fit, &'a Entry)> {
        self.cut();
        self.found
    }
}

fn order((fit, entry): &(Fit, &Entry), (other_fit, other): &(Fit, &Entry)) -> Ordering {
    fit.cmp(other_fit)
        .then_with(|| other.count.cmp(&entry.count))
        .then_with(|| entry.folded().cmp(other.folded()))
        .then_with(|| entry.text.cmp(&other.text))
        .then_with(|| entry.advisor_id.cmp(&other.advisor_id))
}
