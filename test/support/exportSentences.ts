// `npm run l10n`: writes the sentences of the sources to media/l10n/bundle.l10n.json, which translations are made from.
import { writeFileSync } from 'node:fs';
import { bundlePath, exportedSentences } from './exportedSentences.ts';

writeFileSync(bundlePath, exportedSentences());
