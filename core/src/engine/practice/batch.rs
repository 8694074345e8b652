//! Reads of many keys in one call; for staff alone.

use crate::engine::Tenant;
use crate::error::Result;
use crate::options::CallOptions;
use crate::practice::{
    self, ClientCountsRequest, CountedClients, DocumentRow, DocumentsByClient, EngagementRow,
    EngagementsByClient, FoundClients, GetClients, Groups, InvoiceRow, InvoicesByClient, TaskRow,
    TasksByAssignee, TasksByEngagement,
};
use crate::snapshot::Answer;

impl Tenant {
    /// The newest documents of each of many clients.
    ///
    /// *What counts*: documents of this tenant that are not deleted, in their latest version; a client that is not live
    /// or not of this tenant has none.
    /// *Shape*: one group per key, duplicates included, each with its own limit. *Order*: keys as asked, rows newest
    /// first, then by id. *Cost*: one look at each document of the clients.
    ///
    /// # Errors
    /// `NotFound` when the tenant is not there; `InvalidArgument` for no keys, more than 1,000, or a limit beyond that.
    pub fn documents_by_client(
        &self,
        request: &DocumentsByClient,
        options: &CallOptions,
    ) -> Result<Answer<Groups<DocumentRow>>> {
        self.read_practice("documents_by_client", options, |read| {
            practice::documents_by_client(read, request)
        })
    }

    /// The newest engagements of each of many clients.
    ///
    /// *What counts*: engagements of this tenant that are not deleted; a client that is not live or not of this tenant
    /// has none.
    /// *Shape*: one group per key, duplicates included, each with its own limit. *Order*: keys as asked, rows newest
    /// first, then by id. *Cost*: one look at each engagement of the clients.
    ///
    /// # Errors
    /// As [`Self::documents_by_client`].
    pub fn engagements_by_client(
        &self,
        request: &EngagementsByClient,
        options: &CallOptions,
    ) -> Result<Answer<Groups<EngagementRow>>> {
        self.read_practice("engagements_by_client", options, |read| {
            practice::engagements_by_client(read, request)
        })
    }

    /// The newest invoices of each of many clients.
    ///
    /// *What counts*: invoices of this tenant that are not deleted; a client that is not live or not of this tenant has
    /// none.
    /// *Shape*: one group per key, duplicates included, each with its own limit. *Order*: keys as asked, rows by when
    /// they were made, last first, then by id. *Cost*: one look at each invoice of the clients.
    ///
    /// # Errors
    /// As [`Self::documents_by_client`].
    pub fn invoices_by_client(
        &self,
        request: &InvoicesByClient,
        options: &CallOptions,
    ) -> Result<Answer<Groups<InvoiceRow>>> {
        self.read_practice("invoices_by_client", options, |read| {
            practice::invoices_by_client(read, request)
        })
    }

    /// The tasks of each of many people that are not completed.
    ///
    /// *What counts*: tasks of this tenant that are not deleted and of any status but `completed`; a person who is not
    /// live or not of this tenant has none.
    /// *Shape*: one group per key, duplicates included, each with its own limit. *Order*: keys as asked, rows by rank, as
    /// [`crate::TaskSort::Rank`]. *Cost*: the rows that are shown, and to count one look at each task of the people.
    ///
    /// # Errors
    /// As [`Self::documents_by_client`].
    pub fn tasks_by_assignee(
        &self,
        request: &TasksByAssignee,
        options: &CallOptions,
    ) -> Result<Answer<Groups<TaskRow>>> {
        self.read_practice("tasks_by_assignee", options, |read| {
            practice::tasks_by_assignee(read, request)
        })
    }

    /// The tasks of each of many engagements.
    ///
    /// *What counts*: tasks of this tenant that are not deleted; an engagement that is not live or not of this tenant
    /// has none.
    /// *Shape*: one group per key, duplicates included, each with its own limit. *Order*: keys as asked, rows made first
    /// first, then by id. *Cost*: one look at each task of the engagements.
    ///
    /// # Errors
    /// As [`Self::documents_by_client`].
    pub fn tasks_by_engagement(
        &self,
        request: &TasksByEngagement,
        options: &CallOptions,
    ) -> Result<Answer<Groups<TaskRow>>> {
        self.read_practice("tasks_by_engagement", options, |read| {
            practice::tasks_by_engagement(read, request)
        })
    }

    /// Many clients by their ids, with counts.
    ///
    /// *What counts*: as [`Self::list_clients`]. *Shape*: one place per id, duplicates included; none where the tenant
    /// has no live client of that id. *Order*: as asked. *Cost*: one id search each.
    ///
    /// # Errors
    /// `NotFound` when the tenant is not there; `InvalidArgument` for no ids or more than 1,000.
    pub fn get_clients(
        &self,
        request: &GetClients,
        options: &CallOptions,
    ) -> Result<Answer<FoundClients>> {
        self.read_practice("get_clients", options, |read| practice::get_clients(read, request))
    }

    /// How many documents, engagements and invoices each of many clients has.
    ///
    /// *What counts*: rows of this tenant that are not deleted, documents in their latest version alone; a client that
    /// is not live or not of this tenant has none.
    /// *Shape*: one place per id, duplicates included. *Order*: as asked. *Cost*: one look at each document of the
    /// clients.
    ///
    /// # Errors
    /// As [`Self::get_clients`].
    pub fn client_counts(
        &self,
        request: &ClientCountsRequest,
        options: &CallOptions,
    ) -> Result<Answer<CountedClients>> {
        self.read_practice("client_counts", options, |read| practice::client_counts(read, request))
    }
}
