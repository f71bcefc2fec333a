import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { vsixPath } from '../support/extensionManifest.ts';
import { productionBuild } from './productionBuild.ts';
import type { Row } from './row.ts';

const loadedAtStart = ['extension.cjs', 'composition.cjs', 'webview.js', 'webview.css'];
const loadedWhenNeeded = ['projectionWorker.cjs', 'sql-wasm.wasm', 'o200k_base.json', 'cl100k_base.json'];

/** Sizes of everything that ships. Cline 4.1.13: .vsix 9.04 MB, host 25.7 MB, webview script 9.4 MB; Roo Code 3.52.1: 33.0, 14.5, 4.95 MB. */
export function benchBundles(): Promise<readonly Row[]> {
  const dist = join(productionBuild(), 'dist');
  const rows = [...loadedAtStart, ...loadedWhenNeeded].flatMap((file): Row[] => {
    const bytes = readFileSync(join(dist, file));
    const name = loadedAtStart.includes(file) ? file : `${file} (loaded when needed)`;
    return [
      { name: `${name}, raw`, measured: bytes.length / 1e3, unit: 'kB' },
      { name: `${name}, gzip`, measured: gzipSync(bytes).length / 1e3, unit: 'kB' },
    ];
  });
  return Promise.resolve([...rows, ...packageRow()]);
}

function packageRow(): Row[] {
  if (!existsSync(vsixPath)) return [];
  const goal = { of: 'measured', atMost: 6 } as const;
  return [{ name: `${basename(vsixPath)} (Cline 9.04, Roo Code 33.0)`, measured: statSync(vsixPath).size / 1e6, unit: 'MB', goal }];
}
