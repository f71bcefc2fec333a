// The import law of the house (docs/architecture.md) as data, and the lint rule that reads it. Paths are resolved, so it makes no
// difference how deep a file lies or how an import is written. What code may use without importing it, TypeScript's `lib` and `types` decide.
import { isBuiltin } from 'node:module';
import { posix, relative, sep } from 'node:path';

const ports = ['src/core/ports', 'src/core/errors'];

/** For each room (a folder or a single file; the longest that fits counts): the others it may import, and whether it may import Node and VS Code. */
const rooms = {
  'src/shared': { mayImport: [] },
  'src/core': { mayImport: ['src/shared'] },
  'src/openrouter': { mayImport: ['src/shared', ...ports] },
  'src/demo': { mayImport: ['src/shared', ...ports] },
  'src/tokens': { mayImport: ['src/shared', ...ports] },
  'src/archive': { mayImport: ['src/shared', ...ports], node: true },
  'src/vscode': { mayImport: ['src/shared', 'src/core'], node: true, vscode: true },
  'src/extension.ts': { mayImport: ['src/shared', 'src/composition', 'src/vscode'], vscode: true },
  'src/composition': {
    mayImport: ['src/shared', 'src/core', 'src/openrouter', 'src/demo', 'src/tokens', 'src/archive', 'src/vscode'],
    node: true,
    vscode: true,
  },
  // Tests make the services without VS Code, so nothing behind this file may need it.
  'src/composition/createServices.ts': {
    mayImport: ['src/shared', 'src/core', 'src/openrouter', 'src/demo', 'src/tokens', 'src/archive'],
    node: true,
  },
  // The browser trusts the host: it validates and stores nothing, and counts no tokens.
  'webview-ui': { mayImport: ['src/shared'], forbiddenPackages: ['zod', 'sql.js', 'js-tiktoken'] },
};

/**
 * The floors of a folder, from the top: an import goes down, never up, and the parts of one floor do not import one another.
 * A part is a folder; `.` is all files that lie in the folder itself.
 */
const floors = {
  'src/core': [
    ['.'],
    ['surface'],
    ['chat'],
    ['answers'],
    ['money'],
    ['context', 'models'],
    ['conversation'],
    ['events'],
    ['ports', 'errors'],
  ],
  'src/core/money': [['reports'], ['budget'], ['ledger', 'counts'], ['pricing']],
  'src/openrouter': [['chat'], ['catalogue', 'account'], ['http'], ['errors'], ['values']],
  'src/archive': [
    ['.'],
    ['worker'],
    ['maintenance'],
    ['projection', 'ledger', 'reservations', 'drafts'],
    ['search'],
    ['log', 'sqlite'],
    ['disk'],
  ],
  'src/archive/maintenance': [['.'], ['verify', 'restore'], ['backup'], ['purge']],
  'webview-ui': [
    ['.'],
    ['app'],
    ['archive', 'composer', 'costs', 'header', 'models', 'telemetry', 'transcript'],
    ['notices', 'markdown'],
    ['ui', 'charts'],
    ['stores'],
    ['transport', 'format', 'theme'],
  ],
};

const isIn = (path, room) => path === room || path.startsWith(`${room}/`);

const roomOf = (path) =>
  Object.keys(rooms)
    .filter((room) => isIn(path, room))
    .sort((a, b) => b.length - a.length)[0];

/** Why `file` may not import `target` although both lie in one folder with floors; undefined when it may. */
function floorObjection(file, target) {
  for (const [folder, levels] of Object.entries(floors)) {
    if (!isIn(file, folder) || !isIn(target, folder)) continue;
    const [from, to] = [file, target].map((path) => {
      const [first, ...rest] = path.slice(folder.length + 1).split('/');
      const part = rest.length === 0 ? '.' : first;
      return { part, level: levels.findIndex((parts) => parts.includes(part)) };
    });
    for (const { part, level } of [from, to]) if (level < 0) return `${folder}/${part} stands on no floor of the import law.`;
    if (from.part === to.part || from.level < to.level) continue;
    return from.level > to.level
      ? `${folder}/${from.part} stands below ${to.part}, and an import never climbs.`
      : `${folder}/${from.part} and ${to.part} stand on one floor, and do not import one another.`;
  }
  return undefined;
}

/** Why a file of the room `own` may not import the specifier; undefined when it may. */
function objection(file, own, specifier) {
  const { mayImport, node, vscode, forbiddenPackages = [] } = rooms[own];
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(file), specifier);
    if (![own, ...mayImport].some((room) => isIn(target, room))) return `${own} may import only ${mayImport.join(', ') || 'itself'}.`;
    return floorObjection(file, target);
  }
  if (isBuiltin(specifier)) return node ? undefined : `${own} may not use Node built-ins.`;
  if (specifier === 'vscode') return vscode ? undefined : 'Only src/vscode and the root of the composition may import vscode.';
  if (forbiddenPackages.some((name) => isIn(specifier, name))) return `${own} may not use ${specifier}.`;
  return undefined;
}

/** ESLint plugin with the one rule `law/imports`. */
export const importLawPlugin = {
  rules: {
    imports: {
      meta: { type: 'problem', schema: [] },
      create(context) {
        const file = relative(context.cwd, context.filename).split(sep).join('/');
        const own = roomOf(file);
        if (!own) return { Program: (node) => context.report({ node, message: 'This folder is no room of the import law.' }) };
        const check = (source) => {
          if (!source) return;
          const message =
            typeof source.value === 'string'
              ? objection(file, own, source.value)
              : 'Name the module by a literal, so that the law can see it.';
          if (message) context.report({ node: source, message });
        };
        return {
          ImportDeclaration: ({ source }) => check(source),
          ExportNamedDeclaration: ({ source }) => check(source),
          ExportAllDeclaration: ({ source }) => check(source),
          ImportExpression: ({ source }) => check(source),
          TSImportType: ({ source }) => check(source),
          TSExternalModuleReference: ({ expression }) => check(expression),
        };
      },
    },
  },
};
