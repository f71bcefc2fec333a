import * as vscode from 'vscode';
import type { Disposable } from '../../shared/async/disposable.ts';
import { DisposableValue } from '../../shared/async/disposables.ts';
import type { SurfaceRegistry } from '../chat/surfaceRegistry.ts';
import type { RequiredContribution } from '../platform/contribution.ts';

interface ArchiveServices {
  /** Follows the logs of other windows until it is disposed. */
  readonly archive: { follow(): Disposable };
  readonly surfaces: SurfaceRegistry;
}

/** Follows what other windows write, while this one can be seen. */
export const archiveContribution: RequiredContribution<ArchiveServices> = {
  name: 'archive',
  required: true,
  commands: [],
  start({ archive, surfaces }, disposables) {
    const following = disposables.push(new DisposableValue());
    const followWhileSeen = () => {
      const seen = surfaces.current !== null || vscode.window.state.focused;
      if (seen !== following.isSet) following.set(seen ? archive.follow() : null);
    };
    disposables.push(surfaces.onDidChange(followWhileSeen));
    disposables.push(vscode.window.onDidChangeWindowState(followWhileSeen));
    followWhileSeen();
    return {};
  },
};
