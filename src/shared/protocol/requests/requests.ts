import type { ArchiveRequests } from './archive.ts';
import type { ChatRequests } from './chat.ts';
import type { CostsRequests } from './costs.ts';
import type { EditorRequests } from './editor.ts';
import type { ModelsRequests } from './models.ts';

/**
 * Requests of the webview: what each one carries and what it is answered with. Schemas, handlers and traits are tables over these keys,
 * so that a request which lacks one of them does not compile.
 */
export interface Requests extends ChatRequests, ArchiveRequests, CostsRequests, ModelsRequests, EditorRequests {}

export type RequestName = keyof Requests;
