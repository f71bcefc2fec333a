import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import type { SurfaceState } from '../../../src/shared/protocol/surfaceState.ts';
import { account, budget, costsReport, firstTokenTimes, forecast, reached, spendWith, warned, wholeTimes } from './moneyFixtures.ts';
import { appOpener } from './appOpener.ts';
import type { App, AppOptions } from './openApp.ts';
import { Refusal } from './scriptedHost.ts';
import { answerEntry, card, catalogue, chat, conversation, sonnet, status, streamingEntry, surface, userEntry } from './surfaceFixtures.ts';

const openApp = appOpener();
let app: App;

const markdown =
  'A **metre** is `100` cm.\n\n```ts\nconst metre = 100; // cm\n```\n\n| unit | cm |\n|-|-|\n| metre | 100 |\n\n[more](https://example.com)';
const attachment = { kind: 'selection', name: 'src/stream.ts', firstLine: 41, lastLine: 67, text: 'x' } as const;
const failure = {
  code: 'MODEL_UNAVAILABLE',
  message: 'The model did not answer.',
  retryable: true,
  actions: ['retry', 'switchModel', 'useDemo', 'showLog'],
} as const;
const cards = [card(0, 'Metres and yards'), card(1, 'The speed of light')];
const conversationState: SurfaceState = {
  ...chat(
    userEntry('a', 'How long is a metre?', { attachments: [attachment] }),
    answerEntry('b', markdown, { reasoning: 'Let me think.' }),
    userEntry('c', 'And a yard?'),
    streamingEntry('d', 1, 'A yard is'),
  ),
  conversations: cards,
};
const failedState = chat(
  userEntry('a', 'How long is a metre?'),
  answerEntry('b', 'A part', { state: 'interrupted', cost: { source: 'unknown', usd: null } }),
  userEntry('c', 'And a yard?'),
  answerEntry('d', '', { state: 'failed', failure, cost: null, usage: null }),
);

const forkedState: SurfaceState = {
  ...chat(
    userEntry('a', 'How long is a metre?', { conversationId: 'origin' }),
    answerEntry('b', 'A metre is 100 cm.', { conversationId: 'origin', siblings: ['x', 'b'] }),
    userEntry('c', 'And a yard?', { siblings: ['c', 'd'] }),
  ),
  earlier: 240,
  conversation: conversation({ deleted: true, forkedFrom: { conversationId: 'origin', messageId: 'b' } }),
  conversations: [card(0, 'Metres', { pinned: true, forked: true, tags: ['units'] }), card(1, 'Notes', { status: 'archived' })],
  status: status({ archive: { state: 'damaged', detail: 'Three lines could not be read.' } }),
};

const moneyState: SurfaceState = {
  ...conversationState,
  branch: { usd: '0.0148', approximate: true },
  status: status({ spend: spendWith(warned, { unresolved: 2 }), times: { firstToken: firstTokenTimes, whole: wholeTimes } }),
};

const openCosts = async () => {
  app.host.on('costs', () => costsReport());
  app.host.on('checkAccount', () => account({ differenceUsd: '0.0012' }));
  app.host.on('checkRequest', () => new Refusal({ code: 'OFFLINE', message: 'OpenRouter cannot be reached.' }));
  await app.host.post({ type: 'hostCommand', command: 'openCosts' });
  await press('Check');
  await app.page.getByRole('alert').getByText('OpenRouter cannot be reached.').waitFor();
  await press('Compare with OpenRouter');
  await app.page.getByText('other programs use this key').waitFor();
};

const press = (name: string) => app.page.getByRole('button', { name, exact: true }).click();
const scenes: Record<string, { state: SurfaceState; act?: () => Promise<unknown> }> = {
  'the empty log': { state: surface() },
  'the empty log without a key': { state: surface({ status: status({ key: 'missing', modelCount: 0 }) }) },
  'a conversation': { state: conversationState },
  failures: { state: failedState, act: () => app.page.getByRole('combobox', { name: 'Switch model' }).waitFor() },
  'an open list of models to switch to': {
    state: failedState,
    act: () => app.page.getByRole('combobox', { name: 'Switch model' }).click(),
  },
  'the archive': { state: conversationState, act: () => press('Archive') },
  'a fork with branches, deleted elsewhere, in a damaged archive': {
    state: forkedState,
    act: () => app.page.getByRole('article').last().hover(),
  },
  'an edit': {
    state: conversationState,
    act: () => app.page.getByRole('article').first().getByRole('button', { name: 'Edit', exact: true }).click(),
  },
  'what can be undone, and what happened elsewhere': {
    state: forkedState,
    act: async () => {
      app.host.on('deleteEntry', () => ({ entryCount: 1 }));
      await app.page.getByRole('article').last().getByRole('button', { name: 'Delete', exact: true }).click();
      await app.host.post({ type: 'hostCommand', command: 'notice', text: 'Renamed in another window: Yards' });
      await app.page.getByText('Renamed in another window').waitFor();
      await app.page.getByText(/^Entry \d+ deleted/).waitFor();
    },
  },
  'cards with marks and actions': {
    state: forkedState,
    act: async () => {
      await press('Archive');
      await app.page.getByText('Archived').first().click();
      await app.page.getByRole('listitem').first().hover();
    },
  },
  'what was deleted': {
    state: { ...forkedState, deletedCount: 2 },
    act: async () => {
      const entry = { id: 'm', conversationId: 'c', title: 'Light', role: 'user', text: 'How fast is it?', entryCount: 4 } as const;
      app.host.on('listDeleted', () => ({ conversations: [card(7, 'Metres')], entries: [entry] }));
      await app.host.post({ type: 'hostCommand', command: 'openDeleted' });
      await app.page.getByText('How fast is it?').hover();
    },
  },
  'a title being changed': {
    state: forkedState,
    act: async () => {
      await press('Archive');
      await app.page.getByRole('listitem').first().getByRole('button', { name: 'Rename' }).click();
    },
  },
  'the model picker': {
    state: conversationState,
    act: async () => {
      app.host.on('listModels', () => ({ models: catalogue(40), stale: true, problem: 'It is the last good one.' }));
      await press('Model');
      await app.page.getByRole('option').first().waitFor();
    },
  },
  'the note of a lamp': { state: conversationState, act: () => app.page.getByRole('button', { name: /Link/ }).click() },
  'a forecast above the alert, and a budget at its warning level': {
    state: { ...moneyState, status: { ...moneyState.status, spend: spendWith(budget()) } },
    act: async () => {
      app.host.on('forecast', () => forecast({ alerts: true, exact: false }));
      await app.page.getByRole('textbox', { name: 'Message' }).fill('Hello');
      await app.page.getByText('above alert').waitFor();
      await app.host.update({ op: 'spend', spend: spendWith(warned) });
      await app.page.getByText('82 % of the budget').waitFor();
    },
  },
  'a reached budget': { state: { ...moneyState, status: { ...moneyState.status, spend: spendWith(reached, { unresolved: 2 }) } } },
  'the note of the budget lamp': { state: moneyState, act: () => app.page.getByRole('button', { name: /Budget lamp/ }).click() },
  'the costs view': { state: moneyState, act: openCosts },
  'a refused draft with an attachment': {
    state: surface(),
    act: async () => {
      app.host.on('ask', () => new Refusal({ code: 'NO_KEY', message: 'No key is set.', actions: ['setApiKey', 'useDemo'] }));
      await app.host.post({ type: 'hostCommand', command: 'attach', attachment });
      await app.page.getByRole('textbox', { name: 'Message' }).fill('Hello');
      await app.page.keyboard.press('Enter');
      await app.page.getByRole('alert').waitFor();
    },
  },
};

const highContrast = { bodyClass: 'vscode-high-contrast', colours: { foreground: '#ffffff', 'editor-background': '#000000' } };
const highContrastLight = {
  bodyClass: 'vscode-high-contrast-light vscode-high-contrast',
  colours: { foreground: '#292929', 'editor-background': '#ffffff' },
};

async function violations(options: AppOptions, act?: () => Promise<unknown>): Promise<readonly string[]> {
  app = await openApp(options);
  await act?.();
  await app.page.evaluate(() => document.fonts.ready);
  // Evaluated by the debugger, so the page's policy has no say in it. The rules of level AAA are off in axe unless asked for.
  await app.page.evaluate(axe.source);
  const { violations: found } = await app.page.evaluate(() =>
    (window as unknown as { axe: typeof axe }).axe.run(document, {
      rules: { 'color-contrast-enhanced': { enabled: true }, 'target-size': { enabled: true } },
    }),
  );
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary ?? ''}`));
}

describe.each([320, 1600])('axe finds nothing at %i px in', (width) => {
  it.each(Object.entries(scenes))('%s', async (_name, { state, act }) => {
    expect(await violations({ state, width }, act)).toEqual([]);
  });
});

describe.each([
  ['amber', { state: { ...conversationState, status: status({ theme: 'amber' }) } }],
  ['high contrast', { state: conversationState, ...highContrast }],
  ['high contrast light', { state: failedState, ...highContrastLight }],
  ['high contrast, with branches', { state: forkedState, ...highContrast }],
  ['amber, with branches', { state: { ...forkedState, status: status({ theme: 'amber' }) } }],
])('axe finds nothing in the theme %s', (_name, options) => {
  it.each([320, 1600])('at %i px', async (width) => {
    expect(await violations({ ...options, width })).toEqual([]);
  });
});

describe.each([
  ['high contrast', highContrast],
  ['high contrast light', highContrastLight],
])('axe finds nothing in the costs view in %s', (_name, appearance) => {
  it.each([300, 1200])('at %i px', async (width) => {
    expect(await violations({ state: moneyState, ...appearance, width }, openCosts)).toEqual([]);
  });
});

describe('the roles and names that others rely on', () => {
  it('are there', async () => {
    app = await openApp({ state: conversationState });
    const { page } = app;
    await page.getByRole('log', { name: 'Conversation', exact: true }).waitFor();
    await page.getByRole('textbox', { name: 'Message', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Stop', exact: true }).waitFor();
    await page.getByRole('region', { name: 'Telemetry', exact: true }).waitFor();
    await page.getByRole('group', { name: 'Spend', exact: true }).waitFor();
    await page.setViewportSize({ width: 1200, height: 800 });
    for (const name of ['Context', 'Velocity', 'Latency', 'Models']) await page.getByRole('group', { name, exact: true }).waitFor();
    await app.host.post({ type: 'hostCommand', command: 'openCosts' });
    await page.getByRole('region', { name: 'Costs', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Archive', exact: true }).click();
    await page.getByRole('region', { name: 'Archive', exact: true }).waitFor();
    await page.getByRole('searchbox', { name: 'Search archive', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Model', exact: true }).click();
    await page.getByRole('listbox', { name: 'Models', exact: true }).waitFor();
    await page.getByRole('searchbox', { name: 'Search models', exact: true }).waitFor();
  });

  it('reach a screen reader: the tree of the browser has them too', async () => {
    app = await openApp({ state: surface() });
    const tree = await app.page.locator('body').ariaSnapshot();
    expect(tree).toContain('- button "Archive"');
    expect(tree).toContain('- button "Model"');
    expect(tree).toContain('- textbox "Message"');
    expect(tree).toContain('- button "Transmit"');
    expect(tree).toContain('- log "Conversation"');
  });
});

it('everything can be reached by Tab and the arrows, in the order of the eye', async () => {
  app = await openApp({
    state: chat(userEntry('a', 'Hello'), answerEntry('b', 'Yes.', { siblings: ['b', 'c'] })),
    width: 1000,
  });
  const names: string[] = [];
  const step = async (key: 'Tab' | 'Shift+Tab' | 'ArrowUp') => {
    await app.page.keyboard.press(key);
    const name = await app.page.evaluate(() => {
      const { activeElement } = document;
      if (!activeElement || activeElement === document.body) return 'out';
      return activeElement.getAttribute('aria-label') ?? activeElement.textContent.trim();
    });
    names.push(name.replace(/\s+/g, ' '));
    return name;
  };
  // A page that has the focus begins in its composer.
  await expect.poll(() => app.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Message');
  await app.page.locator('.archive-handle').focus();
  // The conversation is one stop, the newest entry with its actions; the entries before it are reached from there.
  while (names.length < 20 && (await step('Tab')) !== 'out');
  expect(names.slice(0, -1)).toEqual([
    'Link lamp: key stored',
    'Store lamp: writing',
    'Budget lamp: within limits',
    expect.stringContaining('Model'),
    'New Conversation',
    `${sonnet}, 14:02:13`,
    'Previous branch',
    'Next branch',
    'Copy',
    'Fork',
    'Regenerate',
    'Delete',
    'Message',
    'Transmit',
  ]);
  names.length = 0;
  while (names.length < 3) await step('Shift+Tab');
  expect(names).toEqual(['Transmit', 'Message', `${sonnet}, 14:02:13`]);
  names.length = 0;
  await app.page.getByRole('article').last().focus();
  await step('ArrowUp');
  while (names.length < 20 && (await step('Tab')) !== 'out');
  expect(names.slice(0, -1)).toEqual(['User, 14:02:11', 'Copy', 'Edit', 'Fork', 'Delete', 'Message', 'Transmit']);
});
