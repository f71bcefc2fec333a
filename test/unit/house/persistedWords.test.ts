import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { JsonDraftFile } from '../../../src/archive/drafts/jsonDraftFile.ts';
import { FileReservationStore } from '../../../src/archive/reservations/fileReservationStore.ts';
import { nodeFiles, type FilePort } from '../../../src/archive/disk/files.ts';
import { decodeRecord } from '../../../src/archive/log/logRecord.ts';
import { readRecord, vocabulary } from '../../../src/archive/log/operations.ts';
import { projectionVersion } from '../../../src/archive/projection/schema.ts';
import { demonstrationModel } from '../../../src/demo/demonstrationModel.ts';
import { ArchiveUpkeep } from '../../../src/vscode/archive/archiveUpkeep.ts';
import { parseInbound } from '../../../src/vscode/chat/inboundMessage.ts';
import { selectedText } from '../../../src/vscode/editor/selection.ts';
import { ConfirmedOrigins } from '../../../src/vscode/keys/confirmedOrigins.ts';
import { KeyStore } from '../../../src/vscode/keys/keyStore.ts';
import { ChannelLog } from '../../../src/vscode/platform/channelLog.ts';
import { Settings } from '../../../src/vscode/settings/settings.ts';
import { settingShapes } from '../../../src/vscode/settings/settingsSchema.ts';
import { systemClock } from '../../../src/vscode/platform/systemClock.ts';
import { emptyDraft, textAsAttachment } from '../../../src/shared/model/draft.ts';
import { createStores } from '../../../webview-ui/stores/createStores.ts';
import type { DrawerName } from '../../../webview-ui/stores/viewStore.ts';
import { FakeMemento } from '../../support/fakeVscode/fakeStorage.ts';
import { RecordingMaintenance } from '../../support/fakes/recordingMaintenance.ts';
import { recorded } from '../../support/fakeVscode/recorded.ts';
import { fakeConfiguration } from '../../support/fakeVscode/vscode.ts';
import { recordingLogger } from '../../support/recordingLogger.ts';
import { testClock } from '../../support/testClock.ts';
import { zipEntries } from '../../support/zipEntries.ts';
import { chat, userEntry } from '../../webview/app/surfaceFixtures.ts';
import { databaseIn, errorCodes, recoveryActions, refusalOf, roles, writeRichArchive } from './kit/richArchive.ts';
import { type LogRecord, recordsIn } from './kit/storedFiles.ts';
import { useWholeWindow } from './kit/wholeWindow.ts';
import { fieldsOf, sorted, watched } from './kit/wordsIn.ts';
import { temporaryFolder } from '../archive/kit/temporaryFolder.ts';
import { persistedWords } from './persistedWords.ts';

// The list (persistedWords.ts) against what a window and an archive really write. A changed word here loses what is stored under it:
// the list only grows, unless old data is read on as well.

let window: Awaited<ReturnType<typeof useWholeWindow>>;
let archive: string;
let records: readonly LogRecord[];

beforeAll(async () => {
  window = await useWholeWindow();
  archive = join(window.storage, 'rich');
  await writeRichArchive(archive);
  records = await recordsIn(archive);
}, 60_000);

afterAll(() => window?.clear());

/** Fields whose content is not ours: it comes over the wire, or from a person. */
const foreign = ['raw', 'set.params', 'annotations', 'citations', 'images', 'toolCalls', 'reasoningDetails'];
const ofEnvelope = ['v', 'id', 'lc', 'at', 't', 'must'];
const grouped = (fields: (t: string) => Iterable<string>, names: Iterable<string>) =>
  Object.fromEntries(sorted(names).map((t) => [t, sorted(fields(t)).filter((field) => !ofEnvelope.includes(field))]));

describe('the words of the log', () => {
  it('operations and their fields, as they are written', () => {
    const written = (t: string) => records.filter((record) => record.t === t).flatMap((record) => fieldsOf(record, foreign));
    expect(
      grouped(
        written,
        records.map(({ t }) => t),
      ),
    ).toEqual(persistedWords.operations);
    expect(sorted(vocabulary)).toEqual(Object.keys(persistedWords.operations));
  });

  it('operations and their fields, as they are read', () => {
    const asked = (t: string) => {
      const fields = new Set<string>();
      for (const record of records.filter((one) => one.t === t))
        expect(readRecord(watched(record, fields, foreign))).toMatchObject({ kind: 'operation' });
      return fields;
    };
    expect(grouped(asked, vocabulary)).toEqual(persistedWords.operations);
  });

  it('the envelope of a record', () => {
    expect(sorted(records.flatMap((record) => Object.keys(record).filter((field) => ofEnvelope.includes(field))))).toEqual(
      persistedWords.envelope.filter((field) => field !== 'must'),
    );
    const asked = new Set<string>();
    readRecord(watched({ v: 1, id: 'w:1', lc: 1, at: 1, t: 'unheard of' }, asked));
    expect(sorted(asked)).toEqual(persistedWords.envelope);
  });

  it.each([
    ['costSources', 'cost.source', 'attempt.settled'],
    ['messageEnds', 'state', 'message.finished'],
    ['roles', 'role', 'message.added'],
    ['statuses', 'set.status', 'conversation.changed'],
  ] as const)('%s', async (family, field, t) => {
    const sound = records.find((record) => record.t === t);
    const [outer = '', inner] = field.split('.');
    const body = { ...sound, [outer]: inner === undefined ? '?' : { ...(sound?.[outer] as object), [inner]: '?' } };
    const refusal = (await refusalOf(await temporaryFolder(), body)) as { readonly issues: readonly { readonly values: string[] }[] };
    expect(refusal.issues.map(({ values }) => sorted(values))).toEqual([persistedWords[family]]);
  });

  it('words that came after 0.1, where it does not look for them', () => {
    const settled = records.flatMap(({ t, cost }) =>
      t === 'attempt.settled' ? [(cost as { readonly sourceWord?: string }).sourceWord] : [],
    );
    expect(sorted(settled.filter((word) => word !== undefined))).toEqual(persistedWords.newerCostSources);
    const noted = records.flatMap(({ t, role }) => (t === 'message.noted' ? [String(role)] : []));
    expect(sorted(noted)).toEqual(persistedWords.notedRoles);
    expect(sorted([...persistedWords.roles, ...noted])).toEqual(sorted(Object.keys(roles)));
    expect([demonstrationModel.endpoint]).toEqual(persistedWords.namedEndpoints);
  });

  it('kinds of attachment', () => {
    const editor = {
      selections: [{ isEmpty: false, start: { line: 0, character: 0 }, end: { line: 0, character: 1 } }],
      document: { uri: { fsPath: 'a.ts' }, languageId: 'typescript', getText: () => 'x' },
    };
    const made = [...selectedText(editor as never).attachments, ...textAsAttachment({ ...emptyDraft, text: 'x' }).attachments];
    expect(sorted(made.map((attachment) => attachment.kind))).toEqual(persistedWords.attachmentKinds);
    const ask = (kind: string) => ({
      type: 'request',
      id: 1,
      name: 'ask',
      requestId: randomUUID(),
      body: { text: '', attachments: [{ kind, name: 'n', text: '' }] },
    });
    for (const kind of persistedWords.attachmentKinds) expect(parseInbound(ask(kind))).toHaveProperty('message');
    const added = records.filter(({ t }) => t === 'message.added');
    const written = added.flatMap(({ attachments }) => (attachments as { readonly kind: string }[]).map(({ kind }) => kind));
    expect(sorted(written)).toEqual(persistedWords.attachmentKinds);
  });

  it('what a failure is called and what can be done about it', () => {
    // Open lists, which no code holds as a whole: that these tables are complete is seen by the compiler.
    expect(sorted(Object.keys(errorCodes))).toEqual(persistedWords.errorCodes);
    expect(sorted(Object.keys(recoveryActions))).toEqual(persistedWords.recoveryActions);
  });

  it('what a request is made for', async () => {
    const ofWindow = await recordsIn(join(window.storage, 'archive'));
    expect(sorted(ofWindow.flatMap((record) => ('purpose' in record ? [String(record['purpose'])] : [])))).toEqual(persistedWords.purposes);
  });

  it('the id of the demonstration model', () => {
    expect(sorted([demonstrationModel.id, demonstrationModel.canonicalId])).toEqual(persistedWords.demonstrationModel);
  });
});

describe('the words of the database', () => {
  it('tables, views and their columns', async () => {
    const database = await databaseIn(archive);
    // The full-text index has tables of its own, which are SQLite's.
    const objects = database.rows(`SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT GLOB 'search_*'`);
    const columns = (name: string) => database.rows(`SELECT name FROM pragma_table_info(?)`, [name]).map((row) => String(row['name']));
    const found = objects.map(({ name }) => [String(name), sorted(columns(String(name)))] as const);
    database.close();
    expect(Object.fromEntries(found)).toEqual(persistedWords.tables);
  });

  it('fields of the JSON in its columns', async () => {
    const database = await databaseIn(archive);
    const fields = (table: string, column: string) => {
      const rows = database.rows(`SELECT ${column} AS json FROM ${table}`).map(({ json }) => JSON.parse(String(json)) as unknown);
      return [`${table}.${column}`, sorted(rows.flatMap((row) => fieldsOf(row)))] as const;
    };
    const found = [
      fields('messages', 'metadata'),
      fields('ledger', 'forecast'),
      fields('ledger', 'counted'),
      fields('conversations', 'stamps'),
      fields('messages', 'stamps'),
      fields('ledger', 'stamps'),
    ];
    database.close();
    expect(Object.fromEntries(found)).toEqual(persistedWords.jsonColumns);
  });

  it('words in its rows', async () => {
    const database = await databaseIn(archive);
    const values = (table: string, column: string) =>
      [`${table}.${column}`, sorted(database.rows(`SELECT ${column} AS word FROM ${table}`).map(({ word }) => String(word)))] as const;
    const found = [
      values('messages', 'state'),
      values('messages', 'role'),
      values('conversations', 'status'),
      values('ledger', 'cost_source'),
    ];
    database.close();
    expect(Object.fromEntries(found)).toEqual(persistedWords.columnWords);
  });
});

describe('the names of files', () => {
  /** A name without what differs from one file to the next. */
  const pattern = (path: string): string =>
    path
      .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
      .replaceAll(/\d{8}-[0-9a-f]{20}/g, '<writer>')
      .replaceAll(/(?<!\d)\d{12,14}(?!\d)/g, '<ms>')
      .replaceAll(/(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)/g, '<day>')
      .replaceAll(/(?<![\w-])\d{4}-\d{2}(?!\d)/g, '<month>')
      .replaceAll(`-v${projectionVersion}.`, '-v<version>.')
      .replaceAll(/\b[0-9a-f]{8}\b/g, '<hex>')
      .replaceAll(/\b\d+\b/g, '<number>');

  it('in the storage of a window', async () => {
    expect(sorted((await window.files()).filter((file) => !file.startsWith('rich/')).map(pattern))).toEqual(persistedWords.storageFiles);
  });

  it('in an archive that was mirrored', async () => {
    const files = (await window.files()).filter((file) => file.startsWith('rich/'));
    expect(sorted(files.map((file) => pattern(file.slice('rich/'.length))))).toEqual(persistedWords.archiveFiles);
  });

  it('of a backup, and in it', () => {
    expect(recorded.saveDialogs.map(({ defaultUri }) => pattern(basename(defaultUri?.fsPath ?? '')))).toEqual(persistedWords.backupNames);
    expect(sorted(zipEntries(window.backup).map(({ name }) => pattern(name)))).toEqual(persistedWords.backupFiles);
  });

  it('of reservations, where the disk has no links and old ones are cleared away', async () => {
    const names: string[] = [];
    const files: FilePort = {
      ...nodeFiles,
      link: () => Promise.reject(Object.assign(new Error('No links.'), { code: 'EPERM' })),
      createFile: (path, content) => {
        names.push(basename(path));
        return nodeFiles.createFile(path, content);
      },
    };
    const store = new FileReservationStore({
      files,
      folder: join(await temporaryFolder(), 'r'),
      clock: systemClock,
      logger: recordingLogger(),
    });
    const claim = (attemptId: string) => store.claim(() => ({ attemptId, conversationId: 'c', worstUsd: '1', at: 1 }));
    await claim('a');
    await claim('b');
    await store.prune(() => true);
    expect(sorted(names.map(pattern))).toEqual(persistedWords.reservationFiles);
  });
});

it('fields of a reservation', async () => {
  const budget = (await window.files()).filter((file) => /\/r\/\d+$/.test(file));
  const contents = await Promise.all(budget.map(async (file) => decodeRecord(Buffer.from((await window.read(file)).trimEnd()))));
  expect(sorted(contents.flatMap((content) => fieldsOf(content)))).toEqual(persistedWords.reservationFields);
});

it('fields of the cached list of models', async () => {
  expect(sorted(fieldsOf(JSON.parse(await window.read('models.json'))))).toEqual(persistedWords.modelsCacheFields);
});

it('fields of the drafts', async () => {
  const path = join(await temporaryFolder(), 'drafts.json');
  const options = { files: nodeFiles, path, clock: systemClock, logger: recordingLogger() };
  const attachments = [{ kind: 'selection', name: 'a.ts', language: 'ts', firstLine: 1, lastLine: 2, text: 'x' }] as const;
  const editing = { entry: 'm', conversation: 'c', aside: { text: 'y', attachments } };
  const draft = { text: 'x', attachments, editing, requestId: randomUUID() };
  const written = [{ conversationId: 'c', draft, draftAt: 1, tip: 'm', tipAt: 2 }];
  await new JsonDraftFile(options).write(written);
  expect(sorted(fieldsOf(JSON.parse(await readFile(path, 'utf8'))))).toEqual(persistedWords.draftFields);
  expect(await new JsonDraftFile(options).read()).toEqual(written);
});

it('keys of what a page keeps', () => {
  const drawers: Record<DrawerName, true> = { archive: true, models: true, costs: true };
  const kept: unknown[] = [];
  const edited = userEntry('q', 'x', {
    attachments: [{ kind: 'selection', name: 'a.ts', language: 'ts', firstLine: 1, lastLine: 2, text: 'x' }],
  });
  const open = (saved?: unknown) =>
    createStores({
      post: () => undefined,
      onMessage: () => undefined,
      getState: () => saved,
      setState: (state) => void kept.push(state),
    });
  for (const drawer of Object.keys(drawers) as DrawerName[]) {
    const { stores, viewState } = open();
    stores.surface.apply({ type: 'snapshot', rev: 1, state: chat(edited) });
    stores.view.scrollAnchor.value = { below: 'q', offset: 1 };
    stores.view.foldedProblem.value = 'damaged';
    stores.view.drawer.value = drawer;
    viewState.startSaving();
  }
  expect(sorted(kept.flatMap((state) => fieldsOf(state)))).toEqual(persistedWords.pageState);
  // What was kept is read by the same keys: otherwise it would come back empty.
  const written = kept.splice(0);
  for (const saved of JSON.parse(JSON.stringify(written)) as unknown[]) open(saved).viewState.startSaving();
  expect(kept).toEqual(written);
  expect(sorted((kept as { readonly drawer: string }[]).map(({ drawer }) => drawer))).toEqual(persistedWords.drawers);
});

describe('what VS Code remembers', () => {
  it('keys of the mementos', async () => {
    expect(sorted(window.ofWorkspace.keysRead)).toEqual(persistedWords.workspaceKeys);
    // The conversation began in the sidebar, and was written down for its kind and for itself.
    expect(window.ofWorkspace.keysWritten.size).toBe(2);
    expect(persistedWords.workspaceKeys).toEqual(expect.arrayContaining([...window.ofWorkspace.keysWritten]));
    // The upkeep of an archive begins minutes after the start.
    const [clock, storage] = [testClock(Date.now()), new FakeMemento()];
    const upkeep = new ArchiveUpkeep({
      folder: archive,
      clock,
      logger: recordingLogger(),
      memory: storage,
      care: Object.assign(new RecordingMaintenance(), { logBytes: 1e9 }),
      prune: () => Promise.resolve(),
      backUp: () => Promise.resolve(),
      restoreFrom: () => Promise.resolve(),
    });
    upkeep.start();
    clock.advance(3_600_000);
    // A server of this machine, as in the window, needs no consent.
    await new ConfirmedOrigins({ state: storage, useOpenRouter: () => Promise.resolve() }).confirm('https://models.example.com');
    await vi.waitUntil(() => storage.keysWritten.size === persistedWords.machineKeys.length).catch(() => undefined);
    expect(sorted([...storage.keysWritten, ...window.ofMachine.keysRead])).toEqual(persistedWords.machineKeys);
    expect(sorted(storage.keysRead)).toEqual(persistedWords.machineKeys);
  });

  it('the names of the secrets', async () => {
    const secrets = window.secrets;
    const keys = new KeyStore(secrets, new ChannelLog());
    await keys.store('https://openrouter.ai', 'key');
    await keys.stored('https://openrouter.ai');
    const named = (names: ReadonlySet<string>) => sorted([...names].map((name) => name.replace(/http:.*/, '<origin>')));
    expect([named(secrets.keysRead), named(secrets.keysWritten)]).toEqual([persistedWords.secrets, persistedWords.secrets]);
  });

  it('commands, which keybindings name', () => {
    expect(sorted(recorded.commands.keys())).toEqual(persistedWords.commands);
    const { commands, keybindings, menus } = manifest.contributes;
    expect(sorted(commands.map(({ command }) => command))).toEqual(persistedWords.commands);
    const used = [...keybindings, ...Object.values(menus).flat()].map(({ command }) => command);
    expect(used.filter((command) => !persistedWords.commands.includes(command))).toEqual([]);
  });

  it('context keys', () => {
    const set = recorded.executed.flatMap(([command, key]) => (command === 'setContext' ? [String(key)] : []));
    expect(sorted(set)).toEqual(persistedWords.contextKeys);
    const conditions = JSON.stringify(
      [manifest.contributes.menus, manifest.contributes.keybindings].map((part) => fieldTexts(part, 'when')),
    );
    const known = [...persistedWords.contextKeys, ...persistedWords.views, ...persistedWords.panels];
    expect((conditions.match(/neuralTerminal\.\w+/g) ?? []).filter((word) => !known.includes(word))).toEqual([]);
  });

  it('views, their container and panels, whose place is kept', () => {
    const { viewsContainers, views } = manifest.contributes;
    expect(sorted(recorded.views.keys())).toEqual(persistedWords.views);
    expect(Object.values(views).flatMap((list) => list.map(({ id }) => id))).toEqual(persistedWords.views);
    expect(viewsContainers.activitybar.map(({ id }) => id)).toEqual(persistedWords.containers);
    expect(Object.keys(views)).toEqual(persistedWords.containers);
    expect([sorted(recorded.panels.map(({ viewType }) => viewType)), sorted(recorded.serializers.keys())]).toEqual([
      persistedWords.panels,
      persistedWords.panels,
    ]);
    expect(manifest.activationEvents.filter((event) => event.includes(':'))).toEqual(
      persistedWords.panels.map((type) => `onWebviewPanel:${type}`),
    );
  });

  it('the item of the status bar, the documents of reports and the kind of the code action', () => {
    expect([
      sorted(recorded.statusBarItems.map(({ id }) => id)),
      sorted(recorded.documentProviders.keys()),
      sorted(recorded.codeActionKinds),
    ]).toEqual([persistedWords.statusBarItems, persistedWords.schemes, persistedWords.actionKinds]);
  });

  it('settings, in the manifest and in the code', async () => {
    expect(sorted(Object.keys(manifest.contributes.configuration.properties))).toEqual(persistedWords.settings);
    expect(sorted(Object.keys(settingShapes).map((name) => `neuralTerminal.${name}`))).toEqual(persistedWords.settings);
    expect(sorted(fakeConfiguration.namesRead)).toEqual(persistedWords.settings);
    const settings = new Settings(recordingLogger());
    for (const scope of ['conversation', 'day', 'month'] as const) await settings.setLimit(scope, 1);
    expect(sorted(fakeConfiguration.namesWritten)).toEqual(
      persistedWords.settings.filter((name) => /\.(conversation|day|month)Usd$/.test(name)),
    );
  });

  it('values of settings', () => {
    const properties = Object.entries(manifest.contributes.configuration.properties);
    const offered = properties.flatMap(([name, property]) => ('enum' in property ? [[name, sorted(property.enum)] as const] : []));
    expect(Object.fromEntries(offered)).toEqual(persistedWords.settingValues);
    const accepted = Object.entries(settingShapes).flatMap(([name, shape]) => {
      const [issue] = shape.safeParse('no such word').error?.issues ?? [];
      return issue?.code === 'invalid_value' ? [[`neuralTerminal.${name}`, sorted(issue.values.map(String))] as const] : [];
    });
    expect(Object.fromEntries(accepted)).toEqual(persistedWords.settingValues);
  });

  it('the name of the extension, under which VS Code keeps all of it', () => {
    expect(`${manifest.publisher}.${manifest.name}`).toEqual(persistedWords.extension);
  });
});

/** All texts under one name, anywhere in a JSON value. */
function fieldTexts(value: unknown, name: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => (key === name ? [inner] : fieldTexts(inner, name)));
}
