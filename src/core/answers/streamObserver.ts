import type { StreamEvent } from '../ports/chatClient.ts';
import type { Disposable } from '../../shared/async/disposable.ts';
import type { ActiveAnswer } from './activeAnswer.ts';

type StreamPiece = Extract<StreamEvent, { type: 'text' | 'reasoning' }>;

/** Follows one request, from before it is sent until it is disposed. */
export interface StreamObservation extends Disposable {
  /** The piece is part of the answer already. Called at once, for every piece, before the next one is read: it must not wait. */
  onPiece(piece: StreamPiece): void;
}

/** Called for every request of every answer, right before it is sent. */
export type StreamObserver = (answer: ActiveAnswer) => StreamObservation;
