import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { missingPackages } from '../../support/setup/missingPackages.mjs';
import { projectRoot } from '../../support/projectRoot.ts';
import { temporaryFolder } from '../archive/kit/temporaryFolder.ts';

const wanted = {
  '': { version: '1.0.0' },
  'test/bench': { version: '0.0.0' },
  'node_modules/bench': { link: true },
  'node_modules/one': { version: '1.0.0' },
  'node_modules/one/node_modules/two': { version: '2.0.0' },
  'node_modules/only-elsewhere': { version: '1.0.0', optional: true },
};

async function project(installed: unknown): Promise<string> {
  const folder = await temporaryFolder();
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: wanted }));
  mkdirSync(join(folder, 'node_modules'));
  if (installed !== undefined)
    writeFileSync(
      join(folder, 'node_modules', '.package-lock.json'),
      typeof installed === 'string' ? installed : JSON.stringify({ packages: installed }),
    );
  return folder;
}

describe('what is missing before the project can run', () => {
  it('is nothing in the checkout that runs this test', () => expect(missingPackages(projectRoot)).toEqual([]));

  it.each([
    ['everything in a fresh clone', undefined, ['node_modules/one', 'node_modules/one/node_modules/two']],
    [
      'everything when the record of the installation is damaged',
      '{"packages": {',
      ['node_modules/one', 'node_modules/one/node_modules/two'],
    ],
    ['a package of another version', { ...wanted, 'node_modules/one': { version: '0.9.0' } }, ['node_modules/one']],
    ['a nested package', { 'node_modules/one': { version: '1.0.0' } }, ['node_modules/one/node_modules/two']],
    ['nothing when only optional packages are not there', { ...wanted, 'node_modules/only-elsewhere': undefined }, []],
  ])('is %s', async (_what, installed, missing) => expect(missingPackages(await project(installed))).toEqual(missing));
});
