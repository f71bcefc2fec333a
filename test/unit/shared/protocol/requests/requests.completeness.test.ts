// That no table over the requests can lack one of them, or answer it with something else. `tsc` is what fails here.
import { expectTypeOf, it } from 'vitest';
import type { RequestHandlers } from '../../../../../src/core/surface/requestHandlers.ts';
import type { ArchiveRequests } from '../../../../../src/shared/protocol/requests/archive.ts';
import type { ChatRequests } from '../../../../../src/shared/protocol/requests/chat.ts';
import type { CostsRequests } from '../../../../../src/shared/protocol/requests/costs.ts';
import type { EditorRequests } from '../../../../../src/shared/protocol/requests/editor.ts';
import type { ModelsRequests } from '../../../../../src/shared/protocol/requests/models.ts';
import type { Requests } from '../../../../../src/shared/protocol/requests/requests.ts';
import type { requestTraits } from '../../../../../src/shared/protocol/requests/requestTraits.ts';
import type { AreaBodies } from '../../../../../src/vscode/chat/requestBodies/areaBodies.ts';

interface Planted extends Requests {
  planted: { body: { count: number }; reply: { done: boolean } };
}

it('a request without traits, without a schema or without a handler does not compile', () => {
  expectTypeOf<typeof requestTraits>().not.toExtend<{ readonly [K in keyof Planted]: unknown }>();
  expectTypeOf<AreaBodies<Requests>>().not.toExtend<AreaBodies<Planted>>();
  expectTypeOf<RequestHandlers<Requests>>().not.toExtend<RequestHandlers<Planted>>();
});

it('a schema of another body does not compile', () => {
  expectTypeOf<AreaBodies<{ planted: { body: { count: string } } }>>().not.toExtend<AreaBodies<Pick<Planted, 'planted'>>>();
});

it('a handler with another reply, or of another body, does not compile', () => {
  type Handlers = RequestHandlers<Pick<Planted, 'planted'>>;
  expectTypeOf<{ planted: () => Promise<{ done: boolean }> }>().toExtend<Handlers>();
  expectTypeOf<{ planted: () => Promise<null> }>().not.toExtend<Handlers>();
  expectTypeOf<{ planted: (body: { count: string }) => Promise<{ done: boolean }> }>().not.toExtend<Handlers>();
});

it('every request belongs to one area', () => {
  type Areas = [keyof ChatRequests, keyof ArchiveRequests, keyof CostsRequests, keyof ModelsRequests, keyof EditorRequests];
  expectTypeOf<Areas[number]>().toEqualTypeOf<keyof Requests>();
  expectTypeOf<Areas[0] & (Areas[1] | Areas[2] | Areas[3] | Areas[4])>().toBeNever();
  expectTypeOf<Areas[1] & (Areas[2] | Areas[3] | Areas[4])>().toBeNever();
  expectTypeOf<Areas[2] & (Areas[3] | Areas[4])>().toBeNever();
  expectTypeOf<Areas[3] & Areas[4]>().toBeNever();
});

it('what is paid, and only that, can be sent without a reservation', () => {
  type Unreserved = { [K in keyof Requests]: 'unreserved' extends keyof Requests[K]['body'] ? K : never }[keyof Requests];
  expectTypeOf<Unreserved>().toEqualTypeOf<'ask' | 'retry'>();
});
