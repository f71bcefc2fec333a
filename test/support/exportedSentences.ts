import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { projectRoot } from './projectRoot.ts';

/** Where VS Code looks for sentences (`l10n` in the manifest). */
export const bundlePath = join(projectRoot, 'media', 'l10n', 'bundle.l10n.json');

/**
 * The text of the bundle with every sentence of the sources, in a fixed order: what is handed to `t` or to `vscode.l10n.t`. Microsoft's export
 * (`@vscode/l10n-dev`) sees neither a `t` that is called without its namespace, nor a sentence that is no literal; here that is an error.
 */
export function exportedSentences(): string {
  const files = globSync('{src,webview-ui}/**/*.{ts,tsx}', { cwd: projectRoot });
  const sentences = new Set(files.flatMap((file) => sentencesOf(file, readFileSync(join(projectRoot, file), 'utf8'))));
  const bundle = Object.fromEntries([...sentences].sort().map((sentence) => [sentence, sentence]));
  return `${JSON.stringify(bundle, null, 2)}\n`;
}

/** The sentences of one file. Throws when one of them cannot be known from the source alone. */
export function sentencesOf(file: string, text: string): readonly string[] {
  const sentences: string[] = [];
  const visit = (node: ts.Node): void => {
    const sentence = ts.isCallExpression(node) && isTranslating(node.expression) ? node.arguments[0] : undefined;
    // Only `t` itself passes on what it is given.
    if (sentence && !file.endsWith('l10n/t.ts')) {
      const text = literalText(sentence);
      if (text === null) throw new Error(`${file}: the sentence is no literal: ${sentence.getText()}`);
      sentences.push(text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return sentences;
}

/** `t`, `l10n.t`, `vscode.l10n.t` */
function isTranslating(callee: ts.Expression): boolean {
  if (ts.isIdentifier(callee)) return callee.text === 't';
  return ts.isPropertyAccessExpression(callee) && callee.name.text === 't' && /(^|\.)l10n$/.test(callee.expression.getText());
}

/** The text of a literal, or of a long one that is written in parts; null for anything else. */
function literalText(node: ts.Expression): string | null {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return null;
  const left = literalText(node.left);
  const right = literalText(node.right);
  return left === null || right === null ? null : left + right;
}
