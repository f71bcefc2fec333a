// node doomedAsker.ts <url> <key> <folder> <model …>: a window that asks each model a question of its own, says when all answers have
// begun, and is killed by the test.
import { say } from '../archive/kit/say.ts';
import { ChatRig, until } from '../../support/chatRig.ts';

const [url = '', key = '', folder = '', ...models] = process.argv.slice(2);
const rig = new ChatRig({ service: { url, key }, folder });
await rig.readCatalogue();
await Promise.all(models.map((model, index) => rig.ask(`Question ${index} of a window that will die.`, { model })));
await until('the beginning of every answer', () => {
  const live = rig.orchestrator.live();
  return live.length === models.length && live.every(({ isEmpty }) => !isEmpty);
});
// The disk has what is needed to ask for the bills: the generations.
await until(
  'the ledger',
  async () => (await rig.archive.entries({ since: 0 })).filter((entry) => entry.generationId !== null).length >= models.length,
);
say('begun');
