class Following {
  #handle;

  constructor(key, handle) {
    checkKey(key, "use `engine.follow()`");
    this.#handle = handle;
  }

  status() {
    return JSON.parse(this.#handle.status());
  }

  async waitFor(position, options) {
    checkText("position", position);
    await wait("wait_for", options, (limit, flag) => this.#handle.waitFor(position, limit, flag));
  }

  pause() {
    this.#handle.pause();
  }

  resume() {
    this.#handle.resume();
  }

  stop() {
    return wait("stop", undefined, () => this.#handle.stop());
  }

  verify(options) {
    return verify(this.#handle, options);
  }
