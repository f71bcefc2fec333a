// Stands in for @vscode/spdlog in the installed workbench, where the native module is not compiled. Without it VS Code writes no log
// files at all, and tests could not read what an extension logged. Same interface, plain synchronous appends, no rotation.
// @ts-nocheck: nothing imports it, it is copied into the workbench as it stands.
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const names = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

class Logger {
  #file;
  #level = 2;
  #formatted = false;

  constructor(_type, _name, file) {
    this.#file = file;
  }

  trace = (message) => this.#write(0, message);
  debug = (message) => this.#write(1, message);
  info = (message) => this.#write(2, message);
  warn = (message) => this.#write(3, message);
  error = (message) => this.#write(4, message);
  critical = (message) => this.#write(5, message);

  getLevel() {
    return this.#level;
  }

  setLevel(level) {
    this.#level = level;
  }

  setPattern() {
    this.#formatted = true;
  }

  clearFormatters() {
    this.#formatted = false;
  }

  flush() {
    // Every line is written at once.
  }

  drop() {
    // Nothing is held open.
  }

  #write(level, message) {
    if (level < this.#level) return;
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    try {
      appendFileSync(this.#file, this.#formatted ? `${time} [${names[level] ?? level}] ${message}\n` : message);
    } catch {
      // A log that cannot be written (its folder is gone at the end of a test) must not end the host.
    }
  }
}

async function createLogger(name, file) {
  mkdirSync(dirname(file), { recursive: true });
  return new Logger('rotating', name, file);
}

// One by one: so an `import` of it finds the names.
exports.version = 0;
exports.Logger = Logger;
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
