// `npm run test:live [-- model …]`: asks real models with the key in OPENROUTER_API_KEY (at OPENROUTER_BASE_URL, if set) and compares what they
// cost with the account. Costs a tenth of a cent, never more than the cap. Not a part of `npm test`, and never run by continuous integration.
import { ChatError } from '../../src/core/errors/chatError.ts';
import { parseEndpoint } from '../../src/openrouter/http/endpoint.ts';
import { systemClock } from '../../src/vscode/platform/systemClock.ts';
import { liveCheck } from './liveCheck.ts';

const capUsd = '0.05';
const cheapModels = ['openai/gpt-4o-mini', 'anthropic/claude-haiku-4.5', 'google/gemini-2.5-flash'];

async function run(): Promise<boolean> {
  const { OPENROUTER_API_KEY: key, OPENROUTER_BASE_URL: baseUrl = 'https://openrouter.ai/api/v1', CI: ci } = process.env;
  if (ci) return refuse('The live test spends money and is not for continuous integration.');
  if (!key) return refuse('The live test needs a key: set OPENROUTER_API_KEY. It spends about $0.001 and never more than $0.05.');
  const models = process.argv.length > 2 ? process.argv.slice(2) : cheapModels;
  try {
    return await liveCheck({ baseUrl: parseEndpoint(baseUrl), key, modelIds: models, capUsd, clock: systemClock, print: console.log });
  } catch (error) {
    return refuse(ChatError.is(error) ? error.message : String(error));
  }
}

function refuse(sentence: string): false {
  console.error(sentence);
  return false;
}

if (!(await run())) process.exitCode = 1;
