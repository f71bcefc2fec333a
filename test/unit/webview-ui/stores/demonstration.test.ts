import { describe, expect, it } from 'vitest';
import type { RequestName } from '../../../../src/shared/protocol/requests/requests.ts';
import { Demonstration } from '../../../../webview-ui/stores/demonstration.ts';

function setUp(refused: readonly RequestName[] = []) {
  const done: string[] = [];
  const demonstration = new Demonstration({
    requests: {
      send: (name, body) => {
        done.push(`${name} ${JSON.stringify(body)}`);
        return Promise.resolve(!refused.includes(name));
      },
    },
    view: { followEnd: () => void done.push('follow') },
    composer: { focus: () => void done.push('focus') },
  });
  return { demonstration, done };
}

const select = 'selectModel {"id":"demo/tour"}';

describe('the demonstration', () => {
  it('takes the built-in model, asks it for a tour, and leaves the caret in the composer', async () => {
    const { demonstration, done } = setUp();
    await demonstration.run();
    expect(done).toEqual(['focus', select, 'ask {"text":"Show me around.","attachments":[]}', 'follow']);
  });

  it('transmits a word that it knows', async () => {
    const { demonstration, done } = setUp();
    await demonstration.run('table');
    expect(done).toContain('ask {"text":"table","attachments":[]}');
  });

  it('is run once, however often its button is pressed meanwhile', async () => {
    const { demonstration, done } = setUp();
    await Promise.all([demonstration.run(), demonstration.run()]);
    expect(done.filter((step) => step.startsWith('ask'))).toHaveLength(1);
  });

  it('asks nothing when the model cannot be taken', async () => {
    const { demonstration, done } = setUp(['selectModel']);
    await demonstration.run();
    expect(done).toEqual(['focus', select]);
  });
});
