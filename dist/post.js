import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);
var __knownSymbol = (name, symbol) => (symbol = Symbol[name]) ? symbol : /* @__PURE__ */ Symbol.for("Symbol." + name);
var __typeError = (msg) => {
  throw TypeError(msg);
};
var __using = (stack, value, async) => {
  if (value != null) {
    if (typeof value !== "object" && typeof value !== "function") __typeError("Object expected");
    var dispose, inner;
    if (async) dispose = value[__knownSymbol("asyncDispose")];
    if (dispose === void 0) {
      dispose = value[__knownSymbol("dispose")];
      if (async) inner = dispose;
    }
    if (typeof dispose !== "function") __typeError("Object not disposable");
    if (inner) dispose = function() {
      try {
        inner.call(this);
      } catch (e) {
        return Promise.reject(e);
      }
    };
    stack.push([async, dispose, value]);
  } else if (async) {
    stack.push([async]);
  }
  return value;
};
var __callDispose = (stack, error2, hasError) => {
  var E = typeof SuppressedError === "function" ? SuppressedError : function(e, s, m, _) {
    return _ = Error(m), _.name = "SuppressedError", _.error = e, _.suppressed = s, _;
  };
  var fail2 = (e) => error2 = hasError ? new E(e, error2, "An error was suppressed during disposal") : (hasError = true, e);
  var next = (it) => {
    while (it = stack.pop()) {
      try {
        var result = it[1] && it[1].call(it[2]);
        if (it[0]) return Promise.resolve(result).then(next, (e) => (fail2(e), next()));
      } catch (e) {
        fail2(e);
      }
    }
    if (hasError) throw error2;
  };
  return next();
};

// src/runner.ts
import { randomUUID } from "node:crypto";
import { EOL as EOL4 } from "node:os";

// node_modules/@actions/core/lib/command.js
import * as os from "os";

// node_modules/@actions/core/lib/utils.js
function toCommandValue(input) {
  if (input === null || input === void 0) {
    return "";
  } else if (typeof input === "string" || input instanceof String) {
    return input;
  }
  return JSON.stringify(input);
}
function toCommandProperties(annotationProperties) {
  if (!Object.keys(annotationProperties).length) {
    return {};
  }
  return {
    title: annotationProperties.title,
    file: annotationProperties.file,
    line: annotationProperties.startLine,
    endLine: annotationProperties.endLine,
    col: annotationProperties.startColumn,
    endColumn: annotationProperties.endColumn
  };
}

// node_modules/@actions/core/lib/command.js
function issueCommand(command2, properties, message) {
  const cmd = new Command(command2, properties, message);
  process.stdout.write(cmd.toString() + os.EOL);
}
var CMD_STRING = "::";
var Command = class {
  constructor(command2, properties, message) {
    if (!command2) {
      command2 = "missing.command";
    }
    this.command = command2;
    this.properties = properties;
    this.message = message;
  }
  toString() {
    let cmdStr = CMD_STRING + this.command;
    if (this.properties && Object.keys(this.properties).length > 0) {
      cmdStr += " ";
      let first = true;
      for (const key in this.properties) {
        if (this.properties.hasOwnProperty(key)) {
          const val = this.properties[key];
          if (val) {
            if (first) {
              first = false;
            } else {
              cmdStr += ",";
            }
            cmdStr += `${key}=${escapeProperty(val)}`;
          }
        }
      }
    }
    cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
    return cmdStr;
  }
};
function escapeData(s) {
  return toCommandValue(s).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}
function escapeProperty(s) {
  return toCommandValue(s).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A").replace(/:/g, "%3A").replace(/,/g, "%2C");
}

// node_modules/@actions/core/lib/summary.js
import { EOL as EOL2 } from "os";
import { constants, promises } from "fs";
var __awaiter = function(thisArg, _arguments, P, generator) {
  function adopt(value) {
    return value instanceof P ? value : new P(function(resolve4) {
      resolve4(value);
    });
  }
  return new (P || (P = Promise))(function(resolve4, reject) {
    function fulfilled(value) {
      try {
        step(generator.next(value));
      } catch (e) {
        reject(e);
      }
    }
    function rejected(value) {
      try {
        step(generator["throw"](value));
      } catch (e) {
        reject(e);
      }
    }
    function step(result) {
      result.done ? resolve4(result.value) : adopt(result.value).then(fulfilled, rejected);
    }
    step((generator = generator.apply(thisArg, _arguments || [])).next());
  });
};
var { access, appendFile, writeFile } = promises;
var SUMMARY_ENV_VAR = "GITHUB_STEP_SUMMARY";
var Summary = class {
  constructor() {
    this._buffer = "";
  }
  /**
   * Finds the summary file path from the environment, rejects if env var is not found or file does not exist
   * Also checks r/w permissions.
   *
   * @returns step summary file path
   */
  filePath() {
    return __awaiter(this, void 0, void 0, function* () {
      if (this._filePath) {
        return this._filePath;
      }
      const pathFromEnv = process.env[SUMMARY_ENV_VAR];
      if (!pathFromEnv) {
        throw new Error(`Unable to find environment variable for $${SUMMARY_ENV_VAR}. Check if your runtime environment supports job summaries.`);
      }
      try {
        yield access(pathFromEnv, constants.R_OK | constants.W_OK);
      } catch (_a) {
        throw new Error(`Unable to access summary file: '${pathFromEnv}'. Check if the file has correct read/write permissions.`);
      }
      this._filePath = pathFromEnv;
      return this._filePath;
    });
  }
  /**
   * Wraps content in an HTML tag, adding any HTML attributes
   *
   * @param {string} tag HTML tag to wrap
   * @param {string | null} content content within the tag
   * @param {[attribute: string]: string} attrs key-value list of HTML attributes to add
   *
   * @returns {string} content wrapped in HTML element
   */
  wrap(tag, content, attrs = {}) {
    const htmlAttrs = Object.entries(attrs).map(([key, value]) => ` ${key}="${value}"`).join("");
    if (!content) {
      return `<${tag}${htmlAttrs}>`;
    }
    return `<${tag}${htmlAttrs}>${content}</${tag}>`;
  }
  /**
   * Writes text in the buffer to the summary buffer file and empties buffer. Will append by default.
   *
   * @param {SummaryWriteOptions} [options] (optional) options for write operation
   *
   * @returns {Promise<Summary>} summary instance
   */
  write(options) {
    return __awaiter(this, void 0, void 0, function* () {
      const overwrite = !!(options === null || options === void 0 ? void 0 : options.overwrite);
      const filePath = yield this.filePath();
      const writeFunc = overwrite ? writeFile : appendFile;
      yield writeFunc(filePath, this._buffer, { encoding: "utf8" });
      return this.emptyBuffer();
    });
  }
  /**
   * Clears the summary buffer and wipes the summary file
   *
   * @returns {Summary} summary instance
   */
  clear() {
    return __awaiter(this, void 0, void 0, function* () {
      return this.emptyBuffer().write({ overwrite: true });
    });
  }
  /**
   * Returns the current summary buffer as a string
   *
   * @returns {string} string of summary buffer
   */
  stringify() {
    return this._buffer;
  }
  /**
   * If the summary buffer is empty
   *
   * @returns {boolen} true if the buffer is empty
   */
  isEmptyBuffer() {
    return this._buffer.length === 0;
  }
  /**
   * Resets the summary buffer without writing to summary file
   *
   * @returns {Summary} summary instance
   */
  emptyBuffer() {
    this._buffer = "";
    return this;
  }
  /**
   * Adds raw text to the summary buffer
   *
   * @param {string} text content to add
   * @param {boolean} [addEOL=false] (optional) append an EOL to the raw text (default: false)
   *
   * @returns {Summary} summary instance
   */
  addRaw(text, addEOL = false) {
    this._buffer += text;
    return addEOL ? this.addEOL() : this;
  }
  /**
   * Adds the operating system-specific end-of-line marker to the buffer
   *
   * @returns {Summary} summary instance
   */
  addEOL() {
    return this.addRaw(EOL2);
  }
  /**
   * Adds an HTML codeblock to the summary buffer
   *
   * @param {string} code content to render within fenced code block
   * @param {string} lang (optional) language to syntax highlight code
   *
   * @returns {Summary} summary instance
   */
  addCodeBlock(code, lang) {
    const attrs = Object.assign({}, lang && { lang });
    const element = this.wrap("pre", this.wrap("code", code), attrs);
    return this.addRaw(element).addEOL();
  }
  /**
   * Adds an HTML list to the summary buffer
   *
   * @param {string[]} items list of items to render
   * @param {boolean} [ordered=false] (optional) if the rendered list should be ordered or not (default: false)
   *
   * @returns {Summary} summary instance
   */
  addList(items, ordered = false) {
    const tag = ordered ? "ol" : "ul";
    const listItems = items.map((item) => this.wrap("li", item)).join("");
    const element = this.wrap(tag, listItems);
    return this.addRaw(element).addEOL();
  }
  /**
   * Adds an HTML table to the summary buffer
   *
   * @param {SummaryTableCell[]} rows table rows
   *
   * @returns {Summary} summary instance
   */
  addTable(rows) {
    const tableBody = rows.map((row) => {
      const cells = row.map((cell) => {
        if (typeof cell === "string") {
          return this.wrap("td", cell);
        }
        const { header, data, colspan, rowspan } = cell;
        const tag = header ? "th" : "td";
        const attrs = Object.assign(Object.assign({}, colspan && { colspan }), rowspan && { rowspan });
        return this.wrap(tag, data, attrs);
      }).join("");
      return this.wrap("tr", cells);
    }).join("");
    const element = this.wrap("table", tableBody);
    return this.addRaw(element).addEOL();
  }
  /**
   * Adds a collapsable HTML details element to the summary buffer
   *
   * @param {string} label text for the closed state
   * @param {string} content collapsable content
   *
   * @returns {Summary} summary instance
   */
  addDetails(label, content) {
    const element = this.wrap("details", this.wrap("summary", label) + content);
    return this.addRaw(element).addEOL();
  }
  /**
   * Adds an HTML image tag to the summary buffer
   *
   * @param {string} src path to the image you to embed
   * @param {string} alt text description of the image
   * @param {SummaryImageOptions} options (optional) addition image attributes
   *
   * @returns {Summary} summary instance
   */
  addImage(src, alt, options) {
    const { width, height } = options || {};
    const attrs = Object.assign(Object.assign({}, width && { width }), height && { height });
    const element = this.wrap("img", null, Object.assign({ src, alt }, attrs));
    return this.addRaw(element).addEOL();
  }
  /**
   * Adds an HTML section heading element
   *
   * @param {string} text heading text
   * @param {number | string} [level=1] (optional) the heading level, default: 1
   *
   * @returns {Summary} summary instance
   */
  addHeading(text, level) {
    const tag = `h${level}`;
    const allowedTag = ["h1", "h2", "h3", "h4", "h5", "h6"].includes(tag) ? tag : "h1";
    const element = this.wrap(allowedTag, text);
    return this.addRaw(element).addEOL();
  }
  /**
   * Adds an HTML thematic break (<hr>) to the summary buffer
   *
   * @returns {Summary} summary instance
   */
  addSeparator() {
    const element = this.wrap("hr", null);
    return this.addRaw(element).addEOL();
  }
  /**
   * Adds an HTML line break (<br>) to the summary buffer
   *
   * @returns {Summary} summary instance
   */
  addBreak() {
    const element = this.wrap("br", null);
    return this.addRaw(element).addEOL();
  }
  /**
   * Adds an HTML blockquote to the summary buffer
   *
   * @param {string} text quote text
   * @param {string} cite (optional) citation url
   *
   * @returns {Summary} summary instance
   */
  addQuote(text, cite) {
    const attrs = Object.assign({}, cite && { cite });
    const element = this.wrap("blockquote", text, attrs);
    return this.addRaw(element).addEOL();
  }
  /**
   * Adds an HTML anchor tag to the summary buffer
   *
   * @param {string} text link text/content
   * @param {string} href hyperlink
   *
   * @returns {Summary} summary instance
   */
  addLink(text, href) {
    const element = this.wrap("a", text, { href });
    return this.addRaw(element).addEOL();
  }
};
var _summary = new Summary();
var summary = _summary;

// node_modules/@actions/exec/lib/toolrunner.js
import * as os2 from "os";
import * as events from "events";
import * as child from "child_process";
import * as path3 from "path";

// node_modules/@actions/io/lib/io.js
import * as path2 from "path";

// node_modules/@actions/io/lib/io-util.js
import * as fs from "fs";
import * as path from "path";
var __awaiter2 = function(thisArg, _arguments, P, generator) {
  function adopt(value) {
    return value instanceof P ? value : new P(function(resolve4) {
      resolve4(value);
    });
  }
  return new (P || (P = Promise))(function(resolve4, reject) {
    function fulfilled(value) {
      try {
        step(generator.next(value));
      } catch (e) {
        reject(e);
      }
    }
    function rejected(value) {
      try {
        step(generator["throw"](value));
      } catch (e) {
        reject(e);
      }
    }
    function step(result) {
      result.done ? resolve4(result.value) : adopt(result.value).then(fulfilled, rejected);
    }
    step((generator = generator.apply(thisArg, _arguments || [])).next());
  });
};
var { chmod, copyFile, lstat, mkdir, open, readdir, rename, rm, rmdir, stat, symlink, unlink } = fs.promises;
var IS_WINDOWS = process.platform === "win32";
var READONLY = fs.constants.O_RDONLY;
function exists(fsPath) {
  return __awaiter2(this, void 0, void 0, function* () {
    try {
      yield stat(fsPath);
    } catch (err) {
      if (err.code === "ENOENT") {
        return false;
      }
      throw err;
    }
    return true;
  });
}
function isRooted(p) {
  p = normalizeSeparators(p);
  if (!p) {
    throw new Error('isRooted() parameter "p" cannot be empty');
  }
  if (IS_WINDOWS) {
    return p.startsWith("\\") || /^[A-Z]:/i.test(p);
  }
  return p.startsWith("/");
}
function tryGetExecutablePath(filePath, extensions) {
  return __awaiter2(this, void 0, void 0, function* () {
    let stats = void 0;
    try {
      stats = yield stat(filePath);
    } catch (err) {
      if (err.code !== "ENOENT") {
        console.log(`Unexpected error attempting to determine if executable file exists '${filePath}': ${err}`);
      }
    }
    if (stats && stats.isFile()) {
      if (IS_WINDOWS) {
        const upperExt = path.extname(filePath).toUpperCase();
        if (extensions.some((validExt) => validExt.toUpperCase() === upperExt)) {
          return filePath;
        }
      } else {
        if (isUnixExecutable(stats)) {
          return filePath;
        }
      }
    }
    const originalFilePath = filePath;
    for (const extension of extensions) {
      filePath = originalFilePath + extension;
      stats = void 0;
      try {
        stats = yield stat(filePath);
      } catch (err) {
        if (err.code !== "ENOENT") {
          console.log(`Unexpected error attempting to determine if executable file exists '${filePath}': ${err}`);
        }
      }
      if (stats && stats.isFile()) {
        if (IS_WINDOWS) {
          try {
            const directory = path.dirname(filePath);
            const upperName = path.basename(filePath).toUpperCase();
            for (const actualName of yield readdir(directory)) {
              if (upperName === actualName.toUpperCase()) {
                filePath = path.join(directory, actualName);
                break;
              }
            }
          } catch (err) {
            console.log(`Unexpected error attempting to determine the actual case of the file '${filePath}': ${err}`);
          }
          return filePath;
        } else {
          if (isUnixExecutable(stats)) {
            return filePath;
          }
        }
      }
    }
    return "";
  });
}
function normalizeSeparators(p) {
  p = p || "";
  if (IS_WINDOWS) {
    p = p.replace(/\//g, "\\");
    return p.replace(/\\\\+/g, "\\");
  }
  return p.replace(/\/\/+/g, "/");
}
function isUnixExecutable(stats) {
  return (stats.mode & 1) > 0 || (stats.mode & 8) > 0 && process.getgid !== void 0 && stats.gid === process.getgid() || (stats.mode & 64) > 0 && process.getuid !== void 0 && stats.uid === process.getuid();
}

// node_modules/@actions/io/lib/io.js
var __awaiter3 = function(thisArg, _arguments, P, generator) {
  function adopt(value) {
    return value instanceof P ? value : new P(function(resolve4) {
      resolve4(value);
    });
  }
  return new (P || (P = Promise))(function(resolve4, reject) {
    function fulfilled(value) {
      try {
        step(generator.next(value));
      } catch (e) {
        reject(e);
      }
    }
    function rejected(value) {
      try {
        step(generator["throw"](value));
      } catch (e) {
        reject(e);
      }
    }
    function step(result) {
      result.done ? resolve4(result.value) : adopt(result.value).then(fulfilled, rejected);
    }
    step((generator = generator.apply(thisArg, _arguments || [])).next());
  });
};
function which(tool, check) {
  return __awaiter3(this, void 0, void 0, function* () {
    if (!tool) {
      throw new Error("parameter 'tool' is required");
    }
    if (check) {
      const result = yield which(tool, false);
      if (!result) {
        if (IS_WINDOWS) {
          throw new Error(`Unable to locate executable file: ${tool}. Please verify either the file path exists or the file can be found within a directory specified by the PATH environment variable. Also verify the file has a valid extension for an executable file.`);
        } else {
          throw new Error(`Unable to locate executable file: ${tool}. Please verify either the file path exists or the file can be found within a directory specified by the PATH environment variable. Also check the file mode to verify the file is executable.`);
        }
      }
      return result;
    }
    const matches2 = yield findInPath(tool);
    if (matches2 && matches2.length > 0) {
      return matches2[0];
    }
    return "";
  });
}
function findInPath(tool) {
  return __awaiter3(this, void 0, void 0, function* () {
    if (!tool) {
      throw new Error("parameter 'tool' is required");
    }
    const extensions = [];
    if (IS_WINDOWS && process.env["PATHEXT"]) {
      for (const extension of process.env["PATHEXT"].split(path2.delimiter)) {
        if (extension) {
          extensions.push(extension);
        }
      }
    }
    if (isRooted(tool)) {
      const filePath = yield tryGetExecutablePath(tool, extensions);
      if (filePath) {
        return [filePath];
      }
      return [];
    }
    if (tool.includes(path2.sep)) {
      return [];
    }
    const directories = [];
    if (process.env.PATH) {
      for (const p of process.env.PATH.split(path2.delimiter)) {
        if (p) {
          directories.push(p);
        }
      }
    }
    const matches2 = [];
    for (const directory of directories) {
      const filePath = yield tryGetExecutablePath(path2.join(directory, tool), extensions);
      if (filePath) {
        matches2.push(filePath);
      }
    }
    return matches2;
  });
}

// node_modules/@actions/exec/lib/toolrunner.js
import { setTimeout as setTimeout2 } from "timers";
var __awaiter4 = function(thisArg, _arguments, P, generator) {
  function adopt(value) {
    return value instanceof P ? value : new P(function(resolve4) {
      resolve4(value);
    });
  }
  return new (P || (P = Promise))(function(resolve4, reject) {
    function fulfilled(value) {
      try {
        step(generator.next(value));
      } catch (e) {
        reject(e);
      }
    }
    function rejected(value) {
      try {
        step(generator["throw"](value));
      } catch (e) {
        reject(e);
      }
    }
    function step(result) {
      result.done ? resolve4(result.value) : adopt(result.value).then(fulfilled, rejected);
    }
    step((generator = generator.apply(thisArg, _arguments || [])).next());
  });
};
var IS_WINDOWS2 = process.platform === "win32";
var ToolRunner = class extends events.EventEmitter {
  constructor(toolPath, args, options) {
    super();
    if (!toolPath) {
      throw new Error("Parameter 'toolPath' cannot be null or empty.");
    }
    this.toolPath = toolPath;
    this.args = args || [];
    this.options = options || {};
  }
  _debug(message) {
    if (this.options.listeners && this.options.listeners.debug) {
      this.options.listeners.debug(message);
    }
  }
  _getCommandString(options, noPrefix) {
    const toolPath = this._getSpawnFileName();
    const args = this._getSpawnArgs(options);
    let cmd = noPrefix ? "" : "[command]";
    if (IS_WINDOWS2) {
      if (this._isCmdFile()) {
        cmd += toolPath;
        for (const a of args) {
          cmd += ` ${a}`;
        }
      } else if (options.windowsVerbatimArguments) {
        cmd += `"${toolPath}"`;
        for (const a of args) {
          cmd += ` ${a}`;
        }
      } else {
        cmd += this._windowsQuoteCmdArg(toolPath);
        for (const a of args) {
          cmd += ` ${this._windowsQuoteCmdArg(a)}`;
        }
      }
    } else {
      cmd += toolPath;
      for (const a of args) {
        cmd += ` ${a}`;
      }
    }
    return cmd;
  }
  _processLineBuffer(data, strBuffer, onLine) {
    try {
      let s = strBuffer + data.toString();
      let n = s.indexOf(os2.EOL);
      while (n > -1) {
        const line = s.substring(0, n);
        onLine(line);
        s = s.substring(n + os2.EOL.length);
        n = s.indexOf(os2.EOL);
      }
      return s;
    } catch (err) {
      this._debug(`error processing line. Failed with error ${err}`);
      return "";
    }
  }
  _getSpawnFileName() {
    if (IS_WINDOWS2) {
      if (this._isCmdFile()) {
        return process.env["COMSPEC"] || "cmd.exe";
      }
    }
    return this.toolPath;
  }
  _getSpawnArgs(options) {
    if (IS_WINDOWS2) {
      if (this._isCmdFile()) {
        let argline = `/D /S /C "${this._windowsQuoteCmdArg(this.toolPath)}`;
        for (const a of this.args) {
          argline += " ";
          argline += options.windowsVerbatimArguments ? a : this._windowsQuoteCmdArg(a);
        }
        argline += '"';
        return [argline];
      }
    }
    return this.args;
  }
  _endsWith(str, end) {
    return str.endsWith(end);
  }
  _isCmdFile() {
    const upperToolPath = this.toolPath.toUpperCase();
    return this._endsWith(upperToolPath, ".CMD") || this._endsWith(upperToolPath, ".BAT");
  }
  _windowsQuoteCmdArg(arg) {
    if (!this._isCmdFile()) {
      return this._uvQuoteCmdArg(arg);
    }
    if (!arg) {
      return '""';
    }
    const cmdSpecialChars = [
      " ",
      "	",
      "&",
      "(",
      ")",
      "[",
      "]",
      "{",
      "}",
      "^",
      "=",
      ";",
      "!",
      "'",
      "+",
      ",",
      "`",
      "~",
      "|",
      "<",
      ">",
      '"'
    ];
    let needsQuotes = false;
    for (const char of arg) {
      if (cmdSpecialChars.some((x) => x === char)) {
        needsQuotes = true;
        break;
      }
    }
    if (!needsQuotes) {
      return arg;
    }
    let reverse = '"';
    let quoteHit = true;
    for (let i = arg.length; i > 0; i--) {
      reverse += arg[i - 1];
      if (quoteHit && arg[i - 1] === "\\") {
        reverse += "\\";
      } else if (arg[i - 1] === '"') {
        quoteHit = true;
        reverse += '"';
      } else {
        quoteHit = false;
      }
    }
    reverse += '"';
    return reverse.split("").reverse().join("");
  }
  _uvQuoteCmdArg(arg) {
    if (!arg) {
      return '""';
    }
    if (!arg.includes(" ") && !arg.includes("	") && !arg.includes('"')) {
      return arg;
    }
    if (!arg.includes('"') && !arg.includes("\\")) {
      return `"${arg}"`;
    }
    let reverse = '"';
    let quoteHit = true;
    for (let i = arg.length; i > 0; i--) {
      reverse += arg[i - 1];
      if (quoteHit && arg[i - 1] === "\\") {
        reverse += "\\";
      } else if (arg[i - 1] === '"') {
        quoteHit = true;
        reverse += "\\";
      } else {
        quoteHit = false;
      }
    }
    reverse += '"';
    return reverse.split("").reverse().join("");
  }
  _cloneExecOptions(options) {
    options = options || {};
    const result = {
      cwd: options.cwd || process.cwd(),
      env: options.env || process.env,
      silent: options.silent || false,
      windowsVerbatimArguments: options.windowsVerbatimArguments || false,
      failOnStdErr: options.failOnStdErr || false,
      ignoreReturnCode: options.ignoreReturnCode || false,
      delay: options.delay || 1e4
    };
    result.outStream = options.outStream || process.stdout;
    result.errStream = options.errStream || process.stderr;
    return result;
  }
  _getSpawnOptions(options, toolPath) {
    options = options || {};
    const result = {};
    result.cwd = options.cwd;
    result.env = options.env;
    result["windowsVerbatimArguments"] = options.windowsVerbatimArguments || this._isCmdFile();
    if (options.windowsVerbatimArguments) {
      result.argv0 = `"${toolPath}"`;
    }
    return result;
  }
  /**
   * Exec a tool.
   * Output will be streamed to the live console.
   * Returns promise with return code
   *
   * @param     tool     path to tool to exec
   * @param     options  optional exec options.  See ExecOptions
   * @returns   number
   */
  exec() {
    return __awaiter4(this, void 0, void 0, function* () {
      if (!isRooted(this.toolPath) && (this.toolPath.includes("/") || IS_WINDOWS2 && this.toolPath.includes("\\"))) {
        this.toolPath = path3.resolve(process.cwd(), this.options.cwd || process.cwd(), this.toolPath);
      }
      this.toolPath = yield which(this.toolPath, true);
      return new Promise((resolve4, reject) => __awaiter4(this, void 0, void 0, function* () {
        this._debug(`exec tool: ${this.toolPath}`);
        this._debug("arguments:");
        for (const arg of this.args) {
          this._debug(`   ${arg}`);
        }
        const optionsNonNull = this._cloneExecOptions(this.options);
        if (!optionsNonNull.silent && optionsNonNull.outStream) {
          optionsNonNull.outStream.write(this._getCommandString(optionsNonNull) + os2.EOL);
        }
        const state = new ExecState(optionsNonNull, this.toolPath);
        state.on("debug", (message) => {
          this._debug(message);
        });
        if (this.options.cwd && !(yield exists(this.options.cwd))) {
          return reject(new Error(`The cwd: ${this.options.cwd} does not exist!`));
        }
        const fileName = this._getSpawnFileName();
        const cp = child.spawn(fileName, this._getSpawnArgs(optionsNonNull), this._getSpawnOptions(this.options, fileName));
        let stdbuffer = "";
        if (cp.stdout) {
          cp.stdout.on("data", (data) => {
            if (this.options.listeners && this.options.listeners.stdout) {
              this.options.listeners.stdout(data);
            }
            if (!optionsNonNull.silent && optionsNonNull.outStream) {
              optionsNonNull.outStream.write(data);
            }
            stdbuffer = this._processLineBuffer(data, stdbuffer, (line) => {
              if (this.options.listeners && this.options.listeners.stdline) {
                this.options.listeners.stdline(line);
              }
            });
          });
        }
        let errbuffer = "";
        if (cp.stderr) {
          cp.stderr.on("data", (data) => {
            state.processStderr = true;
            if (this.options.listeners && this.options.listeners.stderr) {
              this.options.listeners.stderr(data);
            }
            if (!optionsNonNull.silent && optionsNonNull.errStream && optionsNonNull.outStream) {
              const s = optionsNonNull.failOnStdErr ? optionsNonNull.errStream : optionsNonNull.outStream;
              s.write(data);
            }
            errbuffer = this._processLineBuffer(data, errbuffer, (line) => {
              if (this.options.listeners && this.options.listeners.errline) {
                this.options.listeners.errline(line);
              }
            });
          });
        }
        cp.on("error", (err) => {
          state.processError = err.message;
          state.processExited = true;
          state.processClosed = true;
          state.CheckComplete();
        });
        cp.on("exit", (code) => {
          state.processExitCode = code;
          state.processExited = true;
          this._debug(`Exit code ${code} received from tool '${this.toolPath}'`);
          state.CheckComplete();
        });
        cp.on("close", (code) => {
          state.processExitCode = code;
          state.processExited = true;
          state.processClosed = true;
          this._debug(`STDIO streams have closed for tool '${this.toolPath}'`);
          state.CheckComplete();
        });
        state.on("done", (error2, exitCode) => {
          if (stdbuffer.length > 0) {
            this.emit("stdline", stdbuffer);
          }
          if (errbuffer.length > 0) {
            this.emit("errline", errbuffer);
          }
          cp.removeAllListeners();
          if (error2) {
            reject(error2);
          } else {
            resolve4(exitCode);
          }
        });
        if (this.options.input) {
          if (!cp.stdin) {
            throw new Error("child process missing stdin");
          }
          cp.stdin.end(this.options.input);
        }
      }));
    });
  }
};
function argStringToArray(argString) {
  const args = [];
  let inQuotes = false;
  let escaped = false;
  let arg = "";
  function append(c) {
    if (escaped && c !== '"') {
      arg += "\\";
    }
    arg += c;
    escaped = false;
  }
  for (let i = 0; i < argString.length; i++) {
    const c = argString.charAt(i);
    if (c === '"') {
      if (!escaped) {
        inQuotes = !inQuotes;
      } else {
        append(c);
      }
      continue;
    }
    if (c === "\\" && escaped) {
      append(c);
      continue;
    }
    if (c === "\\" && inQuotes) {
      escaped = true;
      continue;
    }
    if (c === " " && !inQuotes) {
      if (arg.length > 0) {
        args.push(arg);
        arg = "";
      }
      continue;
    }
    append(c);
  }
  if (arg.length > 0) {
    args.push(arg.trim());
  }
  return args;
}
var ExecState = class _ExecState extends events.EventEmitter {
  constructor(options, toolPath) {
    super();
    this.processClosed = false;
    this.processError = "";
    this.processExitCode = 0;
    this.processExited = false;
    this.processStderr = false;
    this.delay = 1e4;
    this.done = false;
    this.timeout = null;
    if (!toolPath) {
      throw new Error("toolPath must not be empty");
    }
    this.options = options;
    this.toolPath = toolPath;
    if (options.delay) {
      this.delay = options.delay;
    }
  }
  CheckComplete() {
    if (this.done) {
      return;
    }
    if (this.processClosed) {
      this._setResult();
    } else if (this.processExited) {
      this.timeout = setTimeout2(_ExecState.HandleTimeout, this.delay, this);
    }
  }
  _debug(message) {
    this.emit("debug", message);
  }
  _setResult() {
    let error2;
    if (this.processExited) {
      if (this.processError) {
        error2 = new Error(`There was an error when attempting to execute the process '${this.toolPath}'. This may indicate the process failed to start. Error: ${this.processError}`);
      } else if (this.processExitCode !== 0 && !this.options.ignoreReturnCode) {
        error2 = new Error(`The process '${this.toolPath}' failed with exit code ${this.processExitCode}`);
      } else if (this.processStderr && this.options.failOnStdErr) {
        error2 = new Error(`The process '${this.toolPath}' failed because one or more lines were written to the STDERR stream`);
      }
    }
    if (this.timeout) {
      clearTimeout(this.timeout);
      this.timeout = null;
    }
    this.done = true;
    this.emit("done", error2, this.processExitCode);
  }
  static HandleTimeout(state) {
    if (state.done) {
      return;
    }
    if (!state.processClosed && state.processExited) {
      const message = `The STDIO streams did not close within ${state.delay / 1e3} seconds of the exit event from process '${state.toolPath}'. This may indicate a child process inherited the STDIO streams and has not yet exited.`;
      state._debug(message);
    }
    state._setResult();
  }
};

// node_modules/@actions/exec/lib/exec.js
var __awaiter5 = function(thisArg, _arguments, P, generator) {
  function adopt(value) {
    return value instanceof P ? value : new P(function(resolve4) {
      resolve4(value);
    });
  }
  return new (P || (P = Promise))(function(resolve4, reject) {
    function fulfilled(value) {
      try {
        step(generator.next(value));
      } catch (e) {
        reject(e);
      }
    }
    function rejected(value) {
      try {
        step(generator["throw"](value));
      } catch (e) {
        reject(e);
      }
    }
    function step(result) {
      result.done ? resolve4(result.value) : adopt(result.value).then(fulfilled, rejected);
    }
    step((generator = generator.apply(thisArg, _arguments || [])).next());
  });
};
function exec(commandLine, args, options) {
  return __awaiter5(this, void 0, void 0, function* () {
    const commandArgs = argStringToArray(commandLine);
    if (commandArgs.length === 0) {
      throw new Error(`Parameter 'commandLine' cannot be null or empty.`);
    }
    const toolPath = commandArgs[0];
    args = commandArgs.slice(1).concat(args || []);
    const runner = new ToolRunner(toolPath, args, options);
    return runner.exec();
  });
}

// node_modules/@actions/core/lib/core.js
var ExitCode;
(function(ExitCode2) {
  ExitCode2[ExitCode2["Success"] = 0] = "Success";
  ExitCode2[ExitCode2["Failure"] = 1] = "Failure";
})(ExitCode || (ExitCode = {}));
function isDebug() {
  return process.env["RUNNER_DEBUG"] === "1";
}
function error(message, properties = {}) {
  issueCommand("error", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
function warning(message, properties = {}) {
  issueCommand("warning", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
function notice(message, properties = {}) {
  issueCommand("notice", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
function getState(name) {
  return process.env[`STATE_${name}`] || "";
}

// src/runner.ts
var token = randomUUID();
var muted = false;
process.stdout._handle?.setBlocking?.(true);
function print(text) {
  if (!muted) process.stdout.write(`::stop-commands::${token}${EOL4}`);
  muted = true;
  process.stdout.write(`${text}${EOL4}`);
}
function notice2(text) {
  command(() => notice(limit(text)));
}
function warning2(text, at) {
  command(() => warning(limit(text), locate(at)));
}
function fail(text, at) {
  process.exitCode = 1;
  if (limit(text) !== text) print(text);
  command(() => error(limit(text), locate(at)));
}
async function summarize(markdown) {
  await summary.addRaw(markdown, true).write().catch((error2) => print(`No job summary: ${error2.message}`));
}
function loadState(name) {
  return getState(name);
}
function isDebug2() {
  return isDebug();
}
function command(say) {
  listen();
  say();
}
function listen() {
  if (muted) process.stdout.write(`::${token}::${EOL4}`);
  muted = false;
}
process.once("exit", listen);
function locate(at) {
  return at ? { file: at.file, startLine: at.line } : {};
}
function limit(text) {
  return text.length <= 4e3 ? text : `${text.slice(0, 4e3)} …`;
}

// src/docker.ts
import { homedir } from "node:os";
import { join as join3, resolve as resolve2 } from "node:path";
function dockerFolder(env) {
  return resolve2(env.DOCKER_CONFIG || join3(homedir(), ".docker"));
}
function buildxFolder(env) {
  return env.BUILDX_CONFIG || join3(dockerFolder(env), "buildx");
}

// src/state.ts
var NAME = "undo";
var ENVIRONMENT = "environment";
var ORDER = ["cache", "processes", "builder", "plugin", "folder"];
function loadUndo() {
  const pending = JSON.parse(loadState(NAME) || "[]");
  return pending.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}
function restoreEnvironment() {
  for (const [name, value] of Object.entries(JSON.parse(loadState(ENVIRONMENT) || "{}")))
    if (value) process.env[name] = value;
    else delete process.env[name];
}

// src/undo.ts
import { readdir as readdir3, readFile as readFile7, rm as rm4 } from "node:fs/promises";
import { setTimeout as delay5 } from "node:timers/promises";

// src/cache/join.ts
import { readFile as readFile6, stat as stat3 } from "node:fs/promises";

// src/detached.ts
import { spawn as spawn2 } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

// src/exec.ts
import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID as randomUUID2 } from "node:crypto";
import { subscribe } from "node:diagnostics_channel";

// src/output.ts
var KEPT = 1024 * 1024;
var LONGEST_LINE = 1024 * 1024;
function createTail() {
  let chunks = [];
  let size = 0;
  return {
    add: (data) => {
      chunks.push(data);
      size += data.length;
      if (size < 2 * KEPT) return;
      chunks = [Buffer.concat(chunks).subarray(-KEPT)];
      size = KEPT;
    },
    text: () => Buffer.concat(chunks).toString()
  };
}
function createLineReader(onText = () => {
}) {
  const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  let rest = "";
  return {
    add: (data) => {
      const text = rest + utf8.decode(data, { stream: true });
      const end = text.length > LONGEST_LINE ? text.length : text.lastIndexOf("\n");
      rest = text.slice(end + 1);
      if (end >= 0) onText(text.slice(0, end));
    },
    end: () => {
      rest += utf8.decode();
      if (rest !== "") onText(rest);
    }
  };
}
function lastLines(text, count) {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}
function showUrl(text) {
  return text.replace(/[?#].*$/s, "").replace(/\/\/[^/]*@/, "//***@");
}

// src/exec.ts
var CommandError = class extends Error {
  name = "CommandError";
  /** The end of what it printed. */
  output;
  /** What it said last of what was wrong, without its progress before that. */
  reason;
  /** Its exit code, null where a signal ended it; undefined where the program itself could not be started. */
  code;
  constructor(command2, reason, output, code) {
    super([`${display(command2)}: ${reason}`, lastLines(output, 20)].filter(Boolean).join("\n"));
    this.output = output;
    this.reason = output.trim().split("ERROR: ").at(-1) || reason;
    this.code = code;
  }
};
var STEP_MARK = "MULTIARCH_BUILD_STEP";
var mark = process.env[STEP_MARK] || randomUUID2();
function stepMark() {
  return mark;
}
var GO = { GOGC: "off", GOMEMLIMIT: "1GiB" };
var PATIENCE = 2e3;
var cancellation = new AbortController();
var children = new AsyncLocalStorage();
subscribe("child_process", (message) => {
  children.getStore()?.(message.process);
});
var shared = {};
function childEnv() {
  const inherited = Object.entries(process.env).filter(([name]) => !/^INPUT_/i.test(name));
  return { ...Object.fromEntries(inherited), ...shared };
}
var cancelled = cancellation.signal;
async function run(command2, options = {}) {
  cancelled.throwIfAborted();
  const stdout = createTail();
  const both = createTail();
  const enough = new AbortController();
  const onText = (text) => {
    options.onText?.(text);
    if (options.until?.(text)) enough.abort();
  };
  const texts = [createLineReader(onText), createLineReader(onText)];
  const end = new AbortController();
  const timeout = options.timeout ? AbortSignal.timeout(options.timeout) : void 0;
  const signals = [cancelled, timeout, options.signal];
  const stop2 = AbortSignal.any(signals.filter((signal) => signal !== void 0));
  const started = performance.now();
  if (isDebug2()) print(`$ ${display(command2)}`);
  const settings = {
    silent: true,
    ignoreReturnCode: true,
    env: definedEntries({ ...GO, ...childEnv(), ...command2.env, [STEP_MARK]: mark }),
    listeners: {
      stdout: (data) => {
        stdout.add(data);
        both.add(data);
        texts[0].add(data);
      },
      stderr: (data) => {
        both.add(data);
        texts[1].add(data);
      }
    }
  };
  let code = null;
  let failure;
  try {
    code = await children.run(
      (child2) => {
        process.nextTick(() => child2.stdin?.on("error", () => {
        }).end(options.input));
        endOnAbort(child2, stop2, end.signal);
        enough.signal.addEventListener("abort", () => child2.kill("SIGKILL"));
      },
      () => exec(quote(command2.file), [...command2.args], settings)
    );
  } catch (error2) {
    failure = error2;
  }
  end.abort();
  for (const text of texts) text.end();
  const seconds = ((performance.now() - started) / 1e3).toFixed(2);
  if (isDebug2() && options.onText !== print && !options.shown && !options.secret) print(both.text().trimEnd());
  if (isDebug2()) print(`$ ${enough.signal.aborted ? "stopped" : `exit code ${code}`}, ${seconds} s`);
  cancelled.throwIfAborted();
  if (failure !== void 0) throw new CommandError(command2, failure.message, "");
  if (code === 0 || enough.signal.aborted) return stdout.text();
  const timedOut = timeout?.aborted && `no answer within ${(options.timeout ?? 0) / 1e3} s`;
  throw new CommandError(
    command2,
    timedOut || (code === null ? "killed by a signal" : `exit code ${code}`),
    options.secret ? "" : both.text(),
    code
  );
}
function display(command2) {
  return [command2.file, ...command2.args].map((arg) => /^[\w@%+=:,./-]+$/.test(arg) ? arg : JSON.stringify(arg)).join(" ");
}
function ignoreFailure(error2) {
  if (!(error2 instanceof CommandError)) throw error2;
}
function endOnAbort(child2, stop2, ended) {
  const begin = () => {
    child2.kill("SIGINT");
    const timers = [
      setTimeout(() => child2.kill("SIGTERM"), PATIENCE),
      setTimeout(() => child2.kill("SIGKILL"), 2 * PATIENCE)
    ];
    ended.addEventListener("abort", () => timers.forEach(clearTimeout));
  };
  if (stop2.aborted) setImmediate(begin);
  else stop2.addEventListener("abort", begin, { signal: ended });
}
function quote(file) {
  return `"${file.replaceAll('"', '\\"')}"`;
}
function definedEntries(env) {
  return Object.fromEntries(Object.entries(env).filter((entry) => entry[1] !== void 0));
}

// src/detached.ts
var PATIENCE2 = 2e3;
var INTERVAL = 50;
function detach(command2, output) {
  const file = openSync(output, "a", 384);
  try {
    const env = { ...childEnv(), ...command2.env, [STEP_MARK]: stepMark() };
    const child2 = spawn2(command2.file, [...command2.args], { detached: true, stdio: ["ignore", file, file], env });
    child2.on("error", () => {
    }).unref();
    return child2.pid ?? 0;
  } finally {
    closeSync(file);
  }
}
function isRunning(pid) {
  try {
    process.kill(pid || Number.NaN, 0);
  } catch {
    return false;
  }
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return process.platform !== "linux";
  }
}
async function waitFor(pid, limit2, signal) {
  const end = performance.now() + limit2;
  while (isRunning(pid)) {
    const left2 = end - performance.now();
    if (left2 <= 0 || signal?.aborted) return false;
    await delay(Math.min(INTERVAL, left2));
  }
  return true;
}
async function endProcess(pid) {
  for (const signal of ["SIGINT", "SIGTERM", "SIGKILL"]) {
    if (!isRunning(pid)) return;
    process.kill(pid, signal);
    if (await waitFor(pid, PATIENCE2)) return;
  }
}

// src/report/table.ts
function alignRows(rows) {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map(
    (row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()
  ).join("\n");
}
function formatMarkdown([head = [], ...rows]) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [head, head.map(() => "---"), ...rows].map(line).join("\n");
}

// src/setup/hash.ts
import { createHash } from "node:crypto";
import { open as open2 } from "node:fs/promises";
var PIECE = 1024 * 1024;
async function hashFile(path4) {
  try {
    var _stack = [];
    try {
      const file = __using(_stack, await open2(path4), true);
      const hash2 = createHash("sha256");
      const [one, other] = [Buffer.allocUnsafe(PIECE), Buffer.allocUnsafe(PIECE)];
      let reading = file.read(one);
      for (; ; ) {
        const { buffer, bytesRead } = await reading;
        if (bytesRead === 0) return hash2.digest("hex");
        cancelled.throwIfAborted();
        reading = file.read(buffer === one ? other : one);
        hash2.update(buffer.subarray(0, bytesRead));
      }
    } catch (_) {
      var _error = _, _hasError = true;
    } finally {
      var _promise = __callDispose(_stack, _error, _hasError);
      _promise && await _promise;
    }
  } catch {
    cancelled.throwIfAborted();
    return "";
  }
}

// src/cache/handover.ts
import { open as open3 } from "node:fs/promises";
import { setTimeout as delay2 } from "node:timers/promises";

// src/platform.ts
var SYSTEMS = [
  ...["linux", "windows", "darwin", "freebsd", "netbsd", "openbsd", "dragonfly", "solaris", "illumos", "aix", "plan9"],
  ...["android", "ios", "js", "wasip1", "wasi"]
];
var ARCHITECTURES = [
  ...["amd64", "arm64", "arm", "386", "riscv64", "ppc64le", "ppc64", "s390x"],
  ...["mips64le", "mips64", "mipsle", "mips", "loong64", "wasm"]
];
var VARIANTS = /* @__PURE__ */ new Map([
  ["amd64", /^v[1-4]$/],
  ["arm64", /^v[89](?:\.\d)?$/],
  ["arm", /^v[5-8]$/]
]);
var UNWRITTEN_VARIANTS = ["amd64/v1", "arm64/v8"];
var ALIASES = /* @__PURE__ */ new Map([
  ["x86_64", "amd64"],
  ["x86-64", "amd64"],
  ["i386", "386"],
  ["i686", "386"],
  ["aarch64", "arm64"],
  ["arm", "arm/v7"],
  ["armhf", "arm/v7"],
  ["armv7l", "arm/v7"],
  ["armel", "arm/v6"],
  ["armv6l", "arm/v6"],
  ["loongarch64", "loong64"]
]);
function parsePlatform(text) {
  const parts = text.trim().toLowerCase().split("/");
  const system = (parts[0] ?? "").replace(/\([^()]*\)$/, "");
  const [os3 = "", spelled = "", variant, ...rest] = SYSTEMS.includes(system) ? parts : ["linux", ...parts];
  const [architecture = "", implied] = (ALIASES.get(spelled) ?? spelled).split("/");
  if (!ARCHITECTURES.includes(architecture) || rest.length > 0) return void 0;
  const given = spelled === "arm" ? variant ?? implied : implied ?? variant;
  if (given === void 0) return `${os3}/${architecture}`;
  const level = given.replace(/^v?(\d)(?:\.0)?$/, "v$1");
  if (UNWRITTEN_VARIANTS.includes(`${architecture}/${level}`)) return `${os3}/${architecture}`;
  return VARIANTS.get(architecture)?.test(level) ? `${os3}/${architecture}/${level}` : void 0;
}

// src/cache/progress.ts
var EXPORTING = "preparing build cache for export";
var WRITING = "writing layer ";
var STEP = /^\[(?!(?:\S+ )?internal\]|auth\])[^\]]*\] (?!FROM )/;
function createProgress() {
  const vertices = /* @__PURE__ */ new Map();
  const texts = [];
  const vertexOf = (digest) => {
    const found = vertices.get(digest) ?? emptyVertex();
    vertices.set(digest, found);
    return found;
  };
  const readLine = (line) => {
    const document = parseJson(line);
    if (!document && !line.startsWith("{")) texts.push(line);
    for (const { digest, name, inputs, started, completed, cached, error: error2 } of document?.vertexes ?? []) {
      const vertex = vertexOf(digest);
      vertex.name = name ?? vertex.name;
      vertex.hasInputs ||= inputs !== void 0;
      vertex.started ||= started !== void 0;
      vertex.completed = completed !== void 0;
      vertex.cached ||= cached === true;
      vertex.error = error2 ?? vertex.error;
      vertex.begin ||= Date.parse(started ?? "") || 0;
      vertex.end = Date.parse(completed ?? "") || vertex.end;
    }
    for (const { vertex, id, total } of document?.statuses ?? [])
      vertexOf(vertex).parts.set(id, Math.max(total ?? 0, vertexOf(vertex).parts.get(id) ?? 0));
  };
  const all2 = () => [...vertices.values()];
  const steps = () => all2().filter(({ name, hasInputs, started }) => started && hasInputs && STEP.test(name));
  return {
    add: (text) => text.split("\n").filter(Boolean).forEach(readLine),
    running: () => steps().find(({ cached }) => !cached)?.name,
    isExporting: () => all2().some(({ parts }) => parts.has(EXPORTING)),
    exports: () => all2().filter(({ parts }) => parts.has(EXPORTING)).map(({ name, parts, error: error2, completed, begin, end }) => ({
      ...{ name, error: error2, completed, duration: Math.max(0, end - begin) },
      written: [...parts.keys()].flatMap((id) => id.startsWith(WRITING) ? [id.slice(WRITING.length)] : [])
    })),
    text: () => texts.join("\n"),
    usage: (platforms) => platforms.map((platform) => countSteps(platform, platforms, steps())),
    platformOf: (vertex, platforms) => {
      const name = vertices.get(vertex)?.name;
      return name === void 0 ? void 0 : choosePlatform(name, platforms);
    }
  };
}
function countSteps(platform, platforms, steps) {
  const own = steps.filter(({ name }) => choosePlatform(name, platforms) === platform);
  const hits = own.filter(({ cached, error: error2 }) => cached && error2 === "");
  const bytes = hits.flatMap(({ parts }) => [...parts].map(([id, total]) => id.startsWith("sha256:") ? total : 0));
  return { platform, cached: hits.length, ran: own.length - hits.length, imported: bytes.reduce((a, b) => a + b, 0) };
}
function choosePlatform(name, platforms) {
  if (platforms.length === 1) return platforms[0];
  const [base = "", target] = (/^\[(\S+) /.exec(name)?.[1] ?? "").split("->");
  return target === void 0 ? parsePlatform(base) : parsePlatform(target) ?? parsePlatform(`${base}/${target}`);
}
function emptyVertex() {
  const facts = { hasInputs: false, started: false, completed: false, cached: false };
  return { name: "", ...facts, error: "", begin: 0, end: 0, parts: /* @__PURE__ */ new Map() };
}
function parseJson(line) {
  try {
    return JSON.parse(line);
  } catch {
    return void 0;
  }
}

// src/cache/turn.ts
import { createHash as createHash2 } from "node:crypto";
import { readFile, rm as rm2, writeFile as writeFile2 } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as join4 } from "node:path";

// src/list.ts
function splitPair(item) {
  const at = item.indexOf("=");
  return at < 0 ? [item, ""] : [item.slice(0, at), item.slice(at + 1)];
}

// src/setup/builder.ts
var MARK = "MULTIARCH_BUILD_SETTINGS";
var PROXIES = ["HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY"].flatMap((name) => [
  name,
  name.toLowerCase()
]);
var JOB_PREFIX = "multiarch-build-job-";
function isDerived(name) {
  return /^multiarch-build-(?:job-)?[0-9a-f]{12}$/.test(name);
}
function readMark(env) {
  return env.map(splitPair).find(([name]) => name === MARK)?.[1];
}
function jobOf(env) {
  if (!env.GITHUB_RUN_ID) return void 0;
  const names = [
    "GITHUB_REPOSITORY",
    "GITHUB_RUN_ID",
    "GITHUB_RUN_ATTEMPT",
    "GITHUB_JOB",
    "RUNNER_NAME",
    "RUNNER_TEMP"
  ];
  return names.map((name) => env[name] ?? "").join("\n");
}
function builderContainer(name) {
  const container = `buildx_buildkit_${name.toLowerCase()}0`;
  return { container, volume: `${container}_state` };
}

// src/cache/turn.ts
var job = jobOf(process.env);
var hash = createHash2("sha256").update(`${job}`).digest("hex").slice(0, 12);
var noteFor = (task) => job && join4(process.env.RUNNER_TEMP || tmpdir(), `multiarch-build-${task}-${hash}`);
var EXPORTING2 = noteFor("export");
var READING = noteFor("mounts");
async function findExporter() {
  return find(EXPORTING2);
}
async function takeTurn(pid) {
  await write(EXPORTING2, pid);
}
async function endTurn(pid) {
  await erase(EXPORTING2, pid);
  await leaveMounts(pid);
}
async function takeMounts(pid) {
  await write(READING, pid);
}
async function leaveMounts(pid) {
  await erase(READING, pid);
}
async function find(note) {
  const pid = Number(note && await readFile(note, "utf8").catch(() => ""));
  return isRunning(pid) ? pid : void 0;
}
async function write(note, pid) {
  if (note) await writeFile2(note, `${pid}`).catch(() => rm2(note, { force: true }).catch(() => {
  }));
}
async function erase(note, pid) {
  if (note && await readFile(note, "utf8").catch(() => "") === `${pid}`) await rm2(note, { force: true });
}

// src/cache/handover.ts
var INTERVAL2 = 20;
async function startReplay(replay, log, { end, stop: stop2 }) {
  var _stack = [];
  try {
    if (stop2.aborted) return void 0;
    const pid = detach(replay, log);
    await takeTurn(pid);
    const progress = createProgress();
    const reader = createLineReader(progress.add);
    const file = __using(_stack, await open3(log), true);
    for (; ; ) {
      const ended = !isRunning(pid);
      await readOn(file, reader.add);
      if (progress.isExporting() || ended) return pid;
      const building = progress.running();
      const late = stop2.aborted || performance.now() > end;
      if (building !== void 0 || late) {
        await endProcess(pid);
        await endTurn(pid);
        const text = `not exported, since ${building} would be built again; see what changed after the build`;
        return late ? void 0 : { level: "notice", text };
      }
      await delay2(INTERVAL2);
    }
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function startKeeper(keeping, log, after = 0) {
  const pid = detach({ ...keeping, args: [...keeping.args, `${after}`] }, log);
  await takeTurn(pid);
  await takeMounts(pid);
  return pid;
}
async function readOn(file, add) {
  const buffer = Buffer.alloc(64 * 1024);
  for (; ; ) {
    const { bytesRead } = await file.read(buffer);
    if (bytesRead === 0) return;
    add(buffer.subarray(0, bytesRead));
  }
}

// src/cache/errand.ts
import { readFile as readFile2, writeFile as writeFile3 } from "node:fs/promises";

// src/cache/carried.ts
function mountPathsIn(folder) {
  const base = `${folder}/mounts`;
  return {
    ...{ base, errand: `${base}/errand.json`, delivery: `${base}/delivery.json` },
    ...{ tools: `${base}/tools`, archives: `${base}/archives`, taken: `${base}/taken` },
    dockerfile: `${base}/Dockerfile`
  };
}

// src/cache/errand.ts
async function readErrand(folder) {
  return JSON.parse(await readFile2(mountPathsIn(folder).errand, "utf8"));
}
async function receive(folder) {
  try {
    return JSON.parse(await readFile2(mountPathsIn(folder).delivery, "utf8"));
  } catch {
    return void 0;
  }
}

// src/cache/summary.ts
function listUsage(usage, exported) {
  return [
    ["Platform", "Steps cached", "Steps run", "Imported", "Exported"],
    ...usage.map(({ platform, cached, ran, imported }) => [
      ...[platform, `${cached}`, `${ran}`, formatBytes(imported)],
      exported ? formatBytes(exported.get(platform) ?? 0) : "–"
    ])
  ];
}
function listMounts(mounts, fetched, outcomes) {
  const left2 = (name) => {
    const outcome = outcomes.find((one) => one.name === name);
    if (!outcome) return "not kept";
    const { archive, stored, duration } = outcome;
    if (!archive) return "nothing to keep";
    return stored ? `${formatBytes(archive.bytes)}, in ${formatSeconds(duration)}` : "unchanged";
  };
  const given = (name) => fetched[name] ? formatBytes(fetched[name].bytes) : "empty";
  return [["Cache mount", "Began with", "Kept"], ...mounts.map(({ id, name }) => [id, given(name), left2(name)])];
}
function formatExport({ exports, layers }) {
  const written = exports.flatMap((one) => one.written);
  const bytes = written.map((digest) => layers?.get(digest) ?? 0).reduce((a, b) => a + b, 0);
  const longest = Math.max(0, ...exports.map(({ duration }) => duration));
  const of = layers ? ` of ${layers.size}` : "";
  const size = layers ? `, ${formatBytes(bytes)}` : "";
  const blobs = written.length === 0 && layers ? `no blob, since all ${layers.size} were there` : `${written.length}${of} blobs${size}`;
  return `${blobs}, in ${formatSeconds(longest)}`;
}
function formatSeconds(milliseconds) {
  return `${(milliseconds / 1e3).toFixed(1)} s`;
}
function formatBytes(bytes) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1e3 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

// src/cache/task.ts
import { readFile as readFile3, writeFile as writeFile4 } from "node:fs/promises";
import { join as join5 } from "node:path";
function pathsIn(folder) {
  return {
    task: join5(folder, "cache.json"),
    log: join5(folder, "cache-export.log"),
    keeper: join5(folder, "cache-mounts.log"),
    // buildx writes it when all went well.
    metadata: join5(folder, "cache-export.json")
  };
}
async function loadTask(folder) {
  return JSON.parse(await readFile3(pathsIn(folder).task, "utf8"));
}

// src/cache/join-mounts.ts
async function joinKeeper(folder, task, { end, stop: stop2 }) {
  const { keeping } = task;
  if (!keeping) return { rows: [], remark: void 0 };
  const left2 = () => Math.max(0, end - performance.now());
  const other = task.keeper === void 0 ? await findExporter() : void 0;
  const free = other === void 0 || await waitFor(other, left2(), stop2);
  const late = task.keeper === void 0 && free && !stop2.aborted;
  const pid = late ? await startKeeper(keeping, pathsIn(folder).keeper) : task.keeper ?? 0;
  if (isRunning(pid))
    print(`cache-mounts: what they hold is being kept; that is waited for, ${Math.ceil(left2() / 1e3)} s at most`);
  const ended = free && await waitFor(pid, left2(), stop2);
  if (!ended) await endProcess(pid);
  await endTurn(pid);
  const { mounts, fetched } = await readErrand(folder);
  const delivery = await receive(folder);
  const rows = listMounts(mounts, fetched, delivery?.outcomes ?? []);
  if (stop2.aborted) return { rows, remark: { level: "line", text: "keeping them was ended with the job" } };
  if (ended && delivery?.failure === "")
    return { rows, remark: { level: "line", text: `read and kept in ${formatSeconds(delivery.duration)}` } };
  const failure = ended ? delivery?.failure ?? "it broke off" : `it took longer than ${task.timeout / 1e3} s with the export; give it more with cache-export-timeout`;
  const text = `not all was kept of them, so the next build takes longer: ${failure}`;
  return { rows, remark: { level: "warning", text } };
}

// src/backoff.ts
var PATIENCE3 = {
  attempts: 6,
  first: 500,
  longest: 3e4,
  total: 6e4,
  silence: 2e4,
  // 90 MB at 300 kB/s.
  attempt: 3e5
};
function parseRetryAfter(header, now) {
  const text = header?.trim() ?? "";
  const wait = /^\d+$/.test(text) ? Number(text) * 1e3 : Date.parse(text) - now;
  return wait >= 0 ? wait : void 0;
}

// src/verdict.ts
var SourceError = class extends Error {
  name = "SourceError";
  verdict;
  /** Milliseconds that the source asks to be left alone. */
  pause;
  constructor(verdict, message, options = {}) {
    super(message, { cause: options.cause });
    this.verdict = verdict;
    this.pause = options.pause ?? 0;
  }
};
var PASSING_STATUSES = [408, 425, 429];
var NO_ANSWER = new RegExp(
  [
    ...["timeout", "timed out", "deadline exceeded", "request canceled", "no answer within"],
    ...["connection reset", "connection refused", "broken pipe", "unreachable", "no route to host", "GOAWAY"],
    ...["\\bEOF\\b", "short read", "server misbehaving", "failure in name resolution"]
  ].join("|"),
  "i"
);
function judgeStatus(status) {
  return PASSING_STATUSES.includes(status) || status >= 500 ? "again" : "next";
}

// node_modules/smol-toml/dist/stringify.js
var HAS_WELLFORMED = !!"".isWellFormed;

// src/publish/reference.ts
var LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
var DOMAIN = new RegExp(`^(?:\\[[a-fA-F0-9:]+\\]|${LABEL}(?:\\.${LABEL})*)(?::\\d+)?$`);

// src/setup/range.ts
var IPV4 = "0".repeat(80) + "1".repeat(16);
function isInRange(host, range) {
  const [network = "", length] = range.split("/");
  const [start, width] = network.includes(":") ? [parseAddress(`[${network}]`), 128] : [parseAddress(network), 32];
  const address = parseAddress(host);
  if (!address || !start || Number(length ?? width) > width) return false;
  const prefix = start.slice(0, 128 - width + Number(length ?? width));
  return address.startsWith(prefix) && address.startsWith(IPV4) === prefix.startsWith(IPV4);
}
function parseAddress(host) {
  const hostname = URL.parse(`http://${host}`)?.hostname ?? "";
  if (/^\d+(?:\.\d+){3}$/.test(hostname)) return IPV4 + toBits(hostname.split("."), 10, 8);
  if (!hostname.startsWith("[")) return "";
  const [head = [], tail = []] = hostname.slice(1, -1).split("::").map((groups) => groups.split(":").filter(Boolean));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => "0");
  return toBits([...head, ...zeros, ...tail], 16, 16);
}
function toBits(numbers, base, width) {
  return numbers.map((text) => Number.parseInt(text, base).toString(2).padStart(width, "0")).join("");
}

// src/setup/no-proxy.ts
var LOOPBACK = ["127.0.0.0/8", "::1"];
var PORTS = { "http:": "80", "https:": "443" };
var BYTE = "(?:0|[1-9]\\d*)";
var IP = `(?:${BYTE}(?:\\.${BYTE}){3}|[\\da-f:.]*:[\\da-f:.]*)`;
var ADDRESS = new RegExp(`^${IP}$`);
var RANGE = new RegExp(`^${IP}/\\d+$`);
var WITH_PORT = /^(?:\[([^[\]]*)\]|([^:[\]]*)):([^:[\]]*)$/;
function isSpared(url, noProxy) {
  const entries = noProxy.split(",").map((entry) => entry.trim().toLowerCase());
  return url.hostname === "localhost" || [...LOOPBACK, ...entries].some((entry) => matches(entry, url));
}
function matches(entry, { protocol, hostname, port }) {
  if (entry === "*") return true;
  if (RANGE.test(entry)) return isInRange(hostname, entry);
  const [, bracketed, plain, wanted = ""] = WITH_PORT.exec(entry) ?? [];
  const name = bracketed ?? plain ?? entry;
  if (name === "" || !["", port || PORTS[protocol]].includes(wanted)) return false;
  if (ADDRESS.test(name)) return isInRange(hostname, name);
  if (/^\[|^[\d.]+$/.test(hostname)) return false;
  const domain = toAscii(name.replace(/^\*\./, "."));
  return hostname === domain || hostname.endsWith(domain.startsWith(".") ? domain : `.${domain}`);
}
function toAscii(domain) {
  if (!new RegExp("\\P{ASCII}", "u").test(domain)) return domain;
  return URL.parse(`http://x.${domain}`)?.hostname.slice("x.".length) ?? domain;
}

// src/setup/proxy.ts
var VARIABLES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"];
var SCHEME = /^[a-z][a-z\d+.-]*:\/\//i;
function readProxies(env) {
  const values = VARIABLES.map((name) => [name, String(env[name] || env[name.toLowerCase()] || "")]);
  return Object.fromEntries(values.filter(([, value]) => value !== ""));
}
function findProxy(url, proxies) {
  const variable = url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  const address = proxies[variable];
  if (address === void 0 || isSpared(url, proxies.NO_PROXY ?? "")) return void 0;
  const proxy = parseAddress2(address);
  if (proxy && /^https?:$/.test(proxy.protocol)) return proxy.href;
  throw new SourceError(
    "next",
    `${variable}: is not the URL of an HTTP proxy, and this step can ask ${url.hostname} through no other; write it as http://host:port, or have NO_PROXY spare ${url.hostname}`
  );
}
function parseAddress2(address) {
  return URL.parse(SCHEME.test(address) ? address : `http://${address}`) ?? void 0;
}

// src/setup/engine.ts
function dockerCommand(args) {
  return { file: "docker", args, env: { DOCKER_DEFAULT_PLATFORM: "" } };
}
function removal(container) {
  return dockerCommand(["rm", "--force", "--volumes", container]);
}

// src/setup/lease.ts
import { randomUUID as randomUUID3 } from "node:crypto";
import { mkdir as mkdir2, readdir as readdir2, readFile as readFile4, rename as rename2, rm as rm3, rmdir as rmdir2, stat as stat2, writeFile as writeFile5 } from "node:fs/promises";
import { basename as basename3, join as join6 } from "node:path";
import { setTimeout as delay3 } from "node:timers/promises";
var DAY = 24 * 60 * 60 * 1e3;
var LONGEST_JOB = 6 * DAY;
var LONGEST_REST = 30 * DAY;
var LONGEST_REMOVAL = 3 * 60 * 1e3;
var SHORTEST_REMOVAL = 5e3;
var [MADE, CLOSED] = ["made", "closed"];
var PART = ".part";
var store = () => buildxFolder(process.env);
async function markMade(builder, made) {
  const folder = folderOf(builder);
  const path4 = join6(folder, randomUUID3() + PART);
  try {
    await writeFile5(path4, JSON.stringify(made));
    await rename2(path4, join6(folder, MADE));
  } finally {
    await rm3(path4, { force: true });
  }
}
async function releaseLease({ builder, step }, remove, stop2) {
  const folder = folderOf(builder);
  await rm3(join6(folder, step), { force: true });
  const task = async () => {
    const made = await readMade(folder);
    if (!made || made.stays === "builder") return made !== void 0;
    await remove(builder, made);
    if (made.stays === "state") await markMade(builder, { stays: "builder" });
    return made.stays === "state";
  };
  await close(folder, task, stop2);
}
async function sweepLeases(isOurs, remove) {
  const root = join6(store(), "multiarch-build");
  for (const builder of await readdir2(root).catch(() => [])) {
    const folder = join6(root, builder);
    const made = await readMade(folder);
    const lasts = made !== void 0 && made.stays !== "nothing";
    const idle = await ageOf(folder);
    for (const name of await readdir2(folder).catch(() => []))
      if (name !== MADE) await removeOlder(join6(folder, name), LONGEST_JOB);
    if (idle < (lasts ? LONGEST_REST : LONGEST_JOB) || lasts && !isOurs(builder)) continue;
    await close(folder, async () => {
      if (made) await remove(builder, { stays: "nothing" });
      return false;
    });
  }
}
async function forgetBuilder(builder) {
  for (const folder of ["instances", "activity", "refs"])
    await rm3(join6(store(), folder, builder.toLowerCase()), { recursive: true, force: true });
}
async function close(folder, task, stop2, started = performance.now()) {
  const closed = join6(folder, CLOSED);
  await removeOlder(closed, LONGEST_REMOVAL);
  const failure = await writeFile5(closed, "", { flag: "wx" }).then(
    () => void 0,
    (error2) => error2
  );
  if (failure?.code === "EEXIST") {
    if (stop2?.aborted && performance.now() - started > SHORTEST_REMOVAL) return;
    await delay3(50);
    return close(folder, task, stop2, started);
  }
  if (failure && !await readMade(folder)) return;
  if (failure) throw new Error(`builder: ${basename3(folder)} can't be removed; make this writable: ${failure.message}`);
  try {
    if ((await listUsers(folder)).length > 0 || await task()) return;
    await rm3(join6(folder, MADE), { force: true });
  } finally {
    await rm3(closed, { force: true });
    if (await readMade(folder) === void 0) await rmdir2(folder).catch(() => {
    });
  }
}
async function listUsers(folder) {
  const names = (await readdir2(folder)).filter((name) => name !== MADE && name !== CLOSED && !name.endsWith(PART));
  const ages = await Promise.all(names.map((name) => ageOf(join6(folder, name))));
  return names.filter((_, index) => (ages[index] ?? 0) < LONGEST_JOB);
}
async function readMade(folder) {
  return readFile4(join6(folder, MADE), "utf8").then(
    (text) => JSON.parse(text),
    () => void 0
  );
}
async function removeOlder(path4, limit2) {
  const age = await ageOf(path4);
  if (age >= limit2 && age < Number.POSITIVE_INFINITY) await rm3(path4, { force: true });
}
async function ageOf(path4) {
  return stat2(path4).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => Number.POSITIVE_INFINITY
  );
}
function folderOf(builder) {
  return join6(store(), "multiarch-build", builder.toLowerCase());
}

// src/setup/refusal.ts
var CONFIGS = ["buildkitd-config-inline", "buildkitd-config"];
var SAYINGS = [
  [/failed to initialize builder .*?\): (.*)/, ["driver-opts"], true],
  [/^Error response from daemon: (.*)/m, ["driver-opts"], true],
  [/failed to parse buildkit flags: (.*)/, ["buildkitd-flags"], true],
  [/failed to (?:parse|load) config: (.*)/, CONFIGS, true],
  [/^(toml: .*)/m, CONFIGS, true],
  [/^(?:Incorrect Usage|buildkitd): (.*\bflag\b.*)/m, ["buildkitd-flags"], true],
  [/^buildkitd: (.*)/m, ["buildkitd-flags", ...CONFIGS], false]
];

// src/cache/entry.ts
var STORAGE = ["name", "prefix", "blobs_prefix", "manifests_prefix"];
var GHA = ["scope", "token", "url", "url_v2", "version", "timeout", "repository", "ghtoken"];
var S3 = [
  ...["bucket", "region", "endpoint_url", "access_key_id", "secret_access_key", "session_token", "use_path_style"],
  ...["touch_refresh", "upload_parallelism", "retry_max_attempts", "retry_mode", "disable_accept_encoding"]
];
var AZBLOB = ["account_url", "account_name", "container", "secret_access_key"];
var COMMON = ["mode", "ignore-error", "compression", "compression-level", "force-compression"];
var KNOWN = {
  gha: { "cache-from": GHA, "cache-to": [...GHA, ...COMMON] },
  registry: { "cache-from": ["ref"], "cache-to": ["ref", "oci-mediatypes", "image-manifest", ...COMMON] },
  local: {
    "cache-from": ["src", "tag", "digest"],
    "cache-to": ["dest", "tag", "reset", "oci-mediatypes", "image-manifest", ...COMMON]
  },
  s3: { "cache-from": [...S3, ...STORAGE], "cache-to": [...S3, ...STORAGE, ...COMMON] },
  azblob: { "cache-from": [...AZBLOB, ...STORAGE], "cache-to": [...AZBLOB, ...STORAGE, ...COMMON] },
  inline: { "cache-from": [], "cache-to": ["mode"] }
};

// src/cache/plan.ts
function quieten(remark, warned) {
  return warned && remark.level === "warning" ? { ...remark, level: "line" } : remark;
}

// src/http.ts
var HttpError = class extends SourceError {
  name = "HttpError";
  status;
  constructor({ status, headers }, message) {
    super(judgeStatus(status), message, { pause: parseRetryAfter(headers["retry-after"], Date.now()) });
    this.status = status;
  }
};
var load = process.getBuiltinModule;
var TIMEOUT = 3e4;
var LONGEST_BODY = 8 * 1024 * 1024;
function createClient(trust = {}) {
  const agents = /* @__PURE__ */ new Map();
  return async ({ url: text, method = "GET", headers = {}, body, timeout = TIMEOUT, signal = cancelled }) => {
    const url = new URL(text);
    const secure = url.protocol === "https:";
    const proxy = findProxy(url, readProxies(process.env));
    const kind = `${url.protocol} ${proxy}`;
    const agent = agents.get(kind) ?? createAgent(secure, proxy, trust);
    agents.set(kind, agent);
    const shown = `${method} ${showUrl(url.href)}`;
    const started = performance.now();
    if (isDebug2()) print(`> ${shown}`);
    return new Promise((resolve4, reject) => {
      const { request: send } = load(secure ? "node:https" : "node:http");
      let answer;
      const outgoing = send(url, { method, headers, agent, timeout, signal }, (body2) => {
        answer = body2;
        const { statusCode = 0, headers: headers2 } = body2;
        if (isDebug2()) print(`> ${shown}: ${statusCode}, ${((performance.now() - started) / 1e3).toFixed(2)} s`);
        resolve4({ status: statusCode, headers: headers2, body: body2 });
      });
      outgoing.on("timeout", () => {
        const lack = answer ? "nothing more" : "no answer";
        (answer ?? outgoing).destroy(new SourceError("again", `${lack} within ${timeout / 1e3} s`));
      });
      outgoing.on("error", reject);
      outgoing.end(body);
    });
  };
}
async function readBody({ body }) {
  const chunks = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > LONGEST_BODY) throw new Error(`the answer has more than ${LONGEST_BODY} bytes`);
  }
  return Buffer.concat(chunks);
}
function createAgent(secure, proxy, { ca = [], cert, key, insecure }) {
  const options = { keepAlive: true, ...proxy ? { proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } } : {} };
  if (!secure) return new (load("node:http")).Agent(options);
  const { getCACertificates } = load("node:tls");
  return new (load("node:https")).Agent({
    ...options,
    // Programs of the system, docker and buildx among them, trust the system's; Node brings its own list.
    ca: [...getCACertificates("default"), ...getCACertificates("system"), ...ca],
    ...cert === void 0 ? {} : { cert },
    ...key === void 0 ? {} : { key },
    rejectUnauthorized: !insecure
  });
}

// src/cache/service.ts
var LOOK_UP = "/twirp/github.actions.results.api.v1.CacheService/GetCacheEntryDownloadURL";
var VERSION = "693bb7016429d80366022f036f84856888c9f13e00145f5f6f4dce303a38d6f2";
var BLOB = "buildkit-blob-1-";
var ask = createClient();
async function findIndex({ url, token: token2 }, key, signal) {
  const answer = await ask({
    ...{ url: url + LOOK_UP, method: "POST", signal },
    headers: { authorization: `Bearer ${token2}`, "content-type": "application/json", "user-agent": "multiarch-build" },
    body: JSON.stringify({ key, restore_keys: [key], version: VERSION })
  });
  const text = (await readBody(answer)).toString();
  if (answer.status !== 200) throw new HttpError(answer, `the cache service answers with HTTP ${answer.status}`);
  const found = parseJson2(text);
  if (found && found.ok !== true && !("code" in found || "msg" in found)) return void 0;
  const { matched_key: matched, signed_download_url: location } = found ?? {};
  if (typeof matched !== "string" || typeof location !== "string")
    throw new SourceError(
      "next",
      `the cache service answers with something else: ${JSON.stringify(text.slice(0, 100))}`
    );
  return { key: matched, url: location };
}
async function findLacking(service, layers, signal) {
  const lacking = [];
  for (const digest of layers) if (!await findIndex(service, BLOB + digest, signal)) lacking.push(digest);
  return lacking;
}
async function readLayers({ url }, signal) {
  const layers = parseJson2((await readBody(await openIndex(url, signal))).toString())?.layers;
  const entries = Array.isArray(layers) ? layers : [];
  return new Map(entries.map(({ blob, annotations }) => [blob, annotations?.size ?? 0]));
}
async function openIndex(url, signal) {
  const answer = await ask({ url, signal });
  if (answer.status !== 200)
    throw new HttpError(answer, `the storage of the cache service answers with HTTP ${answer.status}`);
  if (/html/.test(answer.headers["content-type"] ?? ""))
    throw new SourceError("next", "the storage of the cache service answers with a page for people");
  return answer;
}
function parseJson2(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : void 0;
  } catch {
    return void 0;
  }
}

// src/cache/token.ts
var READ = 1;
var WRITE = 2;
var MODES = { none: 0, read: READ, write: READ | WRITE, "write-only": WRITE };
function readAccess(env, now) {
  const { ACTIONS_RESULTS_URL: url = "", ACTIONS_RUNTIME_TOKEN: token2 = "" } = env;
  const none = (why2, kind = "broken") => ({ kind, why: why2 });
  if (token2 && !/^(?:1|t|T|true|True|TRUE)$/.test(env.ACTIONS_CACHE_SERVICE_V2 ?? ""))
    return none(
      "this server has no cache service of version 2 (ACTIONS_CACHE_SERVICE_V2); keep the cache in a registry, with cache-from and cache-to of type=registry",
      "old"
    );
  if (!url || !token2)
    return none(
      `there is no cache service without ${[!url && "ACTIONS_RESULTS_URL", !token2 && "ACTIONS_RUNTIME_TOKEN"].filter(Boolean).join(" and ")}, which the runner sets for a step with uses, not for a script, and act where its cache server runs; write cache: off, or cache-from and cache-to of another type`,
      "none"
    );
  if (!/^https?:\/\/[^/]/.test(url) || !URL.canParse(url))
    return none(`ACTIONS_RESULTS_URL: ${JSON.stringify(url)} is no URL; find out what changed it`);
  const claims = parseClaims(token2);
  if (typeof claims === "string") return none(`ACTIONS_RUNTIME_TOKEN: ${claims}; find out what changed it`);
  const time = (seconds) => new Date(seconds * 1e3).toISOString();
  if (claims.exp * 1e3 <= now)
    return none(`ACTIONS_RUNTIME_TOKEN: its time ended at ${time(claims.exp)}; a job that takes less long has one`);
  if (claims.nbf * 1e3 > now)
    return none(`ACTIONS_RUNTIME_TOKEN: its time begins at ${time(claims.nbf)}; set the clock of the runner`);
  const mode = (env.ACTIONS_CACHE_MODE ?? "").trim().toLowerCase();
  const allowed = MODES[mode] ?? READ | WRITE;
  const scopes = claims.scopes.map(({ Scope, Permission }) => ({ scope: Scope, permission: Permission & allowed }));
  const readable = scopes.filter(({ permission }) => permission & READ).map(({ scope }) => scope);
  const last = scopes.findLast(({ permission }) => permission & WRITE)?.scope;
  const writable = readable.length > 0 ? last : void 0;
  const reason = allowed === (READ | WRITE) ? "the token" : `ACTIONS_CACHE_MODE=${mode}`;
  const why = explain(reason, readable.length > 0, last !== void 0);
  return { kind: "service", url: url.replace(/\/+$/, ""), token: token2, readable, writable, why };
}
function explain(reason, reads, writes) {
  if (reads) return writes ? "" : `${reason} allows reading alone, so this build uses the cache and adds nothing to it`;
  return writes ? `${reason} allows writing alone, and BuildKit reads before it writes, so this build does without it` : `${reason} allows neither reading nor writing, so this build does without it`;
}
function parseClaims(token2) {
  const claims = parseJson3(Buffer.from(token2.split(".")[1] ?? "", "base64url").toString());
  if (typeof claims !== "object" || claims === null) return "it is no token";
  const { ac, nbf, exp } = claims;
  if (typeof nbf !== "number" || typeof exp !== "number") return "it does not say when its time is";
  const scopes = parseJson3(typeof ac === "string" ? ac : "");
  const isScope = (scope) => typeof scope?.Scope === "string" && typeof scope.Permission === "number";
  if (!Array.isArray(scopes) || !scopes.every(isScope)) return "it does not say what it allows";
  return { scopes, nbf, exp };
}
function parseJson3(text) {
  try {
    return JSON.parse(text);
  } catch {
    return void 0;
  }
}

// src/cache/open.ts
var HASTE = { ...PATIENCE3, attempts: 3, total: 3e3 };
function tell({ level, text }, required, subject = "cache") {
  const line = `${subject}: ${text}`;
  if (level === "warning" && required) throw new Error(`${line}. With cache-required, that is an error`);
  ({ line: print, notice: notice2, warning: warning2 })[level](line);
}
function reasonOf(error2) {
  if (["AbortError", "TimeoutError"].includes(error2.name)) return "no answer in time";
  return error2 instanceof AggregateError ? error2.errors.map(reasonOf).join("; ") : error2.message;
}

// src/cache/usage.ts
import { readFile as readFile5 } from "node:fs/promises";

// src/build/metadata.ts
function parseMetadata(text) {
  const { "buildx.build.warnings": warnings = [], ...document } = JSON.parse(text);
  const digest = textOf(document["containerimage.digest"]);
  const imageId = textOf(document["containerimage.config.digest"]) ?? digest;
  return { digest, imageId, findings: listFindings(warnings), document };
}
function readReference(document) {
  return textOf(document["buildx.build.ref"])?.split("/").at(-1) ?? "";
}
function listFindings(warnings) {
  const findings = warnings.flatMap(({ short = "", url = "", range }) => {
    const line = range?.[0]?.start?.line;
    return line === void 0 ? [] : [{ text: Buffer.from(short, "base64").toString(), url, line }];
  });
  return findings.sort((a, b) => a.line - b.line || a.text.localeCompare(b.text));
}
function textOf(value) {
  return typeof value === "string" && value !== "" ? value : void 0;
}

// src/cache/layers.ts
function parseLayers(text) {
  const document = parseJson4(text);
  const steps = document?.buildDefinition?.internalParameters?.buildConfig?.digestMapping ?? {};
  const layers = Object.entries(document?.runDetails?.metadata?.buildkit_metadata?.layers ?? {});
  return new Map(
    Object.entries(steps).map(([vertex, step]) => [
      vertex,
      layers.flatMap(([output, chains]) => output.startsWith(`${step}:`) ? chains.flat() : [])
    ])
  );
}
function countWritten(written, layers, platformOf) {
  const left2 = new Set(written);
  const bytes = /* @__PURE__ */ new Map();
  for (const [vertex, blobs] of layers) {
    const platform = platformOf(vertex);
    if (platform === void 0) continue;
    for (const { digest, size } of blobs)
      if (left2.delete(digest)) bytes.set(platform, (bytes.get(platform) ?? 0) + size);
  }
  return bytes;
}
function parseJson4(text) {
  try {
    return JSON.parse(text);
  } catch {
    return void 0;
  }
}

// src/cache/usage.ts
var PATIENCE4 = 1e4;
async function readUsage(folder, task, stop2) {
  const { history, reference, platforms, replay } = task;
  if (!history) return [];
  const built = createProgress();
  const ask2 = async (args, onText) => {
    const command2 = { ...history, args: [...history.args, ...args] };
    return run(command2, { timeout: PATIENCE4, signal: stop2, ...onText && { onText } }).catch(ignoreFailure);
  };
  const told2 = await ask2(["logs", "--progress=rawjson", reference], built.add);
  if (told2 === void 0) return [];
  const exporting = replay ? await readReplay(folder) : { progress: built, reference };
  return listUsage(built.usage(platforms), exporting && await readExported(ask2, exporting, platforms));
}
async function readReplay(folder) {
  const { metadata, log } = pathsIn(folder);
  const text = await readFile5(metadata, "utf8").catch(() => void 0);
  if (text === void 0) return void 0;
  const progress = createProgress();
  progress.add(await readFile5(log, "utf8"));
  return { progress, reference: readReference(parseMetadata(text).document) };
}
async function readExported(ask2, { progress, reference }, platforms) {
  const exports = progress.exports().filter(({ completed, error: error2 }) => completed && error2 === "");
  if (exports.length === 0) return void 0;
  const written = exports.flatMap((one) => one.written);
  if (written.length === 0) return /* @__PURE__ */ new Map();
  const choices = platforms.length === 1 ? [[]] : platforms.map((platform) => [`--platform=${platform}`]);
  const attested = await Promise.all(
    choices.map((choice) => ask2(["inspect", "attachment", "--type=provenance", ...choice, reference]))
  );
  const layers = new Map(attested.flatMap((text) => [...parseLayers(text ?? "")]));
  const bytes = countWritten(written, layers, (vertex) => progress.platformOf(vertex, platforms));
  return bytes.size > 0 ? bytes : void 0;
}

// src/cache/join.ts
var PATIENCE5 = 1e4;
var ENDED = { level: "line", text: "the export was ended with the job" };
var LOST = "Publishing was over before; the next build makes again what is new in this one";
async function joinCache(folder, stop2) {
  const task = await useVerified(await loadTask(folder), stop2);
  const wait = { end: performance.now() + task.timeout, stop: stop2 };
  const fail2 = ({ message }) => ({ level: "warning", text: `not exported: ${message}` });
  const exported = await joinReplay(folder, task, wait).catch(fail2);
  const kept = await joinKeeper(folder, task, wait).catch((error2) => ({ rows: [], remark: fail2(error2) }));
  const tables = [stop2.aborted ? [] : await readUsage(folder, task, stop2), kept.rows].filter((rows) => rows.length > 0);
  for (const rows of tables) print(`${alignRows(rows)}
`);
  const texts = [...tables.map(formatMarkdown), ...exported ? [`Cache: ${exported.text}`] : []];
  await summarize(texts.map((text) => `${text}
`).join("\n"));
  const known = task.warned || exported?.level === "warning";
  if (kept.remark) tell(quieten(kept.remark, known), task.required, "cache-mounts");
  if (exported) tell(quieten(exported, task.warned), task.required);
}
async function useVerified(task, stop2) {
  const { path: path4, sha256 } = task.buildx;
  if (stop2.aborted || await hashFile(path4) === sha256) return task;
  warning2(
    `cache: ${path4} is not the buildx any more that was verified (sha256 ${sha256}), and is not run; find out what changed it`
  );
  return {
    ...task,
    history: void 0,
    ...task.pid === void 0 && { replay: void 0, indexes: [] },
    ...task.keeper === void 0 && { keeping: void 0 }
  };
}
async function joinReplay(folder, task, wait) {
  const { end, stop: stop2 } = wait;
  const left2 = () => Math.max(0, end - performance.now());
  const begun = task.replay && (task.pid ?? await startLate(folder, task, wait));
  if (typeof begun === "object") return begun;
  if (begun !== void 0 && isRunning(begun))
    print(`cache: the export is waited for, ${Math.ceil(left2() / 1e3)} s at most`);
  const ended = begun === void 0 || await waitFor(begun, left2(), stop2);
  if (begun !== void 0 && !ended) await endProcess(begun);
  if (begun !== void 0) await endTurn(begun);
  if (stop2.aborted) return ENDED;
  return ended ? judge(folder, task, stop2) : tooLong(task.timeout);
}
async function startLate(folder, task, wait) {
  const { end, stop: stop2 } = wait;
  const other = await findExporter();
  const free = other === void 0 || await waitFor(other, end - performance.now(), stop2);
  const begun = task.replay && free ? await startReplay(task.replay, pathsIn(folder).log, wait) : void 0;
  return begun ?? (stop2.aborted ? ENDED : tooLong(task.timeout));
}
function tooLong(timeout) {
  const text = `the export took longer than ${timeout / 1e3} s and was ended; give it more with cache-export-timeout. ${LOST}`;
  return { level: "warning", text };
}
async function judge(folder, { replay, indexes }, stop2) {
  const progress = createProgress();
  const succeeded = await exists2(pathsIn(folder).metadata);
  if (replay) progress.add(await readFile6(pathsIn(folder).log, "utf8"));
  const exports = progress.exports();
  const error2 = exports.map((one) => one.error).find((text2) => text2 !== "");
  if (replay && (error2 || !succeeded))
    return { level: "warning", text: `the export failed: ${error2 || progress.text() || "it broke off"}. ${LOST}` };
  const access2 = readAccess(process.env, Date.now());
  const service = access2.kind === "service" ? access2 : void 0;
  const stored = await Promise.all(indexes.map((index) => askFor(index, service, stop2)));
  const missing = indexes.find((_, at) => stored[at] === "missing");
  if (missing)
    return {
      level: "warning",
      text: `the export was in vain: the service has no new index of ${missing.scope}. ${LOST}`
    };
  const layers = stored.find((one) => typeof one === "object");
  const text = `exported ${formatExport({ exports, layers })}`;
  const written = exports.flatMap((one) => one.written).filter((digest) => layers?.has(digest));
  const lacking = service ? await countLacking(written, service, stop2) : 0;
  if (lacking > 0)
    return {
      level: "notice",
      text: `${text}; the service has no ${lacking} of them, since another job is storing them, or broke off while it did. Until it has, what needs them is built again`
    };
  return replay && { level: "line", text };
}
async function countLacking(written, service, stop2) {
  try {
    return (await findLacking(service, written, patience(stop2))).length;
  } catch (error2) {
    print(`cache: the service does not say whether it has the layers: ${reasonOf(error2)}`);
    return 0;
  }
}
async function askFor({ scope, prefix, before }, service, stop2) {
  if (!service) return void 0;
  const signal = patience(stop2);
  try {
    const found = await findIndex(service, prefix, signal);
    return found && found.key !== before ? await readLayers(found, signal) : "missing";
  } catch (error2) {
    print(`cache: the service does not say whether the index of ${scope} was stored: ${reasonOf(error2)}`);
    return void 0;
  }
}
function patience(stop2) {
  return AbortSignal.any([stop2, AbortSignal.timeout(PATIENCE5)]);
}
async function exists2(path4) {
  return stat3(path4).then(
    () => true,
    () => false
  );
}

// src/setup/container.ts
async function findContainer(builder) {
  const { container } = builderContainer(builder);
  const command2 = dockerCommand(["container", "inspect", "--format={{json .}}", container]);
  const text = await run(command2, { secret: true }).catch(ignoreFailure);
  if (text === void 0) return void 0;
  const { Image, State, ExecIDs, Config } = JSON.parse(text);
  const busy = (ExecIDs ?? []).length > 0;
  return {
    ...{ name: container, image: Image.replace("sha256:", ""), paused: State.Paused, busy },
    reference: Config.Image,
    mark: readMark(Config.Env ?? [])
  };
}

// src/setup/elf.ts
var ELFS = {
  amd64: { bits: 64, machine: 62, code: "8b3c24ffcfb83c0000000f05" },
  "386": { bits: 32, machine: 3, code: "8b1c244bb801000000cd80" },
  arm64: { bits: 64, machine: 183, code: "e00340f900040051a80b8052010000d4" },
  arm: { bits: 32, machine: 40, flags: 83886080, code: "00009de5010040e20170a0e3000000ef" },
  riscv64: { bits: 64, machine: 243, code: "032501001305f5ff9308d00573000000" },
  ppc64le: { bits: 64, machine: 21, flags: 2, code: "000061e8ffff63380100003802000044" },
  s390x: { bits: 64, bigEndian: true, machine: 22, code: "e320f0000004a72bffff0a01" },
  mips64le: { bits: 64, machine: 8, flags: 2147483648, code: "0000a4dfffff8464c21302640c000000" },
  mips64: { bits: 64, bigEndian: true, machine: 8, flags: 2147483648, code: "dfa400006484ffff640213c20000000c" },
  loong64: { bits: 64, machine: 258, flags: 67, code: "6400c02884fcff020b74810300002b00" }
};
var ARCHITECTURES2 = Object.keys(ELFS);

// src/setup/emulators.ts
function binfmtContainer(mark2) {
  return `multiarch-build-binfmt-${mark2}`;
}

// src/setup/plugin.ts
import {
  constants as constants3,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs";
import { basename as basename4, dirname as dirname3, join as join7 } from "node:path";
import { setTimeout as delay4 } from "node:timers/promises";
var PROGRAM = "docker-buildx";
var SYSTEM_FOLDERS = ["/usr/local/lib", "/usr/local/libexec", "/usr/lib", "/usr/libexec"].map(
  (folder) => `${folder}/docker/cli-plugins`
);
var SHELF = ".multiarch-build";
var [BEFORE, LOCK, NEXT] = ["before", "lock", "next"];
var LINK = join7(SHELF, PROGRAM);
var LONGEST_LOCK = 5e3;
async function removePlugin({ note }) {
  const shelf = dirname3(note);
  const folder = dirname3(shelf);
  const [path4, before] = [join7(folder, PROGRAM), join7(shelf, BEFORE)];
  const takeBack = () => {
    rmSync(note, { force: true });
    const used = listUsed(shelf);
    const [other] = used;
    if (other && !used.includes(resolve3(join7(shelf, PROGRAM)) ?? "")) point(shelf, other);
    if (other) return;
    if (!exists3(path4) || readLink(path4) === LINK)
      if (exists3(before)) renameSync(before, path4);
      else rmSync(path4, { force: true });
    for (const name of [BEFORE, PROGRAM, NEXT]) rmSync(join7(shelf, name), { force: true });
  };
  if (exists3(note)) await alone(shelf, takeBack);
  for (const empty of [shelf, folder]) orNothing(() => rmdirSync(empty));
}
async function alone(shelf, task) {
  const lock = join7(shelf, LOCK);
  for (; ; ) {
    mkdirSync(shelf, { recursive: true });
    try {
      writeFileSync(lock, "", { flag: "wx" });
      break;
    } catch (error2) {
      if (!["EEXIST", "ENOENT"].includes(error2.code ?? "")) throw error2;
      if (ageOf2(lock) > LONGEST_LOCK) rmSync(lock, { force: true });
      else await delay4(5);
    }
  }
  try {
    task();
  } finally {
    rmSync(lock, { force: true });
  }
}
function listUsed(shelf) {
  const notes = readdirSync(shelf).filter((name) => ![PROGRAM, BEFORE, LOCK, NEXT].includes(name));
  return notes.flatMap((name) => {
    const note = join7(shelf, name);
    const file = ageOf2(note) < LONGEST_JOB ? resolve3(note) : void 0;
    if (file === void 0) rmSync(note, { force: true });
    return file ?? [];
  });
}
function point(shelf, file) {
  const next = join7(shelf, NEXT);
  rmSync(next, { force: true });
  symlinkSync(file, next);
  renameSync(next, join7(shelf, PROGRAM));
}
function ageOf2(path4) {
  return Date.now() - (orNothing(() => lstatSync(path4).mtimeMs) ?? Number.POSITIVE_INFINITY);
}
function exists3(path4) {
  return orNothing(() => lstatSync(path4)) !== void 0;
}
function readLink(path4) {
  return orNothing(() => readlinkSync(path4)) ?? "";
}
function resolve3(path4) {
  return orNothing(() => realpathSync(path4));
}
function orNothing(task) {
  try {
    return task();
  } catch {
    return void 0;
  }
}

// src/undo.ts
var TIMEOUT2 = 6e4;
var CREATION = 1e3;
async function undo(thing, stop2) {
  switch (thing.kind) {
    case "processes":
      return endProcesses(thing.mark);
    case "cache":
      return joinCache(thing.folder, stop2);
    case "folder":
      return rm4(thing.path, { recursive: true, force: true });
    case "plugin":
      return removePlugin(thing);
    case "builder":
      return releaseLease(thing, (name, made) => removeBuilder(name, made, CREATION), stop2);
  }
}
async function removeBuilder(name, { stays }, patience2 = 0) {
  const { container, volume } = builderContainer(name);
  const found = isDerived(name) ? void 0 : await findContainer(name);
  if (found && !found.mark) return;
  await forgetBuilder(name);
  if (await run(removal(container), { timeout: TIMEOUT2 }) === "" && patience2 > 0) {
    await delay5(patience2);
    await run(removal(container), { timeout: TIMEOUT2 });
  }
  if (stays === "nothing") await run(dockerCommand(["volume", "rm", "--force", volume]), { timeout: TIMEOUT2 });
  print(`Removed the builder ${name}${stays === "state" ? `; its cache stays in the volume ${volume}` : ""}`);
}
async function removeAbandoned(mark2) {
  const binfmt = binfmtContainer(mark2);
  const filters = [`buildx_buildkit_${JOB_PREFIX}`, binfmt].map((name) => `--filter=name=${name}`);
  const list = dockerCommand(["ps", "--all", ...filters, "--format={{.Names}} {{.CreatedAt}}"]);
  const text = await run(list, { timeout: TIMEOUT2 }).catch(ignoreFailure) ?? "";
  if (text.includes(binfmt)) await run(removal(binfmt), { timeout: TIMEOUT2 }).catch(ignoreFailure);
  for (const [, name, created = ""] of text.matchAll(/^buildx_buildkit_(\S+)0 (\S+ \S+ \S+)/gm))
    if (name && Date.now() - Date.parse(created) > LONGEST_JOB)
      await removeBuilder(name, { stays: "nothing" }).catch((error2) => print(error2.message));
  await sweepLeases(isDerived, removeBuilder).catch((error2) => print(error2.message));
}
async function endProcesses(mark2) {
  const entry = `${STEP_MARK}=${mark2}`;
  const pids = (await readdir3("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const marked = async (pid) => (await readFile7(`/proc/${pid}/environ`, "utf8").catch(() => "")).split("\0").includes(entry);
  const ours = (await Promise.all(pids.map(async (pid) => await marked(pid) ? [Number(pid)] : []))).flat();
  for (const signal of ["SIGTERM", "SIGKILL"]) {
    const left2 = ours.filter((pid) => kill(pid, signal));
    if (left2.length > 0) {
      print(`Ended processes of the step: ${left2.join(", ")} (${signal})`);
      await delay5(signal === "SIGTERM" ? 1e3 : 0);
    }
  }
}
function kill(pid, signal) {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

// src/post.ts
var stop = new AbortController();
if (process.env["INPUT_JOB-STATUS"] === "cancelled") stop.abort();
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stop.abort());
restoreEnvironment();
var told = (error2) => fail(`clean-up: ${error2.message}`);
var left = loadUndo();
var abandoned = removeAbandoned(left.find((thing) => thing.kind === "processes")?.mark ?? "").catch(told);
for (const thing of left)
  await undo(thing, stop.signal).catch(thing.kind === "cache" ? (error2) => fail(error2.message) : told);
await abandoned;
