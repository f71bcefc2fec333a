import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { propertyRuns } from '../../support/propertyRuns.ts';
import { startMarkdownLab, type MarkdownLab, type MarkdownPage } from './harness.ts';
import { wordyDocuments } from './wordyDocuments.ts';

let markdownLab: MarkdownLab;
let opened: MarkdownPage;
beforeAll(async () => {
  markdownLab = await startMarkdownLab();
  opened = await markdownLab.open();
});
afterAll(() => markdownLab.close());

it('every word of an answer is shown, at the end and while it comes', async () => {
  const steps = fc.array(fc.integer({ min: 5, max: 60 }), { minLength: 3, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(wordyDocuments, steps, async (text, lengths) => {
      const missing = await opened.page.evaluate(([given, each]) => lab.missingWords(given, each), [text, lengths] as const);
      expect(missing).toEqual([]);
    }),
    { seed: 51, numRuns: propertyRuns(200) },
  );
  expect(opened.incidents).toEqual([]);
});
