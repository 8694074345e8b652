//! Tests of the text index over rows made here.

mod advance;
mod begun;
mod facets;
mod highlights;
mod judgements;
mod oracle;
mod requests;
mod words;

use super::{Hits, TextIndex, TextMode, TextQuery};
use crate::model::advisoros::{ADVISOR_PROFILES, USERS, advisor_profiles, users};
use crate::model::catalog::TableId;
use crate::model::row::RowImage;
use crate::model::value::Checked;
use crate::options::CallOptions;
use crate::profiles::Profiles;
use crate::profiles::fixture::{apply, base, image, words as texts};
use crate::store::table::Tables;
use crate::store::touched::Touched;

type Change = (TableId, String, Option<RowImage>);

/// An advisor with the texts that are searched; the default may be shown and has none.
#[derive(Debug, Clone, Default)]
struct Person {
    id: String,
    name: String,
    is_user_deleted: bool,
    title: String,
    headline: String,
    bio: String,
    industries: Vec<String>,
    services: Vec<String>,
    certifications: Vec<String>,
    languages: Vec<String>,
    business_sizes: Vec<String>,
    is_hidden: bool,
    current_clients: i64,
}

impl Person {
    fn new(id: &str) -> Self {
        Self { id: id.to_owned(), ..Self::default() }
    }

    fn with_bio(id: &str, bio: &str) -> Self {
        Self { bio: bio.to_owned(), ..Self::new(id) }
    }

    fn profile(&self) -> Change {
        let text = |text: &str| {
            if text.is_empty() { Checked::Null } else { Checked::Text(text.to_owned()) }
        };
        let list = |items: &[String]| Checked::TextList(items.to_vec());
        let image = image(ADVISOR_PROFILES, |column| match column {
            advisor_profiles::id => Checked::Text(self.id.clone()),
            advisor_profiles::user_id => Checked::Text(format!("u-{}", self.id)),
            advisor_profiles::professional_title => text(&self.title),
            advisor_profiles::headline => text(&self.headline),
            advisor_profiles::bio => text(&self.bio),
            advisor_profiles::industries => list(&self.industries),
            advisor_profiles::services => list(&self.services),
            advisor_profiles::certifications => list(&self.certifications),
            advisor_profiles::languages => list(&self.languages),
            advisor_profiles::business_sizes => list(&self.business_sizes),
            advisor_profiles::marketplace_status => Checked::Text("active".to_owned()),
            advisor_profiles::is_verified => Checked::Bool(!self.is_hidden),
            advisor_profiles::current_clients => Checked::Int(self.current_clients),
            _ => Checked::Null,
        });
        (ADVISOR_PROFILES, self.id.clone(), Some(image))
    }

    fn user(&self) -> Change {
        let image = image(USERS, |column| match column {
            users::id => Checked::Text(format!("u-{}", self.id)),
            users::name => Checked::Text(self.name.clone()),
            users::deleted_at if self.is_user_deleted => Checked::Timestamp(1),
            _ => Checked::Null,
        });
        (USERS, format!("u-{}", self.id), Some(image))
    }
}

/// Tables with the index that was kept up over every batch.
struct World {
    tables: Tables,
    profiles: Profiles,
    text: TextIndex,
}

impl World {
    fn new(people: &[Person]) -> Self {
        let (tables, _) = base(&[], &[]);
        let profiles = Profiles::build(&tables);
        let text = TextIndex::build(&tables, &profiles);
        let mut world = Self { tables, profiles, text };
        let changes: Vec<_> =
            people.iter().flat_map(|person| [person.user(), person.profile()]).collect();
        world.apply(&changes);
        world
    }

    fn apply(&mut self, changes: &[Change]) {
        let before = self.tables.clone();
        let touched: Touched = apply(&mut self.tables, changes);
        self.profiles = self.profiles.advance(&before, &self.tables, &touched);
        self.text = self.text.advance(&before, &self.tables, &self.profiles, &touched);
    }

    /// The index made of the rows alone.
    fn fresh(&self) -> TextIndex {
        TextIndex::build(&self.tables, &self.profiles)
    }

    fn ordinal(&self, id: &str) -> u32 {
        self.tables.table(ADVISOR_PROFILES).ordinal(id).unwrap()
    }

    fn ids(&self, hits: &Hits) -> Vec<&str> {
        let columns = self.profiles.columns();
        hits.scores.iter().map(|(ordinal, _)| columns.id(*ordinal).unwrap()).collect()
    }

    fn find(&self, text: &str, mode: TextMode) -> Vec<&str> {
        self.ids(&find(&self.text, text, mode))
    }
}

fn find(index: &TextIndex, text: &str, mode: TextMode) -> Hits {
    let query = TextQuery::parse(text).unwrap().expect("a query with words");
    index.find(&query, mode, &CallOptions::default()).unwrap()
}

/// Ordinals and the bits of their scores; also that both parts of the answer agree.
fn bits(hits: &Hits) -> Vec<(u32, u64)> {
    let ordinals: Vec<_> = hits.scores.iter().map(|(ordinal, _)| *ordinal as usize).collect();
    assert_eq!(hits.ordinals.ones().collect::<Vec<_>>(), ordinals);
    hits.scores.iter().map(|(ordinal, score)| (*ordinal, score.to_bits())).collect()
}
