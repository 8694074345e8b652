//! Reads of documents.

use crate::engine::Tenant;
use crate::error::Result;
use crate::lists::Page;
use crate::options::CallOptions;
use crate::practice::{
    self, DocumentRow, DocumentStatistics, DocumentStatisticsRequest, ListDocuments, ReviewQueue,
};
use crate::snapshot::Answer;

impl Tenant {
    /// A page of documents, of one client or of the whole tenant, with the names of client and uploader.
    ///
    /// *What counts*: documents of this tenant that are not deleted, in their latest version unless the filters say
    /// otherwise; of a client, one that is live and of this tenant. A portal sees its own client's documents of its
    /// access levels, and no confidential ones; the total counts what it sees.
    /// *Order*: as asked, newest first otherwise; see [`crate::DocumentSort`]. *Cost*: of the whole tenant newest first,
    /// the rows of the page, and to count a filtered list one look at each document of the tenant; in any other order
    /// one look at each. Of a client, one look at each document of the client.
    ///
    /// # Errors
    /// `NotFound` when the tenant or the client is not there, and when the portal access is of another client, inactive
    /// or expired; `InvalidArgument` for a portal that names no client, and for a filter or a page that cannot be taken.
    pub fn list_documents(
        &self,
        request: &ListDocuments,
        options: &CallOptions,
    ) -> Result<Answer<Page<DocumentRow>>> {
        self.read_practice("list_documents", options, |read| {
            practice::list_documents(read, request)
        })
    }

    /// A page of the documents that wait for somebody to look at what was read from them; for staff alone.
    ///
    /// *What counts*: documents of this tenant that are not deleted, in their latest version, that need review and whose
    /// reading by machine is in the state `manual_review`.
    /// *Order*: least sure first, without a confidence last, then newest first, then by id. *Cost*: the rows of the
    /// page; with categories, one look at each waiting document. Of a client, one look at each of its documents.
    ///
    /// # Errors
    /// `NotFound` when the tenant or the client is not there; `InvalidArgument` for a page that cannot be taken.
    pub fn review_queue(
        &self,
        request: &ReviewQueue,
        options: &CallOptions,
    ) -> Result<Answer<Page<DocumentRow>>> {
        self.read_practice("review_queue", options, |read| practice::review_queue(read, request))
    }

    /// How the reading of documents by machine goes, and what waits for review.
    ///
    /// *What counts*: documents of this tenant that are not deleted and not pending any more, of every version, where a
    /// range is given those processed in it; the backlog is what [`Self::review_queue`] lists.
    /// *Units*: a confidence is from 0 to 1. *Cost*: one look at what is kept in order of each document in the range and
    /// of each that waits, without its row; only one of a category or a state that the backend does not name
    /// costs a visit of its row.
    ///
    /// # Errors
    /// `NotFound` when the tenant is not there; `InvalidArgument` for a range that ends before it starts.
    pub fn document_statistics(
        &self,
        request: &DocumentStatisticsRequest,
        options: &CallOptions,
    ) -> Result<Answer<DocumentStatistics>> {
        self.read_practice("document_statistics", options, |read| {
            practice::document_statistics(read, request)
        })
    }
}
