// The import law of the house (docs/architecture.md), as lint rules, beside the ordinary checks.
// TypeScript project references catch what ambient types can catch; these rules catch the rest.
import tseslint from 'typescript-eslint';
import reactHooks from 'eslint-plugin-react-hooks';

/** What each folder may not import. `group` patterns are matched against the import path as written. */
const forbidden = {
  vscodeModule: { group: ['vscode'], message: 'Only src/vscode and src/extension.ts may import vscode.' },
  node: { group: ['node:*'], message: 'This folder may not use Node built-ins.' },
  hostFolders: (allowed) => ({
    regex: `^\\.\\./(\\.\\./)*(?!${allowed.map((name) => name.replace('.', '\\.')).join('|')})(src/)?(shared|core|openrouter|demo|tokens|archive|vscode|extension\\.ts|webview-ui|test)`,
    message: `May import only: ${allowed.join(', ') || 'its own folder'}.`,
  }),
  tests: { regex: '/test/', message: 'Product code may not import tests.' },
};

const law = (files, patterns) => ({
  files,
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [...patterns, forbidden.tests] }] },
});

export default tseslint.config(
  { ignores: ['node_modules', 'dist', 'out', '.vscode-test', 'test/fixtures'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ['*.mjs', '.*.mjs', '.*.ts'] }, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'max-lines': ['error', { max: 500 }],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true, defaultFrom: true, namedFrom: true } }],
      'no-console': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  law(['src/shared/**'], [forbidden.vscodeModule, forbidden.node, forbidden.hostFolders([])]),
  law(['src/core/**'], [forbidden.vscodeModule, forbidden.node, forbidden.hostFolders(['shared'])]),
  law(
    ['src/openrouter/**', 'src/demo/**', 'src/tokens/**'],
    [forbidden.vscodeModule, forbidden.node, forbidden.hostFolders(['shared', 'core/ports.ts', 'core/errors.ts', 'core/money.ts'])],
  ),
  law(['src/archive/**'], [forbidden.vscodeModule, forbidden.hostFolders(['shared', 'core/ports.ts', 'core/errors.ts', 'core/money.ts'])]),
  law(['src/vscode/**'], [forbidden.hostFolders(['shared', 'core'])]),
  law(['webview-ui/**'], [forbidden.vscodeModule, forbidden.node, forbidden.hostFolders(['src/shared'])]),
  {
    files: ['webview-ui/**'],
    plugins: { 'react-hooks': reactHooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  { files: ['test/**', '*.mjs', '.*.mjs', '.*.ts'], rules: { 'no-console': 'off', 'no-restricted-exports': 'off' } },
  { files: ['**/*.mjs'], ...tseslint.configs.disableTypeChecked },
);
