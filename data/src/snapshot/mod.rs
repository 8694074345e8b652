//! The snapshot folder: Parquet files per table and a manifest.
//!
//! Column names are camelCase by default, as the backend's ORM writes them, or `snake_case`, as
//! its migrations do. Timestamps are milliseconds UTC without a zone; vectors are
//! `FixedSizeList<Float32>`.

mod cell;
mod columns;
mod embeddings;
mod folder;
mod layout;
mod manifest;
mod place;
mod record;
mod records;
mod write;

pub use columns::{read_nulls, read_text_column};
pub use embeddings::{Embedding, EmbeddingReader, read_embeddings};
pub use folder::{PARAMETERS_FILE, Parameters};
pub use layout::Layout;
pub use manifest::{MANIFEST_FILE, Manifest, TableFiles};
pub use place::default_folder;
pub use write::{Outcome, WriteOptions};

pub(crate) use cell::{Decimal, Instant, Text};
pub(crate) use embeddings::{EMBEDDING_TABLE, EmbeddingWriter};
pub(crate) use folder::{Opened, open};
pub(crate) use record::Record;
pub(crate) use records::{
    AdvisorMarketplaceMatch, AdvisorProfile, AuditLog, Client, ClientPortalAccess,
    ClientSatisfactionMetric, Document, DocumentProcessing, Engagement, EngagementRateCard,
    Invoice, Organization, Permission, RevenueShare, RolePermission, ServiceOffering, Task,
    TaskQueueItem, TeamMember, TeamMemberPermission, User,
};
pub(crate) use write::{TableWriter, WrittenFile, build_manifest};
