class Engine {
  #handle;

  constructor(key, handle) {
    checkKey(key, "use `Engine.open` or `Engine.inMemory`");
    this.#handle = handle;
  }

  static async open(path, config) {
    return new Engine(KEY, await long("open", undefined, () => library.open(checkText("path", path), config)));
  }

  static openSync(path, config) {
    return new Engine(KEY, library.openSync(checkText("path", path), config));
  }

  static async openFollower(path, config) {
    return new Engine(KEY, await long("open_follower", undefined, () => library.openFollower(checkText("path", path), config)));
  }

  static openFollowerSync(path, config) {
    return new Engine(KEY, library.openFollowerSync(checkText("path", path), config));
  }

  static async inMemory(config) {
    return new Engine(KEY, await long("open", undefined, () => library.inMemory(config)));
  }

  static inMemorySync(config) {
    return new Engine(KEY, library.inMemorySync(config));
  }

  static async rebuild(path, config, request, options) {
    checkText("path", path);
    const folder = checkText("request.folder", request?.folder);
    const stops = request.stopOnBadRow ?? false;
    return new Engine(
      KEY,
      await long("rebuild", options, (limit, flag, listener) => library.rebuild(path, config, folder, stops, limit, flag, listener)),
    );
  }

  get path() {
    return this.#handle.path();
  }

  close() {
    return long("close", undefined, () => this.#handle.close());
  }

  closeSync() {
    this.#handle.closeSync();
  }

  tenant(id) {
    return new Tenant(KEY, this.#handle, checkText("id", id));
  }

  pin() {
    return new Pinned(KEY, this.#handle.pin());
  }

  values() {
    return valuesOf(this.#handle, undefined);
  }

  subscribeAll(tables) {
    return subscribe(this.#handle, tables);
  }

  sync(source, options) {
    return sync(this.#handle, source, options);
  }

  matchBatches(request, options) {
    return batches(this.#handle, request, options);
  }

  queryWholeBatches(request, options) {
    return rows(this.#handle, request, options);
  }

  async follow(source, options) {
    return new Following(KEY, await follow(this.#handle, source, options));
  }

  dropReplication(source, options) {
    return wait("drop_replication", options, (limit, flag) => this.#handle.dropReplication(source, limit, flag));
  }
