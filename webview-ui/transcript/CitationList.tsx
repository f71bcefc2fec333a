import { t } from '../../src/shared/l10n/t.ts';
import type { Citation } from '../../src/shared/model/answerParts.ts';

/** The pages that an answer rests on. Its links are opened as those of the text are: by the transcript. */
export function CitationList({ citations }: { readonly citations: readonly Citation[] }) {
  return (
    <details class="citations">
      <summary class="label">{t('Sources ({0})', String(citations.length))}</summary>
      <ol>
        {citations.map(({ url, title }) => (
          <li key={url}>
            <a href={url} title={url}>
              {title || url}
            </a>
            {title && <span> {hostOf(url)}</span>}
          </li>
        ))}
      </ol>
    </details>
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}
