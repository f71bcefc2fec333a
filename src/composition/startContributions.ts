import * as vscode from 'vscode';
import { ChatError } from '../core/errors/chatError.ts';
import type { Logger } from '../core/ports/platform.ts';
import type { Disposable } from '../shared/async/disposable.ts';
import { DisposableList } from '../shared/async/disposables.ts';
import type { Contribution, HandlersOf } from '../vscode/platform/contribution.ts';

/** What runs. Disposing ends it in reverse order, to the end even if one part throws. */
export interface StartedContributions<C extends string> extends Disposable {
  /** Also of the parts that could not start: their commands reject with a sentence. */
  readonly handlers: HandlersOf<C>;
}

/**
 * Starts each contribution on its own. An optional one that fails is logged by its name and takes nothing with it. A required one that fails
 * ends what was started and throws a ChatError with a sentence for the person.
 */
export function startContributions<S, C extends string>(
  contributions: readonly Contribution<S, C>[],
  services: S,
  logger: Logger,
): StartedContributions<C> {
  const started = new DisposableList();
  const handlers: Partial<Record<C, () => unknown>> = {};
  for (const { name, required, commands, start } of contributions) {
    const disposables = new DisposableList();
    const end = () => endContribution(name, disposables, logger);
    try {
      Object.assign(handlers, start(services, disposables));
      started.push({ dispose: end });
    } catch (error) {
      logger.error('contribution.failed', { name, required, error: String(error) });
      end();
      if (required) {
        started.dispose();
        throw couldNotStart(name, error);
      }
      for (const command of commands) handlers[command] = () => Promise.reject(notAvailable(name, error));
    }
  }
  // Each contribution gave a handler for each of its commands, as its type demands, or the loop did.
  return { handlers: handlers as HandlersOf<C>, dispose: () => started.dispose() };
}

function endContribution(name: string, disposables: DisposableList, logger: Logger): void {
  try {
    disposables.dispose();
  } catch (error) {
    logger.error('contribution.notEnded', { name, error: String(error) });
  }
}

function couldNotStart(name: string, cause: unknown): ChatError {
  const message = vscode.l10n.t('Neural Terminal could not start: its part “{0}” failed. The log has the details.', name);
  return new ChatError('INTERNAL', message, { actions: ['showLog'], cause });
}

function notAvailable(name: string, cause: unknown): ChatError {
  const message = vscode.l10n.t('This does not work in this window: the part “{0}” could not start. The log has the details.', name);
  return new ChatError('INTERNAL', message, { actions: ['showLog'], cause });
}
