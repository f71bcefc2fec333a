import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { keyFingerprint } from '../../../../src/openrouter/account/keyFingerprint.ts';

it.each(['sk-or-v1-simulated', '', 'key with ünïcode'])('is the beginning of the SHA-256 of %j', async (key) => {
  expect(await keyFingerprint(key)).toBe(createHash('sha256').update(key).digest('hex').slice(0, 12));
});
