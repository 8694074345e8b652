//! Tables made in a test: advisors, their users and their embeddings.

use std::sync::Arc;

use crate::model::advisoros::{
    ADVISOR_EMBEDDINGS, ADVISOR_PROFILES, ADVISOROS, USERS, advisor_embeddings, advisor_profiles,
    users,
};
use crate::model::catalog::TableId;
use crate::model::row::{RowImage, RowWriter};
use crate::model::value::Checked;
use crate::store::row_file::{RowFile, RowFileWriter};
use crate::store::table::Tables;
use crate::store::touched::Touched;
use crate::store::vector_file::{VectorFile, VectorFileWriter};

/// A small generator, so that a seed names a case (splitmix64).
#[derive(Debug, Clone)]
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    /// 0 up to, not including, the bound.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    pub(crate) fn chance(&mut self, one_in: u64) -> bool {
        self.below(one_in) == 0
    }

    /// A place in a list of so many.
    pub(crate) fn index(&mut self, count: usize) -> usize {
        usize::try_from(self.below(count as u64)).unwrap()
    }

    /// 0 up to, not including, the bound.
    pub(crate) fn int(&mut self, bound: u64) -> i64 {
        self.below(bound).cast_signed()
    }

    /// -1 to 1.
    pub(crate) fn unit(&mut self) -> f32 {
        (self.below(1 << 24) as f32 / (1 << 23) as f32) - 1.0
    }

    pub(crate) fn vector(&mut self, dimension: usize) -> Vec<f32> {
        (0..dimension).map(|_| self.unit()).collect()
    }

    /// A few of the items, sometimes one twice.
    pub(crate) fn some_of(&mut self, items: &[&str], most: u64) -> Vec<String> {
        let count = self.below(most + 1);
        (0..count).map(|_| items[self.index(items.len())].to_owned()).collect()
    }
}

/// A profile; the default may be shown, is available and has capacity left.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "they are the columns of the table")]
pub(crate) struct Advisor {
    pub(crate) id: String,
    pub(crate) industries: Vec<String>,
    pub(crate) services: Vec<String>,
    pub(crate) certifications: Vec<String>,
    pub(crate) languages: Vec<String>,
    pub(crate) business_sizes: Vec<String>,
    pub(crate) status: &'static str,
    pub(crate) is_verified: bool,
    pub(crate) is_deleted: bool,
    pub(crate) is_available: bool,
    pub(crate) remote_only: bool,
    pub(crate) max_clients: Option<i64>,
    pub(crate) current_clients: i64,
    pub(crate) years: Option<i64>,
    pub(crate) rating: Option<f64>,
    pub(crate) reviews: i64,
    pub(crate) response_hours: Option<i64>,
    pub(crate) hourly_rate: Option<i64>,
    pub(crate) retainer: (Option<i64>, Option<i64>),
    pub(crate) project: Option<i64>,
    /// Hourly, retainer, project.
    pub(crate) accepts: [bool; 3],
}

pub(crate) fn words(items: &[&str]) -> Vec<String> {
    items.iter().map(|&item| item.to_owned()).collect()
}

impl Advisor {
    pub(crate) fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            industries: Vec::new(),
            services: Vec::new(),
            certifications: Vec::new(),
            languages: Vec::new(),
            business_sizes: Vec::new(),
            status: "active",
            is_verified: true,
            is_deleted: false,
            is_available: true,
            remote_only: true,
            max_clients: Some(10),
            current_clients: 0,
            years: None,
            rating: None,
            reviews: 0,
            response_hours: None,
            hourly_rate: None,
            retainer: (None, None),
            project: None,
            accepts: [true, true, true],
        }
    }

    /// Any profile, with many of the values that rows may lack.
    pub(crate) fn random(id: &str, random: &mut Random) -> Self {
        const INDUSTRIES: &[&str] = &["SaaS", "saas", "Retail", "Health", "Straße", "STRASSE"];
        const SERVICES: &[&str] = &["Tax", "tax", "Audit", "CFO", "Payroll", "Advisory"];
        const CERTIFICATIONS: &[&str] = &["CPA", "cpa", "CFA", "EA"];
        const LANGUAGES: &[&str] = &["English", "english", "Deutsch", "Français"];
        const SIZES: &[&str] = &["startup", "smb", "SMB", "enterprise"];
        let price = |random: &mut Random| (!random.chance(4)).then(|| random.int(40) * 1000);
        Self {
            id: id.to_owned(),
            industries: random.some_of(INDUSTRIES, 3),
            services: random.some_of(SERVICES, 4),
            certifications: random.some_of(CERTIFICATIONS, 2),
            languages: random.some_of(LANGUAGES, 2),
            business_sizes: random.some_of(SIZES, 2),
            status: if random.chance(8) { "under_review" } else { "active" },
            is_verified: !random.chance(8),
            is_deleted: random.chance(10),
            is_available: !random.chance(5),
            remote_only: !random.chance(3),
            max_clients: (!random.chance(8)).then(|| random.int(6)),
            current_clients: random.int(5),
            years: (!random.chance(5)).then(|| random.int(30)),
            rating: (!random.chance(5)).then(|| random.below(51) as f64 / 10.0),
            reviews: random.int(70),
            response_hours: (!random.chance(4)).then(|| random.int(60)),
            hourly_rate: price(random),
            retainer: (price(random), price(random)),
            project: price(random),
            accepts: [!random.chance(3), !random.chance(3), !random.chance(3)],
        }
    }

    pub(crate) fn image(&self) -> RowImage {
        let int = |value: Option<i64>| value.map_or(Checked::Null, Checked::Int);
        let money = |value: Option<i64>| {
            value.map_or(Checked::Null, |cents| Checked::Decimal(cents.into()))
        };
        // An empty list and a null list mean the same to matching; both occur.
        let list = |items: &[String]| {
            if items.is_empty() { Checked::Null } else { Checked::TextList(items.to_vec()) }
        };
        image(ADVISOR_PROFILES, |column| match column {
            advisor_profiles::id => Checked::Text(self.id.clone()),
            advisor_profiles::user_id => Checked::Text(format!("u-{}", self.id)),
            advisor_profiles::professional_title => Checked::Text(format!("Title {}", self.id)),
            advisor_profiles::industries => list(&self.industries),
            advisor_profiles::services => list(&self.services),
            advisor_profiles::certifications => list(&self.certifications),
            advisor_profiles::languages => list(&self.languages),
            advisor_profiles::business_sizes => list(&self.business_sizes),
            advisor_profiles::marketplace_status => Checked::Text(self.status.to_owned()),
            advisor_profiles::is_verified => Checked::Bool(self.is_verified),
            advisor_profiles::is_available => Checked::Bool(self.is_available),
            advisor_profiles::remote_only => Checked::Bool(self.remote_only),
            advisor_profiles::max_clients => int(self.max_clients),
            advisor_profiles::current_clients => Checked::Int(self.current_clients),
            advisor_profiles::years_experience => int(self.years),
            advisor_profiles::overall_rating => self.rating.map_or(Checked::Null, Checked::Float),
            advisor_profiles::total_reviews => Checked::Int(self.reviews),
            advisor_profiles::response_time => int(self.response_hours),
            advisor_profiles::hourly_rate => money(self.hourly_rate),
            advisor_profiles::monthly_retainer_min => money(self.retainer.0),
            advisor_profiles::monthly_retainer_max => money(self.retainer.1),
            advisor_profiles::project_rate_min => money(self.project),
            advisor_profiles::accepts_hourly => Checked::Bool(self.accepts[0]),
            advisor_profiles::accepts_retainer => Checked::Bool(self.accepts[1]),
            advisor_profiles::accepts_project => Checked::Bool(self.accepts[2]),
            advisor_profiles::deleted_at if self.is_deleted => Checked::Timestamp(1),
            _ => Checked::Null,
        })
    }

    pub(crate) fn user_image(&self) -> RowImage {
        image(USERS, |column| match column {
            users::id => Checked::Text(format!("u-{}", self.id)),
            users::name => Checked::Text(format!("Name {}", self.id)),
            _ => Checked::Null,
        })
    }
}

/// The row as a batch carries it: with its vector.
pub(crate) fn embedding_image(advisor_id: &str, vector: &[f32]) -> RowImage {
    embedding_row(advisor_id, &Checked::Vector(vector.to_vec()))
}

fn embedding_row(advisor_id: &str, vector: &Checked) -> RowImage {
    image(ADVISOR_EMBEDDINGS, |column| match column {
        advisor_embeddings::advisor_id => Checked::Text(advisor_id.to_owned()),
        advisor_embeddings::vector => vector.clone(),
        _ => Checked::Text("m".to_owned()),
    })
}

pub(crate) fn image(table: TableId, value: impl Fn(usize) -> Checked) -> RowImage {
    let mut writer = RowWriter::default();
    writer.begin();
    for column in 0..ADVISOROS.tables[table].columns.len() {
        writer.push_checked(&value(column));
    }
    RowImage::from(writer.finish())
}

/// A base that holds these advisors and vectors, in this order.
pub(crate) fn base(
    advisors: &[Advisor],
    vectors: &[(String, Vec<f32>)],
) -> (Tables, Arc<VectorFile>) {
    let folder = tempfile::tempdir().unwrap();
    let files = ADVISOROS.tables.iter().enumerate().map(|(position, table)| {
        let path = folder.path().join(table.name);
        let mut writer = RowFileWriter::create(&path, table).unwrap();
        match position {
            ADVISOR_PROFILES => advisors.iter().for_each(|one| writer.push(&one.image()).unwrap()),
            USERS => advisors.iter().for_each(|one| writer.push(&one.user_image()).unwrap()),
            // The base holds vectors in a file of their own.
            ADVISOR_EMBEDDINGS => vectors.iter().for_each(|(id, _)| {
                writer.push(&embedding_row(id, &Checked::Null)).unwrap();
            }),
            _ => {}
        }
        writer.finish().unwrap();
        Arc::new(RowFile::open(&path, table, None).unwrap())
    });
    let tables = Tables::new(&ADVISOROS, files);
    let path = folder.path().join("vectors");
    let dimension = vectors.first().map_or(0, |(_, vector)| vector.len());
    let mut writer = VectorFileWriter::create(&path, dimension, vectors.len()).unwrap();
    for (_, vector) in vectors {
        writer.push(vector).unwrap();
    }
    writer.finish().unwrap();
    // The mappings outlive the folder's entries.
    (tables, Arc::new(VectorFile::open(&path, None).unwrap()))
}

/// Sets rows, each named once, and tells what was touched.
pub(crate) fn apply(
    tables: &mut Tables,
    changes: &[(TableId, String, Option<RowImage>)],
) -> Touched {
    let mut touched = Touched::new(ADVISOROS.tables.len());
    for (table, id, image) in changes {
        if let Some(ordinal) = tables.table_mut(*table).set(id, image.clone())
            && !touched.ordinals(*table).contains(&ordinal)
        {
            touched.add(*table, ordinal);
        }
    }
    touched
}

/// A random batch over a small set of ids: puts and deletions of advisors and embeddings.
pub(crate) fn random_batch(
    random: &mut Random,
    id_count: u64,
    dimension: usize,
) -> Vec<(TableId, String, Option<RowImage>)> {
    let count = random.below(12) + 1;
    (0..count)
        .map(|_| {
            let id = format!("a{}", random.below(id_count));
            if random.chance(2) {
                let image = (!random.chance(3)).then(|| Advisor::random(&id, random).image());
                (ADVISOR_PROFILES, id, image)
            } else {
                let image =
                    (!random.chance(3)).then(|| embedding_image(&id, &random.vector(dimension)));
                (ADVISOR_EMBEDDINGS, id, image)
            }
        })
        .collect()
}
