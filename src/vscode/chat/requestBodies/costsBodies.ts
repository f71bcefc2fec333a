import * as z from 'zod';
import type { CostsRequests } from '../../../shared/protocol/requests/costs.ts';
import type { AreaBodies } from './areaBodies.ts';
import { extent, id, nothing } from './bodyParts.ts';

const oneAttempt = z.strictObject({ attempt: id });

export const costsBodies = {
  costs: extent,
  checkRequest: oneAttempt,
  dismissRequest: oneAttempt,
  checkAccount: nothing,
} satisfies AreaBodies<CostsRequests>;
