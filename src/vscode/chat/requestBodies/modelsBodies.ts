import * as z from 'zod';
import type { ModelsRequests } from '../../../shared/protocol/requests/models.ts';
import type { AreaBodies } from './areaBodies.ts';
import { modelId, nothing } from './bodyParts.ts';

export const modelsBodies = {
  selectModel: z.strictObject({ id: modelId }),
  listModels: nothing,
} satisfies AreaBodies<ModelsRequests>;
