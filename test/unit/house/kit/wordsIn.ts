/** Names of all fields in a JSON value: `set.title`, `attachments[].kind`. What `closed` names is not looked into. */
export function fieldsOf(value: unknown, closed: readonly string[] = [], path = ''): string[] {
  if (path !== '' && closed.includes(path)) return [];
  if (Array.isArray(value)) return value.flatMap((item) => fieldsOf(item, closed, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const field = path === '' ? name : `${path}.${name}`;
    return [field, ...fieldsOf(inner, closed, field)];
  });
}

/** The same value; `fields` fills with the names by which its parts are asked for, whether or not they are there. */
export function watched<T>(value: T, fields: Set<string>, closed: readonly string[] = [], path = ''): T {
  if (path !== '' && closed.includes(path)) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => watched(item, fields, closed, `${path}[]`)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const note = (name: string | symbol): string => {
    const field = path === '' ? String(name) : `${path}.${String(name)}`;
    if (typeof name === 'string' && !(name in Object.prototype)) fields.add(field);
    return field;
  };
  return new Proxy(value, {
    get: (target, name) => watched(Reflect.get(target, name) as unknown, fields, closed, note(name)),
    has: (target, name) => {
      note(name);
      return Reflect.has(target, name);
    },
  });
}

/** Sorted, and each word once. */
export const sorted = (words: Iterable<string>): readonly string[] => [...new Set(words)].sort();
