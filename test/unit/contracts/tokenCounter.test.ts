import { TiktokenCounter } from '../../../src/tokens/tiktokenCounter.ts';
import { tokenCounterContract } from '../../support/contracts/tokenCounterContract.ts';
import { charactersAsTokens } from '../core/money/kit/charactersAsTokens.ts';
import { loadRanks } from '../tokens/ranks.ts';

tokenCounterContract('TiktokenCounter', 'openai/gpt-4o', () => new TiktokenCounter(loadRanks));
tokenCounterContract('charactersAsTokens', 'openai/gpt-4o', () => charactersAsTokens());
