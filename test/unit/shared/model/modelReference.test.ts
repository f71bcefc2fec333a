import { expect, it } from 'vitest';
import { demonstrationEndpoint, endpointOf, modelKey } from '../../../../src/shared/model/modelReference.ts';

it('a server has one id, however its base URL is written', () => {
  expect(['https://a.example/v1', 'https://a.example/v1/', 'https://a.example/v1//'].map(endpointOf)).toEqual(
    Array(3).fill('https://a.example/v1'),
  );
});

it('no base URL is the endpoint of the demonstration', () => {
  expect(URL.canParse(demonstrationEndpoint)).toBe(false);
});

it('one name on two servers is two models, and no pair of references has one key', () => {
  const references = [
    { endpoint: 'https://a.example', modelId: 'm/1' },
    { endpoint: 'https://b.example', modelId: 'm/1' },
    { endpoint: 'https://a.example', modelId: 'b m/1' },
    { endpoint: 'https://a.example', modelId: '' },
  ];
  expect(new Set(references.map(modelKey)).size).toBe(references.length);
  expect(modelKey({ endpoint: 'https://a.example', modelId: 'm/1' })).toBe('https://a.example m/1');
});
