import { dirname, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../support/projectRoot.ts';

/** The complaints of TypeScript about `code` as the only file of a project: its tsconfig alone decides what the code may know. */
function complaints(project: string, code: string): readonly string[] {
  const configFile = join(projectRoot, project, 'tsconfig.json');
  const { config } = ts.readConfigFile(configFile, (path) => ts.sys.readFile(path)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: ['planted.ts'] }, ts.sys, dirname(configFile));
  const planted = join(projectRoot, project, 'planted.ts');
  const compilerOptions: ts.CompilerOptions = { ...options, composite: false, emitDeclarationOnly: false, noEmit: true };
  delete compilerOptions.tsBuildInfoFile;
  const host = ts.createCompilerHost(compilerOptions);
  const real = ts.createCompilerHost(compilerOptions);
  host.fileExists = (name) => name === planted || real.fileExists(name);
  host.getSourceFile = (name, ...rest) =>
    name === planted ? ts.createSourceFile(name, code, ts.ScriptTarget.ES2024) : real.getSourceFile(name, ...rest);
  const program = ts.createProgram([planted], compilerOptions, host);
  const source = program.getSourceFile(planted);
  return [...program.getOptionsDiagnostics(), ...program.getSemanticDiagnostics(source)].map(({ messageText }) =>
    ts.flattenDiagnosticMessageText(messageText, '\n'),
  );
}

describe("the projects' own types", () => {
  it.each([
    ['src/shared', 'document'],
    ['src/shared', 'process'],
    ['src/core', 'document'],
    ['src/core', 'fetch'],
    ['webview-ui', 'process'],
  ])(
    'in %s there is no %s',
    (project, name) => {
      expect(complaints(project, `export const other = ${name};`).join()).toContain(`Cannot find name '${name}'`);
    },
    30_000,
  );

  it.each([
    ['src/shared', 'Map'],
    ['src/openrouter', 'fetch'],
    ['webview-ui', 'document'],
  ])(
    'in %s there is %s',
    (project, name) => {
      expect(complaints(project, `export const other = ${name};`)).toEqual([]);
    },
    30_000,
  );
});
