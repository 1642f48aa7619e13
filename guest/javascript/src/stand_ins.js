// What formats values looks for some things of the language that this engine hasn't.

/** Without threads, the engine has no `Atomics`. */
globalThis.Atomics = {};

/** Without the data of Unicode, it has no `normalize`; only the width of columns depends on it. */
String.prototype.normalize = function () {
  return `${this}`;
};

/** Takes them away again: code that asks whether they are there shall find that they aren't. */
export function remove() {
  delete globalThis.Atomics;
  delete String.prototype.normalize;
}
