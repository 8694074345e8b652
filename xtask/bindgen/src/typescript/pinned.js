class Pinned {
  #handle;

  constructor(key, handle) {
    checkKey(key, "use `engine.pin()`");
    this.#handle = handle;
    this.revision = handle.revision;
    this.asOf = JSON.parse(handle.asOf);
  }

  release() {
    this.#handle.release();
  }

  tenant(id) {
    return new Tenant(KEY, this.#handle, checkText("id", id));
  }

  matchBatches(request, options) {
    return batches(this.#handle, request, options);
  }

  queryWholeBatches(request, options) {
    return rows(this.#handle, request, options);
  }
