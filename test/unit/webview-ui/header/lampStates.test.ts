import { describe, expect, it } from 'vitest';
import { linkLamp } from '../../../../webview-ui/header/lampStates.ts';
import { status } from '../../../webview/app/surfaceFixtures.ts';

describe('the lamp of the link', () => {
  it('is on while nothing has failed', () => expect(linkLamp(status())).toMatchObject({ light: 'on', label: 'key stored' }));

  it('says that the last request failed, whatever else did', () => {
    const lamp = linkLamp(status({ linkFailure: 'RATE_LIMITED', listFailure: 'OFFLINE' }));
    expect(lamp).toMatchObject({ light: 'alarm', label: 'last request failed' });
    expect(lamp.explanation).toContain('RATE LIMITED');
  });

  it('says that there is no list of models, and why', () => {
    const lamp = linkLamp(status({ listFailure: 'OFFLINE', endpoint: '127.0.0.1:9' }));
    expect(lamp).toMatchObject({ light: 'alarm', label: 'models not read' });
    expect(lamp.explanation).toMatch(/^127\.0\.0\.1:9 was asked for its models and prices, which ended in OFFLINE\./);
  });

  it('says of an address that is not used that, and nothing older', () =>
    expect(linkLamp(status({ endpoint: '', endpointProblem: 'It must begin with https.', linkFailure: 'OFFLINE' }))).toEqual({
      light: 'alarm',
      label: 'address refused',
      explanation: 'It must begin with https.',
    }));
});
