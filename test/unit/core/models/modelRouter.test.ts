import { describe, expect, it } from 'vitest';
import { ModelRouter } from '../../../../src/core/models/modelRouter.ts';
import type { ChatClient } from '../../../../src/core/ports/chatClient.ts';
import { MemoryCatalogue } from '../../../support/fakes/memoryCatalogue.ts';
import { pricedModel } from '../money/kit/pricedModel.ts';

const [here, elsewhere] = ['https://here.example/v1', 'https://elsewhere.example/v1'];
const client: ChatClient = { stream: () => expect.fail('Nothing is sent here.') };
const listed = pricedModel({ id: 'a/model', endpoint: here });
const built = pricedModel({ id: 'demo/tour', endpoint: 'demonstration', simulated: true });

/** The list of `here`, as the catalogue keeps it. */
const catalogue = new MemoryCatalogue([listed]);

function router(endpoint: () => string | null): ModelRouter {
  return new ModelRouter([{ models: [built], client }], client, catalogue, endpoint);
}

describe('the server of a model', () => {
  it('is the one whose address is set, asked for each time', () => {
    let endpoint: string | null = here;
    const models = router(() => endpoint);
    expect(models.endpointFor('a/model')).toBe(here);
    endpoint = elsewhere;
    expect(models.endpointFor('a/model')).toBe(elsewhere);
  });

  it('is its own for a built-in model, whatever address is set', () => {
    expect(router(() => here).endpointFor('demo/tour')).toBe('demonstration');
  });

  it('is not known while the address cannot be used', () => {
    expect(router(() => null).endpointFor('a/model')).toBeNull();
  });
});

describe('the row of a model', () => {
  it('comes from the list of the server that is asked', () => {
    expect(router(() => here).find('a/model')).toBe(listed);
  });

  it('never comes from the list of another server', () => {
    expect(router(() => elsewhere).find('a/model')).toBeUndefined();
    expect(router(() => here).find('a/model', elsewhere)).toBeUndefined();
  });
});
