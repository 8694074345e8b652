class Tenant {
  #handle;
  #id;

  constructor(key, handle, id) {
    checkKey(key, "use `engine.tenant(id)`");
    this.#handle = handle;
    this.#id = id;
  }

  get id() {
    return this.#id;
  }

  values() {
    return valuesOf(this.#handle, this.#id);
  }

  subscribe(tables) {
    return subscribe(this.#handle, tables, this.#id);
  }

  queryBatches(request, options) {
    return rows(this.#handle, request, options, this.#id);
  }
