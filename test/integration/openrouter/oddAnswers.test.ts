// Answers that are whole and paid, from servers that keep to no letter of the protocol; and failures that stand where no one expects them.
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { ChatError } from '../../../src/core/errors/chatError.ts';
import { ask, clientOf, complete, failureOf, type Outcome, serve } from './fixture.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

interface Answer {
  readonly status?: number;
  readonly contentType?: string;
  /** Destroys the socket behind the body. */
  readonly cut?: true;
}

/** What a client makes of one raw body, after all of the request was read: what is unread is reset, and takes the answer with it. */
async function answerTo(body: string | readonly string[], { status = 200, contentType = 'text/event-stream', cut }: Answer = {}) {
  const pieces = [body].flat();
  const server = await serve((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(status, { 'Content-Type': contentType });
      void send(response, pieces, cut === true);
    });
  });
  closing.push(() => server.close());
  return await complete(clientOf(server), ask('lab/m'));
}

/** Each piece alone: the next one when it has left. */
async function send(response: ServerResponse, pieces: readonly string[], cut: boolean): Promise<void> {
  for (const piece of pieces) {
    await new Promise<void>((resolve) => response.write(piece, () => resolve()));
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  if (cut) response.destroy();
  else response.end();
}

const line = (chunk: unknown) => `data: ${JSON.stringify(chunk)}\n\n`;
const choice = (delta: object, finish: string | null = null) => line({ id: 'g1', choices: [{ index: 0, delta, finish_reason: finish }] });
const text = (content: string) => choice({ content });
const stop = choice({}, 'stop');
const bill = line({ choices: [], usage: { prompt_tokens: 10, completion_tokens: 5, cost: 0.0002 } });
const done = 'data: [DONE]\n\n';

/** What a person sees of it, and pays. */
function seen({ events, error, text: words }: Outcome) {
  const reasoning = events.map((event) => (event.type === 'reasoning' ? event.text : '')).join('');
  const charge = events.flatMap((event) => (event.type === 'usage' ? [event.usage.chargeUsd] : [])).at(-1) ?? null;
  const end = events.at(-1);
  return {
    text: words,
    ...(reasoning !== '' && { reasoning }),
    charge,
    end: error === undefined && end?.type === 'finished' ? end.reason : failureOf(error).code,
  };
}

const whole = { text: 'One, two.', charge: '0.0002', end: 'stop' };

describe('a whole answer', () => {
  it.each([
    ['empty data', 'data:\n\n'],
    ['data of spaces', 'data:   \n\n'],
    ['null', 'data: null\n\n'],
    ['an event of another name', 'event: ping\ndata: {"type":"ping"}\n\n'],
    ['an event of another name that is no JSON', 'event: heartbeat\ndata: still here\n\n'],
    ['an event of another name with an id of its own', 'event: ping\ndata: {"id":"ping-7","model":"ping"}\n\n'],
    ['a name without data', 'event: ping\n\n'],
    ['a field that nobody knows', 'meta: x\n\n'],
    ['an id and a time to come back', 'id: 7\nretry: 100\n\n'],
    ['an error field that says nothing', line({ choices: [], error: '' })],
    ['an error object that says nothing', line({ choices: [], error: { code: 0, message: '' } })],
  ])('has heartbeats in it: %s', async (_name, beat) => {
    expect(seen(await answerTo(text('One, ') + beat + text('two.') + beat + stop + bill + beat + done))).toEqual(whole);
  });

  it.each([
    ['the bill', text('One, two.') + stop + bill.trimEnd()],
    ['the bill, with one line end', text('One, two.') + stop + bill.trimEnd() + '\n'],
    ['the bill, with a carriage return', text('One, two.') + stop + bill.trimEnd() + '\r'],
    ['the finish reason', text('One, two.') + bill + stop.trimEnd()],
    ['the end mark', text('One, two.') + bill + done.trimEnd()],
    ['text and finish reason', text('One, ') + bill + choice({ content: 'two.' }, 'stop').trimEnd()],
  ])('ends without a blank line behind %s', async (_name, body) => {
    expect(seen(await answerTo(body))).toEqual(whole);
    expect(seen(await answerTo(body, { cut: true }))).toEqual(whole);
  });

  it('ends in the midst of its bill: the answer is whole, the bill can be asked for', async () => {
    const body = text('One, two.') + stop + bill.slice(0, 40);
    expect(seen(await answerTo(body))).toEqual({ ...whole, charge: null });
    expect(seen(await answerTo(body, { cut: true }))).toEqual({ ...whole, charge: null });
  });

  it.each([
    ['nothing but the end mark', text('One, two.') + bill + done],
    ['an empty finish reason', choice({ content: 'One, two.' }, '') + bill + done],
  ])('ends with %s', async (_name, body) => {
    expect(seen(await answerTo(body))).toEqual(whole);
  });

  it.each([
    [
      'a list of texts',
      choice({ content: [{ type: 'text', text: 'One, ' }] }) +
        choice({
          content: [
            { type: 'text', text: 'two' },
            { type: 'text', text: '.' },
          ],
        }),
    ],
    ['a list of strings', choice({ content: ['One, ', 'two.'] })],
    ['one part alone', choice({ content: { type: 'output_text', text: 'One, two.' } })],
    ['texts that are objects', choice({ content: [{ type: 'text', text: { value: 'One, two.' } }] })],
    ['a refusal beside an empty content', choice({ content: '', refusal: 'One, two.' })],
    ['the text of older completions', line({ choices: [{ index: 0, text: 'One, two.' }] })],
    ['no blank lines between the events', [text('One, '), text('two.')].map((event) => event.trimEnd()).join('\n') + '\n'],
    ['lines without any frame', [text('One, '), text('two.')].map((event) => event.replace('data: ', '')).join('')],
  ])('brings its text as %s', async (_name, body) => {
    expect(seen(await answerTo(body + stop + bill + done))).toEqual(whole);
  });

  it.each([
    [
      'a list of parts',
      choice({
        content: [
          { type: 'thinking', thinking: [{ type: 'text', text: 'Count.' }] },
          { type: 'text', text: 'One, two.' },
        ],
      }),
    ],
    ['a part with its text', choice({ content: [{ type: 'reasoning', text: 'Count.' }] }) + text('One, two.')],
    ['a part that is marked', choice({ content: [{ text: 'Count.', thought: true }, { text: 'One, two.' }] })],
    ['the field reasoning_content', choice({ reasoning_content: 'Count.' }) + text('One, two.')],
    ['the field thinking', choice({ thinking: 'Count.' }) + text('One, two.')],
    [
      'details beside an empty field',
      choice({ reasoning: '', reasoning_details: [{ type: 'reasoning.text', text: 'Count.' }] }) + text('One, two.'),
    ],
    ['tags', text('<think>\nCount.\n</think>\n\nOne, two.')],
    ['longer tags in pieces', ['\n<thi', 'nking>Cou', 'nt.\n</thin', 'king> ', 'One, two.'].map(text).join('')],
  ])('brings its thoughts as %s', async (_name, body) => {
    expect(seen(await answerTo(body + stop + bill + done))).toEqual({ ...whole, reasoning: 'Count.' });
  });

  const message = (content: string, finish: string | null = 'stop') =>
    line({ choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: finish }] });

  it.each([
    ['behind the pieces', text('One, ') + text('two.') + message('One, two.')],
    ['behind the pieces and once more', text('One, ') + text('two.') + message('One, two.') + message('One, two.')],
    [
      'beside the last piece',
      text('One, ') + line({ choices: [{ delta: { content: 'two.' }, message: { content: 'One, two.' }, finish_reason: 'stop' }] }),
    ],
    [
      'beside each piece, as it stands',
      ['One, ', 'two.']
        .map((content, at) => line({ choices: [{ delta: { content }, message: { content: at === 0 ? 'One, ' : 'One, two.' } }] }))
        .join(''),
    ],
    ['with a piece that did not come before', text('One, ') + message('One, two.')],
    ['in another wording', text('One, two.') + message('One,  two. ')],
    ['alone', message('One, two.')],
    ['in pieces of its own', message('One, ', null) + message('two.')],
    ['in pieces, and whole at the end', message('One, ', null) + message('two.', null) + message('One, two.')],
  ])('is there once when the whole message comes %s', async (_name, body) => {
    expect(seen(await answerTo(body + stop + bill + done))).toEqual(whole);
  });

  it('calls a tool once when the whole message repeats the call', async () => {
    const call = { index: 0, id: 't1', type: 'function', function: { name: 'look_up', arguments: '{}' } };
    const repeated = line({ choices: [{ message: { content: null, tool_calls: [call] }, finish_reason: 'tool_calls' }] });
    const { events } = await answerTo(choice({ tool_calls: [call] }) + repeated + bill + done);
    expect(events.findLast((event) => event.type === 'extras')).toEqual({ type: 'extras', extras: { toolCalls: [call] } });
  });

  it.each([
    ['text/plain; charset=utf-8', text('One, two.') + stop + bill + done],
    ['text/html', text('One, two.') + stop + bill + done],
    ['application/json', `: hello\n\n${text('One, two.')}${stop}${bill}${done}`],
    ['application/octet-stream', `\n\nevent: message\n${text('One, two.')}${stop}${bill}${done}`],
  ])('is a stream although it is called %s', async (contentType, body) => {
    expect(seen(await answerTo(body, { contentType }))).toEqual(whole);
    expect(seen(await answerTo([...body].map(String), { contentType }))).toEqual(whole);
  });

  const document = {
    choices: [{ message: { content: 'One, two.' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 10, completion_tokens: 5, cost: 0.0002 },
  };

  it.each([
    ['text/plain', JSON.stringify(document)],
    ['text/event-stream', JSON.stringify(document)],
    ['text/event-stream', JSON.stringify(document, null, 2)],
    ['application/x-ndjson', (text('One, ') + text('two.') + stop + bill).replaceAll('data: ', '')],
    ['application/json', JSON.stringify({ ...document, choices: [{ message: { content: 'One, two.' } }] })],
  ])('is a document although it is called %s', async (contentType, body) => {
    expect(seen(await answerTo(body, { contentType }))).toEqual(whole);
  });

  it.each([
    ['the first chunk', line({ id: '', model: '', provider: ' ', choices: [] })],
    ['the usage', ''],
  ])('names no one by an empty id, model or provider in %s', async (_name, first) => {
    const last = line({ id: '', model: '', choices: [], usage: { prompt_tokens: 1, completion_tokens: 1 } });
    const named = line({ id: 'g1', model: 'lab/m', choices: [{ delta: { content: 'Hi' }, finish_reason: 'stop' }] });
    const { events } = await answerTo(first + named + last + done);
    expect(events.filter(({ type }) => type === 'served')).toEqual([
      { type: 'served', generationId: 'g1', modelId: 'lab/m', provider: null, billsToTheEnd: false },
    ]);
  });

  it.each(['max_tokens', 'MAX_TOKENS', 'max_output_tokens', 'length'])('reached its limit also where the reason is %s', async (reason) => {
    expect(seen(await answerTo(text('One,') + choice({}, reason)))).toMatchObject({ text: 'One,', end: 'length' });
  });
});

describe('citations', () => {
  const address = 'https://example.com/basalt';
  const annotation = { type: 'url_citation', url_citation: { url: address, title: 'Basalt' } };

  it.each([
    ['an annotation of a piece', choice({ content: 'Basalt', annotations: [annotation] }), { annotations: [annotation] }],
    [
      'an annotation of a part',
      choice({ content: [{ type: 'text', text: 'Basalt', annotations: [annotation] }] }),
      { annotations: [annotation] },
    ],
    ['a list beside the choices', text('Basalt') + line({ choices: [], citations: [address] }), { citations: [address] }],
    [
      'a list with each chunk',
      line({ citations: [address], choices: [{ delta: { content: 'Bas' } }] }) +
        line({ citations: [address], choices: [{ delta: { content: 'alt' } }] }),
      { citations: [address] },
    ],
    [
      'search results',
      text('Basalt') + line({ choices: [], search_results: [{ url: address, title: 'Basalt' }] }),
      { citations: [{ url: address, title: 'Basalt' }] },
    ],
    ['a list in the piece', choice({ content: 'Basalt', citations: [address] }), { citations: [address] }],
  ])('are kept from %s', async (_name, body, extras) => {
    const outcome = await answerTo(body + stop + bill + done);
    expect(outcome.text).toBe('Basalt');
    expect(outcome.events.findLast((event) => event.type === 'extras')).toEqual({ type: 'extras', extras });
  });
});

describe('an answer that is not whole', () => {
  it.each([
    ['empty finish reasons and a cut', choice({ content: 'So far' }, ''), true],
    ['a finish reason that is no text', line({ choices: [{ delta: { content: 'So far' }, finish_reason: 0 }] }), undefined],
    ['a last event that is cut', text('So far') + text(' and on').slice(0, 30), undefined],
    ['a last event that is cut off', text('So far') + text(' and on').slice(0, 30), true],
  ])('is INTERRUPTED after %s, and keeps what arrived', async (_name, body, cut) => {
    expect(seen(await answerTo(body, cut ? { cut } : {}))).toEqual({ text: 'So far', charge: null, end: 'INTERRUPTED' });
  });

  it('keeps what was held back as the beginning of a tag when it breaks off', async () => {
    expect(seen(await answerTo(text('<thi'), { cut: true }))).toEqual({ text: '<thi', charge: null, end: 'INTERRUPTED' });
    expect(seen(await answerTo(text(' ') + text('<think>Hm') + text(' <')))).toEqual({
      text: '',
      reasoning: 'Hm <',
      charge: null,
      end: 'INTERRUPTED',
    });
  });

  const words = 'card has no memory left';

  it.each([
    ['a field', `error: {"code":500,"message":"${words}"}\n\n`],
    ['a field of words', `error: ${words}\n\n`],
    ['a field that nothing ends', `error: {"message":"${words}"}`],
    ['bare JSON', `{"error":{"code":500,"message":"${words}"}}\n`],
    ['bare JSON over several lines', JSON.stringify({ error: { message: words } }, null, 2)],
    ['an event of that name', `event: error\ndata: {"message":"${words}"}\n\n`],
    ['an event of that name, in words', `event: error\ndata: ${words}\n\n`],
    ['an event of that name, nested', `event: error\ndata: {"error":{"message":"${words}"}}\n\n`],
    ['a list', line([{ error: { code: 500, message: words } }])],
    ['a list of errors', line({ errors: [{ message: words }] })],
    ['an object that is the error', line({ object: 'error', message: words, code: 500 })],
    ['a detail', line({ detail: [{ loc: ['body'], msg: words }] })],
    ['a message with its status', line({ message: words, status: 500 })],
    ['JSON in a text', line({ error: { message: JSON.stringify({ error: { message: words } }) } })],
  ])('quotes the server from %s', async (_name, error) => {
    const whole = text('So far so ') + error;
    for (const body of [whole, [...whole].map(String)]) {
      const outcome = await answerTo(body);
      expect(outcome.text).toBe('So far so ');
      expect(failureOf(outcome.error).message).toContain(words);
      expect(failureOf(outcome.error).message).toContain('What arrived so far is kept.');
    }
  });
});

describe('a refusal', () => {
  it.each([
    ['an array', [{ error: { code: 400, message: 'This place is not served.', status: 'FAILED_PRECONDITION' } }], 'HTTP_400'],
    ['a list under detail', { detail: [{ loc: ['body', 'model'], msg: 'This place is not served.', type: 'value_error' }] }, 'HTTP_400'],
    ['an object under detail', { detail: { message: 'This place is not served.' } }, 'HTTP_400'],
    ['a list under errors', { errors: ['This place is not served.'] }, 'HTTP_400'],
    ['an object that is the error', { object: 'error', message: 'This place is not served.', code: 429 }, 'RATE_LIMITED'],
    ['a problem document', { title: 'Bad Request', detail: 'This place is not served.', status: 400 }, 'HTTP_400'],
    ['a plain text', 'This place is not served.', 'HTTP_400'],
  ])('quotes the reason from %s', async (_name, body, code) => {
    const raw = typeof body === 'string' ? body : JSON.stringify(body);
    const { error } = await answerTo(raw, { status: 400, contentType: 'application/json' });
    expect(failureOf(error)).toMatchObject({ code, message: expect.stringContaining('This place is not served.') as string });
  });

  it('closes a quotation that is no sentence with a full stop, and leaves one that is as it is', async () => {
    const messageFor = async (said: string) =>
      failureOf((await answerTo(JSON.stringify({ error: said }), { status: 503, contentType: 'application/json' })).error).message;
    expect(await messageFor('No provider available')).toContain('“No provider available”. Your message');
    expect(await messageFor('Come back later!')).toContain('“Come back later!” Your message');
  });

  it.each([
    ['text/html', '<!doctype html><title>Sign in to Wi-Fi</title>'],
    ['image/png', '\u0089PNG'],
    ['application/json', '{"status":"ok"}'],
  ])('names the kind of an answer that is none: %s', async (contentType, body) => {
    const { events, error } = await answerTo(body, { contentType: `${contentType}; charset=utf-8` });
    expect(failureOf(error)).toMatchObject({ code: 'BAD_SETTING', message: expect.stringContaining(`“${contentType}”`) as string });
    // The headers are here: whoever sent them may have worked, and charge for it.
    expect(events.map(({ type }) => type)).toEqual(['opened']);
  });
});

describe('a refusal that names its generation', () => {
  const refusedWith = async (status: number) => {
    const server = await serve((request, response) => {
      request.resume().on('end', () => {
        response.writeHead(status, { 'Content-Type': 'application/json', 'X-Generation-Id': 'gen-1' });
        response.end('{"error":{"message":"No."}}');
      });
    });
    closing.push(() => server.close());
    const { events, error } = await complete(clientOf(server), ask('lab/m'));
    return { events: events.map(({ type }) => type), mayBeCharged: (error as ChatError).mayBeCharged };
  };

  it.each([500, 502, 504, 408])('can be asked about where a provider may have worked: %i', async (status) => {
    expect(await refusedWith(status)).toEqual({ events: ['served'], mayBeCharged: true });
  });

  it.each([400, 401, 402, 403, 404, 413, 429, 503, 529])('costs nothing where none has: %i', async (status) => {
    expect(await refusedWith(status)).toEqual({ events: [], mayBeCharged: false });
  });
});
