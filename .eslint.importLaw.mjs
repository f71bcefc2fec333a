// The import law of the house (docs/architecture.md) as data, and the lint rule that reads it. Paths are resolved, so it makes no
// difference how deep a file lies or how an import is written. What code may use without importing it, TypeScript's `lib` and `types` decide.
import { isBuiltin } from 'node:module';
import { posix, relative, sep } from 'node:path';

const ports = ['src/core/ports', 'src/core/errors'];

/** For each room: the other rooms (folders or single files) it may import, and whether it may import Node and VS Code. */
const importLaw = {
  'src/shared': { rooms: [] },
  'src/core': { rooms: ['src/shared'] },
  'src/openrouter': { rooms: ['src/shared', ...ports] },
  'src/demo': { rooms: ['src/shared', ...ports] },
  'src/tokens': { rooms: ['src/shared', ...ports] },
  'src/archive': { rooms: ['src/shared', ...ports], node: true },
  'src/vscode': { rooms: ['src/shared', 'src/core'], node: true, vscode: true },
  'src/extension.ts': { rooms: ['src/composition', 'src/vscode'], vscode: true },
  'src/composition': {
    rooms: ['src/shared', 'src/core', 'src/openrouter', 'src/demo', 'src/tokens', 'src/archive', 'src/vscode'],
    node: true,
    vscode: true,
  },
  // The browser trusts the host: it validates and stores nothing, and counts no tokens.
  'webview-ui': { rooms: ['src/shared'], forbiddenPackages: ['zod', 'sql.js', 'js-tiktoken', 'eventsource-parser'] },
};

const isIn = (path, room) => path === room || path.startsWith(`${room}/`);

/** Why a file of the room `own` may not import the specifier; undefined when it may. */
function objection(file, own, specifier) {
  const { rooms, node, vscode, forbiddenPackages = [] } = importLaw[own];
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(file), specifier);
    return [own, ...rooms].some((room) => isIn(target, room)) ? undefined : `${own} may import only ${rooms.join(', ') || 'itself'}.`;
  }
  if (isBuiltin(specifier)) return node ? undefined : `${own} may not use Node built-ins.`;
  if (specifier === 'vscode') return vscode ? undefined : 'Only src/vscode and the two root files may import vscode.';
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
        const own = Object.keys(importLaw).find((room) => isIn(file, room));
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
