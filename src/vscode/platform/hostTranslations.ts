import * as vscode from 'vscode';
import { setTranslations } from '../../shared/l10n/setTranslations.ts';

// Imported for its effect and before all else, so that sentences in constants of other modules find their translation too.
if (vscode.l10n.bundle) setTranslations(vscode.l10n.bundle);
