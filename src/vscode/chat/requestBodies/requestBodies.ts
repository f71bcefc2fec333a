import type { Requests } from '../../../shared/protocol/requests/requests.ts';
import { archiveBodies } from './archiveBodies.ts';
import type { AreaBodies } from './areaBodies.ts';
import { chatBodies } from './chatBodies.ts';
import { costsBodies } from './costsBodies.ts';
import { editorBodies } from './editorBodies.ts';
import { modelsBodies } from './modelsBodies.ts';

/** What every request may carry. */
export const requestBodies: AreaBodies<Requests> = {
  ...chatBodies,
  ...archiveBodies,
  ...costsBodies,
  ...modelsBodies,
  ...editorBodies,
};
