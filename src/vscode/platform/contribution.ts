import type { DisposableList } from '../../shared/async/disposables.ts';

/** What the commands of a contribution do, by their names without the prefix. */
export type HandlersOf<C extends string> = Readonly<Record<C, () => unknown>>;

interface ContributionBase<S, C extends string, H = HandlersOf<C>> {
  /** For the log, and for the sentence about a part that could not start. */
  readonly name: string;
  /** Named before the start, so that a command whose contribution could not start can still say so. */
  readonly commands: readonly C[];
  /**
   * Everything that has to end with the window goes into `disposables` as soon as it is made: a start that fails half-way leaves nothing
   * behind. Returns what its commands do.
   */
  readonly start: (services: S, disposables: DisposableList) => H;
}

/** A part without which the window is of no use: if it cannot start, nothing starts. */
export interface RequiredContribution<S, C extends string = never, H = HandlersOf<C>> extends ContributionBase<S, C, H> {
  readonly required: true;
}

/** A part that others do without: if it cannot start, only its own commands are missing. */
export interface OptionalContribution<S, C extends string = never, H = HandlersOf<C>> extends ContributionBase<S, C, H> {
  readonly required: false;
}

/** One feature of a window among others: of the handlers is known only that each of its own commands has one. */
export type Contribution<S, C extends string> = RequiredContribution<S, C, object> | OptionalContribution<S, C, object>;
