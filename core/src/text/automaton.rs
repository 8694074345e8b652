//! Which words of the dictionary lie within some edits of a word.

use std::sync::OnceLock;

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use tantivy_fst::Automaton;

use super::segment::STEM_MARK;

/// Letters from which one edit is tolerated, and two.
const LETTERS_FOR_EDITS: [usize; 2] = [4, 8];

/// How many edits a word of the query tolerates, by its letters. One with a digit tolerates none: `1098` is another form
/// than `1099`.
pub(super) fn tolerated_edits(word: &str) -> u8 {
    if word.contains(char::is_numeric) {
        return 0;
    }
    let letters = word.chars().count();
    LETTERS_FOR_EDITS.iter().map(|&least| u8::from(letters >= least)).sum()
}

/// The words within some edits of one word, or whose beginning is.
///
/// An edit puts in, leaves out or replaces a letter, or swaps two neighbours. *Source*: Schulz and
/// Mihov, "Fast String Correction with Levenshtein-Automata" (2002).
pub(super) struct Near {
    dfa: DFA,
}

impl Near {
    /// The words within so many edits.
    pub(super) fn whole(word: &str, edits: u8) -> Self {
        Self { dfa: builder(edits).build_dfa(word) }
    }

    /// The words of which a beginning is within so many edits.
    pub(super) fn beginning(word: &str, edits: u8) -> Self {
        Self { dfa: builder(edits).build_prefix_dfa(word) }
    }

    /// The edits between the word and another that it matches.
    pub(super) fn distance(&self, word: &str) -> u8 {
        self.dfa.eval(word).to_u8()
    }

    /// The edits to a word, or to a beginning of it; none where they are too many.
    pub(super) fn within(&self, word: &str) -> Option<u8> {
        match self.dfa.eval(word) {
            Distance::Exact(edits) => Some(edits),
            Distance::AtLeast(_) => None,
        }
    }

    fn is_near(&self, state: u32) -> bool {
        matches!(self.dfa.distance(state), Distance::Exact(_))
    }
}

fn builder(edits: u8) -> &'static LevenshteinAutomatonBuilder {
    static BUILDERS: [OnceLock<LevenshteinAutomatonBuilder>; 2] = [const { OnceLock::new() }; 2];
    let place = usize::from(edits.clamp(1, 2)) - 1;
    BUILDERS[place].get_or_init(|| LevenshteinAutomatonBuilder::new(edits.clamp(1, 2), true))
}

#[derive(Debug, Clone, Copy)]
pub(super) enum State {
    InWord(u32),
    /// Past the mark of a word that is near: any stem will do.
    Near,
    Far,
}

impl Automaton for Near {
    type State = State;

    fn start(&self) -> State {
        State::InWord(self.dfa.initial_state())
    }

    fn is_match(&self, state: &State) -> bool {
        matches!(state, State::Near)
    }

    fn can_match(&self, state: &State) -> bool {
        !matches!(state, State::Far)
    }

    fn will_always_match(&self, state: &State) -> bool {
        matches!(state, State::Near)
    }

    fn accept(&self, state: &State, byte: u8) -> State {
        match *state {
            State::InWord(inner) if byte == STEM_MARK as u8 => {
                if self.is_near(inner) {
                    State::Near
                } else {
                    State::Far
                }
            }
            State::InWord(inner) => match self.dfa.transition(inner, byte) {
                SINK_STATE => State::Far,
                next => State::InWord(next),
            },
            done => done,
        }
    }
}
