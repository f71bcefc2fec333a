import { isRecord } from '../../shared/values/isRecord.ts';

/**
 * The rows of a list of models: OpenRouter and OpenAI have it under `data`, other servers under `models` or bare. `data` of null is how Ollama
 * says that there is no model. Undefined for what is no list.
 */
export function catalogueRows(body: unknown): readonly unknown[] | undefined {
  const list = Array.isArray(body)
    ? body
    : isRecord(body)
      ? (body['data'] ?? body['models'] ?? ('data' in body ? [] : undefined))
      : undefined;
  return Array.isArray(list) ? list.map(withId) : undefined;
}

/** Some servers name a model by another field, or by nothing but its name. */
function withId(row: unknown): unknown {
  if (typeof row === 'string') return { id: row };
  if (!isRecord(row) || typeof row['id'] === 'string') return row;
  return { ...row, id: row['model'] ?? row['name'] ?? row['id'] };
}
